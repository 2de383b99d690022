"""Probabilities and entropy after all knobs, at each temperature of the dial."""

from __future__ import annotations

import math
import time
from collections import deque
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.chain import Chain
from tauscope.core.chain.candidates import Candidates
from tauscope.core.chain.contract import applied
from tauscope.core.chain.knobs import Temperature

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.core.logits import Floats, Integers, Logits

TOLERANCE = 0.003
"""Largest error of an interpolated probability, and of an entropy over its largest value ln V.

About half a pixel of a plot.
"""

MANY = 20_000
"""Largest number of classes for which exported curves are computed at every temperature, not interpolated."""

AT_ONCE = 0.010
"""Most seconds, by estimate, for which curves are computed before the window handles events again.

Less than a frame, for the estimate is that of an ordinary computer, and others are slower.
"""

_STEP, _KNOB, _RESULT = 25e-6, 8e-6, 12e-9
"""Estimated seconds for one temperature, for each knob at one, and for each class that the chain left."""

COARSE = 16
"""Every `COARSE`-th temperature is computed before the curves are refined."""


@dataclass(frozen=True, eq=False)
class Curves:
    """Curves over the temperatures of the dial.

    Attributes
    ----------
    p : (rows, T) float64
        Probability of each row in `PreparedLogits.shown`.
    entropy : (T,) float64
        Entropy of the whole distribution in nats.
    after_knobs : bool
        True for the distribution after all knobs; False for softmax(z/τ).
    """

    p: Floats
    entropy: Floats
    after_knobs: bool


def is_plain_softmax(chain: Chain) -> bool:
    """True if a chain is softmax(z/τ) at every τ: no knob is on, or one temperature and nothing else."""
    knobs = chain.active
    return not knobs or (len(knobs) == 1 and isinstance(knobs[0], Temperature))


def at_every_temperature(chain: Chain) -> Chain:
    """The chain with the dial at τ = 1; chains that differ in the dial alone have the same curves."""
    return chain.with_temperature(1.0)


class ChainSweep:
    """Probabilities and entropy after a chain at each temperature of its dial, computed in small parts.

    Parameters
    ----------
    chain : Chain
    logits : Logits
    rows : (k,) int64
        Rows whose probabilities are computed.
    temperatures : (T,) float64
        Temperatures of the curves, rising.
    summed : callable or None
        Sums the probabilities of `rows` over groups of classes, which then have the curves.
    exact : bool
        True to apply the chain at every temperature. If False, values between two temperatures are
        interpolated where that errs by less than `TOLERANCE`; a step, where a class is cut, is found to
        within one temperature.
    """

    def __init__(
        self,
        chain: Chain,
        logits: Logits,
        rows: Integers,
        temperatures: Floats,
        summed: Callable[[Floats], Floats] | None = None,
        *,
        exact: bool = False,
    ) -> None:
        dial = at_every_temperature(chain)
        place = dial.dial or 0
        # Knobs before the dial's leave the same candidates at every temperature, so they are applied once.
        self._before = Chain(dial.knobs[:place]).candidates(logits) if place else Candidates.of(logits)
        self._after = Chain(dial.knobs[place + 1 :])
        self._ranks = np.array([logits.rank_of(row) for row in rows.tolist()])
        self._temperatures = temperatures
        self._summed = summed
        curves = len(rows) if summed is None else len(summed(np.zeros(len(rows))))
        self._scale = np.append(np.ones(curves), math.log(max(2, logits.possible)))
        self._columns: dict[int, Floats] = {}
        self.estimate = 0.0
        """Seconds for the temperatures computed so far, by estimate. No clock is read, so that each computer
        computes the same temperatures at once."""
        last = len(temperatures) - 1
        self._ends = deque(sorted({*range(0, last, 1 if exact else COARSE), last}))
        self._spans = deque(pairwise(self._ends))

    @property
    def computed(self) -> list[int]:
        """Indices, rising, of the temperatures at which the chain was applied; the curves are exact there."""
        return sorted(self._columns)

    @property
    def done(self) -> bool:
        """True if the curves need no further temperature."""
        return not self._ends and not self._spans

    def step(self) -> None:
        """Apply the chain at one more temperature."""
        if self._ends:
            self._compute(self._ends.popleft())
        elif self._spans:
            self._refine(*self._spans.popleft())

    def begin(self) -> bool:
        """Compute temperatures for up to `AT_ONCE` seconds by estimate; return whether the curves are done.

        Nothing is computed if the time would not suffice for the coarse temperatures, because curves cannot
        be drawn without all of these. A second call computes nothing.
        """
        while not self.done and self.estimate + max(1, len(self._ends)) * self._next_estimate <= AT_ONCE:
            self.step()
        return self.done

    @property
    def _next_estimate(self) -> float:
        """Estimated seconds for one more temperature: the mean so far, or for the first by the first knob."""
        if self._columns:
            return self.estimate / len(self._columns)
        first = next((knob.cost for knob in self._after.active if knob.cost), 0.0)
        return _STEP + _KNOB * len(self._after.active) + first * 1e-9 * len(self._before)

    def work(self, seconds: float) -> bool:
        """Compute for `seconds`, at least one temperature; return whether the curves are done."""
        until = time.monotonic() + seconds
        while not self.done:
            self.step()
            if time.monotonic() >= until:
                break
        return self.done

    def _compute(self, number: int) -> Floats:
        """Apply the chain at one temperature; return the probabilities of the rows and, last, the entropy."""
        left = self._before.heated(float(self._temperatures[number]))
        self.estimate += _STEP
        for knob in self._after.active:  # what a knob costs depends on how many the knobs before it left
            self.estimate += _KNOB + knob.cost * 1e-9 * len(left)
            left = applied(knob, left)
        self.estimate += _RESULT * len(left)
        p = _probabilities(left, self._ranks)
        p = p if self._summed is None else self._summed(p)
        column = self._columns[number] = np.append(p, left.entropy)
        return column

    def _refine(self, left: int, right: int) -> None:
        """Compute the middle of a span; queue both halves if the middle is off the straight line."""
        middle = (left + right) // 2
        if middle == left:
            return
        share = (middle - left) / (right - left)
        straight = (1 - share) * self._columns[left] + share * self._columns[right]
        if (np.abs(self._compute(middle) - straight) > TOLERANCE * self._scale).any():
            self._spans += [(left, middle), (middle, right)]

    @cached_property
    def curves(self) -> Curves:
        """Curves over all temperatures; those that are not yet computed are computed now."""
        while not self.done:
            self.step()
        computed, every = self.computed, np.arange(len(self._temperatures))
        columns = np.array([self._columns[number] for number in computed])
        table = np.array([np.interp(every, computed, row) for row in columns.T])
        return Curves(table[:-1], table[-1], after_knobs=True)


def _probabilities(left: Candidates, ranks: Integers) -> Floats:
    """Probabilities of the classes of these ranks, shape (len(ranks),); 0 for a class that is cut."""
    # Arrays of the whole vocabulary for each temperature would take more than the few that are wanted.
    kept = (ranks >= left.start) & (ranks < left.stop)
    p = np.zeros(len(ranks))
    p[kept] = left.probabilities_at(ranks[kept] - left.start)
    return p
