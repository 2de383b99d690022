import math

import numpy as np
import pytest
from tests.core.calibration.test_fit import drawn

from tauscope.core.calibration.bootstrap import (
    bootstrap,
    bootstrap_temperatures,
    percentile_interval,
    usual_samples,
)
from tauscope.core.calibration.fit import fit_temperature
from tauscope.core.calibration.labelled import LabelledLogits


@pytest.mark.parametrize(("examples", "temperature"), [(2_500, 1.8), (60, 0.4), (12, 1.0), (5, 0.2)])
def test_each_sample_is_fitted_as_if_alone(examples: int, temperature: float) -> None:
    labelled = drawn(examples, 4, temperature, seed=5)
    found = bootstrap_temperatures(labelled, fit_temperature(labelled), seed=2, samples=25)
    rng = np.random.default_rng(2)
    alone = []
    for _ in range(25):
        rows = rng.integers(examples, size=examples)
        sample = fit_temperature(labelled.among(rows))
        assert sample.temperature is not None
        alone.append(sample.temperature)
    np.testing.assert_allclose(found, sorted(alone), rtol=1e-8)


def test_the_usual_number_of_samples_is_as_large_as_soon_done() -> None:
    labelled = drawn(300, 3, 1.2, seed=6)
    fit = fit_temperature(labelled)
    usual = bootstrap(labelled, fit, seed=7)
    assert usual.samples == usual_samples(300) == 2000
    assert usual == bootstrap(labelled, fit, seed=7, samples=2000)
    assert usual.interval != bootstrap(labelled, fit, seed=8).interval
    assert [usual_samples(10**power) for power in (5, 6, 7)] == [2000, 500, 200]


def test_the_ends_of_the_interval_hardly_depend_on_the_seed() -> None:
    labelled = drawn(2_000, 4, 1.5, seed=9)
    fit = fit_temperature(labelled)
    ends = np.array([bootstrap(labelled, fit, seed=seed).interval for seed in range(12)])
    width = (ends[:, 1] - ends[:, 0]).mean()
    assert (ends.std(axis=0) < 0.03 * width).all()


def test_the_interval_agrees_with_that_of_the_likelihood() -> None:
    """With many examples both are τ* ± 1.96 standard errors."""
    labelled = drawn(5_000, 6, 1.5, seed=4)
    fit = fit_temperature(labelled)
    assert fit.interval is not None
    sampled = percentile_interval(bootstrap_temperatures(labelled, fit, seed=1))
    assert sampled.high - sampled.low == pytest.approx(fit.interval.high - fit.interval.low, rel=0.25)


def test_samples_at_the_ends_of_the_dial() -> None:
    separable = LabelledLogits(np.array([[2.0, 0.0]] * 5), np.zeros(5, dtype=np.int64))
    assert (bootstrap_temperatures(separable, fit_temperature(separable), seed=1, samples=5) == 0).all()
    hopeless = LabelledLogits(np.array([[2.0, 0.0]] * 5), np.ones(5, dtype=np.int64))
    found = bootstrap_temperatures(hopeless, fit_temperature(hopeless), seed=1, samples=5)
    assert percentile_interval(found) == (math.inf, math.inf)


def test_the_share_that_is_done_is_told_and_may_stop_the_work() -> None:
    labelled, shares = drawn(30, 3, 1.0, seed=1), list[float]()
    bootstrap_temperatures(labelled, fit_temperature(labelled), seed=1, samples=4, tell=shares.append)
    assert [share for share in shares if share] == [0.25, 0.5, 0.75, 1.0]

    def stop(_: float) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        bootstrap_temperatures(labelled, fit_temperature(labelled), seed=1, samples=4, tell=stop)
