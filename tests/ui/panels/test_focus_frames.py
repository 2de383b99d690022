"""The focus of the keyboard is seen where arrows walk: strips, texts and plots of trees show it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget
from pytestqt.qtbot import QtBot
from tests.sources.trace.recorded import full

from tauscope.document.edits import source_edits
from tauscope.resources import resource
from tauscope.sources.trace.source import TraceSource
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.window.main_window import MainWindow

WALKED = {
    "traceStrip": "trace",
    "tokens": "trace",
    "digitStrip": "digits",
    "treePlot": "tree",
    "sequencesPlot": "tree",
}
"""Object names of what arrows walk through, and what the window shows then."""


class Paints(QObject):
    """Counts how often a widget is painted."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        del watched
        self.count += event.type() == QEvent.Type.Paint
        return False


def show(window: MainWindow, what: str) -> None:
    if what == "trace":
        source = TraceSource(replace(full(30, 40, tokens=True, seed=3), is_quick=True))
        edit = partial(source_edits.use_source, source=source)
        assert window.history.perform(EditRequest("open", edit)) is None
    elif what == "digits":
        window.actions_by_name["digits"].trigger()
    else:
        window.session.open_path(Path(resource("trees", "nice-dog.toml")))


@pytest.mark.parametrize("name", WALKED)
@pytest.mark.usefixtures("known_studies")
def test_the_focus_is_seen_where_arrows_walk(name: str, window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1440, 900)
    show(window, WALKED[name])
    qtbot.waitUntil(lambda: window.findChild(QWidget, name) is not None)
    walked = window.findChild(QWidget, name)
    assert walked is not None
    qtbot.waitUntil(walked.isVisible)
    window.bench.dial.setFocus()
    QApplication.processEvents()
    painted = walked.viewport() if isinstance(walked, QAbstractScrollArea) else walked
    paints, without = Paints(), walked.grab().toImage()
    painted.installEventFilter(paints)
    for focus, widget in ((True, walked), (False, window.bench.dial)):
        paints.count = 0
        widget.setFocus()
        QApplication.processEvents()
        assert walked.hasFocus() == focus
        assert paints.count
        assert (walked.grab().toImage() != without) == focus
