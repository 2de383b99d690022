import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tauscope.core.order import FEW, falling_order
from tauscope.core.values import Floats

LARGEST = 1.7976931348623157e308
CORNERS = [0.0, -0.0, 5e-324, -5e-324, 1e-45, -1e-45, LARGEST, -LARGEST, -np.inf, 3.4e38, 3.5e38, 1.0, -1.0]


def stable(values: Floats) -> list[int]:
    rows: list[int] = np.argsort(-values, kind="stable").tolist()
    return rows


@given(
    arrays(
        np.float64,
        st.integers(1, 40),
        elements=st.sampled_from(CORNERS) | st.floats(allow_nan=False) | st.integers(-3, 3).map(float),
    )
)
def test_any_values_are_in_the_order_of_a_stable_sort(some: Floats) -> None:
    many = np.resize(some, FEW + 7)
    assert falling_order(some).tolist() == stable(some)
    assert falling_order(many).tolist() == stable(many)


@pytest.mark.parametrize("size", [FEW - 1, FEW, 3_072, 70_000])
@pytest.mark.parametrize("narrow", [True, False])
def test_many_values_with_ties(size: int, *, narrow: bool) -> None:
    values = np.random.default_rng(size).normal(0, 3, size)
    values[::7] = values[0]
    values[::11] = -np.inf
    if narrow:
        values = values.astype(np.float32).astype(np.float64)
    assert falling_order(values).tolist() == stable(values)
