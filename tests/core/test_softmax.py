from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import scipy.special
from hypothesis import given
from hypothesis import strategies as st
from mpmath import mp  # type: ignore[import-untyped]

from tauscope.core.errors import InputError
from tauscope.core.softmax import checked_temperature, log_partition, log_softmax, softmax

INF = math.inf
SUBNORMAL = 5e-324
TEMPERATURES = [0.0, SUBNORMAL, 1e-300, 1e-3, 0.25, 1.0, 7.0, 1e6, 1e308, INF]
EXTREMES = [
    [1e308, -1e308],
    [1.7e308, -1.7e308, 1.7e308, 0.0],
    [-1e308, -1.7e308],
    [SUBNORMAL, 0.0, -SUBNORMAL],
    [3.0],
    [-INF, 2.0, -INF],
    [2.0, 2.0, 1.0],
    [1e6, 1e6 - 1e-9],
]
finite = st.floats(allow_nan=False, allow_infinity=False)
rows = st.lists(finite | st.just(-INF), min_size=1, max_size=12).filter(lambda row: max(row) > -INF)
temperatures = st.floats(min_value=0, allow_nan=False)


def exact(logits: list[float], tau: float) -> tuple[list[Any], Any]:
    """Give ln p and ln Z at 50 digits."""
    with mp.workdps(50):
        top = max(logits)
        others = [z for place, z in enumerate(logits) if place != logits.index(top)]
        of_gaps = mp.log1p(mp.fsum(mp.exp((mp.mpf(z) - top) / tau) for z in others))
        return [(mp.mpf(z) - top) / tau - of_gaps for z in logits], mp.mpf(top) / tau + of_gaps


def close(got: float, want: Any, relative: float = 1e-13) -> bool:
    return got == float(want) or abs(got - want) <= relative * abs(want)


@pytest.mark.parametrize("tau", [tau for tau in TEMPERATURES if 0 < tau < INF])
@pytest.mark.parametrize("logits", [*EXTREMES, [2, 1, 0.5, 0.1], [0, -50, -700, -5000]])
def test_agrees_with_fifty_digits(logits: list[float], tau: float) -> None:
    log_p, _ = exact(logits, tau)
    assert all(map(close, log_softmax(logits, tau), log_p))
    for got, want in zip(softmax(logits, tau), log_p, strict=True):
        assert abs(got - mp.exp(want)) <= 1e-13 * mp.exp(want) + SUBNORMAL


@pytest.mark.parametrize("tau", [0.01, 0.25, 1.0, 7.0, 1e3])
def test_log_partition_agrees_with_fifty_digits(tau: float) -> None:
    for logits in ([2.0, 1, 0.5, 0.1], [-3.0], [0.0, -50], [1e6, 1e6 - 1e-9], [-1e308, -1.7e308]):
        assert close(log_partition(logits, tau), exact(logits, tau)[1])


@pytest.mark.parametrize("tau", [0.1, 1.0, 10.0])
def test_agrees_with_scipy(tau: float) -> None:
    logits = np.random.default_rng(7).normal(0, 5, 262_144)
    np.testing.assert_allclose(softmax(logits, tau), scipy.special.softmax(logits / tau), rtol=1e-11)
    np.testing.assert_allclose(
        log_softmax(logits, tau), scipy.special.log_softmax(logits / tau), 1e-11, 1e-15
    )
    assert log_partition(logits, tau) == pytest.approx(scipy.special.logsumexp(logits / tau), rel=1e-13)


def test_two_classes_are_the_logistic_function() -> None:
    for gap in (0.1, 3.0, 30.0):
        assert softmax([gap, 0], 2.0)[1] == pytest.approx(1 / (1 + math.exp(gap / 2)), rel=1e-15)


@pytest.mark.parametrize("logits", EXTREMES)
def test_the_ends_are_exact(logits: list[float]) -> None:
    row = np.array(logits)
    for tau, likely in ((0.0, row == row.max()), (INF, row > -INF)):
        assert softmax(logits, tau).tolist() == (likely / likely.sum()).tolist()
        assert np.isneginf(log_softmax(logits, tau)).tolist() == (~likely).tolist()
        assert log_softmax(logits, tau).max() == pytest.approx(-math.log(likely.sum()), rel=1e-15)


def test_the_limits_of_the_partition_function() -> None:
    assert log_partition([1, 0], 0) == INF
    assert log_partition([-1, -2], 0) == -INF
    assert log_partition([0, 0, -1], 0) == pytest.approx(math.log(2), rel=1e-15)
    assert log_partition([5, -INF, 1, 1], INF) == pytest.approx(math.log(3), rel=1e-15)
    assert log_partition([1], SUBNORMAL) == INF


@pytest.mark.parametrize("tau", TEMPERATURES)
def test_a_large_vocabulary_at_every_temperature(tau: float) -> None:
    logits = np.random.default_rng(3).normal(0, 4, 262_144)
    logits[::3] = -INF
    p = softmax(logits, tau)
    assert abs(p.sum() - 1) < 1e-12
    assert p[::3].max() == 0
    assert not np.isnan(log_softmax(logits, tau)).any()


@given(rows, temperatures)
def test_is_a_distribution_in_the_order_of_the_logits(logits: list[float], tau: float) -> None:
    p, log_p = softmax(logits, tau), log_softmax(logits, tau)
    assert abs(p.sum() - 1) < 1e-14
    assert p.min() >= 0
    assert log_p.max() <= 0
    assert not np.isnan(log_p).any()
    assert not math.isnan(log_partition(logits, tau))
    order = np.argsort(logits)
    assert (np.diff(p[order]) >= 0).all()


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=8), st.floats(-40, 40), st.floats(0.1, 10))
def test_a_common_shift_changes_nothing(logits: list[float], shift: float, tau: float) -> None:
    np.testing.assert_allclose(softmax(np.array(logits) + shift, tau), softmax(logits, tau), rtol=1e-11)


def test_the_logits_given_are_left_alone() -> None:
    logits = np.array([2.0, 1.0])
    softmax(logits, 0.5)
    log_softmax(logits, 0.5)
    assert logits.tolist() == [2.0, 1.0]


@pytest.mark.parametrize("value", [0, 0.25, 1, INF, np.float32(0.5), "2"])
def test_temperatures_from_0_to_infinity(value: float) -> None:
    assert checked_temperature(value) == float(value)


def test_minus_zero_is_zero() -> None:
    assert math.copysign(1, checked_temperature(-0.0)) == 1
    assert softmax([1, 0], -0.0).tolist() == [1, 0]


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (-1, "A temperature is a number from 0 to ∞; -1 is not."),
        (-INF, "A temperature is a number from 0 to ∞; -inf is not."),
        (float("nan"), "A temperature is a number from 0 to ∞; nan is not."),
        ("warm", "A temperature is a number from 0 to ∞; 'warm' is not one."),
        (None, "A temperature is a number from 0 to ∞; None is not one."),
    ],
)
def test_other_temperatures_are_refused_in_a_sentence(value: Any, sentence: str) -> None:
    for function in (checked_temperature, lambda tau: softmax([1, 2], tau)):
        with pytest.raises(InputError) as refusal:
            function(value)
        assert str(refusal.value) == sentence


@pytest.mark.parametrize("function", [softmax, log_softmax, log_partition])
@pytest.mark.parametrize("logits", [[], [float("nan")], [INF], [-INF], [[1.0]]])
def test_what_is_no_row_of_logits_is_refused(function: Any, logits: list[float]) -> None:
    with pytest.raises(InputError, match=r"\.$"):
        function(logits)
