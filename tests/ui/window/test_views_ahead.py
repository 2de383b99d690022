"""Modules that the first picture of a file needs are imported by the thread that reads the file."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tauscope.document.document import Document
from tauscope.document.edits import source_edits
from tauscope.document.files.codec import encode
from tauscope.sources.trace.opening import open_recording
from tauscope.sources.trace.source import TraceSource

OPEN = """
import os, sys, threading
from pathlib import Path
from PySide6.QtCore import QStandardPaths
from tauscope.ui.application import make_application, make_window
QStandardPaths.setTestModeEnabled(True)
class Noter:
    by_window = []
    def find_spec(self, name, path, target=None):
        if threading.current_thread() is threading.main_thread():
            self.by_window.append(name)
application = make_application()
window = make_window("light")
window.show()
application.processEvents()
sys.meta_path.insert(0, Noter())
window.session.open_path(Path(sys.argv[1]))
while window.bench.panel is None or window.feed.shown is None or window.feed.waits:
    application.processEvents()
print(*Noter.by_window, sep="\\n")
sys.stdout.flush()
os._exit(0)
"""

AHEAD = (
    "tauscope.ui.panels.trace",
    "tauscope.ui.plots.rank",
    "tauscope.ui.bench.readout_sets.",
    "tauscope.document.studies.",
)


@pytest.mark.parametrize("name", ["rows.npy", "walk.tauscope"])
def test_the_window_imports_neither_panel_nor_plots_of_a_trace(tmp_path: Path, name: str) -> None:
    np.save(tmp_path / "rows.npy", np.random.default_rng(1).normal(size=(5, 300)))
    source = TraceSource(open_recording(tmp_path / "rows.npy"))
    document = source_edits.use_source(Document(), source)
    (tmp_path / "walk.tauscope").write_text(encode(document), "utf-8")
    done = subprocess.run(
        [sys.executable, "-P", "-c", OPEN, str(tmp_path / name)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert [module for module in done.stdout.split() if module.startswith(AHEAD)] == []
