"""What a turn of the dial paints: all that changes, in one frame, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QImage, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from tests.partial_source import weather

from tauscope.core.chain import Chain
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.ui.widgets.card import Elided
from tauscope.ui.window.main_window import MainWindow

WINDOW_SIZE = 1440, 900

PLOTS = (
    (),
    ("rank", "density", "compare", "working"),
    ("levels", "stages", "engines", "draws"),
)


class Painted(QObject):
    """Notes each frame of a window, and the widgets that are painted."""

    def __init__(self) -> None:
        super().__init__()
        self.frames = self.layouts = 0
        self.widgets: list[QWidget] = []
        self.rectangles: list[int] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Note an event of painting."""
        if event.type() == QEvent.Type.UpdateRequest:
            self.frames += 1
        elif event.type() == QEvent.Type.LayoutRequest:
            self.layouts += 1
        elif isinstance(event, QPaintEvent) and isinstance(watched, QWidget):
            self.widgets.append(watched)
            self.rectangles.append(event.region().rectCount())
        return False


@contextmanager
def painted() -> Iterator[Painted]:
    application, note = QApplication.instance(), Painted()
    assert application is not None
    application.installEventFilter(note)
    yield note
    application.removeEventFilter(note)


def settle() -> None:
    for _ in range(3):
        QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
        QApplication.processEvents()


def turn(window: MainWindow, temperature: float) -> None:
    window.turn_to(temperature)
    settle()


def on_screen(window: MainWindow) -> QImage:
    """What the screen holds of the window, which frame after frame has painted in parts."""
    return window.screen().grabWindow(window.winId()).toImage().convertToFormat(QImage.Format.Format_RGB32)


def painted_anew(window: MainWindow) -> QImage:
    """The whole window, painted at once."""
    return window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


@pytest.fixture
def shown(window: MainWindow) -> MainWindow:
    window.show()
    settle()
    return window


def test_a_turn_is_one_frame_of_the_window(shown: MainWindow) -> None:
    turn(shown, 0.5)
    with painted() as note:
        turn(shown, 0.53)
    assert note.frames == 1


def test_a_turn_paints_nothing_under_what_changes(shown: MainWindow) -> None:
    turn(shown, 0.5)
    with painted() as note:
        turn(shown, 0.53)
    bench = shown.bench
    changes = {bench.dial, bench.field, bench.table.viewport(), bench.readouts.board}
    assert set(note.widgets) == changes | {plot.viewport() for plot in bench.shown}


def test_a_turn_paints_one_rectangle_of_each_widget(shown: MainWindow) -> None:
    # To copy a pixmap into several takes Qt longer than into the whole widget.
    for temperature in (0.5, 0.53, 0.9, 1.5, 1.6):
        turn(shown, temperature)
    with painted() as note:
        turn(shown, 1.7)
    assert set(note.rectangles) == {1}


def test_a_turn_over_a_list_lays_out_nothing(shown: MainWindow) -> None:
    shown.history.start(Document(source=weather()))
    shown.feed.studies.gate._rest.setInterval(1_000_000)  # on a slow machine the hand rests between turns
    for temperature in (0.6, 0.62):
        turn(shown, temperature)
    with painted() as note:
        turn(shown, 0.63)
    bench = shown.bench
    assert note.layouts == 0
    others, changes = bench.others_line.probability, {bench.dial, bench.field, bench.table.viewport()}
    plots = {plot.viewport() for plot in bench.shown}
    notes = {widget for widget in note.widgets if isinstance(widget, Elided)}
    assert notes
    assert set(note.widgets) == {*changes, others, bench.readouts.board} | plots | notes


@pytest.mark.parametrize("theme", ["dark", "projector"])
def test_widgets_stay_opaque_when_the_style_sheet_changes(shown: MainWindow, theme: str) -> None:
    shown.appearance.choose(theme, 1.0)
    settle()
    test_a_turn_paints_nothing_under_what_changes(shown)


@pytest.mark.parametrize("plots", PLOTS, ids=" ".join)
@pytest.mark.parametrize("chain", ["temperature=1", "temperature=1,top-p=0.8"])
def test_what_turns_paint_in_parts_is_what_all_of_it_would_be(
    shown: MainWindow, plots: tuple[str, ...], chain: str
) -> None:
    document = table_edits.set_chain(Document(), Chain.parse(chain))
    shown.history.start(replace(document, plots=plots) if plots else document)
    settle()
    for temperature in (0.3, 0.31, 0.1, 2.0, 2.05, 0.0, 7.0, 0.000382, 1.0, 1234567.0, 0.5):
        turn(shown, temperature)
        before = on_screen(shown)
        assert before == painted_anew(shown)


@pytest.mark.parametrize("plots", PLOTS, ids=" ".join)
def test_another_document_leaves_nothing_of_the_one_before(shown: MainWindow, plots: tuple[str, ...]) -> None:
    for count in (4, 30, 4):
        values = np.linspace(3.0 * count, 0.0, count)
        document = table_edits.replace_classes(Document(), [f"class {row}" for row in range(count)], values)
        shown.history.start(replace(document, plots=plots) if plots else document)
        settle()
        turn(shown, 0.5)
        assert on_screen(shown) == painted_anew(shown)


@pytest.mark.parametrize("plots", PLOTS[:1] + PLOTS[2:], ids=" ".join)
@pytest.mark.parametrize("chain", ["temperature=1", "temperature=1,top-k=5,top-p=0.8"])
def test_what_turns_over_a_list_paint_in_parts_is_what_all_of_it_would_be(
    shown: MainWindow, plots: tuple[str, ...], chain: str
) -> None:
    document = table_edits.set_chain(Document(source=weather()), Chain.parse(chain))
    shown.history.start(replace(document, plots=plots) if plots else document)
    settle()
    for temperature in (0.3, 0.31, 2.0, 2.05, 0.0, 1.0, 0.5):
        turn(shown, temperature)
        before = on_screen(shown)
        assert before == painted_anew(shown)
