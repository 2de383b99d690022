"""Effect of the order of a chain: what changes if a knob moves, or why nothing does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.chain.knobs import Temperature

if TYPE_CHECKING:
    from tauscope.core.chain.candidates import Candidates
    from tauscope.core.chain.chain import Chain
    from tauscope.core.chain.knob import Knob
    from tauscope.core.logits import Logits

NEAR = 1e-9
"""Largest relative or absolute difference between probabilities that counts as rounding."""


def same(one: Candidates, other: Candidates) -> bool:
    """True if two distributions over the same logits have equal survivors and, up to `NEAR`, equal p."""
    if (one.start, one.stop) != (other.start, other.stop):
        return False
    # Equal ranges of one ranking at equal temperatures have equal probabilities: these need not be computed.
    return one.temperature == other.temperature or bool(
        np.allclose(one.probabilities, other.probabilities, rtol=NEAR, atol=NEAR)
    )


@dataclass(frozen=True, eq=False)
class Reordering:
    """What moving a knob to another place of its chain changes for some logits.

    Attributes
    ----------
    before, after : Candidates
        What the chain leaves, with the knob in its old place and in its new one.
    matters : bool
        True if `before` and `after` differ.
    effect : str
        What changes, to follow "Moved, "; or, if nothing does, a sentence of its own that says why.
    """

    before: Candidates
    after: Candidates
    matters: bool
    effect: str

    def sentence(self, done: str) -> str:
        """Return the effect as a sentence that begins with `done`, such as "Swapped", if anything changed."""
        return f"{done}, {self.effect}" if self.matters else self.effect


def swap(chain: Chain, place: int, logits: Logits) -> Reordering:
    """Return what exchanging the knob at `place` with the one after it changes for these logits."""
    return move(chain, place, place + 1, logits)


def move(chain: Chain, place: int, to: int, logits: Logits) -> Reordering:
    """Return what moving the knob at `place` to `to` changes for these logits.

    Examples
    --------
    >>> from tauscope.core.chain import Chain
    >>> from tauscope.core.logits import Logits
    >>> chain = Chain.parse("temperature=0.5,min-p=0.1,top-p=0.8")
    >>> move(chain, 0, 2, Logits.unnamed([3.0, 2.0, 1.0])).sentence("Moved")
    'Moved, 2 classes are kept instead of 1.'
    """
    before, after = chain.candidates(logits), chain.moved(place, to).candidates(logits)
    passed = chain.knobs[place + 1 : to + 1] if to > place else chain.knobs[to:place]
    matters = not same(before, after)
    effect = _what_changes(before, after) if matters else _why_nothing(chain.knobs[place], passed)
    return Reordering(before, after, matters, effect)


def _what_changes(before: Candidates, after: Candidates) -> str:
    """Say how two results of a chain differ, to follow "Moved, "."""
    if (before.start, before.stop) == (after.start, after.stop):
        return "the same classes are kept, with other probabilities."
    if len(before) == len(after):
        return f"{_classes(len(after))} kept as before, but not the same ones."
    return f"{_classes(len(after))} kept instead of {len(before):,}."


def _classes(count: int) -> str:
    return "1 class is" if count == 1 else f"{count:,} classes are"


def _why_nothing(knob: Knob, passed: tuple[Knob, ...]) -> str:
    """Say why the result stays the same although `knob` moved past the knobs `passed`."""
    reasons = [_why_never(knob, other) for other in passed]
    if not all(reasons):
        return "Nothing changes for these logits; for others it may."
    if len(set(reasons)) == 1:
        return reasons[0]
    return f"Never matters: {knob.name} and each knob that it passed do the same in either order."


def _why_never(one: Knob, other: Knob) -> str:
    """Say why the order of two knobs never matters, also because one is off; empty if it may matter."""
    for knob in (one, other):
        if not knob.on:
            return f"{knob.title} is off: its place changes nothing."
    return never_matters(one, other)


def never_matters(one: Knob, other: Knob) -> str:
    """Say why the order of two knobs matters for no logits at all; empty if it matters for some.

    Examples
    --------
    >>> from tauscope.core.chain.knobs import TopK
    >>> never_matters(TopK(2), Temperature(0.5))[:32] + " …"
    'Never matters: temperature keeps …'
    """
    if isinstance(one, Temperature) and isinstance(other, Temperature):
        return "Never matters: two temperatures multiply."
    if one.by_rank and other.by_rank:
        return "Never matters: both cut by rank or by ratio to the top, and the tighter one decides."
    for knob, heat in ((one, other), (other, one)):
        if isinstance(heat, Temperature) and knob.by_shape:
            return (
                "Never matters: temperature keeps the order of the logits and the ratios of their gaps,"
                f" and {knob.name} looks at nothing else."
            )
    return ""
