from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
import scipy.special
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.errors import InputError
from tauscope.core.measures import (
    apportion,
    entropy,
    kl_divergence,
    kl_divergence_of_logarithms,
    lead,
    log_ratio,
    margin,
    nats_to_bits,
    perplexity,
    ratio,
)
from tauscope.core.softmax import log_softmax, softmax

INF = math.inf
weights = st.lists(st.floats(0, 1), min_size=1, max_size=30).filter(lambda row: sum(row) > 1e-3)
distributions = weights.map(lambda row: np.array(row) / sum(row))
logits = st.floats(allow_nan=False, max_value=1.7e308)
temperatures = st.floats(min_value=0, allow_nan=False)


@given(distributions)
def test_entropy_lies_between_0_and_ln_n(p: np.ndarray) -> None:
    assert 0 <= entropy(p) <= math.log(p.size) + 1e-14
    assert entropy(p) == pytest.approx(scipy.stats.entropy(p), rel=1e-12, abs=1e-14)
    assert perplexity(p) == pytest.approx(math.exp(entropy(p)))


@pytest.mark.parametrize("n", [1, 2, 7, 262_144])
def test_entropy_of_the_uniform_and_of_the_certain(n: int) -> None:
    assert entropy(np.full(n, 1 / n)) == pytest.approx(math.log(n), rel=1e-12)
    assert perplexity(np.full(n, 1 / n)) == pytest.approx(n, rel=1e-11)
    assert math.copysign(1, entropy(np.eye(n, 1)[:, 0])) == 1
    assert entropy(np.eye(n, 1)[:, 0]) == 0


def test_subnormal_probabilities_count_for_nothing() -> None:
    assert entropy([1.0, 5e-324]) < 1e-320
    assert kl_divergence([1.0, 5e-324], [1.0, 5e-324]) == 0


def test_lists_and_single_precision_are_taken() -> None:
    p = softmax(np.arange(1000.0) / 100).astype(np.float32)
    assert entropy(p.tolist()) == pytest.approx(float(scipy.special.entr(p).sum()), rel=1e-5)


@given(st.lists(st.tuples(st.floats(-30, 30), st.floats(-30, 30)), min_size=1, max_size=20))
def test_divergence_is_not_negative_and_agrees_with_scipy(pairs: list[tuple[float, float]]) -> None:
    p, q = (softmax(column) for column in zip(*pairs, strict=True))
    assert kl_divergence(p, q) >= 0
    assert kl_divergence(p, q) == pytest.approx(
        float(scipy.special.rel_entr(p, q).sum()), rel=1e-9, abs=1e-13
    )
    assert kl_divergence(p, p) == 0


@given(st.lists(st.tuples(st.floats(-30, 30), st.floats(-30, 30)), min_size=1, max_size=20))
def test_divergence_of_logarithms_is_the_same(pairs: list[tuple[float, float]]) -> None:
    one, other = np.array(pairs).T
    found = kl_divergence_of_logarithms(log_softmax(one), softmax(one), log_softmax(other))
    assert found == pytest.approx(kl_divergence(softmax(one), softmax(other)), rel=1e-12, abs=1e-13)


def test_divergence_of_logarithms_knows_what_underflows_and_what_is_cut() -> None:
    log_p, p = np.array([-math.log(2)] * 2 + [-INF]), np.array([0.5, 0.5, 0.0])
    for log_q, expected in (
        ([0.0, -4000.0, -INF], 2000 - math.log(2)),
        ([0.0, -INF, -INF], INF),
        ([-1.7e308, -1.7e308, 0.0], 1.7e308),
        (log_p, 0),
    ):
        assert kl_divergence_of_logarithms(log_p, p, np.array(log_q)) == pytest.approx(expected)


def test_divergence_where_a_class_is_missing() -> None:
    assert kl_divergence([0.5, 0.5], [1.0, 0.0]) == INF
    assert kl_divergence([1.0, 0.0], [0.5, 0.5]) == pytest.approx(math.log(2), rel=1e-15)
    assert kl_divergence([1.0, 0.0], [1.0, 0.0]) == 0


@pytest.mark.parametrize(
    ("p", "sentence"),
    [
        ([], "A distribution is one row of probabilities, at least one."),
        ([[1.0]], "A distribution is one row of probabilities, at least one."),
        ([0.5, float("nan")], "A probability is not negative, and not undefined."),
        ([1.5, -0.5], "A probability is not negative, and not undefined."),
        ([0.5, 0.4], "Probabilities sum to 1; these sum to 0.9."),
        ([1.0, INF], "Probabilities sum to 1; these sum to inf."),
    ],
)
def test_what_is_no_distribution_is_refused(p: list[float], sentence: str) -> None:
    functions: list[Any] = [entropy, perplexity, margin, lambda row: kl_divergence(row, row)]
    for function in [*functions, lambda row: apportion(row, 3)]:
        with pytest.raises(InputError) as refusal:
            function(p)
        assert str(refusal.value) == sentence


def test_a_divergence_of_different_lengths_is_refused() -> None:
    with pytest.raises(InputError, match=r"^A divergence compares the same classes; here are 1 and 2\.$"):
        kl_divergence([1.0], [0.5, 0.5])


def test_bits_of_numbers_and_of_arrays() -> None:
    assert nats_to_bits(math.log(2)) == 1
    assert nats_to_bits(np.log([2.0, 4.0])).tolist() == [1, 2]


def test_lead_names_the_first_of_ties() -> None:
    assert lead([0.25, 0.75]) == (1, 0.75, 0.5)
    assert lead([0.2, 0.4, 0.4]) == (1, 0.4, 0.0)
    assert lead([1.0]) == (0, 1.0, 1.0)


@given(distributions)
def test_margin_is_the_largest_less_the_second(p: np.ndarray) -> None:
    ranked = np.sort(np.append(p, 0.0))
    assert margin(p) == ranked[-1] - ranked[-2]


@pytest.mark.parametrize(
    ("z_i", "z_j", "tau", "want"),
    [
        (2, 1, 0.5, math.exp(2)),
        (2, 1, 0, INF),
        (1, 2, 0, 0),
        (1, 1, 0, 1),
        (2, 1, INF, 1),
        (1e308, -1e308, INF, 1),
        (1e308, -1e308, 1e308, math.exp(2)),
        (-1e308, 1e308, 1e308, math.exp(-2)),
        (1e308, -1e308, 1, INF),
        (1, 0, 5e-324, INF),
        (-INF, 1, INF, 0),
        (-INF, 1, 1, 0),
        (1, -INF, 0, INF),
        (1, -INF, INF, INF),
        (-INF, -INF, 1, 1),
    ],
)
def test_ratio_of_two_classes(z_i: float, z_j: float, tau: float, want: float) -> None:
    assert ratio(z_i, z_j, tau) == pytest.approx(want, rel=1e-15)


@given(logits, logits, temperatures)
def test_ratio_is_never_undefined_and_turns_over(z_i: float, z_j: float, tau: float) -> None:
    assert log_ratio(z_i, z_j, tau) == -log_ratio(z_j, z_i, tau)
    assert ratio(z_i, z_j, tau) >= 0


@given(distributions, st.integers(0, 10_000))
def test_particles_are_all_placed_and_in_proportion(p: np.ndarray, n: int) -> None:
    counts = apportion(p, n)
    assert counts.sum() == n
    assert counts.min() >= 0
    assert (np.abs(counts - n * p) < 1).all()
    assert (counts[p == 0] == 0).all()


def test_equal_remainders_are_served_in_row_order() -> None:
    assert apportion([0.25] * 4, 6).tolist() == [2, 2, 1, 1]
    assert apportion([0.29, 0.71], 100).tolist() == [29, 71]
    assert apportion([1 / 3] * 3, 3).tolist() == [1, 1, 1]


def test_a_negative_number_of_particles_is_refused() -> None:
    with pytest.raises(InputError, match=r"^-1 particles cannot be divided\.$"):
        apportion([1.0], -1)
