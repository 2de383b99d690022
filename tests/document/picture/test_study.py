"""Studies: their results are computed once, and kept as long as there is room."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tauscope.core.errors import InputError
from tauscope.document.document import Document
from tauscope.document.picture.answers import Failed, Ready
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.study import KEPT, Progress, Study, StudyResults

CALLS: list[int] = []


@dataclass(frozen=True)
class Square(Study[int]):
    """The square of a number; of −1 there is none."""

    number: int
    slot: str = "square"

    def result(self, progress: Progress) -> int:
        """Square the number."""
        CALLS.append(self.number)
        progress(1.0)
        if self.number < 0:
            raise InputError("Only numbers from 0 on are squared.")
        return self.number**2


@pytest.fixture(autouse=True)
def _no_calls() -> None:
    CALLS.clear()


def test_a_result_is_computed_once() -> None:
    picture = Picture.of(Document())
    assert [picture.answer(Square(3)), picture.answer(Square(3))] == [Ready(9), Ready(9)]
    assert CALLS == [3]


def test_the_latest_result_of_a_slot_is_that_of_the_study_asked_for_last() -> None:
    results = StudyResults()
    assert results.latest("square") is None
    for number in (2, 3, 2):
        results.answer(Square(number))
    assert results.latest("square") == (Square(2), 4)
    assert results.latest("other") is None


def test_a_refusal_is_told_and_the_latest_result_stays() -> None:
    results = StudyResults()
    results.answer(Square(2))
    assert results.answer(Square(-1)) == Failed("Only numbers from 0 on are squared.")
    assert results.latest("square") == (Square(2), 4)


def test_results_beyond_the_bound_are_computed_again() -> None:
    results = StudyResults()
    for number in range(KEPT + 1):
        results.answer(Square(number))
    results.answer(Square(KEPT))
    results.answer(Square(0))
    assert CALLS[: KEPT + 1] == list(range(KEPT + 1))
    assert CALLS[KEPT + 1 :] == [0]


def _classes(picture: Picture) -> int:
    CALLS.append(0)
    return len(picture.logits)


def test_shared_numbers_are_computed_once_for_a_picture() -> None:
    picture = Picture.of(Document())
    assert [picture.once(_classes), picture.once(_classes)] == [4, 4]
    assert CALLS == [0]
    assert Picture.of(Document(), picture).once(_classes) == 4
    assert CALLS == [0, 0]


@dataclass(frozen=True)
class Heavy(Square):
    """A number whose result takes the room of ten."""

    def weight(self, result: int) -> int:
        """Ten, whatever the result."""
        del result
        return 10


def test_large_results_leave_room_for_fewer() -> None:
    results = StudyResults()
    for number in range(KEPT // 10 + 1):
        results.answer(Heavy(number))
    CALLS.clear()
    results.answer(Heavy(KEPT // 10))
    results.answer(Heavy(1))
    assert CALLS == []
    results.answer(Heavy(0))
    assert CALLS == [0]
