from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from tauscope.ui.editing.questions import Questions


@pytest.fixture
def questions(qtbot: QtBot) -> Questions:
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    window = QWidget()
    qtbot.addWidget(window)
    return Questions(window)


def soon(act: Callable[[], None]) -> None:
    QTimer.singleShot(50, act)


def save_dialog() -> QFileDialog:
    found = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QFileDialog)]
    return next(dialog for dialog in found if dialog.isVisible())


def enter(name: str) -> None:
    line = save_dialog().findChild(QLineEdit)
    assert line is not None
    line.setText(name)
    QTest.keyClick(line, Qt.Key.Key_Return)


def test_the_ending_is_added(questions: Questions, tmp_path: Path) -> None:
    soon(lambda: enter("new"))
    assert questions.file_to_save(str(tmp_path / "session.tauscope")) == tmp_path / "new.tauscope"


def test_a_file_whose_ending_was_not_typed_is_not_replaced_unasked(
    questions: Questions, tmp_path: Path
) -> None:
    (tmp_path / "old.tauscope").touch()
    asked = []

    def refuse() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QDialog)
        asked.append(isinstance(box, QMessageBox))
        if isinstance(box, QMessageBox):
            box.button(QMessageBox.StandardButton.No).click()
        soon(lambda: save_dialog().reject())

    def attempt() -> None:
        soon(refuse)
        enter("old")

    soon(attempt)
    assert questions.file_to_save(str(tmp_path / "session.tauscope")) is None
    assert asked == [True]
