"""How a source that steps goes on: one choice after the other, from what a chain leaves of its logits."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from tauscope.core.draws.chosen import ChoiceSettings, Chosen, choice_settings
from tauscope.core.draws.drawing import draw
from tauscope.core.draws.sampling import uniforms_between
from tauscope.core.errors import InputError

if TYPE_CHECKING:
    from tauscope.core.chain import Chain
    from tauscope.sources.protocol import Cursor

BLOCK = 256


def uniform(seed: int, position: int) -> float:
    """Return the number in [0, 1) that decides choice `position`, counted from 0.

    It depends on seed and position alone, so that a run from a state is the same again whatever was chosen
    elsewhere meanwhile; a sample with this seed has the same numbers.

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
    """Choose the class of this key at a cursor; one that the chain cuts has probability 0.

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
    """Move on by one choice.

    Parameters
    ----------
    cursor : Cursor
        One where the source has not ended.
    chain : Chain
    seed : int or None
        Of the draws; None takes the likeliest each time.
    """
    u = 0.0 if seed is None else uniform(seed, cursor.position)
    key, probability, entropy, _ = draw(cursor.logits, chain.at(cursor.position), u)
    return cursor.after(Chosen(key, probability, entropy, _settings(cursor, chain, seed)))


def _settings(cursor: Cursor, chain: Chain, seed: int | None) -> ChoiceSettings:
    """Return the settings of the next choice, which are those of the last choice if nothing changed since.

    Comparing by identity takes a tenth of the time of a look-up, which has to hash the chain.
    """
    last = None if cursor.choice is None else cursor.choice.settings
    same = last is not None and last.chain is chain and last.added is cursor.added and not last.by_hand
    if last is not None and same and last.seed == seed:
        return last
    return choice_settings(chain, cursor.added, seed)
