"""What the lessons that ship say, against independent computation, and tasks against their solutions."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

import mpmath  # type: ignore[import-untyped]
import pytest

from tauscope.core.chain import Chain
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, table_edits
from tauscope.document.lessons.lesson_file import lessons, shipped_lesson
from tauscope.document.library.lesson_guess import true_number
from tauscope.document.library.lesson_walk import begin, go_to_step, step_document
from tauscope.document.library.lesson_words import step_explanation, step_notes, step_text
from tauscope.document.picture.picture import Picture
from tauscope.document.quantities import Condition, Measure
from tauscope.document.studies.calibration import fit
from tauscope.sources.teacher import labelled_training_digits

ANIMALS = (2.0, 1.0, 0.5, 0.1)
MOST_WORDS = 62
STEPS = [(name, step) for name, lesson in lessons().items() for step in range(len(lesson.steps))]
IDS = [f"{name} {step + 1}" for name, step in STEPS]


def softmax(logits: tuple[float, ...], temperature: float) -> list[mpmath.mpf]:
    weights = [mpmath.exp(mpmath.mpf(z) / temperature) for z in logits]
    return [weight / mpmath.fsum(weights) for weight in weights]


def entropy(p: list[mpmath.mpf]) -> mpmath.mpf:
    return -mpmath.fsum(one * mpmath.log(one) for one in p)


def heat_capacity(gap: float, temperature: mpmath.mpf) -> mpmath.mpf:
    """Schottky's closed form for two levels."""
    x = gap / temperature
    return x**2 * mpmath.exp(x) / (1 + mpmath.exp(x)) ** 2


def test_there_are_fourteen_in_their_order() -> None:
    assert [lesson.order for lesson in lessons().values()] == list(range(1, 15))
    assert len(lessons()["say-it-back"].steps) == 10


@pytest.mark.parametrize(("name", "step"), STEPS, ids=IDS)
def test_texts_are_short_and_whole(name: str, step: int) -> None:
    lesson = shipped_lesson(name)
    texts = [step_text(lesson, step), step_notes(lesson, step), step_explanation(lesson, step)]
    for text in texts:
        assert "{" not in re.sub(r"\$[^$]*\$", "", text)
        assert len(text.split()) <= MOST_WORDS
    present = lesson.steps[step]
    assert present.text or present.prediction
    if present.until:
        Condition.parse(present.until)
        assert present.solutions


def sentence(temperature: float, first: int) -> mpmath.mpf:
    """Probability of “The nice woman” (0) or “The dog has” (1) where τ acts on each word."""
    words = [mpmath.mpf(p) ** (1 / mpmath.mpf(temperature)) for p in ("0.5", "0.4", "0.1")]
    after = (("0.4", "0.3", "0.3"), ("0.9", "0.05", "0.05"))[first]
    then = [mpmath.mpf(p) ** (1 / mpmath.mpf(temperature)) for p in after]
    return words[first] / sum(words) * then[0] / sum(then)


def p_there() -> float:
    picture = Picture.of(at("how-many-drinks", 2))
    return float(picture.probabilities[list(picture.logits.labels).index("␣there")])


@pytest.mark.parametrize(
    ("said", "true"),
    [
        ("napkin: 46% needs τ = 1.515", lambda: softmax(ANIMALS, 1.515)[0] - 0.46),
        ("napkin: 73% needs τ = 0.652", lambda: softmax(ANIMALS, 0.652)[0] - 0.73),
        ("napkin: 82.8% at τ = 0.5", lambda: softmax(ANIMALS, 0.5)[0] - 0.828),
        ("two likeliest hold 78.6%", lambda: sum(softmax(ANIMALS, 1)[:2]) - 0.786),
        ("cat alone has 57.5%", lambda: softmax(ANIMALS, 1)[0] - 0.575),
        ("5 against 4 gives 73.1%", lambda: softmax((5.0, 4.0), 1)[0] - 0.731),
        ("cat has 97.9% at τ = 0.25", lambda: softmax(ANIMALS, 0.25)[0] - 0.979),
        ("owl has 20% near τ = 3.9", lambda: softmax(ANIMALS, 3.9)[3] - 0.2),
        ("peak of C is 0.439", lambda: heat_capacity(1, mpmath.mpf("0.417")) - mpmath.mpf("0.439")),
        ("nice woman has 0.20", lambda: mpmath.mpf("0.5") * mpmath.mpf("0.4") - mpmath.mpf("0.20")),
        ("there has 81% of Once upon a time", lambda: mpmath.mpf(p_there()) - mpmath.mpf("0.811")),
        ("level at 0.353", lambda: sentence(0.353, 0) - sentence(0.353, 1)),
        ("nice woman has 0.51 at 0.2", lambda: sentence(0.2, 0) - mpmath.mpf("0.5107")),
        ("dog has has 0.25 at 0.2", lambda: sentence(0.2, 1) - mpmath.mpf("0.2467")),
        ("dog has has 0.36", lambda: mpmath.mpf("0.4") * mpmath.mpf("0.9") - mpmath.mpf("0.36")),
    ],
)
def test_numbers_in_texts_are_true(said: str, true: Callable[[], mpmath.mpf]) -> None:
    assert abs(true()) <= 0.0006, said


def test_claims_in_words_are_true() -> None:
    cold = softmax(ANIMALS, 0.2)
    assert cold[2] + cold[3] < 0.001
    assert 0 < 1000 * cold[3] < 1
    # The peak of the heat capacity lies where the text says, and the curve falls on both sides of it.
    peak = mpmath.findroot(lambda tau: mpmath.diff(lambda t: heat_capacity(1, t), tau), 0.42)
    assert abs(peak - mpmath.mpf("0.417")) < 0.0005
    # One bit is reached once, at 0.55: entropy rises with τ.
    assert abs(ONE_BIT - 0.55) < 0.0005
    # A gap of 0.1 and 99%: τ = 0.1 / ln 99 at most; the others count for nothing.
    least = mpmath.findroot(lambda tau: softmax((2.0, 1.9, 0.5, 0.1), tau)[0] - mpmath.mpf("0.99"), 0.02)
    assert abs(mpmath.mpf("0.1") / mpmath.log(99) - least) < 1e-6
    assert 0 <= least - mpmath.mpf("0.02176") < 0.00001


def at(name: str, step: int) -> Document:
    document = begin(Document(), shipped_lesson(name))
    assert document.lesson is not None
    return go_to_step(document, document.lesson, step)


def heat(temperature: float) -> Callable[[Document], Document]:
    return partial(table_edits.set_temperature, temperature=temperature)


def doubled(document: Document) -> Document:
    pinned = bench_edits.pin(document)
    logits = document.logits
    values = [2 * value for value in logits.values.tolist()]
    return heat(2.0)(table_edits.replace_classes(pinned, logits.labels, values))


def two_temperatures(document: Document) -> Document:
    chain = Chain.parse("temperature=0.5,temperature=2")
    return table_edits.set_chain(bench_edits.pin(document), chain)


ONE_BIT = mpmath.findroot(lambda tau: entropy(softmax(ANIMALS, tau)) / mpmath.log(2) - 1, 0.6)

SOLUTIONS: list[tuple[str, int, Callable[[Document], Document]]] = [
    ("softmax-amplifies", 3, heat(2.0)),
    ("enter-tau", 3, heat(0.25)),
    ("enter-tau", 4, heat(float(ONE_BIT))),
    ("freezing", 2, heat(0.002)),
    ("boiling", 2, heat(3.95)),
    ("boltzmann", 2, heat(0.417)),
    ("napkin", 1, heat(1.515)),
    ("napkin", 2, heat(0.652)),
    ("not-the-same-knob", 4, partial(bench_edits.set_request, name="temperature", value=1.0)),
    ("not-the-same-knob", 4, partial(bench_edits.set_request, name="top_p", value=1.0)),
    ("not-the-same-knob", 5, doubled),
    ("not-the-same-knob", 5, two_temperatures),
    ("before-the-draw", 3, partial(bench_edits.set_draws, count=10_000)),
    ("sure-is-not-right", 3, heat(1.47)),
    ("zero-is-not-safest", 3, partial(table_edits.set_temperature, temperature=0.353)),
]


@pytest.mark.parametrize(("name", "step", "solve"), SOLUTIONS, ids=[f"{n} {s + 1}" for n, s, _ in SOLUTIONS])
def test_each_solution_solves_its_task_and_nothing_does_not(
    name: str, step: int, solve: Callable[[Document], Document]
) -> None:
    condition = Condition.parse(shipped_lesson(name).steps[step].until)
    assert not condition.holds(Picture.of(at(name, step)))
    assert condition.holds(Picture.of(solve(at(name, step))))


def test_every_task_has_a_solution_here() -> None:
    tasks = {(name, step) for name, step in STEPS if shipped_lesson(name).steps[step].until}
    assert {(name, step) for name, step, _ in SOLUTIONS} == tasks


@pytest.mark.parametrize(("name", "step"), STEPS, ids=IDS)
def test_what_is_asked_for_can_be_told(name: str, step: int) -> None:
    place = at(name, step).lesson
    assert place is not None
    prediction = place.present.prediction
    if prediction is not None and prediction.kind == "number":
        assert prediction.low <= true_number(place) <= prediction.high
    if prediction is not None and prediction.kind == "draw":
        before = Picture.of(step_document(place.lesson, step))
        after = Picture.of(step_document(place.lesson, step, revealed=True))
        assert len(before.logits) == len(after.logits)
        # Outlines that begin at the truth would ask for nothing.
        assert abs(before.probabilities - after.probabilities).max() > 0.02


def test_the_scenes_use_no_knob_that_is_not_named() -> None:
    chain = at("how-many-drinks", 4).chain
    assert str(chain) == "min-p=0.1,temperature=1.5"


def test_draws_expect_what_the_lesson_says_of_an_owl() -> None:
    owl = softmax(ANIMALS, 0.2)[3]
    assert mpmath.nint(owl * 100_000) == 7
    assert mpmath.nint(owl * 1000 * 100) / 100 == mpmath.mpf(7) / 100
    asked = shipped_lesson("before-the-draw").steps[1].prediction
    assert asked is not None
    assert "7 chances in 100,000" in step_text(shipped_lesson("before-the-draw"), 1)
    assert "0.07 owls" in asked.explanation


def test_the_order_of_the_knobs_decides_who_is_left() -> None:
    lesson, warm, cool = shipped_lesson("not-the-same-knob"), softmax(ANIMALS, 1), softmax(ANIMALS, 0.5)
    assert cool[0] > 0.75 > warm[0]
    assert warm[0] + warm[1] > 0.75
    cat, dog = softmax(ANIMALS[:2], 0.5)
    assert f"cat {float(100 * cat):.1f}%, dog {float(100 * dog):.1f}%" in step_explanation(lesson, 3)
    assert f"{float(100 * cool[0]):.1f}%" in step_text(lesson, 3)
    alone, both = f"{float(100 * warm[0]):.1f}%", f"{float(100 * (warm[0] + warm[1])):.1f}%"
    assert alone in step_explanation(lesson, 2)
    assert both in step_explanation(lesson, 2)


def test_what_the_lesson_on_calibration_says_is_measured() -> None:
    lesson = shipped_lesson("sure-is-not-right")
    assert "gets 86.8% of 500 others right and is 87.3% sure" in step_text(lesson, 0)
    assert "92.1% sure and gets 86.4% right" in step_explanation(lesson, 0)
    assert "ECE: 5.8%" in step_text(lesson, 1)
    assert "stays at 86.4%" in step_explanation(lesson, 2)
    assert "from 92.1% to 86.3%" in step_explanation(lesson, 2)
    assert "0.462 nats" in step_text(lesson, 3)
    assert "gets 99.4% of 500 test images right" in step_text(lesson, 4)
    student = Picture.of(at("sure-is-not-right", 3))
    assert Measure.parse("best_temperature").of(student) == 1.47
    assert shipped_lesson("sure-is-not-right").steps[3].solutions[0].startswith("τ* = 1.47")
    teacher = fit(Picture.of(at("sure-is-not-right", 4))).value
    assert teacher is not None
    assert teacher.interval is not None
    assert teacher.interval.low < 1 < teacher.interval.high
    trained = Picture.of(step_document(lesson, 4, revealed=True))
    assert Measure.parse("best_temperature").of(trained) == 0
    assert Measure.parse("accuracy").of(trained) == 1
    assert len(labelled_training_digits()) == 1297


def test_what_lessons_six_to_eight_say_besides_is_true() -> None:
    napkin = step_explanation(shipped_lesson("napkin"), 0)
    for temperature, wrong in ((1.0, 46), (0.5, 73), (2.0, 32)):
        true = f"{float(100 * softmax(ANIMALS, temperature)[0]):.1f}%"
        assert true in napkin
        assert f"not {wrong}%" in napkin
    two = f"{float(mpmath.exp(1)):.2f} times"
    assert two in step_text(shipped_lesson("napkin"), 3)
    # 5.6 in a billion.
    assert mpmath.nint(softmax(ANIMALS, 0.1)[3] * 10**9) == 6
    assert "6 chances in a billion" in step_explanation(shipped_lesson("not-the-same-knob"), 0)
    once = 1 - (1 - softmax(ANIMALS, 0.2)[3]) ** 1000
    assert mpmath.nint(1 / once) == 14
    assert "one run in 14" in step_explanation(shipped_lesson("before-the-draw"), 1)


def test_what_the_lesson_on_draws_says_of_the_band_is_what_it_shows() -> None:
    few, many = (Picture.of(at("before-the-draw", step)).document.draws for step in (3, 4))
    assert mpmath.sqrt(mpmath.mpf(many) / few) == 10
    assert "ten times narrower" in step_text(shipped_lesson("before-the-draw"), 4)


def test_the_first_word_of_the_likeliest_sentence_can_be_worked_out() -> None:
    said = step_text(shipped_lesson("zero-is-not-safest"), 0)
    assert "has 40%" in said
    assert "90%" in said
    first = Picture.of(at("zero-is-not-safest", 0)).probabilities
    assert first[1] * 0.9 > first[0] * 0.4
