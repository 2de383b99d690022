"""The light on the stage that follows the mouse."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication
from tests.ui import hands
from tests.ui.presenting.short_lesson import stage

from tauscope.ui.presenting.presentation import Presentation
from tauscope.ui.window.main_window import MainWindow

WINDOW_SIZE = 1440, 900


def test_the_light_follows_the_mouse_and_goes_out(
    presentation: Presentation, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = stage(presentation)
    at = where.mapToGlobal(QPoint(300, 200))
    monkeypatch.setattr(QCursor, "pos", lambda: at)
    hands.key(where, Qt.Key.Key_L)
    assert where._light == QPointF(300, 200)
    at = where.mapToGlobal(QPoint(500, 400))
    hands.move(where.shown[0], QPointF(5, 5))
    assert where._light == QPointF(500, 400)
    hands.key(where, Qt.Key.Key_L)
    assert where._light is None
    hands.move(where.shown[0], QPointF(6, 6))
    assert where._light is None


def test_a_stage_that_opens_again_is_unlit(window: MainWindow, presentation: Presentation) -> None:
    hands.key(stage(presentation), Qt.Key.Key_L)
    presentation.stop()
    window.present(from_start=True, shape="16:9")
    again = stage(presentation)
    hands.move(again.shown[0], QPointF(5, 5))
    QApplication.processEvents()
    assert again._light is None
