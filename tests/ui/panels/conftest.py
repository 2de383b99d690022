"""A window with the story writer on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tauscope.sources.language.writer import Writer
from tauscope.ui.panels.writer.writer_panel import WriterPanel
from tauscope.ui.window.main_window import MainWindow

SECONDS = 20_000


class Story:
    """The window, and ways to wait for it."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self._qtbot = window, qtbot

    def until(self, condition: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(condition, timeout=SECONDS)

    @property
    def panel(self) -> WriterPanel:
        panel = self.window.bench.panel
        assert isinstance(panel, WriterPanel)
        return panel

    @property
    def source(self) -> Writer:
        source = self.window.history.document.source
        assert isinstance(source, Writer)
        return source

    def shown(self) -> bool:
        """Whether the bench shows the document."""
        picture = self.window.feed.picture
        document = self.window.history.document
        return picture is not None and document.ready and picture.logits is document.logits

    def write(self, count: int) -> None:
        """Write so many tokens, fast."""
        writing = self.window.desk.run_controller
        writing.set_pace(1e6)
        writing.write(count)
        self.until(lambda: not writing.going)


@pytest.fixture
def story(window: MainWindow, qtbot: QtBot) -> Story:
    window.actions_by_name["story"].trigger()
    opened = Story(window, qtbot)
    opened.until(lambda: window.history.document.source.abilities.steps)
    opened.until(opened.shown)
    return opened


@pytest.fixture
def other_folder(tmp_path: Path) -> Path:
    """A folder that holds no model."""
    folder = tmp_path / "no model"
    folder.mkdir()
    return folder
