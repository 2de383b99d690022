"""Opening a file of 524 MB: from the request to painted pixels, beside header, row and first paint alone."""

from __future__ import annotations

import tempfile
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.files.bench_arrays import first_row, write
from tests.benchmarks.rows import Row, best_ms
from tests.benchmarks.window.bench_dial import paint
from tests.benchmarks.windows import bench_window

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tauscope.ui.window.main_window import MainWindow

REPEATS = 7


def rows() -> Iterator[Row]:
    """Milliseconds until the first row of the file is painted."""
    from tauscope.document.document import Document

    _, window = bench_window()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "logits.npy"
        write(path)
        _until_painted(window, partial(window.session.open_path, path))
        opened = window.history.document
        shown, asked = list[float](), list[float]()
        for _ in range(REPEATS):
            # Alternately, so that the same things are in caches; between them nothing is at work.
            for times, act in (
                (shown, partial(window.history.start, opened)),
                (asked, partial(window.session.open_path, path)),
            ):
                window.history.start(Document())
                _settle(window)
                times.append(_until_painted(window, act))
        window.history.start(Document())
        _settle(window)
        least = best_ms(partial(first_row, path)) + min(shown)
        yield Row.above("open 524 MB and paint", min(asked), "ms", "header, row, paint", least, "≤ 1.2")


def _until_painted(window: MainWindow, act: Callable[[], object]) -> float:
    """Milliseconds from an action to the painted numbers of a file."""
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    begun = time.perf_counter()
    act()
    # A window that waits for another thread sleeps, and keeps nothing from it.
    while (picture := window.feed.picture) is None or not picture.document.source.abilities.steps:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    paint()
    return 1e3 * (time.perf_counter() - begun)


def _settle(window: MainWindow) -> None:
    """Wait until no work is left."""
    paint()
    while window.feed.studies.busy:
        paint()
