"""Temperature and calibration errors beside those of scikit-learn and netcal (`pip install .[reference]`)."""

import numpy as np
import pytest
from tests.benchmarks.scikit_calibration import scikit_temperature

from tauscope.core.calibration.fit import fit_temperature
from tauscope.core.calibration.labelled import LabelledLogits
from tauscope.core.calibration.reliability import confidence_and_brier, reliability
from tauscope.core.values import Floats

pytestmark = pytest.mark.reference


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(
    ("examples", "classes", "temperature"), [(200, 3, 0.6), (1000, 10, 2.5), (400, 4, 1.0)]
)
def test_the_temperature_is_that_of_scikit_learn(
    examples: int, classes: int, temperature: float, seed: int
) -> None:
    pytest.importorskip("sklearn")
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 3, (examples, classes))
    labels = (logits / temperature + rng.gumbel(size=logits.shape)).argmax(axis=1)
    labelled = LabelledLogits(logits, labels)
    fitted = fit_temperature(labelled).temperature
    assert fitted == pytest.approx(scikit_temperature(labelled), rel=1e-6)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("examples", [37, 500, 4000])
def test_errors_are_those_of_netcal(examples: int, seed: int) -> None:
    """Its bins are equally wide unless asked otherwise; of equal mass, as here, they are the same."""
    metrics = pytest.importorskip("netcal.metrics")
    labelled = drawn(examples, 5, seed)
    p = softmax_rows(labelled.logits)
    found = reliability(labelled, 1.0, 15)
    for error, peer in ((found.ece, metrics.ECE), (found.mce, metrics.MCE)):
        assert error == pytest.approx(peer(15, equal_intervals=False).measure(p, labelled.labels), abs=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_errors_with_ties_are_those_of_netcal(seed: int) -> None:
    """Of logits that are eighths many examples are equally confident, and ends of bins lie among them."""
    metrics = pytest.importorskip("netcal.metrics")
    exact = drawn(1000, 2, seed)
    labelled = LabelledLogits(np.round(8 * exact.logits) / 8, exact.labels)
    confidence = confidence_and_brier(labelled, 1.0)[0]
    found = reliability(labelled, 1.0, 15)
    assert len({one.examples for one in found.bins}) > 2
    # Of two classes netcal would take the probability of the second, whichever is likelier.
    p = np.column_stack([confidence, (1 - confidence) / 2, (1 - confidence) / 2])
    labels = np.where(labelled.right, 0, 1 + np.arange(1000) % 2)
    for error, peer in ((found.ece, metrics.ECE), (found.mce, metrics.MCE)):
        assert error == pytest.approx(peer(15, equal_intervals=False).measure(p, labels), abs=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_the_diagram_is_that_of_scikit_learn(seed: int) -> None:
    """An example on the end of a bin belongs to the bin below there; of 4,004 none is on an end."""
    calibration = pytest.importorskip("sklearn.calibration")
    labelled = drawn(4004, 5, seed)
    confidence = confidence_and_brier(labelled, 1.0)[0]
    bins = reliability(labelled, 1.0, 15).bins
    shares, means = calibration.calibration_curve(labelled.right, confidence, n_bins=15, strategy="quantile")
    np.testing.assert_allclose([one.accuracy for one in bins], shares, rtol=1e-12)
    np.testing.assert_allclose([one.confidence for one in bins], means, rtol=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_the_temperature_is_that_of_netcal(seed: int) -> None:
    scaling = pytest.importorskip("netcal.scaling")
    labelled = drawn(4000, 5, seed)
    fitted = scaling.TemperatureScaling()
    fitted.fit(softmax_rows(labelled.logits), labelled.labels)
    assert fit_temperature(labelled).temperature == pytest.approx(1 / fitted.temperature.item(), rel=1e-5)


def drawn(examples: int, classes: int, seed: int) -> LabelledLogits:
    """Logits whose true classes were drawn at τ = 1.7."""
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 3, (examples, classes))
    labels = (logits / 1.7 + rng.gumbel(size=logits.shape)).argmax(axis=1)
    return LabelledLogits(logits, labels)


def softmax_rows(logits: Floats) -> Floats:
    """Softmax of each row, computed apart from the program."""
    return np.asarray(np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True)))
