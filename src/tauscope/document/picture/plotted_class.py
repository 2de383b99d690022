"""Classes as plots draw them, at the present temperature or at one that is compared."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
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
    """

    row: int | None
    label: str
    p: float
    ghost: float
    colour: int | None
    kept: bool = True
    cut: float = 0.0

    @property
    def is_cut(self) -> bool:
        """True if the chain cut all of this class, or of these classes."""
        return self.cut > 0 and not self.p


class Compared(NamedTuple):
    """One of the temperatures that stand side by side.

    Attributes
    ----------
    temperature : float
    drawn : tuple of PlottedClass
    entropy : float
        In nats.
    claim : Claim or None
        What someone says its probabilities are.
    """

    temperature: float
    drawn: tuple[PlottedClass, ...]
    entropy: float
    claim: Claim | None = None

    @property
    def top(self) -> PlottedClass:
        """The likeliest of what is drawn singly."""
        return max((one for one in self.drawn if one.row is not None), key=lambda one: one.p)
