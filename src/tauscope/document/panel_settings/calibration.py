"""Settings of the plots of calibration: which labelled logits they are about, and the number of bins."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self

from tauscope.core.calibration.reliability import BINS
from tauscope.core.distillation.training_on import CHECKPOINTS
from tauscope.core.domain import Choice, Interval, Whole
from tauscope.core.errors import InputError
from tauscope.document.panel_settings.panel_settings import PanelSettings

BIN_COUNT = Whole("the number of bins", 2, 100)

HOLDOUT = Interval("the share held out", 0.0, 0.95)
SPLIT_SEED = Whole("the seed", 0, 2**31)

GIVEN, TRAINING, STUDENT = "given", "training", "student"

EXAMPLES = Choice(
    "the examples",
    {
        GIVEN: "those that the source gives: of the digits the test images",
        TRAINING: "the images with which the teacher of digits was trained",
        STUDENT: "the test images, with the logits of a student that is trained on",
    },
)
"""Labelled logits that the plots may be about; only digits have others than those given."""


@dataclass(frozen=True)
class CalibrationSettings(PanelSettings):
    """Settings of the plots of calibration.

    Attributes
    ----------
    bins : int
        Number of bins of the reliability diagram and of ECE.
    examples : str
        One of `EXAMPLES`.
    steps : int
        Steps of training of the student, one of `CHECKPOINTS`.
    holdout : float
        Share of the examples that is held out: τ is fitted on the others, and measured on these. 0 fits and
        measures on all.
    seed : int
        Selects the examples that are held out, and those of the bootstrap.

    Raises
    ------
    InputError
        If a value is outside its domain.
    """

    bins: int = BINS
    examples: str = GIVEN
    steps: int = CHECKPOINTS[-1]
    holdout: float = 0.0
    seed: int = 0

    name: ClassVar[str] = "calibration"

    def __post_init__(self) -> None:
        BIN_COUNT.check(self.bins)
        EXAMPLES.check(self.examples)
        HOLDOUT.check(self.holdout)
        SPLIT_SEED.check(self.seed)
        if self.steps not in CHECKPOINTS:
            steps = ", ".join(map(str, CHECKPOINTS))
            raise InputError(f"A student is tested after {steps} steps, not after {self.steps}.")

    def to_json(self) -> dict[str, Any]:
        """Return all settings."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Read settings from a session."""
        steps = Whole("the number of steps", CHECKPOINTS[0], CHECKPOINTS[-1])
        return cls(
            BIN_COUNT.check(entry.get("bins", cls.bins)),
            EXAMPLES.check(entry.get("examples", cls.examples)),
            steps.check(entry.get("steps", cls.steps)),
            HOLDOUT.check(entry.get("holdout", cls.holdout)),
            SPLIT_SEED.check(entry.get("seed", cls.seed)),
        )
