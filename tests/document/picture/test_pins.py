from __future__ import annotations

import json
import math
from dataclasses import replace

import mpmath  # type: ignore[import-untyped]
import numpy as np
import pytest
import scipy.special
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.chain import Chain
from tauscope.core.chain.knobs import KNOBS
from tauscope.core.logits import Logits
from tauscope.core.softmax import softmax
from tauscope.document.chain_words import settings_text
from tauscope.document.document import MOST_PINS, Document
from tauscope.document.edits import table_edits
from tauscope.document.edits.bench_edits import clear_pins, pin, return_to_pin, turn_to_pin, unpin
from tauscope.document.files.codec import decode, encode
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.pins import TAGS
from tauscope.document.reports.plot_data import plot_numbers, written_numbers

FOUR = [2.0, 1.0, 0.5, 0.1]


def with_chain(document: Document, chain: str) -> Document:
    return table_edits.set_chain(document, Chain.parse(chain))


def pinned_at(*chains: str, then: str = "temperature=1", document: Document | None = None) -> Document:
    """A document with pins of these chains, and then a chain of its own."""
    document = document or Document()
    for chain in chains:
        document = pin(with_chain(document, chain))
    return with_chain(document, then)


def divergence(document: Document) -> float:
    nats = Picture.of(document).divergences[0]
    assert isinstance(nats, float)
    return nats


def names(document: Document) -> list[str]:
    return [one.name for one in Picture.of(document).pins]


# The divergence


@pytest.mark.parametrize("kept", [0.3, 1.0, 4.0, math.inf])
@pytest.mark.parametrize("now", [0.0, 0.5, 1.0, 2.0, math.inf])
def test_divergence_is_that_of_scipy(kept: float, now: float) -> None:
    document = table_edits.set_temperature(pin(table_edits.set_temperature(Document(), kept)), now)
    p, q = softmax(FOUR, now), softmax(FOUR, kept)
    assert divergence(document) == pytest.approx(scipy.special.rel_entr(p, q).sum(), rel=1e-12, abs=1e-15)


def test_divergence_where_probabilities_underflow_is_that_of_mpmath() -> None:
    document = table_edits.replace_classes(Document(), ["a", "b", "c"], [0.0, -900.0, -1100.0])
    document = table_edits.set_temperature(pin(table_edits.set_temperature(document, 0.25)), 1000.0)
    with mpmath.workdps(50):
        p, q = ([mpmath.e ** (mpmath.mpf(z) / tau) for z in (0, -900, -1100)] for tau in (1000, 0.25))
        p, q = ([one / sum(row) for one in row] for row in (p, q))
        exact = sum(one * mpmath.log(one / other) for one, other in zip(p, q, strict=True))
    assert divergence(document) == pytest.approx(float(exact), rel=1e-13)


@pytest.mark.parametrize(
    ("kept", "now", "expected"),
    [
        ("top-k=2", "temperature=1", math.inf),
        ("temperature=0", "temperature=0.1", math.inf),
        ("temperature=0", "temperature=inf", math.inf),
        ("temperature=0", "temperature=0", 0.0),
        ("temperature=inf", "temperature=0", math.log(4)),
        ("temperature=1", "top-k=1", -math.log(softmax(FOUR)[0])),
        ("top-k=2", "top-k=1", math.log1p(math.exp(-1))),
        ("top-k=2", "top-k=3", math.inf),
    ],
)
def test_divergence_of_what_is_cut(kept: str, now: str, expected: float) -> None:
    assert divergence(pinned_at(kept, then=now)) == pytest.approx(expected, rel=1e-13)


def test_the_likeliest_class_that_a_pin_has_no_chance_for_is_named() -> None:
    picture = Picture.of(pinned_at("top-k=2", "temperature=2"))
    assert [one.lacking(picture.final) for one in picture.pins] == [2, None]


@st.composite
def tables(draw: st.DrawFn) -> Document:
    finite = st.floats(-50, 50) | st.sampled_from([-math.inf, -1e308, 1e308, 0.0])
    values = draw(st.lists(finite, min_size=1, max_size=12).filter(lambda row: max(row) > -math.inf))
    return table_edits.replace_classes(Document(), [f"c{row}" for row in range(len(values))], values)


chains = st.lists(
    st.sampled_from(
        ("temperature=0", "temperature=0.3", "temperature=7", "temperature=inf", "top-k=2", "top-p=0.9")
    ),
    max_size=3,
).map(",".join)


@given(tables(), chains, chains)
def test_divergence_is_never_negative_and_infinite_where_the_pin_cuts(
    document: Document, kept: str, now: str
) -> None:
    document = pinned_at(kept, then=now, document=document)
    picture = Picture.of(document)
    nats, ghost = divergence(document), picture.pins[0].pin.chain.candidates(document.logits)
    assert nats >= 0
    if bool((picture.kept & ~ghost.kept).any()):
        assert nats == math.inf
    else:
        q = ghost.probabilities_of_rows
        with np.errstate(divide="ignore", invalid="ignore"):
            expected = scipy.special.rel_entr(picture.probabilities, q).sum()
        # Where q underflows scipy says ∞; the logarithms know better.
        assert nats == pytest.approx(expected, abs=1e-12) or (math.isinf(expected) and not q.all())


@given(tables(), chains)
def test_a_pin_is_no_way_from_itself(document: Document, chain: str) -> None:
    document = with_chain(document, chain)
    assert divergence(pin(document)) == 0.0


@given(tables(), chains, st.randoms())
def test_a_pin_does_not_mind_where_rows_stand(document: Document, chain: str, random: object) -> None:
    before = pinned_at("temperature=3", then=chain, document=document)
    rows = np.array(random.sample(range(len(before.logits)), len(before.logits)))  # type: ignore[attr-defined]
    after = table_edits.reorder(before, rows)
    assert divergence(after) == pytest.approx(divergence(before), rel=1e-12, abs=1e-12)
    assert names(after) == names(before)
    bars = np.array(Picture.of(before).pins[0].bars, dtype=float)
    assert Picture.of(after).pins[0].bars == tuple(bars[rows])


# What is drawn


def test_bars_are_those_of_the_pin_whatever_is_on_the_bench() -> None:
    document = table_edits.set_logit(pinned_at("temperature=0.5"), 2, 7.0)
    (one,) = Picture.of(document).pins
    np.testing.assert_allclose(np.array(one.bars, dtype=float), softmax(FOUR, 0.5))
    assert one.temperature == 0.5


@pytest.mark.parametrize("count", [31, 5000])
def test_everything_else_has_the_rest_of_the_pin(count: int) -> None:
    values = np.random.default_rng(3).normal(0, 2, count)
    table = table_edits.replace_classes(Document(), [f"c{row}" for row in range(count)], values)
    picture = Picture.of(pinned_at("temperature=0.5,top-k=30", document=table))
    (one,) = picture.pins
    assert len(one.bars) == len(picture.drawn) == 25
    q = np.zeros(count)
    best = np.argsort(-values)[:30]
    q[best] = softmax(values[best], 0.5)
    np.testing.assert_allclose(np.array(one.bars, dtype=float)[:24], q[picture.prepared.shown])
    assert one.bars[-1] == pytest.approx(1 - q[picture.prepared.shown].sum(), abs=1e-12)


def test_everything_else_is_only_what_the_pin_has_of_it() -> None:
    values = np.linspace(3.0, 0.0, 40)
    table = table_edits.replace_classes(Document(), [f"c{row}" for row in range(40)], values)
    fewer = table_edits.remove_classes(pinned_at("temperature=1", document=table), [0, 39])
    (one,) = Picture.of(fewer).pins
    assert one.bars[-1] == pytest.approx(softmax(values)[25:39].sum(), rel=1e-12)


def test_a_new_class_has_no_ghost_even_in_the_place_of_one_that_went() -> None:
    document = table_edits.add_class(table_edits.remove_classes(pinned_at("temperature=1"), [3]), 3)
    picture = Picture.of(document)
    assert picture.pins[0].bars[3] is None
    assert picture.pins[0].lacking(picture.final) == 3
    assert picture.divergences == (math.inf,)


def test_a_class_that_went_and_comes_back_by_undo_has_its_ghost() -> None:
    document = pinned_at("temperature=1")
    gone = Picture.of(table_edits.remove_classes(document, [0]))
    assert gone.pins[0].bars == tuple(softmax(FOUR)[1:])
    assert Picture.of(document, gone).pins[0].bars == tuple(softmax(FOUR))


def test_a_renamed_class_keeps_its_ghost_and_a_pin_its_name() -> None:
    document = table_edits.set_labels(pinned_at("temperature=0.5"), 0, ["lion"])
    (one,) = Picture.of(document).pins
    assert one.bars[0] == softmax(FOUR, 0.5)[0]
    assert one.name == "τ 0.50"


def test_another_table_shares_with_a_pin_what_has_the_same_name() -> None:
    document = table_edits.replace_classes(
        pinned_at("temperature=1"), ["owl", "elk", "cat", "cat"], [1.0, 0.0, 2.0, 0.0]
    )
    (one,) = Picture.of(document).pins
    q = softmax(FOUR)
    assert one.bars == (q[3], None, q[0], None)
    assert one.name == "τ 1.00 (other logits)"
    assert len(set(document.logits.keys.tolist())) == 4


def test_another_table_without_pins_is_numbered_from_0() -> None:
    assert table_edits.replace_classes(Document(), ["owl", "cat"], [1.0, 0.0]).logits.keys.tolist() == [0, 1]


def test_a_class_renamed_between_two_pins_is_still_one_class() -> None:
    document = pin(table_edits.set_labels(pinned_at("temperature=2"), 0, ["lion"]))
    other = table_edits.replace_classes(document, ["cat", "lion"], [0.0, 1.0])
    assert len(set(other.logits.keys.tolist())) == 2


def test_a_masked_class_is_drawn_as_it_was() -> None:
    document = table_edits.set_logit(pinned_at("temperature=1"), 0, -math.inf)
    picture = Picture.of(document)
    assert picture.pins[0].bars[0] == softmax(FOUR)[0]
    assert math.isfinite(divergence(document))
    assert divergence(table_edits.set_logit(pin(document), 0, 0.0)) < math.inf
    masked = pin(table_edits.set_logit(Document(), 0, -math.inf))
    assert divergence(table_edits.set_logit(masked, 0, 0.0)) == math.inf


# Names


@pytest.mark.parametrize(
    ("chain", "text"),
    [
        ("temperature=0.7", "τ 0.70"),
        ("temperature=inf", "τ ∞"),
        ("temperature=0.7,top-k=40:exact,top-p=0.9:off", "τ 0.70 · top-k 40 exact"),
        ("top-k=40", "top-k 40"),
        ("", "τ 1.00"),
        ("temperature=2:off", "τ 1.00"),
        ("top-n-sigma=inf", "top-n-sigma ∞"),
        ("xtc=0.5:threshold=0.2", "xtc 0.5 threshold 0.2"),
    ],
)
def test_a_chain_is_named_by_its_settings(chain: str, text: str) -> None:
    assert settings_text(Chain.parse(chain)) == text


@pytest.mark.parametrize("name", KNOBS)
def test_every_knob_has_words(name: str) -> None:
    assert "=" not in settings_text(Chain((KNOBS[name](),)))


def test_other_logits_are_said_and_no_two_names_are_the_same() -> None:
    document = pinned_at("temperature=2", "temperature=2,top-k=3:off")
    assert names(document) == ["τ 2.00", "τ 2.00 (2)"]
    other = pin(with_chain(table_edits.set_logit(document, 0, 3.0), "temperature=2"))
    assert names(other) == ["τ 2.00 (other logits)", "τ 2.00 (other logits, 2)", "τ 2.00"]
    assert names(table_edits.set_logit(other, 0, 2.0)) == ["τ 2.00", "τ 2.00 (2)", "τ 2.00 (other logits)"]
    assert [one.title[0] for one in Picture.of(other).pins] == ["①", "②", "③"]


def test_there_is_a_tag_for_every_pin() -> None:
    assert len(TAGS) == MOST_PINS


# What a new picture borrows


def test_a_turn_of_the_dial_computes_no_pin_anew() -> None:
    document = pinned_at("temperature=0.5", "temperature=2")
    before = Picture.of(document)
    before.divergences  # noqa: B018  # computes
    after = Picture.of(table_edits.set_temperature(document, 3.0), before)
    assert after.pins is before.pins
    assert after.divergences != before.divergences


def test_an_edit_of_a_logit_finds_no_class_anew() -> None:
    before = Picture.of(pinned_at("temperature=0.5"))
    after = Picture.of(table_edits.set_logit(before.document, 0, 5.0), before)
    assert after.pins[0].aligned is before.pins[0].aligned
    assert after.pins[0].other_logits
    assert not before.pins[0].other_logits


def test_a_move_computes_no_distribution_anew() -> None:
    before = Picture.of(pinned_at("temperature=0.5"))
    after = Picture.of(table_edits.move_classes(before.document, [0], 2), before)
    assert after.pins[0].aligned.kept is before.pins[0].aligned.kept
    assert after.pins[0].bars == tuple(np.array(before.pins[0].bars, dtype=float)[[1, 2, 0, 3]])


def test_the_pins_that_stay_keep_what_is_known_of_them() -> None:
    before = Picture.of(pinned_at("temperature=0.5", "temperature=2"))
    after = Picture.of(unpin(before.document, 0), before)
    assert [one.tag for one in after.pins] == ["①"]
    assert after.pins[0].aligned is before.pins[1].aligned


def test_without_pins_there_is_nothing() -> None:
    picture = Picture.of(clear_pins(pinned_at("temperature=0.5")))
    assert picture.pins == ()
    assert picture.divergences == ()


def test_a_vocabulary_of_262144() -> None:
    count = 262_144
    values = np.random.default_rng(0).normal(0, 3, count)
    table = table_edits.replace_classes(Document(), [""] * count, values)
    document = pinned_at("temperature=0.7", "temperature=2,top-k=40", then="temperature=1.3", document=table)
    p, q = softmax(values, 1.3), softmax(values, 0.7)
    nats, cut = Picture.of(document).divergences
    assert nats == pytest.approx(scipy.special.rel_entr(p, q).sum(), rel=1e-10)
    assert cut == math.inf


# Verbs


def test_knobs_are_turned_to_a_pin_and_the_logits_stay() -> None:
    document = table_edits.set_logit(pinned_at("temperature=0.5,top-k=2"), 0, 9.0)
    turned = turn_to_pin(document, 0)
    assert turned.chain == Chain.parse("temperature=0.5,top-k=2")
    assert turned.logits is document.logits


def test_a_pin_is_put_back_whole() -> None:
    document = table_edits.replace_classes(pinned_at("temperature=0.5"), ["yes", "no"], [1.0, 0.0])
    back = return_to_pin(document, 0)
    assert replace(back, pins=()) == with_chain(Document(), "temperature=0.5")
    assert divergence(back) == 0.0


def test_pins_are_the_same_after_saving() -> None:
    document = table_edits.set_logit(pinned_at("temperature=0.5", "temperature=2,top-k=2"), 0, 3.0)
    read = decode(encode(document)).document
    assert read == document
    assert names(read) == names(document)
    assert Picture.of(read).divergences == Picture.of(document).divergences


def test_keys_of_a_table_are_those_of_the_logits() -> None:
    document = pin(Document().with_logits(Logits.of("ab", [1.0, 0.0], [5, 9])))
    assert Picture.of(table_edits.reorder(document, np.array([1, 0]))).pins[0].bars == tuple(
        softmax([0.0, 1.0])
    )


# Numbers to take home


def test_the_table_has_a_column_for_each_pin_with_gaps_where_it_lacks_a_class() -> None:
    document = table_edits.add_class(pinned_at("temperature=0.5", "temperature=2"), 4)
    numbers = plot_numbers("distribution", Picture.of(document))
    first, second = numbers.headers[-2:]
    assert (first, second) == ("pin 1: τ 0.50 (other logits)", "pin 2: τ 2.00 (other logits)")
    columns = np.array([row[-2:] for row in numbers.rows], dtype=float)
    np.testing.assert_allclose(columns[:4].T, [softmax(FOUR, 0.5), softmax(FOUR, 2.0)])
    assert np.isnan(columns[4]).all()
    *_, last = written_numbers(document, "distribution", ".csv").decode().splitlines()
    assert last.endswith(",nan,nan")
    assert json.loads(written_numbers(document, "distribution", ".json"))[-1][first] is None
