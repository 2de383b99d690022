"""The probability of several classes together is set by moving their logits by one amount."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.chain import Chain
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.document.document import Document
from tauscope.document.edits import probability_edits, table_edits

INF = math.inf


def table(values: list[float], chain: str = "temperature=1") -> Document:
    document = Document().with_logits(Logits.of([f"c{n}" for n in range(len(values))], values))
    return table_edits.set_chain(document, Chain.parse(chain))


def together(document: Document, rows: list[int]) -> float:
    return float(document.present_chain.candidates(document.logits).probabilities_of_rows[rows].sum())


@given(
    st.lists(st.floats(-20, 20), min_size=3, max_size=8),
    st.floats(0.05, 20),
    st.floats(1e-4, 1 - 1e-4),
    st.integers(1, 2),
)
def test_the_sum_is_reached_and_ratios_stay(
    values: list[float], tau: float, wanted: float, count: int
) -> None:
    document, rows = table(values, f"temperature={tau!r}"), list(range(count))
    changed = probability_edits.set_probability_of_group(document, rows, wanted)
    assert together(changed, rows) == pytest.approx(wanted, rel=1e-9)
    moved = changed.logits.values - document.logits.values
    assert moved[:count] == pytest.approx([moved[0]] * count, abs=1e-9)
    assert not moved[count:].any()


def test_a_single_class_moves_as_by_its_own_edit() -> None:
    document = table([2.0, 1.0, 0.5], "temperature=0.7")
    group = probability_edits.set_probability_of_group(document, [1], 0.4)
    single = probability_edits.set_probability(document, 1, 0.4)
    assert group.logits.values == pytest.approx(single.logits.values)


def test_masked_and_cut_members_stay_out() -> None:
    masked = probability_edits.set_probability_of_group(table([2.0, -INF, 1.0]), [0, 1], 0.6)
    assert masked.logits.values[1] == -INF
    assert together(masked, [0, 1]) == pytest.approx(0.6)
    cut = probability_edits.set_probability_of_group(table([3.0, 2.0, 1.0, 0.0], "top-k=2"), [0, 3], 0.6)
    assert together(cut, [0, 3]) == pytest.approx(0.6)
    zero = probability_edits.set_probability_of_group(table([2.0, 1.0, 0.5]), [0, 1], 0.0)
    assert np.isneginf(zero.logits.values[:2]).all()


@pytest.mark.parametrize(
    ("values", "chain", "p", "sentence"),
    [
        ([2.0, 1.0, 0.5], "temperature=1", 1.5, "between 0 and 1"),
        ([2.0, 1.0, 0.5], "temperature=1", 1.0, "infinite logit"),
        ([2.0, 1.0, 0.5], "temperature=0", 0.5, "turn the dial off its stop"),
        ([-INF, -INF, 0.5], "temperature=1", 0.5, "are masked"),
        ([2.0, 1.0, -INF], "temperature=1", 0.5, "Only classes of this group"),
        ([0.0, -1.0, 5.0], "top-k=1", 0.5, "is cut by"),
        ([2.0, 1.9, 5.0], "top-k=2", 0.9, "would keep other classes"),
    ],
)
def test_what_cannot_be_is_said(values: list[float], chain: str, p: float, sentence: str) -> None:
    document = table(values, chain)
    with pytest.raises(InputError, match=sentence):
        probability_edits.set_probability_of_group(document, [0, 1], p)
