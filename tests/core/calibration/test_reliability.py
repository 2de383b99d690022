import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import softmax
from scipy.stats import binom, binomtest
from tests.core.calibration.test_fit import CLASSES, EXAMPLES, LABELS, ROWS, drawn

from tauscope.core.calibration.labelled import LabelledLogits
from tauscope.core.calibration.reliability import (
    Reliability,
    mean_deviation,
    reliability,
    reliability_bins,
    wilson,
)
from tauscope.core.values import Floats, Integers, Mask


@given(ROWS, LABELS, st.floats(0.05, 100))
def test_against_the_definitions(logits: Floats, labels: Integers, temperature: float) -> None:
    found = reliability(LabelledLogits(logits, labels), temperature, bins=4)
    p = softmax(logits / temperature, axis=1)
    truth = np.eye(CLASSES)[labels]
    assert found.brier == pytest.approx(((p - truth) ** 2).sum(axis=1).mean(), abs=1e-12)
    confidence, right = p.max(axis=1), logits.argmax(axis=1) == labels
    assert found.confidence == pytest.approx(confidence.mean())
    assert found.accuracy == pytest.approx(right.mean())
    assert 0 <= found.ece <= found.mce + 1e-12 <= 1 + 1e-12
    # Every calibration error of coarser bins is at most that of finer ones; one bin compares the means.
    assert abs(confidence.mean() - right.mean()) <= found.ece + 1e-12


def test_expected_calibration_error_by_hand() -> None:
    """Ten examples in five bins of two; the errors are 0.05, 0.25, 0.45, 0.35 and 0.05."""
    confidence = np.array([0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 0.8, 0.9, 0.5, 0.6])
    right = np.array([1, 0, 1, 1, 1, 1, 0, 0, 1, 1], dtype=np.bool_)
    bins = reliability_bins(confidence, right, 5)
    assert [(one.low, one.high, one.examples) for one in bins] == [
        (0.5, 0.5, 2), (0.6, 0.6, 2), (0.7, 0.7, 1), (0.8, 0.8, 2), (0.9, 1.0, 3),
    ]  # fmt: skip
    errors = [0.5, 0.1, 0.3, 0.3, (0.9 + 0.9 + 1.0) / 3 - 2 / 3]
    assert [abs(one.gap) for one in bins] == pytest.approx(errors)


@given(
    arrays(np.float64, EXAMPLES, elements=st.sampled_from([0.25, 0.5, 0.75, 1.0])),
    arrays(np.bool_, EXAMPLES),
    st.integers(1, 20),
)
def test_bins_part_no_ties_and_lose_no_example(confidence: Floats, right: Mask, bins: int) -> None:
    found = reliability_bins(confidence, right, bins)
    assert sum(one.examples for one in found) == EXAMPLES
    assert len(found) <= bins
    for one, after in pairwise(found):
        assert one.high < after.low
    for one in found:
        inside = (confidence >= one.low) & (confidence <= one.high)
        assert one.examples == inside.sum()
        assert one.accuracy == pytest.approx(right[inside].mean())
        assert one.band.low <= one.accuracy <= one.band.high


@pytest.mark.parametrize("examples", [15, 16, 103, 150, 151])
def test_bins_without_ties_have_equally_many_examples(examples: int) -> None:
    confidence = np.random.default_rng(1).permutation(np.linspace(0.1, 0.9, examples))
    counts = [one.examples for one in reliability_bins(confidence, np.ones(examples, dtype=np.bool_), 15)]
    assert len(counts) == 15
    assert max(counts) - min(counts) <= 1


@pytest.mark.parametrize("examples", [1, 2, 7, 14])
def test_fewer_examples_than_bins_have_a_bin_each(examples: int) -> None:
    confidence = np.linspace(0.1, 0.9, examples)
    found = reliability_bins(confidence, np.ones(examples, dtype=np.bool_), 15)
    assert [one.examples for one in found] == [1] * examples


@pytest.mark.parametrize("examples", [37, 500, 1000, 4000])
def test_bins_end_at_quantiles_of_numpy(examples: int) -> None:
    """Written out in another way: an example belongs to the bin above the last quantile that it reaches."""
    rng = np.random.default_rng(examples)
    confidence, right = rng.random(examples), rng.random(examples) < 0.6
    number = np.digitize(confidence, np.quantile(confidence, np.arange(1, 15) / 15))
    found = reliability_bins(confidence, right, 15)
    assert [one.examples for one in found] == np.bincount(number).tolist()
    assert [one.gap for one in found] == pytest.approx(
        [confidence[number == place].mean() - right[number == place].mean() for place in range(15)]
    )


def test_rows_with_the_same_logits_in_another_order_share_a_bin() -> None:
    """Their confidence has other last digits, for its sum is made in another order."""
    rng = np.random.default_rng(2)
    kinds = 3 * rng.normal(size=(5, 40))
    logits = np.array([rng.permutation(kinds[row % 5]) for row in range(500)])
    labelled = LabelledLogits(logits, np.zeros(500, dtype=np.int64))
    for temperature in (0.3, 1.0, 2.7):
        found = reliability(labelled, temperature, 3)
        assert [one.examples % 100 for one in found.bins] == [0] * len(found.bins)


@given(st.integers(1, 400), st.floats(0, 1))
def test_bands_are_scipys(examples: int, share: float) -> None:
    hits = round(share * examples)
    expected = binomtest(hits, examples).proportion_ci(method="wilson")
    assert wilson(hits / examples, examples) == pytest.approx((expected.low, expected.high), abs=1e-12)


@given(st.integers(1, 60), st.floats(1e-9, 1 - 1e-9) | st.sampled_from([0.0, 0.5, 1.0]))
def test_the_mean_deviation_of_hits_is_the_sum_over_their_distribution(trials: int, p: float) -> None:
    hits = np.arange(trials + 1)
    expected = float((abs(hits - trials * p) * binom.pmf(hits, trials, p)).sum())
    assert mean_deviation(trials, p) == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("examples", [60, 500, 5000])
def test_the_error_of_chance_is_the_mean_of_draws(examples: int) -> None:
    """Draw true classes from the probabilities themselves, so that only chance is left, 400 times."""
    rng = np.random.default_rng(4)
    logits = 2 * rng.normal(size=(examples, 6))
    confidence = softmax(logits, axis=1).max(axis=1)
    drawn_errors = [
        Reliability(reliability_bins(confidence, rng.random(examples) < confidence), 0.0).ece
        for _ in range(400)
    ]
    found = reliability(LabelledLogits(logits, np.zeros(examples, dtype=np.int64)), 1.0)
    assert found.chance_ece == pytest.approx(np.mean(drawn_errors), rel=0.05)


def test_labels_drawn_at_the_temperature_are_calibrated_there() -> None:
    labelled = drawn(40_000, 5, 1.7, seed=8)
    assert reliability(labelled, 1.7).ece < 0.01
    assert reliability(labelled, 1.0).ece > 0.08


def test_both_ends_of_the_dial() -> None:
    labelled = LabelledLogits(np.array([[3.0, 3.0, 0.0, -math.inf], [1.0, 0.0, 0.0, 0.0]]), np.array([0, 1]))
    frozen, boiling = reliability(labelled, 0.0), reliability(labelled, math.inf)
    assert [one.confidence for one in frozen.bins] == [0.5, 1.0]
    assert frozen.brier == pytest.approx((0.5 + 2.0) / 2)
    assert [one.confidence for one in boiling.bins] == pytest.approx([0.25, 1 / 3])
    assert reliability(labelled, 5e-324) == frozen
    assert reliability(labelled, 1e308).brier == pytest.approx(boiling.brier)
