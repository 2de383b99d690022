"""Settings of the panel of the teacher of digits: the students to be trained, and the order of the images."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, Self

from tauscope.core.distillation.experiment import DIGIT, HIDDEN, Distillation, TransferSet
from tauscope.core.distillation.loss import MIX, Loss
from tauscope.core.distillation.presets import EXPERIMENTS
from tauscope.core.domain import Whole
from tauscope.core.errors import InputError
from tauscope.document.panel_settings.panel_settings import PanelSettings
from tauscope.sources.teacher import TRAINING, digit_data

FIRST_EXPERIMENT = "only-zeros-and-ones"

TRANSFER_IMAGES = Whole("the number of images", 2, TRAINING)
SEED = Whole("the seed", 0, 9_999)
STUDENTS = Whole("the number of seeds", 10, 100)
"""Enough seeds for a spread; fewer than on the command line, since each turn of the dial trains students."""


@dataclass(frozen=True)
class DigitsSettings(PanelSettings):
    """Settings of the students, whose temperature is that of the dial, and the order of the images.

    Attributes
    ----------
    digits : tuple of int
        Digits of the transfer set, rising, at least two.
    images : int
        Number of images in the transfer set.
    shuffled : bool
        True for the control experiment with logits shuffled within each digit.
    mix : float
        Weight of the soft targets, from 0 (hard labels alone) to 1 (soft targets alone).
    seeds : int
        Number of students.
    first_seed : int
        Seed of the first student; the others have the seeds after it.
    hidden : int
        Number of hidden units of a student; 0 for softmax regression.
    by_surprise : bool
        True if the next image is the next in the ranking of `most_surprising`, False if by number.

    Raises
    ------
    InputError
        If a number is outside its domain, there are fewer than two digits, or not as many images.
    """

    digits: tuple[int, ...] = EXPERIMENTS[FIRST_EXPERIMENT].transfer.digits
    images: int = EXPERIMENTS[FIRST_EXPERIMENT].transfer.images
    shuffled: bool = False
    mix: float = 1.0
    seeds: int = 10
    first_seed: int = 0
    hidden: int = 0
    by_surprise: bool = False

    name: ClassVar[str] = "digits"

    def __post_init__(self) -> None:
        STUDENTS.check(self.seeds)
        SEED.check(self.first_seed)
        TRANSFER_IMAGES.check(self.images)
        MIX.check(self.mix)
        HIDDEN.check(self.hidden)
        self.transfer.check_available(digit_data().training)

    @property
    def transfer(self) -> TransferSet:
        """The transfer set."""
        return TransferSet(self.digits, self.images, self.shuffled)

    @property
    def unseen(self) -> tuple[int, ...]:
        """Digits that are not in the transfer set."""
        return self.transfer.unseen

    @property
    def experiment(self) -> str:
        """Name in `EXPERIMENTS` of the experiment with this transfer set, shuffled or not; "" if none."""
        plain = replace(self.transfer, shuffled=False)
        return next((name for name, one in EXPERIMENTS.items() if one.transfer == plain), "")

    def with_experiment(self, name: str) -> Self:
        """Return the settings with the digits and the number of images of an experiment."""
        transfer = EXPERIMENTS[name].transfer
        return replace(self, digits=transfer.digits, images=transfer.images)

    def distillation(self, temperature: float, mix: float | None = None) -> Distillation:
        """Return the students to be trained at a temperature; `mix` replaces the weight of the settings."""
        loss = Loss(temperature, self.mix if mix is None else mix)
        return Distillation(self.transfer, loss, self.seeds, self.first_seed, self.hidden)

    def to_json(self) -> dict[str, Any]:
        """Return all settings."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {**values, "digits": list(self.digits)}

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Read settings from a session."""
        digits = entry.get("digits", list(cls.digits))
        if not isinstance(digits, list):
            raise InputError("The session's digits of the transfer set are not a list.")
        return cls(
            tuple(sorted({DIGIT.check(digit) for digit in digits})),
            TRANSFER_IMAGES.check(entry.get("images", cls.images)),
            _truth(entry, "shuffled"),
            MIX.check(entry.get("mix", cls.mix)),
            STUDENTS.check(entry.get("seeds", cls.seeds)),
            SEED.check(entry.get("first_seed", cls.first_seed)),
            HIDDEN.check(entry.get("hidden", cls.hidden)),
            _truth(entry, "by_surprise"),
        )


def _truth(entry: dict[str, Any], key: str) -> bool:
    value = entry.get(key, False)
    if not isinstance(value, bool):
        raise InputError(f"The session's “{key}” is neither true nor false.")
    return value
