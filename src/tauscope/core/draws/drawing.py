"""One draw from a distribution that is used once, such as that of the next token of a text."""

from __future__ import annotations

import math
from bisect import bisect_right
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.boltzmann import WEIGHTLESS
from tauscope.core.chain.candidates import Candidates
from tauscope.core.chain.knobs import TopK
from tauscope.core.chain.ranked_weights import Ranking
from tauscope.core.draws.chosen import Chosen
from tauscope.core.order import FEW, falling_order
from tauscope.core.softmax import FAR
from tauscope.core.values import sum_of

if TYPE_CHECKING:
    from tauscope.core.chain.chain import Chain
    from tauscope.core.logits import Logits
    from tauscope.core.values import Floats, Integers

HEAVY = (1e-2, 1e-4)
"""Least weights, relative to the top's, of the classes that are sorted in the first and the second attempt.

They hold nearly all of the probability, so that a draw seldom lies beyond them.
"""

NEAR = (5.0, 7.0, 12.0)
"""Largest gaps of the classes that are sorted in each attempt to find the top k."""

_EPSILON = 2.0**-52


def draw(logits: Logits, chain: Chain, u: float) -> Chosen:
    """Draw the class at which the cumulative probability, by falling logit, passes `u`.

    Parameters
    ----------
    logits : Logits
    chain : Chain
        Chain after which the draw is made.
    u : float
        Random number in [0, 1); 0 gives the likeliest class, of ties the first.

    Returns
    -------
    Chosen
        Always the class that `sampling.Draws` gives for this `u`. If the chain has temperatures alone, or
        top-k cuts first, the class is mostly found without sorting the whole vocabulary.

    Examples
    --------
    >>> from tauscope.core.chain import Chain
    >>> from tauscope.core.logits import Logits
    >>> logits = Logits.of("ab", [0.0, 1.0])
    >>> [draw(logits, Chain(), u).key for u in (0.0, 0.73, 0.74)]
    [1, 1, 0]
    """
    heat = chain.heat
    found = _draw_among_heavy(logits, heat, u) if heat and heat < math.inf else None
    if found is None and isinstance(chain.first_cut, TopK):
        found = _draw_among_near(logits, chain, chain.first_cut.value, u)
    return _draw_from(logits, chain.candidates(logits), u) if found is None else found


def _draw_from(logits: Logits, final: Candidates, u: float) -> Chosen:
    """Draw from sorted candidates."""
    place = int(final.places(u))
    return Chosen(logits.keys.item(final.rows.item(place)), final.probability(place), final.entropy)


def _draw_among_near(logits: Logits, chain: Chain, count: int, u: float) -> Chosen | None:
    """Draw after a chain whose first cut is top-k with k = `count`, from the classes near the top alone.

    Knobs after the cut see the classes that it left and no others, and before it are temperatures alone. None
    if fewer than k classes are within the largest of `NEAR`.
    """
    values = logits.values
    highest = values.item(values.argmax())
    if highest > FAR:
        return None
    gaps = highest - values
    for reach in NEAR:
        near = gaps <= reach
        if np.count_nonzero(near) >= count:
            rows = _nearest(gaps, near.nonzero()[0], count)
            rows = rows.take(falling_order(values.take(rows)))
            ranking = _first_ranks(Ranking(logits, rows, gaps.take(rows), 1.0), count)
            return _draw_from(logits, chain.left_of(Candidates.among(ranking)), u)
    return None


def _nearest(gaps: Floats, rows: Integers, count: int) -> Integers:
    """Return the `count` of `rows` with the least gaps, and their ties; all if sorting them all is faster."""
    if len(rows) < FEW:
        return rows
    ranked = gaps.take(rows)
    ranked.partition(count - 1)
    nearest: Integers = rows[gaps.take(rows) <= ranked[count - 1]]
    return nearest


def _first_ranks(ranking: Ranking, count: int) -> Ranking:
    """Return the first `count` of a ranking, or the whole ranking if the cut would part a tie."""
    gaps = ranking.gaps
    # A tie is left to top-k itself, which alone knows whether to keep all of it.
    if len(gaps) == count or gaps.item(count - 1) == gaps.item(count):
        return ranking
    return ranking._replace(order=ranking.order[:count], gaps=gaps[:count])


def _draw_among_heavy(logits: Logits, temperature: float, u: float) -> Chosen | None:
    """Draw from softmax(logits / τ), sorting the classes of large weight alone.

    None if `u` is beyond these, or so near a limit between two classes that rounding decides: then only the
    sums of `Candidates` give the class that `sampling.Draws` gives.
    """
    values = logits.values
    top = int(values.argmax())
    highest = values.item(top)
    if highest > FAR:
        return None
    logarithms = values - highest
    np.maximum(logarithms, WEIGHTLESS * temperature, out=logarithms)  # so that no quotient overflows
    logarithms /= temperature
    weights = np.exp(logarithms)
    weights[top] = 0.0  # set apart, so that a tiny rest still counts
    rest = float(sum_of(weights))
    weights[top] = 1.0
    total = 1.0 + rest
    # Each of V sums rounds by at most ε/2 of the total, here and in `Candidates`.
    row = _row_at_sum(values, weights, top, u * total, 4 * _EPSILON * len(values) * total)
    if row is None:
        return None
    logarithms *= weights
    entropy = math.log1p(rest) - float(sum_of(logarithms)) / total
    return Chosen(logits.keys.item(row), weights.item(row) / total, entropy)


def _row_at_sum(values: Floats, weights: Floats, top: int, sought: float, rounding: float) -> int | None:
    """Return the row at which the running sum of weights passes `sought`; None if rounding could move it."""
    if sought < 1.0 - rounding:
        return top
    for least in HEAVY:
        heavy = (weights >= least).nonzero()[0]
        rows = heavy.take(falling_order(values.take(heavy)))
        sums = weights.take(rows).cumsum().tolist()
        place = bisect_right(sums, sought)
        if place < len(sums):
            near = sums[place] - sought < rounding or sought - sums[place - 1] < rounding
            return None if near else rows.item(place)
    return None
