"""Schedules drawn by hand: what the stroke covers is the stroke's, all else stays, with few points."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.temperatures.drawing import MOST_POINTS, fitted, redrawn
from tauscope.core.temperatures.schedules import Constant, Exponential, Linear, Logarithmic, Schedule

STEPS = 200
TEMPERATURES = st.floats(0.01, 10.0)
SCHEDULES = st.sampled_from([Exponential(2.0, 0.05), Linear(1.0, 0.0), Logarithmic(2.0, 0.1), Constant(0.4)])


@given(SCHEDULES)
def test_few_points_tell_the_same(schedule: Schedule) -> None:
    wanted = schedule.temperatures(STEPS)
    drawn = fitted(wanted)
    assert len(drawn.points) <= MOST_POINTS
    found = drawn.temperatures(STEPS)
    assert np.abs(found - wanted).max() <= 0.031 * wanted.max()
    positive = wanted > 1e-4
    assert np.abs(np.log(found[positive] / wanted[positive])).max() <= 0.031


@given(SCHEDULES, st.integers(0, 150), st.integers(3, 49), TEMPERATURES, TEMPERATURES)
def test_a_stroke_changes_what_it_covers_and_nothing_else(
    schedule: Schedule, start: int, length: int, first: float, last: float
) -> None:
    end = start + length
    before = schedule.temperatures(STEPS)
    after = redrawn(schedule, STEPS, [(start, first), (end, last)]).temperatures(STEPS)
    assert after[start] == pytest.approx(first, rel=0.031)
    assert after[end] == pytest.approx(last, rel=0.031)
    middle = (start + end) // 2
    expected = first * (last / first) ** ((middle - start) / length)
    assert after[middle] == pytest.approx(expected, rel=0.035)
    outside = np.r_[0:start, end + 1 : STEPS]
    np.testing.assert_allclose(after[outside], before[outside], rtol=0.031, atol=1e-4)


def test_the_direction_of_the_hand_does_not_matter() -> None:
    forth = [(10.0, 0.1), (50.0, 1.0), (90.0, 0.5)]
    one, other = (redrawn(Constant(1.0), 100, stroke) for stroke in (forth, forth[::-1]))
    np.testing.assert_allclose(one.temperatures(100), other.temperatures(100))


def test_a_hand_that_goes_back_draws_over_what_it_drew() -> None:
    drawn = redrawn(Constant(1.0), 100, [(10, 0.1), (60, 0.1), (30, 5.0)]).temperatures(100)
    assert drawn[20] == pytest.approx(0.1)
    assert drawn[30] == pytest.approx(5.0)


@given(st.lists(st.tuples(st.floats(0, 999), TEMPERATURES), min_size=1, max_size=80))
def test_a_trembling_hand_leaves_some_dozens_of_points(stroke: list[tuple[float, float]]) -> None:
    drawn = redrawn(Exponential(2.0, 0.05), 1000, stroke)
    assert len(drawn.points) <= MOST_POINTS
    assert all(math.isfinite(temperature) for _, temperature in drawn.points)


def test_one_step_is_one_point() -> None:
    assert redrawn(Constant(1.0), 1, [(0.0, 0.5), (0.3, 0.25)]).points == ((0.0, 0.25),)
