"""What is said of ranks beyond the listed ones holds for every completion of a list."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from tests.core.partial.cut_lists import CutList, cut_list, cut_lists, temperatures
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
