from __future__ import annotations

import math

import numpy as np
import pytest

from tauscope.core.chain import Chain
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.files.codec import decode, encode
from tauscope.document.picture import chain_curves
from tauscope.document.picture.chain_curves import TOLERANCE, ChainSweep
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.prepared_logits import GRID
from tauscope.document.reports.plot_numbers import classes
from tauscope.document.reports.plot_numbers.classes import curves_numbers

CHAINS = [
    "temperature=1,top-k=2",
    "temperature=0.7,top-p=0.9",
    "top-p=0.9,temperature=0.7",
    "top-k=10,typical-p=0.9,temperature=2",
    "temperature=1,min-p=0.1,temperature=0.5",
    "dynamic-temperature=0.7,top-n-sigma=1,eta=0.01",
    "top-k=3:off,epsilon=0.05",
    "temperature=1,xtc=1:threshold=0.1",
]


def document_of(count: int, chain: str) -> Document:
    values = np.random.default_rng(count).normal(0, 2, count).tolist()
    named = table_edits.replace_classes(Document(), [f"class {row}" for row in range(count)], values)
    return table_edits.set_chain(named, Chain.parse(chain))


@pytest.mark.parametrize("chain", CHAINS)
@pytest.mark.parametrize("count", [1, 4, 30, 200])
def test_curves_are_what_the_dial_would_show(count: int, chain: str) -> None:
    document = document_of(count, chain)
    picture = Picture.of(document)
    rows = picture.prepared.shown
    exact = ChainSweep(document.chain, picture.logits, rows, GRID, exact=True).curves
    for number in range(0, len(GRID), 29):
        turned = Picture.of(table_edits.set_temperature(document, float(GRID[number])))
        assert exact.p[:, number] == pytest.approx(turned.bars, abs=1e-12)
        assert exact.entropy[number] == pytest.approx(turned.entropy, abs=1e-9)


@pytest.mark.parametrize("chain", CHAINS)
def test_what_is_interpolated_is_within_half_a_pixel(chain: str) -> None:
    document = document_of(50, chain)
    picture = Picture.of(document)
    exact = ChainSweep(document.chain, picture.logits, picture.prepared.shown, GRID, exact=True)
    assert exact.computed == []
    away = np.abs(exact.curves.p - picture.curves.p).max(axis=0)
    assert len(exact.computed) == len(GRID)
    # A step narrower than the coarse grid may be missed, but hardly any are.
    assert np.mean(away <= 1.5 * TOLERANCE) > 0.97


def test_a_chain_is_swept_once_whatever_the_dial_does() -> None:
    first = Picture.of(document_of(40, "temperature=1,top-p=0.9"))
    turned = Picture.of(table_edits.set_temperature(first.document, 0.3), first)
    assert turned.curves is first.curves
    other = Picture.of(table_edits.set_chain(first.document, Chain.parse("temperature=1,top-p=0.8")), turned)
    assert other.curves is not first.curves
    assert Picture.of(first.document, other).curves is first.curves


@pytest.mark.parametrize("chain", ["temperature=0.3", "temperature=0.3,top-k=2:off", "top-k=2:off"])
def test_without_other_knobs_the_curves_are_those_of_softmax(chain: str) -> None:
    picture = Picture.of(document_of(6, chain))
    assert picture.chain_sweep is None
    assert picture.curves is picture.softmax_curves


def test_second_temperature_counts() -> None:
    picture = Picture.of(document_of(4, "temperature=1,temperature=0.5"))
    assert picture.chain_sweep is not None
    assert picture.curves.after_knobs


def test_softmax_is_the_other_choice() -> None:
    document = table_edits.set_curves(document_of(6, "temperature=1,top-k=2"), "softmax")
    assert not Picture.of(document).curves.after_knobs
    with pytest.raises(InputError, match="“charm”"):
        table_edits.set_curves(document, "charm")


@pytest.mark.parametrize("curves", ["softmax", "after knobs"])
def test_choice_is_saved(curves: str) -> None:
    document = table_edits.set_curves(Document(), curves)
    assert decode(encode(document)).document.curves == curves


def test_a_session_with_another_choice_is_refused() -> None:
    with pytest.raises(InputError, match="“charm”"):
        decode(encode(Document()).replace('"after knobs"', '"charm"'))


def test_work_is_done_in_parts() -> None:
    picture = Picture.of(document_of(40, "temperature=1,top-p=0.9"))
    sweep = picture.chain_sweep
    assert sweep is not None
    assert not sweep.work(0.0)
    assert len(sweep.computed) == 1
    while not sweep.work(0.0):
        pass
    whole = ChainSweep(picture.document.chain, picture.logits, picture.prepared.shown, GRID)
    assert np.array_equal(whole.curves.p, sweep.curves.p)


# Numbers


def test_numbers_are_those_after_all_knobs() -> None:
    document = document_of(3, "temperature=1,top-k=1")
    numbers = curves_numbers(Picture.of(document))
    assert numbers.headers[:2] == ["temperature", "p(class 0) after knobs"]
    assert numbers.headers[4:] == ["entropy after knobs", "mean_energy", "free_energy", "heat_capacity"]
    assert len(numbers.rows) == len(GRID)
    assert {tuple(sorted(row[1:4])) for row in numbers.rows} == {(0.0, 0.0, 1.0)}
    plain = curves_numbers(Picture.of(table_edits.set_curves(document, "softmax")))
    assert plain.headers[4] == "entropy"
    assert math.isclose(plain.rows[-1][1], 1 / 3)


def test_of_many_classes_the_rows_are_those_that_were_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(classes, "MANY", 10)
    document = document_of(60, "temperature=1,top-p=0.9")
    numbers = curves_numbers(Picture.of(document))
    assert chain_curves.COARSE < len(numbers.rows) < len(GRID)
    for row in numbers.rows[::7]:
        turned = Picture.of(table_edits.set_temperature(document, float(row[0])))
        assert row[1 : 1 + len(turned.bars)] == pytest.approx(turned.bars.tolist(), abs=1e-12)


def test_logits_are_not_needed_to_have_names() -> None:
    logits = Logits.unnamed([1.0, 0.0, -math.inf])
    sweep = ChainSweep(Chain.parse("top-k=1"), logits, np.arange(3), GRID)
    assert sweep.curves.p[:, 5].tolist() == [1.0, 0.0, 0.0]


# What is computed at once


def sweep_of(count: int, chain: str) -> ChainSweep:
    logits = Logits.unnamed(np.random.default_rng(1).normal(0, 3, count))
    return ChainSweep(Chain.parse(chain), logits, np.arange(min(count, 24)), GRID)


@pytest.mark.parametrize(
    "chain",
    [
        "temperature=1,typical-p=0.9",
        "temperature=1,top-p=0.9",
        "temperature=1,dynamic-temperature=1",
        "temperature=1,top-k=1000000,temperature=0.5",
        ",".join(["temperature=1", *["top-k=1000000"] * 31]),
    ],
)
@pytest.mark.parametrize("count", [4, 20_000, 100_000])
def test_no_more_is_computed_at_once_than_the_estimate_allows(chain: str, count: int) -> None:
    sweep = sweep_of(count, chain)
    done = sweep.begin()
    assert sweep.estimate <= chain_curves.AT_ONCE
    assert done == sweep.done
    computed = sweep.computed
    sweep.begin()
    assert sweep.computed == computed
    while not sweep.work(0.0):
        pass
    assert sweep.begin()


@pytest.mark.parametrize("chain", CHAINS)
def test_curves_of_few_classes_are_computed_at_once(chain: str) -> None:
    assert sweep_of(30, chain).begin()


def test_a_chain_costs_what_its_knobs_read() -> None:
    # Of 20,000 classes typical-p sorts all; behind top-k it sorts three.
    assert not sweep_of(20_000, "temperature=1,typical-p=0.9").begin()
    assert sweep_of(20_000, "temperature=1,typical-p=0.9").computed == []
    assert sweep_of(20_000, "temperature=1,top-k=3,typical-p=0.9").begin()
    assert sweep_of(20_000, "top-k=3,temperature=1,typical-p=0.9").begin()
    assert sweep_of(100_000, "temperature=1,top-k=3").begin()
