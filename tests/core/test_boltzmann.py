from __future__ import annotations

import math
from dataclasses import asdict, astuple
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mpmath import mp  # type: ignore[import-untyped]

from tauscope.core.boltzmann import Thermodynamics, thermodynamics
from tauscope.core.measures import entropy
from tauscope.core.softmax import log_partition, softmax
from tauscope.core.sweep import sweep

INF = math.inf
TEMPERATURES = [5e-324, 1e-300, 0.01, 0.25, 1.0, 7.0, 1e6, 1e308, 1.7e308]
rows = st.lists(st.floats(-50, 50) | st.just(-INF), min_size=1, max_size=12).filter(
    lambda row: max(row) > -INF
)
extreme_rows = st.lists(
    st.floats(allow_nan=False, allow_infinity=False) | st.just(-INF), min_size=1, max_size=8
).filter(lambda row: max(row) > -INF)


def exact(logits: list[float], tau: float) -> dict[str, Any]:
    """Give the state functions at 50 digits."""
    with mp.workdps(50):
        top, kept = mp.mpf(max(logits)), [mp.mpf(z) for z in logits if z > -INF]
        gaps = sorted(top - z for z in kept)
        of_gaps = mp.log1p(mp.fsum(mp.exp(-d / tau) for d in gaps[1:]))
        p = [mp.exp(-d / tau - of_gaps) for d in gaps]
        mean = mp.fsum(d * share for d, share in zip(gaps, p, strict=True))
        variance = mp.fsum((d - mean) ** 2 * share for d, share in zip(gaps, p, strict=True))
        return {
            "log_partition": top / tau + of_gaps,
            "mean_energy": mean - top,
            "free_energy": -top - tau * of_gaps,
            "entropy": of_gaps + mean / tau,
            "heat_capacity": variance / tau / tau,
        }


@pytest.mark.parametrize("tau", TEMPERATURES)
@pytest.mark.parametrize(
    "logits",
    [
        [2, 1, 0.5, 0.1],
        [0, -50, -700, -5000],
        [1e308, -1e308],
        [1.7e308, -1.7e308, 1.7e308, 0.0],
        [-1e308, -1.7e308],
        [3.0],
        [-INF, 2.0, -INF],
        [2.0, 2.0, 1.0, -INF],
        [1e6, 1e6 - 1e-6, 0],
        [0, *[-30 - k / 100 for k in range(300)]],
    ],
)
def test_agrees_with_fifty_digits(logits: list[float], tau: float) -> None:
    got = asdict(thermodynamics(np.array(logits, dtype=np.float64), tau))
    for name, want in exact(logits, tau).items():
        value = got[name]
        assert value == float(want) or abs(value - want) <= 1e-12 * max(abs(want), 1e-280), name


@pytest.mark.parametrize("tau", [0.02, 0.1, 0.4168, 1, 10, 1000])
def test_two_levels_are_schottkys(tau: float) -> None:
    x = 1 / tau
    state = thermodynamics(np.array([0.0, -1.0]), tau)
    assert state.mean_energy == pytest.approx(1 / (1 + math.exp(x)), rel=1e-14)
    assert state.heat_capacity == pytest.approx(x * x * math.exp(x) / (1 + math.exp(x)) ** 2, rel=1e-13)


@pytest.mark.parametrize("gap", [1.0, 3.5])
def test_schottkys_peak(gap: float) -> None:
    levels, grid = np.array([0.0, -gap]), np.linspace(0.3, 0.6, 3001) * gap
    capacities = [thermodynamics(levels, tau).heat_capacity for tau in grid.tolist()]
    assert max(capacities) == pytest.approx(0.4392, abs=5e-5)
    assert grid[int(np.argmax(capacities))] == pytest.approx(0.4168 * gap, abs=2e-4 * gap)


def test_a_harmonic_ladder_has_its_closed_form() -> None:
    spacing, tau = 0.1, 1.3
    q = math.exp(-spacing / tau)
    state = thermodynamics(np.arange(12_000.0) * -spacing, tau)
    assert state.log_partition == pytest.approx(-math.log1p(-q), rel=1e-13)
    assert state.mean_energy == pytest.approx(spacing * q / (1 - q), rel=1e-12)
    assert state.heat_capacity == pytest.approx((spacing / tau) ** 2 * q / (1 - q) ** 2, rel=1e-12)


def test_the_limit_at_zero() -> None:
    assert thermodynamics(np.array([2.0, 1.0]), 0) == Thermodynamics(INF, -2, -2, 0, 0)
    assert thermodynamics(np.array([-1.0, -1.0]), 0) == Thermodynamics(-INF, 1, 1, math.log(2), 0)
    assert thermodynamics(np.array([0.0, 0.0, -3.0]), 0) == Thermodynamics(math.log(2), 0, 0, math.log(2), 0)


def test_the_limit_at_infinity() -> None:
    ln2 = math.log(2)
    assert thermodynamics(np.array([2.0, 1.0, -INF]), INF) == Thermodynamics(ln2, -1.5, -INF, ln2, 0)
    assert thermodynamics(np.array([2.0, -INF]), INF) == Thermodynamics(0, -2, -2, 0, 0)
    assert thermodynamics(np.array([1.7e308, 1.5e308]), INF).mean_energy == pytest.approx(-1.6e308)


@given(rows, st.floats(0.05, 100))
def test_free_energy_is_energy_less_heat(logits: list[float], tau: float) -> None:
    values = np.array(logits, dtype=np.float64)
    state = thermodynamics(values, tau)
    assert state.free_energy == pytest.approx(state.mean_energy - tau * state.entropy, rel=1e-12, abs=1e-11)
    assert state.free_energy == pytest.approx(-tau * state.log_partition, rel=1e-12, abs=1e-11)
    assert state.log_partition == pytest.approx(log_partition(values, tau), rel=1e-13, abs=1e-13)
    assert state.entropy == pytest.approx(entropy(softmax(values, tau)), rel=1e-12, abs=1e-13)


@given(rows, st.floats(0.3, 20))
def test_heat_capacity_is_the_slope_of_the_energy(logits: list[float], tau: float) -> None:
    values, step = np.array(logits), 1e-4 * tau
    after, before = (thermodynamics(values, tau + sign * step).mean_energy for sign in (1, -1))
    slope = (after - before) / (2 * step)
    assert slope == pytest.approx(thermodynamics(values, tau).heat_capacity, rel=1e-4, abs=1e-7)


@given(rows, st.lists(st.floats(0, 1e3), min_size=2, max_size=5))
def test_entropy_and_energy_rise_with_temperature(logits: list[float], taus: list[float]) -> None:
    values = np.array(logits, dtype=np.float64)
    states = [thermodynamics(values, tau) for tau in [0.0, *sorted(taus), INF]]
    assert (np.diff([state.entropy for state in states]) >= -1e-12).all()
    assert (np.diff([state.mean_energy for state in states]) >= -1e-10).all()
    assert all(state.heat_capacity >= 0 for state in states)


@pytest.mark.parametrize("spread", [2.2e-16, 1.0, 1e-300, 1e300])
@pytest.mark.parametrize("tau", [1e6, 1e249, 4.5e307, 1.7e308])
def test_a_huge_temperature_is_no_other_than_infinity_where_all_weights_are_equal(
    spread: float, tau: float
) -> None:
    row = np.array([0.0, spread, 0.0, -INF])
    state, hottest = thermodynamics(row, tau), thermodynamics(row, INF)
    if tau > 1e30 * spread:
        assert state.mean_energy == pytest.approx(hottest.mean_energy, rel=1e-15, abs=0)
        assert state.entropy == pytest.approx(hottest.entropy, rel=1e-15)
    for name, curve in vars(sweep(row, [tau])).items():
        if name in vars(state):
            assert curve[0] == pytest.approx(vars(state)[name], rel=1e-12, abs=0)


@given(extreme_rows, st.floats(min_value=0, allow_nan=False))
@example([0.0, 0.0, 2.220446049250313e-16], 4.5e307)
def test_nothing_is_ever_undefined(logits: list[float], tau: float) -> None:
    values = np.array(logits, dtype=np.float64)
    state = thermodynamics(values, tau)
    finite = values[values > -INF]
    assert not any(map(math.isnan, astuple(state)))
    assert 0 <= state.entropy <= math.log(finite.size) + 1e-12
    lowest, highest = float(-finite.max()), float(-finite.min())
    energy = state.mean_energy
    assert lowest <= energy <= highest or any(math.isclose(energy, end) for end in (lowest, highest))
    assert state.heat_capacity >= 0


def test_classes_beyond_a_block_count_like_the_first() -> None:
    values = np.random.default_rng(5).normal(0, 3, 20_000)
    state = astuple(thermodynamics(values, 0.7))
    assert astuple(thermodynamics(values[::-1].copy(), 0.7)) == pytest.approx(state, rel=1e-12)
    masked = np.insert(values, 9000, np.full(9000, -INF))
    assert astuple(thermodynamics(masked, 0.7)) == pytest.approx(state, rel=1e-12)
