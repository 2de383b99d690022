"""The feed asks for late logits in other threads; what it shows is always of the present document."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot
from tests.late_source import Gates, LateSource

from tauscope.core import logits as logits_module
from tauscope.core.errors import InputError
from tauscope.core.order import falling_order
from tauscope.core.values import Floats, Integers
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, table_edits
from tauscope.document.picture.answers import Answer, Failed, Pending, Ready
from tauscope.document.picture.picture import Picture
from tauscope.sources.trace.arrays import open_array
from tauscope.sources.trace.source import TraceSource
from tauscope.sources.waiting import LateLogitsError
from tauscope.ui.editing import feed as module
from tauscope.ui.editing.feed import MANY, Feed
from tauscope.ui.editing.jobs import Jobs


@pytest.fixture
def feed(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> Feed:
    monkeypatch.setattr(module, "GRACE_MS", 0)
    return Feed(jobs, jobs)


@pytest.fixture
def told(feed: Feed) -> list[Answer[Picture]]:
    answers: list[Answer[Picture]] = []
    feed.changed.connect(answers.append)
    return answers


def late(state: int = 1, gates: Gates | None = None) -> Document:
    source = LateSource(gates=gates or Gates())
    return Document(source=source, state=state)


def gates_of(document: Document) -> Gates:
    assert isinstance(document.source, LateSource)
    return document.source.gates


def at(document: Document, state: object) -> Document:
    return replace(document, state=state)


def lowest(answer: Answer[Picture] | None) -> float:
    assert isinstance(answer, Ready)
    return -float(answer.value.logits.values[2])


def test_logits_at_hand_are_shown_at_once(feed: Feed, told: list[Answer[Picture]]) -> None:
    feed.show(Document())
    assert isinstance(told[0], Ready)
    assert told[0].value is feed.picture


def test_late_logits_are_pending_then_ready_and_asked_elsewhere(
    feed: Feed, told: list[Answer[Picture]], qtbot: QtBot
) -> None:
    document = late()
    feed.show(document)
    qtbot.waitUntil(lambda: told == [Pending()])
    gates_of(document).let(1)
    qtbot.waitUntil(lambda: len(told) == 2)
    assert lowest(told[1]) == 1
    assert threading.main_thread().name not in gates_of(document).threads
    assert not feed.waits


def test_an_answer_within_the_grace_makes_nothing_flicker(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(module, "GRACE_MS", 60_000)
    feed, document, told = Feed(jobs, jobs), late(), list[Answer[Picture]]()
    feed.changed.connect(told.append)
    feed.show(document)
    gates_of(document).let(1)
    qtbot.waitUntil(lambda: bool(told))
    assert lowest(told[0]) == 1


def test_answers_in_the_wrong_order_show_the_present_state(
    feed: Feed, told: list[Answer[Picture]], qtbot: QtBot
) -> None:
    first, second = late(1), late(2)
    second = replace(second, source=replace(second.source, name="other"))  # type: ignore[type-var]
    feed.show(first)
    gates_of(first).wait_until_asked(1)
    feed.show(second)
    gates_of(second).let(2)
    qtbot.waitUntil(lambda: isinstance(feed.answer, Ready))
    gates_of(first).let(1)
    qtbot.waitUntil(lambda: first.ready)
    qtbot.wait(20)
    assert [lowest(one) for one in told if isinstance(one, Ready)] == [2]


def test_the_newest_state_is_asked_when_the_one_before_has_answered(
    feed: Feed, told: list[Answer[Picture]], qtbot: QtBot
) -> None:
    document = late(1)
    gates = gates_of(document)
    for state in (1, 2, 3):
        feed.show(at(document, state))
        gates.wait_until_asked(1)
    gates.let(1, 2, 3)
    qtbot.waitUntil(lambda: isinstance(feed.answer, Ready))
    assert lowest(feed.answer) == 3
    assert gates.asked == [1, 3]
    assert [one for one in told if isinstance(one, Ready)] == [feed.answer]


def test_a_source_that_never_answers_keeps_no_other_waiting(feed: Feed, qtbot: QtBot) -> None:
    document = late(1)
    feed.show(document)
    gates_of(document).wait_until_asked(1)
    feed.show(Document())
    assert isinstance(feed.answer, Ready)
    assert not feed.waits
    other = replace(late(2), source=LateSource("other"))
    feed.show(other)
    gates_of(other).let(2)
    qtbot.waitUntil(lambda: isinstance(feed.answer, Ready) and lowest(feed.answer) == 2)
    gates_of(document).let(1)


def test_a_failure_is_its_sentence_and_is_asked_again_when_the_user_says_so(
    feed: Feed, told: list[Answer[Picture]], qtbot: QtBot
) -> None:
    document = late(1)
    gates = gates_of(document)
    gates.failing[1] = InputError("The server is down.")
    gates.let(1)
    feed.show(document)
    qtbot.waitUntil(lambda: feed.answer == Failed("The server is down."))
    feed.show(table_edits.set_temperature(document, 2.0))
    qtbot.wait(20)
    assert gates.asked == [1]
    assert isinstance(feed.answer, Failed)
    assert feed.answer.error is gates.failing.pop(1)
    feed.failure_buttons(feed.answer)["Try Again"]()
    qtbot.waitUntil(lambda: isinstance(feed.answer, Ready))
    assert isinstance(told[-1], Ready)
    assert told[-1].value.temperature == 2.0


def test_others_may_offer_a_way_out(feed: Feed) -> None:
    feed.offer(lambda failed: {f"Find {failed.sentence}": print})
    assert list(feed.failure_buttons(Failed("it"))) == ["Find it", "Try Again"]


def test_a_mistake_of_the_program_is_reported_and_shown(feed: Feed, qtbot: QtBot) -> None:
    document = late(1)
    gates_of(document).failing[1] = ZeroDivisionError("a mistake")
    gates_of(document).let(1)
    with qtbot.captureExceptions() as caught:
        feed.show(document)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError
    assert isinstance(feed.answer, Failed)
    assert feed.answer.error is None


def test_cancelled_work_is_a_failure_that_can_be_tried_again(feed: Feed, jobs: Jobs, qtbot: QtBot) -> None:
    document = late(1)
    feed.show(document)
    gates_of(document).wait_until_asked(1)
    jobs.cancel(("logits", "present"))
    assert feed.answer == Failed(module.STOPPED.format("model"))
    gates_of(document).let(1)
    feed.try_again()
    qtbot.waitUntil(lambda: isinstance(feed.answer, Ready))


@pytest.mark.parametrize("fails", [False, True])
def test_pins_come_late_and_leave_the_present_numbers_alone(feed: Feed, qtbot: QtBot, *, fails: bool) -> None:
    document = bench_edits.pin(late(1))
    gates = gates_of(document)
    document = replace(document, source=Document().source, state=None)
    feed.show(document)
    picture = feed.picture
    assert picture is not None
    assert [(one.place, one.note) for one in picture.late_pins] == [(0, "…")]
    assert (len(picture.pins), len(picture.divergences)) == (0, 0)
    if fails:
        gates.failing[1] = InputError("The folder is gone.")
    gates.let(1)
    qtbot.waitUntil(lambda: not feed.waits)
    assert feed.picture is not None
    notes = [one.note for one in feed.picture.late_pins]
    assert notes == (["The folder is gone."] if fails else [])
    assert len(feed.picture.every_pin) == (0 if fails else 1)


def test_nothing_late_is_asked_in_the_window_s_thread() -> None:
    document = bench_edits.pin(late(1))
    asks: list[Callable[[], object]] = [
        lambda: document.logits,
        lambda: Picture.of(document),
        lambda: table_edits.set_logit(document, 0, 1.0),
    ]
    for ask in asks:
        with pytest.raises(LateLogitsError):
            ask()
    (pin,) = Picture.of(replace(document, source=Document().source, state=None)).late_pins
    assert pin.answer == Pending()
    assert gates_of(document).asked == []
    assert document.logits_at_hand is None


def test_a_result_that_a_turn_has_shown_is_not_shown_again(feed: Feed, told: list[Answer[Picture]]) -> None:
    feed.show(Document())
    feed.studies.arrivals += 1
    feed.show(table_edits.set_temperature(Document(), 0.5))
    feed.studies.arrived.emit()
    assert len(told) == 2
    feed.studies.arrivals += 1
    feed.studies.arrived.emit()
    assert len(told) == 3


def test_each_showing_closes_the_gate_of_studies(feed: Feed) -> None:
    assert feed.studies.gate.is_open
    feed.show(Document())
    assert not feed.studies.gate.is_open


def array_of(path: Path, steps: int = 12) -> tuple[Document, Callable[[int], Document]]:
    """A document with a file of arrays, and a function that gives another step of it."""
    np.save(path, np.random.default_rng(1).normal(0, 3, (steps, 40)))
    source = TraceSource(open_array(path))
    first = Document(source=source, state=source.initial())
    return first, lambda number: at(first, source.at(first.state, number))


def test_the_next_row_is_read_ahead_the_way_one_walks(feed: Feed, qtbot: QtBot, tmp_path: Path) -> None:
    first, step = array_of(tmp_path / "a.npy")
    feed.show(first)
    qtbot.waitUntil(lambda: step(1).ready)
    assert not step(2).ready
    for number, following in ((1, 2), (2, 3), (8, 9), (7, 6), (6, 5)):
        feed.show(step(number))
        qtbot.waitUntil(lambda following=following: step(following).ready)  # type: ignore[misc]
        assert isinstance(feed.answer, Ready)
        assert feed.answer.value.document.state.at == number
    qtbot.waitUntil(lambda: not feed.waits)
    assert not step(10).ready


@pytest.fixture
def sorted_in(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the threads in which logits were sorted."""
    names = list[str]()

    def sort(values: Floats) -> Integers:
        names.append(threading.current_thread().name)
        return falling_order(values)

    monkeypatch.setattr(logits_module, "falling_order", sort)
    return names


def test_rows_of_many_classes_are_sorted_in_other_threads(
    feed: Feed, qtbot: QtBot, tmp_path: Path, sorted_in: list[str]
) -> None:
    np.save(tmp_path / "a.npy", np.random.default_rng(1).normal(0, 3, (4, MANY)).astype(np.float32))
    source = TraceSource(open_array(tmp_path / "a.npy"))
    first = Document(source=source, state=source.initial())
    for number in (0, 3, 2, 0):  # after the first one those behind are in memory, some of them not sorted
        document = at(first, source.at(first.state, number))
        feed.show(document)
        qtbot.waitUntil(lambda document=document: feed.shown is not None and feed.shown.document is document)  # type: ignore[misc]
        document.logits.release_caches()
        feed.clear()
    assert len(sorted_in) >= 4
    assert threading.main_thread().name not in sorted_in


def test_what_was_prepared_of_the_next_row_is_shown_then_and_goes_with_its_file(
    feed: Feed, qtbot: QtBot, tmp_path: Path
) -> None:
    np.save(tmp_path / "a.npy", np.random.default_rng(1).normal(0, 3, (4, MANY)).astype(np.float32))
    source = TraceSource(open_array(tmp_path / "a.npy"))
    first = Document(source=source, state=source.initial())
    feed.show(first)
    second = at(first, source.at(first.state, 1))
    qtbot.waitUntil(lambda: feed.shown is not None and second.ready and not feed.waits)
    qtbot.waitUntil(lambda: feed._ahead is not None and feed._ahead.logits is second.logits)
    ahead = feed._ahead
    feed.show(second)
    assert feed.picture is not None
    assert feed.picture.prepared is ahead
    feed.show(Document())
    assert feed._ahead is None


def test_what_is_expected_is_asked_for_before_it_is_shown(
    feed: Feed, told: list[Answer[Picture]], qtbot: QtBot
) -> None:
    document = late()
    gates_of(document).let(1)
    feed.expect(document)
    qtbot.waitUntil(lambda: document.ready)
    assert told == []
    feed.show(document)
    assert isinstance(told[0], Ready)


def test_a_turn_of_the_dial_reads_nothing_ahead(feed: Feed, jobs: Jobs, qtbot: QtBot, tmp_path: Path) -> None:
    first, step = array_of(tmp_path / "a.npy")
    feed.show(first)
    qtbot.waitUntil(lambda: step(1).ready and not jobs.busy_at_all)
    begun = list[object]()
    jobs.begun.connect(lambda key, _: begun.append(key))
    feed.show(table_edits.set_temperature(first, 0.5))
    qtbot.wait(20)
    assert begun == []


def test_what_cannot_be_read_ahead_is_told_when_it_is_asked_for(
    feed: Feed, jobs: Jobs, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "a.npy"
    first, step = array_of(path)
    feed.show(first)
    qtbot.waitUntil(lambda: step(1).ready and not jobs.busy_at_all)
    path.unlink()
    feed.show(step(1))
    qtbot.wait(20)
    qtbot.waitUntil(lambda: not jobs.busy_at_all)
    assert isinstance(feed.answer, Ready)
    assert feed.answer.value.document.state.at == 1
    feed.show(step(2))
    qtbot.waitUntil(lambda: isinstance(feed.answer, Failed))
    assert isinstance(feed.answer, Failed)
    assert feed.answer.sentence == "“a.npy” is gone: it was moved, renamed or deleted."
