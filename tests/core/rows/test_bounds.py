"""Bounds of what a chain leaves of many rows, against the chain applied to each row."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.core.rows.binned import row_densities
from tests.core.rows.test_chains import KNOB, rows_of

from tauscope.core.chain import Chain
from tauscope.core.logits import Logits
from tauscope.core.rows.bounds import RowBounds, bounds_of_rows
from tauscope.core.rows.chains import Chosen
from tauscope.core.values import Floats

BOUNDED_KNOB = st.one_of(
    KNOB,
    st.sampled_from([0.0, 1e-4, 1e-3, 0.02, 0.2]).map(lambda e: f"epsilon={e}"),
    st.sampled_from([0.0, 1e-4, 1e-3, 0.02, 0.2]).map(lambda e: f"eta={e}"),
    st.sampled_from([0.0, 0.5, 1.0, 2.5, math.inf]).map(lambda n: f"top-n-sigma={n}"),
    st.tuples(
        st.sampled_from([0.0, 0.1, 0.5, 0.8, 0.95, 0.999, 1.0]), st.sampled_from(["reached", "passed"])
    ).map(lambda p: f"typical-p={p[0]}:{p[1]}"),
    st.tuples(
        st.sampled_from([0.0, 0.5, 1.0]),
        st.sampled_from([0.0, 0.001, 0.02, 0.1, 0.3, 0.6]),
        st.integers(0, 3),
    ).map(lambda x: f"xtc={x[0]}:threshold={x[1]}:seed={x[2]}"),
    st.tuples(
        st.sampled_from([0.0, 0.5, 1.0, 2.0, math.inf]),
        st.sampled_from([0.0, 0.3, 0.5, 2.0]),
        st.sampled_from([0.0, 1.0, 2.5]),
    ).map(lambda d: f"dynamic-temperature={d[0]}:range={d[1]}:exponent={d[2]}"),
)


def bounds(rows: Floats, chain: str, picks: list[int]) -> RowBounds | None:
    places = [Logits.unnamed(row).rank_of(pick) for row, pick in zip(rows, picks, strict=True)]
    gaps = rows.max(axis=1) - rows[np.arange(len(rows)), picks]
    densities = row_densities(rows)
    assert densities is not None
    chosen = Chosen(gaps, np.array(places))
    return bounds_of_rows(Chain.parse(chain), densities, chosen, np.arange(len(rows)))


@settings(max_examples=400)
@given(
    st.lists(BOUNDED_KNOB, min_size=1, max_size=4),
    st.integers(0, 10_000),
    st.sampled_from([1, 2, 7, 300]),
    st.booleans(),
)
def test_the_chain_leaves_what_is_within_the_bounds(
    knobs: list[str], seed: int, classes: int, ties: bool
) -> None:
    rows, chain = rows_of(seed, 4, classes, ties=ties), ",".join(knobs)
    picks = np.random.default_rng(seed).integers(0, classes, len(rows)).tolist()
    found = bounds(rows, chain, picks)
    assume(found is not None)  # two low temperatures make one that bins are too wide for
    assert found is not None
    for number, (row, pick) in enumerate(zip(rows, picks, strict=True)):
        left = Chain.parse(chain).at(number).candidates(Logits.unnamed(row))
        for (low, high), value in (
            (found.left[:, number], len(left)),
            (found.entropy[:, number], left.entropy),
            (found.chosen[:, number], left.probability_of(pick)),
        ):
            assert low - 1e-12 <= value <= high + 1e-12


@pytest.mark.parametrize(
    "chain",
    [
        *("temperature=2,top-p=0.95", "temperature=1.5,eta=0.0003", "top-n-sigma=2", "epsilon=1e-5"),
        *("dynamic-temperature=1.2", "temperature=1.5,xtc=0.5:threshold=0.001"),
    ],
)
def test_bounds_of_a_vocabulary_are_narrow(chain: str) -> None:
    rows = np.random.default_rng(1).normal(0, 3, (3, 50_000))
    found = bounds(rows, chain, [int(row.argmax()) for row in rows])
    assert found is not None
    assert (found.entropy[1] - found.entropy[0] < 0.05).all()
    assert (found.chosen[1] < found.chosen[0] * 1.05).all()
    assert (found.left[1] < found.left[0] * 1.15).all()


def test_tight_rows_are_told() -> None:
    rows = np.random.default_rng(1).normal(0, 3, (3, 5000))
    tight = bounds(rows, "dynamic-temperature=1.2", [0, 0, 0])
    wide = bounds(rows, "temperature=2,top-p=0.95", [0, 0, 0])
    assert tight is not None
    assert tight.is_tight.all()
    assert wide is not None
    assert not wide.is_tight.any()


def test_what_cannot_be_bounded_is_none() -> None:
    densities = row_densities([np.zeros(3)])
    assert densities is not None
    nothing = Chosen(np.full(1, np.nan), np.full(1, -1))
    for chain in ("temperature=inf,typical-p=0.5", "temperature=inf,xtc=0.1", "temperature=1e-9"):
        assert bounds_of_rows(Chain.parse(chain), densities, nothing, np.arange(1)) is None
