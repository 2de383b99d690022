from __future__ import annotations

import subprocess
import sys

import pytest

LEAVING = """
import atexit, sys, threading
from tauscope.ui.editing.jobs import Jobs
from tauscope.ui.ending import end_process
from PySide6.QtCore import QCoreApplication
atexit.register(print, "shut down")
application, jobs, begun = QCoreApplication([]), Jobs(), threading.Event()
def work(token):
    begun.set()
    {work}
jobs.start("a", work, print, print)
begun.wait()
jobs.close()
print("told", end="")
sys.exit(end_process(3))
"""


@pytest.mark.parametrize(
    ("work", "told"), [("threading.Event().wait()", "told"), ("pass", "toldshut down\n")]
)
def test_the_program_ends_whatever_a_thread_does(work: str, told: str) -> None:
    command = [sys.executable, "-c", LEAVING.format(work=work)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=120)
    assert (done.returncode, done.stdout, done.stderr) == (3, told, "")
