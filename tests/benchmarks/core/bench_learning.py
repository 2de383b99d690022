"""Exploration and distillation, against the random numbers and the products of matrices that they need."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from tests.benchmarks.rows import Row

from tauscope.core.bandit.policies import Boltzmann, EpsilonGreedy, Policy, UpperConfidence
from tauscope.core.bandit.testbed import BanditTestbed, Simulation
from tauscope.core.distillation.experiment import Distillation, TransferSet
from tauscope.core.distillation.loss import Loss
from tauscope.core.temperatures.schedules import Exponential
from tauscope.document.studies.exploration import PREVIEW_RUNS
from tauscope.sources.teacher import digit_data

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

RUNS, STEPS, ARMS = 2000, 1000, 10
WALK = BanditTestbed(walk=0.01)
SEEDS, IMAGES = 20, 100
POLICIES: tuple[Policy, ...] = (Boltzmann(Exponential(1.0, 0.05)), EpsilonGreedy(), UpperConfidence())


def rows() -> Iterator[Row]:
    """Seconds of the processor: rows for 1,000 steps of 2,000 runs, of a preview, and for 20 students."""
    floor = processor_seconds(random_numbers)
    for policy in POLICIES:
        figure = processor_seconds(Simulation(policy, runs=RUNS, steps=STEPS).curves)
        yield Row.above(str(policy), figure, "s", "random numbers", floor)
    figure = processor_seconds(Simulation(POLICIES[0], WALK, runs=RUNS, steps=STEPS).curves)
    walking = processor_seconds(partial(random_numbers, normals=1 + ARMS))
    yield Row.above(f"{POLICIES[0]}, walk", figure, "s", "random numbers", walking)
    figure = processor_seconds(Simulation(POLICIES[0], runs=PREVIEW_RUNS, steps=STEPS).curves)
    few = processor_seconds(partial(random_numbers, PREVIEW_RUNS))
    yield Row.above(f"preview of {PREVIEW_RUNS} runs", figure, "s", "random numbers", few)
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


def random_numbers(runs: int = RUNS, normals: int = 1) -> None:
    """Draw what every policy needs: for a choice a uniform number and a normal one, or more if arms walk."""
    generator = np.random.default_rng(1)
    for _ in range(STEPS):
        generator.random(runs)
        generator.standard_normal((normals, runs))


def products() -> None:
    """Multiply images and weights as often as 400 steps do, back and forth."""
    generator = np.random.default_rng(1)
    images, weights = generator.random((SEEDS, IMAGES, 64)), generator.random((SEEDS, 64, ARMS))
    turned = images.swapaxes(-1, -2)
    for _ in range(400):
        turned @ (images @ weights)
