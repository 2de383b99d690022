"""The working of softmax: every step against arithmetic in decimals, at any temperature, of any logits."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.partial_source import PartialSource

from tauscope.core.bounds import Bounds
from tauscope.core.chain import Chain
from tauscope.core.logits import Logits
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.formulas import plain
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.working import Working, power_text, quotient_text, working_of
from tauscope.document.reports.plot_data import plot_numbers


def working(values: list[float], chain: str = "temperature=1", row: int = 0) -> Working:
    labels = [f"c{number}" for number in range(len(values))]
    document = Document().with_logits(Logits.of(labels, values))
    return Working(Picture.of(table_edits.set_chain(document, Chain.parse(chain))), row)


def texts(one: Working) -> list[str]:
    return [plain(line.texts[0]) for line in one.lines]


def test_the_steps_of_a_class() -> None:
    assert texts(working([2.0, 1.0, 0.5, 0.1], "temperature=0.5")) == [
        "z = 2.00",
        "z/τ = 2.00/0.50 = 4.00",
        "e^(z/τ) = e^(4.00) = 54.60",
        "Z = Σ e^(z/τ) = 54.60 + 7.39 + 2.72 + 1.22 = 65.93",
        "p = e^(z/τ)/Z = 54.60/65.93 = 82.8%",
    ]


def test_after_knobs_what_is_left_is_divided_by_its_sum() -> None:
    one = working([2.0, 1.0, 0.5, 0.1], "temperature=0.7,top-k=2")
    assert one.lines[4].name == "softmax, before cuts"
    assert texts(one)[5] == "after knobs: p = 70.3%/87.1% = 80.7%"
    assert texts(working([2.0, 1.0, 0.5, 0.1], "temperature=0.7,top-k=2", 3))[5] == "cut by a knob: p = 0"


@pytest.mark.parametrize("chain", ["temperature=0.5,temperature=4", "top-k=3,temperature=0.5,temperature=4"])
def test_several_temperatures_multiply(chain: str) -> None:
    one = working([3.0, 1.0, 0.5], chain)
    assert one.temperature == 2.0
    assert texts(one)[1] == "z/τ₁τ₂ = 3.00/2.00 = 1.50"


def test_a_temperature_that_a_knob_chose_has_a_mark() -> None:
    one = working([3.0, 1.0, 0.5], "dynamic-temperature=0.5")
    assert one.symbol == "τ′"
    assert one.temperature == one.picture.final.temperature


@given(
    st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=6),
    st.floats(1e-3, 1e3),
    st.sampled_from(["", ",top-k=2", ",top-p=0.6"]),
)
def test_the_steps_end_at_the_probability(values: list[float], temperature: float, cuts: str) -> None:
    one = working(values, f"temperature={temperature!r}{cuts}")
    assert isinstance(one.log_sum, float)
    p = math.exp(float(one.exponents[0]) - one.log_sum)
    assert p == pytest.approx(one.plain_p, rel=1e-9, abs=1e-300)
    if one.is_cut and one.picture.kept[0]:
        left = float(one.plain_probabilities[one.picture.kept].sum())
        assert p / left == pytest.approx(one.picture.probability(0), rel=1e-9, abs=1e-300)
    elif not one.is_cut:
        assert p == pytest.approx(one.picture.probability(0), rel=1e-9, abs=1e-300)
    with localcontext() as context:
        context.prec, context.Emax, context.Emin = 40, 10**9, -(10**9)
        scaled = [Decimal(value) / Decimal(temperature) for value in values]
        total = sum(((power - scaled[0]).exp() for power in scaled), Decimal(0))
        assert float(1 / total) == pytest.approx(one.plain_p, rel=1e-9, abs=1e-300)


def test_what_overflows_is_shifted_and_says_so() -> None:
    one = working([2000.0, 1990.0, -1.0], "temperature=0.5", 1)
    assert one.shift == 4000.0
    assert texts(one)[1:4] == [
        "z/τ = 1990.00/0.50 = 3980.00",
        "e^(z/τ − 4000.00) = e^(−20.00) = 2.06·10^(−9)",
        "Z′ = Σ e^(z/τ − max) = 1.00 + 2.06·10^(−9) + 8.98·10^(−1739) = 1.00",
    ]
    assert "subtracted from all" in one.note
    low = working([-2000.0, -2001.0], "temperature=0.5")
    assert texts(low)[2] == "e^(z/τ + 4000.00) = e^(0.00) = 1.00"
    assert not working([2.0, 1.0]).note


def test_the_ends_of_the_dial() -> None:
    cold = working([2.0, 2.0, 1.0], "temperature=0")
    assert texts(cold)[1:] == [
        "Nothing is divided by 0: softmax has a limit as τ → 0.",
        "largest z = 2.00: 2 classes share",
        "p = 50.0%",
    ]
    assert texts(working([2.0, 2.0, 1.0], "temperature=0", 2))[-1] == "p = 0%"
    hot = working([2.0, -math.inf, 1.0], "temperature=inf")
    assert texts(hot)[1:] == [
        "z/τ = 2.00/∞ = 0.00",
        "e^(z/τ) = e^(0.00) = 1.00",
        "Z = Σ e^(z/τ) = 1.00 + 1.00 = 2.00",
        "p = e^(z/τ)/Z = 1.00/2.00 = 50.0%",
    ]


def test_a_masked_class_has_no_weight() -> None:
    assert texts(working([2.0, -math.inf], row=1))[1:3] == ["z/τ = (−∞)/1.00 = −∞", "e^(z/τ) = e^(−∞) = 0"]


def test_what_is_only_known_within_bounds() -> None:
    document = table_edits.set_chain(Document(source=PartialSource()), Chain.parse("temperature=1.5"))
    one = working_of(Picture.of(document))
    assert isinstance(one.log_sum, Bounds)
    assert one.log_sum.low < one.log_sum.high
    assert texts(one)[3] == "Z = Σ e^(z/τ) = 8.11–14.02"
    assert texts(one)[4].endswith("%")
    assert "–" in texts(one)[4]
    assert "not all classes" in one.note.lower()


@given(st.floats(-1e6, 1e6))
def test_powers_are_written_as_decimals_have_them(exponent: float) -> None:
    text = power_text(exponent)
    with localcontext() as context:
        context.prec, context.Emax, context.Emin = 40, 10**8, -(10**8)
        power = Decimal(exponent).exp()
        mantissa, _, ten = text.partition("·10^")
        unit = Decimal(10) ** int(ten.strip("()").replace("−", "-") or 0)
        decimals = len(mantissa.partition(".")[2])
        assert abs(Decimal(mantissa) * unit - power) <= Decimal("0.51") * unit / 10**decimals


@pytest.mark.parametrize(("logit", "temperature"), [(3e307, 7e-300), (-1.7e308, 0.1), (5e-324, 1e308)])
def test_quotients_that_no_float_holds(logit: float, temperature: float) -> None:
    exact = Decimal(logit) / Decimal(temperature)
    text = quotient_text(logit, temperature)
    if abs(exact) > 1:
        mantissa, _, ten = text.partition("·10^")
        assert int(ten.strip("()")) == exact.adjusted()
        assert float(mantissa.replace("−", "-")) == pytest.approx(
            float(exact.scaleb(-exact.adjusted())), abs=0.0051
        )
    else:
        assert text == "0.00"


def test_the_class_selected_last_is_shown_else_the_likeliest() -> None:
    picture = Picture.of(Document().with_logits(Logits.of("abc", [1.0, 3.0, 2.0], [7, 8, 9])))
    assert working_of(picture).label == "b"
    assert working_of(picture, (8, 9)).label == "c"
    assert working_of(picture, (7, 99)).label == "a"


def test_the_table_has_every_step() -> None:
    numbers = plot_numbers("working", working([2.0, 1.0], "temperature=0.5").picture)
    assert list(numbers.headers)[2:] == ["logit_over_tau", "exponent", "log_sum", "softmax", "probability"]
    row = numbers.rows[0]
    assert row[2] == row[3] == 4.0
    assert math.exp(row[3] - row[4]) == pytest.approx(row[5])


def test_powers_within_powers_are_known() -> None:
    lines = working([3e7, 1.0]).lines
    assert [line.is_nested for line in lines] == [False, False, True, False, False]
    assert not any(line.is_nested for line in working([2.0, 1.0]).lines)
