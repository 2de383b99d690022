import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.special import softmax

from tauscope.core.temperatures.inverse import temperature_at

NAPKIN = [2.0, 1.0, 0.5, 0.1]


@pytest.mark.parametrize("p", [0.26, 0.32, 0.46, 0.5, 0.73, 0.99, 0.999999])
def test_is_the_root_that_another_solver_finds(p: float) -> None:
    def above(temperature: float) -> float:
        return float(softmax([z / temperature for z in NAPKIN])[0]) - p

    assert temperature_at(NAPKIN, p) == pytest.approx(brentq(above, 0.01, 100, xtol=1e-13), rel=1e-9)


@given(st.lists(st.floats(-20, 20), min_size=2, max_size=9), st.floats(0.05, 50))
def test_turns_softmax_round(logits: list[float], temperature: float) -> None:
    p = float(max(softmax([z / temperature for z in logits])))
    found = temperature_at(logits, p)
    assume(found is not None and 0 < found < math.inf)
    assert found is not None
    assert max(softmax([z / found for z in logits])) == pytest.approx(p, rel=1e-9)


def test_ends_and_what_lies_beyond_them() -> None:
    assert temperature_at(NAPKIN, 1.0) == 0
    assert temperature_at(NAPKIN, 0.25) == math.inf
    assert temperature_at([1.0, 1.0, 0.0], 0.5) == 0
    assert temperature_at([3.0, 1.0, -math.inf], 0.5) == math.inf
    for p in (0.2, 1.1, 0.0, -1.0):
        assert temperature_at(NAPKIN, p) is None
    assert temperature_at([1.0, 1.0, 0.0], 0.6) is None


def test_equal_logits_have_no_temperature_of_their_own() -> None:
    assert temperature_at([1.0, 1.0], 0.5) is None
    assert temperature_at([1.0], 1.0) is None


@pytest.mark.parametrize("scale", [1e-300, 1e300])
def test_is_in_the_units_of_the_logits(scale: float) -> None:
    found = temperature_at([z * scale for z in NAPKIN], 0.73)
    assert found == pytest.approx(scale * 0.6516, rel=1e-3)


def test_spread_as_wide_as_floats_go() -> None:
    assert temperature_at([1e308, -1e308], 0.9) == pytest.approx(2 / math.log(9) * 1e308, rel=1e-9)
