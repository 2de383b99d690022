"""Temperature and calibration errors beside those of scikit-learn and netcal (`pip install .[reference]`)."""

import numpy as np
import pytest
from tests.benchmarks.scikit_calibration import scikit_temperature

from tauscope.core.calibration.fit import fit_temperature
from tauscope.core.calibration.labelled import LabelledLogits
from tauscope.core.calibration.reliability import reliability

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


@pytest.mark.parametrize("seed", range(3))
def test_errors_and_temperature_are_those_of_netcal(seed: int) -> None:
    """Bins of netcal are equally wide unless asked otherwise; of equal mass, as here, ECE is the same.

    Its MCE of these bins is smaller by some thousandths for one seed, for a reason that was not found.
    """
    metrics, scaling = (pytest.importorskip(f"netcal.{name}") for name in ("metrics", "scaling"))
    rng = np.random.default_rng(seed)
    logits = rng.normal(0, 3, (4000, 5))
    labels = (logits / 1.7 + rng.gumbel(size=logits.shape)).argmax(axis=1)
    labelled = LabelledLogits(logits, labels)
    p = np.exp(logits - np.logaddexp.reduce(logits, axis=1, keepdims=True))
    found = reliability(labelled, 1.0, 15)
    assert found.ece == pytest.approx(metrics.ECE(15, equal_intervals=False).measure(p, labels), abs=1e-12)
    assert found.mce == pytest.approx(metrics.MCE(15, equal_intervals=False).measure(p, labels), abs=5e-3)
    fitted = scaling.TemperatureScaling()
    fitted.fit(p, labels)
    assert fit_temperature(labelled).temperature == pytest.approx(1 / fitted.temperature.item(), rel=1e-5)
