"""What is told of one choice."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from tauscope.core.chain.chain import Chain

Added = tuple[tuple[int, float], ...]
"""Bias of a source: pairs of a class's key and of what the user added to its logit."""


@dataclass(frozen=True)
class ChoiceSettings:
    """Settings that a class was chosen under.

    `choice_settings` makes them, so that equal settings are one object.

    Attributes
    ----------
    chain : Chain
        The knobs that were on the bench.
    added : tuple of (int, float)
        The bias on the logits at that time.
    seed : int or None
        Seed of the draw; None where nothing was drawn.
    by_hand : bool
        True if the user chose the class. If False and there is no seed, the likeliest class was taken.
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
        """Unpickle to the shared object: in another process, too, equal settings are one object."""
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
    key : int
        What the class is known by, as in `Logits.keys`: its row may be another in the next state.
    probability : float
        Probability of this class after the whole chain; 0 if the user chose one that was cut.
    entropy : float
        Of the whole distribution, in nats.
    settings : ChoiceSettings or None
        Chain, seed and bias that the class was chosen under; None where a file does not say.
    """

    key: int
    probability: float
    entropy: float
    settings: ChoiceSettings | None = None
