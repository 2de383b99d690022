import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tauscope.core.calibration.labelled import LabelledLogits, split
from tauscope.core.errors import InputError
from tauscope.core.values import Floats

LABELS = np.array([0, 1], dtype=np.int64)


@pytest.mark.parametrize(
    ("logits", "labels", "sentence"),
    [
        ([1.0, 2.0], [0], r"have the shape \(examples, classes\); these have \(2,\)"),
        ([[1.0, 2.0]], [0, 1], r"1 rows of logits need as many labels; these have \(2,\)"),
        (np.empty((0, 3)), [], "no example"),
        ([[1.0]], [0], "nothing to calibrate"),
        ([[1.0, 2.0], [math.nan, 0.0]], [0, 1], "row 2, class 0 is not a number"),
        ([[1.0, 2.0], [0.0, math.inf]], [0, 1], r"row 2, class 1 is \+∞"),
        ([[1.0, 2.0], [-math.inf, -math.inf]], [0, 1], r"row 2 is masked"),
        ([[1.0, 2.0], [0.0, 1.0]], [0, 2], "label of row 2 is 2; labels are 0 to 1"),
        ([[1.0, 2.0], [0.0, 1.0]], [-1, 0], "label of row 1 is -1"),
    ],
)
def test_what_cannot_be_calibrated(logits: Floats, labels: list[int], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        LabelledLogits(np.asarray(logits, dtype=np.float64), np.asarray(labels, dtype=np.int64))


@given(arrays(np.float64, (3, 4), elements=st.floats(-1e308, 1e308)))
def test_gaps_do_not_overflow(logits: Floats) -> None:
    labelled = LabelledLogits(logits, np.zeros(3, dtype=np.int64))
    assert np.isfinite(labelled.gaps**2).all()
    assert (labelled.gaps <= 0).all()
    assert (labelled.gaps.max(axis=0) == 0).all()
    largest = np.abs(logits).max()
    assert labelled.unit == 1 if largest == 0 else largest <= labelled.unit or labelled.unit == 2.0**600


def test_a_split_keeps_every_example_once() -> None:
    labelled = LabelledLogits(np.arange(20.0).reshape(10, 2), np.zeros(10, dtype=np.int64))
    fitted, held = split(labelled, 0.3, 7)
    assert (len(fitted), len(held)) == (7, 3)
    assert sorted([*fitted.logits[:, 0], *held.logits[:, 0]]) == labelled.logits[:, 0].tolist()
    again, _ = split(labelled, 0.3, 7)
    np.testing.assert_array_equal(fitted.logits, again.logits)


@pytest.mark.parametrize("share", [0.0, 1.0, -1.0, math.nan])
def test_a_share_outside_its_domain(share: float) -> None:
    with pytest.raises(InputError, match="between 0 and 1"):
        split(LabelledLogits(np.zeros((4, 2)), np.zeros(4, dtype=np.int64)), share, 1)


def test_one_example_cannot_be_split() -> None:
    with pytest.raises(InputError, match="One example"):
        split(LabelledLogits(np.zeros((1, 2)), np.zeros(1, dtype=np.int64)), 0.5, 1)
