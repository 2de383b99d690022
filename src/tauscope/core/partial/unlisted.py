"""What a list of the likeliest classes says of the classes that it leaves out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tauscope.core.bounds import Bounds


@dataclass(frozen=True)
class Unlisted:
    """Classes that a list leaves out, at the temperature at which the listed probabilities were computed.

    Attributes
    ----------
    classes : int or None
        Their number, at most; None if the size of the vocabulary is unknown.
    mass : Bounds
        Probability of all of them together; both ends are equal where it is known exactly.
    most : float
        Highest probability that one of them can have: the smallest of the top n that are listed, never that
        of a chosen class which was added to the list.
    temperature : float
        Temperature that the source had applied already, so that the listed probabilities are
        softmax(z/temperature).
    added : int or None
        Row of the listed class that was added to the likeliest ones, as the chosen one is; None if none was.
        Of unlisted classes that tie with it nobody knows which come first.
    """

    classes: int | None
    mass: Bounds
    most: float
    temperature: float = 1.0
    added: int | None = None

    @property
    def may_have_all(self) -> bool:
        """True if nothing is known: the one listed class is the chosen one, and its value means nothing."""
        return self.mass.low == 0.0 and self.mass.high == 1.0
