"""Predictions and how near they were, against closed forms."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.errors import InputError
from tauscope.document.lessons.lesson import Change, Lesson, LessonPlace, LessonStep, Prediction
from tauscope.document.library.lesson_guess import (
    LEAST,
    LONGEST_ON_NUMBER,
    LONGEST_VERDICT,
    MOST,
    asked,
    guessed_bars,
    read_number,
    right_answer,
    told,
    true_number,
    verdict,
    with_bar,
    written_end,
)

HEAT = Change.of({"chain": "temperature=2"})


def place(prediction: Prediction, guess: tuple[float, ...] = (), *, revealed: bool = True) -> LessonPlace:
    lesson = Lesson("Test", steps=(LessonStep("One", prediction=prediction),))
    return LessonPlace(lesson, 0, revealed, guess)


DRAW = Prediction("draw", "Where?", reveal=HEAT)


def p(temperature: float) -> list[float]:
    weights = [math.exp(z / temperature) for z in (2.0, 1.0, 0.5, 0.1)]
    return [weight / sum(weights) for weight in weights]


def test_the_bars_begin_where_they_stand() -> None:
    assert guessed_bars(place(DRAW, revealed=False)) == pytest.approx(p(1.0), rel=1e-12)


def test_the_miss_of_bars_is_their_divergence() -> None:
    guess = (0.47, 0.25, 0.17, 0.11)
    found = verdict(place(DRAW, guess))
    assert found is not None
    miss = sum(true * math.log(true / mine) for true, mine in zip(p(2.0), guess, strict=True))
    unchanged = sum(true * math.log(true / old) for true, old in zip(p(2.0), p(1.0), strict=True))
    assert found.number == f"{miss:.4f} nats" == "0.0148 nats"
    assert found.bits == f"{miss / math.log(2):.4f} bits"
    assert found.note == f"KL from the truth to your prediction ({found.bits}); no change would be 0.067 nats"
    assert found.share == pytest.approx(miss / unchanged, rel=1e-9)
    assert found.sentence == "The right way, but not far enough."
    assert not found.right


@pytest.mark.parametrize(
    ("guess", "said"),
    [
        (tuple(p(2.0)), "As near as the eye can tell."),
        (tuple(p(1.85)), "As near as the eye can tell."),
        (tuple(p(1.75)), "Very near."),
        (tuple(p(3.2)), "The right way, but too far."),
        (tuple(p(0.8)), "Farther from the truth than no change."),
    ],
)
def test_the_verdict_in_words(guess: tuple[float, ...], said: str) -> None:
    found = verdict(place(DRAW, guess))
    assert found is not None
    assert found.sentence == said


def test_a_number_is_the_one_of_the_revealed_document() -> None:
    asked = Prediction("number", "How likely is cat?", quantity="p(cat)", reveal=HEAT)
    there = place(asked, (0.5,))
    assert true_number(there) == pytest.approx(p(2.0)[0], rel=1e-12)
    found = verdict(there)
    assert found is not None
    assert (found.number, found.note, found.sentence) == ("40.6%", "you said 50.0%", "Too high.")
    near = verdict(place(asked, (0.41,)))
    assert near is not None
    assert near.right


def test_a_number_is_told_to_the_room() -> None:
    asked = Prediction("number", "How likely is cat?", quantity="p(cat)", reveal=HEAT)
    for guess, said in ((0.5, "Too high."), (0.2, "Too low."), (0.41, "As close as the slider can get.")):
        there = told(place(asked, (guess,)))
        assert there == f"You said {guess:.1%}. {said}"
        assert len(there) <= len(LONGEST_ON_NUMBER)
    assert not told(place(asked, (0.5,), revealed=False))
    assert not told(place(asked))


@pytest.mark.parametrize(
    ("quantity", "number", "end"),
    [
        ("entropy", 0.0, "0"),
        ("entropy", 2.0, "2"),
        ("entropy", 1.25, "1.25"),
        ("p(cat)", 0.0, "0%"),
        ("p(cat)", 1.0, "100%"),
        ("p(cat)", 0.5, "50%"),
        ("p(cat)", 0.125, "12.5%"),
        ("temperature", 10.0, "10"),
    ],
)
def test_the_ends_of_a_slider_are_written_short(quantity: str, number: float, end: str) -> None:
    assert written_end(Prediction("number", "How much?", quantity=quantity), number) == end


def test_bars_are_asked_to_be_dragged() -> None:
    assert asked(DRAW) == "Where? Drag the outlines."
    assert asked(Prediction("choose", "More?", ("more", "less"), 1)) == "More?"


def test_of_a_prediction_that_is_exact_no_digits_are_told() -> None:
    there = place(DRAW, tuple(p(2.0)))
    found = verdict(there)
    assert found is not None
    assert (found.number, found.right) == ("< 0.001 nats", True)
    assert "0.0000" not in found.note
    assert told(there) == "As near as the eye can tell."


def test_a_choice_is_right_or_told() -> None:
    asked = Prediction("choose", "More?", ("more", "less"), 1)
    right, wrong = verdict(place(asked, (1.0,))), verdict(place(asked, (0.0,)))
    assert right is not None
    assert wrong is not None
    assert (right.sentence, wrong.sentence) == ("Right.", "Not quite.")


def test_nothing_is_told_before_it_is_revealed_or_without_a_prediction() -> None:
    assert verdict(place(DRAW, (0.25,) * 4, revealed=False)) is None
    assert verdict(place(DRAW)) is None
    assert verdict(replace(place(DRAW), lesson=Lesson("Test", steps=(LessonStep("One"),)))) is None


@given(st.lists(st.floats(0.001, 1), min_size=1, max_size=12), st.floats(-1, 2), st.integers(0, 11))
def test_the_other_bars_make_room(weights: list[float], wanted: float, row: int) -> None:
    total = sum(weights)
    bars = tuple(weight / total for weight in weights)
    moved = with_bar(bars, row % len(bars), wanted)
    assert sum(moved) == pytest.approx(1)
    if len(bars) > 1:
        assert LEAST <= moved[row % len(bars)] <= MOST
        rest = [
            (new, old)
            for place, (new, old) in enumerate(zip(moved, bars, strict=True))
            if place != row % len(bars)
        ]
        assert all(new / rest[0][0] == pytest.approx(old / rest[0][1]) for new, old in rest)


def test_a_bar_that_had_everything_shares_evenly() -> None:
    assert with_bar((1.0, 0.0, 0.0), 0, 0.5) == (0.5, 0.25, 0.25)


@pytest.mark.parametrize(
    ("text", "number"), [("60", 0.6), ("60%", 0.6), ("0,6", 0.6), ("1", 1.0), ("0.5 %", 0.005)]
)
def test_a_probability_is_typed_as_a_number_or_in_per_cent(text: str, number: float) -> None:
    asked = Prediction("number", "How likely?", quantity="p(cat)", low=0.0, high=1.0)
    assert read_number(asked, text) == pytest.approx(number, rel=1e-12)


@pytest.mark.parametrize("text", ["cat", "", "120", "-0.1", "101%"])
def test_a_number_beyond_the_slider_is_refused(text: str) -> None:
    asked = Prediction("number", "How likely?", quantity="p(cat)", low=0.0, high=1.0)
    with pytest.raises(InputError):
        read_number(asked, text)


def test_a_verdict_on_bars_is_told_in_nats_and_bits() -> None:
    said = told(place(DRAW, (0.47, 0.25, 0.17, 0.11)))
    assert said == "Missed by 0.0148 nats (0.0213 bits). The right way, but not far enough."
    assert len(said) <= len(LONGEST_VERDICT)
    assert not told(place(DRAW, revealed=False))


def test_the_true_answer_ends_with_one_sign() -> None:
    for answer, said in (
        ("half", "Right answer: half."),
        ("Half.", "Right answer: Half."),
        ("The …", "Right answer: The …"),
    ):
        asked = Prediction("choose", "Which?", answers=("no", answer), right=1)
        assert right_answer(asked) == said
