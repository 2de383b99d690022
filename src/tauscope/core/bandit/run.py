"""One run on the testbed, choice by choice: the rewards of a seed, and the estimates made of these."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tauscope.core.bandit.testbed import STEP_SIZE, BanditTestbed, block_generators
from tauscope.core.domain import Whole
from tauscope.core.draws.sampling import SEED
from tauscope.core.errors import InputError

if TYPE_CHECKING:
    from tauscope.core.values import Floats, Integers

LONGEST = 10_000
"""Most steps of a run."""

STEP = Whole("the step", 0, LONGEST)


@dataclass(frozen=True)
class BanditRun:
    """Arms, rewards and walk of one run: they depend on the seed alone, not on which arms are chosen.

    Attributes
    ----------
    testbed : BanditTestbed
    seed : int
        The arms, the noise of the rewards and the walk are those of a `Simulation` of one run.
    step_size : float or None
        α of Q ← Q + α (reward − Q); None for the mean of an arm's rewards.

    Examples
    --------
    >>> run = BanditRun(BanditTestbed(3), seed=1)
    >>> run.estimates(np.array([0, 0])).round(3)
    array([0.94, 0.  , 0.  ])
    """

    testbed: BanditTestbed = field(default_factory=BanditTestbed)
    seed: int = 1
    step_size: float | None = None

    def __post_init__(self) -> None:
        SEED.check(self.seed)
        if self.step_size is not None and not STEP_SIZE.check(self.step_size):
            raise InputError("With a step size of 0 nothing is learned: give one above 0, up to 1.")

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle without the arrays, which follow from the seed."""
        return BanditRun, (self.testbed, self.seed, self.step_size)

    @cached_property
    def _values(self) -> Floats:
        """Value of each arm at each step, shape (LONGEST + 1, arms); one row if the values stay."""
        generator, _, _, walking = block_generators(self.seed, 0)
        first: Floats = self.testbed.drawn_values(1, generator).T
        if not self.testbed.walk:
            return first
        moves = self.testbed.walk * walking.standard_normal((LONGEST, self.testbed.arms))
        return np.asarray(np.cumsum(np.concatenate((first, moves)), axis=0))

    @cached_property
    def _noise(self) -> Floats:
        return block_generators(self.seed, 0)[2].standard_normal(LONGEST)

    def values(self, step: int) -> Floats:
        """Return the value of each arm at a step, counted from 0; shape (arms,)."""
        return np.array(self._values[STEP.check(step) if self.testbed.walk else 0], dtype=np.float64)

    def rewards(self, arms: Integers) -> Floats:
        """Return the reward of each step, shape (n,), for the arms chosen from the first step on."""
        return np.asarray(self.chosen_values(arms) + self._noise[: len(arms)])

    def chosen_values(self, arms: Integers) -> Floats:
        """Return the true value of the chosen arm at each step, shape (n,)."""
        return np.asarray(self._values[self._steps(arms), arms])

    def counts(self, arms: Integers) -> Integers:
        """Return the number of choices of each arm, shape (arms,)."""
        return np.bincount(arms, minlength=self.testbed.arms)

    def estimates(self, arms: Integers) -> Floats:
        """Return the estimated value Q of each arm after these choices, shape (arms,); 0 if never chosen."""
        rewards, counts = self.rewards(arms), self.counts(arms)
        if self.step_size is None:
            sums = np.bincount(arms, rewards, minlength=self.testbed.arms)
            return np.asarray(sums / np.maximum(counts, 1))
        weights = self._weights(arms, self.step_size)
        return np.asarray(np.bincount(arms, weights * rewards, self.testbed.arms), dtype=np.float64)

    def _weights(self, arms: Integers, step_size: float) -> Floats:
        """Weight of each reward in the estimate of its arm, shape (n,), for a constant step size."""
        # A reward counts α at first, and 1 − α times as much each time that its arm is chosen again.
        later = np.empty(len(arms))
        for arm in range(self.testbed.arms):
            (steps,) = (arms == arm).nonzero()
            later[steps] = np.arange(len(steps))[::-1]
        return np.asarray(step_size * (1.0 - step_size) ** later)

    def standard_errors(self, arms: Integers) -> Floats:
        """Return the standard deviation of each estimate that the rewards' noise gives it, shape (arms,).

        It is 1/√n after n choices for the mean of the rewards, whose standard deviation is 1; ∞ if the arm
        was never chosen. A walk of the values comes on top of it.
        """
        counts = self.counts(arms)
        squares: Floats
        if self.step_size is None:
            squares = 1.0 / np.maximum(counts, 1)
        else:
            weights = self._weights(arms, self.step_size)
            squares = np.asarray(np.bincount(arms, weights**2, self.testbed.arms), dtype=np.float64)
        return np.where(counts > 0, np.sqrt(squares), np.inf)

    def losses(self, arms: Integers) -> Floats:
        """Return, at each step, the largest value less that of the chosen arm: the regret; shape (n,)."""
        steps = self._steps(arms)
        return np.asarray(self._values[steps].max(axis=1) - self._values[steps, arms])

    def _steps(self, arms: Integers) -> Integers:
        """Row of `_values` for each step, shape (n,)."""
        return np.arange(len(arms)) if self.testbed.walk else np.zeros(len(arms), dtype=np.int64)
