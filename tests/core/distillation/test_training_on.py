"""Training on makes a student surer, not better: the temperature that calibrates it rises."""

from __future__ import annotations

import numpy as np
import pytest

from tauscope.core.calibration.fit import Minimum, fit_temperature
from tauscope.core.calibration.likelihood import nll_at
from tauscope.core.calibration.reliability import reliability
from tauscope.core.distillation.experiment import TransferSet
from tauscope.core.distillation.training_on import CHECKPOINTS, Course, TrainingOn
from tauscope.sources.teacher import digit_data


@pytest.fixture(scope="module")
def course() -> Course:
    return TrainingOn(TransferSet()).course(digit_data())


def test_confidence_rises_while_accuracy_stays(course: Course) -> None:
    early, late = course.after(400), course.after(4000)
    assert early.accuracy == pytest.approx(0.868, abs=0.01)
    assert late.accuracy == pytest.approx(early.accuracy, abs=0.01)
    assert reliability(early, 1.0).confidence == pytest.approx(0.87, abs=0.01)
    assert reliability(late, 1.0).confidence == pytest.approx(0.92, abs=0.01)


def test_the_fitted_temperature_rises_with_training(course: Course) -> None:
    found = [fit_temperature(course.after(steps)).temperature or 0.0 for steps in CHECKPOINTS[1:]]
    assert found == sorted(found)
    assert fit_temperature(course.after(400)).temperature == pytest.approx(1.01, abs=0.02)
    assert fit_temperature(course.after(4000)).temperature == pytest.approx(1.47, abs=0.02)
    late = course.after(4000)
    assert nll_at(late, 1.0) == pytest.approx(0.462, abs=0.005)
    assert nll_at(late, 1.47) == pytest.approx(0.417, abs=0.005)


def test_a_student_before_training_knows_nothing(course: Course) -> None:
    assert fit_temperature(course.after(0)).minimum is Minimum.AT_INFINITY


def test_a_network_with_hidden_units_is_more_over_confident(course: Course) -> None:
    network = TrainingOn(TransferSet(), hidden=32).course(digit_data())
    found = fit_temperature(network.after(4000)).temperature
    assert found is not None
    assert found == pytest.approx(1.84, abs=0.05)
    assert found > (fit_temperature(course.after(4000)).temperature or 0.0)


def test_equal_seeds_give_equal_students(course: Course) -> None:
    again = TrainingOn(TransferSet()).course(digit_data())
    assert np.array_equal(again.after(4000).logits, course.after(4000).logits)


def test_progress_is_told_and_can_stop_the_training() -> None:
    told = list[float]()

    def stop(fraction: float) -> None:
        told.append(fraction)
        if fraction > 0.01:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        TrainingOn(TransferSet()).course(digit_data(), stop)
    assert told == sorted(told)
    assert told[-1] < 0.02
