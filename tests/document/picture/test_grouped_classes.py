"""Groups of classes: every number of a group is the sum of those of its members, after the chain."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tauscope.core.bounds import upper
from tauscope.core.chain import Chain
from tauscope.core.logits import Logits
from tauscope.core.softmax import log_partition, softmax
from tauscope.document.document import Document, Pin
from tauscope.document.groups import ClassGroup, ClassGroups
from tauscope.document.picture.group_numbers import grouped_entropy, likeliest_entry
from tauscope.document.picture.grouped_classes import MANY, GroupMembers
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.prepared_logits import ALL_SHOWN, GRID, TOP_SHOWN
from tauscope.sources import TypedTable

if TYPE_CHECKING:
    from collections.abc import Sequence

CHAINS = (
    "temperature=1",
    "temperature=0.7,top-k=3",
    "top-p=0.8,temperature=2",
    "temperature=0.3,min-p=0.1",
    "temperature=0",
    "temperature=inf",
    "temperature=inf,top-k=2",
    "typical-p=0.6,temperature=1.5",
)
LOGIT = st.floats(-8, 8) | st.sampled_from([0.0, 1.0, 1.0, -math.inf])


def grouped(values: list[float], groups: list[list[int]], chain: str = "temperature=1") -> Document:
    """Return a document with a table of these logits, some of whose classes are grouped by key."""
    labels = [f"c{number}" for number in range(len(values))]
    made = ClassGroups(tuple(ClassGroup(f"g{at}", tuple(keys)) for at, keys in enumerate(groups)))
    return Document(TypedTable(Logits.of(labels, values)), chain=Chain.parse(chain), groups=made)


@st.composite
def documents(draw: st.DrawFn, least: int = 2, most: int = 40) -> Document:
    """Documents of a few classes, of which some are masked, tie or are grouped."""
    values = draw(st.lists(LOGIT, min_size=least, max_size=most))
    assume(max(values) > -math.inf)
    keys = draw(st.permutations(range(len(values))))
    cuts = sorted(draw(st.lists(st.integers(0, len(values)), max_size=6)))
    parts = [keys[one:other] for one, other in zip([0, *cuts], [*cuts, len(keys)], strict=True)]
    groups = [part for part in parts if len(part) > 1 and draw(st.booleans())]
    return grouped(values, groups, draw(st.sampled_from(CHAINS)))


def members(picture: Picture) -> list[list[int]]:
    """Rows of the classes of each entry that is drawn, looked up one by one."""
    groups, logits = picture.document.groups, picture.logits
    found = []
    for row in picture.prepared.shown.tolist():
        group = groups.of_key(int(logits.keys[row]))
        keys = [int(logits.keys[row])] if group is None else group.keys
        found.append([here for key in keys if (here := logits.row_of(key)) is not None])
    return found


@given(documents())
def test_every_number_of_a_group_is_the_sum_over_its_members(document: Document) -> None:
    picture, single = Picture.of(document), Picture.of(replace(document, groups=ClassGroups()))
    rows = members(picture)

    def sums(values: np.ndarray) -> list[float]:
        return [float(values[of].sum()) for of in rows]

    def check(numbers: np.ndarray | Sequence[float], expected: Sequence[float]) -> None:
        np.testing.assert_allclose(numbers, expected, rtol=1e-12, atol=1e-14)

    check(picture.bars, sums(single.probabilities))
    check(picture.ghosts, sums(single.prepared.reference))
    check([one.p for one in picture.drawn[: len(rows)]], sums(single.probabilities))
    kept = [bool(single.kept[of].any()) for of in rows]
    assert [one.kept for one in picture.drawn[: len(rows)]] == kept
    counts = single.sample.draws.counts_of_rows
    assert [share.count for share in picture.sample.shares[: len(rows)]] == [counts[of].sum() for of in rows]
    for stage, step in zip(single.stages, picture.steps[1:], strict=True):
        check(step.p[: len(rows)], sums(stage.after.probabilities_of_rows))
        lost = stage.before.probabilities_of_rows * (stage.before.kept & ~stage.after.kept)
        check(step.removed[: len(rows)], sums(lost))
    for mine, theirs in zip(picture.engines.answers, single.engines.answers, strict=True):
        p = np.array(theirs.probabilities(range(len(single.logits))))
        check(mine.p[: len(rows)] if mine.p else [], sums(p) if p.size else [])


@given(documents())
def test_what_is_drawn_sums_to_one_and_cuts_to_what_is_lost(document: Document) -> None:
    picture = Picture.of(document)
    assert math.isclose(sum(one.p for one in picture.drawn), 1.0, rel_tol=1e-12)
    uncut = sum(one.cut for one in picture.drawn)
    heat = picture.final.temperature
    whole = Picture.of(replace(document, chain=Chain().with_temperature(heat)))
    lost = float(whole.probabilities[~picture.kept].sum()) if picture.temperature > 0 else 0.0
    assert math.isclose(uncut, lost, rel_tol=1e-9, abs_tol=1e-12)


@given(documents())
def test_grouping_changes_nothing_that_is_of_single_classes(document: Document) -> None:
    picture, single = Picture.of(document), Picture.of(replace(document, groups=ClassGroups()))
    assert np.array_equal(picture.probabilities, single.probabilities)
    assert picture.entropy == single.entropy
    assert picture.thermodynamics == single.thermodynamics
    assert np.array_equal(picture.sample.draws.rows, single.sample.draws.rows)
    assert picture.of_single_classes.drawn == single.drawn
    assert [step.p for step in picture.of_single_classes.steps] == [step.p for step in single.steps]


@given(documents(), st.sampled_from([0.0, 0.05, 0.5, 1.0, 3.0, 100.0, math.inf]))
def test_the_logit_of_a_group_gives_its_probability_where_nothing_is_cut(
    document: Document, tau: float
) -> None:
    picture = Picture.of(replace(document, chain=Chain().with_temperature(tau)))
    assume(picture.prepared.grouped is not None)
    gathered = picture.prepared.grouped
    assert gathered is not None
    for number in range(len(gathered.members)):
        z, values = gathered.logit(number, tau), picture.logits.values[gathered.members.rows_of(number)]
        finite = values[values > -math.inf]
        if not finite.size:
            assert z == -math.inf
        elif tau == 0:
            assert z == finite.max()
        elif tau == math.inf:
            assert z == (math.inf if finite.size > 1 else finite[0])
        else:
            p = math.exp(z / tau - log_partition(picture.logits.values, tau))
            assert p == pytest.approx(picture.group_probability(number), rel=1e-9, abs=1e-300)


@given(documents())
def test_curves_of_a_group_pass_through_its_probability_at_each_temperature(document: Document) -> None:
    picture = Picture.of(document)
    rows = members(picture)
    for place in (0, 1, 100, 200, 300, 400, 401):
        at = Picture.of(replace(document, chain=Chain().with_temperature(float(GRID[place]))))
        expected = [float(at.probabilities[of].sum()) for of in rows]
        np.testing.assert_allclose(picture.softmax_curves.p[:, place], expected, rtol=1e-9, atol=1e-12)
    sweep = picture.chain_sweep
    if sweep is not None:
        for place in sweep.computed[:3]:
            chain = document.chain.with_temperature(float(GRID[place]))
            at = Picture.of(replace(document, chain=chain))
            expected = [float(at.probabilities[of].sum()) for of in rows]
            np.testing.assert_allclose(picture.curves.p[:, place], expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("count", [MANY + 1, 5 * MANY])
def test_the_curve_of_a_large_group_is_that_of_its_members_one_by_one(count: int) -> None:
    values = np.random.default_rng(3).normal(0, 3, 4 * count)
    values[::7] = -math.inf
    # Once with the likeliest class of all in the group, and once without it.
    order = np.argsort(-values)
    for keys in (order[:count], order[count : 2 * count]):
        picture = Picture.of(grouped(values.tolist(), [keys.tolist()]))
        curve = picture.softmax_curves.p[picture.prepared.shown.tolist().index(keys[0])]
        for place in (0, 1, 50, 200, 350, 400, 401):
            at = Picture.of(replace(picture.document, chain=Chain().with_temperature(float(GRID[place]))))
            expected = float(at.probabilities[keys].sum())
            assert math.isclose(curve[place], expected, rel_tol=1e-9, abs_tol=1e-250)


@given(documents(), st.data())
def test_a_pin_gives_a_group_the_sum_of_what_it_gives_to_the_members_it_has(
    document: Document, data: st.DataObject
) -> None:
    keys = document.logits.keys
    count = data.draw(st.integers(1, len(keys)))
    kept = data.draw(st.permutations(range(len(keys))))[:count]
    values = document.logits.values[kept]
    assume(values.max() > -math.inf)
    other = TypedTable(Logits.of([f"c{row}" for row in kept], values, keys[kept]))
    picture = Picture.of(replace(document, pins=(Pin(other, None, Chain()),)))
    assume(picture.pins)
    known = dict(zip(kept, Picture.of(Document(other)).probabilities.tolist(), strict=True))
    expected = [
        sum(known[row] for row in of if row in known) if any(row in known for row in of) else None
        for of in members(picture)
    ]
    for mine, theirs in zip(picture.pins[0].bars, expected, strict=False):
        assert (mine is None) == (theirs is None)
        assert mine is None or theirs is None or math.isclose(mine, theirs, rel_tol=1e-12, abs_tol=1e-15)


def test_all_classes_in_one_group_have_probability_one_and_one_bar() -> None:
    picture = Picture.of(grouped([3.0, 1.0, -math.inf], [[0, 1, 2]]))
    (bar,) = picture.drawn
    assert (bar.label, bar.row, bar.cut) == ("g0", 0, 0.0)
    assert math.isclose(bar.p, 1.0, rel_tol=1e-15)
    assert picture.entropy > 0


def test_a_group_of_masked_classes_has_no_probability_and_no_cut() -> None:
    picture = Picture.of(grouped([3.0, -math.inf, -math.inf], [[1, 2]], "temperature=1,top-k=1"))
    group = picture.drawn[1]
    assert (group.p, group.cut, group.kept) == (0.0, 0.0, False)
    assert not picture.is_group_cut(0)


def test_a_group_of_which_all_members_are_cut_says_so() -> None:
    picture = Picture.of(grouped([3.0, 1.0, 0.0], [[1, 2]], "temperature=1,top-k=1"))
    assert picture.drawn[1].is_cut
    assert picture.is_group_cut(0)
    assert picture.group_probability(0) == 0.0


def test_at_tau_zero_a_group_has_the_share_of_its_ties() -> None:
    picture = Picture.of(grouped([2.0, 2.0, 2.0, 1.0], [[1, 2, 3]], "temperature=0"))
    assert picture.bars.tolist() == pytest.approx([1 / 3, 2 / 3])


def test_few_groups_of_a_vocabulary_are_all_drawn_however_unlikely() -> None:
    values = np.linspace(10, -10, 1000)
    picture = Picture.of(grouped(values.tolist(), [[998, 999], [3, 4]]))
    labels = picture.prepared.labels
    assert len(labels) == TOP_SHOWN
    assert labels[-1] == "g0"
    assert labels.index("g1") == 0  # its two members together are likelier than the first class
    assert picture.prepared.other_count == 1000 - (TOP_SHOWN + 2)


def test_of_many_groups_only_the_likeliest_entries_are_drawn() -> None:
    values = np.linspace(10, -10, 1000)
    pairs = [[2 * place, 2 * place + 1] for place in range(490, 500)] + [[0, 1], [2, 3], [4, 5]]
    prepared = Picture.of(grouped(values.tolist(), pairs)).prepared
    assert prepared.grouped is not None
    assert prepared.shown.tolist() == prepared.grouped.ranked[:TOP_SHOWN].tolist()
    assert "g0" not in prepared.labels


def test_a_vocabulary_in_a_few_groups_has_a_bar_for_each_in_the_order_of_the_table() -> None:
    parts = np.array_split(np.arange(900), ALL_SHOWN)
    picture = Picture.of(grouped([0.0] * 900, [part.tolist() for part in reversed(parts)]))
    assert picture.prepared.labels == tuple(f"g{number}" for number in reversed(range(ALL_SHOWN)))
    assert picture.prepared.other_count == 0


@given(documents(least=31, most=60))
def test_entries_are_ranked_by_their_probability_at_tau_1(document: Document) -> None:
    picture = Picture.of(replace(document, chain=Chain()))
    gathered = picture.prepared.grouped
    assume(gathered is not None)
    assert gathered is not None
    p = [float(picture.probabilities[gathered.rows_of(row)].sum()) for row in gathered.ranked.tolist()]
    assert all(one >= other - 1e-12 for one, other in pairwise(p))
    assert sorted(gathered.ranked.tolist()) == gathered.entries.tolist()


def test_the_prepared_logits_stay_while_the_groups_do() -> None:
    document = grouped([2.0, 1.0, 0.0], [[1, 2]])
    before = Picture.of(document)
    after = Picture.of(replace(document, chain=Chain().with_temperature(2.0)), before)
    assert after.prepared is before.prepared
    other = Picture.of(replace(document, groups=ClassGroups()), after)
    assert other.prepared is not after.prepared


def test_who_is_in_which_group_is_not_looked_up_again_when_only_the_logits_move() -> None:
    document = grouped([2.0, 1.0, 0.0], [[1, 2]])
    before = Picture.of(document)
    assert before.drawn
    keys = document.logits.keys
    moved = document.with_logits(Logits.of(document.logits.labels, [0.0, 1.0, 3.0], keys))
    after = Picture.of(moved, before)
    one, other = before.prepared.grouped, after.prepared.grouped
    assert one is not None
    assert other is not None
    assert other.members is one.members
    assert after.drawn == Picture.of(moved).drawn
    sooner = Picture.of(replace(moved, groups=ClassGroups((ClassGroup("other", (0, 1)),))), after)
    assert sooner.prepared.labels == ("other", "c2")


def test_a_group_has_the_colour_of_its_first_member_and_each_class_keeps_its_own() -> None:
    prepared = Picture.of(grouped([0.0, 1.0, 2.0, 3.0], [[2, 0]])).prepared
    assert [prepared.entry_colour(row) for row in range(4)] == [2, 1, 2, 3]
    assert [prepared.colour(row) for row in range(4)] == [0, 1, 2, 3]
    assert prepared.colours == (1, 2, 3)


def test_among_many_classes_a_group_has_the_colour_of_its_likeliest_member() -> None:
    prepared = Picture.of(grouped(np.linspace(0.0, 5.0, 50).tolist(), [[0, 47], [1, 2]])).prepared
    assert prepared.entry_colour(0) == prepared.colour(47) == 2
    assert prepared.entry_colour(1) is None


@given(documents())
def test_the_entropy_with_groups_is_that_of_the_sums(document: Document) -> None:
    picture = Picture.of(document)
    found = picture.once(grouped_entropy)
    gathered = picture.prepared.grouped
    if gathered is None:
        assert found is None
        return
    p = np.array([picture.probabilities[gathered.rows_of(row)].sum() for row in gathered.entries.tolist()])
    p = p[p > 0]
    assert found == pytest.approx(-float((p * np.log(p)).sum()), abs=1e-12)
    of_entries = [upper(picture.entry_probability(row)) for row in gathered.entries.tolist()]
    assert of_entries == pytest.approx(
        [picture.probabilities[gathered.rows_of(row)].sum() for row in gathered.entries]
    )
    likeliest = picture.once(likeliest_entry)
    assert likeliest in gathered.entries
    assert upper(picture.entry_probability(likeliest)) == pytest.approx(max(of_entries), rel=1e-12)


@pytest.mark.parametrize("knobs", ["temperature=1", "temperature=0.02", "temperature=3,top-k=40,top-p=0.9"])
def test_groups_of_a_large_vocabulary_have_the_sums_of_their_members(knobs: str) -> None:
    values = np.random.default_rng(0).normal(0, 3, 20_000)
    values[:3] = -math.inf
    together = [list(range(3)), list(range(3, 9_000)), [9_000, 9_001, int(values.argmax())]]
    picture = Picture.of(grouped(values.tolist(), together, knobs))
    p, gathered = Picture.of(picture.document).probabilities, picture.prepared.grouped
    assert gathered is not None
    of_groups = [float(p[rows].sum()) for rows in together]
    assert [picture.group_probability(number) for number in range(3)] == pytest.approx(of_groups, rel=1e-11)
    entries = np.array([p[gathered.rows_of(row)].sum() for row in gathered.entries.tolist()])
    entries = entries[entries > 0]
    expected = -float((entries * np.log(entries)).sum())
    assert picture.once(grouped_entropy) == pytest.approx(expected, rel=1e-10)
    shown = [float(p[gathered.rows_of(row)].sum()) for row in picture.prepared.shown.tolist()]
    assert picture.bars.tolist() == pytest.approx(shown, rel=1e-11)
    whole = softmax(values, picture.final.temperature)
    uncut = [float(whole[gathered.rows_of(row)].sum()) for row in picture.prepared.shown.tolist()]
    assert picture.uncut.tolist() == pytest.approx(uncut, rel=1e-11)
    cut = np.where(p > 0, 0.0, whole)
    gone = [float(cut[gathered.rows_of(row)].sum()) for row in picture.prepared.shown.tolist()]
    assert picture.cut.tolist() == pytest.approx(gone, rel=1e-11, abs=1e-300)


def test_intervals_of_random_numbers_cover_all_that_is_drawn() -> None:
    values = np.linspace(4, 0, 60).tolist()
    picture = Picture.of(grouped(values, [[0, 2, 4, 59], [1, 3]]))
    segments = picture.sample.segments
    widths: dict[str, float] = {}
    for segment in segments:
        widths[segment.drawn.label] = widths.get(segment.drawn.label, 0.0) + segment.end - segment.start
    for one in picture.drawn:
        assert math.isclose(widths[one.label], one.p, abs_tol=2e-3)
    assert all(math.isclose(one.end, other.start) for one, other in pairwise(segments))


def test_the_share_of_a_group_converges_to_the_sum() -> None:
    picture = Picture.of(grouped([2.0, 1.0, 0.0], [[0, 2]]))
    running = picture.sample.running(2)
    assert math.isclose(running.p, float(picture.bars[0]), rel_tol=1e-12)
    assert running.shares[-1] == picture.sample.shares[0].share


@pytest.mark.parametrize("spread", [1, 10**12])
def test_members_are_found_among_any_keys(spread: int) -> None:
    keys = np.array([7, 3, 9, 1, 4, 8]) * spread
    groups = ClassGroups(
        tuple(
            ClassGroup(f"g{of}", tuple(np.array(of) * spread)) for of in ((9, 7), (5, 6), (2, 4, 3), (0, 11))
        )
    )
    members = GroupMembers(groups, keys)
    assert [group.name for group in members.present] == ["g(9, 7)", "g(2, 4, 3)"]
    assert [members.rows_of(number).tolist() for number in range(len(members))] == [[2, 0], [4, 1]]
    assert members.numbers.tolist() == [0, 1, 0, -1, 1, -1]
    assert members.first_keys.tolist() == [9 * spread, 2 * spread]
