"""Memory of a document of 262,144 classes, in arrays of as many float64: kept after a turn, and at the most.

Counted are numbers: names of classes and widgets are not among them.
"""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from tests.benchmarks.rows import Row
from tests.benchmarks.window.bench_dial import paint
from tests.benchmarks.windows import bench_window

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tauscope.document.document import Document
    from tauscope.ui.window.main_window import MainWindow

VOCABULARY = 262_144
ARRAY = 8 * VOCABULARY
MOST = 6.0
CHAIN = "temperature=1,top-p=0.9,min-p=0.02"
PLOTS = (
    ("distribution", "curves", "levels"),
    ("rank", "density"),
    ("compare", "stages", "engines"),
    ("draws",),
)


class Use(NamedTuple):
    """Bytes of numbers: kept after a turn, and at the most while a document is shown first and turned."""

    kept: int
    most: int


def rows() -> Iterator[Row]:
    """Arrays that are kept, and that are there at the most, for a few sets of plots."""
    _, window = bench_window()
    for plots in PLOTS:
        # The first time imports modules; of the second only numbers are new.
        _use(window, _document(plots))
        use = _use(window, _document(plots))
        for what, size in (("kept", use.kept), ("at the most", use.most)):
            case = f"{', '.join(plots)}: {what}"
            yield Row.above(case, size / ARRAY, "arrays", "asked", MOST, "≤ 1")


def _document(plots: tuple[str, ...]) -> Document:
    """Document of many classes with knobs, and with these plots."""
    from dataclasses import replace

    from tauscope.core.chain import Chain
    from tauscope.core.logits import Logits
    from tauscope.document.document import Document

    logits = Logits.unnamed(np.random.default_rng(0).normal(0, 3, VOCABULARY))
    return replace(Document().with_logits(logits), plots=plots, chain=Chain.parse(CHAIN))


def _use(window: MainWindow, document: Document) -> Use:
    """Show a document and turn the dial over it."""
    given = document.logits.values.nbytes + document.logits.keys.nbytes
    tracemalloc.start()
    try:
        window.history.start(document)
        paint()
        paint()
        most = tracemalloc.get_traced_memory()[1]
        kept = 0
        for temperature in (0.5, 0.7, 2.0):
            # What is no array stays about the same during a turn: the rest of a peak is arrays.
            kept = _arrays()
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
            window.turn_to(temperature)
            paint()
            most = max(most, kept + tracemalloc.get_traced_memory()[1] - before)
        return Use(given + kept, given + most)
    finally:
        tracemalloc.stop()


def _arrays() -> int:
    """Bytes of all arrays that were made since the trace began."""
    only = tracemalloc.DomainFilter(inclusive=True, domain=np.lib.tracemalloc_domain)
    return sum(one.size for one in tracemalloc.take_snapshot().filter_traces([only]).traces)
