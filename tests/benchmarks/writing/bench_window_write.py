"""The writer at full speed in the window, and the dial meanwhile, offscreen at 1440×900.

The peer of the tokens is a bare onnxruntime loop on the same model that, as the writer does past the end of
the context, reads the newest five eighths again when the context is full. That of a turn of the dial is one
while nothing is written. Loop and window run in turn, in short slices: what else the machine does meets both.
"""

from __future__ import annotations

import math
import statistics
import sys
import time
from itertools import islice
from typing import TYPE_CHECKING

from tests.benchmarks.rows import Row
from tests.benchmarks.window.bench_dial import median, paint, turned
from tests.benchmarks.windows import bench_window
from tests.benchmarks.writing.bench_write import BareLoop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tauscope.document.document import Document
    from tauscope.sources.language.writer import Writer
    from tauscope.ui.window.main_window import MainWindow

SECONDS = 0.5
REPEATS = 40


def rows() -> Iterator[Row]:
    """Tokens a second, and milliseconds a turn."""
    application, window = bench_window()
    try:
        bare = BareLoop()
    except ImportError as error:
        print(f"  Left out: {error.name} is not installed.", file=sys.stderr)
        return
    writer = open_story(window)
    context, runs = writer.model.context, list[tuple[float, float]]()
    while len(runs) < REPEATS:
        theirs = bare_rate(bare, context)
        if ours := window_rate(window, context):
            runs.append((theirs, ours))
    theirs, ours = map(statistics.median, zip(*runs, strict=True))
    yield Row.above("a long text in the window", ours, "tokens/s", "bare loop", theirs, "≥ 0.8")

    def frame(temperature: float) -> None:
        window.turn_to(temperature)
        paint()

    at_rest = median(turned(frame, application.processEvents))
    meanwhile = 0.0
    while not meanwhile:  # of a text that ended while the dial turned, the figure says nothing
        begin(window, context)
        figure = median(turned(frame, application.processEvents))
        meanwhile = figure if window.desk.run_controller.going else 0.0
        window.desk.run_controller.pause()
    window.desk.close()
    yield Row.above("a turn of the dial while it writes", meanwhile, "ms", "at rest", at_rest)


def open_story(window: MainWindow) -> Writer:
    """Put the model that ships on the bench."""
    from tauscope.sources.language.writer import Writer

    window.sources.story()
    while not (
        isinstance(source := window.history.document.source, Writer) and window.history.document.ready
    ):
        paint()
    return source


def another_text(document: Document) -> Document:
    """Begin anew with the next seed."""
    from tauscope.document.edits.bench_edits import set_seed
    from tauscope.document.edits.source_edits import restart

    return restart(set_seed(document, document.seed + 1))


def bare_rate(bare: BareLoop, context: int) -> float:
    """Tokens a second of the bare loop, with a full context read again and again."""
    kept, count, start = 5 * context // 8, 0, time.perf_counter()
    while time.perf_counter() < start + SECONDS:
        count += len(list(islice(bare.write((7,) * kept), context - kept)))
    return count / (time.perf_counter() - start)


def window_rate(window: MainWindow, context: int) -> float:
    """Tokens a second that appear in the window past the context; 0 where the text ends meanwhile."""
    begin(window, context)
    look_until_it_grows(window)
    first, start = moment(window), time.perf_counter()
    while window.desk.run_controller.going and time.perf_counter() < start + SECONDS:
        look()
    look_until_it_grows(window)
    count, seconds = moment(window) - first, time.perf_counter() - start
    whole = window.desk.run_controller.going
    window.desk.run_controller.pause()
    return whole * count / seconds


def begin(window: MainWindow, context: int) -> None:
    """Write a text at full speed past the context: the last one, unless it has ended."""
    from tauscope.ui.editing.history import EditRequest

    writing = window.desk.run_controller
    writing.set_pace(math.inf)
    while moment(window) <= context or not writing.going:
        if not writing.can_go:
            window.history.perform(EditRequest("another text", another_text))
        writing.write()
        look()


def look_until_it_grows(window: MainWindow) -> None:
    """Wait for the next time that the window shows more: it does not look at every token."""
    shown = moment(window)
    while window.desk.run_controller.going and moment(window) == shown:
        look()


def moment(window: MainWindow) -> int:
    """How many tokens the window shows."""
    return int(window.history.document.state.at)


def look() -> None:
    """Let the window live for a moment."""
    from PySide6.QtCore import QEventLoop, QTimer

    moments = QEventLoop()
    QTimer.singleShot(20, moments.quit)
    moments.exec()
