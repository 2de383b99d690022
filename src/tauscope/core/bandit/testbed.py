"""The many-armed testbed: mean reward of a policy over many runs, each with arms of its own.

References
----------
R. S. Sutton, A. G. Barto, "Reinforcement Learning: An Introduction", 2nd ed., 2018, section 2.3.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.bandit.policies import Greedy, Policy, drawn_arms
from tauscope.core.domain import Interval, Whole
from tauscope.core.draws.sampling import SEED
from tauscope.core.errors import InputError

if TYPE_CHECKING:
    from numpy.random import Generator

    from tauscope.core.values import Floats

ARMS = Whole("the number of arms", 2, 1000)
RUNS = Whole("the number of runs", 1, 1_000_000, (1, 2000))
STEPS = Whole("the number of steps", 1, 1_000_000, (1, 1000))
WALK = Interval("the walk of the arms' values", 0.0, 1000.0, (0.0, 0.1))
STEP_SIZE = Interval("the step size", 0.0, 1.0)
VALUE = Interval("an arm's value", -1e6, 1e6)

MOST_CHOICES = 1_000_000_000
"""Most runs × steps with ten arms, which take a few minutes."""

_CELLS = 20_000
"""Arms × runs that are simulated side by side, so that the arrays fit into a processor's cache."""

_SUMS = ("reward", "squared reward", "choices of a best arm", "regret so far", "squared regret so far")
"""What is summed over the runs at each step, in the order of the sums of `LearningCurves`."""

_TELL_EVERY = 16
"""Steps between two calls of a progress callback."""

Progress = Callable[[float], object]
"""Function that is called with the fraction done, from 0 to 1; an exception from it ends the simulation."""


@dataclass(frozen=True)
class BanditTestbed:
    """Many-armed bandits, with another one for each run.

    Attributes
    ----------
    arms : int
        Number of arms.
    walk : float
        Standard deviation of the normal number that is added to each arm's value after each step; 0 for
        constant values.
    values : tuple of float
        Values of the arms in every run; if empty, each run draws its own from N(0, 1). The reward of an arm
        is drawn from N(value, 1).

    Raises
    ------
    InputError
        If a number is out of its range, or there are not as many values as arms.
    """

    arms: int = 10
    walk: float = 0.0
    values: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        ARMS.check(self.arms)
        WALK.check(self.walk)
        if self.values and len(self.values) != self.arms:
            raise InputError(
                f"There are {self.arms:,} arms and {len(self.values):,} values: give one for each."
            )
        for value in self.values:
            VALUE.check(value)

    def drawn_values(self, runs: int, generator: Generator) -> Floats:
        """Return the values of the arms at the first step, shape (arms, runs)."""
        if self.values:
            return np.repeat(np.array(self.values, dtype=np.float64)[:, None], runs, axis=1)
        return generator.standard_normal((self.arms, runs))


@dataclass(frozen=True)
class Simulation:
    """Many runs of a policy.

    Attributes
    ----------
    policy : Policy
    testbed : BanditTestbed
    step_size : float or None
        α of Q ← Q + α (reward − Q); None for 1/n, which makes Q the mean of an arm's rewards.
    runs, steps : int
    seed : int
        Two policies with the same seed meet the same arms, and the same noise of the rewards.

    Raises
    ------
    InputError
        If a number is out of its range, or the runs and steps are too many together.
    """

    policy: Policy = field(default_factory=Greedy)
    testbed: BanditTestbed = field(default_factory=BanditTestbed)
    step_size: float | None = None
    runs: int = 2000
    steps: int = 1000
    seed: int = 1

    def __post_init__(self) -> None:
        RUNS.check(self.runs)
        STEPS.check(self.steps)
        SEED.check(self.seed)
        if self.step_size is not None and not STEP_SIZE.check(self.step_size):
            raise InputError("With a step size of 0 nothing is learned: give one above 0, up to 1.")
        most = MOST_CHOICES * 10 // max(10, self.testbed.arms)
        if self.runs * self.steps > most:
            raise InputError(
                f"{self.runs:,} runs × {self.steps:,} steps are {self.runs * self.steps:,} choices; with "
                f"{self.testbed.arms:,} arms at most {most:,} are made: take fewer runs or fewer steps."
            )

    def curves(self, progress: Progress | None = None) -> LearningCurves:
        """Simulate all runs, and return the means over them at each step."""
        block = max(1, _CELLS // self.testbed.arms)
        starts = range(0, self.runs, block)
        sums = np.zeros((len(_SUMS), self.steps))
        for number, start in enumerate(starts):
            runs = min(block, self.runs - start)
            sums += _Block(self, runs, number).sums(_part(progress, start / self.runs, runs / self.runs))
        if progress is not None:
            progress(1.0)
        return LearningCurves(self.runs, *sums)


@dataclass(frozen=True, eq=False)
class LearningCurves:
    """Means over all runs at each step, and their standard errors, each of shape (steps,).

    Attributes
    ----------
    runs : int
        Number of runs.
    reward_sum, squared_reward_sum, optimal_count, regret_sum, squared_regret_sum : (steps,) float64
        Sums over the runs at each step: of the reward and its square, of the choices of an arm of the largest
        value, and of the regret up to and including this step and its square.
    """

    runs: int
    reward_sum: Floats
    squared_reward_sum: Floats
    optimal_count: Floats
    regret_sum: Floats
    squared_regret_sum: Floats

    @cached_property
    def average_reward(self) -> Floats:
        """Mean reward of each step."""
        return self.reward_sum / self.runs

    @cached_property
    def optimal_fraction(self) -> Floats:
        """Share of the runs that chose an arm of the largest value."""
        return self.optimal_count / self.runs

    @cached_property
    def regret(self) -> Floats:
        """Sum, up to and including this step, of the largest value less that of the chosen arm."""
        return self.regret_sum / self.runs

    @cached_property
    def reward_error(self) -> Floats:
        """Standard error of `average_reward`; NaN for a single run."""
        return self._error(self.reward_sum, self.squared_reward_sum)

    @cached_property
    def optimal_error(self) -> Floats:
        """Standard error of `optimal_fraction`; NaN for a single run."""
        return self._error(self.optimal_count, self.optimal_count)

    @cached_property
    def regret_error(self) -> Floats:
        """Standard error of `regret`; NaN for a single run."""
        return self._error(self.regret_sum, self.squared_regret_sum)

    def _error(self, sums: Floats, squares: Floats) -> Floats:
        """Standard error of the means of numbers with these sums and these sums of squares."""
        if self.runs == 1:
            return np.full(len(sums), np.nan)
        variances = (squares - sums**2 / self.runs) / (self.runs - 1)
        return np.sqrt(variances.clip(min=0.0) / self.runs)  # rounding may leave a variance below 0


def _part(progress: Progress | None, start: float, length: float) -> Progress:
    """Return a callback for one block, whose progress is part of that of the whole."""
    if progress is None:
        return lambda _fraction: None
    return lambda fraction: progress(start + length * fraction)


def block_generators(seed: int, number: int) -> list[Generator]:
    """Random generators of a block of runs: for the arms' values, the choices, the noise and the walk."""
    seeds = np.random.SeedSequence(seed, spawn_key=(number,)).spawn(4)
    return [np.random.Generator(np.random.PCG64(seed)) for seed in seeds]


class _Block:
    """Runs that are simulated side by side, with arrays of shape (arms, runs).

    Each purpose has a random generator of its own, so that two policies with the same seed meet the same
    arms, the same noise and the same walk.
    """

    def __init__(self, simulation: Simulation, runs: int, number: int) -> None:
        values, self._choices, self._noise, self._walk = block_generators(simulation.seed, number)
        self._simulation, self._runs = simulation, runs
        self._columns = np.arange(runs)
        self._values = simulation.testbed.drawn_values(runs, values)
        self._best = self._values.max(axis=0)
        self._estimates = np.zeros_like(self._values)
        self._counts = np.zeros_like(self._values)
        self._regret = np.zeros(runs)

    def sums(self, progress: Progress) -> Floats:
        """Return the sums over the runs that `_SUMS` names, shape (len(_SUMS), steps)."""
        steps, walk = self._simulation.steps, self._simulation.testbed.walk
        weights, sums = self._simulation.policy.rule(steps), np.empty((len(_SUMS), steps))
        for step in range(steps):
            if step % _TELL_EVERY == 0:
                progress(step / steps)
            arms = drawn_arms(weights(step, self._estimates, self._counts), self._choices.random(self._runs))
            sums[:, step] = self._chosen(arms * self._runs + self._columns)
            if walk:
                self._values += walk * self._walk.standard_normal(self._values.shape)
                self._best = self._values.max(axis=0)
        return sums

    def _chosen(self, cells: np.ndarray[tuple[int], np.dtype[np.int64]]) -> tuple[float, ...]:
        """Draw the rewards of the chosen arms and update the estimates; return the sums of one step."""
        values = self._values.ravel()[cells]
        rewards = values + self._noise.standard_normal(self._runs)
        counts, estimates = self._counts.ravel(), self._estimates.ravel()
        counts[cells] += 1.0
        known, rate = estimates[cells], self._simulation.step_size
        estimates[cells] = known + (rewards - known) * (1.0 / counts[cells] if rate is None else rate)
        losses = self._best - values
        self._regret += losses
        return (
            float(rewards.sum()),
            float(rewards @ rewards),
            float(np.count_nonzero(losses == 0)),
            float(self._regret.sum()),
            float(self._regret @ self._regret),
        )
