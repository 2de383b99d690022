"""Distributions by rank, and the shortest value with which a knob cuts at a rank."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.chain.candidates import Candidates
from tauscope.core.logits import Logits
from tauscope.core.ranks import EACH, POINTS, RankCurve, roundest, sampled_ranks
from tauscope.core.softmax import softmax


@given(st.integers(1, 300_000))
def test_ranks_begin_with_each_and_end_with_the_last(count: int) -> None:
    ranks = sampled_ranks(count)
    assert (np.diff(ranks) > 0).all()
    assert ranks[: min(EACH, count)].tolist() == list(range(1, min(EACH, count) + 1))
    assert ranks[-1] == count
    assert len(ranks) <= EACH + POINTS


@pytest.mark.parametrize("temperature", [0.3, 1.0, 7.0])
def test_a_curve_is_the_sorted_distribution(temperature: float) -> None:
    values = np.random.default_rng(3).normal(0, 3, 2_000)
    curve = RankCurve.of(Candidates.of(Logits.unnamed(values)).heated(temperature))
    falling = np.sort(softmax(values, temperature))[::-1]
    places = sampled_ranks(2_000) - 1
    assert np.exp(curve.log_p) == pytest.approx(falling[places], rel=1e-12)
    assert curve.cumulative == pytest.approx(falling.cumsum()[places], rel=1e-12)


def test_at_temperature_0_all_but_the_likeliest_have_nothing() -> None:
    curve = RankCurve.of(Candidates.of(Logits.unnamed([1.0, 3.0, 3.0, -np.inf, 2.0])).heated(0.0))
    assert np.exp(curve.log_p).tolist() == pytest.approx([0.5, 0.5, 0.0, 0.0])
    assert curve.cumulative.tolist() == [0.5, 1.0, 1.0, 1.0]


@given(st.floats(0, 1), st.floats(0, 1))
def test_the_roundest_number_lies_between_and_no_shorter_one_does(one: float, other: float) -> None:
    low, high = sorted((one, other))
    if low == high:
        return
    value = roundest(low, high)
    assert low < value <= high
    digits = len(f"{value:.15f}".rstrip("0").partition(".")[2])
    shorter = np.floor(high * 10 ** (digits - 1)) / 10 ** (digits - 1) if digits else low
    assert digits > 14 or not low * (1 + 1e-9) < shorter < high * (1 - 1e-9)
