"""Single choices of a source that steps: drawn from what a chain leaves of its logits, or made by hand."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tauscope.core.draws.chosen import ChoiceSettings, Chosen, choice_settings
from tauscope.core.draws.drawing import draw
from tauscope.core.draws.sampling import uniforms_between
from tauscope.core.errors import InputError

if TYPE_CHECKING:
    from tauscope.core.chain import Chain
    from tauscope.sources.cursor import Cursor

BLOCK = 256


def uniform(seed: int, position: int) -> float:
    """Return the random number in [0, 1) of choice `position`, counted from 0.

    The number depends on seed and position alone, so that a run from a state can be repeated whatever was
    chosen elsewhere. A sample with this seed has the same numbers.

    Examples
    --------
    >>> from tauscope.core.draws.sampling import Uniforms
    >>> bool(uniform(7, 41) == Uniforms(7, 100).values[41])
    True
    """
    block, cursor = divmod(position, BLOCK)
    return _block(seed, block)[cursor]


@lru_cache(maxsize=8)
def _block(seed: int, number: int) -> list[float]:
    """A block of uniforms: to seed a generator takes longer than to draw from it."""
    numbers: list[float] = uniforms_between(seed, number * BLOCK, (number + 1) * BLOCK).tolist()
    return numbers


def by_hand(cursor: Cursor, chain: Chain, key: int) -> Chosen:
    """Choose the class with this key at a cursor; a class that the chain cuts has probability 0.

    Raises
    ------
    InputError
        If no class has this key here.
    """
    row = cursor.logits.row_of(key)
    if row is None:
        raise InputError("This class is not among those that can be chosen here.")
    final = chain.at(cursor.position).candidates(cursor.logits)
    settings = choice_settings(chain, cursor.added, by_hand=True)
    return Chosen(key, float(final.probabilities_of_rows[row]), final.entropy, settings)


def onward(cursor: Cursor, chain: Chain, seed: int | None) -> Cursor:
    """Return the cursor after one drawn choice.

    Parameters
    ----------
    cursor : Cursor
        A cursor that has not ended.
    chain : Chain
        Chain of the distribution that is drawn from.
    seed : int or None
        Seed of the draws; None takes the likeliest class.
    """
    u = 0.0 if seed is None else uniform(seed, cursor.position)
    key, probability, entropy, _ = draw(cursor.logits, chain.at(cursor.position), u)
    return cursor.after(Chosen(key, probability, entropy, _settings(cursor, chain, seed)))


def _settings(cursor: Cursor, chain: Chain, seed: int | None) -> ChoiceSettings:
    """Return the settings of the next choice: the object of the last choice if nothing changed since."""
    # Comparing by identity takes a tenth of the time of a look-up, which has to hash the chain.
    last = None if cursor.choice is None else cursor.choice.settings
    same = last is not None and last.chain is chain and last.added is cursor.added and not last.by_hand
    if last is not None and same and last.seed == seed:
        return last
    return choice_settings(chain, cursor.added, seed)
