"""Exploration and distillation, against the random numbers and the products of matrices that they need."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
from tests.benchmarks.rows import Row

from tauscope.core.bandit.policies import Boltzmann, EpsilonGreedy, Policy, UpperConfidence
from tauscope.core.bandit.testbed import Simulation
from tauscope.core.distillation.experiment import Distillation, TransferSet
from tauscope.core.distillation.loss import Loss
from tauscope.core.schedules import Exponential
from tauscope.sources.teacher import digit_data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RUNS, STEPS, ARMS = 2000, 1000, 10
SEEDS, IMAGES = 20, 100
POLICIES: tuple[Policy, ...] = (Boltzmann(Exponential(1.0, 0.05)), EpsilonGreedy(), UpperConfidence())


def rows() -> Iterator[Row]:
    """Seconds of the processor: a row a policy for 2,000 runs of 1,000 steps, and one for 20 students."""
    floor = processor_seconds(random_numbers)
    for policy in POLICIES:
        figure = processor_seconds(Simulation(policy, runs=RUNS, steps=STEPS).curves)
        yield Row.above(str(policy), figure, "s", "random numbers", floor)
    data, distillation = digit_data(), Distillation(TransferSet((0, 1), IMAGES), Loss(10.0), SEEDS)
    figure = processor_seconds(lambda: distillation.outcome(data))
    yield Row.above(f"{SEEDS} students at τ = 10", figure, "s", "products", processor_seconds(products))


def processor_seconds(action: Callable[[], object], repeats: int = 3) -> float:
    """Least time of the processor in a few runs: other programs take none of it."""
    times = []
    for _ in range(repeats):
        start = time.process_time()
        action()
        times.append(time.process_time() - start)
    return min(times)


def random_numbers() -> None:
    """Draw what every policy needs: a uniform and a normal number a choice."""
    generator = np.random.default_rng(1)
    for _ in range(STEPS):
        generator.random(RUNS)
        generator.standard_normal(RUNS)


def products() -> None:
    """Multiply images and weights as often as 400 steps do, back and forth."""
    generator = np.random.default_rng(1)
    images, weights = generator.random((SEEDS, IMAGES, 64)), generator.random((SEEDS, 64, ARMS))
    turned = images.swapaxes(-1, -2)
    for _ in range(400):
        turned @ (images @ weights)
