"""From a turn of the dial to painted pixels over a list of classes, beside the same classes as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from tests.benchmarks.rows import Row
from tests.benchmarks.window.bench_dial import bench_frame, median, paint, turned
from tests.benchmarks.windows import bench_window
from tests.partial_source import PartialSource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tauscope.ui.window.main_window import MainWindow

KNOBS = "temperature=1,top-k=40,top-p=0.9"


def rows() -> Iterator[Row]:
    """Median of a frame: 20 classes and 20,000 of 128,256, without knobs and with."""
    application, window = bench_window()
    for listed in (20, 20_000):
        for chain in ("temperature=1", KNOBS):
            whole = median(turned(bench_frame(window, listed, chain), application.processEvents))
            times = turned(_list_frame(window, listed, chain), application.processEvents)
            case = f"{listed:,} of 128,256{' with knobs' if chain == KNOBS else ''}: median"
            yield Row.above(case, median(times), "ms", f"table of {listed:,}", whole, "≤ 2")


def _list_frame(window: MainWindow, listed: int, chain: str) -> Callable[[float], None]:
    """Turn the dial of the window over a list, and paint it."""
    from tauscope.core.chain import Chain
    from tauscope.core.logits import Logits
    from tauscope.document.document import Document
    from tauscope.document.edits import table_edits

    values = np.random.default_rng(0).normal(0, 3, listed)
    labels = [f"token {number}" for number in range(listed)]
    source = PartialSource(Logits.of(labels, values), 0.1 if listed < 1000 else 1e-4, 1.0, 128_256 - listed)
    window.history.start(table_edits.set_chain(Document(source=source), Chain.parse(chain)))

    def frame(temperature: float) -> None:
        window.turn_to(temperature)
        paint()

    return frame
