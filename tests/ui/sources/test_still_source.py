"""A source that writes only what is its own works in the whole window, and is asked for nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractItemView, QApplication
from tests.sources.numbers import Numbers
from tests.suited import plots_for
from tests.ui.conftest import Answers
from tests.ui.hands import tap

from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, source_edits, table_edits
from tauscope.document.edits.table_edits import set_temperature
from tauscope.document.files import codec
from tauscope.document.reports.plot_data import NUMBERS, written_numbers
from tauscope.document.reports.report_text import report_text
from tauscope.sources import SOURCES
from tauscope.sources.protocol import FIXED, Source
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.export.figure import Figure
from tauscope.ui.export.formats import render
from tauscope.ui.plots import PLOTS
from tauscope.ui.table.columns import LABEL, LOGIT
from tauscope.ui.widgets.bubble import Bubble
from tauscope.ui.window.main_window import MainWindow


class Watched(Numbers):
    """Notes which of its attributes were asked for."""

    asked: ClassVar[set[str]] = set()

    def __getattribute__(self, name: str) -> Any:
        Watched.asked.add(name)
        return super().__getattribute__(name)


PROMISED = {name for name in vars(Source) if not name.startswith("_")} | {"kind"}
"""What the protocol has."""

OWN = {"values"}
"""What the class asks itself for."""


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(SOURCES, "numbers", f"{__name__}.Watched")
    Watched.asked.clear()
    yield
    asked = {name for name in Watched.asked if not name.startswith("_")}
    assert asked - OWN <= PROMISED


@pytest.fixture
def numbers(window: MainWindow) -> MainWindow:
    perform(window, "numbers", partial(source_edits.use_source, source=Watched()))
    return window


def perform(window: MainWindow, name: str, edit: Any) -> None:
    assert window.history.perform(EditRequest(name, edit)) is None
    QApplication.processEvents()


def run(window: MainWindow, command: str) -> None:
    window.actions_by_name[command].trigger()
    QApplication.processEvents()


def bubble(window: MainWindow) -> str:
    found = window.findChild(Bubble)
    return found.text() if found is not None and found.isVisible() else ""


def cells(window: MainWindow, column: int) -> list[str]:
    model = window.bench.table.model()
    return [str(model.index(row, column).data()) for row in range(model.rowCount())]


def headings(window: MainWindow, role: Qt.ItemDataRole = Qt.ItemDataRole.DisplayRole) -> list[str]:
    model = window.bench.table.model()
    sections = range(model.columnCount())
    return [str(model.headerData(section, Qt.Orientation.Horizontal, role)) for section in sections]


def test_the_table_shows_it_under_its_own_name(numbers: MainWindow) -> None:
    assert headings(numbers) == ["class", "Q", "p", "E = −Q"]
    assert headings(numbers, Qt.ItemDataRole.ToolTipRole)[LOGIT].startswith(
        "Mean reward Q: softmax takes it as the logit."
    )
    assert cells(numbers, LABEL) == ["arm 1", "arm 2", "arm 3", "arm 4"]
    assert cells(numbers, LOGIT) == ["1.550", "0.830", "0.210", "−0.500"]
    assert numbers.bench.panel is None
    assert not numbers.has("desk"), "nothing is fetched, nothing goes on"
    perform(numbers, "a table", partial(source_edits.take_as_table))
    assert headings(numbers) == ["class", "z", "p", "E = −z"]


def test_an_edit_is_refused_in_words(numbers: MainWindow) -> None:
    table, before = numbers.bench.table, numbers.history.document
    table.select_rows([1])
    table.setCurrentIndex(table.model().index(1, LOGIT))
    tap(table, Qt.Key.Key_F2)
    assert table.state() != QAbstractItemView.State.EditingState
    assert bubble(numbers) == FIXED
    for command in ("add", "remove", "duplicate", "move_up"):
        bubble_now = numbers.findChild(Bubble)
        assert bubble_now is not None
        bubble_now.hide()
        run(numbers, command)
        assert bubble(numbers) == FIXED, command
    assert numbers.history.document is before
    run(numbers, "as_table")
    table.setCurrentIndex(table.model().index(1, LOGIT))
    tap(table, Qt.Key.Key_F2)
    assert table.state() == QAbstractItemView.State.EditingState


def test_the_dial_the_pins_and_undo_work_on_it(numbers: MainWindow) -> None:
    history, source = numbers.history, numbers.history.document.source
    p = cells(numbers, 2)
    perform(numbers, "pin", bench_edits.pin)
    perform(numbers, "turn", partial(set_temperature, temperature=0.2))
    assert cells(numbers, 2) != p
    picture = numbers.bench.table.picture
    assert picture is not None
    assert [one.fits for one in picture.every_pin] == [True]
    run(numbers, "undo")
    run(numbers, "undo")
    run(numbers, "undo")
    assert history.document == Document()
    for _ in range(3):
        run(numbers, "redo")
    assert history.document.source is source
    assert history.document.temperature == 0.2


def test_a_pin_of_a_table_with_other_names_does_not_fit(window: MainWindow) -> None:
    perform(window, "pin", bench_edits.pin)
    perform(window, "numbers", partial(source_edits.use_source, source=Watched()))
    picture = window.bench.table.picture
    assert picture is not None
    assert [one.fits for one in picture.every_pin] == [False]


def test_it_has_no_next_step(numbers: MainWindow) -> None:
    before = numbers.history.document
    for command in ("write", "write_step", "choose", "export_text", "own_logits"):
        numbers.notice.clear()
        numbers.bench.table.select_rows([0])
        run(numbers, command)
        assert numbers.notice.text, command
    assert numbers.history.document is before


def test_its_session_is_saved_and_opened(numbers: MainWindow, answers: Answers, tmp_path: Path) -> None:
    perform(numbers, "pin", bench_edits.pin)
    perform(numbers, "turn", partial(set_temperature, temperature=0.2))
    answers.save = tmp_path / "numbers.tauscope"
    run(numbers, "save")
    saved = numbers.history.document
    perform(numbers, "other", lambda document: table_edits.replace_classes(document, ["x"], [0.0]))
    answers.open = answers.save
    numbers.session.read(answers.save)
    assert numbers.history.document == saved
    assert numbers.notice.text == ""
    assert cells(numbers, LOGIT)[0] == "1.550"


def test_every_plot_shows_and_exports_it(window: MainWindow) -> None:
    names = plots_for(Document())
    for plot in names:
        source = Watched()
        plots = (plot, *[name for name in names if name != plot][:2])
        window.history.start(Document())
        perform(window, "numbers", partial(source_edits.use_source, source=source))
        perform(window, "plots", lambda document, plots=plots: replace(document, plots=plots))
        document = window.history.document
        assert window.grab().size() == window.size() * window.devicePixelRatio()
        image = QImage.fromData(render(Figure(document, plot, (80, 60)), ".png", 100))
        assert image.size().width() > QSize(100, 100).width()
        rows = written_numbers(document, plot, ".csv").decode().splitlines()
        assert len(rows) > len(source.values), plot


def test_reports_and_copies_hold_it(numbers: MainWindow) -> None:
    document = numbers.history.document
    assert "arm 1" in report_text(document)
    assert set(PLOTS) <= set(NUMBERS)
    numbers.bench.table.select_rows([0, 1])
    run(numbers, "copy")
    assert QApplication.clipboard().text().splitlines()[0] == "class\tQ\tp\tE"
    assert codec.decode(codec.encode(document)).document == document
