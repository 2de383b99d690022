"""Which labelled logits the plots of calibration are about: those of the source, or of a student."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from tauscope.core.calibration.labelled import LabelledLogits, split
from tauscope.core.distillation.training_on import Course, TrainingOn
from tauscope.document.calibrating import NO_LABELS
from tauscope.document.panel_settings.calibration import STUDENT, TRAINING, CalibrationSettings
from tauscope.document.panel_settings.digits import DigitsSettings
from tauscope.document.picture.answers import Failed, Ready
from tauscope.document.picture.study import Progress, Study
from tauscope.document.picture.subjects.taught_digit import digit_of
from tauscope.sources.teacher import digit_data, labelled_training_digits

if TYPE_CHECKING:
    from collections.abc import Hashable

    from tauscope.document.document import Document
    from tauscope.document.picture.picture import Picture


FEW = 60_000
"""Most logits that are split, or measured at one τ, in the thread that asks: that takes 3 ms."""


LARGE = 2_000_000
"""Number of logits from which on a notice names a running study, and its result counts as several."""

COPIES = 2
"""Arrays of logits and of their gaps that a split makes."""


class LabelledExamples(NamedTuple):
    """Labelled logits, and what they are called.

    Attributes
    ----------
    labelled : LabelledLogits or None
        Those that are measured; None if there are none, or none yet.
    name : str
        What they are, in a few words: "teacher, 500 test images".
    is_current : bool
        False for those of a student with other settings, while the student of the present ones is trained.
    trouble : str
        A sentence on why there are none; empty if there are some or will be.
    fitted : LabelledLogits or None
        Those on which τ is fitted, if some are held out; None where these are all.
    """

    labelled: LabelledLogits | None
    name: str = ""
    is_current: bool = True
    trouble: str = ""
    fitted: LabelledLogits | None = None

    @property
    def to_fit(self) -> LabelledLogits | None:
        """The examples on which τ is fitted."""
        return self.labelled if self.fitted is None else self.fitted


@dataclass(frozen=True)
class HoldingOut(Study[tuple["LabelledLogits", "LabelledLogits"]]):
    """Split of labelled logits into those to fit and those held out.

    Attributes
    ----------
    labelled : LabelledLogits
    share : float
    seed : int
    """

    labelled: LabelledLogits
    share: float
    seed: int

    @property
    def slot(self) -> Hashable:
        """There is one split at a time."""
        return "holdout"

    @property
    def title(self) -> str:
        """What is being done; empty where it is done soon."""
        return "Splitting the examples" if self._size >= LARGE else ""

    @property
    def at_once(self) -> bool:
        """True for few logits."""
        return self._size <= FEW

    @property
    def _size(self) -> int:
        return len(self.labelled) * self.labelled.classes

    def weight(self, result: tuple[LabelledLogits, LabelledLogits]) -> int:  # noqa: ARG002  # the protocol's signature
        """Count copies of large examples as several results."""
        return 1 + COPIES * (self._size // LARGE)

    def result(self, progress: Progress) -> tuple[LabelledLogits, LabelledLogits]:
        """Split the examples."""
        progress(0.0)
        return split(self.labelled, self.share, self.seed)


@dataclass(frozen=True)
class StudentTrainingOn(Study[Course]):
    """Training of the student whose logits are calibrated.

    Attributes
    ----------
    training : TrainingOn
    """

    training: TrainingOn

    @property
    def slot(self) -> Hashable:
        """There is one such student at a time."""
        return "student that is trained on"

    @property
    def title(self) -> str:
        """What is being done."""
        return "Training a student"

    def result(self, progress: Progress) -> Course:
        """Train the student, and test it as it learns."""
        return self.training.course(digit_data(), progress)


def examples(picture: Picture) -> LabelledExamples:
    """Return the labelled logits that the settings of a document name, split if some are held out."""
    found, settings = _all_examples(picture), picture.document.settings(CalibrationSettings)
    if not settings.holdout or found.labelled is None:
        return found
    study = HoldingOut(found.labelled, settings.holdout, settings.seed)
    answer = picture.answer(study)
    if not isinstance(answer, Ready):
        trouble = answer.sentence if isinstance(answer, Failed) else ""
        return LabelledExamples(None, found.name, is_current=False, trouble=trouble)
    fitted, held = answer.value
    before, _, last = found.name.rpartition(", ")
    counted = f"{len(held):,} of {last} held out with seed {settings.seed}"
    name = f"{before}, {counted}" if before else counted
    return found._replace(labelled=held, fitted=fitted, name=name)


def _all_examples(picture: Picture) -> LabelledExamples:
    """Return the labelled logits that the settings of a document name."""
    document = picture.document
    settings = document.settings(CalibrationSettings)
    digits = digit_of(document) is not None
    if digits and settings.examples == TRAINING:
        labelled = labelled_training_digits()
        return LabelledExamples(labelled, f"teacher, {len(labelled):,} training images")
    if digits and settings.examples == STUDENT:
        return _student(picture, settings)
    given = document.source.labelled(document.state)
    if given is None:
        return LabelledExamples(None, is_current=False, trouble=NO_LABELS)
    of = "teacher, " if digits else ""
    many = "test images" if digits else "examples" if len(given) > 1 else "example"
    return LabelledExamples(given, f"{of}{len(given):,} {many}")


def student_training(document: Document) -> TrainingOn:
    """Return the training of the student that is calibrated: the panel's transfer set, seed and network."""
    of = document.settings(DigitsSettings)
    return TrainingOn(of.transfer, of.first_seed, of.hidden)


def _student(picture: Picture, settings: CalibrationSettings) -> LabelledExamples:
    study = StudentTrainingOn(student_training(picture.document))
    answer = picture.answer(study)
    name = f"student after {settings.steps:,} steps, {len(digit_data().test)} test images"
    if isinstance(answer, Ready):
        return LabelledExamples(answer.value.after(settings.steps), name)
    trouble = answer.sentence if isinstance(answer, Failed) else ""
    before = picture.latest(study.slot)
    labelled = None if before is None else before[1].after(settings.steps)
    return LabelledExamples(labelled, name, is_current=False, trouble=trouble)
