"""Temperatures of a turn of the dial, against numpy's geometric sequence."""

import math

import numpy as np
import pytest

from tauscope.core.temperatures.turning import turned_temperatures


@pytest.mark.parametrize(("start", "end"), [(0.1, 10.0), (10.0, 0.1), (1e-300, 1e300), (1.0, 1.5)])
@pytest.mark.parametrize("count", [4, 5, 150])
def test_neighbours_have_equal_ratios(start: float, end: float, count: int) -> None:
    assert (turned_temperatures(start, end, count) == np.geomspace(start, end, count)).all()


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (0.0, 1.0, [0, 0.01, 0.1, 1]),
        (1.0, 0.0, [1, 0.1, 0.01, 0]),
        (1.0, math.inf, [1, 10, 100, math.inf]),
        (0.0, math.inf, [0, 0.01, 100, math.inf]),
        (math.inf, 0.0, [math.inf, 100, 0.01, 0]),
        (0.0, 1e-5, [0, 1e-6, np.sqrt(1e-11), 1e-5]),
        (1e5, math.inf, [1e5, np.sqrt(1e11), 1e6, math.inf]),
    ],
)
def test_0_and_infinity_are_one_step_beyond_the_scale(
    start: float, end: float, expected: list[float]
) -> None:
    assert turned_temperatures(start, end, 4).tolist() == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("end", [5e-324, 1e-323, 1.7e308])
def test_the_ends_of_what_numbers_can_hold_are_reached(end: float) -> None:
    for start in (0.0, math.inf):
        turned = turned_temperatures(start, end, 10)
        assert (turned[0], turned[-1], len(turned)) == (start, end, 10)
        assert not np.isnan(turned).any()
