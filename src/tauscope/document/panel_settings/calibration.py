"""Settings of the plots of calibration: which labelled logits they are about, and the number of bins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from tauscope.core.calibration.reliability import BINS
from tauscope.core.distillation.training_on import CHECKPOINTS
from tauscope.core.domain import Choice, Whole
from tauscope.core.errors import InputError
from tauscope.document.panel_settings.panel_settings import PanelSettings

BIN_COUNT = Whole("the number of bins", 2, 100)

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

    Raises
    ------
    InputError
        If a value is outside its domain.
    """

    bins: int = BINS
    examples: str = GIVEN
    steps: int = CHECKPOINTS[-1]

    name: ClassVar[str] = "calibration"

    def __post_init__(self) -> None:
        BIN_COUNT.check(self.bins)
        EXAMPLES.check(self.examples)
        if self.steps not in CHECKPOINTS:
            steps = ", ".join(map(str, CHECKPOINTS))
            raise InputError(f"A student is tested after {steps} steps, not after {self.steps}.")

    def to_json(self) -> dict[str, Any]:
        """Return all settings."""
        return {"bins": self.bins, "examples": self.examples, "steps": self.steps}

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Read settings from a session."""
        steps = Whole("the number of steps", CHECKPOINTS[0], CHECKPOINTS[-1])
        return cls(
            BIN_COUNT.check(entry.get("bins", cls.bins)),
            EXAMPLES.check(entry.get("examples", cls.examples)),
            steps.check(entry.get("steps", cls.steps)),
        )
