import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.errors import InputError
from tauscope.core.temperatures.schedules import (
    ANNEALINGS,
    SHAPE,
    Constant,
    Drawn,
    Exponential,
    Linear,
    Logarithmic,
    parse_annealing,
)

HOT = st.floats(1e-6, 1e6)
STEPS = st.integers(1, 200)


@given(HOT, HOT, STEPS, st.sampled_from(sorted(ANNEALINGS)))
def test_annealing_is_monotone_and_stays_between_its_ends(a: float, b: float, steps: int, shape: str) -> None:
    start, end = (max(a, b), min(a, b)) if shape == "log" else (a, b)
    found = ANNEALINGS[shape](start, end).temperatures(steps)
    assert found.shape == (steps,)
    assert found[0] == start
    assert (found >= min(a, b) * (1 - 1e-12)).all()
    assert (found <= max(a, b) * (1 + 1e-12)).all()
    rises = np.diff(found)
    assert (rises <= 1e-9 * start).all() if start >= end else (rises >= -1e-9 * end).all()


def test_each_shape_by_its_formula() -> None:
    steps = 11
    for t in range(steps):
        part = t / (steps - 1)
        assert Linear(2.0, 0.5).temperatures(steps)[t] == pytest.approx(2.0 + (0.5 - 2.0) * part)
        assert Exponential(2.0, 0.5).temperatures(steps)[t] == pytest.approx(2.0 * 0.25**part)
        expected = max(2.0 / math.log(math.e + t), 0.9)
        assert Logarithmic(2.0, 0.9).temperatures(steps)[t] == pytest.approx(expected)


def test_the_ends_are_exact() -> None:
    for schedule in (Linear(0.3, 0.7), Exponential(0.3, 0.7)):
        found = schedule.temperatures(7)
        assert (found[0], found[-1]) == (0.3, 0.7)


def test_a_logarithm_may_end_above_its_floor() -> None:
    found = Logarithmic(1.0, 0.05).temperatures(1000)
    assert found[-1] == pytest.approx(1 / math.log(math.e + 999))
    assert found[-1] > 0.05


@pytest.mark.parametrize("temperature", [0.0, 0.25, math.inf])
def test_constant_takes_every_temperature(temperature: float) -> None:
    assert (Constant(temperature).temperatures(4) == temperature).all()


def test_a_drawn_schedule_is_level_outside_its_points() -> None:
    found = Drawn(((2, 1.0), (4, 0.0), (5, 3.0))).temperatures(8)
    np.testing.assert_allclose(found, [1, 1, 1, 0.5, 0, 3, 3, 3])
    np.testing.assert_array_equal(Drawn(((500, 0.5),)).temperatures(3), [0.5] * 3)


@pytest.mark.parametrize(
    ("points", "message"),
    [
        ((), "from 1 to 1,000 points, not 0"),
        (((0, 1.0),) * 1001, "not 1,001"),
        (((0, 1.0), (0, 2.0)), "each later than the one before"),
        (((3, 1.0), (1, 2.0)), "each later than the one before"),
        (((math.nan, 1.0),), "from step to step"),
        (((0, -1.0),), "-1 is outside"),
        (((0, math.nan),), "nan is outside"),
        (((0, math.inf),), "inf is outside"),
    ],
)
def test_a_drawn_schedule_is_refused(points: tuple[tuple[float, float], ...], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Drawn(points)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1:0.1", "as in 1:0.1:exponential"),
        ("1:0.1:cubic", "exponential or linear or log; “cubic” is not"),
        ("x:0.1:linear", "“x” is not a number"),
        ("1:0:exponential", "never reaches 0"),
        ("0:1:exponential", "never reaches 0"),
        ("-1:0.1:linear", "-1 is outside"),
        ("inf:0.1:linear", "inf is outside"),
        ("nan:0.1:log", "“nan” is not a number"),
        ("0.1:1:log", "cannot begin at 0.1, below its end 1"),
    ],
)
def test_what_is_no_schedule_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        parse_annealing(text)


def test_schedules_are_read_and_say_what_they_are() -> None:
    assert parse_annealing("1:0:linear") == Linear(1.0, 0.0)
    assert parse_annealing("2 : 0,5 : log") == Logarithmic(2.0, 0.5)
    assert str(parse_annealing("1:0.05:exponential")) == "τ from 1.00 to 0.05 (exponential)"
    assert str(Logarithmic(1, 0.1)) == "τ = 1.00 / ln(e + t), not below 0.10"
    assert str(Constant(0.25)) == "τ = 0.25"
    assert str(Drawn(((0, 1.0), (9, 0.1)))) == "τ along 2 drawn points"
    assert set(SHAPE.meanings) == set(ANNEALINGS)
