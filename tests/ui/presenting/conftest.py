"""A presentation of a short lesson, with the presenter's window."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from tests.ui.presenting.short_lesson import LESSON

from tauscope.document.lessons.lesson_file import read_lesson
from tauscope.ui.presenting.presentation import Presentation
from tauscope.ui.window.main_window import MainWindow


@pytest.fixture
def presentation(window: MainWindow) -> Iterator[Presentation]:
    window.lessons.open(read_lesson(LESSON))
    window.present(from_start=True, shape="16:9", presenter=True)
    QApplication.processEvents()
    yield window.presentation
    window.presentation.stop()
