"""Studies in the window: the newest of a slot counts, and nothing waits."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import pytest
from pytestqt.qtbot import QtBot
from tests.ui.conftest import end

from tauscope.core.errors import InputError
from tauscope.document.picture.answers import Failed, Pending, Ready
from tauscope.document.picture.study import Progress, Study
from tauscope.ui.editing import late_studies
from tauscope.ui.editing.jobs import Jobs
from tauscope.ui.editing.late_studies import STOPPED, LateStudies

GATES: dict[int, threading.Event] = {}
DONE: list[int] = []
RESTS: dict[int, float] = {}


@dataclass(frozen=True)
class Slow(Study[int]):
    """The double of a number, once its gate is open."""

    number: int

    @property
    def slot(self) -> str:
        """The same for all."""
        return "slow"

    @property
    def title(self) -> str:
        """What is being done."""
        return "Doubling"

    @property
    def rest(self) -> float:
        """Some of them wait for the hand to rest."""
        return RESTS.get(self.number, 0.0)

    def result(self, progress: Progress) -> int:
        """Wait for the gate, and look whether somebody still wants the result."""
        while not GATES[self.number].wait(0.005):
            progress(0.5)
        if self.number < 0:
            raise InputError("Only numbers from 0 on are doubled.")
        progress(1.0)  # what is cancelled, by the end of another test too, is not done
        DONE.append(self.number)
        return 2 * self.number


@pytest.fixture
def studies(qtbot: QtBot) -> Iterator[LateStudies]:
    """Return studies whose gates are closed."""
    del qtbot
    DONE.clear()
    GATES.clear()
    RESTS.clear()
    GATES.update({number: threading.Event() for number in range(-1, 10)})
    jobs = Jobs()
    studies = LateStudies(jobs, jobs)
    yield studies
    studies.forget()
    end(jobs)
    for gate in GATES.values():
        gate.set()


def test_a_result_arrives_later(qtbot: QtBot, studies: LateStudies) -> None:
    assert studies.answer(Slow(1)) == Pending()
    with qtbot.waitSignal(studies.arrived):
        GATES[1].set()
    assert studies.answer(Slow(1)) == Ready(2)
    assert not studies.busy


def test_a_short_study_is_finished_before_the_newest_begins(qtbot: QtBot, studies: LateStudies) -> None:
    studies.answer(Slow(1))
    qtbot.waitUntil(lambda: "slow" in studies._running)  # begun
    studies.answer(Slow(2))
    studies.answer(Slow(3))
    with qtbot.waitSignal(studies.arrived):
        GATES[1].set()
    assert studies.latest("slow") == (Slow(1), 2)
    with qtbot.waitSignal(studies.arrived):
        GATES[2].set()
        GATES[3].set()
    assert studies.answer(Slow(3)) == Ready(6)
    assert DONE == [1, 3]


def test_a_long_study_is_cancelled_for_a_newer_one(
    qtbot: QtBot, studies: LateStudies, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(late_studies, "PATIENCE", 0.02)
    studies.answer(Slow(1))
    qtbot.waitUntil(lambda: "slow" in studies._running)
    GATES[2].set()
    with qtbot.waitSignal(studies.arrived):
        studies.answer(Slow(2))
    assert studies.answer(Slow(2)) == Ready(4)
    assert DONE == [2]


def is_running(studies: LateStudies, study: Slow) -> bool:
    return any(run.study == study for run in studies._running.values())


def test_after_a_cancellation_the_next_has_more_time(
    qtbot: QtBot, studies: LateStudies, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(late_studies, "PATIENCE", 0.02)
    for study in map(Slow, (1, 2, 3)):
        studies.answer(study)
        qtbot.waitUntil(partial(is_running, studies, study))
    assert studies._patience == {"slow": pytest.approx(0.08)}
    GATES[3].set()
    with qtbot.waitSignal(studies.arrived):
        studies.answer(Slow(3))
    assert not studies._patience
    assert studies.answer(Slow(3)) == Ready(6)


def test_a_study_that_waits_for_the_hand_to_rest_begins_then(qtbot: QtBot, studies: LateStudies) -> None:
    RESTS.update({1: 3600.0, 2: 0.05})
    for gate in GATES.values():
        gate.set()
    studies.answer(Slow(1))
    qtbot.wait(20)
    assert not studies._running
    with qtbot.waitSignal(studies.arrived):
        assert studies.answer(Slow(2)) == Pending()
    assert studies.answer(Slow(2)) == Ready(4)


def test_a_refusal_is_told(qtbot: QtBot, studies: LateStudies) -> None:
    GATES[-1].set()
    with qtbot.waitSignal(studies.arrived):
        studies.answer(Slow(-1))
    assert studies.answer(Slow(-1)) == Failed("Only numbers from 0 on are doubled.")


def test_who_cancels_is_told_and_can_try_again(qtbot: QtBot, studies: LateStudies) -> None:
    studies.answer(Slow(1))
    qtbot.waitUntil(lambda: "slow" in studies._running)
    with qtbot.waitSignal(studies.arrived):
        studies._jobs.cancel(("study", "slow"))  # as the notice does
    assert studies.answer(Slow(1)) == Failed(STOPPED)
    studies.try_again()
    GATES[1].set()
    with qtbot.waitSignal(studies.arrived):
        assert studies.answer(Slow(1)) == Pending()
    assert studies.answer(Slow(1)) == Ready(2)


def test_nothing_arrives_once_all_is_forgotten(qtbot: QtBot, studies: LateStudies) -> None:
    studies.answer(Slow(1))
    qtbot.waitUntil(lambda: "slow" in studies._running)
    studies.forget()
    with qtbot.assertNotEmitted(studies.arrived, wait=30):
        GATES[1].set()
    assert not studies.busy


def has_arrived(studies: LateStudies, count: int) -> bool:
    return studies.arrivals == count


def test_what_arrives_between_frames_is_told_once_when_they_end(qtbot: QtBot, studies: LateStudies) -> None:
    told: list[int] = []
    studies.arrived.connect(lambda: told.append(studies.arrivals))
    for number in (1, 2):
        studies.answer(Slow(number))
        qtbot.waitUntil(partial(is_running, studies, Slow(number)))
        GATES[number].set()
        studies.gate._rest.start(3_600_000)  # frames follow one another
        qtbot.waitUntil(partial(has_arrived, studies, number))
    assert told == []
    assert studies.busy
    assert studies.answer(Slow(2)) == Ready(4)
    with qtbot.waitSignal(studies.arrived):
        studies.gate._rest.start(0)
    assert told == [2]
    assert not studies.busy


@dataclass(frozen=True)
class Other(Slow):
    """A study of another slot."""

    @property
    def slot(self) -> str:
        """The same for all of these."""
        return "other"


def test_studies_that_wait_are_looked_at_by_one_timer(
    qtbot: QtBot, studies: LateStudies, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks, rounds = list[str](), list[int]()

    def look(slot: str, _: Slow) -> float:
        looks.append(slot)
        return 0.001

    monkeypatch.setattr(studies, "_seconds_left", look)
    studies._soon.timeout.connect(lambda: rounds.append(1))
    for study in (Slow(1), Other(1), Slow(2), Other(2)):  # as a hand that turns the dial
        studies.answer(study)
        seen = len(rounds)
        qtbot.waitUntil(partial(more_than, seen, rounds))
    seen = len(rounds)
    qtbot.waitUntil(partial(more_than, seen + 10, rounds))
    assert len(looks) <= 2 * len(rounds)


def more_than(count: int, rounds: list[int]) -> bool:
    return len(rounds) > count


# Ahead of being asked for


def test_what_is_prepared_is_there_when_it_is_asked_for(qtbot: QtBot, studies: LateStudies) -> None:
    for number in (1, 2):
        GATES[number].set()
    with qtbot.waitSignal(studies.prepared), qtbot.assertNotEmitted(studies.arrived):
        studies.prepare([Slow(1), Slow(2)])
        assert not studies.busy
    assert studies.latest("slow") is None  # plots go on showing what they show
    assert studies.answer(Slow(1)) == Ready(2)
    assert studies.answer(Slow(2)) == Ready(4)
    assert DONE == [1, 2]


def test_what_is_asked_for_goes_first(qtbot: QtBot, studies: LateStudies) -> None:
    studies.prepare([Slow(1)])
    GATES[2].set()
    with qtbot.waitSignal(studies.arrived):
        studies.answer(Other(2))
    assert DONE == [2]
    with qtbot.waitSignal(studies.prepared):
        GATES[1].set()
    assert studies.answer(Slow(1)) == Ready(2)


def test_what_is_asked_for_while_it_is_prepared_goes_on(qtbot: QtBot, studies: LateStudies) -> None:
    studies.prepare([Slow(1)])
    qtbot.waitUntil(lambda: studies._jobs.busy_at_all)
    assert studies.answer(Slow(1)) == Pending()
    assert studies.busy
    with qtbot.waitSignal(studies.arrived):
        GATES[1].set()
    assert studies.answer(Slow(1)) == Ready(2)
    assert DONE == [1]


def test_a_newer_preparation_takes_the_place_of_the_one_before(qtbot: QtBot, studies: LateStudies) -> None:
    studies.prepare([Slow(1), Slow(2)])
    GATES[3].set()
    with qtbot.waitSignal(studies.prepared):
        studies.prepare([Slow(3)])
    assert DONE == [3]
    studies.prepare([Slow(1)])
    studies.forget()
    with qtbot.assertNotEmitted(studies.prepared, wait=30):
        GATES[1].set()
    assert studies.known(Slow(1)) is None


def test_a_refusal_that_was_prepared_is_told_when_it_is_asked_for(qtbot: QtBot, studies: LateStudies) -> None:
    GATES[-1].set()
    with qtbot.waitSignal(studies.prepared):
        studies.prepare([Slow(-1)])
    assert studies.answer(Slow(-1)) == Failed("Only numbers from 0 on are doubled.")


def test_an_older_study_does_not_begin_once_the_newest_has_its_result(
    qtbot: QtBot, studies: LateStudies
) -> None:
    GATES[1].set()
    with qtbot.waitSignal(studies.prepared):
        studies.prepare([Slow(1)])
    studies.answer(Slow(2))
    assert studies.answer(Slow(1)) == Ready(2)
    assert not studies.busy
