"""A window that was closed stays in memory with none of its parts."""

from __future__ import annotations

import gc
from collections.abc import Callable

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from tests.suited import bandit_document, calibrated, tree_document, two_files
from tests.ui.conftest import Answers, delete_closed, opened_window

from tauscope.document.document import Document
from tauscope.ui.editing.history import EditRequest


def widgets() -> list[QWidget]:
    """Widgets that Python holds, those that Qt has deleted too."""
    gc.collect()
    return [one for one in gc.get_objects() if isinstance(one, QWidget)]


@pytest.mark.usefixtures("known_studies", "_no_windows_left", "_own_look")
@pytest.mark.parametrize("make", [Document, tree_document, bandit_document, calibrated, two_files])
def test_no_part_of_it_is_kept(make: Callable[[], Document], answers: Answers, qtbot: QtBot) -> None:
    before = {id(one) for one in widgets()}
    document = make()
    window = opened_window(answers)
    window.history.perform(EditRequest("begin", lambda _: document))
    QApplication.processEvents()
    window.close()
    window.deleteLater()
    del window
    delete_closed()

    def kept() -> list[str]:
        new = [one for one in widgets() if id(one) not in before and not shiboken6.isValid(one)]
        return [type(one).__name__ for one in new]

    qtbot.waitUntil(lambda: kept() == [])
