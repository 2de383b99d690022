"""Classes as plots draw them, at the present temperature or at one that is compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tauscope.core.bounds import Bounds, Known, Number
    from tauscope.document.picture.claims import Claim


class PlottedClass(NamedTuple):
    """One class as plots draw it, or everything else together.

    Attributes
    ----------
    row : int or None
        None for everything else.
    label : str
    p, ghost : float
        Its probability, and what that is at τ = 1.
    colour : int or None
        Number of its class colour; None for grey.
    kept : bool
        Whether it is neither masked nor cut by the chain; of everything else, whether any of it is.
    cut : float
        What the chain cut of it: its probability, were nothing cut at the temperature that it has now.
    bounds : Bounds or None
        Bounds of the probability where it is not known exactly; `p` is then the lower one.
    """

    row: int | None
    label: str
    p: float
    ghost: float
    colour: int | None
    kept: bool = True
    cut: float = 0.0
    bounds: Bounds | None = None

    @property
    def number(self) -> Known:
        """Its probability, or the bounds of it."""
        return self.p if self.bounds is None else self.bounds

    @property
    def is_cut(self) -> bool:
        """True if the chain cut all of this class, or of these classes."""
        return self.cut > 0 and not self.p and not (self.bounds and self.bounds.high)


class Compared(NamedTuple):
    """One of the temperatures that stand side by side.

    Attributes
    ----------
    temperature : float
    drawn : tuple of PlottedClass
    entropy : float, Bounds or None
        In nats.
    claim : Claim or None
        What someone says its probabilities are.
    """

    temperature: float
    drawn: tuple[PlottedClass, ...]
    entropy: Number
    claim: Claim | None = None

    @property
    def top(self) -> PlottedClass:
        """The likeliest of what is drawn singly."""
        return max((one for one in self.drawn if one.row is not None), key=lambda one: one.p)
