"""Tables of the numbers of a decoding tree, for its plots."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.errors import InputError
from tauscope.document.picture.answers import Failed, Ready
from tauscope.document.picture.prepared_logits import GRID
from tauscope.document.reports.plot_data import Numbers, distinct
from tauscope.document.studies.sequence_curves import sequence_curves
from tauscope.document.studies.tree_view import TreeView, tree_view

if TYPE_CHECKING:
    from tauscope.document.picture.picture import Picture


def _view(picture: Picture) -> TreeView:
    """Return the view of a picture's tree.

    Raises
    ------
    InputError
        If there is none.
    """
    answer = picture.once(tree_view)
    if isinstance(answer, Ready):
        return answer.value
    raise InputError(answer.sentence if isinstance(answer, Failed) else "The tree is still growing.")


def tree_numbers(picture: Picture) -> Numbers:
    """Table of every node of the tree: its tokens, and the probabilities of token and tokens together.

    `kept_by_beams` is 1 for a node that a beam went through and 0 for any other.
    """
    view = _view(picture)
    tree, now, drawn, kept = view.tree, view.now, view.drawn, view.beams.kept
    headers = (
        "text",
        "token",
        "depth",
        "ends",
        "probability",
        "joint_probability",
        "model_probability",
        "model_joint_probability",
        "left_out_after",
        "drawn",
        "kept_by_beams",
        "seed",
    )
    rows = [
        (
            tree.text(node),
            tree.nodes[node].label,
            int(tree.depths[node]),
            int(tree.nodes[node].ended),
            math.exp(now.steps[node]),
            float(now.probabilities[node]),
            math.exp(tree.nodes[node].log_probability),
            math.exp(tree.log_probabilities[node]),
            float(now.others[node]),
            int(drawn.counts[node]),
            int(node in kept),
            picture.document.seed,
        )
        for node in tree.downward
    ]
    return Numbers(headers, rows)


def sequences_numbers(picture: Picture) -> Numbers:
    """Table of every whole sequence by the model's own probability, with that at τ and the number of draws.

    `found_by` names the methods that are shown and end in the sequence.
    """
    view = _view(picture)
    headers = (
        "rank",
        "text",
        "ends",
        "model_probability",
        "model_log_probability",
        "probability",
        "log_probability",
        "drawn",
        "draws",
        "seed",
        "found_by",
    )
    rows = [
        (
            one.rank,
            view.tree.text(one.leaf),
            int(one.ended),
            one.own,
            one.log_own,
            one.now,
            one.log_now,
            one.times,
            view.settings.draws,
            picture.document.seed,
            "; ".join(one.marks),
        )
        for one in map(view.sequence, view.tree.ranking)
    ]
    return Numbers(headers, rows)


def sequence_curves_numbers(picture: Picture) -> Numbers:
    """Table of every temperature: the probability of each sequence with a curve, then that of all others."""
    view, answer = _view(picture), picture.once(sequence_curves)
    if not isinstance(answer, Ready):
        raise InputError(answer.sentence if isinstance(answer, Failed) else "The curves are being computed.")
    curves = answer.value
    names = distinct(f"p({view.tree.name(leaf)})" for leaf in curves.leaves)
    columns = [GRID, *curves.p, curves.rest]
    return Numbers(("temperature", *names, "p(all others)"), np.column_stack(columns).tolist())
