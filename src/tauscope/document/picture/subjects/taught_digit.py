"""Numbers of a digit on the bench: the teacher's distribution at τ = 1 and at the dial's τ, side by side."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple, cast

from tauscope.core import measures
from tauscope.core.bounds import mapped

if TYPE_CHECKING:
    from tauscope.core.bounds import Number
    from tauscope.document.document import Document
    from tauscope.document.picture.picture import Picture
    from tauscope.document.picture.plotted_class import PlottedClass
    from tauscope.sources.digits import TaughtDigit

ONLY_DIGITS = "There is no handwritten digit on the bench. Choose Source → Digits to see this plot."
"""Why the plots of digits have nothing to show of another source."""


def digit_of(document: Document) -> TaughtDigit | None:
    """Return the digit on the bench; None for another source."""
    is_digit = document.source.abilities.panel == "digits"
    return cast("TaughtDigit", document.source) if is_digit else None


def why_no_digit(document: Document) -> str:
    """Return a sentence on why plots of digits have nothing to show of `document`; empty for a digit."""
    return ONLY_DIGITS if digit_of(document) is None else ""


class TeacherAt(NamedTuple):
    """The teacher's distribution at one temperature.

    Attributes
    ----------
    temperature : float
    classes : tuple of PlottedClass
        Digits with their probabilities.
    entropy : float, Bounds or None
        In nats.
    """

    temperature: float
    classes: tuple[PlottedClass, ...]
    entropy: Number

    @property
    def perplexity(self) -> Number:
        """Effective number of digits, e^S."""
        return mapped(self.entropy, math.exp)


def teacher_at_1(picture: Picture) -> TeacherAt:
    """Return softmax(z) of the teacher's logits."""
    classes = (one._replace(p=one.ghost, kept=True, cut=0.0, bounds=None) for one in picture.drawn)
    return TeacherAt(1.0, tuple(classes), measures.entropy(picture.prepared.reference))


def teacher_now(picture: Picture) -> TeacherAt:
    """Return the final distribution, after the whole chain."""
    return TeacherAt(picture.temperature, picture.drawn, picture.quantity("entropy"))


class Targets(NamedTuple):
    """Entropy in nats of the soft targets of the image on the bench, at the dial's τ and at τ = 1."""

    entropy: float
    entropy_at_1: float


def targets(picture: Picture) -> Targets:
    """Return the entropies of the soft targets: of softmax at τ, whatever other knobs do."""
    return Targets(picture.thermodynamics.entropy, measures.entropy(picture.prepared.reference))
