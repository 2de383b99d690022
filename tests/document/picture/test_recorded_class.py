"""A class that a file chose is drawn by itself, however many classes are likelier."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from tests.sources.trace.recorded import full

from tauscope.core.chain import Chain
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, source_edits
from tauscope.document.edits.group_edits import group_classes
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.prepared_logits import FEW_SHOWN
from tauscope.document.reports.plot_numbers.classes import shown_numbers
from tauscope.sources.trace.source import TraceSource


def document(rank: int, chain: str = "temperature=1.3") -> Document:
    """A row of 400 classes whose class of this rank was chosen."""
    recording = full(2, 400, tokens=True)
    made = [
        replace(step, chosen=int(step.logits.keys[step.logits.order[rank - 1]])) for step in recording.made
    ]
    source = TraceSource(replace(recording, made=made, is_quick=True))
    return replace(source_edits.use_source(Document(), source), chain=Chain.parse(chain))


@pytest.mark.parametrize("rank", [1, FEW_SHOWN, FEW_SHOWN + 1, 300, 400])
@pytest.mark.parametrize("chain", ["temperature=1.3", "temperature=1.3,top-k=5", "temperature=0.7,top-p=0.9"])
def test_it_has_a_bar_beside_those_of_the_likeliest_ones(rank: int, chain: str) -> None:
    picture = Picture.of(document(rank, chain))
    row = picture.recorded_row
    assert row is not None
    assert picture.logits.rank_of(row) == rank - 1
    shown = picture.prepared.shown.tolist()
    assert shown[:FEW_SHOWN] == picture.logits.order[:FEW_SHOWN].tolist()
    assert len(shown) == FEW_SHOWN + (rank > FEW_SHOWN)
    (one,) = [one for one in picture.drawn if one.row == row]
    assert one.p == pytest.approx(picture.probability(row))
    assert one.ghost == pytest.approx(picture.prepared.reference[row])
    assert sum(one.p for one in picture.drawn) == pytest.approx(1.0)
    assert picture.drawn[-1].label == f"{400 - len(shown):,} others"
    assert shown_numbers(picture).rows[len(shown) - 1][0] == picture.logits.labels[shown[-1]]


def test_its_draws_are_counted_apart_and_those_of_the_others_around_it() -> None:
    picture = Picture.of(bench_edits.set_draws(document(40, "temperature=3"), 20_000))
    row, sample = picture.recorded_row, picture.sample
    assert row is not None
    (share,) = [one for one in sample.shares if one.drawn.row == row]
    assert share.count == sample.count(row) > 0
    assert sum(one.count for one in sample.shares) == 20_000
    ends = [(one.start, one.end) for one in sample.segments]
    assert ends[0][0] == 0.0
    assert ends[-1][1] == pytest.approx(1.0)
    assert np.allclose([end for _, end in ends[:-1]], [start for start, _ in ends[1:]])
    # Others are likelier than it, and less likely.
    rows = [one.drawn.row for one in sample.segments]
    at = rows.index(row)
    assert rows[at - 1] is rows[at + 1] is None


def test_in_a_group_the_group_is_drawn() -> None:
    whole = document(300)
    picture = Picture.of(whole)
    row = picture.recorded_row
    assert row is not None
    grouped = Picture.of(group_classes(whole, [row, int(picture.logits.order[350])]))
    entry = grouped.prepared.entry_of(row)
    assert entry in grouped.prepared.shown
    assert grouped.prepared.grouped is not None
    assert np.count_nonzero(grouped.prepared.shown == entry) == 1


def test_another_step_draws_what_was_chosen_there() -> None:
    first = Picture.of(document(300))
    later = Picture.of(source_edits.go_to_position(first.document, 1), first)
    assert later.recorded_row is not None
    assert later.prepared.shown[-1] == later.recorded_row != first.recorded_row
