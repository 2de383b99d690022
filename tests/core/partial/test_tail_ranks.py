"""What is said of ranks beyond the listed ones holds for every completion of a list."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from tests.core.partial.cut_lists import AddedList, CutList, added_lists, cut_list, cut_lists, temperatures
from tests.core.partial.test_knobs_on_lists import completions

from tauscope.core.softmax import softmax

ROOM = 1e-9


@given(cut_lists(100), temperatures())
def test_no_rank_is_likelier_than_is_said(cut: CutList, temperature: float) -> None:
    found = cut.knowledge.tail_ranks(temperature)
    if found is None:
        assert cut.knowledge.tail is None or cut.knowledge.tail.outranks
        return
    for values in completions(cut):
        p = np.sort(softmax(values, temperature))[::-1]
        places = found.ranks[found.ranks <= len(p)] - 1
        known = slice(0, len(places))
        assert (p[places] <= found.most[known] * (1.0 + ROOM) + 1e-12).all()
        sums = p.cumsum()[places]
        assert (sums >= found.low_sum[known] - ROOM).all()
        assert (sums <= found.high_sum[known] + ROOM).all()


@pytest.mark.parametrize("temperature", [0.3, 1.0, 1.7])
def test_extreme_completions_reach_what_is_said(temperature: float) -> None:
    cut = cut_list(np.linspace(4.0, -4.0, 40), 10)
    found = cut.knowledge.tail_ranks(temperature)
    assert found is not None
    assert found.even is not None
    even = completions(cut)[1]
    p = np.sort(softmax(even, temperature))[::-1]
    assert found.even == pytest.approx(p[10:], rel=1e-9)
    assert (found.even <= found.most * (1.0 + ROOM)).all()
    if temperature == 1.0:
        # At the list's own temperature the last class reaches its bound with the even completion.
        assert found.most[-1] == pytest.approx(p[-1], rel=1e-9)
        assert found.most[0] == pytest.approx(cut.unlisted.most, rel=1e-9)
        assert found.low_sum[-1] == pytest.approx(1.0)


def test_a_vocabulary_of_unknown_size_has_ranks_too() -> None:
    cut = cut_list(np.linspace(4.0, -4.0, 40), 10, sized=False)
    found = cut.knowledge.tail_ranks(1.5)
    assert found is not None
    assert found.even is None
    assert found.ranks[-1] == 500
    assert (np.diff(found.most) <= 0).all()
    assert math.isfinite(found.low_sum[-1])


@given(added_lists(), temperatures())
def test_the_rank_of_a_class_that_was_added_is_known_within_bounds(
    cut: AddedList, temperature: float
) -> None:
    knowledge, p = cut.knowledge, softmax(cut.values, temperature)
    found = knowledge.tail_ranks(temperature)
    if found is None:
        return
    known, last = knowledge.known_ranks, knowledge.last_rank(cut.top)
    # Of listed classes whose p equals q but for the rounding of a file, the likeliest is taken for that of q.
    surely = cut.values[: cut.top] > cut.values[cut.top - 1] + 2e-6 * cut.temperature
    assert np.count_nonzero(surely) < known <= cut.top + 1
    rank = cut.added + 1
    assert known < rank or rank == cut.top + 1
    assert last is None or last >= rank
    places = found.ranks[found.ranks <= len(p)] - 1
    seen = slice(0, len(places))
    assert (p[places] <= found.most[seen] * (1.0 + ROOM) + 1e-12).all()
    sums = p.cumsum()[places]
    assert (sums >= found.low_sum[seen] - ROOM).all()
    assert (sums <= found.high_sum[seen] + ROOM).all()


def test_a_class_that_was_added_is_not_said_to_have_the_next_rank() -> None:
    cut = AddedList(np.linspace(4.0, -4.0, 40), 10, 30)
    assert cut.knowledge.known_ranks == 10
    found = cut.knowledge.tail_ranks(1.5)
    assert found is not None
    assert found.ranks[0] == 11
    last = cut.knowledge.last_rank(10)
    assert last is not None
    assert 31 <= last <= 40
    # The probability of all others together is what limits the rank where nobody knows how many there are.
    unsized = AddedList(np.linspace(4.0, -4.0, 40), 10, 30, sized=False)
    assert unsized.knowledge.last_rank(10) == 11 + int(
        np.exp(cut.values[11:30] - cut.values[30]).sum()
        + np.exp(cut.values[[10, *range(31, 40)]] - cut.values[30]).sum()
    )
