import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.temperatures.scale import (
    HIGHEST,
    LOWEST,
    TICKS,
    grid,
    position,
    positions,
    stepped,
    temperature_at,
)

TEMPERATURES = st.floats(0)
ON_DIAL = st.floats(LOWEST, HIGHEST)
STEPS = st.sampled_from([0.1, 1.0, 10.0])


@given(TEMPERATURES, TEMPERATURES)
def test_the_scale_rises(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert 0 <= position(low) <= position(high) <= 1


@given(st.floats(0, 1))
def test_a_place_gives_a_temperature_that_lies_there(place: float) -> None:
    assert position(temperature_at(place)) == pytest.approx(place, abs=0.026)
    if 0.06 < place < 0.94:
        assert position(temperature_at(place)) == pytest.approx(place, abs=1e-3)


def test_the_stops_are_exact() -> None:
    for temperature in (*TICKS, 0.01, 100.0):
        assert temperature_at(position(temperature)) == temperature
    assert position(5e-324) > 0
    assert position(1.7e308) < 1


@given(TEMPERATURES, STEPS)
def test_a_step_goes_the_way_it_says(temperature: float, steps: float) -> None:
    up, down = stepped(temperature, steps), stepped(temperature, -steps)
    assert up > temperature or temperature == math.inf
    assert down < temperature or temperature == 0


@given(ON_DIAL, STEPS)
def test_a_step_there_and_back_returns_to_the_grid(temperature: float, steps: float) -> None:
    on_grid = stepped(temperature, steps)
    if 0 < on_grid < math.inf:
        further = stepped(on_grid, steps)
        assert (
            stepped(further, -steps) == pytest.approx(min(max(on_grid, LOWEST), HIGHEST))
            or further == math.inf
        )


@pytest.mark.parametrize("steps", [0.1, 1, -0.1, -1])
def test_steps_lead_from_one_end_to_the_other_over_one(steps: float) -> None:
    temperature = 0.0 if steps > 0 else math.inf
    seen = [temperature]
    while (temperature := stepped(temperature, steps)) != seen[-1]:
        seen.append(temperature)
    assert seen[-1] == (math.inf if steps > 0 else 0)
    assert {LOWEST, 0.1, 1.0, 10.0, HIGHEST} <= set(seen)
    assert len(seen) == round(4 / 0.05 / abs(steps)) + 3


def test_no_step_is_no_move() -> None:
    assert stepped(0.123, 0) == 0.123


def test_temperatures_beyond_the_dial_come_back_to_its_ends() -> None:
    assert stepped(0.003, 1) == LOWEST
    assert stepped(300, -1) == HIGHEST
    assert stepped(0.003, -1) == 0
    assert stepped(300, 1) == math.inf


def test_the_grid_of_the_curves() -> None:
    temperatures = grid(5)
    np.testing.assert_allclose(temperatures, [0, 0.01, 0.1, 1, 10, 100, math.inf])
    np.testing.assert_allclose(positions(temperatures), [0, 0.05, 0.275, 0.5, 0.725, 0.95, 1])
