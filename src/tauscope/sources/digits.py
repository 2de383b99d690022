"""A handwritten digit as a source: the ten digits as classes, with the teacher's logits for one image."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np

from tauscope.core.domain import Whole
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.sources.abilities import Abilities
from tauscope.sources.still import StillSource
from tauscope.sources.teacher import (
    IMAGES,
    SIDE,
    TRAINING,
    every_digit,
    labelled_test_digits,
    mean_digits,
)

if TYPE_CHECKING:
    from tauscope.core.calibration.labelled import LabelledLogits
    from tauscope.core.values import Floats

IMAGE = Whole("the number of an image", 0, IMAGES - 1)

SHOWN_FIRST = 1765
"""A 3 of which the teacher is sure at τ = 1, and in which it sees a 5 and an 8 at τ = 20."""


@dataclass(frozen=True)
class TaughtDigit(StillSource):
    """The teacher's logits for one of the images that ship.

    Attributes
    ----------
    image : int
        Number of the image; the last 500 are for tests.
    """

    image: int = SHOWN_FIRST

    kind: ClassVar[str] = "digits"
    abilities: ClassVar[Abilities] = Abilities(
        panel="digits",
        decimals=2,
        value_name="teacher's logit",
        class_name="digit",
        plots=("teacher", "learning", "accuracy", "confusion"),
    )

    def __post_init__(self) -> None:
        if not isinstance(self.image, int):
            raise InputError("The number of an image is a whole number.")
        IMAGE.check(self.image)

    @cached_property
    def _logits(self) -> Logits:
        return Logits.of(map(str, range(10)), every_digit().logits[self.image])

    def logits(self, state: None) -> Logits:  # noqa: ARG002  # the protocol's signature
        """Return the teacher's logits, by digit."""
        return self._logits

    def class_images(self, state: None) -> Floats:  # noqa: ARG002  # the protocol's signature
        """Return the mean training image of each digit."""
        return mean_digits()

    def labelled(self, state: None) -> LabelledLogits:  # noqa: ARG002  # the protocol's signature
        """Return the teacher's logits for all test images, whichever image is shown."""
        return labelled_test_digits()

    @property
    def pixels(self) -> Floats:
        """The image, shape (8, 8): 0 is white, 1 is black."""
        return np.reshape(every_digit().images[self.image], (SIDE, SIDE))

    @property
    def label(self) -> int:
        """Digit that the writer meant."""
        return int(every_digit().labels[self.image])

    @property
    def answer(self) -> int:
        """Digit that the teacher takes it for: that with the largest logit."""
        return int(every_digit().logits[self.image].argmax())

    @property
    def is_test(self) -> bool:
        """True if the teacher was not trained on this image."""
        return self.image >= TRAINING

    @property
    def title(self) -> str:
        """Name of the source on screen."""
        return f"Image {self.image}"

    @property
    def note(self) -> str:
        """Where to turn the dial."""
        return "Turn the dial to 20: it shows what else the teacher sees in it."

    def to_json(self) -> dict[str, Any]:
        """Return the number of the image."""
        return {"image": self.image}

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Read the number of the image."""
        return cls(IMAGE.check(entry.get("image")))
