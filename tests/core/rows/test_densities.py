"""Entropies of many rows from their binned gaps, against those of the rows themselves."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.benchmarks.families import FAMILIES
from tests.core.rows.binned import row_densities

from tauscope.core.measures import entropy
from tauscope.core.rows.densities import RowDensities
from tauscope.core.softmax import log_partition, softmax

TEMPERATURES = [0.0, 0.01, 0.05, 0.3, 0.7, 1.0, 1.7, 5.0, 100.0, math.inf]


def checked(rows: Any) -> RowDensities:
    densities = row_densities(rows)
    assert densities is not None
    assert len(densities) == len(rows)
    return densities


def agree(rows: Any, temperature: float) -> None:
    numbers = checked(rows).at(temperature)
    expected = [entropy(softmax(row, temperature)) for row in rows]
    np.testing.assert_allclose(numbers.entropy, expected, atol=2e-8, rtol=2e-8)
    best = [-math.log(softmax(row, temperature).max()) for row in rows]
    np.testing.assert_allclose(numbers.log_partition, best, atol=2e-8, rtol=2e-8)


@pytest.mark.parametrize("temperature", TEMPERATURES)
def test_entropies_are_those_of_the_rows(temperature: float) -> None:
    random = np.random.default_rng(3)
    rows = [family(random, 4000) for family in FAMILIES.values()]
    rows += [np.array([1.0]), np.array([0.5, -np.inf, 0.5]), np.array([0.0, 1e-9]), np.array([5.0, -1e300])]
    agree(rows, temperature)


@given(
    st.lists(st.lists(st.floats(-50, 50), min_size=1, max_size=20).map(np.array), min_size=1, max_size=5),
    st.floats(0.01, 100),
)
def test_any_rows_at_any_temperature(rows: Any, temperature: float) -> None:
    agree(rows, temperature)


def test_rows_in_many_parts() -> None:
    random = np.random.default_rng(4)
    rows = [random.normal(0, 4, 3000) for _ in range(500)]
    densities = checked(rows)
    assert len(list(densities._parts())) > 1
    assert densities.at(1.0).log_partition[150] == pytest.approx(log_partition(rows[150]) - rows[150].max())
    agree(rows, 0.8)


def test_progress_is_told_and_memory_is_bounded() -> None:
    rows = [np.arange(9.0)] * 3
    told = list[int]()
    assert row_densities(iter(rows), told.append) is not None
    assert told == [1, 2, 3]
    assert row_densities(rows, most_bytes=600) is None
    assert row_densities([]) is None


def test_which_temperatures_are_covered() -> None:
    densities = checked([np.arange(3.0)])
    assert [densities.covers(t) for t in (0.0, 0.001, 0.01, 100.0, math.inf)] == [
        True,
        False,
        True,
        True,
        True,
    ]
    assert densities.bytes == 4 * 3 * 8
