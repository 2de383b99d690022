from __future__ import annotations

import math
import re
import runpy
from dataclasses import astuple, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import scipy.special
from hypothesis import given, settings
from hypothesis import strategies as st

from tauscope.core.boltzmann import Thermodynamics, thermodynamics
from tauscope.core.density import DensityOfStates
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.core.softmax import softmax
from tauscope.core.sweep import FEW, Sweep, class_curves, sweep

if TYPE_CHECKING:
    from tauscope.core.values import Floats

INF = math.inf
FAMILIES = runpy.run_path(str(Path(__file__).parents[1] / "benchmarks" / "families.py"))["FAMILIES"]
GRID = np.geomspace(0.02, 50, 400)
WIDE = np.array([INF, 5e-324, 1e-300, 1e-9, 3.0, 0.0, 0.004, 0.25, 1e9, 1e28, 1e200, 1.7e308, 0.0, INF])
MANY = 4 * FEW
EXTREMES = {
    "ends of float64": np.linspace(-1.0, 1.0, MANY) * 1.79e308,
    "below zero": np.linspace(-1.0, -0.1, MANY) * 1.79e308,
    "two scales": np.concatenate([np.linspace(0, 1e-200, MANY), [-1e308, -INF]]),
    "subnormal": np.arange(MANY) * 5e-324,
    "geometric": -np.geomspace(1e-300, 1e300, MANY),
    "ties": np.repeat([2.0, 1.0, -INF], MANY),
    "one class": np.array([3.0]),
    "one not masked": np.where(np.arange(MANY) == 7, -2.0, -INF),
    "few": np.array([1e308, -1e308, 0.0, -INF]),
}


def table(curves: Sweep) -> Floats:
    return np.stack([getattr(curves, field.name) for field in fields(Thermodynamics)])


def one_by_one(values: Floats, temperatures: Floats) -> Floats:
    return np.array([astuple(thermodynamics(values, tau)) for tau in temperatures.tolist()]).T


def error(got: Floats, want: Floats) -> float:
    """Absolute where the value is below 1, relative above, 0 where both are the same infinity."""
    same = got == want
    scale = np.maximum(1.0, np.abs(np.where(same, 1.0, want)))
    return float((np.abs(np.where(same, 0.0, got / scale) - np.where(same, 0.0, want / scale))).max())


def scipys(values: Floats, tau: float) -> list[float]:
    z = values[values > -INF]
    log_z, p = float(scipy.special.logsumexp(z / tau)), scipy.special.softmax(z / tau)
    mean = float(p @ z)
    return [log_z, -mean, -tau * log_z, log_z - mean / tau, float(p @ (z - mean) ** 2) / tau**2]


@pytest.mark.parametrize("name", FAMILIES)
@pytest.mark.parametrize("size", [50, 1000, 10_000])
def test_agrees_with_the_sum_over_all_classes(name: str, size: int) -> None:
    values = FAMILIES[name](np.random.default_rng(size), size)
    want = np.array([scipys(values, tau) for tau in GRID.tolist()]).T
    assert error(table(sweep(values, GRID)), want) < 1e-10


@pytest.mark.parametrize("name", FAMILIES)
def test_prepared_for_the_dial_it_is_as_good(name: str) -> None:
    values = FAMILIES[name](np.random.default_rng(0), 5000)
    curves = sweep(DensityOfStates.of(values), GRID)
    assert error(table(curves), one_by_one(values, GRID)) < 1e-11


@pytest.mark.parametrize("name", EXTREMES)
@pytest.mark.parametrize("prepared", [False, True])
def test_any_temperature_for_any_logits(name: str, prepared: bool) -> None:
    values = EXTREMES[name]
    curves = sweep(DensityOfStates.of(values) if prepared else values, WIDE)
    want = one_by_one(values, WIDE)
    assert not np.isnan(table(curves)).any()
    assert error(table(curves), want) < 1e-10
    assert curves.temperatures.tolist() == WIDE.tolist()


@given(
    st.lists(st.floats(allow_nan=False, allow_infinity=False) | st.just(-INF), min_size=1, max_size=5).filter(
        lambda row: max(row) > -INF
    ),
    st.lists(st.floats(min_value=0, allow_nan=False), max_size=5),
)
@settings(max_examples=50)
def test_many_are_as_few(row: list[float], temperatures: list[float]) -> None:
    values, grid = np.repeat(np.array(row), 1 + FEW // len(row)), np.array(temperatures)
    if grid.size:
        assert error(table(sweep(values, grid)), one_by_one(values, grid)) < 1e-10
    assert sweep(values, grid).entropy.shape == grid.shape


def test_takes_a_list_logits_and_a_density_alike() -> None:
    values = np.random.default_rng(2).normal(0, 3, MANY)
    logits = Logits.of(map(str, range(MANY)), values)
    want = table(sweep(values.tolist(), GRID))
    for given_logits in (logits, logits.density):
        assert error(table(sweep(given_logits, GRID.tolist())), want) < 1e-11
    assert "density" in vars(logits)


def test_a_typed_table_needs_no_bins() -> None:
    logits = Logits.of("abc", [2.0, 1.0, 0.5])
    sweep(logits, GRID)
    assert "density" not in vars(logits)


def test_a_tiny_rest_still_counts() -> None:
    curves = sweep([0.0, *[-60.0] * MANY], [0.5, 1.0, 2.0])
    want = MANY * np.exp(-60 / np.array([0.5, 1.0, 2.0]))
    assert curves.log_partition_of_gaps == pytest.approx(want, rel=1e-12)
    assert curves.heat_capacity == pytest.approx(want * (60 / curves.temperatures) ** 2, rel=1e-9)


def test_a_harmonic_ladder_has_its_closed_form() -> None:
    q = np.exp(-0.1 / GRID)
    curves = sweep(np.arange(40_000.0) * -0.1, GRID)
    assert curves.mean_energy == pytest.approx(0.1 * q / (1 - q), rel=1e-10)
    assert curves.heat_capacity == pytest.approx((0.1 / GRID) ** 2 * q / (1 - q) ** 2, rel=1e-9)


@pytest.mark.parametrize("name", FAMILIES)
def test_curves_of_classes_are_their_probabilities(name: str) -> None:
    values = FAMILIES[name](np.random.default_rng(4), 3000)
    grid = np.array([0.0, 0.02, 0.3, 1.0, 20.0, INF])
    some = np.append(np.argsort(-values)[:20], [0, 1])
    got = class_curves(values[some], sweep(values, grid))
    want = np.stack([softmax(values, tau)[some] for tau in grid.tolist()], axis=1)
    np.testing.assert_allclose(got, want, rtol=1e-11, atol=1e-300)
    assert got[:, [0, -1]].tolist() == want[:, [0, -1]].tolist()


@pytest.mark.parametrize("name", EXTREMES)
def test_curves_are_probabilities_at_the_extremes(name: str) -> None:
    values = EXTREMES[name]
    p = class_curves(values, sweep(values, WIDE))
    assert p.min() >= 0
    assert p.max() <= 1
    assert p.sum(axis=0) == pytest.approx(1, rel=1e-9)


@pytest.mark.parametrize(
    ("temperatures", "sentence"),
    [
        ([1, -1], "Temperature 2 of the sweep is -1, not a number from 0 to ∞."),
        ([float("nan")], "Temperature 1 of the sweep is nan, not a number from 0 to ∞."),
        (1.0, "A sweep goes over one row of temperatures; this has 0 dimensions."),
        (["warm"], "These are not numbers"),
    ],
)
def test_other_temperatures_are_refused_in_a_sentence(temperatures: Any, sentence: str) -> None:
    with pytest.raises(InputError, match=re.escape(sentence)):
        sweep([1, 2], temperatures)


@pytest.mark.parametrize("logits", [[], [float("nan")], [INF], [-INF, -INF]])
def test_what_is_no_row_of_logits_is_refused(logits: list[float]) -> None:
    with pytest.raises(InputError, match=r"\.$"):
        sweep(logits, [1.0])
