"""Edits of a lesson of one's own: steps are recorded, reworded, moved and deleted.

Whatever happens to other steps, a step goes on showing what it showed: a change of the step before is worked
out again where that step became another one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.document.document import Document
from tauscope.document.files.codec import document_entry
from tauscope.document.lessons.lesson import CLASS, Change, Lesson, LessonPlace, LessonStep
from tauscope.document.library.lesson_walk import changed, step_document
from tauscope.document.library.scene import Scene
from tauscope.document.motion import Motion
from tauscope.document.plots import PLOTS
from tauscope.document.quantities import Condition

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tauscope.document.lessons.lesson import Prediction

POINTED_PARTS = ("table", "knobs", "dial", "readouts")
"""Parts of the window that a step may point at."""

MY_LESSON, NEW_STEP = "My lesson", "Step {}"
"""Titles that a lesson and a step have at first."""


def is_shipped(document: Document) -> bool:
    """Return True if the open lesson is one that ships; an edit makes a copy of it."""
    return document.lesson is not None and bool(document.lesson.lesson.id)


def record_step(document: Document) -> Document:
    """Add the present bench as a step, after the present one; without a lesson it begins one."""
    place, shown = document.lesson, bare(document)
    if place is None:
        only = _showing(LessonStep(NEW_STEP.format(1)), None, shown)
        return replace(document, lesson=LessonPlace(Lesson(MY_LESSON, steps=(only,))))
    lesson, number = _own(place.lesson), place.step + 1
    step = LessonStep(NEW_STEP.format(number + 1))
    steps = [(one, step_document(place.lesson, i)) for i, one in enumerate(place.lesson.steps)]
    steps.insert(number, (step, shown))
    return replace(document, lesson=LessonPlace(_with_steps(lesson, steps), number))


def record_again(document: Document) -> Document:
    """Let the present step show the present bench; its words stay."""
    place = _place(document)
    steps = [(one, step_document(place.lesson, i)) for i, one in enumerate(place.lesson.steps)]
    steps[place.step] = steps[place.step][0], bare(document)
    return replace(document, lesson=LessonPlace(_with_steps(_own(place.lesson), steps), place.step))


def reword(document: Document, *, title: str | None = None, text: str = "", notes: str = "") -> Document:
    """Set the words of the present step; a title that is None or blank stays as it is."""
    place = _place(document)
    present = place.present
    kept = title.strip() if title is not None and title.strip() else present.title
    return _with_present(document, replace(present, title=kept, text=text, notes=notes))


def rename(document: Document, title: str) -> Document:
    """Set the title of the lesson."""
    place = _place(document)
    return replace(document, lesson=replace(place, lesson=replace(_own(place.lesson), title=title.strip())))


def set_task(document: Document, task: str, until: str) -> Document:
    """Set what is to be done in the present step, and the condition that says it is; both empty for nothing.

    Raises
    ------
    InputError
        If the condition cannot be read, or one of the two is missing.
    """
    if until.strip():
        Condition.parse(until)
    present = _place(document).present
    return _with_present(document, replace(present, task=task.strip(), until=until.strip()))


def set_motion(document: Document, motion: Motion | None) -> Document:
    """Let τ play a motion in the present step; None for none."""
    step = replace(_place(document).present, motion=motion)
    return _with_present(replace(document, motion=motion or Motion()), step)


def set_highlight(document: Document, names: tuple[str, ...]) -> Document:
    """Point at parts of the window, plots or classes in the present step.

    Raises
    ------
    InputError
        If nothing has such a name.
    """
    known = (*POINTED_PARTS, *PLOTS)
    if wrong := [name for name in names if name not in known and not name.startswith(CLASS)]:
        raise InputError(f"{quoted(wrong[0])} is not one of {', '.join(known)}, or {CLASS} with a label.")
    return _with_present(document, replace(_place(document).present, highlight=names))


def set_plan(document: Document, goal: str, minutes: int) -> Document:
    """Set what one knows after the lesson, and how many minutes it takes.

    Raises
    ------
    InputError
        If no lesson takes so many minutes.
    """
    place = _place(document)
    planned = replace(_own(place.lesson), goal=goal.strip(), minutes=minutes)
    return replace(document, lesson=replace(place, lesson=planned))


def set_prediction(document: Document, prediction: Prediction | None) -> Document:
    """Let the present step ask for a prediction, whose truth is the present bench; None asks for none."""
    place = _place(document)
    lesson = place.lesson
    if prediction is not None:
        before = step_document(lesson, place.step)
        prediction = replace(prediction, reveal=_difference(before, bare(document), "reveal"))
    step = replace(place.present, prediction=prediction)
    steps = [(one, step_document(lesson, i)) for i, one in enumerate(lesson.steps)]
    steps[place.step] = step, steps[place.step][1]
    made = LessonPlace(_with_steps(_own(lesson), steps), place.step)
    return replace(step_document(made.lesson, made.step), pins=document.pins, lesson=made)


def move_step(document: Document, by: int) -> Document:
    """Move the present step towards the end, or with a negative number towards the beginning."""
    place = _place(document)
    there = min(max(place.step + by, 0), len(place.lesson.steps) - 1)
    steps = [(one, step_document(place.lesson, i)) for i, one in enumerate(place.lesson.steps)]
    steps.insert(there, steps.pop(place.step))
    moved = replace(place, lesson=_with_steps(_own(place.lesson), steps), step=there)
    return document if there == place.step else replace(document, lesson=moved)


def delete_step(document: Document) -> Document:
    """Delete the present step and show the next one, or the last; without any other the lesson is gone."""
    place = _place(document)
    steps = [(one, step_document(place.lesson, i)) for i, one in enumerate(place.lesson.steps)]
    del steps[place.step]
    if not steps:
        return replace(document, lesson=None)
    there = LessonPlace(_with_steps(_own(place.lesson), steps), min(place.step, len(steps) - 1))
    return replace(step_document(there.lesson, there.step), pins=document.pins, lesson=there)


def bare(document: Document) -> Document:
    """Return the document of a step: without pins, preset and lesson."""
    return replace(document, pins=(), preset="", lesson=None)


def _own(lesson: Lesson) -> Lesson:
    """Return a copy of a lesson that ships; any other lesson as it is."""
    return replace(lesson, id="", order=0, title=f"{lesson.title} (my copy)") if lesson.id else lesson


def _with_present(document: Document, step: LessonStep) -> Document:
    """Replace the present step by one that shows the same."""
    place = _place(document)
    steps = list(place.lesson.steps)
    steps[place.step] = step
    return replace(document, lesson=replace(place, lesson=replace(_own(place.lesson), steps=tuple(steps))))


def _with_steps(lesson: Lesson, steps: list[tuple[LessonStep, Document]]) -> Lesson:
    """Return a lesson with these steps, each of which shows its document."""
    made = list[LessonStep]()
    before: Document | None = None
    for step, shown in steps:
        fitting = _showing(step, before, shown)
        made.append(fitting)
        reveal = fitting.prediction.reveal if fitting.prediction is not None else Change()
        before = changed(shown, reveal)
    return replace(lesson, steps=tuple(made))


def _showing(step: LessonStep, before: Document | None, shown: Document) -> LessonStep:
    """Return the step as a scene or as a change of the document before, so that it shows a document."""
    if step.scene is not None or step.change:
        try:
            base = Scene(step.scene.entry).document if step.scene is not None else before or Document()
            if bare(changed(base, step.change)) == shown:
                return step
        except InputError:
            pass  # the change does not suit the step that is before it now
    if before is not None:
        try:
            return replace(step, scene=None, change=_difference(before, shown))
        except InputError:
            pass
    return replace(step, scene=Change.of(_without_nulls(Scene.of(shown).entry)), change=Change())


def _difference(before: Document, shown: Document, what: str = "") -> Change:
    """Return the change that leads from one document to another.

    Raises
    ------
    InputError
        If no change does, or it has more keys than a scene.
    """
    had, has = document_entry(bare(before)), document_entry(shown)
    entry = {key: value for key, value in has.items() if had.get(key) != value and key != "preset"}
    # A key that is written only where it is not as in a new session is set to what is empty there.
    gone = {key: value for key, value in had.items() if key not in has and isinstance(value, list | dict)}
    change = Change.of(_without_nulls({**entry, **{key: type(value)() for key, value in gone.items()}}))
    if bare(changed(before, change)) != shown:
        raise InputError(
            "What the bench shows cannot be told as a change of this step: record it as a step of its own."
        )
    if not what and len(entry) > max(1, len(Scene.of(shown).entry)):
        raise InputError("A scene says this in fewer words.")
    return change


def _without_nulls(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return the entries that have a value: TOML has no null, and a key that is missing means the same."""
    return {
        key: _without_nulls(value) if isinstance(value, dict) else value
        for key, value in entry.items()
        if value is not None
    }


def _place(document: Document) -> LessonPlace:
    if document.lesson is None:
        raise InputError("No lesson is open: record a step first.")
    return document.lesson
