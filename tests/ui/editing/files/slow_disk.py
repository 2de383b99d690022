"""A disk that answers only while it is let, or with an error."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest

from tauscope.core.errors import InputError
from tauscope.document.files import saving


class SlowDisk:
    """Stands in for `replace_file`.

    Attributes
    ----------
    gate : Event
        Writes wait until it is set.
    begun : Event
        Set when a write begins.
    refusal : str
        Sentence with which writes fail; empty to let them succeed.
    names : list of str
        Names of the files that were written, in order.
    most_together : int
        Most writes that were under way at the same time.
    """

    def __init__(self, waiting: str) -> None:
        self.gate, self.begun = threading.Event(), threading.Event()
        self.refusal = ""
        self.names: list[str] = []
        self.most_together = 0
        self._waiting, self._together, self._lock = waiting, 0, threading.Lock()

    def write(self, path: Path, data: bytes) -> None:
        with self._lock:
            self.names.append(path.name)
            self._together += 1
            self.most_together = max(self._together, self.most_together)
        self.begun.set()
        if path.name.startswith(self._waiting):
            self.gate.wait(60)
        with self._lock:
            self._together -= 1
        if self.refusal:
            raise InputError(self.refusal)
        saving.replace_file(path, data)


@contextmanager
def slow_disk(monkeypatch: pytest.MonkeyPatch, module: ModuleType, waiting: str = "") -> Iterator[SlowDisk]:
    """Let a module write to a slow disk, on which only files whose names begin with `waiting` wait."""
    disk = SlowDisk(waiting)
    monkeypatch.setattr(module, "replace_file", disk.write)
    yield disk
    disk.gate.set()
