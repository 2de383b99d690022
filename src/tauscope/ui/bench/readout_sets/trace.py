"""Readouts of a trace: the distribution at the shown step, and the token that the file chose there."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tauscope.core.bounds import Bounds, written
from tauscope.core.measures import nats_to_bits
from tauscope.core.numbers import screen_number
from tauscope.document.formulas import with_formulas
from tauscope.document.picture.answers import ELLIPSIS
from tauscope.document.picture.entry_bounds import entry_bounds
from tauscope.document.picture.partial_words import brief_percentage
from tauscope.document.studies.trace_reading import read_trace, surprise_in_bits
from tauscope.document.traces import trace_of
from tauscope.ui.bench.readout_cell import NONE
from tauscope.ui.bench.readout_texts import READOUTS as USUAL
from tauscope.ui.bench.readout_texts import Readout
from tauscope.ui.painting import marks

if TYPE_CHECKING:
    from tauscope.core.bounds import Number
    from tauscope.document.document import Document
    from tauscope.document.picture.picture import Picture

NOT_SAID = "the file does not say"


def _size(picture: Picture) -> str:
    """Return the number of classes of the model."""
    classes = trace_of(picture.document).classes
    return "of an unknown number" if classes is None else f"of {classes:,}"


def _short_size(picture: Picture) -> str:
    """Return the number of classes where there is little room."""
    classes = trace_of(picture.document).classes
    return "of unknown" if classes is None else f"of {classes:,}"


def _chosen(picture: Picture) -> str:
    row = picture.recorded_row
    if row is None:
        return _unlisted_name(picture) or NONE
    p = marks.CUT if picture.is_cut(row) else brief_percentage(picture.probability(row))
    return f"{picture.logits.labels[row][:40]} {p}"


def _unlisted_name(picture: Picture) -> str:
    """Return the name of a chosen token that the step does not list; empty where the file names none."""
    document = picture.document
    key = document.source.recorded(document.state)
    return "" if key is None else f"{trace_of(document).recording.label(key)[:40]} not listed"


def _rank(picture: Picture) -> str:
    """Return the rank of the chosen token in the file; it may be below all that are listed."""
    row, read, at = picture.recorded_row, read_trace(picture), picture.document.state.at
    if read is not None and not read.ranks[at]:
        return NOT_SAID
    if read is not None and read.beyond[at]:
        return f"below rank {int(read.ranks[at]) - 1:,}"
    return NOT_SAID if row is None else f"rank {picture.logits.rank_of(row) + 1:,}"


def _surprise(picture: Picture) -> str:
    read = read_trace(picture)
    if read is None:
        return ELLIPSIS
    return surprise_in_bits(read, picture.document.state.at) or NONE


def _source_temperature(picture: Picture) -> str:
    document = picture.document
    is_said = document.source.recorded(document.state) is not None
    return f"at τ = {screen_number(trace_of(document).applied)}" if is_said else ""


def _others(picture: Picture) -> Number:
    """Return the probability of all classes that are not drawn singly."""
    if picture.bounds is None:
        return picture.other_probability
    if picture.prepared.other_count:
        return entry_bounds(picture.bounds, picture.prepared)[-1]
    return picture.bounds.others


def _everything_else(picture: Picture) -> str:
    return brief_percentage(_others(picture))


def _others_note(picture: Picture) -> str:
    """Return how many classes that are, at most."""
    classes = trace_of(picture.document).classes
    if classes is None:
        return "of unlisted tokens"
    others = classes - len(picture.prepared.drawn_rows)
    if picture.bounds is not None and picture.prepared.other_count:
        return f"≤ {others:,} without a bar"  # the row of the table has the unlisted ones alone
    return f"of {'' if picture.bounds is None else '≤ '}{others:,} others"


def _short_others(picture: Picture) -> str:
    """Return it where there is little room."""
    note = _others_note(picture)
    return "unlisted" if trace_of(picture.document).classes is None else note.removesuffix(" without a bar")


def _coarse(number: float) -> str:
    """Write a bound: of two numbers far apart nobody reads the decimals."""
    return f"{number:,.0f}" if 100 <= number < math.inf else screen_number(number, 2)


def _entropy(picture: Picture) -> str:
    entropy = picture.quantity("entropy")
    if not isinstance(entropy, Bounds):
        return USUAL[0].value(picture)
    return f"{written(entropy, _coarse)} nats"


def _bits(picture: Picture) -> str:
    entropy = picture.quantity("entropy")
    if not isinstance(entropy, Bounds):
        return USUAL[0].note(picture)
    return f"{written(entropy.mapped(nats_to_bits), lambda bits: screen_number(bits, 1))} bits"


def _short_bits(picture: Picture) -> str:
    short = USUAL[0].short_note
    is_bounds = isinstance(picture.quantity("entropy"), Bounds)
    return _bits(picture) if is_bounds or short is None else short(picture)


def _effective(picture: Picture) -> str:
    number = picture.quantity("perplexity")
    return written(number, _coarse) if isinstance(number, Bounds) else USUAL[1].value(picture)


READOUTS = (
    USUAL[0]._replace(value=_entropy, note=_bits, short_note=_short_bits),
    USUAL[1]._replace(value=_effective, note=_size, short_title="Choices", short_note=_short_size),
    *USUAL[2:3],
    Readout(
        "chosen",
        "Chosen",
        _chosen,
        _rank,
        "The token that the file chose at this step, its probability now, and its rank in the file.",
        98,
    ),
    Readout(
        "surprise",
        "Surprise at the source",
        _surprise,
        _source_temperature,
        with_formulas(
            "$−log₂ p$ of the chosen token as the model gave it, before the dial and the knobs: 0 bits for a"
            " token that was certain, 1 more for each halving."
        ),
        84,
        unit=" bits",
        short_title="Surprise",
    ),
    Readout(
        "everything_else",
        "Everything else",
        _everything_else,
        _others_note,
        "Probability of all tokens that are not drawn one by one. Of those that the file does not list, it is"
        " known at the source's temperature, and within bounds at any other.",
        84,
        short_note=_short_others,
    ),
)
"""Readouts of a file that says which tokens were chosen."""


def readouts(document: Document) -> tuple[Readout, ...]:
    """Return the readouts of a trace: the usual ones where its file says nothing of chosen tokens."""
    return READOUTS if trace_of(document).has_tokens else USUAL
