"""The way through a lesson: the document of each step, and the edits that lead from one to the next."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tauscope.core.errors import InputError
from tauscope.document.document import Document
from tauscope.document.files.codec import FORMAT, VERSION, decode_entry, document_entry
from tauscope.document.lessons.lesson import Change, LessonPlace
from tauscope.document.library.scene import Scene
from tauscope.document.parts import PARTS
from tauscope.document.running import followed

if TYPE_CHECKING:
    from tauscope.document.lessons.lesson import Lesson, LessonStep

COVERED = ("probability", "readouts")
"""Parts that are hidden together with plots that would tell an answer."""

_MERGED = ("panel_settings", "request")
"""Keys whose values are objects of which a change sets some entries."""


def begin(document: Document, lesson: Lesson) -> Document:
    """Show the first step of a lesson, without pins."""
    del document
    return go_to_step(Document(), LessonPlace(lesson), 0)


def go_to_step(document: Document, place: LessonPlace, step: int) -> Document:
    """Show a step as the lesson has it; pins that the user set stay.

    Raises
    ------
    InputError
        If there is no such step, or the lesson's scene cannot be made.
    """
    there = LessonPlace(place.lesson, step)
    return replace(step_document(place.lesson, step), pins=document.pins, lesson=there)


def forward(document: Document) -> Document:
    """Show the truth if the step asks for a prediction and has not shown it, else the next step."""
    place = _place(document)
    if place.present.prediction is not None and not place.revealed:
        return reveal(document)
    return document if place.is_last else go_to_step(document, place, place.step + 1)


def back(document: Document) -> Document:
    """Show the step before."""
    place = _place(document)
    return go_to_step(document, place, max(0, place.step - 1))


def back_to_lesson(document: Document) -> Document:
    """Show the present step as the lesson has it: after its prediction if that was revealed."""
    place = _place(document)
    made = step_document(place.lesson, place.step, revealed=place.revealed)
    return replace(made, pins=document.pins, lesson=place)


def leave(document: Document) -> Document:
    """Leave the lesson; the bench stays as it is, with all its parts."""
    return replace(document, lesson=None, hidden=())


def reveal(document: Document) -> Document:
    """Show what is true: set what the prediction reveals, on the present document."""
    place = _place(document)
    if place.present.prediction is None or place.revealed:
        return document
    shown = changed(document, place.present.prediction.reveal)
    return replace(shown, lesson=replace(place, revealed=True))


def set_guess(document: Document, guess: tuple[float, ...]) -> Document:
    """Set the answer to the prediction of the present step."""
    return replace(document, lesson=replace(_place(document), guess=guess))


def changed(document: Document, change: Change) -> Document:
    """Return a document with the keys of a session file that a change sets; pins and lesson stay.

    Raises
    ------
    InputError
        If a key is unknown, or a value is wrong.
    """
    if not change:
        return document
    entry, bare = change.entry, replace(document, pins=(), lesson=None, preset="")
    merged: dict[str, Any] = document_entry(bare)
    for key, value in entry.items():
        whole = key not in _MERGED or not isinstance(value, dict)
        merged[key] = value if whole else {**merged.get(key, {}), **value}
    if "source" in entry and "state" not in entry:
        merged.pop("state", None)
    decoded = decode_entry({**merged, "format": FORMAT, "version": VERSION})
    if decoded.warnings:
        raise InputError(" ".join(decoded.warnings))
    made = decoded.document
    if "source" not in entry:
        # The same object, so that numbers that depend on the logits are not computed again.
        state = made.state if "state" in entry else document.state
        made = replace(made, source=document.source, state=state)
    return replace(made, pins=document.pins, lesson=document.lesson)


@lru_cache(maxsize=64)
def step_document(lesson: Lesson, step: int, *, revealed: bool = False) -> Document:
    """Return the document of a step, without a lesson place: before its prediction is revealed, or after.

    Raises
    ------
    InputError
        If a scene or a change of the lesson cannot be made; the sentence names the step.
    """
    present = lesson.steps[step]
    if revealed:
        made = step_document(lesson, step)
        return made if present.prediction is None else _made(step, made, present.prediction.reveal)
    if present.scene is not None:
        before = _scene(step, present)
    else:
        before = step_document(lesson, step - 1, revealed=True) if step else Document()
        if step and lesson.steps[step - 1].motion is not None:
            # The motion of a step is its own: its ends on the dial would tell of nothing in the next one.
            before = replace(before, motion=Document().motion)
    made = _made(step, before, present.change)
    return made if present.motion is None else replace(made, motion=present.motion)


def is_veiled(document: Document) -> bool:
    """Return True while a prediction of the bars waits for its truth: plots do not show what is asked for.

    A turn of the dial, or any other edit of the distribution, shows the truth: nothing is locked.
    """
    place = document.lesson
    if place is None or place.present.prediction is None or place.revealed:
        return False
    made = step_document(place.lesson, place.step)
    return (made.chain, made.source, made.state) == (document.chain, document.source, document.state)


def covers_plots(document: Document) -> bool:
    """Return True while the plots would tell the answer to the present prediction."""
    place = document.lesson
    prediction = place.present.prediction if place is not None else None
    return prediction is not None and prediction.covers and is_veiled(document)


def hidden_parts(document: Document) -> tuple[str, ...]:
    """Return names of `PARTS` that are not shown: those of the document, and what would tell an answer."""
    covered = COVERED if covers_plots(document) else ()
    return tuple(part for part in PARTS if part in document.hidden or part in covered)


def has_wandered(document: Document) -> bool:
    """Return True if the bench is no longer as the lesson's step has it, but for pins and a guess.

    A step that lets its source run has it wherever the run is.
    """
    place = document.lesson
    if place is None:
        return False
    made = step_document(place.lesson, place.step, revealed=place.revealed)
    if place.present.run and made.source == document.source:
        made = followed(made, replace(made, state=document.state))
    return replace(made, pins=document.pins, lesson=place) != document


def _place(document: Document) -> LessonPlace:
    if document.lesson is None:
        raise InputError("No lesson is open: choose one in the menu Lesson.")
    return document.lesson


def _scene(step: int, present: LessonStep) -> Document:
    try:
        return Scene(present.scene.entry if present.scene is not None else {}).document
    except InputError as error:
        raise InputError(f"Step {step + 1}: {error}") from None


def _made(step: int, document: Document, change: Change) -> Document:
    try:
        return changed(document, change)
    except InputError as error:
        raise InputError(f"Step {step + 1}: {error}") from None
