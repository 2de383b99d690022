from __future__ import annotations

import re

import numpy as np
import pytest

from tauscope.core.errors import InputError
from tauscope.core.values import as_values, checked_values

INF = float("inf")


def test_a_checked_copy_is_read_only_and_its_own() -> None:
    given = np.array([1.0, 2.0])
    checked = checked_values(given)
    given[0] = 5
    assert checked.tolist() == [1.0, 2.0]
    with pytest.raises(ValueError, match="read-only"):
        checked[0] = 3


def test_what_is_a_vector_already_is_not_copied() -> None:
    given = np.array([1.0, 2.0])
    assert as_values(given) is given


@pytest.mark.parametrize(
    "given", [[2, 1], (2, 1), np.array([2, 1], np.float16), np.array([2, 1], np.int32), range(2, 0, -1)]
)
def test_any_row_of_numbers_becomes_float64(given: list[float]) -> None:
    checked = checked_values(given)
    assert checked.dtype == np.float64
    assert checked.tolist() == [2.0, 1.0]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ([], "A distribution needs at least one class."),
        ([1, float("nan")], "The logit in row 2 is not a number."),
        ([INF, 1], "The logit in row 1 is +∞, which no logit can be."),
        ([-INF, -INF], "Every class is masked (−∞): at least one logit must be finite."),
        ([[1, 2]], "Logits are one row of numbers; this has 2 dimensions."),
        (3, "Logits are one row of numbers; this has 0 dimensions."),
        (["cat"], "These are not numbers"),
        ([1j], "These are not numbers"),
        ([[1], [1, 2]], "These are not numbers"),
        ([10**400], "These are not numbers"),
    ],
)
def test_refusals_are_sentences(given: list[float], sentence: str) -> None:
    for function in (as_values, checked_values):
        with pytest.raises(InputError, match=re.escape(sentence)):
            function(given)
