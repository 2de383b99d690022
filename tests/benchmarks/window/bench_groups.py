"""From a turn of the dial to painted pixels over 262,144 classes with groups, beside the same without any."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tests.benchmarks.rows import Row
from tests.benchmarks.window.bench_dial import bench_frame, median, turned
from tests.benchmarks.windows import bench_window

if TYPE_CHECKING:
    from collections.abc import Iterator

VOCABULARY = 262_144

CASES = {
    "two groups of three": [(3, 2)],
    "a group of 100,000": [(100_000, 1)],
    "60,000 groups of four": [(4, 60_000)],
}
"""Sizes and numbers of the groups of each case."""


def rows() -> Iterator[Row]:
    """Median of a frame with few, large and many groups, without knobs and with."""
    from tauscope.document.groups import ClassGroup, ClassGroups

    application, window = bench_window()
    for chain in ("temperature=1", "temperature=1,top-k=40,top-p=0.9"):
        frame = bench_frame(window, VOCABULARY, chain)
        plain = median(turned(frame, application.processEvents))
        document = window.history.document
        for name, ((size, number),) in CASES.items():
            starts = range(0, size * number, size)
            groups = ClassGroups(
                tuple(ClassGroup(f"group {start}", tuple(range(start, start + size))) for start in starts)
            )
            window.history.start(replace(document, groups=groups))
            times = turned(frame, application.processEvents)
            case = f"{name}{' with knobs' if ',' in chain else ''}: median"
            yield Row.above(case, median(times), "ms", "without groups", plain, "≤ 2")
