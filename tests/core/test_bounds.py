from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.bounds import Bounds, Number, lower, mapped, upper, whole_per_cents, written
from tauscope.core.numbers import screen_number, screen_percentage

ENDS = st.floats(-1e6, 1e6)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.3125, "0.31"),
        (Bounds(0.3125, 0.3475), "0.31–0.35"),
        (Bounds(0.31, 0.3101), "0.31"),
        (Bounds(-2.0, -1.5), "−2.00…−1.50"),
        (Bounds(-1.0, math.inf), "−1.00…∞"),
        (None, "unknown"),
    ],
)
def test_a_number_is_written_once_and_bounds_as_far_as_they_differ(number: Number, text: str) -> None:
    assert written(number, screen_number) == text


def test_the_sign_of_per_cent_stands_once() -> None:
    assert written(Bounds(0.312, 0.341), screen_percentage) == "31.2–34.1%"
    assert written(Bounds(1e-9, 0.341), screen_percentage) == "≤ 34.1%"


@given(ENDS, ENDS)
def test_a_rising_function_keeps_the_order_of_bounds(one: float, other: float) -> None:
    both = mapped(Bounds(min(one, other), max(one, other)), math.atan)
    assert isinstance(both, Bounds)
    assert both.low <= both.high
    assert (lower(both), upper(both)) == both


def test_what_is_exact_stays_exact_and_what_is_unknown_unknown() -> None:
    assert (mapped(2.0, math.sqrt), mapped(None, math.sqrt)) == (math.sqrt(2.0), None)
    assert (lower(2.0), upper(2.0), lower(None), upper(None)) == (2.0, 2.0, 0.0, 1.0)


def test_bounds_are_compared_only_where_that_is_certain() -> None:
    assert Bounds(0.1, 0.2).below(Bounds(0.3, 0.4))
    assert not Bounds(0.1, 0.3).below(Bounds(0.3, 0.4))
    assert not Bounds(0.3, 0.4).below(Bounds(0.1, 0.35))


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_whole_per_cents_hold_what_the_bounds_hold(one: float, other: float) -> None:
    """0.24 to 1.44% is no “0–1%”."""
    low, high = sorted((one, other))
    first, _, last = whole_per_cents(Bounds(low, high)).removesuffix("%").partition("–")
    if last:
        assert int(first) <= 100 * low + 1e-9
        assert int(last) >= 100 * high - 1e-9
        assert 100 * (high - low) > int(last) - int(first) - 2
    else:
        assert max(abs(int(first) - 100 * end) for end in (low, high)) <= 0.5
