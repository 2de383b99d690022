"""All widgets of all windows: reached with Tab, seen to have the focus, with a name and a value."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLineEdit, QRadioButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot
from tests.sources import fake_model
from tests.suited import moving
from tests.ui.test_fuzz import TolerantModel

from tauscope.document.document import Document
from tauscope.document.edits import source_edits
from tauscope.document.library.lesson_files import lesson_called
from tauscope.document.library.lesson_walk import begin
from tauscope.sources.language.writer import Writer
from tauscope.ui.window.main_window import MainWindow

TAB = Qt.FocusPolicy.TabFocus
ROLES_WITH_VALUE = (QAccessible.Role.Slider, QAccessible.Role.Dial, QAccessible.Role.SpinBox)
MOST = 200
"""Tab stops after which a window is taken to have no end."""


def stops(window: QWidget) -> list[QWidget]:
    """Visible widgets that take the focus at Tab; of radio buttons in a row one takes it for all."""
    found = [
        one
        for one in window.findChildren(QWidget)
        if one.isVisibleTo(window) and one.isEnabled() and one.focusPolicy() & TAB and one.window() is window
    ]
    # A viewport gives the focus to what it belongs to.
    return [one for one in found if not isinstance(one.parent(), QAbstractScrollArea)]


def reached(window: QWidget) -> list[QWidget]:
    """Widgets that have the focus one after another while Tab is pressed, until it comes round."""
    chain = list[QWidget]()
    for _ in range(MOST):
        window.focusNextPrevChild(True)
        widget = window.focusWidget()
        if widget is None or widget in chain:
            break
        chain.append(widget)
    return chain


def told(widget: QWidget, what: QAccessible.Text) -> str:
    return QAccessible.queryAccessibleInterface(widget).text(what)


def called(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()!r} in {type(widget.parent()).__name__}"


def complaints(window: QWidget) -> list[str]:
    """What somebody with a keyboard or a screen reader would miss in a window."""
    found, chain = [], reached(window)
    for widget in stops(window):
        interface = QAccessible.queryAccessibleInterface(widget)
        if not told(widget, QAccessible.Text.Name):
            found.append(f"{called(widget)} has no name")
        if widget not in chain and not isinstance(widget, QRadioButton):
            found.append(f"{called(widget)} is not reached with Tab")
        if interface.role() in ROLES_WITH_VALUE and interface.valueInterface() is None:
            found.append(f"{called(widget)} has no value")
        says = told(widget, QAccessible.Text.Value) or told(widget, QAccessible.Text.Description)
        if interface.role() == QAccessible.Role.Client and not isinstance(widget, QScrollArea) and not says:
            found.append(f"{called(widget)} is painted and says nothing")
    return found


def without_focus(window: QWidget) -> list[str]:
    """Controls that look the same with the focus as without it."""
    found = []
    for widget in reached(window):
        if isinstance(widget, QScrollArea | QLineEdit):
            continue
        looks = []
        for focused in (False, True):
            widget.setFocus(Qt.FocusReason.TabFocusReason) if focused else widget.clearFocus()
            QApplication.processEvents()
            looks.append(widget.grab().toImage())
        if looks[0] == looks[1]:
            found.append(called(widget))
    return found


def writer_document(monkeypatch: pytest.MonkeyPatch) -> Document:
    monkeypatch.setattr("tauscope.sources.language.writer.open_model", TolerantModel)
    return source_edits.use_source(Document(), Writer.open(fake_model.FakeModel.folder, "ab"))


def documents(monkeypatch: pytest.MonkeyPatch) -> list[Document]:
    return [Document(), *moving(), writer_document(monkeypatch)]


KINDS = [Document().source.kind, *(document.source.kind for document in moving()), "writer"]


@pytest.mark.parametrize("place", range(len(KINDS)), ids=KINDS)
def test_controls_of_each_source(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, place: int, qtbot: QtBot
) -> None:
    window.resize(1440, 900)
    window.history.start(documents(monkeypatch)[place])
    qtbot.waitUntil(lambda: window.feed.picture is not None, timeout=20_000)
    QApplication.processEvents()
    assert not complaints(window)
    assert not without_focus(window)


@pytest.mark.parametrize("lesson", ["softmax-amplifies", "say-it-back"])
def test_controls_of_the_lesson_panel(window: MainWindow, lesson: str) -> None:
    window.history.start(begin(Document(), lesson_called(lesson)))
    QApplication.processEvents()
    assert window.lessons.isVisible()
    assert not complaints(window)
    assert not without_focus(window)


def test_controls_of_stage_and_presenter(window: MainWindow, qtbot: QtBot) -> None:
    window.lessons.open(lesson_called("softmax-amplifies"))
    window.present(from_start=True, shape="16:9", presenter=True)
    QApplication.processEvents()
    stage, presenter = window.presentation.stage, window.presentation.presenter
    try:
        for one in (stage, presenter):
            assert one is not None
            assert one.windowTitle()
            one.activateWindow()
            qtbot.waitUntil(one.isActiveWindow)
            assert not complaints(one)
            assert not without_focus(one)
    finally:
        window.presentation.stop()
