"""The writer at full speed in the window, and the dial meanwhile, offscreen at 1440×900.

The peer of the tokens is a bare onnxruntime loop on the same model; that of a turn of the dial is one while
nothing is written. Loop and window run in turn, and of each the best run counts.
"""

from __future__ import annotations

import math
import os
import sys
import time
from itertools import islice
from typing import TYPE_CHECKING

from tests.benchmarks.bench_dial import SIZE, median, paint, turned
from tests.benchmarks.bench_write import BareLoop
from tests.benchmarks.rows import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tauscope.sources.writer import Writer
    from tauscope.ui.main_window import MainWindow

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

TOKENS = 400
REPEATS = 5


def rows() -> Iterator[Row]:
    """Tokens a second, and milliseconds a turn."""
    from PySide6.QtCore import QStandardPaths

    from tauscope.ui.application import make_application, make_window

    QStandardPaths.setTestModeEnabled(True)
    application = make_application()
    window = make_window("light")
    window.resize(*SIZE)
    window.show()
    try:
        bare = BareLoop()
    except ImportError as error:
        print(f"  Left out: {error.name} is not installed.", file=sys.stderr)
        return
    writer = open_story(window)
    prompt = writer.model.encode(writer.prompt)
    runs = [(bare_rate(bare, prompt), window_rate(window)) for _ in range(REPEATS)]
    theirs, ours = (max(column) for column in zip(*runs, strict=True))
    yield Row.above(f"{TOKENS} tokens in the window", ours, "tokens/s", "bare loop", theirs, "≥ 0.8")

    def frame(temperature: float) -> None:
        window.turn_to(temperature)
        paint()

    at_rest = median(turned(frame, application.processEvents))
    window.desk.writing.write()
    meanwhile = median(turned(frame, application.processEvents))
    window.close()
    yield Row.above("a turn of the dial while it writes", meanwhile, "ms", "at rest", at_rest)


def open_story(window: MainWindow) -> Writer:
    """Put the model that ships on the bench."""
    from tauscope.sources.writer import Writer

    window.sources.story()
    while not (
        isinstance(source := window.history.document.source, Writer) and window.history.document.ready
    ):
        paint()
    return source


def bare_rate(bare: BareLoop, prompt: tuple[int, ...]) -> float:
    """Tokens a second of the bare loop, up to the length of the model's context."""
    ids = bare.write(prompt)
    next(ids)
    count, start = min(TOKENS, 240), time.perf_counter()
    list(islice(ids, count))
    return count / (time.perf_counter() - start)


def window_rate(window: MainWindow) -> float:
    """Tokens a second that appear in the window."""
    window.sources.restart()
    paint()
    writing = window.desk.writing
    writing.set_pace(math.inf)
    start = time.perf_counter()
    writing.write(TOKENS)
    while writing.going:
        paint()
        time.sleep(0.001)
    count = int(window.history.document.state.at)
    return count / (time.perf_counter() - start)
