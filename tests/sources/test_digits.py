from typing import Any

import numpy as np
import pytest

from tauscope.core.calibration.fit import Minimum, fit_temperature
from tauscope.core.errors import InputError
from tauscope.core.softmax import softmax
from tauscope.sources.digits import IMAGE, TaughtDigit
from tauscope.sources.teacher import digit_data, every_digit, labelled_training_digits


def test_one_spike_at_1_and_what_it_resembles_at_20() -> None:
    digit = TaughtDigit()
    logits = digit.logits(None)
    assert logits.labels == tuple("0123456789")
    assert digit.label == 3
    assert softmax(logits.values)[3] == pytest.approx(0.9991, abs=5e-5)
    warm = softmax(logits.values, 20)
    assert warm[[3, 5, 8]] == pytest.approx([0.261, 0.184, 0.105], abs=5e-4)


@pytest.mark.parametrize("image", [IMAGE.low, 1296, 1297, IMAGE.high])
def test_images_are_numbered_as_in_the_file(image: float) -> None:
    digit, data = TaughtDigit(int(image)), digit_data()
    part, row = (data.training, int(image)) if image < 1297 else (data.test, int(image) - 1297)
    np.testing.assert_array_equal(digit.pixels.ravel(), part.images[row])
    np.testing.assert_array_equal(digit.logits(None).values, part.logits[row])
    assert digit.label == part.labels[row]
    assert digit.pixels.shape == (8, 8)


def test_all_images_are_there() -> None:
    assert len(every_digit()) == IMAGE.high + 1


@pytest.mark.parametrize("image", [None, -1, 1797, 2.5, "x", True])
def test_an_image_that_is_not_there_is_refused(image: Any) -> None:
    with pytest.raises(InputError, match=r"\w.*\.$"):
        TaughtDigit.from_json({"image": image})
    with pytest.raises(InputError, match=r"\w.*\.$"):
        TaughtDigit(image)


def test_its_classes_are_called_digits() -> None:
    assert TaughtDigit.abilities.class_name == "digit"


def test_a_temperature_can_be_fitted_on_the_test_images_whichever_is_shown() -> None:
    labelled = TaughtDigit().labelled(None)
    assert labelled is TaughtDigit(0).labelled(None)
    test = digit_data().test
    np.testing.assert_array_equal(labelled.logits, test.logits)
    np.testing.assert_array_equal(labelled.labels, test.labels)
    assert fit_temperature(labelled).minimum is Minimum.INSIDE


def test_on_its_training_images_no_temperature_is_too_low_for_the_teacher() -> None:
    fit = fit_temperature(labelled_training_digits())
    assert len(labelled_training_digits()) == 1297
    assert (fit.minimum, fit.temperature, fit.nll) == (Minimum.AT_ZERO, 0.0, 0.0)
