"""Quantities and conditions of lessons, against closed forms."""

from __future__ import annotations

import math
import re

import pytest
from tests.partial_source import weather

from tauscope.core.chain import Chain
from tauscope.core.errors import InputError
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, table_edits
from tauscope.document.picture.picture import Picture
from tauscope.document.quantities import QUANTITIES, Condition, Measure, filled


def measured(text: str, document: Document | None = None) -> float:
    return Measure.parse(text).of(Picture.of(document or Document()))


def holds(text: str, document: Document | None = None) -> bool:
    return Condition.parse(text).holds(Picture.of(document or Document()))


def test_quantities_have_the_values_of_closed_forms() -> None:
    weights = [math.exp(z) for z in (2.0, 1.0, 0.5, 0.1)]
    p = [weight / sum(weights) for weight in weights]
    entropy = -sum(one * math.log(one) for one in p)
    assert measured("p(cat)") == pytest.approx(p[0], rel=1e-12)
    assert measured("ratio(cat, dog)") == pytest.approx(math.e, rel=1e-12)
    assert measured("entropy") == pytest.approx(entropy, rel=1e-12)
    assert measured("entropy_bits") == pytest.approx(entropy / math.log(2), rel=1e-12)
    assert measured("perplexity") == pytest.approx(math.exp(entropy), rel=1e-12)
    assert measured("temperature") == 1
    assert measured("kept", table_edits.set_chain(Document(), Chain.parse("temperature=1,top-k=2"))) == 2


def test_a_ratio_to_nothing_is_infinite() -> None:
    assert measured("ratio(cat, dog)", table_edits.set_temperature(Document(), 0.0)) == math.inf
    assert measured("ratio(cat, dog)", table_edits.set_temperature(Document(), 1e-5)) == math.inf


def test_two_settings_make_the_same_distribution() -> None:
    pinned = bench_edits.pin(table_edits.set_temperature(Document(), 0.5))
    assert measured("same_as_pin", pinned) == 0
    doubled = table_edits.replace_classes(pinned, ["cat", "dog", "fox", "owl"], [4.0, 2.0, 1.0, 0.2])
    assert measured("same_as_pin", table_edits.set_temperature(doubled, 1.0)) == 1
    assert measured("same_as_pin", table_edits.set_temperature(doubled, 2.0)) == 0


def test_engines_agree_where_nothing_is_asked_that_they_do_differently() -> None:
    plain = bench_edits.set_request(Document(), "temperature", 0.7)
    assert measured("engines_agree(huggingface, vllm)", plain) == 1
    ordered = bench_edits.set_request(bench_edits.set_request(plain, "top_p", 0.7), "temperature", 2.0)
    assert measured("engines_agree(huggingface, llama.cpp)", ordered) == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("temperature < 2", True),
        ("temperature<1", False),
        ("temperature <= 1", True),
        ("temperature >= 1 and p(cat) > 0.5", True),
        ("temperature >= 1 and p(cat) > 0.6", False),
        ("temperature = 1.004", True),
        ("temperature = 1.006", False),
        ("p(cat) ≥ 0,5", True),
    ],
)
def test_conditions_hold_or_not(text: str, expected: bool) -> None:
    assert holds(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "temperature", "heat < 1", "p < 1", "p(cat, dog) < 1", "temperature < x"],
)
def test_what_is_no_condition_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        Condition.parse(text)


def test_a_class_that_is_not_there_is_named() -> None:
    with pytest.raises(InputError, match="no class “cow”"):
        measured("p(cow)")


def test_every_quantity_is_a_number() -> None:
    arguments = {"p": "(cat)", "ratio": "(cat, dog)", "engines_agree": "(vllm, ollama)"}
    for name in QUANTITIES:
        assert isinstance(measured(name + arguments.get(name, "")), float)


def test_of_a_list_a_condition_holds_only_if_it_does_for_certain() -> None:
    picture = Picture.of(table_edits.set_temperature(Document(source=weather()), 1.2))
    low, high = Measure.parse("p(rainy)").number(picture)  # type: ignore[misc]
    assert 0.1 < low < high < 0.3
    middle = (low + high) / 2
    assert Condition.parse(f"p(rainy) < {high + 0.01:.3f}").holds(picture)
    assert Condition.parse(f"p(rainy) > {low - 0.01:.3f}").holds(picture)
    assert not Condition.parse(f"p(rainy) < {middle:.3f}").holds(picture)
    assert not Condition.parse(f"p(rainy) > {middle:.3f}").holds(picture)
    assert not Condition.parse("entropy < 3.5").holds(picture)
    assert not Condition.parse("heat_capacity > 0").holds(picture)
    assert Condition.parse("ratio(rainy, cold) > 1.5").holds(picture)
    assert re.fullmatch(r"1\d\.\d–2\d\.\d%", filled("{p(rainy)}", picture))
    with pytest.raises(InputError, match=r"p\(rainy\) is known within bounds only: 1.*%\."):
        Measure.parse("p(rainy)").of(picture)
    exact = Picture.of(Document(source=weather()))
    assert Measure.parse("p(rainy)").of(exact) == pytest.approx(math.exp(-1.16))


def test_of_a_list_a_pin_is_the_same_only_for_certain() -> None:
    chain = Chain.parse("temperature=1,typical-p=0.5")
    document = table_edits.set_chain(Document(source=weather()), chain)
    pinned = bench_edits.pin(document, Chain.parse("typical-p=0.5"))
    assert Condition.parse("same_as_pin = 1").holds(Picture.of(pinned))
    other = bench_edits.pin(document, Chain.parse("typical-p=0.6"))
    assert not Condition.parse("same_as_pin = 1").holds(Picture.of(other))
