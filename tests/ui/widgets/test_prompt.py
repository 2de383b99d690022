from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QInputDialog, QWidget
from pytestqt.qtbot import QtBot

from tauscope.core.chain import Chain
from tauscope.core.numbers import parse_number
from tauscope.document.edits import table_edits
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.widgets.prompt import ask
from tauscope.ui.window.main_window import MainWindow


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[tuple[str, str]]]:
    """Answer questions with these texts, the last of them by Cancel where it is None; what was asked."""

    def answer(*answers: str | None) -> list[tuple[str, str]]:
        waiting, asked = list(answers), list[tuple[str, str]]()

        def get_text(_: QWidget, __: str, label: str, text: str = "") -> tuple[str, bool]:
            asked.append((label, text))
            said = waiting.pop(0)
            return said or "", said is not None

        monkeypatch.setattr(QInputDialog, "getText", get_text)
        return asked

    return answer


def test_what_cannot_be_read_is_refused_in_words_and_asked_again(
    qtbot: QtBot, answering: Callable[..., list[tuple[str, str]]]
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    asked = answering("many", "2,5")
    assert ask(parent, "Title", "How many:", "1", parse_number) == (2.5,)
    assert asked[0] == ("How many:", "1")
    assert asked[1][0].startswith("“many” is not a number")
    assert asked[1][0].endswith("How many:")
    assert asked[1][1] == "many"


def test_no_answer_is_no_value(qtbot: QtBot, answering: Callable[..., list[tuple[str, str]]]) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    answering("many", None)
    assert ask(parent, "Title", "How many:", "1", parse_number) is None


def test_lesser_settings_of_a_knob_are_asked_for(
    window: MainWindow, answering: Callable[..., list[tuple[str, str]]]
) -> None:
    chain = Chain.parse("temperature=1,xtc=0.5")
    window.history.perform(EditRequest("chain", lambda document: table_edits.set_chain(document, chain)))
    asked = answering("2", "0.25")
    row = window.bench.knobs.rows[1]
    row._menu.aboutToShow.emit()
    (action,) = [one for one in row._menu.actions() if one.text().startswith("The threshold of xtc")]
    action.trigger()
    assert str(window.history.document.chain) == "temperature=1,xtc=0.5:threshold=0.25"
    assert "goes from 0 to 1" in asked[1][0]
    window.history.undo()
    assert window.history.document.chain == chain
