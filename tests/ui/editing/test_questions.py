from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget

from tauscope.ui.editing.questions import Questions


@pytest.fixture
def questions(show: Callable[[QWidget], None]) -> Questions:
    desk = QWidget()
    show(desk)
    return Questions(desk)


@pytest.fixture
def press() -> Callable[[QMessageBox.StandardButton], list[QMessageBox]]:
    """Press this button of the next box, or close it for none; the box is kept to be looked at."""

    def prepare(which: QMessageBox.StandardButton) -> list[QMessageBox]:
        seen: list[QMessageBox] = []

        def act() -> None:
            box = QApplication.activeModalWidget()
            assert isinstance(box, QMessageBox)
            seen.append(box)
            button = box.button(which)
            box.reject() if button is None else button.click()

        QTimer.singleShot(0, act)
        return seen

    return prepare


@pytest.mark.parametrize(
    ("button", "answer"),
    [
        (QMessageBox.StandardButton.Save, "save"),
        (QMessageBox.StandardButton.Discard, "discard"),
        (QMessageBox.StandardButton.Cancel, "cancel"),
        (QMessageBox.StandardButton.NoButton, "cancel"),
    ],
)
def test_each_button_is_an_answer_and_escape_is_cancel(
    questions: Questions,
    press: Callable[[QMessageBox.StandardButton], list[QMessageBox]],
    button: QMessageBox.StandardButton,
    answer: str,
) -> None:
    press(button)
    assert questions.before_discarding("a.tauscope") == answer


def test_name_is_shown_as_it_is(
    questions: Questions, press: Callable[[QMessageBox.StandardButton], list[QMessageBox]]
) -> None:
    seen = press(QMessageBox.StandardButton.Cancel)
    questions.before_discarding("<h1>x</h1>.tauscope")
    assert "<h1>x</h1>.tauscope" in seen[0].text()
    assert seen[0].textFormat() == Qt.TextFormat.PlainText


@pytest.mark.parametrize(("chosen", "path"), [("", None), ("/a/b.csv", Path("/a/b.csv"))])
def test_file_to_open_is_the_one_chosen(
    questions: Questions, monkeypatch: pytest.MonkeyPatch, chosen: str, path: Path | None
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (chosen, ""))
    assert questions.file_to_open("") == path


@pytest.mark.parametrize(
    ("text", "answer"),
    [("Save As…", "save as"), ("Replace", "replace"), ("Cancel", "cancel"), ("", "cancel")],
)
def test_a_file_of_another_program_is_replaced_only_by_its_button(
    questions: Questions, text: str, answer: str
) -> None:
    seen: list[str] = []

    def act() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        seen.extend([box.text(), box.defaultButton().text()])
        buttons = [button for button in box.buttons() if button.text().replace("&", "") == text]
        buttons[0].click() if buttons else box.reject()

    QTimer.singleShot(0, act)
    assert questions.before_replacing("<b>a</b>.tauscope") == answer
    assert seen == ["Another program changed <b>a</b>.tauscope after you opened it.", "Save As…"]
