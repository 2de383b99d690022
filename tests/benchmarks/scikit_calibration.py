"""Temperature scaling of scikit-learn (1.8 or later), where it is installed."""

from __future__ import annotations

import warnings
from importlib import import_module
from typing import Any

import numpy as np

from tauscope.core.calibration.labelled import LabelledLogits


def scikit_temperature(labelled: LabelledLogits) -> float:
    """Return the fitted temperature; ImportError where scikit-learn is missing or too old."""
    base, calibration, frozen = (
        import_module(f"sklearn.{name}") for name in ("base", "calibration", "frozen")
    )

    class Given(base.ClassifierMixin, base.BaseEstimator):  # type: ignore[name-defined,misc]
        """A classifier whose decision function is its input: the logits."""

        def fit(self, logits: Any, labels: Any) -> Given:
            self.classes_, self.n_features_in_ = np.unique(labels), logits.shape[1]
            return self

        def predict(self, logits: Any) -> Any:
            return logits.argmax(axis=1)

        def decision_function(self, logits: Any) -> Any:
            return logits

    given = Given().fit(labelled.logits, labelled.labels)
    fitted = calibration.CalibratedClassifierCV(frozen.FrozenEstimator(given), method="temperature")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of classes with few examples, which play no part here
        fitted.fit(labelled.logits, labelled.labels)
    return 1 / float(fitted.calibrated_classifiers_[0].calibrators[0].beta_)
