"""What screen readers say of the controls: each has a name, and a choice says what is chosen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QGraphicsView, QToolButton, QWidget
from tests.suited import moving

from tauscope.document.document import Document
from tauscope.ui.window.main_window import MainWindow

DOCUMENTS = {one.source.kind: one for one in (Document(), *moving())}


def spoken(widget: QWidget) -> str:
    found = QAccessible.queryAccessibleInterface(widget)
    return found.text(QAccessible.Text.Name) if found is not None else ""


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_what_the_keyboard_reaches_has_a_name_that_says_the_choice(window: MainWindow, kind: str) -> None:
    window.history.start(DOCUMENTS[kind])
    QApplication.processEvents()
    reached = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not isinstance(widget.parent(), QGraphicsView)  # viewports: their plot has no focus
    ]
    assert len(reached) > 10
    assert [type(widget).__name__ for widget in reached if not spoken(widget)] == []
    for button in (one for one in reached if isinstance(one, QToolButton)):
        shown = button.text().removesuffix("▾").strip()
        words = shown if shown.isalnum() and len(shown) > 1 else ""
        assert words.casefold() in spoken(button).casefold(), (button.objectName(), shown, spoken(button))
