import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.errors import InputError
from tauscope.core.numbers import (
    is_number,
    parse_number,
    parse_percentage,
    plain_number,
    quoted,
    screen_logit,
    screen_number,
    screen_percentage,
    screen_probability,
    screen_temperature,
    told_apart,
)

NUMBERS = st.floats(allow_nan=False)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,5", 1.5),
        ("0,25", 0.25),
        ("1.5", 1.5),
        ("1e-3", 0.001),
        ("1,5E+3", 1500),
        (".5", 0.5),
        (",5", 0.5),
        ("5.", 5),
        ("+2", 2),
        ("−2", -2),
        (" 3\t", 3),
        ("007", 7),
        ("inf", math.inf),
        ("∞", math.inf),
        ("−∞", -math.inf),
        ("-Infinity", -math.inf),
        ("1e-400", 0),
        ("–2", -2),
        ("1/4", 0.25),
        ("-1/4", -0.25),
        ("0,5/2", 0.25),
        ("– 3 / 2", -1.5),
        ("ln 3", math.log(3)),
        ("ln3", math.log(3)),
        ("−ln(1/3)", math.log(3)),
        ("ln 0", -math.inf),
    ],
)
def test_numbers_that_are_read(text: str, number: float) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "A number is missing"),
        ("  ", "A number is missing"),
        ("abc", "“abc” is not a number"),
        ("1/0", "divides by zero"),
        ("1/2/3", "is not a number"),
        ("ln 1/3", r"as in ln\(1/3\)"),
        ("ln -1", "is not a number"),
        ("ln inf", "is not a number"),
        ("log 3", "Write ln"),
        ("50%", "Only probabilities"),
        ("1e308/1e-308", "too large"),
        ("1.234,5", "more than one decimal mark"),
        ("1,234,567", "more than one decimal mark"),
        ("nan", "NaN has no place"),
        ("-NaN", "NaN has no place"),
        ("1e999", "too large"),
        ("-1e309", "too large"),
        ("1_000", "is not a number"),
        ("1 000", "is not a number"),
        ("0x10", "is not a number"),
        ("１", "is not a number"),
        ("٣", "is not a number"),
        ("--1", "is not a number"),
        ("1e", "is not a number"),
        ("1e1.5", "is not a number"),
        (".", "is not a number"),
        ("12abc", "is not a number"),
        ("1\n2", "“1 2” is not a number"),
        ("x" * 1000, "…” is not a number"),
    ],
)
def test_everything_else_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as refusal:
        parse_number(text)
    assert len(str(refusal.value)) < 120


@given(st.text(alphabet="0123456789.,/+-−–eln() %inf∞") | st.text())
def test_a_text_is_a_number_if_it_can_be_read(text: str) -> None:
    try:
        number = parse_number(text)
    except InputError:
        assert not is_number(text)
    else:
        assert is_number(text)
        assert not math.isnan(number)


@given(NUMBERS)
def test_files_hold_the_very_number(number: float) -> None:
    text = plain_number(number)
    assert text.isascii()
    assert parse_number(text) == number
    assert parse_number(text.replace(".", ",")) == number


@given(st.floats(0))
def test_a_temperature_is_shown_exactly(temperature: float) -> None:
    assert parse_number(screen_temperature(temperature)) == temperature


@given(st.floats(-1e308, 1e308))
def test_a_logit_on_the_screen_is_close(value: float) -> None:
    text = screen_logit(value)
    assert parse_number(text) == pytest.approx(value, rel=1e-3, abs=6e-5)
    assert "-" not in text.partition("e")[0]
    assert len(text) <= (12 if not 1e11 <= abs(value) < 2**53 else 17)


@given(st.floats(1e5, 2**53 - 1), st.floats(1, 3).map(lambda gap: round(gap, 1)))
def test_large_numbers_one_apart_read_apart(one: float, gap: float) -> None:
    other = one + gap
    if other - one >= 1 and other < 2**53:
        assert screen_logit(one) != screen_logit(other)
        assert screen_number(one, 3) != screen_number(other, 3)


def test_a_tenth_is_seen_beside_a_hundred_thousand() -> None:
    assert [screen_logit(value) for value in (100000.1, 100000.2)] == ["100000.1", "100000.2"]
    assert [screen_number(-value, 3) for value in (100000.1, 100000.2)] == ["−100000.100", "−100000.200"]
    assert screen_logit(1e14 + 1) == "100000000000001"


@given(st.lists(NUMBERS, max_size=8))
def test_numbers_beside_one_another_are_told_apart(values: list[float]) -> None:
    texts = told_apart(values, screen_logit)
    numbers = {0.0 + value for value in values}
    assert len(set(texts)) >= len(numbers)
    assert not any("-" in text.partition("e")[0] for text in texts)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.5000001, "0.50"),
        (0.99999999, "1.00"),
        (2.00000001, "2.00"),
        (0.125, "0.125"),
        (0, "0.00"),
        (5e-324, "5e-324"),
        (1e5, "1e5"),
        (1.5e7, "1.5e7"),
        (123456.7890123, "123456.789"),
        (12345678901.25, "12345678901"),
        (1.234567e20, "1.235e20"),
    ],
)
def test_logits_line_up(value: float, text: str) -> None:
    assert screen_logit(value) == text
    assert screen_logit(-value) == ("−" + text if value else text)


@given(st.floats(-1e308, 1e308))
def test_a_number_on_the_screen_has_a_real_minus_sign(value: float) -> None:
    text = screen_number(value)
    assert "-" not in text
    assert parse_number(text.replace("−", "-")) == pytest.approx(value, rel=6e-3, abs=6e-3)


@given(st.floats(0, 1))
def test_a_probability_is_never_rounded_to_certainty(p: float) -> None:
    assert (screen_percentage(p) == "0%") == (p == 0)
    assert (screen_percentage(p) == "100%") == (p == 1)
    assert (screen_probability(p) == "0") == (p == 0)


def test_percentages() -> None:
    assert parse_percentage("50 %") == 0.5
    assert parse_percentage("0,5") == 0.5
    assert parse_percentage("−3%") == -0.03
    assert parse_percentage("1/4") == 0.25
    for text in ("%", "%5", "5%%"):
        with pytest.raises(InputError):
            parse_percentage(text)


def test_quotations_are_one_short_line() -> None:
    assert quoted("a\n b") == "“a b”"
    assert quoted("\x1b[31m") == "“[31m”"
    assert len(quoted("x" * 100)) == 42


def test_a_quotation_of_a_long_text_is_marked_as_cut() -> None:
    assert quoted("\u3000" * 2000 + "a") == "“…”"
    assert quoted("a" * 2000) == "“" + "a" * 39 + "…”"
