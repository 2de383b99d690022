from __future__ import annotations

import math

import pytest

from tauscope.core.chain import Chain
from tauscope.core.logits import Logits
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.formulas import plain
from tauscope.document.reports.report_text import report_text
from tauscope.document.temperature_words import (
    dial_symbol,
    formula_of_bars,
    product_symbol,
    product_words,
    softmax_words,
)


@pytest.mark.parametrize(
    ("chain", "product"),
    [
        ("top-k=2", 1.0),
        ("temperature=0.5", 0.5),
        ("temperature=0.5,temperature=3:off", 0.5),
        ("temperature=0.5,top-p=0.9,temperature=3", 1.5),
        ("temperature=0,temperature=inf", 0.0),
        ("temperature=inf,temperature=0", math.inf),
    ],
)
def test_temperatures_multiply_until_one_is_0_or_infinite(chain: str, product: float) -> None:
    parsed = Chain.parse(chain)
    assert parsed.product == product
    left = parsed.candidates(Logits.unnamed([2.0, 2.0, 1.0, 0.0]))
    if product > 0:
        assert left.temperature == product
    else:
        assert len(left) == 2


@pytest.mark.parametrize("chain", ["temperature=0.5", "temperature=0.5,temperature=2:off", "top-k=2"])
def test_with_one_temperature_or_none_nothing_more_is_said(chain: str) -> None:
    parsed = Chain.parse(chain)
    assert (dial_symbol(parsed), product_symbol(parsed), product_words(parsed)) == ("τ", "τ", "")
    assert (plain(softmax_words(parsed)), plain(formula_of_bars(parsed))) == (
        "of softmax(z/τ)",
        "softmax(z/τ)",
    )


def test_several_are_numbered() -> None:
    assert product_symbol(Chain.parse("temperature=1,temperature=1,temperature=1")) == "τ₁τ₂τ₃"
    many = Chain.parse(",".join(["temperature=2"] * 12))
    assert product_words(many) == "τ₁…τ₁₂ = 4096"
    first_off = Chain.parse("temperature=5:off,temperature=0.5,top-k=2,temperature=3")
    assert (first_off.temperature, product_words(first_off)) == (0.5, "τ₁τ₂ = 1.50")


def test_a_printed_report_says_of_which_temperature_its_numbers_are() -> None:
    document = table_edits.set_chain(Document(), Chain.parse("temperature=0.5,top-p=0.9,temperature=2"))
    text = report_text(document)
    assert text.startswith("τ₁ = 0.50   τ₁τ₂ = 1.00   chain: temperature 0.50, top-p 0.9, temperature 2.00")
    for name in ("ln Z", "mean energy U", "free energy F", "heat capacity C"):
        (line,) = (line for line in text.splitlines() if line.startswith(name))
        assert line.endswith("of softmax(z/τ₁), τ₁ = 0.50")
    assert "τ₁" not in report_text(table_edits.set_temperature(Document(), 0.5))
