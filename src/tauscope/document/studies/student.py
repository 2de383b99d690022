"""Studies of the students of a teacher of digits: one that follows the dial, many seeds, accuracy over τ.

The functions of a picture ask in turn: the student that is shown comes first, then the other seeds, then what
does not depend on the dial. While the dial turns only the student that is shown is trained.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, NamedTuple, TypeVar

from tauscope.core.distillation.experiment import Distillation
from tauscope.core.distillation.loss import Loss
from tauscope.core.distillation.outcome import Measured, Outcome
from tauscope.document.panel_settings.digits import DigitsSettings
from tauscope.document.picture.answers import Failed, Ready
from tauscope.document.picture.study import Progress, Study
from tauscope.sources.teacher import digit_data

if TYPE_CHECKING:
    from collections.abc import Hashable

    from tauscope.document.document import Document
    from tauscope.document.picture.picture import Picture

R = TypeVar("R")

OVER_TEMPERATURES = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0)
"""Temperatures of the students in `AccuracyOverTemperature`."""

FEWEST_SEEDS = 10
"""Least number of seeds over which a spread is measured."""

SHOWN_STUDENT, ALL_STUDENTS, HARD_LABELS, PLAIN, OVER_TEMPERATURE = (
    "student",
    "students",
    "hard labels",
    "students without shuffled logits",
    "accuracy over τ",
)
"""Slots of the studies."""


@dataclass(frozen=True)
class StudentStudy(Study[R]):
    """A study of students.

    Attributes
    ----------
    distillation : Distillation
        Settings of the students.
    """

    distillation: Distillation


@dataclass(frozen=True)
class StudentTraining(StudentStudy[Outcome]):
    """Training of students with one setting.

    Attributes
    ----------
    role : str
        What the students are for: one of the slots above.
    """

    role: str

    @property
    def slot(self) -> Hashable:
        """The students' role."""
        return self.role

    @property
    def title(self) -> str:
        """What is being done, for the notice; one student takes too short a time for a notice."""
        seeds = self.distillation.seeds
        return "" if self.role == SHOWN_STUDENT else f"Training {seeds} student{'s' if seeds > 1 else ''}"

    def result(self, progress: Progress) -> Outcome:
        """Train the students, and test them while they learn."""
        return self.distillation.outcome(digit_data(), progress)


class OverTemperature(NamedTuple):
    """Accuracy of students over τ.

    Attributes
    ----------
    temperatures : tuple of float
    outcomes : tuple of Outcome
        Results of the students at each temperature, without curves of training.
    """

    temperatures: tuple[float, ...]
    outcomes: tuple[Outcome, ...]

    def measured(self, digits: tuple[int, ...]) -> tuple[Measured, ...]:
        """Return the share of the test images of these digits that is recognised, at each temperature."""
        return tuple(outcome.accuracy_of(digits) for outcome in self.outcomes)


@dataclass(frozen=True)
class AccuracyOverTemperature(StudentStudy[OverTemperature]):
    """Training of students at each of `OVER_TEMPERATURES`, in place of the temperature of their settings."""

    @property
    def slot(self) -> Hashable:
        """There is one such study at a time."""
        return OVER_TEMPERATURE

    @property
    def title(self) -> str:
        """What is being done, for the notice."""
        return f"Training {self.distillation.seeds * len(OVER_TEMPERATURES)} students for accuracy over τ"

    def result(self, progress: Progress) -> OverTemperature:
        """Train the students at one temperature after the other."""
        outcomes, count = list[Outcome](), len(OVER_TEMPERATURES)
        for number, temperature in enumerate(OVER_TEMPERATURES):
            loss = Loss(temperature, self.distillation.loss.mix)

            def part(fraction: float, before: int = number) -> None:
                progress((before + fraction) / count)

            outcomes.append(replace(self.distillation, loss=loss).outcome(digit_data(), part, curves=False))
        return OverTemperature(OVER_TEMPERATURES, tuple(outcomes))


class Shown(NamedTuple, Generic[R]):
    """Result of a study as it is to be drawn.

    Attributes
    ----------
    study : StudentStudy
        The study that the result belongs to; where that is an earlier one, its settings are to be named.
    result : R or None
        None as long as there is none of this study or an earlier one.
    is_current : bool
        True if the result is that of the document's settings.
    trouble : str
        A sentence on why there is no result; empty if there is one or will be.
    other_students : bool
        True if the result is that of an earlier setting that differs in more than the loss: in transfer set,
        seeds or hidden units.
    """

    study: StudentStudy[R]
    result: R | None
    is_current: bool
    trouble: str = ""
    other_students: bool = False


def _shown(picture: Picture, study: StudentStudy[R], after: Shown[Any] | None = None) -> Shown[R]:
    """Return the result of a study, or the last one of its slot while there is none.

    Parameters
    ----------
    picture : Picture
    study : StudentStudy
    after : Shown or None
        What must be finished before this study begins.
    """
    ready = after is None or after.is_current
    answer = picture.answer(study) if ready else None
    if isinstance(answer, Ready):
        return Shown(study, answer.value, is_current=True)
    trouble = answer.sentence if isinstance(answer, Failed) else ""
    if after is not None and not ready:
        trouble = after.trouble
    found = picture.latest(study.slot)
    if found is None:
        return Shown(study, None, is_current=False, trouble=trouble)
    before, result = found
    other = replace(before.distillation, loss=study.distillation.loss) != study.distillation
    return Shown(before, result, is_current=before == study, trouble=trouble, other_students=other)


def _settings(document: Document) -> DigitsSettings:
    return document.settings(DigitsSettings)


def _distillation(document: Document) -> Distillation:
    """Return the students of the panel's settings at the dial's τ, ten seeds at least."""
    wanted = _settings(document).distillation(document.temperature)
    # τ means nothing to hard labels: equal studies are computed once.
    loss = wanted.loss if wanted.loss.mix else Loss(1.0, 0.0)
    return replace(wanted, loss=loss, seeds=max(FEWEST_SEEDS, wanted.seeds))


def shown_student(picture: Picture) -> Shown[Outcome]:
    """Return the student with the first seed at the dial's τ."""
    wanted = replace(_distillation(picture.document), seeds=1)
    return _shown(picture, StudentTraining(wanted, SHOWN_STUDENT))


def all_students(picture: Picture) -> Shown[Outcome]:
    """Return the students with all seeds at the dial's τ."""
    wanted = StudentTraining(_distillation(picture.document), ALL_STUDENTS)
    return _shown(picture, wanted, picture.once(shown_student))


def hard_labels(picture: Picture) -> Shown[Outcome]:
    """Return students of the same settings that learn from hard labels alone, which τ does not change."""
    wanted = replace(_distillation(picture.document), loss=Loss(1.0, 0.0))
    return _shown(picture, StudentTraining(wanted, HARD_LABELS), picture.once(shown_student))


def plain_students(picture: Picture) -> Shown[Outcome]:
    """Return students with each image's own logits, to compare with those of the shuffled control."""
    found = _distillation(picture.document)
    wanted = replace(found, transfer=replace(found.transfer, shuffled=False))
    return _shown(picture, StudentTraining(wanted, PLAIN), picture.once(all_students))


def over_temperature(picture: Picture) -> Shown[OverTemperature]:
    """Return the accuracy over τ of students of the panel's settings; the dial changes nothing of it."""
    found = _distillation(picture.document)
    wanted = AccuracyOverTemperature(replace(found, loss=Loss(1.0, found.loss.mix)))
    return _shown(picture, wanted, picture.once(all_students))
