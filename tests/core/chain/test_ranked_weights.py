"""Sums and single entries of weights, beside the arrays that they do without."""

from __future__ import annotations

import math
from typing import Literal

import numpy as np
import pytest

from tauscope.core.boltzmann import thermodynamics
from tauscope.core.chain.candidates import Candidates
from tauscope.core.chain.chain import Chain
from tauscope.core.chain.knobs import Temperature, TopK
from tauscope.core.chain.stage import Stage
from tauscope.core.logits import Logits
from tauscope.core.softmax import BLOCK

COUNT = 3 * BLOCK + 7
TEMPERATURES = (0.02, 0.7, 1.0, 30.0, math.inf)


@pytest.fixture(scope="module")
def logits() -> Logits:
    """Many logits with ties and masked classes."""
    random = np.random.default_rng(3)
    values = random.normal(0.0, 3.0, COUNT).round(2)
    values[random.integers(COUNT, size=50)] = -np.inf
    return Logits.unnamed(values)


def long(logits: Logits, temperature: float) -> Candidates:
    """All classes at a temperature, with no array yet."""
    return Candidates.of(logits).heated(temperature)


def arrays(candidates: Candidates) -> list[str]:
    """Names of the cached arrays of all weights; those of the gaps are the ranking's."""
    return [
        name
        for name, value in vars(candidates).items()
        if isinstance(value, np.ndarray) and name != "gaps" and value.size > BLOCK
    ]


@pytest.mark.parametrize("temperature", TEMPERATURES)
def test_sums_and_entries_are_those_of_the_arrays(logits: Logits, temperature: float) -> None:
    candidates, p = long(logits, temperature), long(logits, temperature).probabilities
    heads = np.array([0, 1, 40, BLOCK, 2 * BLOCK + 5, len(p) - 1])
    assert candidates.probabilities_at(heads) == pytest.approx(p[heads], rel=1e-12, abs=0)
    assert candidates.probability(3) == pytest.approx(p[3], rel=1e-12)
    for start, stop in ((0, 40), (40, len(p)), (0, len(p)), (BLOCK, BLOCK + 9), (7, 7), (1, len(p) - 1)):
        assert candidates.mass(start, stop) == pytest.approx(p[start:stop].sum(), rel=1e-11, abs=1e-300)
    assert candidates.cumulative_at(heads) == pytest.approx(p.cumsum()[heads], rel=1e-11)
    assert candidates.cumulative_at(heads)[-1] == 1.0
    positive = p[p > 0]
    assert candidates.entropy == pytest.approx(-float((positive * np.log(positive)).sum()), rel=1e-10)
    assert arrays(candidates) == []


@pytest.mark.parametrize("temperature", TEMPERATURES)
def test_sums_give_the_state_functions(logits: Logits, temperature: float) -> None:
    state = thermodynamics(logits.values, temperature)
    assert long(logits, temperature).entropy == pytest.approx(state.entropy, rel=1e-12)


@pytest.mark.parametrize("chain", ["top-k=40", "top-p=0.5", "typical-p=0.6", "temperature=0.5,min-p=0.1", ""])
def test_a_row_is_looked_up_without_an_array(logits: Logits, chain: str) -> None:
    candidates = Chain.parse(chain).candidates(logits)
    p, kept = candidates.probabilities_of_rows, candidates.kept
    # Both ends of the range, all that tie with them, and some of the others.
    ends = logits.values[candidates.rows[[0, -1]]]
    rows = [*np.flatnonzero(np.isin(logits.values, ends)).tolist(), *range(300)]
    for row in rows:
        assert candidates.holds(row) == kept[row]
        assert candidates.probability_of(row) == pytest.approx(p[row], rel=1e-12, abs=0)


def test_a_rank_is_counted_where_there_are_no_ranks_yet(logits: Logits) -> None:
    fresh = Logits.unnamed(logits.values)
    assert [fresh.rank_of(row) for row in range(100)] == logits.ranks[:100].tolist()
    assert "ranks" not in vars(fresh)


@pytest.mark.parametrize(("before", "after"), [(1.0, 0.3), (0.3, 2.5), (1.0, 1.0 + 1e-9), (1.0, math.inf)])
def test_the_mass_that_a_temperature_moves(logits: Logits, before: float, after: float) -> None:
    one, other = long(logits, before), long(logits, after)
    moved = Stage(0, Temperature(after), one, other).moved_mass
    assert moved == pytest.approx(0.5 * np.abs(one.probabilities - other.probabilities).sum(), abs=1e-13)


def test_the_mass_that_a_cut_moves_is_what_it_removes(logits: Logits) -> None:
    before = long(logits, 0.7)
    stage = Stage(0, TopK(40), before, before.first(40))
    change = before.probabilities.copy()
    change[:40] -= stage.after.probabilities
    assert stage.moved_mass == stage.removed_mass == pytest.approx(0.5 * np.abs(change).sum(), rel=1e-11)


@pytest.mark.parametrize("temperature", TEMPERATURES)
@pytest.mark.parametrize("side", ["left", "right"])
def test_the_place_of_a_sum_is_found_without_the_sums(
    logits: Logits, temperature: float, side: Literal["left", "right"]
) -> None:
    running = long(logits, temperature).running
    for share in (1e-6, 0.3, 0.5, 0.9, 0.999, 1 - 1e-9):
        candidates = long(logits, temperature)
        place = candidates.place_of_sum(share * candidates.total, side)
        assert abs(place - running.searchsorted(share * running[-1], side)) <= 1
        assert arrays(candidates) == []
    assert long(logits, temperature).place_of_sum(2.0 * running[-1], side) == len(running)


def test_top_p_of_many_classes_makes_no_array(logits: Logits) -> None:
    candidates = long(logits, 1.0)
    left = Chain.parse("top-p=0.9").left_of(candidates)
    running = long(logits, 1.0).cumulative
    assert len(left) == int(running.searchsorted(0.9)) + 1
    assert arrays(candidates) == arrays(left) == []
