import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.distillation.digit_list import parse_digits, written_digits
from tauscope.core.errors import InputError


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("0,1", (0, 1)),
        ("1 0", (0, 1)),
        ("0–2, 4–9", (0, 1, 2, 4, 5, 6, 7, 8, 9)),
        ("0 - 2;9,9", (0, 1, 2, 9)),
        ("7", (7,)),
        ("", ()),
        (" , ", ()),
    ],
)
def test_digits_and_ranges_are_read(text: str, digits: tuple[int, ...]) -> None:
    assert parse_digits(text) == digits


@pytest.mark.parametrize("text", ["10", "x", "0, cat", "-1", "1.5", "5–2", "0–", "NaN", "0–12"])
def test_what_is_no_list_of_digits_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"\w.*\.$"):
        parse_digits(text)


@given(st.sets(st.integers(0, 9)))
def test_what_is_written_is_read_again(digits: set[int]) -> None:
    assert parse_digits(written_digits(sorted(digits))) == tuple(sorted(digits))
