"""What is told of one choice."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from tauscope.core.pipeline import Chain

Added = tuple[tuple[int, float], ...]
"""Rows, and what a hand added to their logits."""


@dataclass(frozen=True)
class ChoiceSettings:
    """Under which settings a class was chosen; made by `choice_settings`, so that equal ones are one object.

    Attributes
    ----------
    chain : Chain
        The knobs that were on the bench.
    added : tuple of (int, float)
        What a hand had added to logits.
    seed : int or None
        Of the draw; None where nothing was drawn.
    by_hand : bool
        True if the user chose the class; else with no seed the likeliest was taken.
    """

    chain: Chain
    added: Added = ()
    seed: int | None = None
    by_hand: bool = False

    @property
    def method(self) -> str:
        """How the class was found: "sample", "greedy" or "hand"."""
        return "hand" if self.by_hand else "greedy" if self.seed is None else "sample"

    def __reduce__(self) -> tuple[Any, ...]:
        """Be one object in another process, too."""
        return _shared, (self.chain, self.added, self.seed, self.by_hand)


def choice_settings(
    chain: Chain, added: Added = (), seed: int | None = None, *, by_hand: bool = False
) -> ChoiceSettings:
    """Return the settings with these values: thousands of tokens share one object.

    Examples
    --------
    >>> from tauscope.core.chain import Chain
    >>> choice_settings(Chain(), seed=1) is choice_settings(Chain(), seed=1)
    True
    """
    return _shared(chain, added, seed, by_hand)


@lru_cache(maxsize=256)
def _shared(chain: Chain, added: Added, seed: int | None, by_hand: bool) -> ChoiceSettings:
    return ChoiceSettings(chain, added, seed, by_hand)


class Chosen(NamedTuple):
    """A class, and the distribution that it was chosen from.

    Attributes
    ----------
    row : int
    probability : float
        That this row had, after the whole chain; 0 if a hand chose one that was cut.
    entropy : float
        Of the whole distribution, in nats.
    settings : ChoiceSettings or None
        Chain, seed and changed logits that it was chosen under; None where a file does not say.
    """

    row: int
    probability: float
    entropy: float
    settings: ChoiceSettings | None = None
