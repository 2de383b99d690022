"""Chains applied to many rows at once, against the chain applied to each row."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.rows.binned import row_densities

from tauscope.core.chain import Chain
from tauscope.core.logits import Logits
from tauscope.core.rows import chains
from tauscope.core.rows.chains import Chosen, left_of_rows
from tauscope.core.rows.heads import HeadKeeper, RowHeads
from tauscope.core.values import Floats

TYPICAL = st.tuples(
    st.sampled_from([0.0, 0.1, 0.5, 0.8, 0.95, 0.999, 1.0]), st.sampled_from(["reached", "passed"])
).map(lambda p: f"typical-p={p[0]}:{p[1]}")

KNOB = st.one_of(
    st.sampled_from([0.0, 0.05, 0.3, 0.7, 1.0, 1.5, 4.0, math.inf]).map(lambda t: f"temperature={t}"),
    st.tuples(st.integers(1, 40), st.sampled_from(["all", "exact"])).map(lambda k: f"top-k={k[0]}:{k[1]}"),
    st.tuples(
        st.sampled_from([0.0, 0.1, 0.5, 0.8, 0.9, 0.999, 1.0]), st.sampled_from(["reached", "passed"])
    ).map(lambda p: f"top-p={p[0]}:{p[1]}"),
    st.sampled_from([0.0, 0.001, 0.05, 0.5, 1.0]).map(lambda m: f"min-p={m}"),
)


def rows_of(seed: int, count: int, classes: int, *, ties: bool) -> Floats:
    random = np.random.default_rng(seed)
    rows = random.normal(0, 2, (count, classes)) * random.uniform(0.2, 3, (count, 1))
    if ties:
        rows = np.round(rows)
    rows[random.random(rows.shape) < 0.05] = -np.inf
    rows[:, 0] = np.where(np.isneginf(rows.max(axis=1)), 0.0, rows[:, 0])
    return rows


def heads_of(rows: Floats, width: int) -> RowHeads:
    keeper = HeadKeeper(len(rows), 8 * width * len(rows))
    for row in rows:
        keeper.add(row)
    heads = keeper.heads()
    assert heads is not None
    return heads


def check(rows: Floats, chain: Chain, width: int, seed: int) -> int:
    """Compare all decided rows with the chain itself; return how many are decided."""
    logits = [Logits.unnamed(row) for row in rows]
    picks = np.random.default_rng(seed).integers(0, rows.shape[1], len(rows))
    gaps = rows.max(axis=1) - rows[np.arange(len(rows)), picks]
    places = np.array([one.rank_of(int(row)) for one, row in zip(logits, picks, strict=True)])
    densities = row_densities(rows)
    assert densities is not None
    found = left_of_rows(chain, heads_of(rows, width), densities, Chosen(gaps, places))
    assert found is not None
    for number in np.flatnonzero(found.decided).tolist():
        final = chain.candidates(logits[number])
        assert found.left[number] == len(final)
        assert found.entropy[number] == pytest.approx(final.entropy, rel=1e-7, abs=1e-7)
        p = final.probability_of(int(picks[number]))
        assert found.chosen[number] == pytest.approx(p, rel=1e-6, abs=1e-9)
    return int(found.decided.sum())


@settings(max_examples=300)
@given(
    st.lists(KNOB, min_size=1, max_size=4), st.integers(0, 10_000), st.sampled_from([64, 100]), st.booleans()
)
def test_what_is_left_is_what_the_chain_leaves(knobs: list[str], seed: int, width: int, ties: bool) -> None:
    rows = rows_of(seed, 5, 100, ties=ties)
    decided = check(rows, Chain.parse(",".join(knobs)), width, seed)
    if width == 100:
        assert decided == 5  # of heads that have all classes nothing is left open


@settings(max_examples=300)
@given(
    st.lists(st.one_of(KNOB, TYPICAL), max_size=2),
    TYPICAL,
    st.lists(st.one_of(KNOB, TYPICAL), max_size=2),
    st.integers(0, 10_000),
    st.sampled_from([64, 100]),
    st.booleans(),
)
def test_what_typical_p_leaves_is_what_the_chain_leaves(
    before: list[str], typical: str, after: list[str], seed: int, width: int, ties: bool
) -> None:
    check(rows_of(seed, 5, 100, ties=ties), Chain.parse(",".join([*before, typical, *after])), width, seed)


@pytest.mark.parametrize("stop", ["reached", "passed"])
def test_heads_decide_typical_p_to_the_last_digits(stop: str) -> None:
    rows, chain = rows_of(3, 40, 1000, ties=False), Chain.parse(f"temperature=0.7,typical-p=0.9:{stop}")
    logits = [Logits.unnamed(row) for row in rows]
    densities = row_densities(rows)
    assert densities is not None
    chosen = Chosen(np.zeros(40), np.zeros(40, int))
    found = left_of_rows(chain, heads_of(rows, 200), densities, chosen)
    assert found is not None
    assert found.decided.sum() > 20
    assert (found.left < found.entropy.size * 25).all()
    for number in np.flatnonzero(found.decided).tolist():
        final = chain.candidates(logits[number])
        assert found.entropy[number] == pytest.approx(final.entropy, rel=1e-13, abs=1e-13)
        p = final.probability_of(int(logits[number].order[0]))
        assert found.chosen[number] == pytest.approx(p, rel=1e-13, abs=0)


def test_equally_near_classes_are_left_to_the_row() -> None:
    """Rounding decides on which side of the entropy equal classes are, and which of two sides is nearer."""
    rows = np.zeros((1, 80))
    assert check(rows, Chain.parse("typical-p=0.5:passed"), 80, 1) == 0
    assert check(rows, Chain.parse("typical-p=0.5"), 80, 1) == 1


@pytest.mark.parametrize("first", [2, 64])
def test_a_wider_head_decides_what_a_narrow_one_leaves_open(
    monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    monkeypatch.setattr(chains, "_FIRST_WIDTH", first)
    rows = rows_of(3, 40, 1000, ties=False)
    assert check(rows, Chain.parse("temperature=0.8,top-k=30,top-p=0.9"), 64, 3) == 40
    assert 0 < check(rows, Chain.parse("temperature=0.8,top-p=0.9"), 64, 3) < 40
    assert check(rows, Chain.parse("temperature=0.8,top-p=0.9"), 1000, 3) == 40


def test_a_sum_that_may_be_the_share_is_left_to_the_row() -> None:
    rows = np.log(np.array([[0.5, 0.3, 0.1, *[0.1 / 97] * 97]]))
    assert check(rows, Chain.parse("top-p=0.8"), 64, 1) == 0
    assert check(rows, Chain.parse("top-p=0.79"), 64, 1) == 1
    assert check(rows, Chain.parse("top-p=0.8"), 100, 1) == 1


def test_heads_that_take_too_much_memory_are_not_kept() -> None:
    keeper = HeadKeeper(1000, 8 * 63 * 1000)
    keeper.add(np.zeros(100))
    assert keeper.heads() is None
    far = HeadKeeper(1)
    far.add(np.array([1e308, -1e308]))
    assert far.heads() is None
    unfinished = HeadKeeper(2)
    unfinished.add(np.zeros(3))
    assert unfinished.heads() is None


def test_other_knobs_are_left_to_the_rows() -> None:
    rows = rows_of(1, 2, 80, ties=False)
    densities = row_densities(rows)
    assert densities is not None
    nothing = Chosen(np.full(2, np.nan), np.full(2, -1))
    for chain in ("eta=0.1", "temperature=2,xtc=0.5"):
        assert left_of_rows(Chain.parse(chain), heads_of(rows, 64), densities, nothing) is None
    found = left_of_rows(Chain.parse("top-k=3:exact"), heads_of(rows, 64), densities, nothing)
    assert found is not None
    assert np.isnan(found.chosen).all()
    assert found.left.tolist() == [3, 3]


def test_heads_of_a_thousand_rows_take_at_most_40_mib() -> None:
    keeper = HeadKeeper(1000)
    for _ in range(1000):
        keeper.add(np.zeros(6_000))
    heads = keeper.heads()
    assert heads is not None
    assert 30 * 2**20 < heads.gaps.nbytes <= 40 * 2**20
