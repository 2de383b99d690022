"""The fitted temperature beside scikit-learn's, which `pip install -e '.[reference]'` brings."""

import numpy as np
import pytest
from tests.benchmarks.scikit_calibration import scikit_temperature

from tauscope.core.calibration.fit import fit_temperature
from tauscope.core.calibration.labelled import LabelledLogits

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
