"""From a turn of the dial to painted pixels with each plot in the large place, at V = 262,144 beside V = 50.

Three knobs cut, so that bars are hatched and the plot of stages has something to tell.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.benchmarks.rows import Row
from tests.benchmarks.window.bench_dial import bench_frame, median, turned
from tests.benchmarks.windows import bench_window

if TYPE_CHECKING:
    from collections.abc import Iterator

FRAME = 1000 / 60
"""Milliseconds between two frames of a screen."""

FEW, MANY = 50, 262_144
KNOBS = "temperature=1,top-k=40,top-p=0.5,min-p=0.02"
PLOTS = ("distribution", "curves", "levels", "rank", "density", "compare", "stages", "engines", "draws")


def rows() -> Iterator[Row]:
    """Median of a frame for each plot, over that of few classes and over a frame of the screen."""
    application, window = bench_window()
    for plot in PLOTS:
        few, many = (
            median(turned(bench_frame(window, count, KNOBS, (plot,)), application.processEvents))
            for count in (FEW, MANY)
        )
        yield Row.above(f"{plot}: V = {MANY:,}", many, "ms", f"V = {FEW}", few, "≤ 2")
        yield Row.above(f"{plot}: V = {MANY:,}", many, "ms", "a frame", FRAME, "≤ 1")
