import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tauscope.core.chain.candidates import Candidates
from tauscope.core.logits import Logits
from tauscope.core.measures import entropy
from tauscope.core.softmax import log_softmax, softmax

INF = math.inf
EXTREMES = [1e308, -1e308, 1.7e308, -1.7e308, -INF, 5e-324, -5e-324, 0.0, 1.0]
ROWS = st.lists(st.floats(-50, 50) | st.sampled_from(EXTREMES), min_size=1, max_size=8).filter(
    lambda row: max(row) > -INF
)
TEMPERATURES = st.floats(0, INF) | st.sampled_from([0.0, 5e-324, 1e-300, 0.5, 1.0, 2.0, 1e308, INF])


def candidates(*values: float) -> Candidates:
    return Candidates.of(Logits.unnamed(values))


@given(ROWS, TEMPERATURES)
def test_one_temperature_is_softmax(row: list[float], temperature: float) -> None:
    heated = candidates(*row).heated(temperature)
    np.testing.assert_allclose(heated.probabilities_of_rows, softmax(row, temperature), atol=1e-15)
    # In halves a gap that overflows at a subnormal τ may be any −huge number; its weight is 0 either way.
    with np.errstate(over="ignore"):
        got, want = np.exp(heated.log_probabilities_of_rows), np.exp(log_softmax(row, temperature))
    np.testing.assert_allclose(got, want, atol=1e-15)


@given(ROWS, TEMPERATURES, st.integers(0, 9), st.integers(0, 9))
def test_every_range_is_a_distribution_in_the_order_of_the_logits(
    row: list[float], temperature: float, start: int, stop: int
) -> None:
    kept = candidates(*row).heated(temperature).between(start, stop)
    assert 1 <= len(kept) == len(kept.rows) == len(kept.probabilities)
    assert kept.probabilities.sum() == pytest.approx(1)
    assert (np.diff(kept.probabilities) <= 0).all()
    values = np.array(row)[kept.rows]
    assert (values[:-1] >= values[1:]).all()
    assert (values > -INF).all()
    assert kept.entropy == pytest.approx(entropy(kept.probabilities), abs=1e-12)
    assert kept.probabilities_of_rows.sum() == pytest.approx(1)
    assert np.flatnonzero(kept.kept).tolist() == sorted(kept.rows.tolist())
    np.testing.assert_allclose(np.exp(kept.log_probabilities_of_rows), kept.probabilities_of_rows, atol=1e-15)


@given(ROWS, TEMPERATURES, TEMPERATURES, st.integers(1, 9))
def test_a_temperature_and_a_cut_by_rank_commute(row: list[float], a: float, b: float, count: int) -> None:
    first = candidates(*row).heated(a).first(count).heated(b)
    last = candidates(*row).heated(a).heated(b).first(count)
    assert (first.start, first.stop, first.temperature) == (last.start, last.stop, last.temperature)


@given(ROWS, TEMPERATURES)
def test_what_is_lent_equals_what_is_computed(row: list[float], temperature: float) -> None:
    heated = candidates(*row).heated(temperature)
    fresh = candidates(*row).heated(temperature).first(2)
    assert heated.probabilities.sum() == pytest.approx(1)  # the weights are known from here on
    np.testing.assert_array_equal(heated.first(2).weights, fresh.weights)
    np.testing.assert_array_equal(heated.first(2).log_weights, fresh.log_weights)


def test_the_ends_of_the_dial() -> None:
    assert candidates(2, 1, 2).heated(0).probabilities_of_rows.tolist() == [0.5, 0, 0.5]
    assert candidates(2, 1, -INF).heated(INF).probabilities_of_rows.tolist() == [0.5, 0.5, 0]
    assert candidates(2, 1, 0).heated(INF).heated(0.1).temperature == INF
    assert len(candidates(2, 1, 0).heated(INF).heated(0)) == 3
    assert len(candidates(2, 1, 0).heated(0).heated(INF)) == 1
    assert len(candidates(2, 1, 0).heated(1e-200).heated(1e-200)) == 1


def test_masked_classes_are_never_candidates() -> None:
    masked = candidates(-INF, 3, -INF, 1)
    assert masked.rows.tolist() == [1, 3]
    assert masked.whole
    assert masked.kept.tolist() == [False, True, False, True]


def test_a_class_too_unlikely_for_a_float_is_still_in_play() -> None:
    cold = candidates(0, -1).heated(1e-3)
    assert cold.probabilities_of_rows.tolist() == [1, 0]
    assert cold.kept.tolist() == [True, True]
    assert cold.log_probabilities.tolist() == [0, -1000]


def test_counts_within_a_distance_need_no_exponential() -> None:
    assert [candidates(3, 2, 1).heated(0.5).within(distance) for distance in (0, 1.9, 2, 4)] == [1, 1, 2, 3]
    assert candidates(1e308, -1e308).within(1e308) == 1
    assert candidates(1e308, -1e308).heated(1e308).within(2) == 2
    assert candidates(3, 2, 2, 1).ties(1) == 3
    assert candidates(3, 2, 1).heated(INF).within(0) == 3


@example([0.0, -5e-324, -1e-323, -1.5e-323], 5e-324, 0.7)
@example([1.7e308, -1.7e308, 0.0], 1e308, 2.0)
@given(ROWS, TEMPERATURES, st.floats(allow_nan=False) | st.integers(-1, 9).map(float))
def test_a_distance_is_a_quotient_however_it_rounds(row: list[float], temperature: float, far: float) -> None:
    for kept in (candidates(*row).heated(temperature), candidates(*row).heated(temperature).between(1, 9)):
        with np.errstate(over="ignore"):
            distances = kept.gaps / kept.temperature / kept.ranking.unit
        assert kept.within(far) == np.count_nonzero(distances <= far)
        for distance in distances.tolist():
            assert kept.within(distance) == np.count_nonzero(distances <= distance)


@given(ROWS, TEMPERATURES, st.integers(0, 9))
def test_ties_are_all_that_are_not_below(row: list[float], temperature: float, place: int) -> None:
    kept = candidates(*row).heated(temperature)
    place = min(place, len(kept) - 1)
    assert kept.ties(place) == np.count_nonzero(kept.gaps <= kept.gaps[place])


def test_the_running_sum_ends_at_one_and_is_that_of_the_probabilities() -> None:
    kept = candidates(*np.random.default_rng(1).normal(0, 3, 5_000)).heated(0.8)
    assert kept.cumulative[-1] == 1.0
    np.testing.assert_allclose(kept.cumulative, kept.probabilities.cumsum(), rtol=1e-12)
    assert kept.probability(7) == kept.probabilities[7]


def test_the_deviation_is_that_of_the_population() -> None:
    assert candidates(4, 2, 4, 6, -INF).deviation == pytest.approx(math.sqrt(2))
    assert candidates(5, 5).deviation == 0
    huge = candidates(1.7e308, -1.7e308)
    assert Fraction(huge.deviation) / Fraction(huge.logits.unit) == Fraction(1.7e308)


def test_a_temperature_that_changes_nothing_keeps_the_sums() -> None:
    row = candidates(*np.random.default_rng(2).normal(0, 3, 20_000).tolist())
    assert "tail_sums" not in vars(row.heated(1.0))
    sums = row.tail_sums
    assert row.heated(1.0).tail_sums is sums
    assert row.heated(0.5).tail_sums != sums
