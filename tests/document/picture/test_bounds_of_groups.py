"""Groups where only some classes are listed: the true sum lies within the bounds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.partial_source import PartialSource

from tauscope.core.bounds import Bounds, lower, upper
from tauscope.core.chain import Chain
from tauscope.core.logits import Logits
from tauscope.core.softmax import softmax
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits
from tauscope.document.groups import ClassGroup, ClassGroups
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.prepared_logits import GRID
from tauscope.sources import TypedTable

CHAINS = (
    "temperature=1",
    "temperature=0.5",
    "temperature=2",
    "temperature=0.8,top-k=3",
    "top-p=0.7",
    "min-p=0.2",
)
ROUNDING = 1e-9


@st.composite
def cut_documents(draw: st.DrawFn) -> tuple[Document, Document]:
    """A list of the likeliest classes of a distribution, and the whole of it, with the same groups."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    classes = draw(st.integers(4, 60))
    values = np.sort(rng.normal(0.0, draw(st.sampled_from((0.5, 2.0, 5.0))), classes))[::-1]
    listed = draw(st.integers(2, classes - 1))
    keys = draw(st.permutations(range(classes)))
    size = draw(st.integers(2, min(8, classes // 2)))
    made = ClassGroups(
        (ClassGroup("one", tuple(keys[:size])), ClassGroup("two", tuple(keys[size : 2 * size])))
    )
    chain = Chain.parse(draw(st.sampled_from(CHAINS)))
    labels = [f"c{number}" for number in range(classes)]
    mass = float(softmax(values)[listed:].sum())
    some = PartialSource(Logits.of(labels[:listed], values[:listed]), mass, 1.0, classes - listed)
    whole = TypedTable(Logits.of(labels, values))
    return Document(some, chain=chain, groups=made), Document(whole, chain=chain, groups=made)


@given(cut_documents())
def test_the_sum_over_a_group_lies_within_its_bounds(both: tuple[Document, Document]) -> None:
    some, whole = Picture.of(both[0]), Picture.of(both[1])
    shown = some.prepared
    for place, (label, one) in enumerate(zip(shown.labels, some.drawn, strict=False)):
        group = next((group for group in both[0].groups if group.name == label), None)
        keys = [int(shown.shown[place])] if group is None else list(group.keys)
        p = float(whole.probabilities[keys].sum())
        assert one.bounds is not None
        assert one.bounds.low - ROUNDING <= p <= one.bounds.high + ROUNDING
        for step, stage in zip(some.steps[1:], whole.stages, strict=True):
            after = float(stage.after.probabilities_of_rows[keys].sum())
            assert step.bounds[place].low - ROUNDING <= after <= step.bounds[place].high + ROUNDING
        for column in (1, 150, 200, 250, 400):
            softened = softmax(whole.logits.values, float(GRID[column]))[keys].sum()
            bounds = some.curve_bounds
            assert bounds is not None
            assert bounds.low[place, column] - ROUNDING <= softened <= bounds.high[place, column] + ROUNDING
    if shown.other_count:
        drawn = [
            key
            for label in shown.labels
            for group in both[0].groups
            if group.name == label
            for key in group.keys
        ]
        drawn += [
            int(row) for row, label in zip(shown.shown, shown.labels, strict=True) if label.startswith("c")
        ]
        rest = np.setdiff1d(np.arange(len(whole.logits)), drawn)
        p, last = float(whole.probabilities[rest].sum()), some.drawn[-1].bounds
        assert last is not None
        assert last.low - ROUNDING <= p <= last.high + ROUNDING
    assert sum(lower(one.number) for one in some.drawn) <= 1 + ROUNDING
    assert sum(upper(one.number) for one in some.drawn) >= 1 - ROUNDING


def test_a_group_of_listed_classes_is_exact_at_the_temperature_of_the_list() -> None:
    source = PartialSource(temperature=1.0)
    document = Document(source, groups=ClassGroups((ClassGroup("pets", (0, 1)),)))
    picture = Picture.of(document)
    p = softmax(source.table.values)[:2].sum() * 0.9
    assert picture.drawn[0].bounds is not None
    assert picture.drawn[0].bounds == pytest.approx(Bounds(p, p))
    assert picture.group_probability(0) == pytest.approx(Bounds(p, p))


def test_a_member_that_is_not_listed_adds_at_most_what_is_not_listed() -> None:
    source = PartialSource(temperature=1.0)
    document = Document(source, groups=ClassGroups((ClassGroup("pets", (0, 77)),)))
    picture = Picture.of(document)
    p = softmax(source.table.values)[0] * 0.9
    least = softmax(source.table.values).min() * 0.9
    assert picture.drawn[0].bounds == pytest.approx(Bounds(p, p + min(0.1, least)))
    # All that is not listed may be the other member.
    assert picture.drawn[-1].bounds is not None
    assert picture.drawn[-1].bounds.low == pytest.approx(0.0, abs=1e-15)


@given(cut_documents())
def test_the_probability_that_table_and_reports_tell_holds_as_well(both: tuple[Document, Document]) -> None:
    some, whole = Picture.of(both[0]), Picture.of(both[1])
    grouped = some.prepared.grouped
    for place, group in enumerate(grouped.members.present if grouped is not None else ()):
        bounds, p = some.group_probability(place), float(whole.probabilities[list(group.keys)].sum())
        assert lower(bounds) - ROUNDING <= p <= upper(bounds) + ROUNDING
        drawn = next(one.bounds for one in some.drawn if one.label == group.name)
        assert drawn == pytest.approx(bounds, abs=ROUNDING)


@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_what_others_cannot_have_is_the_groups(temperature: float) -> None:
    """All unlisted classes but one are members: they have what one cannot have."""
    others = 4
    table = Logits.of(["cat", "dog", "fox"], [4.0, 2.0, -1.0])
    source = PartialSource(table, mass=0.015, temperature=1.0, others=others)
    chain = Chain.parse(f"temperature={temperature}")
    some = ClassGroups((ClassGroup("most", (0, *range(3, 3 + others - 1))),))
    every = ClassGroups((ClassGroup("most", (0, *range(3, 3 + others))),))
    bounds = Picture.of(Document(source, chain=chain)).bounds
    assert bounds is not None
    whole = Picture.of(Document(source, chain=chain, groups=every)).group_probability(0)
    # With all of them the group has what the two other listed classes leave.
    assert lower(whole) == pytest.approx(1 - bounds.high[1:].sum())
    assert upper(whole) == pytest.approx(1 - bounds.low[1:].sum())
    fewer = Picture.of(Document(source, chain=chain, groups=some)).group_probability(0)
    assert lower(fewer) >= bounds.low[0] + bounds.others.low - bounds.each - ROUNDING
    if temperature == 1.0:
        assert lower(fewer) > bounds.low[0] + ROUNDING


@pytest.mark.parametrize("tau", [0.5, 0.8, 1.2])
def test_what_top_k_cuts_for_certain_has_no_probability(tau: float) -> None:
    source = PartialSource(Logits.of([f"c{n}" for n in range(20)], np.linspace(3.0, -3.0, 20)))
    picture = Picture.of(Document(source, chain=Chain.parse(f"temperature={tau},top-k=7")))
    assert picture.drawn[-1].bounds == Bounds(0.0, 0.0)
    assert picture.drawn[-1].p == 0
    pinned = Picture.of(bench_edits.pin(picture.document))
    assert pinned.pins[0].aligned.elsewhere == Bounds(0.0, 0.0)


def test_a_group_of_which_nothing_is_listed_is_not_drawn() -> None:
    document = Document(PartialSource(), groups=ClassGroups((ClassGroup("rare", (70, 71)),)))
    assert "rare" not in Picture.of(document).prepared.labels
    assert Picture.of(document).drawn == Picture.of(replace(document, groups=ClassGroups())).drawn


@given(cut_documents())
def test_no_unlisted_class_is_likelier_than_the_bound_of_a_single_one(
    both: tuple[Document, Document],
) -> None:
    some, whole = Picture.of(both[0]), Picture.of(both[1])
    listed = len(some.logits)
    assert some.bounds is not None
    assert whole.probabilities[listed:].max() <= some.bounds.each + ROUNDING
    assert some.bounds.each <= some.bounds.others.high
    curves = some.curve_bounds
    assert curves is not None
    if curves.each is not None:
        for column in (0, 1, 100, 200, 300, 400, 401):
            p = softmax(whole.logits.values, float(GRID[column]))[listed:]
            assert p.max() <= curves.each[column] + ROUNDING
