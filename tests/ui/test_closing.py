"""The window closes and the program ends at once, whatever a model does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.endless import endless_model

PROGRAM = """
import sys
from pathlib import Path
from threading import Event

from tauscope.sources.language.network import Network
from tauscope.ui import application
from tauscope.ui.ending import end_process

asked, whole = Event(), Network.__init__
def opened(*words):
    asked.set()
    whole(*words)
Network.__init__ = opened
program = application.make_application()
window = application.make_window()
window.show()
window.sources.open(Path(sys.argv[1]))
while not asked.wait(0.01):
    program.processEvents()
asked.clear()
asked.wait(0.5)  # the model is asked its first question meanwhile
assert not window.history.document.source.abilities.steps
window.close()
# What is printed while a library is at work goes into the log.
Path(sys.argv[2]).write_text(f"closed {not window.isVisible()}")
sys.exit(end_process(0))
"""


def test_a_model_that_never_answers_keeps_neither_window_nor_program(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    folder, told = endless_model(tmp_path), tmp_path / "told"
    homes = {name: str(tmp_path) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(folder), str(told)],
        env={**os.environ, **homes},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=90,
    )
    assert done.returncode == 0, done.stderr
    assert told.read_text("utf-8") == "closed True"
    assert "terminate" not in done.stderr
