from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from tauscope.core.errors import InputError
from tauscope.ui.background import Background


@pytest.fixture
def background(qtbot: QtBot) -> Iterator[Background]:
    del qtbot
    made = Background("test")
    yield made
    made.close()


def refused(sentence: str) -> None:
    pytest.fail(sentence)


def test_work_is_done_elsewhere_and_its_result_comes_here(background: Background, qtbot: QtBot) -> None:
    seen: list[tuple[str, str]] = []

    def work() -> str:
        return threading.current_thread().name

    background.run(work, lambda name: seen.append((name, threading.current_thread().name)), refused)
    qtbot.waitUntil(lambda: bool(seen))
    there, here = seen[0]
    assert there.startswith("test")
    assert here == threading.main_thread().name


def test_of_what_is_asked_for_the_newest_counts(background: Background, qtbot: QtBot) -> None:
    gate, seen, worked = threading.Event(), list[int](), list[int]()

    def first() -> int:
        gate.wait(10)
        return 1

    def second() -> int:
        worked.append(2)
        return 2

    background.run(first, seen.append, refused)
    background.run(second, seen.append, refused)
    background.run(lambda: 3, seen.append, refused)
    gate.set()
    qtbot.waitUntil(lambda: bool(seen))
    assert (seen, worked) == ([3], [])


def test_a_refusal_is_its_sentence(background: Background, qtbot: QtBot) -> None:
    def work() -> None:
        raise InputError("No.")

    seen: list[str] = []
    background.run(work, lambda _: None, seen.append)
    qtbot.waitUntil(lambda: seen == ["No."])


def test_a_mistake_is_reported_where_all_are(background: Background, qtbot: QtBot) -> None:
    def work() -> float:
        return 1 / 0

    with qtbot.captureExceptions() as caught:
        background.run(work, lambda _: None, refused)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError


def test_what_comes_after_closing_is_dropped(qtbot: QtBot) -> None:
    gate, seen = threading.Event(), list[int]()
    background = Background("test")

    def work() -> int:
        gate.wait(10)
        return 1

    background.run(work, seen.append, refused)
    gate.set()
    background.close()
    qtbot.wait(30)
    assert seen == []
