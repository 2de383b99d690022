"""What the user predicted in a lesson, and how near the prediction was to the truth."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.errors import InputError
from tauscope.core.measures import entropy, kl_divergence, nats_to_bits
from tauscope.core.numbers import parse_number, parse_percentage, quoted, screen_number
from tauscope.document.library.lesson_walk import is_veiled, step_document
from tauscope.document.picture.picture import Picture
from tauscope.document.quantities import QUANTITIES, Measure

if TYPE_CHECKING:
    from tauscope.core.values import Floats
    from tauscope.document.document import Document
    from tauscope.document.lessons.lesson import Lesson, LessonPlace, Prediction

LEAST, MOST = 0.001, 0.999
"""Limits of a predicted bar: 0 would say that a class is impossible."""

EXACT = 0.0005
"""Nats up to which a prediction counts as exact: no eye sees the difference."""

MISS_MEANING = "KL from the truth to your prediction"
"""What the number of the miss measures, for predicted bars."""

NEAR = 0.1
"""Share of the distance of "no change" up to which a prediction is very near."""

NEAR_ON_SLIDER = 0.02
"""Share of the slider's length up to which a predicted number counts as right."""

DONE, WRONG = "✓", "✗"
"""Signs of a task that is done and of the true answer, and of an answer that was chosen and is not true."""

DRAG = "Drag the outlines."
"""Said with the question of bars while they can be dragged."""

LONGEST_VERDICT = "Missed by 0.0000 nats (0.0000 bits). Near, but the bars spread the other way."
"""A verdict on bars that needs as much room as any."""

LONGEST_ON_NUMBER = "You said 100.0%. As close as the slider can get."
"""A verdict on a number that needs as much room as any."""


@dataclass(frozen=True)
class Verdict:
    """How near a prediction was.

    Attributes
    ----------
    number : str
        The miss as it is written, with its unit; empty for a choice.
    note : str
        What the number is.
    sentence : str
        The verdict in words.
    share : float or None
        The miss over that of predicting no change; None where it is not a distribution that was predicted.
    right : bool
        True if the prediction was right, or as near as can be told by eye.
    bits : str
        The miss in bits, where `number` is in nats and not merely "less than".
    """

    number: str
    note: str
    sentence: str
    share: float | None = None
    right: bool = False
    bits: str = ""


@lru_cache(maxsize=32)
def truth(lesson: Lesson, step: int) -> Picture:
    """Return the picture of a step after its prediction is revealed."""
    return Picture.of(step_document(lesson, step, revealed=True))


@lru_cache(maxsize=32)
def before_truth(lesson: Lesson, step: int) -> Picture:
    """Return the picture of a step before its prediction is revealed."""
    return Picture.of(step_document(lesson, step))


def true_number(place: LessonPlace) -> float:
    """Return the number that a prediction of the kind "number" asks for."""
    prediction = place.present.prediction
    if prediction is None or prediction.kind != "number":
        return math.nan
    return Measure.parse(prediction.quantity).of(truth(place.lesson, place.step))


def asked(prediction: Prediction) -> str:
    """Return the question as it is asked before Reveal: bars are to be dragged."""
    return f"{prediction.question} {DRAG}" if prediction.kind == "draw" else prediction.question


def veiled_temperatures(document: Document) -> tuple[float, float] | None:
    """Return the temperatures of which plots over τ do not show the curves yet; None if they show all.

    It is the side of the present τ on which the truth of a prediction of bars lies.
    """
    place = document.lesson
    if place is None or not is_veiled(document):
        return None
    now, then = document.temperature, truth(place.lesson, place.step).temperature
    if now == then:
        return None
    return (now, math.inf) if then > now else (0.0, now)


def written_number(prediction: Prediction, number: float) -> str:
    """Return a predicted number or the true one as texts write that quantity: a probability in per cent."""
    return QUANTITIES[Measure.parse(prediction.quantity).name].written(number)


def written_end(prediction: Prediction, number: float) -> str:
    """Return an end of the slider, without the zeros after a decimal point: 0 and 2, not 0.000 and 2.000."""
    written = written_number(prediction, number)
    return re.sub(r"\.?0+(?=%?$)", "", written) if "." in written else written


def read_number(prediction: Prediction, text: str) -> float:
    """Read a predicted number as it is typed: a probability as 0.6, 60% or 60.

    Raises
    ------
    InputError
        If it is no number, or lies beyond the ends of the slider.
    """
    number = parse_number(text) if not _is_probability(prediction) else parse_percentage(text)
    if _is_probability(prediction) and 1 < number <= 100 and "%" not in text:
        number /= 100  # no probability is larger than 1
    if not prediction.low <= number <= prediction.high:
        low, high = (written_number(prediction, end) for end in (prediction.low, prediction.high))
        raise InputError(f"{quoted(text)} is not between {low} and {high}.")
    return number


def _is_probability(prediction: Prediction) -> bool:
    return Measure.parse(prediction.quantity).name == "p"


def guessed_bars(place: LessonPlace) -> tuple[float, ...]:
    """Return the predicted probability of each class; until a bar is dragged, those before the truth."""
    bars = before_truth(place.lesson, place.step).probabilities
    return place.guess if len(place.guess) == len(bars) else tuple(bars.tolist())


def with_bar(bars: tuple[float, ...], row: int, p: float) -> tuple[float, ...]:
    """Return predicted bars of which one was dragged to `p`; the others make room and keep their ratios.

    Examples
    --------
    >>> [round(bar, 3) for bar in with_bar((0.5, 0.25, 0.25), 0, 0.7)]
    [0.7, 0.15, 0.15]
    """
    if len(bars) == 1:
        return (1.0,)
    wanted = min(max(p, LEAST), MOST)
    rest = sum(bars) - bars[row]
    if rest <= 0:
        others = [(1 - wanted) / (len(bars) - 1)] * len(bars)
    else:
        others = [bar / rest * (1 - wanted) for bar in bars]
    others[row] = wanted
    return tuple(others)


def verdict(place: LessonPlace) -> Verdict | None:
    """Return how near the prediction of a revealed step was; None without a prediction."""
    prediction = place.present.prediction
    if prediction is None or not place.revealed or not place.guess:
        return None
    if prediction.kind == "choose":
        return _of_choice(prediction, place.guess[0])
    if prediction.kind == "number":
        return _of_number(prediction, place.guess[0], true_number(place))
    return _of_bars(place)


def told(place: LessonPlace) -> str:
    """Return the verdict on predicted bars or a number in one sentence or two; empty for a choice."""
    prediction, found = place.present.prediction, verdict(place)
    if prediction is None or found is None or prediction.kind == "choose":
        return ""
    if prediction.kind == "number":
        return f"You said {written_number(prediction, place.guess[0])}. {found.sentence}"
    missed = f"Missed by {found.number} ({found.bits}). " if found.bits else ""
    return missed + found.sentence


def _of_choice(prediction: Prediction, guess: float) -> Verdict:
    right = int(guess) == prediction.right
    return Verdict("", "", "Right." if right else "Not quite.", right=right)


def right_answer(prediction: Prediction) -> str:
    """Return a sentence that tells the true answer of several."""
    answer = prediction.answers[prediction.right].rstrip(".")
    return f"Right answer: {answer}{'' if answer.endswith('…') else '.'}"


def _of_number(prediction: Prediction, guess: float, true: float) -> Verdict:
    near = abs(guess - true) <= NEAR_ON_SLIDER * (prediction.high - prediction.low)
    said = "As close as the slider can get." if near else "Too high." if guess > true else "Too low."
    shown = [written_number(prediction, number) for number in (true, guess)]
    return Verdict(shown[0], f"you said {shown[1]}", said, right=near)


def _of_bars(place: LessonPlace) -> Verdict:
    p = truth(place.lesson, place.step).probabilities
    start = before_truth(place.lesson, place.step).probabilities
    guess = np.array(guessed_bars(place))
    if len(guess) != len(p):
        return Verdict("", "", "The classes are others now.")
    miss, unchanged = kl_divergence(p, guess), kl_divergence(p, start)
    share = miss / unchanged if 0 < unchanged < math.inf else None
    words = _words(p, start, guess, miss, unchanged)
    as_it_was = f"; no change would be {_three(unchanged)} nats"
    if miss <= EXACT:
        # Digits of a miss that no eye sees would read as an error of the program.
        return Verdict(f"< {_three(2 * EXACT)} nats", f"{MISS_MEANING}{as_it_was}", words, share, right=True)
    nats, bits = (_four(amount) for amount in (miss, float(nats_to_bits(miss))))
    note = f"{MISS_MEANING} ({bits} bits){as_it_was}"
    return Verdict(f"{nats} nats", note, words, share, bits=f"{bits} bits")


def _three(number: float) -> str:
    return screen_number(number, decimals=3)


def _four(number: float) -> str:
    return screen_number(number, decimals=4)


def _words(p: Floats, start: Floats, guess: Floats, miss: float, unchanged: float) -> str:
    if miss <= EXACT:
        return "As near as the eye can tell."
    if miss <= NEAR * unchanged:
        return "Very near."
    if miss >= unchanged:
        return "Farther from the truth than no change."
    # Which way the truth lies from the start, and whether the prediction went beyond it.
    way, went = entropy(p) - entropy(start), entropy(guess) - entropy(start)
    if way * went <= 0:
        return "Near, but the bars spread the other way."
    return "The right way, but too far." if abs(went) > abs(way) else "The right way, but not far enough."
