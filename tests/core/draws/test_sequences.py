import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.draws.sequences import APART, Growing, shared

Items = st.lists(st.integers(0, 1), max_size=12).map(tuple)


@given(Items, Items)
def test_shared_items_are_the_common_beginning(first: tuple[int, ...], second: tuple[int, ...]) -> None:
    count = shared(first, second)
    assert first[:count] == second[:count]
    assert count == min(len(first), len(second)) or first[count] != second[count]


Parts = st.lists(
    st.lists(st.integers(), max_size=3).map(tuple) | st.just(tuple(range(APART - 1))), max_size=6
)


@given(Parts, st.slices(APART), st.integers(-APART, APART))
def test_what_grows_is_like_a_tuple(parts: list[tuple[int, ...]], part: slice, place: int) -> None:
    grown, whole = Growing[int](), tuple[int, ...]()
    for items in parts:
        before, grown, whole = grown, grown + items, whole + items
        assert before == whole[: len(before)]
    assert (len(grown), list(grown), grown[part]) == (len(whole), list(whole), whole[part])
    assert grown == whole == Growing(whole)[:]
    assert (grown, hash(grown), repr(grown)) == (Growing(whole), hash(whole), repr(whole))
    assert pickle.loads(pickle.dumps(grown)) == grown
    if -len(whole) <= place < len(whole):
        assert grown[place] == whole[place]
    else:
        with pytest.raises(IndexError):
            grown[place]


def test_what_grows_is_not_like_other_things() -> None:
    assert Growing((1, 2)) != [1, 2]
    assert Growing((1, 2)) != Growing((1, 2, 3))
