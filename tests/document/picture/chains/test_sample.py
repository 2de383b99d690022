from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest

from tauscope.core.chain import Chain
from tauscope.core.draws.sampling import Uniforms
from tauscope.core.softmax import softmax
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, table_edits
from tauscope.document.picture.chains.sample import ERRORS
from tauscope.document.picture.picture import Picture

NAPKIN = [2.0, 1.0, 0.5, 0.1]


def sampled(chain: str = "temperature=1", draws: int = 1000, document: Document | None = None) -> Picture:
    document = table_edits.set_chain(document or Document(), Chain.parse(chain))
    return Picture.of(bench_edits.set_draws(document, draws))


def many(count: int) -> Document:
    values = np.random.default_rng(1).normal(0, 2, count)
    return table_edits.replace_classes(Document(), [f"word {number}" for number in range(count)], values)


def test_shares_stand_beside_the_probabilities() -> None:
    picture = sampled(draws=100_000)
    sample = picture.sample
    assert (len(sample), sample.seed) == (100_000, 1)
    assert [share.drawn for share in sample.shares] == list(picture.drawn)
    assert sum(share.count for share in sample.shares) == 100_000
    for share, p in zip(sample.shares, softmax(NAPKIN).tolist(), strict=True):
        assert share.share == share.count / 100_000
        assert share.error == pytest.approx(math.sqrt(p * (1 - p) / 100_000))
        assert share.band == pytest.approx((p - ERRORS * share.error, p + ERRORS * share.error))
        assert abs(share.share - p) < 4 * share.error
    distance = 0.5 * sum(abs(share.share - share.drawn.p) for share in sample.shares)
    assert sample.total_variation == pytest.approx(distance)


@pytest.mark.parametrize("chain", ["temperature=1", "top-k=40", "top-k=2", "xtc=1:threshold=0.01"])
@pytest.mark.parametrize("draws", [1, 999])
def test_everything_else_is_counted_together(chain: str, draws: int) -> None:
    sample = sampled(chain, draws, many(5000)).sample
    *singly, others = sample.shares
    assert others.drawn.label == "4,976 others"
    assert others.count == draws - sum(share.count for share in singly)
    assert others.share == others.count / draws
    assert (others.count > 0) <= (others.drawn.p > 0)


def test_bands_stay_between_0_and_1() -> None:
    assert sampled(draws=1).sample.shares[0].band == (0, 1)
    cold = sampled("temperature=0", draws=1).sample
    assert [share.band for share in cold.shares] == [(1, 1), (0, 0), (0, 0), (0, 0)]
    assert [share.count for share in cold.shares] == [1, 0, 0, 0]
    assert cold.total_variation == 0


@pytest.mark.parametrize("count", [4, 30, 31, 5000])
@pytest.mark.parametrize(
    "chain", ["temperature=1", "temperature=0", "temperature=inf", "top-k=2", "xtc=1:threshold=0.01"]
)
def test_each_die_lies_in_the_segment_of_its_class(chain: str, count: int) -> None:
    sample = sampled(chain, 200, many(count)).sample
    segments = sample.segments
    assert segments[0].start == 0
    assert segments[-1].end == pytest.approx(1)
    for segment, after in pairwise(segments):
        assert segment.end == after.start
    for segment in segments:
        assert segment.end - segment.start == pytest.approx(segment.drawn.p, abs=1e-12)
    rows = {segment.drawn.row for segment in segments}
    for throw in sample.last(200):
        (found,) = (segment for segment in segments if segment.start <= throw.uniform < segment.end)
        assert found.drawn.row == (throw.row if throw.row in rows else None)


def test_last_dice_are_the_newest_and_known_by_name() -> None:
    picture = sampled(draws=50)
    throws = picture.sample.last(7)
    assert [throw.uniform for throw in throws] == Uniforms(1, 50).values[-7:].tolist()
    assert [throw.label for throw in throws] == [picture.logits.labels[throw.row] for throw in throws]
    assert [throw.colour for throw in throws] == [throw.row for throw in throws]
    assert len(sampled(draws=2).sample.last(7)) == 2
    assert {throw.colour for throw in sampled("temperature=inf", 100, many(5000)).sample.last(50)} == {None}


def test_running_estimate_ends_at_the_share() -> None:
    sample = sampled("temperature=2").sample
    for row, p in enumerate(softmax(NAPKIN, 2).tolist()):
        running = sample.running(row)
        assert running.p == pytest.approx(p)
        assert running.shares[-1] == sample.shares[row].share
        assert running.numbers[-1] == 1000
        np.testing.assert_allclose(running.errors, np.sqrt(p * (1 - p) / running.numbers))
    assert sample.running(0) is sample.running(0)
    assert not sampled("top-k=1").sample.running(3).shares.any()


def test_dice_stay_while_the_dial_turns_and_while_logits_change() -> None:
    before = sampled(draws=1000)
    before.sample.total_variation  # noqa: B018  # it sorts the dice
    turned = Picture.of(table_edits.set_temperature(before.document, 0.5), before)
    assert turned.uniforms is before.uniforms
    assert Picture.of(table_edits.set_logit(before.document, 0, 9.0), turned).uniforms is before.uniforms


def test_more_draws_go_on_and_another_seed_begins_anew() -> None:
    before = sampled(draws=1000)
    before.sample.total_variation  # noqa: B018
    more = Picture.of(bench_edits.add_draws(before.document, 10), before)
    np.testing.assert_array_equal(more.uniforms.values[:1000], before.uniforms.values)
    anew = Picture.of(bench_edits.set_seed(before.document, 2), before)
    assert (anew.uniforms.values != before.uniforms.values).all()


def test_picture_that_nobody_samples_from_has_no_dice() -> None:
    before = sampled()
    before.drawn  # noqa: B018
    assert "uniforms" not in vars(Picture.of(before.document, before))
