"""From a turn of the dial to painted pixels, on the whole default window, offscreen at 1440×900.

The floor is a bare pyqtgraph window of the same size with as many bars and curve points as ours draws, whose
bars and cursor are moved and painted. Both windows are turned in short blocks, one after the other, so that
whatever else the machine does slows both alike.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from tests.benchmarks.rows import Row
from tests.benchmarks.windows import SIZE, bench_window

if TYPE_CHECKING:
    from tauscope.ui.window.main_window import MainWindow

TURNS, BLOCK = 200, 20
VOCABULARIES = (4, 50, 5_000, 262_144)
KNOBS = "temperature=1,top-p=0.9,min-p=0.05"


def rows() -> Iterator[Row]:
    """Median and 95th percentile of a frame, for each size of the vocabulary, over the floor."""
    application, window = bench_window()
    medians = {}
    for vocabulary in VOCABULARIES:
        frame = bench_frame(window, vocabulary)
        bars = len(window.feed.picture.bars) if window.feed.picture else 0
        times, of_floor = turned_by_blocks((frame, Floor(bars).frame), application.processEvents)
        floor = median(of_floor)
        medians[vocabulary] = median(times)
        target = "≤ 1.5" if vocabulary == VOCABULARIES[0] else ""
        yield Row.above(f"V = {vocabulary:,}: median", median(times), "ms", "bare window", floor, target)
        slow = float(np.percentile(times, 95))
        yield Row.above(f"V = {vocabulary:,}: 95th percentile", slow, "ms", "bare window", floor)
    for vocabulary in (4, 5_000):
        # The curves after all knobs are computed once: a turn of the dial takes what it takes without knobs.
        with_knobs = median(turned(bench_frame(window, vocabulary, KNOBS), application.processEvents))
        case = f"V = {vocabulary:,} with top-p and min-p: median"
        yield Row.above(case, with_knobs, "ms", "no knobs", medians[vocabulary])
    large, small = medians[262_144], medians[50]
    yield Row.above("V = 262,144 over V = 50", large, "ms", "V = 50", small, "≤ 2")


def bench_frame(
    window: MainWindow, vocabulary: int, chain: str = "temperature=1", plots: tuple[str, ...] = ()
) -> Callable[[float], None]:
    """Turn the dial of the window, with these plots or the usual ones, and paint it."""
    from dataclasses import replace

    from tauscope.core.chain import Chain
    from tauscope.document.document import Document
    from tauscope.document.edits import table_edits

    values = [2.0, 1.0, 0.5, 0.1] if vocabulary == 4 else np.random.default_rng(0).normal(0, 3, vocabulary)
    labels = [f"token {number}" for number in range(vocabulary)]
    document = table_edits.replace_classes(Document(), labels, values)
    document = table_edits.set_chain(document, Chain.parse(chain))
    window.history.start(replace(document, plots=plots) if plots else document)

    def frame(temperature: float) -> None:
        window.turn_to(temperature)
        paint()

    return frame


class Floor:
    """A bare pyqtgraph window with as many bars and curve points."""

    def __init__(self, bars: int) -> None:
        import pyqtgraph as pg

        self.window = pg.GraphicsLayoutWidget()
        self.window.resize(*SIZE)
        self.values = np.linspace(2.0, 0.1, bars)
        self.bars = pg.BarGraphItem(x=np.arange(bars), height=np.ones(bars), width=0.6, pen=None)
        distribution = self.window.addPlot()
        distribution.addItem(self.bars)
        distribution.setYRange(0, 1)
        curves = self.window.addPlot()
        xs = np.linspace(0, 1, 402)
        for number in range(min(bars, 24) + 1):
            curves.plot(xs, np.sin(number + xs))
        self.cursor = curves.addLine(x=0.5)
        self.window.show()

    def frame(self, temperature: float) -> None:
        """Move bars and cursor, and paint."""
        weights = np.exp(self.values / temperature)
        self.bars.setOpts(height=weights / weights.sum())
        self.cursor.setValue(0.5 + 0.25 * np.log10(temperature))
        paint()


def paint() -> None:
    """Paint everything that asked for it."""
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QApplication

    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
    QApplication.processEvents()


def turned(frame: Callable[[float], None], settle: Callable[[], None]) -> list[float]:
    """Milliseconds of each of `TURNS` frames, after a few to warm up."""
    return turned_by_blocks((frame,), settle)[0]


def turned_by_blocks(
    frames: Sequence[Callable[[float], None]], settle: Callable[[], None]
) -> list[list[float]]:
    """Milliseconds of each of `TURNS` frames of some windows, which take turns after `BLOCK` frames."""
    temperatures = np.geomspace(0.1, 10, TURNS).tolist()
    for frame in frames:
        for temperature in temperatures[:10]:
            frame(temperature)
    settle()
    times: list[list[float]] = [[] for _ in frames]
    for start in range(0, TURNS, BLOCK):
        for frame, its_times in zip(frames, times, strict=True):
            for temperature in temperatures[start : start + BLOCK]:
                began = time.perf_counter()
                frame(temperature)
                its_times.append(1e3 * (time.perf_counter() - began))
    return times


def median(times: list[float]) -> float:
    """Median in milliseconds."""
    return float(np.median(times))
