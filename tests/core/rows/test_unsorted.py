"""A cut of a row without sorting it, against the chain itself."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.rows.test_chains import TYPICAL, rows_of

from tauscope.core.chain import Chain
from tauscope.core.logits import Logits
from tauscope.core.rows import unsorted
from tauscope.core.rows.unsorted import RowCutter
from tauscope.core.values import Floats

CUT = st.one_of(
    TYPICAL,
    st.tuples(
        st.sampled_from([0.0, 0.1, 0.5, 0.8, 0.9, 0.999, 1.0]), st.sampled_from(["reached", "passed"])
    ).map(lambda p: f"top-p={p[0]}:{p[1]}"),
    st.sampled_from([0.0, 0.001, 0.05, 0.5, 1.0]).map(lambda m: f"min-p={m}"),
    st.sampled_from([0.0, 1e-4, 0.003, 0.1, 0.7, 1.0]).map(lambda e: f"epsilon={e}"),
    st.sampled_from([0.0, 1e-4, 0.003, 0.1, 0.7, 1.0]).map(lambda e: f"eta={e}"),
)
TEMPERATURES = st.lists(st.sampled_from([0.05, 0.3, 0.7, 1.5, 4.0]), max_size=2)


def check(cutter: RowCutter, chain: Chain, row: Floats, pick: int) -> bool:
    """Compare with the chain itself, where the row is decided; return whether it is."""
    gap, place = float(row.max() - row[pick]), Logits.unnamed(row).rank_of(pick)
    left = cutter.left(chain, row, gap, place)
    if left is None:
        return False
    final = chain.candidates(Logits.unnamed(row))
    assert left.left == len(final)
    assert left.entropy == pytest.approx(final.entropy, rel=1e-12, abs=1e-12)
    assert left.chosen == pytest.approx(final.probability_of(pick), rel=1e-11, abs=1e-300)
    return True


@settings(max_examples=400)
@given(
    TEMPERATURES,
    CUT,
    TEMPERATURES,
    st.integers(0, 10_000),
    st.sampled_from([1, 2, 300]),
    st.sampled_from([8, 2048]),
    st.booleans(),
)
def test_what_is_left_is_what_the_chain_leaves(
    before: list[float], cut: str, after: list[float], seed: int, classes: int, few: int, ties: bool
) -> None:
    knobs = [*(f"temperature={t}" for t in before), cut, *(f"temperature={t}" for t in after)]
    cutter = RowCutter()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(unsorted, "_FEW", few)
        patch.setattr(unsorted, "_RANGES", 16 if few == 8 else 4096)
        for row in rows_of(seed, 3, classes, ties=ties):
            pick = int(np.random.default_rng(seed).integers(0, classes))
            check(cutter, Chain.parse(",".join(knobs)), row, pick)


@pytest.mark.parametrize(
    "chain",
    [
        *("temperature=1.5,typical-p=0.95", "temperature=2,top-p=0.9:passed", "temperature=3,min-p=0.01"),
        *("typical-p=0.3,temperature=2", "top-p=0.999,temperature=0.1"),
        *("temperature=1.5,eta=0.0003", "temperature=2,epsilon=0.0001,temperature=0.5"),
    ],
)
@pytest.mark.parametrize("digits", [None, 2])
def test_of_a_vocabulary_all_digits_are_right(chain: str, digits: int | None) -> None:
    """With two decimals thousands of classes tie, as those of logits in 16 bits do."""
    random, cutter = np.random.default_rng(2), RowCutter()
    row = random.normal(0, 2, 40_000)
    row[:50] += random.exponential(4, 50)
    row[100] = -1e4
    row[200:300] = -np.inf
    row = row if digits is None else np.round(row, digits)
    for pick in (3, 70, 100, 250, 5000):
        assert check(cutter, Chain.parse(chain), row, pick)


@pytest.mark.parametrize(
    "chain",
    ["typical-p=0.5", "typical-p=0.5:passed", "temperature=0,top-p=0.5", "xtc=0.1", "top-p=0.5,min-p=0.1"],
)
def test_other_chains_and_what_rounding_decides_are_left_to_the_chain(chain: str) -> None:
    assert RowCutter().left(Chain.parse(chain), np.zeros(80), 0.0, 0) is None


def test_without_a_chosen_class_its_probability_is_unknown() -> None:
    left = RowCutter().left(Chain.parse("min-p=0.1"), np.arange(9.0), math.nan, -1)
    assert left is not None
    assert math.isnan(left.chosen)
    assert left.left == 3
