"""Whole sequences over τ, per token and per sequence, against brute force on random trees."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.test_decoding_tree import grown
from tests.core.test_search import NICE, PER_TOKEN, Tree, all_of, trees
from tests.suited import tree_document

from tauscope.core.chain import Chain
from tauscope.core.errors import InputError
from tauscope.core.search.tree_probabilities import TreeProbabilities
from tauscope.document.document import Document
from tauscope.document.edits import table_edits, tree_edits
from tauscope.document.panel_settings.tree import TreeSettings
from tauscope.document.picture.answers import Ready
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.prepared_logits import GRID
from tauscope.document.studies.sequence_curves import (
    MOST_CURVES,
    NOT_WHOLE,
    CurvesOfSequences,
    SequenceCurves,
    per_sequence,
    per_token,
    sequence_curves,
    shown_leaves,
)

PLACES = (0, 1, 60, 200, 330, len(GRID) - 1)
"""Places in `GRID`, both ends among them."""


def curves_of(document: Document) -> SequenceCurves:
    answer = Picture.of(document).once(sequence_curves)
    assert isinstance(answer, Ready)
    return answer.value


@settings(deadline=None)
@given(trees(), st.sampled_from(["", ",top-k=2", ",top-p=0.7", ",xtc=0.5:threshold=0.2"]))
def test_per_token_each_point_is_the_joint_probability_of_the_tree(tree: Tree, knobs: str) -> None:
    one, chain = grown(tree), Chain.parse(f"temperature=1{knobs}")
    curves = per_token(one, chain, one.leaves)
    for place in PLACES:
        at = TreeProbabilities(one, chain.with_temperature(float(GRID[place])))
        assert curves[:, place] == pytest.approx(at.probabilities[list(one.leaves)], abs=1e-9)


@settings(deadline=None)
@given(trees())
def test_per_sequence_each_point_is_a_softmax_over_whole_sequences(tree: Tree) -> None:
    one, own = grown(tree), all_of(tree)
    curves = per_sequence(one, one.leaves)
    assert curves.sum(axis=0) == pytest.approx(np.ones(len(GRID)))
    for place in PLACES[2:-1]:
        weights = {path: math.exp((ln_p - max(own.values())) / GRID[place]) for path, ln_p in own.items()}
        expected = [weights[one.keys(leaf)] / math.fsum(weights.values()) for leaf in one.leaves]
        assert curves[:, place] == pytest.approx(expected, abs=1e-9)
    assert curves[:, -1] == pytest.approx(1 / len(one.leaves))


def test_a_temperature_per_token_is_none_of_the_sequence() -> None:
    tree = grown(PER_TOKEN)
    tea = tree.find((1, 0))
    assert tea is not None
    place = int(np.abs(np.log(GRID[1:-1] / 0.25)).argmin()) + 1
    tau = float(GRID[place])
    (token,), (sequence,) = per_token(tree, Chain(), [tea]), per_sequence(tree, [tea])
    assert token[place] == pytest.approx(0.4 ** (1 / tau) / (0.4 ** (1 / tau) + 0.6 ** (1 / tau)))
    assert token[place] == pytest.approx(0.16, abs=0.01)  # of arXiv 2302.03686
    assert sequence[place] == pytest.approx(0.61, abs=0.01)


def test_the_sequences_of_the_nice_dog_are_level_where_their_odds_are() -> None:
    curves = curves_of(tree_document())
    (level,) = curves.levels
    assert level.temperature == pytest.approx(0.35, abs=0.005)
    tree = grown(NICE)
    at = TreeProbabilities(tree, Chain().with_temperature(level.temperature))
    woman, has = (tree.find(keys) for keys in ((0, 0), (1, 0)))
    assert woman is not None
    assert has is not None
    assert at.probabilities[woman] == pytest.approx(at.probabilities[has], rel=1e-3)
    assert at.probabilities[woman] == pytest.approx(level.p, rel=1e-3)


def test_at_a_step_of_a_knob_no_sequences_are_level() -> None:
    # Top-p keeps “nice” alone in the cold; where “dog” joins it, “dog has” is the likelier sequence at once.
    cut = table_edits.set_chain(tree_document(), Chain.parse("temperature=1,top-p=0.58"))
    curves = curves_of(cut)
    best = curves.p[:, 1:-1].argmax(axis=0)
    assert len(set(best.tolist())) > 1
    assert curves.levels == ()


def test_per_sequence_nothing_overtakes_the_most_likely_one() -> None:
    document = tree_edits.set_heat(tree_document(), "sequence")
    curves = curves_of(document)
    assert curves.levels == ()
    assert (np.diff(curves.p[0][1:-1]) <= 1e-12).all()
    assert curves.p[0][0] == 1.0


def test_the_rest_is_what_the_curves_leave() -> None:
    curves = curves_of(tree_document("empty-sentence"))
    assert len(curves.leaves) == MOST_CURVES
    assert curves.p.sum(axis=0) + curves.rest == pytest.approx(np.ones(len(GRID)))
    assert curves.rest[-1] > 0.5


def test_greedy_has_a_curve_however_unlikely_it_is() -> None:
    weights = ((0.5, tuple((1.0, ()) for _ in range(14))), *((0.05, ()) for _ in range(10)))
    tree = grown(weights)
    leaves = shown_leaves(tree)
    assert len(leaves) == MOST_CURVES
    assert tree.find((0, 0)) in leaves


def test_the_dial_changes_no_study_and_a_knob_does() -> None:
    document = tree_document()
    tree = document.source.decoding_tree
    assert tree is not None
    one = curves_of(document)
    assert np.array_equal(curves_of(table_edits.set_temperature(document, 3.0)).p, one.p)
    cut = curves_of(table_edits.set_chain(document, Chain.parse("temperature=1,top-k=1")))
    assert cut.p[1] == pytest.approx(np.ones(len(GRID)))  # greedy's, at every τ
    plain = CurvesOfSequences(tree, Chain())
    assert plain.at_once
    assert not replace(plain, chain=Chain.parse("temperature=1,top-p=0.9")).at_once


def test_per_sequence_a_tree_that_leaves_sequences_out_is_refused() -> None:
    tree = grown(NICE, lambda path: path != (2,))
    assert per_token(tree, Chain(), tree.leaves).sum(axis=0)[200] < 1
    with pytest.raises(InputError, match=NOT_WHOLE[:20]):
        CurvesOfSequences(tree, Chain(), "sequence").result(lambda _: None)


def test_what_tau_acts_on_is_a_setting() -> None:
    document = tree_edits.set_heat(tree_document(), "sequence")
    assert document.settings(TreeSettings).heat == "sequence"
