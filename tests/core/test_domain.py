import pytest

from tauscope.core.domain import Whole
from tauscope.core.errors import InputError

RANK = Whole("the rank", 1, 1_000_000)


@pytest.mark.parametrize("text", ["1,000", "1.000", " 12,345 ", "1,000,000"])
def test_marks_for_thousands_are_not_guessed_at(text: str) -> None:
    with pytest.raises(InputError, match="may have marks for thousands: write the rank without any"):
        RANK.parse(text)


@pytest.mark.parametrize(("text", "number"), [("1000", 1000), ("40.0", 40), ("1e3", 1000), (" 7 ", 7)])
def test_whole_numbers_are_read_as_they_are_typed(text: str, number: int) -> None:
    assert RANK.parse(text) == number
