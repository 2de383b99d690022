"""From a turn of the dial to painted pixels over a list of classes, beside the same classes as a table.

Two windows are turned in short blocks, one after the other, so that whatever else the machine does slows both
alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from tests.benchmarks.rows import Row
from tests.benchmarks.window.bench_dial import bench_frame, median, paint, turned_by_blocks
from tests.benchmarks.windows import bench_window
from tests.partial_source import PartialSource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tauscope.core.values import Floats
    from tauscope.ui.window.main_window import MainWindow

VOCABULARY = 128_256
KNOBS = "temperature=1,top-k=40,top-p=0.9"


def rows() -> Iterator[Row]:
    """Median of a frame: 20 classes and 20,000 of 128,256, without knobs and with."""
    (application, window), (_, beside) = bench_window(), bench_window()
    for listed in (20, 20_000):
        for chain in ("temperature=1", KNOBS):
            frames = _list_frame(window, listed, chain), bench_frame(beside, listed, chain)
            times, whole = turned_by_blocks(frames, application.processEvents)
            case = f"{listed:,} of 128,256{' with knobs' if chain == KNOBS else ''}: median"
            yield Row.above(case, median(times), "ms", f"table of {listed:,}", median(whole), "≤ 2")


def _list_frame(window: MainWindow, listed: int, chain: str) -> Callable[[float], None]:
    """Turn the dial of the window over a list, and paint it."""
    from tauscope.core.chain import Chain
    from tauscope.core.logits import Logits
    from tauscope.document.document import Document
    from tauscope.document.edits import table_edits

    values, mass = _list_of(listed)
    labels = [f"token {number}" for number in range(listed)]
    source = PartialSource(Logits.of(labels, values), mass, 1.0, VOCABULARY - listed)
    window.history.start(table_edits.set_chain(Document(source=source), Chain.parse(chain)))
    assert window.feed.picture is not None  # a list that is refused is turned for nothing
    assert window.feed.picture.document is window.history.document

    def frame(temperature: float) -> None:
        window.turn_to(temperature)
        paint()

    return frame


def _list_of(listed: int) -> tuple[Floats, float]:
    """Return logits and the mass of all others: of a long list those of a vocabulary that was cut."""
    from tauscope.core.softmax import softmax

    rng = np.random.default_rng(0)
    if listed < 1000:
        return rng.normal(0, 3, listed), 0.1
    falling = np.sort(rng.normal(0, 3, VOCABULARY))[::-1]
    return falling[:listed], float(softmax(falling)[listed:].sum())
