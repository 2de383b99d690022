"""From the start of the process to the first paint of the window, beside a bare window of the same libraries.

The floor imports numpy and pyqtgraph and shows an empty plot. Both run offscreen, in turns, each in a process
of its own.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.rows import Row

RUNS = 7
SOURCE = Path(__file__).resolve().parents[3] / "src"

FLOOR = """
import numpy, pyqtgraph
application = pyqtgraph.mkQApp()
window = pyqtgraph.PlotWidget()
window.resize(1440, 900)
"""

OURS = """
from tauscope.ui.application import make_application, make_window
from PySide6.QtCore import QStandardPaths
QStandardPaths.setTestModeEnabled(True)
application = make_application()
window = make_window("light")
window.resize(1440, 900)
"""

UNTIL_PAINTED = """
window.show()
for _ in range(3):
    application.processEvents()
"""


def rows() -> Iterator[Row]:
    """One row: the shortest start of each."""
    starts = [(seconds(OURS), seconds(FLOOR)) for _ in range(1 + RUNS)][1:]
    ours, floor = (min(column) for column in zip(*starts, strict=True))
    yield Row.above("start to first paint", 1e3 * ours, "ms", "import and show", 1e3 * floor, "≤ 1.3")


def seconds(script: str) -> float:
    """How long a process takes that paints once and ends."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(SOURCE)}
    # As users have it: compiled once, in the first run, which is not counted.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    ending = "import os; os._exit(0)"
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-c", script + UNTIL_PAINTED + ending],
        env=environment,
        stderr=subprocess.DEVNULL,
        check=True,
    )
    return time.perf_counter() - start
