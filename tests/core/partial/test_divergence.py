"""Bounds of a divergence hold for all distributions that the lists may be parts of."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.partial.cut_lists import CutList, cut_list, cut_lists
from tests.core.partial.test_knobs_on_lists import chains, completions

from tauscope.core.bounds import Bounds
from tauscope.core.chain import Chain
from tauscope.core.chain.candidates import Candidates
from tauscope.core.logits import Floats, Logits
from tauscope.core.measures import kl_divergence, kl_divergence_of_logarithms
from tauscope.core.partial.divergence import Listed, divergence_bounds, exact_bounds
from tauscope.core.partial.knowledge import ListKnowledge
from tauscope.core.partial.unlisted import Unlisted
from tauscope.core.softmax import softmax
from tauscope.core.values import Integers


def truth(left: Candidates, other: Candidates) -> float:
    """KL by class: ∞ where the other rules out a class that is left."""
    log_p, p = left.log_probabilities_of_rows, left.probabilities_of_rows
    kept, log_q = other.kept, other.log_probabilities_of_rows
    if (left.kept & ~kept).any():
        return math.inf
    return kl_divergence_of_logarithms(log_p, p, log_q)


def holds(value: float, found: Bounds) -> bool:
    if math.isinf(value):
        return found.high == math.inf
    room = 1e-8 * (1.0 + value)
    return found.low - room <= value <= found.high + room


def of_list(cut: CutList, chain: Chain) -> Listed:
    knowledge = cut.knowledge
    return Listed(knowledge.logits.values, knowledge.bounds(chain))


def of_all(values: Floats, chain: Chain) -> tuple[Listed, Candidates]:
    left = chain.candidates(Logits.unnamed(values))
    return Listed(np.asarray(values), exact_bounds(left)), left


@given(cut_lists(60), chains(), chains())
def test_of_one_list_with_two_chains(cut: CutList, one: Chain, other: Chain) -> None:
    found = divergence_bounds(of_list(cut, one), of_list(cut, other), None, cut.knowledge)
    for values in completions(cut):
        left = of_all(values, one)[1], of_all(values, other)[1]
        assert holds(truth(*left), found), (one, other)


@given(cut_lists(60), st.floats(0.2, 5.0), st.floats(0.2, 5.0))
def test_of_one_list_at_two_temperatures(cut: CutList, one: float, other: float) -> None:
    a, b = Chain().with_temperature(one), Chain().with_temperature(other)
    found = divergence_bounds(of_list(cut, a), of_list(cut, b), None, cut.knowledge)
    for values in completions(cut):
        assert holds(truth(of_all(values, a)[1], of_all(values, b)[1]), found)
    assert found.high < math.inf or cut.unlisted.classes is None


def lists(
    values: Floats, listed: int, order: Integers, *, sized: bool
) -> tuple[Logits, ListKnowledge | None]:
    """Top classes of a distribution, whose keys are their places in it."""
    top = order[:listed]
    p = softmax(values)
    mass = float(p[order[listed:]].sum())
    logits = Logits.of([""] * listed, values[top], top)
    if listed == len(values):
        return logits, None
    classes = len(values) - listed if sized else None
    return logits, ListKnowledge.of(logits, Unlisted(classes, Bounds(mass, mass), float(p[top[-1]])))


@given(
    st.integers(2, 30),
    st.integers(0, 2**32 - 1),
    st.sampled_from((0.1, 1.0, 4.0)),
    chains(),
    chains(),
    st.data(),
)
def test_of_two_lists_of_one_vocabulary(
    classes: int, seed: int, spread: float, one: Chain, other: Chain, data: st.DataObject
) -> None:
    rng = np.random.default_rng(seed)
    every = [rng.normal(0.0, spread, classes) for _ in range(2)]
    found, left = [], []
    for values, chain in zip(every, (one, other), strict=True):
        order = np.argsort(-values, kind="stable").astype(np.int64)
        listed = data.draw(st.integers(1, classes))
        logits, knowledge = lists(values, listed, order, sized=data.draw(st.booleans()))
        known = exact_bounds(chain.candidates(logits)) if knowledge is None else knowledge.bounds(chain)
        found.append((Listed(logits.values, known), logits.keys))
        left.append(chain.candidates(Logits.of([""] * classes, values)))
    places = {key: row for row, key in enumerate(found[1][1].tolist())}
    rows = np.array([places.get(key, -1) for key in found[0][1].tolist()])
    assert holds(truth(left[0], left[1]), divergence_bounds(found[0][0], found[1][0], rows))


LIST = cut_list(np.linspace(0.0, -20.0, 100) * 0.25, 20)


def test_what_is_cut_to_listed_classes_is_as_far_as_without_a_list() -> None:
    chain = Chain.parse("temperature=0.7,top-k=3")
    one, other = of_list(LIST, chain), of_list(LIST, Chain())
    found = divergence_bounds(one, other, None, LIST.knowledge)
    p, q = np.zeros(100), softmax(LIST.values)
    p[:3] = softmax(LIST.values[:3], 0.7)
    assert found == pytest.approx([kl_divergence(p, q)] * 2, rel=1e-9)
    assert divergence_bounds(other, one, None, LIST.knowledge) == (math.inf, math.inf)


def test_two_temperatures_of_one_list_have_both_bounds() -> None:
    hot, source = (of_list(LIST, Chain().with_temperature(one)) for one in (1.3, 1.0))
    found = divergence_bounds(hot, source, None, LIST.knowledge)
    exact = kl_divergence(softmax(LIST.values, 1.3), softmax(LIST.values))
    assert 0.0 < found.low < exact < found.high < 1.0
    # Of another list with the same numbers nothing says that its unlisted classes are the same.
    apart = divergence_bounds(hot, source)
    assert 0.0 < apart.low <= found.low
    assert apart.high == math.inf


def test_a_list_is_bounded_by_a_distribution_that_is_known() -> None:
    whole, _ = of_all(LIST.values, Chain())
    rows = np.arange(20)
    found = divergence_bounds(of_list(LIST, Chain.parse("temperature=1.2")), whole, rows)
    exact = kl_divergence(softmax(LIST.values, 1.2), softmax(LIST.values))
    assert found.low < exact < found.high < math.inf
