import math
from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.draws.text_measures import TextMeasures, distinct, repetition

TEXTS = st.lists(st.integers(0, 4), max_size=40)


@given(TEXTS, st.integers(1, 5))
def test_distinct_runs_are_counted_one_by_one(tokens: list[int], length: int) -> None:
    runs = Counter(tuple(tokens[start : start + length]) for start in range(len(tokens) - length + 1))
    if not runs:
        assert math.isnan(distinct(tokens, length))
        return
    assert distinct(tokens, length) == len(runs) / runs.total()
    again = sum(count - 1 for count in runs.values())
    assert repetition(tokens, length) == pytest.approx(again / runs.total(), abs=1e-12)


def test_the_ends() -> None:
    assert distinct(range(100), 2) == 1.0
    assert repetition([7] * 103) == pytest.approx(0.99)
    assert repetition(range(50)) == 0.0


@given(st.lists(st.tuples(st.integers(0, 9), st.floats(1e-9, 1), st.floats(0, 12)), min_size=1))
def test_means_are_those_of_numpy(tokens: list[tuple[int, float, float]]) -> None:
    ids, p, entropies = zip(*tokens, strict=True)
    measured = TextMeasures.of(ids, p, entropies)
    assert measured.tokens == len(ids)
    assert measured.entropy == pytest.approx(np.mean(entropies), rel=1e-12, abs=1e-12)
    assert measured.log_probability == pytest.approx(np.log(p).mean(), rel=1e-12, abs=1e-12)


def test_no_text_and_a_token_that_could_not_be() -> None:
    nothing = TextMeasures.of([], [], [])
    assert nothing.tokens == 0
    assert all(math.isnan(value) for value in (nothing.entropy, nothing.log_probability, nothing.distinct_2))
    assert TextMeasures.of([1, 2], [0.0, 1.0], [1.0, 1.0]).log_probability == -math.inf
