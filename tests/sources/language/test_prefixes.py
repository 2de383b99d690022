import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.draws.sequences import shared
from tauscope.sources.language.prefixes import Prefixes

Ids = st.lists(st.integers(0, 1), max_size=12).map(tuple)
PAST = (np.zeros(4),)


@given(st.lists(Ids, max_size=6), Ids)
def test_the_longest_is_found(texts: list[tuple[int, ...]], wanted: tuple[int, ...]) -> None:
    prefixes = Prefixes(most=6)
    for ids in texts:
        prefixes.keep(ids, PAST)
    assert prefixes.longest(wanted)[0] == max((shared(ids, wanted) for ids in texts), default=0)


def test_one_text_that_grows_takes_one_place() -> None:
    prefixes = Prefixes(most=2)
    prefixes.keep((7, 7), PAST)
    for count in range(1, 20):
        prefixes.keep((1,) * count, PAST)
    assert prefixes.longest((7, 7))[0] == 2


def test_the_one_used_longest_ago_leaves() -> None:
    prefixes = Prefixes(most=2)
    for token in (1, 2, 3):
        prefixes.keep((token,), PAST)
    assert [prefixes.longest((token,))[0] for token in (1, 2, 3)] == [0, 1, 1]


def test_what_all_hold_is_limited_but_the_newest_stays() -> None:
    prefixes = Prefixes(most=5, most_bytes=2 * 32)
    for token in (1, 2, 3):
        prefixes.keep((token,), PAST)
    assert [prefixes.longest((token,))[0] for token in (1, 2, 3)] == [0, 1, 1]
    large = (np.zeros(1000),)
    prefixes.keep((4,), large)
    assert prefixes.longest((4,)) == (1, large)
    assert prefixes.longest((3,)) == (0, ())
