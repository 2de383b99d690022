"""A verdict on two chains holds for every distribution that a list may be a part of."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.partial.cut_lists import CutList, cut_list, cut_lists
from tests.core.partial.test_knobs_on_lists import chains, completions

from tauscope.core.chain import ENGINES, Chain
from tauscope.core.chain.candidates import Candidates
from tauscope.core.chain.engines import SamplingRequest
from tauscope.core.chain.reordering import same
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits


def requests() -> st.SearchStrategy[SamplingRequest]:
    """Requests that servers get."""
    return st.builds(
        SamplingRequest,
        st.sampled_from((0.3, 1.0, 1.6)),
        st.sampled_from((None, 3, 10, 25)),
        st.sampled_from((None, 0.5, 0.9, 1.0)),
        st.sampled_from((None, 0.0, 0.05, 0.4)),
    )


def of_one_request(request: SamplingRequest) -> list[Chain]:
    """What the engines that take a request make of it."""
    found = []
    for engine in ENGINES.values():
        try:
            found.append(engine.chain_of(request))
        except InputError:
            continue
    return found


def alike(one: Candidates, other: Candidates) -> bool:
    """True if two results are one distribution, however small the difference would be."""
    if (one.start, one.stop) != (other.start, other.stop):
        return False
    return math.isclose(one.temperature, other.temperature, rel_tol=1e-9) or not one.gaps.item(-1)


def check(cut: CutList, one: Chain, other: Chain) -> bool | None:
    verdict = cut.knowledge.results().same(one, other)
    for values in completions(cut):
        logits = Logits.unnamed(values)
        left = [chain.candidates(logits) for chain in (one, other)]
        if verdict is True:
            assert same(*left), (one, other)
        if verdict is False:
            assert not alike(*left), (one, other)
    return verdict


@given(cut_lists(60), chains(), chains())
def test_a_verdict_on_two_chains_holds(cut: CutList, one: Chain, other: Chain) -> None:
    check(cut, one, other)
    assert check(cut, one, one) is True


@given(cut_lists(60), chains(), st.randoms(use_true_random=False))
def test_a_verdict_on_two_orders_holds(cut: CutList, chain: Chain, random: object) -> None:
    knobs = list(chain.knobs)
    random.shuffle(knobs)  # type: ignore[attr-defined]
    check(cut, chain, Chain(tuple(knobs)))


@given(cut_lists(60), requests())
def test_a_verdict_on_engines_holds(cut: CutList, request: SamplingRequest) -> None:
    first, *others = of_one_request(request)
    for other in others:
        check(cut, first, other)


LIST = cut_list(np.linspace(0.0, -20.0, 100) * 0.75, 20)


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ("top-p=0.8", "top-p=0.8", True),
        ("typical-p=0.5", "typical-p=0.5", True),  # not decided, and yet the same
        ("typical-p=0.5,top-p=1", "min-p=0,typical-p=0.5", True),
        ("temperature=1,eta=0.01", "eta=0.01", True),
        ("temperature=0.7,top-n-sigma=1", "top-n-sigma=1,temperature=0.7", True),
        ("top-k=40,min-p=0.001", "min-p=0.001,top-k=40", True),
        ("temperature=0.7,typical-p=0.5", "typical-p=0.5,temperature=0.7", None),
        ("top-p=0.8", "top-p=0.5", False),
        ("temperature=1.5,top-p=0.8", "top-p=0.8,temperature=1.5", False),
        ("top-p=0.8", "top-p=0.99", False),  # at least 19 of the listed ones
        ("top-p=0.995", "top-p=0.999", None),
        ("top-k=5", "", False),
        ("temperature=0.5", "temperature=0.6", False),
        ("temperature=0.5,typical-p=0.9", "top-k=5", None),
    ],
)
def test_verdicts(one: str, other: str, verdict: bool | None) -> None:
    a, b = (Chain.parse(text) if text else Chain() for text in (one, other))
    assert check(LIST, a, b) is verdict
    assert check(LIST, b, a) is verdict


def test_two_temperatures_differ_also_where_no_probability_is_known() -> None:
    """With an unknown vocabulary p may be 0 at τ > 1; but the ratio of two classes is fixed by τ."""
    cut = replace(LIST, unlisted=replace(LIST.unlisted, classes=None))
    results = cut.knowledge.results()
    assert results.same(Chain.parse("temperature=2"), Chain.parse("temperature=3")) is False
    assert results.same(Chain.parse("temperature=2"), Chain.parse("temperature=2")) is True


def test_bounds_of_results_are_those_of_the_chain() -> None:
    chain = Chain.parse("temperature=1.5,top-p=0.9,typical-p=0.5")
    one, other = LIST.knowledge.results().bounds(chain), LIST.knowledge.bounds(chain)
    assert (one.low == other.low).all()
    assert (one.high == other.high).all()
    assert dict(one.quantities) == dict(other.quantities)
    assert (one.count, one.others) == (other.count, other.others)
