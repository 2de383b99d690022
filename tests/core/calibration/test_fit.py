import math
from typing import Any

import mpmath  # type: ignore[import-untyped]
import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import log_softmax
from scipy.stats import chi2

from tauscope.core.calibration.fit import CHI_SQUARED, Minimum, fit_temperature
from tauscope.core.calibration.labelled import LabelledLogits, split
from tauscope.core.calibration.likelihood import likelihood, nll_at
from tauscope.core.values import Floats, Integers

EXAMPLES, CLASSES = 12, 3
ROWS = arrays(np.float64, (EXAMPLES, CLASSES), elements=st.floats(-9, 9))
LABELS = arrays(np.int64, EXAMPLES, elements=st.integers(0, CLASSES - 1))


def drawn(examples: int, classes: int, temperature: float, seed: int) -> LabelledLogits:
    """Logits whose labels were drawn at a temperature."""
    rng = np.random.default_rng(seed)
    logits = 3 * rng.normal(size=(examples, classes))
    p = np.exp(log_softmax(logits / temperature, axis=1))
    labels = (p.cumsum(axis=1) > rng.random((examples, 1))).argmax(axis=1)
    return LabelledLogits(logits, labels.astype(np.int64))


def exact_nll(labelled: LabelledLogits, beta: Any) -> Any:
    """Mean negative log-likelihood with 50 digits."""
    total = mpmath.mpf(0)
    for row, label in zip(labelled.logits.tolist(), labelled.labels.tolist(), strict=True):
        weights = [mpmath.exp(beta * (value - row[label])) for value in row if value > -math.inf]
        total += mpmath.log(mpmath.fsum(weights))
    return total / len(labelled)


@given(ROWS, LABELS, st.floats(0.05, 100))
def test_the_negative_log_likelihood_is_scipys(logits: Floats, labels: Integers, temperature: float) -> None:
    expected = -log_softmax(logits / temperature, axis=1)[np.arange(EXAMPLES), labels].mean()
    assert nll_at(LabelledLogits(logits, labels), temperature) == pytest.approx(
        expected, rel=1e-12, abs=1e-12
    )


@given(ROWS, LABELS, st.floats(0.05, 3))
def test_derivatives_are_those_of_finite_differences(logits: Floats, labels: Integers, beta: float) -> None:
    labelled, step = LabelledLogits(logits, labels), 1e-5
    found, above, below = (likelihood(labelled, beta + shift) for shift in (0, step, -step))
    assert found.slope == pytest.approx((above.nll - below.nll) / (2 * step), abs=1e-5, rel=1e-5)
    assert found.curvature == pytest.approx((above.slope - below.slope) / (2 * step), abs=1e-3, rel=1e-4)


@pytest.mark.parametrize("temperature", [0.3, 1.0, 1.83, 6.0])
@pytest.mark.parametrize("scale", [1e-300, 1.0, 1e30, 1e300])
def test_the_fit_and_its_interval_with_fifty_digits(temperature: float, scale: float) -> None:
    labelled = drawn(60, 4, temperature, seed=3)
    fit = fit_temperature(LabelledLogits(labelled.logits * scale, labelled.labels))
    assert fit.minimum is Minimum.INSIDE
    assert fit.temperature is not None
    assert fit.interval is not None
    with mpmath.workdps(50):
        best = mpmath.findroot(
            lambda beta: mpmath.diff(lambda b: exact_nll(labelled, b), beta), scale / fit.temperature
        )
        assert abs(fit.temperature / scale * best - 1) < 1e-10
        least = exact_nll(labelled, best)
        assert abs(fit.nll - least) < 1e-12
        for end in fit.interval:
            rise = 2 * len(labelled) * (exact_nll(labelled, mpmath.mpf(scale) / end) - least)
            assert abs(rise - CHI_SQUARED) < 1e-8
    assert fit.interval.low < fit.temperature < fit.interval.high


def test_the_quantile_is_scipys() -> None:
    assert chi2.ppf(0.95, 1) == pytest.approx(CHI_SQUARED, rel=1e-15)


@given(ROWS, LABELS)
def test_no_temperature_is_likelier(logits: Floats, labels: Integers) -> None:
    labelled = LabelledLogits(logits, labels)
    fit = fit_temperature(labelled)
    assume(fit.temperature is not None)
    for trial in [0.0, *np.geomspace(1e-3, 1e4, 60).tolist(), math.inf]:
        assert nll_at(labelled, trial) >= fit.nll - 1e-12 * max(1.0, fit.nll)


def test_a_million_examples_of_one_kind_have_a_closed_form() -> None:
    """A share p is right at a gap of 2, so that the odds give 2/τ* = ln(p/(1 − p))."""
    logits = np.tile([2.0, 0.0], (1_000_000, 1))
    labels = (np.arange(1_000_000) % 10 == 0).astype(np.int64)
    assert fit_temperature(LabelledLogits(logits, labels)).temperature == pytest.approx(
        2 / math.log(9), rel=1e-12
    )


def test_where_every_true_class_is_the_likeliest_the_best_temperature_is_0() -> None:
    fit = fit_temperature(
        LabelledLogits(np.array([[2.0, 0.0, -math.inf], [1.0, 1.0, 0.0]]), np.array([0, 1]))
    )
    assert (fit.minimum, fit.temperature) == (Minimum.AT_ZERO, 0.0)
    assert fit.nll == pytest.approx(math.log(2) / 2)
    assert fit.interval is not None
    assert fit.interval.low == 0.0


def test_where_labels_have_small_logits_the_best_temperature_is_infinite() -> None:
    fit = fit_temperature(LabelledLogits(np.array([[2.0, 0.0, -math.inf]] * 40), np.array([1] * 40)))
    assert (fit.minimum, fit.temperature) == (Minimum.AT_INFINITY, math.inf)
    assert fit.nll == pytest.approx(math.log(2))
    assert fit.interval is not None
    assert fit.interval.high == math.inf
    assert 2 * 40 * (math.log1p(math.exp(2 / fit.interval.low)) - math.log(2)) == pytest.approx(CHI_SQUARED)


def test_few_examples_may_leave_the_interval_open_to_infinity() -> None:
    fit = fit_temperature(LabelledLogits(np.array([[1.0, 0.0]] * 3), np.array([0, 0, 1])))
    assert fit.interval is not None
    assert fit.interval.high == math.inf
    assert fit.temperature == pytest.approx(1 / math.log(2))


def test_a_true_class_of_no_weight_has_no_best_temperature() -> None:
    fit = fit_temperature(LabelledLogits(np.array([[2.0, 0.0], [1.0, -math.inf]]), np.array([0, 1])))
    assert (fit.minimum, fit.temperature, fit.nll, fit.impossible_row) == (Minimum.NOWHERE, None, math.inf, 1)


def test_equal_logits_fit_as_well_at_every_temperature() -> None:
    fit = fit_temperature(LabelledLogits(np.array([[5.0, 5.0], [1.0, 1.0]]), np.array([0, 1])))
    assert (fit.minimum, fit.temperature) == (Minimum.EVERYWHERE, None)
    assert fit.nll == pytest.approx(math.log(2))


LOWEST = float(np.finfo(np.float64).min)


@pytest.mark.parametrize("mask", [-1e9, float(np.finfo(np.float32).min), LOWEST])
def test_classes_that_are_masked_by_a_number_change_nothing(mask: float) -> None:
    """Programs mask classes by the lowest number of their kind of numbers, beside usual logits."""
    labelled = drawn(60, 4, 1.5, seed=3)
    with_masks = np.column_stack([labelled.logits, np.full(60, mask)])
    expected, found = fit_temperature(labelled), fit_temperature(LabelledLogits(with_masks, labelled.labels))
    assert found.temperature == pytest.approx(expected.temperature, rel=1e-12)
    assert found.interval == pytest.approx(expected.interval, rel=1e-10)
    assert found.nll == pytest.approx(expected.nll, rel=1e-12)


def test_one_enormous_row_that_is_right_leaves_the_fit_to_the_others() -> None:
    labelled = drawn(60, 4, 1.5, seed=3)
    logits = np.vstack([labelled.logits, [[1e308, -1e308, 0.0, 0.0]]])
    fit = fit_temperature(LabelledLogits(logits, np.append(labelled.labels, 0)))
    assert fit.temperature == pytest.approx(fit_temperature(labelled).temperature, rel=1e-12)


@pytest.mark.parametrize("gap", [1e-3, 1e-9, 1e-50, 1e-200])
def test_all_right_but_for_one_that_is_hardly_wrong(gap: float) -> None:
    """τ* is small: 999 rows with a gap of 1 say 0, and one row says ∞ in a whisper."""
    logits = np.tile([1.0, 0.0], (1000, 1))
    logits[0] = [gap, 0.0]
    fit = fit_temperature(LabelledLogits(logits, np.array([1] + [0] * 999)))
    assert fit.temperature is not None
    with mpmath.workdps(40):

        def log_ratio(beta: Any) -> Any:
            """Logarithm of what pulls β up over what pulls it down; it falls."""
            up = 999 / (1 + mpmath.exp(beta))
            down = mpmath.mpf(gap) / (1 + mpmath.exp(-beta * mpmath.mpf(gap)))
            return mpmath.log(up / down)

        best = mpmath.findroot(log_ratio, (0.5 / fit.temperature, 2 / fit.temperature), solver="anderson")
        assert abs(best * mpmath.mpf(fit.temperature) - 1) < 1e-10


def test_a_fit_that_begins_near_its_end_ends_there_and_tells_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    random = np.random.default_rng(3)
    logits = random.normal(0, 3, (500, 4))
    labels = (logits / 1.6 + random.gumbel(size=logits.shape)).argmax(axis=1)
    labelled = LabelledLogits(logits, labels)
    told = list[float]()
    plain = fit_temperature(labelled, told.append)
    assert told == sorted(told)
    assert 0 < told[0] < told[-1] < 1
    monkeypatch.setattr("tauscope.core.calibration.fit.MANY", 100)
    monkeypatch.setattr("tauscope.core.calibration.fit.SOME", 60)
    near = fit_temperature(labelled)
    assert near.temperature == pytest.approx(plain.temperature, rel=1e-12)
    assert near.interval == pytest.approx(plain.interval, rel=1e-10)


def test_an_impossible_example_of_those_that_were_split_off_has_its_number_in_the_set() -> None:
    logits = np.zeros((30, 2))
    logits[:, 0], logits[17] = 1.0, (-np.inf, 0.0)
    whole = LabelledLogits(logits, np.zeros(30, dtype=np.int64))
    seeds = [seed for seed in range(20) if np.isinf(split(whole, 0.5, seed)[0].logits).any()]
    assert len(seeds) > 3
    for seed in seeds:
        fitted = split(whole, 0.5, seed)[0]
        assert fit_temperature(fitted).impossible_row == 17
        assert fit_temperature(fitted.among(np.arange(1, len(fitted)))).impossible_row in (17, None)
