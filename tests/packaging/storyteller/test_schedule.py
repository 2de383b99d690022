"""What is learnt when, and how fast."""

from __future__ import annotations

import random
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyteller.schedule import WARM_UP, Threads, batches, rate


def test_the_rate_rises_stays_and_falls_to_nothing() -> None:
    assert rate(0, 0.4) == 0
    assert rate(WARM_UP / 2, 0.4) == pytest.approx(0.5)
    assert rate(0.2, 0.4) == rate(0.4, 0.4) == 1
    assert rate(0.7, 0.4) == pytest.approx(0.5)
    assert rate(1, 0.4) == rate(1.1, 0.4) == 0


@given(st.floats(WARM_UP, 0.9), st.lists(st.floats(0, 1.2), min_size=2).map(sorted))
def test_the_rate_is_a_share_and_after_the_rise_never_grows(flat: float, moments: list[float]) -> None:
    rates = [rate(moment, flat) for moment in moments]
    assert all(0 <= share <= 1 for share in rates)
    late = [share for moment, share in zip(moments, rates, strict=True) if moment >= WARM_UP]
    assert all(before >= after for before, after in pairwise(late))


def test_an_epoch_learns_every_window_once_in_another_order() -> None:
    found = list(islice(batches(10_001, 100, 7, random.Random(1)), 14))
    starts = [start for batch in found for start in batch]
    assert {len(batch) for batch in found} == {7}
    assert len(set(starts)) == 98
    assert len({start % 100 for start in starts}) == 1
    assert starts != sorted(starts)
    assert max(starts) + 100 < 10_001


def test_the_next_epoch_is_cut_elsewhere_and_a_seed_fixes_all() -> None:
    def first(seed: int) -> list[list[int]]:
        return list(islice(batches(10_001, 100, 7, random.Random(seed)), 42))

    assert len({batch[0] % 100 for batch in first(1)}) > 1
    assert first(1) == first(1) != first(2)


def test_a_text_too_short_for_a_batch_is_refused() -> None:
    with pytest.raises(ValueError, match="too few"):
        next(batches(500, 100, 7, random.Random(1)))


@pytest.mark.parametrize(("alone", "together", "faster"), [(1.0, 0.6, 2), (1.0, 1.3, 1)])
def test_the_faster_number_of_threads_goes_on(alone: float, together: float, faster: int) -> None:
    now = 0.0
    threads = Threads(clock=lambda: now)
    used = []
    for step in range(48):
        used.append(threads.of_step(step))
        now += alone if used[-1] == 1 else together
    assert used == ([1] * 4 + [2] * 4 + [faster] * 16) * 2
