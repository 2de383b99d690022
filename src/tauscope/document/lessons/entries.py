"""Lessons as values of TOML and JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tauscope.core.errors import InputError
from tauscope.core.numbers import parse_number, plain_number, quoted
from tauscope.document.lessons.lesson import Change, Lesson, LessonStep, Prediction
from tauscope.document.motion import Motion

_TEXTS = ("title", "text", "notes", "until", "task")
_LISTS = ("highlight", "solutions")
_STEP = (*_TEXTS, *_LISTS, "scene", "change", "motion", "prediction", "run")
_LESSON = ("title", "goal", "minutes", "order", "step")
_PREDICTION = (
    "kind",
    "question",
    "answers",
    "right",
    "quantity",
    "low",
    "high",
    "reveal",
    "explanation",
    "covers",
)
_MOTION = ("from", "to", "seconds", "way")


class StepError(InputError):
    """A step of a lesson is wrong.

    Attributes
    ----------
    step : int
        Number of the step, from 0.
    """

    def __init__(self, step: int, sentence: str) -> None:
        super().__init__(sentence)
        self.step = step


def lesson_of(entry: Mapping[str, Any], name: str = "") -> Lesson:
    """Make a lesson of values that `lesson_entry` gave; `name` is its id.

    Raises
    ------
    StepError
        If a step is wrong.
    InputError
        If something else is.
    """
    _check_keys(entry, _LESSON, "a lesson")
    steps = entry.get("step", [])
    if not isinstance(steps, list) or not all(isinstance(one, dict) for one in steps):
        raise InputError("The steps of a lesson are tables: each begins with [[step]].")
    minutes, order = entry.get("minutes", 5), entry.get("order", 0)
    if type(minutes) is not int or type(order) is not int:
        raise InputError("The minutes and the order of a lesson are whole numbers.")
    made = tuple(_step_at(number, one) for number, one in enumerate(steps))
    return Lesson(_text(entry, "title"), _text(entry, "goal"), minutes, made, name, order)


def lesson_entry(lesson: Lesson) -> dict[str, Any]:
    """Return a lesson as values of TOML or JSON, without its id."""
    entry: dict[str, Any] = {"title": lesson.title, "goal": lesson.goal, "minutes": lesson.minutes}
    if lesson.order:
        entry["order"] = lesson.order
    return {**entry, "step": [step_entry(step) for step in lesson.steps]}


def step_entry(step: LessonStep) -> dict[str, Any]:
    """Return a step as values of TOML or JSON; what it does not have is left out."""
    entry: dict[str, Any] = {name: getattr(step, name) for name in _TEXTS if getattr(step, name)}
    entry |= {name: list(getattr(step, name)) for name in _LISTS if getattr(step, name)}
    if step.run:
        entry["run"] = step.run
    if step.scene is not None:
        entry["scene"] = step.scene.entry
    if step.change:
        entry["change"] = step.change.entry
    if step.motion is not None:
        start, end = plain_number(step.motion.start), plain_number(step.motion.end)
        motion = {"from": start, "to": end, "seconds": step.motion.seconds, "way": step.motion.way}
        entry["motion"] = motion
    if step.prediction is not None:
        entry["prediction"] = _prediction_entry(step.prediction)
    return entry


def _prediction_entry(prediction: Prediction) -> dict[str, Any]:
    entry: dict[str, Any] = {"kind": prediction.kind, "question": prediction.question}
    if prediction.kind == "choose":
        entry |= {"answers": list(prediction.answers), "right": prediction.right + 1}
    if prediction.kind == "number":
        entry |= {"quantity": prediction.quantity, "low": prediction.low, "high": prediction.high}
    if prediction.explanation:
        entry["explanation"] = prediction.explanation
    if prediction.covers:
        entry["covers"] = True
    if prediction.reveal:
        entry["reveal"] = prediction.reveal.entry
    return entry


def _step_at(number: int, entry: Mapping[str, Any]) -> LessonStep:
    try:
        return _step_of(entry)
    except InputError as error:
        raise StepError(number, str(error)) from None


def _step_of(entry: Mapping[str, Any]) -> LessonStep:
    _check_keys(entry, _STEP, "a step")
    run = entry.get("run", 0)
    if type(run) is not int:
        raise InputError("The number of steps that a source runs is a whole number.")
    return LessonStep(
        _text(entry, "title"),
        _as_typed(entry, "text"),
        _as_typed(entry, "notes"),
        until=_text(entry, "until"),
        task=_text(entry, "task"),
        highlight=_texts(entry, "highlight"),
        solutions=_texts(entry, "solutions"),
        run=run,
        scene=_change(entry, "scene") if "scene" in entry else None,
        change=_change(entry, "change"),
        motion=_motion(_table(entry, "motion")) if "motion" in entry else None,
        prediction=_prediction(_table(entry, "prediction")) if "prediction" in entry else None,
    )


def _motion(entry: Mapping[str, Any]) -> Motion:
    _check_keys(entry, _MOTION, "a motion")
    ends = [entry.get(name) for name in ("from", "to")]
    if not all(isinstance(end, str | int | float) and not isinstance(end, bool) for end in ends):
        raise InputError('A motion goes from one temperature to another: from = 1, to = "inf".')
    start, end = (parse_number(end) if isinstance(end, str) else float(end or 0) for end in ends)
    return Motion(start, end, _number(entry, "seconds", 4.0), _text(entry, "way") or Motion.way)


def _prediction(entry: Mapping[str, Any]) -> Prediction:
    _check_keys(entry, _PREDICTION, "a prediction")
    right, covers = entry.get("right", 1), entry.get("covers", False)
    if not isinstance(covers, bool):
        raise InputError("Whether plots are covered is true or false.")
    if type(right) is not int:
        raise InputError("The right answer is a whole number: 1 for the first.")
    return Prediction(
        _text(entry, "kind"),
        _text(entry, "question"),
        _texts(entry, "answers"),
        right - 1,
        _text(entry, "quantity"),
        _number(entry, "low", 0.0),
        _number(entry, "high", 1.0),
        _change(entry, "reveal"),
        _text(entry, "explanation"),
        covers,
    )


def _check_keys(entry: Mapping[str, Any], known: tuple[str, ...], what: str) -> None:
    if wrong := [key for key in entry if key not in known]:
        raise InputError(f"{quoted(str(wrong[0]))} is unknown: {what} has {', '.join(known)}.")


def _text(entry: Mapping[str, Any], name: str) -> str:
    return _as_typed(entry, name).strip()


def _as_typed(entry: Mapping[str, Any], name: str) -> str:
    """Return a text with the blanks around it: while it is typed the next word may follow them."""
    value = entry.get(name, "")
    if not isinstance(value, str):
        raise InputError(f"{quoted(name)} is not a text: write it in quotation marks.")
    return value


def _texts(entry: Mapping[str, Any], name: str) -> tuple[str, ...]:
    value = entry.get(name, [])
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise InputError(f"{quoted(name)} is not a list of texts.")
    return tuple(value)


def _number(entry: Mapping[str, Any], name: str, missing: float) -> float:
    value = entry.get(name, missing)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError(f"{quoted(name)} is not a number.")
    return float(value)


def _table(entry: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = entry.get(name, {})
    if not isinstance(value, Mapping):
        raise InputError(f"{quoted(name)} is not a table.")
    return value


def _change(entry: Mapping[str, Any], name: str) -> Change:
    try:
        return Change.of(_table(entry, name))
    except (TypeError, ValueError):
        raise InputError(f"{quoted(name)} holds a date, which no setting is.") from None
