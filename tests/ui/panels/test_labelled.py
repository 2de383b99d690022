"""The panel of a labelled set: widgets show the row, and the hand at them goes to another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.sources.labelled.files import LABELS, LOGITS, NAMES, npz, table
from tests.ui import hands
from tests.ui.conftest import Answers
from tests.ui.plots.painted_text import painted_texts

from tauscope.document.document import Document
from tauscope.document.edits import labelled_edits, source_edits, table_edits
from tauscope.document.files.codec import encode
from tauscope.document.files.opening import read_document
from tauscope.sources.labelled import stored
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.panels.labelled import LabelledPanel
from tauscope.ui.plots.distribution import DistributionPlot
from tauscope.ui.window.main_window import MainWindow

WINDOW_SIZE = 1440, 900


@pytest.fixture
def labelled(window: MainWindow, tmp_path: Path) -> MainWindow:
    path = tmp_path / "pets.npz"
    path.write_bytes(npz(logits=LOGITS, labels=LABELS, classes=np.array(NAMES)))
    source = read_document(path).document.source
    window.history.perform(EditRequest("open", lambda document: source_edits.use_source(document, source)))
    QApplication.processEvents()
    return window


def panel(window: MainWindow) -> LabelledPanel:
    found = window.bench.panel
    assert isinstance(found, LabelledPanel)
    return found


def row(window: MainWindow) -> int:
    QApplication.processEvents()
    found = window.history.document.state
    assert isinstance(found, int)
    return found


def test_it_shows_the_row_and_its_true_class(labelled: MainWindow) -> None:
    parts = panel(labelled)
    assert (parts.number.text(), parts.count.text()) == ("1", "of 4")
    assert parts.example.shown.startswith("True class: cat, p = 62.9% at τ = 1.00")
    assert not parts.before.isEnabled()
    assert not parts.first.isEnabled()
    labelled.history.perform(EditRequest("turn", lambda document: table_edits.set_temperature(document, 10)))
    QApplication.processEvents()
    assert "at τ = 10" in parts.example.shown


def test_buttons_go_from_row_to_row(labelled: MainWindow) -> None:
    parts = panel(labelled)
    parts.next.click()
    assert row(labelled) == 1
    assert labelled.history.undo_name == "the next row"
    parts.wrong.click()
    assert row(labelled) == 3
    assert parts.example.shown.startswith("True class: cat, p = 18.6%")
    assert "Likelier: dog" in parts.example.shown
    assert not parts.wrong.isEnabled()
    assert not parts.next.isEnabled()
    parts.before.click()
    assert row(labelled) == 2
    assert parts.wrong.isEnabled()
    parts.first.click()
    assert row(labelled) == 0
    labelled.history.undo()
    assert row(labelled) == 2
    assert parts.number.text() == "3"


def test_a_row_is_typed_and_one_that_is_not_there_is_refused(labelled: MainWindow) -> None:
    field = panel(labelled).number
    field.setFocus()
    hands.overwrite(field, "4")
    hands.tap(field, Qt.Key.Key_Return)
    assert row(labelled) == 3
    hands.overwrite(field, "5")
    hands.tap(field, Qt.Key.Key_Return)
    assert row(labelled) == 3


def test_a_held_key_is_one_step_of_undo(labelled: MainWindow) -> None:
    field = panel(labelled).number
    field.setFocus()
    for again in (False, True, True):
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Up, Qt.KeyboardModifier.NoModifier, "", again)
        QApplication.sendEvent(field, event)
    assert row(labelled) == 3
    labelled.history.undo()
    assert row(labelled) == 0


def test_a_set_without_a_wrong_row_says_so(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "right.npz"
    path.write_bytes(npz(logits=LOGITS[:3], labels=LABELS[:3]))
    source = read_document(path).document.source
    window.history.perform(EditRequest("open", lambda document: source_edits.use_source(document, source)))
    QApplication.processEvents()
    assert not panel(window).wrong.isEnabled()
    assert panel(window).wrong.toolTip().startswith("In every row from here on")


def test_the_bars_mark_the_true_class(labelled: MainWindow) -> None:
    labelled.show()
    panel(labelled).wrong.click()
    QApplication.processEvents()
    plot = labelled.findChild(DistributionPlot)
    assert plot is not None
    texts = {one.text: one.ink for one in painted_texts(plot)}
    marked, cat, dog = (texts[name].center().x() for name in ("true", "cat", "dog"))
    assert abs(marked - cat) < abs(marked - dog)


def test_a_file_that_was_moved_is_found(
    window: MainWindow, answers: Answers, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stored, "MOST_EMBEDDED", 1)
    path, session = tmp_path / "pets.npz", tmp_path / "a.tauscope"
    path.write_bytes(npz(logits=LOGITS, labels=LABELS))
    document = labelled_edits.show_row(read_document(path).document, 2)
    session.write_text(encode(document), "utf-8")
    moved = path.rename(tmp_path / "other.npz")
    window.session.open_path(session)
    qtbot.waitUntil(lambda: window.session.path == session)
    assert "“pets.npz” was not found" in window.history.document.source.unavailable
    answers.model = moved
    window.finder.find()
    qtbot.waitUntil(lambda: window.history.document.source.kind == "labelled")
    assert answers.asked[-1] == "find a file"
    assert window.history.document.state == 2
    qtbot.waitUntil(lambda: "The file is back." in window.notice.text)
    window.history.undo()
    assert window.history.document.source.unavailable


def test_a_file_takes_the_place_of_the_source(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "pets.csv"
    path.write_bytes(table())
    window.session.open_path(path)
    qtbot.waitUntil(lambda: window.history.document.source.kind == "labelled")
    assert "4 examples, 3 classes" in window.notice.text
    assert window.history.document.plots[0] == "reliability"
    window.history.undo()
    assert window.history.document.source.kind == "table"


def test_a_line_leads_from_the_word_to_its_bar_past_the_number_of_another(
    window: MainWindow, tmp_path: Path
) -> None:
    # The numbers beside that of the second bar stand where the word over that would: it moves above them.
    p = [0.31, 0.26, 0.31, 0.011, 0.013, 0.02, 0.03, 0.03, 0.006, 0.01]
    path = tmp_path / "ten.npz"
    path.write_bytes(npz(logits=np.log([p, p]), labels=[1, 1]))
    source = read_document(path).document.source

    def edit(document: Document) -> Document:
        return replace(source_edits.use_source(document, source), plots=("distribution",))

    window.history.perform(EditRequest("open", edit))
    window.show()
    QApplication.processEvents()
    plot = window.findChild(DistributionPlot)
    assert plot is not None
    for width in (260, 700):
        plot.setFixedSize(width, 420)
        QApplication.processEvents()
        texts = {one.text.rstrip("%"): one.ink for one in painted_texts(plot)}
        word, number = texts["true"], next(texts[name] for name in ("26", "26.0") if name in texts)
        assert word.bottom() < number.top()
        picture, x = plot.grab().toImage(), round(plot.frame.x.pixel(1.0))
        between = range(round(word.bottom()) + 3, round(number.top()) - 2)
        reds = [
            max(
                picture.pixelColor(x + by, y).red() - picture.pixelColor(x + by, y).green()
                for by in (-1, 0, 1)
            )
            for y in between
        ]
        # The line ends a little above the number.
        is_led = sum(red > 60 for red in reds) > len(reds) / 2
        assert is_led == (width == 260)
