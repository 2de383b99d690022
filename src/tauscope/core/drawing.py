"""One draw from a distribution that will not be drawn from again, as the next token of a text."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tauscope.core.boltzmann import WEIGHTLESS
from tauscope.core.order import falling_order
from tauscope.core.softmax import log_weights

if TYPE_CHECKING:
    from tauscope.core.candidates import Candidates
    from tauscope.core.values import Floats

HEAVY = 1e-4
"""Classes with so much of the top's weight are looked at first; they have nearly all of the probability."""

_EPSILON = 2.0**-52


class Draw(NamedTuple):
    """A row, its probability, and the entropy in nats of the distribution that it was drawn from."""

    row: int
    probability: float
    entropy: float


def draw(candidates: Candidates, u: float) -> Draw:
    """Find the row at which the running sum of the probabilities, by falling logit, passes `u`.

    Parameters
    ----------
    candidates : Candidates
    u : float
        In [0, 1); 0 gives the likeliest row, the first of ties.

    Returns
    -------
    Draw
        The row is that of `sampling.Draws` at this uniform, always. Where no knob cut anything it is mostly
        found without sorting every class.

    Examples
    --------
    >>> from tauscope.core.logits import Logits
    >>> from tauscope.core.candidates import Candidates
    >>> [draw(Candidates.of(Logits.of("ab", [0.0, 1.0])), u).row for u in (0.0, 0.73, 0.74)]
    [1, 1, 0]
    """
    if candidates.whole and 0 < candidates.temperature < math.inf:
        found = _draw_among_heavy(candidates.logits.values, candidates.temperature, u)
        if found is not None:
            return found
    place = int(candidates.places(np.array([u]))[0])
    return Draw(int(candidates.rows[place]), float(candidates.probabilities[place]), candidates.entropy)


def _draw_among_heavy(values: Floats, temperature: float, u: float) -> Draw | None:
    """Draw from softmax(values / τ); None where `u` is beyond the heavy ones.

    So it is where `u` is so near a limit that the order of summation would decide.
    """
    logarithms = np.maximum(log_weights(values, temperature), WEIGHTLESS)
    weights = np.exp(logarithms)
    heavy = np.flatnonzero(weights >= HEAVY)
    rows = heavy[falling_order(values[heavy])]
    p = weights[rows]
    weights[rows[0]] = 0.0  # set apart, so that a tiny rest still counts
    rest = float(weights.sum())
    p /= 1.0 + rest
    sums = p.cumsum()
    place = int(sums.searchsorted(u, side="right"))
    if place == len(sums) or _near(u, sums[max(0, place - 1) : place + 1], len(values)):
        return None
    entropy = math.log1p(rest) - float((weights * logarithms).sum()) / (1.0 + rest)
    return Draw(int(rows[place]), float(p[place]), entropy)


def _near(u: float, limits: Floats, count: int) -> bool:
    """Whether sums of so many may be on either side of `u`, by rounding."""
    return bool((np.abs(limits - u) < 4 * _EPSILON * count).any())
