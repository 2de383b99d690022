from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.sequences import shared

Items = st.lists(st.integers(0, 1), max_size=12).map(tuple)


@given(Items, Items)
def test_shared_items_are_the_common_beginning(first: tuple[int, ...], second: tuple[int, ...]) -> None:
    count = shared(first, second)
    assert first[:count] == second[:count]
    assert count == min(len(first), len(second)) or first[count] != second[count]
