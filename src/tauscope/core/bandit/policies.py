"""Policies, which choose the next arm from the estimates of all arms' values.

A policy gives each arm a weight, and an arm is drawn with its share of the weights. So greedy, ε-greedy, UCB1
and Boltzmann exploration need one draw for each step, and greedy is Boltzmann exploration at τ = 0.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.domain import Choice, Interval
from tauscope.core.numbers import plain_number
from tauscope.core.temperatures.schedules import Constant, Schedule

if TYPE_CHECKING:
    from tauscope.core.values import Floats, Integers

EPSILON = Interval("the share of random choices ε", 0.0, 1.0)
CONFIDENCE = Interval("the confidence of UCB", 0.0, 1e6)
POLICY = Choice(
    "the policy",
    {
        "boltzmann": "draws from the softmax of the estimates",
        "greedy": "takes the largest estimate",
        "epsilon-greedy": "takes any arm now and then, else the largest estimate",
        "ucb": "takes the largest upper confidence bound",
    },
)

Rule = Callable[[int, "Floats", "Floats"], "Floats"]
"""Weights of the arms at a step (0 is the first), given their estimates and how often each was chosen.

All three arrays have shape (arms, runs). No weight is negative, and in each run one is positive.
"""


class Policy(ABC):
    """A policy of choosing arms."""

    @abstractmethod
    def rule(self, steps: int) -> Rule:
        """Return the function of the arms' weights for a run of `steps` steps."""

    @abstractmethod
    def __str__(self) -> str:
        """Return the policy with its settings, as in "Boltzmann, τ = 0.25"."""


def boltzmann_weights(values: Floats, temperature: float) -> Floats:
    """Return e^((Q − max Q)/τ), shape (arms, runs), for τ in [0, ∞] with its limits at both ends.

    Examples
    --------
    >>> boltzmann_weights(np.array([[0.0], [1.0], [1.0]]), 0.0).T
    array([[0., 1., 1.]])
    """
    gaps: Floats = values - values.max(axis=0)
    if temperature == 0:
        return np.equal(gaps, 0.0).astype(np.float64)
    if temperature == math.inf:
        return np.ones_like(gaps)
    with np.errstate(over="ignore"):  # what overflows to −inf has no weight
        gaps /= temperature
    np.exp(gaps, out=gaps)
    return gaps


@dataclass(frozen=True)
class Boltzmann(Policy):
    """Draws from softmax(Q / τ): the estimates Q are the logits, and τ follows a schedule.

    Boltzmann exploration is suboptimal under every monotone schedule; annealing is a heuristic.

    References
    ----------
    N. Cesa-Bianchi et al., "Boltzmann Exploration Done Right", 2017, arXiv 1705.10257.
    """

    schedule: Schedule = field(default_factory=Constant)

    def rule(self, steps: int) -> Rule:
        """Weights by the temperature of each step."""
        temperatures = self.schedule.temperatures(steps).tolist()
        return lambda step, estimates, _counts: boltzmann_weights(estimates, temperatures[step])

    def __str__(self) -> str:
        return f"Boltzmann, {self.schedule}"


@dataclass(frozen=True)
class Greedy(Policy):
    """Chooses the arm with the largest estimate; among ties each is equally likely."""

    def rule(self, steps: int) -> Rule:  # noqa: ARG002
        """Weight 1 for the largest estimates, 0 for all others."""
        return lambda _step, estimates, _counts: boltzmann_weights(estimates, 0.0)

    def __str__(self) -> str:
        return "Greedy"


@dataclass(frozen=True)
class EpsilonGreedy(Policy):
    """Chooses any arm, also the best, with probability ε, and otherwise as `Greedy` does."""

    epsilon: float = 0.1

    def __post_init__(self) -> None:
        EPSILON.check(self.epsilon)

    def rule(self, steps: int) -> Rule:  # noqa: ARG002
        """A share of ε for each arm, and 1 − ε for the best."""
        return self._weights

    def _weights(self, _step: int, estimates: Floats, _counts: Floats) -> Floats:
        weights = boltzmann_weights(estimates, 0.0)
        weights *= (1.0 - self.epsilon) / weights.sum(axis=0)
        weights += self.epsilon / len(weights)
        return weights

    def __str__(self) -> str:
        return f"ε-greedy, ε = {plain_number(self.epsilon)}"


@dataclass(frozen=True)
class UpperConfidence(Policy):
    """UCB1: chooses the arm with the largest Q + c √(ln t / n), after each arm was chosen once.

    t is the number of choices so far, n the number of those of this arm; UCB1 has c = √2.

    References
    ----------
    P. Auer, N. Cesa-Bianchi, P. Fischer, "Finite-time Analysis of the Multiarmed Bandit Problem", 2002.
    """

    confidence: float = math.sqrt(2.0)

    def __post_init__(self) -> None:
        CONFIDENCE.check(self.confidence)

    def rule(self, steps: int) -> Rule:  # noqa: ARG002
        """Weight 1 for the largest upper confidence bounds."""
        return self._weights

    def _weights(self, step: int, estimates: Floats, counts: Floats) -> Floats:
        if step < len(counts) or not counts.all():
            return self._with_new_arms(step, estimates, counts)
        return self._by_bound(step, estimates, counts)

    def _with_new_arms(self, step: int, estimates: Floats, counts: Floats) -> Floats:
        """Weight 1 for the arms that were never chosen, in each run that has any.

        After as many steps as there are arms these are runs in which a hand, or another policy, chose before.
        """
        new = np.equal(counts, 0.0)
        some = new.any(axis=0)
        weights = new.astype(np.float64)
        if not some.all():
            weights[:, ~some] = self._by_bound(step, estimates[:, ~some], counts[:, ~some])
        return weights

    def _by_bound(self, step: int, estimates: Floats, counts: Floats) -> Floats:
        """Weight 1 for the largest bounds, where each arm was chosen before."""
        bonus = self.confidence * np.sqrt(math.log(step) / counts)
        bonus += estimates
        return boltzmann_weights(bonus, 0.0)

    def __str__(self) -> str:
        return f"UCB, c = {self.confidence:.3g}"


def policy_named(name: str, schedule: Schedule, epsilon: float) -> Policy:
    """Return the policy of a name of `POLICY`, which has one of these settings, or none.

    >>> policy_named("epsilon-greedy", Constant(1.0), 0.1)
    EpsilonGreedy(epsilon=0.1)
    """
    match name:
        case "greedy":
            return Greedy()
        case "epsilon-greedy":
            return EpsilonGreedy(epsilon)
        case "ucb":
            return UpperConfidence()
    return Boltzmann(schedule)


def drawn_arms(weights: Floats, uniforms: Floats) -> Integers:
    """Draw an arm for each run in proportion to the weights; an arm of weight 0 is never drawn.

    Parameters
    ----------
    weights : (arms, runs) float64
        Overwritten by their running sums.
    uniforms : (runs,) float64
        In [0, 1).

    Returns
    -------
    (runs,) int64

    Examples
    --------
    >>> drawn_arms(np.array([[1.0, 0.0], [3.0, 2.0]]), np.array([0.3, 0.0]))
    array([1, 1])
    """
    sums = np.cumsum(weights, axis=0, out=weights)
    total = sums[-1]
    # The product may be rounded up to the whole sum, beyond the last arm.
    passed = sums <= np.minimum(uniforms * total, np.nextafter(total, 0.0))
    arms: Integers = passed.sum(axis=0, dtype=np.int64)
    return arms
