"""A lesson as a frozen value: its steps, and in them what to show, to predict and to do."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tauscope.core.domain import Whole
from tauscope.core.errors import InputError
from tauscope.document.motion import Motion

KINDS = ("choose", "number", "draw")
"""Kinds of predictions: one of several answers, a number, or the bars of the distribution."""

CLASS = "class:"
"""Beginning of the name of a class in the highlights of a step; its label follows."""

FEWEST_ANSWERS, MOST_ANSWERS = 2, 4
MINUTES = Whole("the minutes of a lesson", 1, 600)
MOST_STEPS = 100
RUN = Whole("the steps that a source runs by itself", 0, 10_000)


@dataclass(frozen=True)
class Change:
    """Keys of a session file and their values, which a step sets.

    Attributes
    ----------
    text : str
        The keys and values as JSON, so that the value is hashable.
    """

    text: str = "{}"

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> Change:
        """Make a change of keys and values, in their order: the first node of a tree is its beginning."""
        return cls(json.dumps(entry, ensure_ascii=False))

    @cached_property
    def entry(self) -> dict[str, Any]:
        """The keys and values."""
        read: dict[str, Any] = json.loads(self.text)
        return read

    def __bool__(self) -> bool:
        """Return True if anything is set."""
        return bool(self.entry)


@dataclass(frozen=True)
class Prediction:
    """A question that is to be answered before the step reveals what is true.

    Attributes
    ----------
    kind : str
        One of `KINDS`.
    question : str
    answers : tuple of str
        For "choose": from `FEWEST_ANSWERS` to `MOST_ANSWERS` answers.
    right : int
        For "choose": place of the true answer, from 0.
    quantity : str
        For "number": what is asked for, in the words of `document/quantities.py`, as "p(cat)".
    low, high : float
        For "number": ends of the slider.
    reveal : Change
        What Reveal sets; the truth is what the bench shows then.
    explanation : str
        What is said when the truth is shown.
    covers : bool
        True if the plots are covered until then: they would tell the answer.
    """

    kind: str
    question: str
    answers: tuple[str, ...] = ()
    right: int = 0
    quantity: str = ""
    low: float = 0.0
    high: float = 1.0
    reveal: Change = Change()
    explanation: str = ""
    covers: bool = False

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise InputError(f"A prediction is one of {', '.join(KINDS)}, not {self.kind}.")
        if not self.question.strip():
            raise InputError("The prediction has no question.")
        if self.kind == "choose":
            self._check_answers()
        if self.kind == "number" and not (self.quantity and self.low < self.high):
            raise InputError("A prediction of a number needs its quantity, and a low end below the high one.")

    def _check_answers(self) -> None:
        if not FEWEST_ANSWERS <= len(self.answers) <= MOST_ANSWERS:
            raise InputError(
                f"There are {len(self.answers)} answers to choose from: give from {FEWEST_ANSWERS} to "
                f"{MOST_ANSWERS}."
            )
        if not 0 <= self.right < len(self.answers):
            raise InputError(f"The right answer is number {self.right + 1}, and there is none.")


@dataclass(frozen=True)
class LessonStep:
    """One step of a lesson.

    Attributes
    ----------
    title, text : str
        Heading, and about 60 words of Markdown with `$formulas$`.
    notes : str
        Markdown for the lecturer alone.
    scene : Change or None
        What is set on a new session; None for a step that goes on from the one before.
    change : Change
        What is set on the document of the step before, after its prediction is revealed.
    highlight : tuple of str
        Names of what is pointed at: parts of the window, plots, or "class:LABEL".
    motion : Motion or None
        Motion of the dial that the step plays.
    prediction : Prediction or None
    until : str
        Condition in the words of `document/quantities.py`, as "temperature < 0.3", that completes the step;
        empty for a step without a task.
    task : str
        The task as a sentence, as "Turn τ below 0.3."
    solutions : tuple of str
        Ways to solve the task, told when it is solved or given up.
    run : int
        How many steps the source goes by itself, such as tokens that it writes, once the step is shown and
        has nothing left to reveal; 0 for none.
    """

    title: str
    text: str = ""
    notes: str = ""
    scene: Change | None = None
    change: Change = Change()
    highlight: tuple[str, ...] = ()
    motion: Motion | None = None
    prediction: Prediction | None = None
    until: str = ""
    task: str = ""
    solutions: tuple[str, ...] = ()
    run: int = 0

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise InputError("The step has no title.")
        RUN.check(self.run)
        if bool(self.until) != bool(self.task):
            raise InputError("A task is a sentence (task) and a condition (until): one of them is missing.")


@dataclass(frozen=True)
class Lesson:
    """A lesson.

    Attributes
    ----------
    title, goal : str
        Heading, and what one knows afterwards, in a sentence.
    minutes : int
        How long it takes in front of a class.
    steps : tuple of LessonStep
    id : str
        Name of its file in `resources/lessons` without its ending; empty for a lesson of one's own.
    order : int
        Place in the list of those that ship.
    """

    title: str
    goal: str = ""
    minutes: int = 5
    steps: tuple[LessonStep, ...] = ()
    id: str = ""
    order: int = 0

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise InputError("The lesson has no title.")
        MINUTES.check(self.minutes)
        if not 1 <= len(self.steps) <= MOST_STEPS:
            raise InputError(f"A lesson has from 1 to {MOST_STEPS} steps, not {len(self.steps)}.")


@dataclass(frozen=True)
class LessonPlace:
    """Where in a lesson the document is.

    Attributes
    ----------
    lesson : Lesson
    step : int
        Number of the step, from 0.
    revealed : bool
        True once the truth of the step's prediction is shown.
    guess : tuple of float
        The answer so far: place of the answer, number, or probability of each class; empty before any.
    """

    lesson: Lesson
    step: int = 0
    revealed: bool = False
    guess: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.step < len(self.lesson.steps):
            raise InputError(f"The lesson has {len(self.lesson.steps)} steps, and none is {self.step + 1}.")

    @property
    def present(self) -> LessonStep:
        """The present step."""
        return self.lesson.steps[self.step]

    @property
    def asks(self) -> bool:
        """True while the step's prediction waits for its truth."""
        return self.present.prediction is not None and not self.revealed

    @property
    def asks_for_bars(self) -> bool:
        """True while the step's outlines of bars wait for their truth."""
        return self.asks and self.present.prediction is not None and self.present.prediction.kind == "draw"

    @property
    def is_last(self) -> bool:
        """True at the last step."""
        return self.step == len(self.lesson.steps) - 1
