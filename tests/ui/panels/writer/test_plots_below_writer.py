"""The plots below the story writer, in the projector theme: legible for the back row there too."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication
from tests.suited import plots_for
from tests.ui.panels.conftest import Story
from tests.ui.plots.painted_text import faults

from tauscope.document.edits import table_edits
from tauscope.document.preferences import Preferences
from tauscope.ui.window.main_window import MainWindow

SIZES = ((1920, 1080), (1024, 768))


@pytest.fixture
def window(make_window: Callable[..., MainWindow]) -> MainWindow:
    return make_window(Preferences(theme="projector"))


def test_all_text_is_legible_whole_and_apart(story: Story) -> None:
    story.write(12)
    story.until(story.shown)
    found = []
    for size in SIZES:
        story.window.resize(*size)
        for plot in plots_for(story.window.history.document):
            story.window.history.start(table_edits.place_plot(story.window.history.document, 0, plot))
            story.until(story.shown)
            for _ in range(3):
                QApplication.processEvents()
            shown = next(one for one in story.window.bench.shown if one.name == plot)
            found += [f"{size}, {plot}: {fault}" for fault in faults(shown, 0.022 * size[1])]
    assert found == []
