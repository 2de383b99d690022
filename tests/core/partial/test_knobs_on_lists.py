"""What a knob leaves of a list holds for every distribution that the list may be a part of."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.partial.cut_lists import AddedList, CutList, added_lists, cut_list, cut_lists
from tests.core.partial.test_bounds_hold import inside

from tauscope.core.bounds import Bounds
from tauscope.core.chain import Chain
from tauscope.core.chain.knob import Knob
from tauscope.core.chain.knobs import KNOBS
from tauscope.core.logits import Floats, Logits
from tauscope.core.partial.knowledge import ListKnowledge
from tauscope.core.partial.unlisted import Unlisted
from tauscope.core.softmax import softmax

TEXTS = [
    "temperature=0.5",
    "temperature=1",
    "temperature=3",
    "temperature=0",
    "temperature=inf",
    "dynamic-temperature=1",
    "dynamic-temperature=1:range=0",
    "dynamic-temperature=0.5:range=0.5",
    "dynamic-temperature=1:exponent=0",
    "top-k=1",
    "top-k=3",
    "top-k=3:exact",
    "top-k=10",
    "top-k=10:exact",
    "top-k=40:exact",
    "top-k=500",
    "top-p=0",
    "top-p=0.3",
    "top-p=0.3:passed",
    "top-p=0.8",
    "top-p=0.95",
    "top-p=1",
    "min-p=0",
    "min-p=0.001",
    "min-p=0.05",
    "min-p=0.5",
    "min-p=1",
    "typical-p=0.3",
    "typical-p=0.95",
    "typical-p=1",
    "top-n-sigma=0",
    "top-n-sigma=1",
    "top-n-sigma=inf",
    "epsilon=0",
    "epsilon=0.0003",
    "epsilon=0.03",
    "epsilon=0.3",
    "eta=0",
    "eta=0.0003",
    "eta=0.1",
    "xtc=1:threshold=0.01",
    "xtc=1:threshold=0.1",
    "xtc=0:threshold=0.1",
    "xtc=1:threshold=0.7",
    "xtc=1:threshold=0",
]


def test_every_knob_is_looked_at() -> None:
    assert {text.partition("=")[0] for text in TEXTS} == set(KNOBS)


def chains() -> st.SearchStrategy[Chain]:
    """Chains of one to four knobs."""
    return st.lists(st.sampled_from(TEXTS), min_size=1, max_size=4).map(
        lambda some: Chain.parse(",".join(some))
    )


def completions(cut: CutList) -> list[Floats]:
    """The distribution and, where its size is known, the most even and the most peaked with its list."""
    found, unlisted = [cut.values], cut.unlisted
    mass = unlisted.mass.low
    if unlisted.classes is None or unlisted.mass.high != mass or not mass > 1e-12:
        return found
    p = softmax(cut.values, unlisted.temperature)[: cut.listed]
    full = math.floor(mass / unlisted.most * (1.0 + 1e-12))
    rest = max(0.0, mass - full * unlisted.most)
    peaked = [unlisted.most] * full + ([rest] if rest > 1e-9 * mass else [])
    even = [min(mass / unlisted.classes, unlisted.most)] * unlisted.classes
    for tail in (even, peaked):
        levels = unlisted.temperature * np.log(np.array(tail) / p[0])
        values = np.concatenate((cut.values[: cut.listed], cut.values[0] + levels))
        # A class of q has the very logit of the listed class with q.
        last = cut.values[cut.listed - 1]
        values[np.isclose(values, last, rtol=0, atol=1e-9)] = last
        found.append(values)
    return found


@given(cut_lists(60), chains())
def test_what_a_chain_leaves_is_within_bounds(cut: CutList, chain: Chain) -> None:
    n, knowledge = cut.listed, cut.knowledge
    known = knowledge.bounds(chain)
    stages = knowledge._stages(chain)
    for values in completions(cut):
        left = chain.candidates(Logits.unnamed(values))
        kept, p = left.kept, left.probabilities_of_rows
        assert not (known.certain & ~kept[:n]).any()
        assert not (kept[:n] & ~known.possible).any()
        assert all(inside(float(one), known.of(row)) for row, one in enumerate(p[:n]))
        assert inside(float(p[n:].sum()), known.others)
        assert inside(left.entropy, known.quantities["entropy"])
        assert known.count.low <= len(left) + len(cut.values) - len(values)
        assert len(left) <= known.count.high
        for stage, listed in zip(chain.stages(Logits.unnamed(values)), stages, strict=True):
            if listed.certain:
                rows, unlisted = stage.after.kept[:n], stage.after.kept[n:]
                assert np.array_equal(rows, listed.possible.kept), stage.knob
                assert unlisted.all() if listed.tail is not None else not unlisted.any(), stage.knob


@given(added_lists(), chains())
def test_what_a_chain_leaves_of_a_list_with_an_added_class_is_within_bounds(
    cut: AddedList, chain: Chain
) -> None:
    known, left = cut.knowledge.bounds(chain), chain.candidates(Logits.unnamed(cut.values))
    kept, p = left.kept[cut.listed], left.probabilities_of_rows
    assert not (known.certain & ~kept).any()
    assert not (kept & ~known.possible).any()
    assert all(inside(float(one), known.of(row)) for row, one in enumerate(p[cut.listed]))
    assert inside(float(np.delete(p, cut.listed).sum()), known.others)
    assert inside(left.entropy, known.quantities["entropy"])
    assert known.count.low <= len(left) <= known.count.high


def test_an_added_class_that_ties_with_the_last_of_the_likeliest_may_have_any_rank_after_it() -> None:
    cut = AddedList(np.array([2.0, 1.0, 1.0, 1.0, 0.0]), top=2, added=3)
    assert cut.knowledge.known_ranks == 2
    assert cut.knowledge.last_rank(2) == 4
    assert cut.knowledge.undecided(Chain.parse("top-k=3:exact")) == (True,)
    assert cut.knowledge.undecided(Chain.parse("top-k=2:exact")) == (False,)
    known = cut.knowledge.bounds(Chain.parse("top-k=3:exact"))
    assert known.certain.tolist() == [True, True, False]
    assert known.possible.tolist() == [True, True, True]


@pytest.mark.parametrize(
    ("text", "undecided"),
    [
        ("temperature=0.5", False),
        ("top-k=10", False),
        ("top-k=20", True),  # an unlisted class may tie with the last
        ("top-k=20:exact", False),
        ("top-k=21:exact", True),
        ("top-k=100", False),
        ("top-p=0.8", False),
        ("top-p=0.99", True),
        ("top-p=1", False),
        ("min-p=0.2", False),
        ("min-p=0.01", True),
        ("epsilon=0.03", False),
        ("epsilon=0.0001", True),
        ("typical-p=0.5", True),
        ("top-n-sigma=1", True),
        ("eta=0.01", True),
        ("dynamic-temperature=1", True),
        ("dynamic-temperature=1:range=0", False),
        ("xtc=1:threshold=0.1", False),
        ("xtc=1:threshold=0.001", True),
        ("xtc=0:threshold=0.001", False),
    ],
)
def test_the_rule_of_each_knob(text: str, undecided: bool) -> None:
    cut = cut_list(np.linspace(0.0, -20.0, 100) * 0.75, 20)
    assert cut.knowledge.undecided(Chain.parse(text)) == (undecided,)


def test_a_knob_after_an_undecided_one_may_be_decided() -> None:
    """Top-k 40 of 20 is not decided, and the nucleus after it is: its classes are the same in any case."""
    cut = cut_list(np.linspace(0.0, -20.0, 100) * 0.75, 20)
    chain = Chain.parse("temperature=0.8,top-k=40,top-p=0.5")
    assert cut.knowledge.undecided(chain) == (False, True, False)
    known = cut.knowledge.bounds(chain)
    assert (known.low == known.high).all()
    assert known.others == (0.0, 0.0)


def test_the_nucleus_is_decided_only_where_both_ends_of_the_mass_agree() -> None:
    p = np.array([0.5, 0.2, 0.1])
    knowledge = ListKnowledge.of(Logits.unnamed(np.log(p)), Unlisted(10, Bounds(0.2, 0.2), 0.1))
    assert knowledge.undecided(Chain.parse("top-p=0.7")) == (False,)
    # At τ = 0.9 the first two classes have from 73.1 to 75.3% together.
    assert knowledge.undecided(Chain.parse("temperature=0.9,top-p=0.73")) == (False, False)
    assert knowledge.undecided(Chain.parse("temperature=0.9,top-p=0.74")) == (False, True)
    known = knowledge.bounds(Chain.parse("temperature=0.9,top-p=0.74"))
    assert known.certain.tolist() == [True, True, False]
    assert known.possible.tolist() == [True, True, True]
    assert known.of(2).low == 0.0
    assert known.of(2).high > 0.0


def test_a_new_knob_without_a_rule_decides_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(KNOBS["top-k"], "apply_to_list", Knob.apply_to_list)
    cut = cut_list(np.linspace(0.0, -20.0, 100), 20)
    chain = Chain.parse("top-k=3")
    known = cut.knowledge.bounds(chain)
    assert cut.knowledge.undecided(chain) == (True,)
    assert known.of(0) == (0.0, 1.0)
    assert known.others == (0.0, 1.0)


def test_no_more_classes_tie_with_the_last_listed_one_than_have_room_in_the_mass() -> None:
    """Each that ties has the probability q of the last one: they are m/q at most, however many exist."""
    cut = cut_list(np.linspace(0.0, -20.0, 100) * 0.25, 20, sized=False)
    most = math.floor(cut.unlisted.mass.high / cut.unlisted.most)
    known = cut.knowledge.bounds(Chain.parse("temperature=1.3,top-k=20"))
    assert known.count == (20, 20 + most)
    weights = np.exp(cut.values[:20] / 1.3)
    tied = most * weights[-1]
    assert known.others == pytest.approx([0.0, tied / (tied + weights.sum())])
    assert known.of(0) == pytest.approx([weights[0] / (tied + weights.sum()), weights[0] / weights.sum()])


@pytest.mark.parametrize("temperature", [1.0, 0.1, 0.007])
def test_unlisted_classes_may_have_all_once_the_listed_ones_may_be_cut(temperature: float) -> None:
    """XTC with the threshold 0 keeps the least likely class alone, whose weight no float holds when cold."""
    cut = cut_list(np.linspace(0.0, -20.0, 40), 20)
    known = cut.knowledge.bounds(Chain.parse(f"temperature={temperature},xtc=1:threshold=0"))
    assert known.others == (0.0, 1.0)
    assert known.each == 1.0


@pytest.mark.parametrize("text", ["min-p=0.2", "top-k=11", "epsilon=0.01"])
def test_a_knob_that_cuts_nothing_whatever_one_before_it_left_is_decided(text: str) -> None:
    p = np.array([0.5, 0.2, 0.15, 0.05])
    knowledge = ListKnowledge.of(Logits.unnamed(np.log(p)), Unlisted(100, Bounds(0.1, 0.1), 0.05))
    chain = Chain.parse(f"temperature=1.2,top-p=0.6,{text}")
    assert knowledge.undecided(chain) == (False, True, False)


def test_xtc_cuts_what_is_likelier_than_a_class_that_reaches_the_threshold_for_certain() -> None:
    """Of the third class it is open whether an unlisted one reaches 0.1 too, and so whether it stays."""
    p = np.array([0.5, 0.2, 0.1])
    knowledge = ListKnowledge.of(Logits.unnamed(np.log(p)), Unlisted(100, Bounds(0.2, 0.2), 0.1))
    known = knowledge.bounds(Chain.parse("xtc=1:threshold=0.1"))
    assert knowledge.undecided(Chain.parse("xtc=1:threshold=0.1")) == (True,)
    assert known.possible.tolist() == [False, False, True]
    assert known.certain.tolist() == [False, False, False]
    assert [known.of(row) for row in range(3)] == [(0.0, 0.0), (0.0, 0.0), (0.0, 1.0)]
