"""Every text of every plot, in every state that leaves it little room: legible, whole and over no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.suited import moving, plots_for
from tests.ui.plots.crowded import CROWDED, WITH_PRESETS
from tests.ui.plots.painted_text import TextRecorder, faults

from tauscope.core.chain import Chain
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.preferences import Preferences
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.window.main_window import MainWindow

pytestmark = pytest.mark.usefixtures("known_studies")

FULL_HD = (1920, 1080)

ALL_PLACES = (0, 1, 2)
LOOKS = {
    "projector, large": ("projector", FULL_HD, ALL_PLACES),
    "projector": ("projector", (1440, 900), (2,)),
    "projector, small": ("projector", (1024, 768), (2,)),
    "light": ("light", (1440, 900), (2,)),
    "dark, small": ("dark", (1024, 768), (2,)),
}

BACK_ROW, LEAST = 0.022, 9.0
"""Least height of text in plots: a share of the window's in the projector theme, elsewhere in pixels."""


def least_text(theme: str, height: int) -> float:
    """Pixels that every text of a plot must have."""
    return BACK_ROW * height if theme == "projector" else LEAST


def benches(made: Document, places: tuple[int, ...]) -> Iterator[Document]:
    """The document with each plot in each of these places; where all places count, three plots at a time."""
    names = plots_for(made)
    if places == ALL_PLACES:
        for first in range(len(names)):
            yield replace(made, plots=tuple((names * 2)[first : first + len(places)]))
    else:
        yield from (table_edits.place_plot(made, place, name) for place in places for name in names)


def settle() -> None:
    """Until the bench has the sizes that stay."""
    for _ in range(3):
        QApplication.processEvents()


def settled(window: MainWindow, wait: Callable[..., None]) -> None:
    """Until all studies have their results, and the bench has the sizes that stay."""
    settle()
    wait(lambda: not window.feed.studies.busy, timeout=60_000)
    settle()


def found(window: MainWindow, places: tuple[int, ...], least: float) -> Iterator[str]:
    """What is wrong with the texts of all plots in all crowded states."""
    for state, document in (WITH_PRESETS if places == ALL_PLACES else CROWDED).items():
        for shown in benches(document(), places):
            window.history.start(shown)
            settle()
            for place in places:
                name = shown.plots[place]
                for selected in (0, 2) if name == "distribution" else (0,):
                    window.focus.select(tuple(window.history.document.logits.keys[:selected].tolist()))
                    for fault in faults(window.bench.shown[place], least):
                        yield f"{state}, {name} in place {place}: {fault}"


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("document", moving(), ids=lambda document: document.source.kind)
def test_text_of_a_source_with_plots_of_its_own(
    make_window: Callable[..., MainWindow], qtbot: QtBot, look: str, document: Document
) -> None:
    theme, size, _ = LOOKS[look]
    window = make_window(Preferences(theme=theme))
    window.resize(*size)
    window.history.start(document)
    # At the beginning, and where a knob has cut classes and the dial is turned far.
    for chain in ("temperature=1", "temperature=0.05", "temperature=50,top-k=2"):
        window.history.start(table_edits.set_chain(document, Chain.parse(chain)))
        settled(window, qtbot.waitUntil)
        found = [
            f"{chain}, {plot.name}: {fault}"
            for plot in window.bench.shown
            for fault in faults(plot, least_text(theme, size[1]))
        ]
        assert found == []


@pytest.mark.parametrize("look", LOOKS)
def test_all_text_is_legible_whole_and_apart(make_window: Callable[..., MainWindow], look: str) -> None:
    theme, size, places = LOOKS[look]
    window = make_window(Preferences(theme=theme))
    window.resize(*size)
    settle()
    assert (window.width(), window.height()) == size
    # Layouts go on; what is painted is painted by the recorder.
    window.setUpdatesEnabled(False)
    assert list(found(window, places, least_text(theme, size[1]))) == []


def test_the_recorder_sees_what_is_wrong(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    plot = window.bench.shown[0]
    assert list(faults(plot, LEAST)) == []
    assert any("pixels high" in fault for fault in faults(plot, 40.0))

    def draw(painter: TextRecorder) -> None:
        painter.setFont(plot.theme.font())
        for x, y, text in ((50, 50, "one"), (55, 52, "other"), (-9, 90, "out"), (50, 90, "no na…")):
            painter.drawText(QPointF(x, y), text)

    monkeypatch.setattr(plot, "draw", draw)
    said = "\n".join(faults(plot, LEAST))
    assert "“one” and “other” overlap" in said
    assert "“out” is cut" in said
    assert "“no na…” is shortened" in said


def test_text_that_reads_upward_is_recorded_where_it_is(window: MainWindow) -> None:
    plot: Plot = window.bench.shown[0]
    paper = QImage(200, 200, QImage.Format.Format_ARGB32_Premultiplied)
    painter = TextRecorder(paper)
    painter.setFont(plot.theme.font())
    painter.translate(100, 150)
    painter.rotate(-90)
    painter.drawText(QPointF(0, 0), "upward")
    painter.end()
    (text,) = painter.texts
    assert text.ink.height() > text.ink.width()
    assert text.ink.bottom() <= 151
    assert text.pixels == pytest.approx(plot.theme.font().pixelSize())
