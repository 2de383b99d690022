from __future__ import annotations

import numpy as np
import pytest

from tauscope.core.density import REACH, RESOLUTION, DensityOfStates, bin_of_gaps, central_moments, series
from tauscope.core.logits import Logits

INF = float("inf")


def test_every_class_that_is_not_masked_is_in_a_bin() -> None:
    values = np.random.default_rng(1).normal(0, 3, 5000)
    values[:1000] = -INF
    density = DensityOfStates.of(values)
    assert density.counts.sum() == 4000
    assert density.counts.min() > 0
    assert (np.diff(density.gaps) > 0).all()
    mean = (density.gaps * density.counts).sum() / 4000
    assert mean == pytest.approx(values.max() - values[1000:].mean(), rel=1e-12)


def test_the_ground_state_is_a_bin_of_its_own() -> None:
    density = DensityOfStates.of(np.array([1.0, 1.0 - 1e-9, 1.0, 0.0]))
    assert density.counts.tolist() == [2, 1, 1]
    assert density.gaps == pytest.approx([0, 1e-9, 1], rel=1e-6)


def test_bins_are_linear_up_to_the_lowest_temperature_and_geometric_above() -> None:
    edges = np.arange(0.5, 4 * RESOLUTION) / RESOLUTION
    gaps = np.where(edges < 1, edges, np.exp(edges - 1))
    assert bin_of_gaps(gaps).tolist() == list(range(1, gaps.size + 1))
    assert bin_of_gaps(np.zeros(1)).tolist() == [0]


def test_moments_are_those_of_each_bin() -> None:
    gaps = np.array([1.0, 1.2, 1.1, 7.0])
    mean, moments = central_moments([gaps[:2], gaps[2:]], [np.array([0, 0]), np.array([0, 2])], 3)
    assert mean == pytest.approx([1.1, 0, 7])
    assert moments[:, 0] == pytest.approx([3, 0, 0.02, 0, 2e-4, 0, 2e-6])
    assert moments[:, 1].tolist() == [0] * 7
    assert moments[:, 2].tolist() == [1, *[0] * 6]


@pytest.mark.parametrize("power", [0, 1, 2])
def test_the_series_is_that_of_the_sums(power: int) -> None:
    gaps, tau = np.array([4.0, 4.01, 4.03]), 1.7
    mean, moments = central_moments([gaps], [np.zeros(3, dtype=np.int64)], 1)
    terms = series(mean, moments)[0, power] * (-1 / tau) ** np.arange(7)
    want = (gaps**power * np.exp(-gaps / tau)).sum()
    assert terms.sum() * np.exp(-mean[0] / tau) == pytest.approx(want, rel=1e-12)


def test_it_covers_27_decades_of_temperature() -> None:
    density = DensityOfStates.of(np.array([0.0, -1.0]), 0.5)
    assert density.covers(np.array([0.0, 0.4, 0.5, 1e26, 1e28, INF])).tolist() == [
        False,
        False,
        True,
        True,
        False,
        False,
    ]


def test_what_lies_out_of_reach_is_left_to_another() -> None:
    density = DensityOfStates.of(np.array([0.0, -1.0, -1e308]), 1.0)
    assert density.counts.tolist() == [1, 1]
    assert -1e308 / density.highest < -1e3
    assert -REACH / density.highest <= -1e3 * (1 - 1e-12)
    assert DensityOfStates.of(np.array([1.7e308, -1.7e308]), 1e300).gaps.tolist() == [0, INF]


def test_logits_keep_theirs() -> None:
    logits = Logits.of("abc", [2.0, 1.0, -INF])
    assert logits.density is logits.density
    assert logits.density.lowest == 0.01
    assert logits.density.values is logits.values
