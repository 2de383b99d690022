"""Classes as plots draw them, at the present temperature or at one to which it is compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tauscope.core.bounds import Bounds, Known, Number
    from tauscope.document.picture.claims import Claim


class PlottedClass(NamedTuple):
    """One class as plots draw it, or all classes that are not drawn singly, as one entry.

    Attributes
    ----------
    row : int or None
        Row of the class; None for the entry of all other classes.
    label : str
    p, ghost : float
        Final probability, and the probability at τ = 1.
    colour : int or None
        Number of the class colour; None for grey.
    kept : bool
        True if the class, or any of the other classes, is neither masked nor cut by the chain.
    cut : float
        Probability, at the final temperature without any cut, of what the chain cut; 0 if it cut nothing.
    bounds : Bounds or None
        Bounds of the probability where it is not known exactly; `p` is then the lower one.
    gone : bool
        True if the chain cut it for certain, also where nothing is known of what it had.
    """

    row: int | None
    label: str
    p: float
    ghost: float
    colour: int | None
    kept: bool = True
    cut: float = 0.0
    bounds: Bounds | None = None
    gone: bool = False

    @property
    def number(self) -> Known:
        """Its probability, or the bounds of it."""
        return self.p if self.bounds is None else self.bounds

    @property
    def is_cut(self) -> bool:
        """True if the chain cut this class, or each of the other classes."""
        return self.gone or (self.cut > 0 and not self.p and not (self.bounds and self.bounds.high))


class Compared(NamedTuple):
    """The distribution at one of the temperatures that are compared side by side.

    Attributes
    ----------
    temperature : float
    drawn : tuple of PlottedClass
        As `Picture.drawn`, at this temperature.
    entropy : float, Bounds or None
        Entropy in nats; bounds of it where it is not known exactly.
    claim : Claim or None
        Probabilities that someone claims for this temperature.
    """

    temperature: float
    drawn: tuple[PlottedClass, ...]
    entropy: Number
    claim: Claim | None = None

    @property
    def top(self) -> PlottedClass:
        """The likeliest class among those drawn singly."""
        return max((one for one in self.drawn if one.row is not None), key=lambda one: one.p)
