"""A choice of one class, with the distribution and the settings under which it was made."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from tauscope.core.chain.chain import Chain

Added = tuple[tuple[int, float], ...]
"""Bias of a source: pairs of a class's key and the number that the user added to its logit."""


@dataclass(frozen=True)
class ChoiceSettings:
    """Settings under which a class was chosen. Make them with `choice_settings`, which shares equal ones.

    Attributes
    ----------
    chain : Chain
        The user's chain at the time of the choice.
    added : tuple of (int, float)
        Bias on the logits at that time.
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
        """How the class was chosen: "sample", "greedy" or "hand"."""
        return "hand" if self.by_hand else "greedy" if self.seed is None else "sample"

    def __reduce__(self) -> tuple[Any, ...]:
        """Unpickle to the shared object, so that equal settings are one object in another process too."""
        return _shared, (self.chain, self.added, self.seed, self.by_hand)


def choice_settings(
    chain: Chain, added: Added = (), seed: int | None = None, *, by_hand: bool = False
) -> ChoiceSettings:
    """Return the settings with these values; equal settings are one object, which thousands of tokens share.

    Examples
    --------
    >>> from tauscope.core.chain import Chain
    >>> choice_settings(Chain(), seed=1) is choice_settings(Chain(), seed=1)
    True
    """
    return _shared(chain, added, seed, by_hand)


@lru_cache(maxsize=256)
def _shared(chain: Chain, added: Added, seed: int | None, by_hand: bool) -> ChoiceSettings:
    """Return the one object with these values, of the 256 last used."""
    return ChoiceSettings(chain, added, seed, by_hand)


class Chosen(NamedTuple):
    """A class that was chosen, with numbers of the distribution from which it was chosen.

    Attributes
    ----------
    key : int
        Key of the class, as in `Logits.keys`; its row may differ in the next state.
    probability : float
        Probability of the class after the whole chain; 0 if the user chose a class that was cut.
    entropy : float
        Entropy of the whole distribution in nats.
    settings : ChoiceSettings or None
        Chain, seed and bias of the choice; None if the file that it was read from does not say.
    """

    key: int
    probability: float
    entropy: float
    settings: ChoiceSettings | None = None
