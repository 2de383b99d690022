import pytest

from tauscope.core.domain import Interval, Whole
from tauscope.core.errors import InputError

RANK = Whole("the rank", 1, 1_000_000)


@pytest.mark.parametrize("text", ["1,000", "1.000", " 12,345 ", "1,000,000"])
def test_marks_for_thousands_are_not_guessed_at(text: str) -> None:
    with pytest.raises(InputError, match="may have marks for thousands: write the rank without any"):
        RANK.parse(text)


@pytest.mark.parametrize(("text", "number"), [("1000", 1000), ("40.0", 40), ("1e3", 1000), (" 7 ", 7)])
def test_whole_numbers_are_read_as_they_are_typed(text: str, number: int) -> None:
    assert RANK.parse(text) == number


def test_what_is_no_number_is_refused_by_the_name_of_its_setting() -> None:
    for domain in (Interval("top-p", 0.0, 1.0), Whole("the seed", 0, 9)):
        with pytest.raises(InputError, match=rf"^{domain.name.capitalize()}: “abc” is not a number\."):
            domain.parse("abc")


def test_a_number_that_is_hardly_outside_is_shown_as_it_is() -> None:
    with pytest.raises(InputError, match=r"from 0 to 1; 1\.0000001 is outside\."):
        Interval("top-p", 0.0, 1.0).check(1.0000001)


@pytest.mark.parametrize(("text", "number"), [("50%", 0.5), ("12,5 %", 0.125), ("0.5", 0.5), ("1/4", 0.25)])
def test_a_share_may_be_typed_in_per_cent(text: str, number: float) -> None:
    share = Interval("top-p", 0.0, 1.0)
    assert share.parse(text) == number
    with pytest.raises(InputError, match=r"^Top-p goes from 0 to 1; 1\.5 is outside\."):
        share.parse("150%")


def test_what_is_no_share_is_not_read_in_per_cent() -> None:
    with pytest.raises(InputError, match="Only probabilities are given in per cent"):
        Interval("temperature", 0.0, 100.0).parse("50%")
