"""numpy's functions of single floats, beside numpy's own, and the bounds that are computed with them."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.partial.cut_lists import CutList, cut_lists

from tauscope.core import single
from tauscope.core.partial.sweep import PartialSweep

NUMBERS = st.one_of(
    st.floats(), st.sampled_from([0.0, -0.0, 1.0, math.inf, -math.inf, math.nan, 800.0, -800.0])
)
OF_ONE = ("exp", "log", "expm1", "isinf", "isfinite", "isneginf")
OF_TWO = ("minimum", "maximum", "logaddexp", "full_like")


def agree(found: object, expected: Any) -> bool:
    return bool(np.isclose(float(found), float(expected), rtol=1e-14, atol=0.0, equal_nan=True))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", OF_ONE)
@given(value=NUMBERS)
def test_a_function_of_one_number_is_numpys(name: str, value: float) -> None:
    if name == "expm1":
        value = -abs(value)  # numpy's overflows to inf, and no formula asks for that
    with np.errstate(all="ignore"):
        assert agree(getattr(single, name)(value), getattr(np, name)(value))


@pytest.mark.parametrize("name", OF_TWO)
@given(one=NUMBERS, other=NUMBERS)
def test_a_function_of_two_numbers_is_numpys(name: str, one: float, other: float) -> None:
    with np.errstate(all="ignore"):
        assert agree(getattr(single, name)(one, other), getattr(np, name)(one, other))


@given(value=NUMBERS, low=NUMBERS, high=NUMBERS)
def test_numbers_are_clipped_as_by_numpy(value: float, low: float, high: float) -> None:
    assert agree(single.clip(value, low, high), np.clip(value, low, high))


@given(value=NUMBERS)
def test_infinite_numbers_are_replaced_as_by_numpy(value: float) -> None:
    assert agree(
        single.nan_to_num(value, posinf=7.0, neginf=-8.0), np.nan_to_num(value, posinf=7.0, neginf=-8.0)
    )


@pytest.mark.parametrize("condition", [True, False])
def test_conditions_are_numpys(condition: bool) -> None:
    mask = np.array(condition)
    assert single.where(condition, 1.0, 2.0) == np.where(mask, 1.0, 2.0)
    for name in ("all", "any", "logical_not"):
        assert getattr(single, name)(condition) == getattr(np, name)(mask)


@given(cut=cut_lists())
def test_the_bounds_at_one_temperature_are_those_at_many(cut: CutList) -> None:
    knowledge = cut.knowledge
    if knowledge.tail is None:
        return
    temperatures = np.array([0.0, 1e-9, 0.02, 0.4, 0.9999, 1.0, 1.3, 7.0, 1e3, 1e12, np.inf])
    many = PartialSweep(knowledge.logits, knowledge.tail, temperatures)
    for place, temperature in enumerate(temperatures):
        one = PartialSweep(knowledge.logits, knowledge.tail, np.array([temperature]))
        for name in ("logit", "entropy", "mean_energy"):
            for found, expected in zip(getattr(one, name), getattr(many, name), strict=True):
                assert found == pytest.approx(expected[place : place + 1], rel=1e-10, abs=1e-10), name
