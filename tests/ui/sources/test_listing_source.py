"""A source without a panel that lists other classes in each state goes on in the window, by keys."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.sources.examples import OF_TESTS
from tests.sources.listed import Listed
from tests.ui.conftest import Answers

from tauscope.document.edits import source_edits
from tauscope.sources import SOURCES
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.table.columns import LABEL
from tauscope.ui.table.row_order import row_at
from tauscope.ui.window.main_window import MainWindow


@pytest.fixture
def listed(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> MainWindow:
    monkeypatch.setitem(SOURCES, "listed", OF_TESTS["listed"])
    perform(window, "listed", partial(source_edits.use_source, source=Listed()))
    return window


def perform(window: MainWindow, name: str, edit: Any) -> None:
    assert window.history.perform(EditRequest(name, edit)) is None
    QApplication.processEvents()


def run(window: MainWindow, command: str) -> None:
    window.actions_by_name[command].trigger()
    QApplication.processEvents()


def names(window: MainWindow) -> list[str]:
    model = window.bench.table.model()
    return [str(model.index(row, LABEL).data()) for row in range(model.rowCount())]


def test_a_row_that_is_chosen_is_known_by_its_key(listed: MainWindow, qtbot: QtBot) -> None:
    history, table = listed.history, listed.bench.table
    picture = table.picture
    assert picture is not None
    row = row_at(picture, 1)
    key, name = int(picture.logits.keys[row]), names(listed)[1]
    assert picture.logits.labels[row] == name
    listed.bench.table.select_rows([row])
    run(listed, "choose")
    qtbot.waitUntil(lambda: len(history.document.state) > 1)
    listed.desk.run_controller.pause()
    assert history.document.state[0] == key
    assert names(listed) == [
        history.document.logits.labels[row] for row in history.document.logits.order.tolist()
    ]
    run(listed, "undo")
    run(listed, "undo")
    assert history.document.state == ()
    assert names(listed)[1] == name


def test_it_goes_back_and_forth_on_its_timeline(listed: MainWindow, qtbot: QtBot) -> None:
    history = listed.history
    for count in (1, 2, 3):
        run(listed, "write_step")
        qtbot.waitUntil(lambda: not listed.desk.run_controller.going)
        assert len(history.document.state) == count
    state, there = history.document.state, names(listed)
    perform(listed, "back", partial(source_edits.go_to_position, position=1))
    assert history.document.state == state[:1]
    assert names(listed) != there
    run(listed, "undo")
    assert (history.document.state, names(listed)) == (state, there)


def test_it_goes_on_at_full_speed_in_another_process(listed: MainWindow, qtbot: QtBot) -> None:
    writing = listed.desk.run_controller
    writing.set_pace(float("inf"))
    writing.write(steps=20)
    qtbot.waitUntil(lambda: not writing.going, timeout=60_000)
    document = listed.history.document
    assert document.source.position(document.state) == 20
    for position, choice in enumerate(document.source.path(document.state)):
        logits = document.source.logits(document.source.at(document.state, position))
        assert choice.key in logits.keys.tolist()


def test_its_session_is_opened_where_it_was(listed: MainWindow, answers: Answers, tmp_path: Path) -> None:
    key = int(listed.history.document.logits.keys[2])
    perform(listed, "choose", partial(source_edits.choose, key=key))
    shown, saved = names(listed), listed.history.document
    answers.save = tmp_path / "listed.tauscope"
    run(listed, "save")
    perform(listed, "restart", source_edits.restart)
    listed.session.read(answers.save)
    assert listed.history.document == saved
    assert names(listed) == shown
