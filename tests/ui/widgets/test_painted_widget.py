from __future__ import annotations

from contextlib import suppress

from PySide6.QtGui import QPainter
from pytestqt.qtbot import QtBot

from tauscope.ui.theme import Theme
from tauscope.ui.widgets.painted_widget import PaintedWidget


class Failing(PaintedWidget):
    painter: QPainter | None = None

    def paint(self, painter: QPainter) -> None:
        self.painter = painter
        raise ZeroDivisionError


def test_an_error_while_painting_ends_the_painter(qtbot: QtBot, theme: Theme) -> None:
    widget = Failing(theme)
    qtbot.addWidget(widget)
    # PySide raises it from `grab`, or hands it to the hook of exceptions.
    with qtbot.captureExceptions(), suppress(ZeroDivisionError):
        widget.grab()
    assert widget.painter is not None
    assert not widget.painter.isActive()
