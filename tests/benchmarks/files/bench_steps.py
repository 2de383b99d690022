"""Steps in a file of rows of 131,072 logits: from an arrow key, or a click on any step, to painted pixels.

The next row is read ahead the way one walks; one that is gone to has to be read, checked and sorted first.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.files.bench_arrays import CLASSES, write
from tests.benchmarks.rows import Row, best_ms
from tests.benchmarks.window.bench_dial import median, paint
from tests.benchmarks.windows import bench_window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tauscope.ui.window.main_window import MainWindow

WALKED = 30
PAUSE = 0.03
"""Seconds between two steps: a key that is held down repeats about as often."""


def rows() -> Iterator[Row]:
    """Milliseconds until all that shows the new row is painted, over an argsort of it."""
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest

    from tauscope.document.document import Document
    from tauscope.ui.panels.trace.trace_strip import TraceStrip

    _, window = bench_window()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "logits.npy"
        write(path)
        window.session.open_path(path)
        while _step_of(window) != 0 or window.feed.studies.busy:  # what follows all steps is at work
            paint()
            time.sleep(0.001)
        strip = window.bench.findChild(TraceStrip)
        assert isinstance(strip, TraceStrip)

        def walk() -> None:
            QTest.keyClick(strip, Qt.Key.Key_Right)

        def go() -> None:
            strip.picked.emit(_step_of(window) + 17, False)

        for name, act in (("a step with the arrow key", walk), ("a step that is gone to", go)):
            steps, sorts = _times(window, act)
            case = f"V = {CLASSES:,}: {name}, painted"
            yield Row.above(case, median(steps), "ms", "argsort of it", median(sorts), "≤ 3")
        window.history.start(Document())


def _times(window: MainWindow, act: Callable[[], object]) -> tuple[list[float], list[float]]:
    """Milliseconds of each step until its numbers are painted, and of an argsort of its row after it."""
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    steps, sorts = list[float](), list[float]()
    for _ in range(WALKED):
        _rest(window)
        before, begun = _step_of(window), time.perf_counter()
        act()
        # A window that waits for another thread sleeps, and keeps nothing from it.
        while _step_of(window) == before:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        paint()
        steps.append(1e3 * (time.perf_counter() - begun))
        _rest(window)
        sorts.append(best_ms(window.history.document.logits.values.argsort, 1))
    return steps, sorts


def _rest(window: MainWindow) -> None:
    """Let the window work for as long as a key rests, and to the end of what it reads ahead."""
    until = time.perf_counter() + PAUSE
    while time.perf_counter() < until or window.jobs.busy("logits ahead"):
        paint()
        time.sleep(0.001)


def _step_of(window: MainWindow) -> int:
    """Number of the step whose numbers are shown; −1 if none are."""
    picture = window.feed.shown
    return (
        picture.document.state.at if picture is not None and picture.document.source.abilities.steps else -1
    )
