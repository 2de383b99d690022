"""What one frame of the dial costs the core at a vocabulary of 262,144, over the bare exponential."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from tests.benchmarks.rows import Row, best_ms

from tauscope.core.boltzmann import thermodynamics
from tauscope.core.softmax import log_probabilities, probabilities

if TYPE_CHECKING:
    from collections.abc import Iterator

VOCABULARY = 262_144
TEMPERATURE = 0.7


def rows() -> Iterator[Row]:
    """One row a function that the window calls on every frame."""
    values = np.random.default_rng(0).normal(0, 3, VOCABULARY)
    scratch = np.empty_like(values)
    floor = best_ms(lambda: np.exp(values, out=scratch), 50)
    for name, function in (
        ("thermodynamics", thermodynamics),
        ("probabilities", probabilities),
        ("log_probabilities", log_probabilities),
    ):
        figure = best_ms(lambda function=function: function(values, TEMPERATURE), 50)  # type: ignore[misc]
        yield Row.above(name, figure, "ms", "bare np.exp", floor)
