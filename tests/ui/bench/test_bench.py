"""Nothing is cut off and nothing covers anything, in every theme, from a small window to a very large one."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget
from tests.sources.trace.recorded import listed

from tauscope.core.chain import Chain
from tauscope.core.chain.knobs import KNOBS
from tauscope.core.logits import Logits
from tauscope.core.temperatures import scale
from tauscope.document.document import Document
from tauscope.document.edits import source_edits, table_edits
from tauscope.document.preferences import Preferences
from tauscope.sources.trace.source import TraceSource
from tauscope.ui.bench.dial.dial import TemperatureDial
from tauscope.ui.bench.dial.temperature_field import TemperatureField
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.table.cell_painter import PADDING
from tauscope.ui.table.columns import COLUMNS, LABEL, LOGIT
from tauscope.ui.table.logit_table import LogitTable
from tauscope.ui.theme import THEMES
from tauscope.ui.widgets.bubble import Bubble
from tauscope.ui.widgets.card import Elided
from tauscope.ui.widgets.whole_rows import WholeRows
from tauscope.ui.window.main_window import MainWindow

WHOLE = (LogitTable, TemperatureDial, Plot, QToolButton, QLabel, TemperatureField)
"""What is looked at as one."""

SIZES = [(1024, 720), (1440, 900), (3840, 2160)]


@pytest.fixture(params=[10, 14], ids=["10pt", "14pt"])
def text_height(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[int]:
    """What the system's text is set to."""
    before, font = qapp.font(), qapp.font()
    font.setPointSize(request.param)
    qapp.setFont(font)
    yield request.param
    qapp.setFont(before)


@pytest.fixture(params=THEMES)
def window(
    request: pytest.FixtureRequest, text_height: int, make_window: Callable[..., MainWindow]
) -> MainWindow:
    """A window that is laid out and not painted: no test looks at its pixels, and they take the most time."""
    del text_height
    window = make_window(Preferences(theme=request.param))
    window.setUpdatesEnabled(False)
    return window


def at_size(window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    for _ in range(3):
        QApplication.processEvents()
    assert (window.width(), window.height()) == size, "it does not become so small"


def sizes(window: MainWindow) -> Iterator[tuple[int, int]]:
    """Each of `SIZES` in turn."""
    for size in SIZES:
        at_size(window, size)
        yield size


def parts(widget: QWidget) -> list[QWidget]:
    children = [child for child in widget.children() if isinstance(child, QWidget)]
    return [
        child
        for child in children
        if child.isVisible() and not child.isWindow() and not isinstance(child, Bubble)
    ]


def families(widget: QWidget) -> Iterator[tuple[QWidget, list[QWidget]]]:
    """Each widget with those in it, as far down as they are laid out by us."""
    if not isinstance(widget, WHOLE):
        yield widget, parts(widget)
        for child in parts(widget):
            yield from families(child)


def name(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()} {widget.geometry().getRect()}"


def check_places(bench: QWidget) -> None:
    """Every part is within its place and covers no other."""
    for widget, children in families(bench):
        for child in children:
            assert widget.rect().contains(child.geometry()), f"{name(child)} in {name(widget)}"
        for one, other in itertools.combinations(children, 2):
            in_the_gap = {type(one), type(other)} == {TemperatureDial, TemperatureField}
            assert in_the_gap or not one.geometry().intersects(other.geometry()), (
                f"{name(one)}, {name(other)}"
            )


def check_words(window: MainWindow) -> None:
    """No button and no label is smaller than its text."""
    for widget in window.findChildren(QWidget):
        shown = widget.isVisible() and isinstance(widget, QToolButton | QLabel)
        if shown and not isinstance(widget, Elided) and widget.objectName() != "qt_toolbar_ext_button":
            assert widget.width() >= widget.minimumSizeHint().width(), name(widget)
            assert widget.height() >= widget.minimumSizeHint().height(), name(widget)


def check_rows(table: LogitTable) -> None:
    """Four rows are seen without scrolling."""
    assert table.viewport().rect().contains(table.visualRect(table.model().index(3, 0)))


def check_dial(window: MainWindow) -> None:
    """The field covers neither ring nor numbers, and all of them are within the dial."""
    dial, field = window.bench.dial, window.bench.field
    covered = QRect(dial.mapFromGlobal(field.mapToGlobal(QPoint(0, 0))), field.size())
    base = window.bench._theme.base
    for tick in scale.TICKS:
        at = dial.dial_geometry.labels[tick]
        label = QRect(0, 0, round(base), round(0.8 * base))
        label.moveCenter(at.toPoint())
        assert dial.rect().contains(label), f"the number {tick}"
        assert not covered.intersects(label), f"the number {tick}"
    outer = dial.dial_geometry.radius + dial.dial_geometry.thickness / 2
    ring = [dial.dial_geometry.point(place / 100, outer).toPoint() for place in range(101)]
    assert not any(covered.contains(point) for point in ring)
    assert all(dial.rect().contains(point) for point in ring)


def check_plots(window: MainWindow) -> None:
    """Plots have room for their marks."""
    base = window.bench._theme.base
    for plot in window.bench.shown:
        assert plot.frame.rect.width() >= 8 * base, plot.name
        assert plot.frame.rect.height() >= 5 * base, plot.name
        whole = plot.rect()
        assert whole.contains(plot.frame.rect.toAlignedRect().adjusted(1, 1, -1, -1)), plot.name


def test_a_new_bench_is_whole_in_every_size(window: MainWindow) -> None:
    for _ in sizes(window):
        check_places(window.bench)
        check_words(window)
        check_rows(window.bench.table)
        check_dial(window)
        check_plots(window)


def test_an_open_page_leaves_the_bench_whole(window: MainWindow) -> None:
    window.side_panels.show_page("words")
    for _ in sizes(window):
        check_places(window.bench)
        for label in window.bench.findChildren(QToolButton):
            if label.isVisible():
                assert label.width() >= label.minimumSizeHint().width(), name(label)


def test_a_page_that_was_open_leaves_the_text_as_it_was(window: MainWindow) -> None:
    fill(window, 4, 3)
    at_size(window, (1024, 768))
    before = window.bench.theme.base
    window.side_panels.show_page("words")
    at_size(window, (1024, 768))
    window.pages.dismiss()
    at_size(window, (1024, 768))
    side = window.bench._side
    assert side.height() >= side.minimumSizeHint().height()
    assert window.bench.theme.base == pytest.approx(before, rel=0.02)


def test_readouts_fit_in_their_cells(window: MainWindow) -> None:
    for _ in sizes(window):
        theme = window.bench._theme
        for temperature in (0.0, 0.01, 0.5, 1.0, 3.0, 50.0, math.inf):
            window.turn_to(temperature)
            for cell in window.bench.readouts.cells:
                room = cell.width() - 1.2 * theme.base
                assert marks.text_width(cell.value, theme.font(1.3, strong=True)) <= room, cell.value
                assert marks.text_width(cell.readout.title, theme.font(0.9)) <= room, cell.readout.title


def test_numbers_of_the_table_are_whole(window: MainWindow) -> None:
    tables = [2.0, 1.0, 0.5, 0.1], [-12.3456, 123.4567, 1e308, -math.inf]
    for size, logits in itertools.product(SIZES, tables):
        window.history.start(table_edits.replace_classes(Document(), list("abcd"), logits))
        at_size(window, size)
        table, theme = window.bench.table, window.bench._theme
        beyond = table.horizontalHeader().length() - table.viewport().width()
        assert beyond <= (table.horizontalScrollBar().maximum() if max(logits) > 100 else 0)
        for column in range(1, len(COLUMNS)):
            font = theme.font(strong=column == LOGIT)
            room = table.columnWidth(column) - 2 * PADDING
            for row in range(4):
                text = str(table.model().index(row, column).data())
                assert marks.text_width(text, font) <= room, f"{text} in {room}"
        assert table.columnWidth(LABEL) >= 3 * theme.base


def fill(window: MainWindow, classes: int, knobs: int) -> None:
    document = Document().with_logits(Logits.unnamed(np.arange(float(classes))))
    chain = Chain(tuple(kind() for kind in KNOBS.values())[:knobs])
    window.history.start(table_edits.set_chain(document, chain))


def test_a_short_table_is_shown_whole_before_the_dial_grows(window: MainWindow) -> None:
    counts = [(4, 1), (4, 3), (8, 1), (8, 3), (8, 6), (4, 10), (50, 2)]
    for size, (classes, knobs) in itertools.product(SIZES, counts):
        fill(window, classes, knobs)
        at_size(window, size)
        table, dial, view = window.bench.table, window.bench.dial, window.bench.knobs.view
        rows = table.viewport().height() // table.rowHeight(0)
        whole = rows >= min(classes, 8) and view.height() >= view.stack.height_of(knobs) * (knobs > 1)
        spare = dial.height() - (dial.minimumHeight() if rows < min(classes, 4) else dial.roomy_height)
        assert whole or spare < table.rowHeight(0), (size, classes, knobs)
        assert dial.height() >= dial.minimumHeight(), (size, classes, knobs)


def test_no_knob_is_cut_in_two(window: MainWindow) -> None:
    fill(window, 4, len(KNOBS))
    for _ in sizes(window):
        view = window.bench.knobs.view
        for step in range(3):
            view.verticalScrollBar().setValue(step * view.verticalScrollBar().singleStep())
            seen = [row.visibleRegion().boundingRect().height() for row in view.stack.rows]
            assert {*seen} <= {0, view.stack.rows[0].height()}


def test_no_row_of_the_table_is_cut(window: MainWindow) -> None:
    window.history.start(Document().with_logits(Logits.unnamed(np.arange(40.0))))
    for _ in sizes(window):
        table = window.bench.table
        room = table.viewport().rect()
        last = table.visualRect(table.model().index(table.rowAt(room.bottom()), 0))
        assert 0 <= room.bottom() - last.bottom() <= 1
        place = table.parentWidget()
        assert isinstance(place, WholeRows)
        assert place.height() - table.height() < table.rowHeight(0)


def test_every_knob_at_once_leaves_all_readable(window: MainWindow) -> None:
    window.resize(*SIZES[0])
    chain = Chain(tuple(kind() for kind in KNOBS.values()))
    window.history.start(table_edits.set_chain(window.history.document, chain))
    for size in sizes(window):
        bench, knobs = window.bench, window.bench.knobs
        assert bench.table.viewport().rect().contains(bench.table.visualRect(bench.table.model().index(1, 0)))
        assert bench.dial.height() >= bench.dial.minimumHeight()
        whole = [row for row in knobs.rows if row.visibleRegion().boundingRect().height() == row.height()]
        assert len(whole) >= 2
        for row in knobs.rows:
            assert row.height() >= row.sizeHint().height(), name(row)
            assert row.switch.width() >= row.switch.sizeHint().width(), name(row)
            text = marks.text_width(row.field.text(), bench._theme.font())
            assert text <= row.field.width() - 18, name(row)
            assert row.geometry().right() < knobs.stack.buttons[0].geometry().left()
            assert row.slider.isVisible() or size[0] < 1024
        for one, other in itertools.pairwise(knobs.stack.buttons):
            assert not one.geometry().intersects(other.geometry())


def test_cards_of_a_row_are_in_line(window: MainWindow) -> None:
    at_size(window, (1440, 900))
    tops = {card.mapTo(window, QPoint(0, 0)).y() for card in window.bench.places[1:]}
    assert len(tops) == 1


def test_other_tables_fit_too(window: MainWindow) -> None:
    for count in (1, 50, 5000):
        labels = [f"a rather long name {row}" for row in range(count)]
        logits = [row / 7 for row in range(count)]
        window.history.start(table_edits.replace_classes(Document(), labels, logits))
        at_size(window, (1024, 720))
        table = window.bench.table
        beyond = table.horizontalHeader().length() - table.viewport().width()
        assert beyond <= table.horizontalScrollBar().maximum(), count
        assert table.columnWidth(LABEL) >= 2.5 * window.bench._theme.base, count
        window.grab()


def test_three_knobs_leave_four_rows_of_the_table(make_window: Callable[..., MainWindow]) -> None:
    window = make_window(Preferences(theme="projector"))
    window.resize(1024, 768)
    chain = Chain.parse("temperature=0.7,top-k=40,top-p=0.9")
    window.history.start(table_edits.set_chain(window.history.document, chain))
    for _ in range(3):
        QApplication.processEvents()
    assert (window.width(), window.height()) == (1024, 768)
    table, view = window.bench.table, window.bench.knobs.view
    assert table.viewport().height() >= 4 * table.verticalHeader().defaultSectionSize()
    assert view.viewport().height() >= view.stack.height_of(2)
    view.show_row(view.stack.rows[2])
    assert view.verticalScrollBar().value() > 0


@pytest.mark.parametrize("theme", THEMES)
def test_beside_a_list_at_least_two_knobs_of_four_are_whole_and_the_rest_scrolls(
    make_window: Callable[..., MainWindow], theme: str
) -> None:
    window = make_window(Preferences(theme=theme))
    window.resize(1024, 768)
    source = TraceSource(replace(listed(6, 4, seed=2), is_quick=True))
    chain = Chain.parse("temperature=1.2,top-k=40,top-p=0.9,min-p=0.02")
    edit = partial(source_edits.use_source, source=source)
    window.history.perform(EditRequest("open", edit))
    window.history.perform(EditRequest("chain", partial(table_edits.set_chain, chain=chain)))
    for _ in range(5):
        QApplication.processEvents()
    bench, view = window.bench, window.bench.knobs.view
    assert bench.others_line.isVisible()
    assert bench.state_line.isVisible()
    count = view.stack.whole_rows(view.height())
    assert 2 <= count < 4
    assert view.viewport().height() == view.height() == view.stack.height_of(count)
    assert view.verticalScrollBar().isVisible()
    for top in range(0, view.verticalScrollBar().maximum() + 1, view.verticalScrollBar().singleStep()):
        view.verticalScrollBar().setValue(top)
        parts = (*view.stack.rows, *(button for button in view.stack.buttons if button.isVisibleTo(view)))
        seen = [(part, part.visibleRegion().boundingRect().height()) for part in parts]
        assert all(height in {0, part.height()} for part, height in seen if part.isVisibleTo(view.stack))
        assert len([part for part, height in seen if height and part in view.stack.rows]) == count
    # The line of the state has the room beside the button of the presets.
    assert bench.buttons.indexOf(bench.state_line) >= 0
    assert bench.state_line.text() == source.words_at(source.initial())
