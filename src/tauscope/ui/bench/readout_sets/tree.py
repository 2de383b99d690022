"""Readouts of a decoding tree: whole sequences at the dial's τ, and what greedy and the beams find."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

from tauscope.core.measures import nats_to_bits
from tauscope.core.numbers import screen_number, screen_percentage
from tauscope.document.formulas import formula, with_formulas
from tauscope.document.picture.answers import ELLIPSIS, Failed, Ready
from tauscope.document.studies.tree_view import TreeView, tree_view
from tauscope.ui.bench.readout_cell import NONE
from tauscope.ui.bench.readout_texts import Readout

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.document.picture.picture import Picture

LONGEST = 22
"""Most characters of a sequence; of a longer one the end is shown, where sequences differ most."""


def _of_tree(write: Callable[[TreeView], str], picture: Picture) -> str:
    """Write a text of the tree; "…" while there is none, a dash where there will be none."""
    answer = picture.once(tree_view)
    if isinstance(answer, Ready):
        return write(answer.value)
    return NONE if isinstance(answer, Failed) else ELLIPSIS


def _note_of_tree(write: Callable[[TreeView], str], picture: Picture) -> str:
    answer = picture.once(tree_view)
    return write(answer.value) if isinstance(answer, Ready) else ""


def _at(view: TreeView, end: int) -> str:
    """Write the sequence that ends there, with its probability at the dial's τ."""
    if end < 0:
        return "leaves the tree"
    name = view.tree.name(end)
    shown = name if len(name) <= LONGEST else f"{ELLIPSIS}{name[-LONGEST + 1 :].lstrip()}"
    return f"{shown} {screen_percentage(float(view.now.probabilities[end]))}"


def _entropy(view: TreeView) -> str:
    return f"{screen_number(view.now.entropy, 3)} nats"


def _entropy_note(view: TreeView) -> str:
    return f"{screen_number(nats_to_bits(view.now.entropy), 3)} bits"


def _effective(view: TreeView) -> str:
    return screen_number(view.now.effective)


def _count(view: TreeView) -> str:
    return f"of {view.count_words}"


def _likeliest(view: TreeView) -> str:
    return _at(view, view.likeliest)


def _likeliest_note(view: TreeView) -> str:
    return view.rank_words(view.likeliest)


def _greedy(view: TreeView) -> str:
    return _at(view, view.greedy)


def _greedy_note(view: TreeView) -> str:
    return view.rank_words(view.greedy)


def _beam(view: TreeView) -> str:
    return _at(view, view.beams.found[0])


def _beam_note(view: TreeView) -> str:
    width = view.settings.beams
    drawn = "drawn " if view.settings.drawn_beams else ""
    beams = f"{width} {drawn}beam{'' if width == 1 else 's'}"
    rank = view.rank_words(view.beams.found[0])
    return f"{beams}, {rank}" if rank else beams


def _beam_rank(view: TreeView) -> str:
    """Rank of the best beam alone; the number of beams where the rank is not known."""
    return view.rank_words(view.beams.found[0]) or _beam_note(view)


def _score(view: TreeView) -> str:
    end = view.beams.found[0]
    return NONE if end < 0 else screen_number(float(view.tree.log_probabilities[end]), 3)


def _score_note(view: TreeView) -> str:
    end = view.beams.found[0]
    if end < 0:
        return ""
    a_token = float(view.tree.log_probabilities[end]) / max(1, int(view.tree.depths[end]))
    return f"{screen_number(a_token, 3)} a token" if math.isfinite(a_token) else ""


def _score_in_short(view: TreeView) -> str:
    return _score_note(view).replace(" a token", "/token")


def _readout(
    name: str,
    title: str,
    value: Callable[[TreeView], str],
    note: Callable[[TreeView], str],
    meaning: str,
    share: int,
    unit: str = "",
) -> Readout:
    return Readout(
        name, title, partial(_of_tree, value), partial(_note_of_tree, note), meaning, share, unit=unit
    )


RANKS = "\nIts rank is by the model's own probability: at τ = 1 and without knobs."

READOUTS = (
    _readout(
        "sequence_entropy",
        "Sequence entropy",
        _entropy,
        _entropy_note,
        with_formulas(
            "How undecided the whole sequence is at the dial's τ, after all knobs: $−Σ p ln p$ of sequences."
        ),
        98,
        " nats",
    )._replace(short_title="Entropy"),
    _readout(
        "effective_sequences",
        "Effective number",
        _effective,
        _count,
        with_formulas("$e^S$ of the sequences: how many equally likely ones would have this entropy."),
        84,
    )._replace(short_title="Effective"),
    _readout(
        "likeliest_sequence",
        "Most likely at τ",
        _likeliest,
        _likeliest_note,
        "The sequence with the largest probability at the dial's τ, after all knobs." + RANKS,
        104,
    ),
    _readout(
        "greedy_sequence",
        "Greedy",
        _greedy,
        _greedy_note,
        "What the likeliest token at each step leads to, with its probability at the dial's τ." + RANKS,
        104,
    ),
    _readout(
        "beam_sequence",
        "Beam search",
        _beam,
        _beam_note,
        "The best sequence that the beams find, with its probability at the dial's τ." + RANKS,
        104,
    )._replace(short_note=partial(_note_of_tree, _beam_rank)),
    _readout(
        "beam_log_probability",
        f"{formula('ln p')} of beam",
        _score,
        _score_note,
        with_formulas(
            "$ln p$ of the best beam by the model itself, at τ = 1 and without knobs, in nats; and divided by"
            " its number of tokens."
        ),
        84,
    )._replace(short_note=partial(_note_of_tree, _score_in_short)),
)
"""Readouts that stand in the row while the panel of the tree is there."""
