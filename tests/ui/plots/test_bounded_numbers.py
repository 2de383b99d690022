"""Where only bounds are known every consumer shows both ends, or a whisker between them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QApplication
from tests.partial_source import PartialSource, many
from tests.suited import plots_for

from tauscope.core.chain import Chain
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, table_edits
from tauscope.ui.painting import marks
from tauscope.ui.plots.curves import CurvesPlot
from tauscope.ui.plots.details import curve_lines
from tauscope.ui.window.main_window import MainWindow

CHAIN = Chain.parse("temperature=1.5,top-p=0.95")


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """All that is written while a widget is painted."""
    texts: list[str] = []
    write = marks.write

    def noted(painter: object, at: object, text: str, *rest: object, **more: object) -> None:
        texts.append(text)
        write(painter, at, text, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(marks, "write", noted)
    return texts


@pytest.fixture
def whiskers(monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, float]]:
    """Top of the lower and of the upper bar of each whisker, or of the shade that stands for one."""
    found: list[tuple[float, float]] = []
    for name in ("paint_whisker", "paint_range"):
        paint = getattr(marks, name)

        def noted(
            painter: object, low: QRectF, high: QRectF, theme: object, paint: Callable[..., None] = paint
        ) -> None:
            found.append((low.top(), high.top()))
            paint(painter, low, high, theme)

        monkeypatch.setattr(marks, name, noted)
    return found


def start(window: MainWindow, document: Document) -> None:
    window.history.start(document)
    QApplication.processEvents()


@pytest.mark.parametrize("make", [PartialSource, many], ids=["few", "many"])
@pytest.mark.parametrize("chain", [Chain(), CHAIN], ids=["plain", "knobs"])
def test_every_plot_shows_bounds(
    window: MainWindow,
    written: list[str],
    whiskers: list[tuple[float, float]],
    make: Callable[[], PartialSource],
    chain: Chain,
) -> None:
    document = table_edits.set_chain(Document(source=make()), chain)
    for name in plots_for(document):
        start(window, table_edits.place_plot(document, 0, name))
        written.clear()
        whiskers.clear()
        plot = window.bench.plot(name)
        plot.arrange()
        plot.grab()
        pairs = [text for text in written if "–" in text and any(letter.isdigit() for letter in text)]
        assert pairs or whiskers or isinstance(plot, CurvesPlot), name  # the bands are looked at below
        assert all(high <= low for low, high in whiskers), name


def test_the_band_between_two_curves_is_filled(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    filled: list[float] = []

    def noted(painter: object, low: object, high: object, colour: object, frame: object) -> None:
        del painter, colour, frame
        filled.append(float((high - low).max()))  # type: ignore[operator]

    monkeypatch.setattr(curve_lines, "paint_band", noted)
    start(window, Document(source=PartialSource()))
    window.bench.plot("curves").grab()
    assert len(filled) >= 4
    assert all(width > 0 for width in filled)


def test_table_and_readouts_show_both_ends(window: MainWindow) -> None:
    start(window, replace(Document(source=PartialSource()), plots=("distribution",)))
    model = window.bench.table.model()
    p = str(model.index(0, 2).data())
    low, high = map(float, p.removesuffix("%").split("–"))
    assert 0 < low < high < 100
    values = {cell.readout.name: cell.value for cell in window.bench.readouts.shown}
    assert values["entropy"] == "0.930–1.147 nats"
    assert "…" in values["mean_energy"]
    assert values["heat_capacity"] == "unknown"
    assert "–" in values["top"]


def test_a_divergence_has_both_ends(window: MainWindow) -> None:
    document = table_edits.set_temperature(bench_edits.pin(Document(source=PartialSource())), 2.0)
    start(window, document)
    assert re.fullmatch(r"0\.\d{3}–\d\.\d{3} nats", window.bench.readouts.pins.value)
    start(window, bench_edits.pin(document))
    window.bench.readouts.grab()
