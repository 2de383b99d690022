"""Writes sessions to files in other threads: a disk that does not answer never halts the window."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from tauscope.document.files.saving import replace_file
from tauscope.ui.editing.jobs import Jobs
from tauscope.ui.editing.later import call_later

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.document.files.file_version import FileVersion
    from tauscope.ui.editing.job import JobToken

SLOW_MS = 5000
"""Milliseconds after which a write counts as slow."""

Act = Callable[[], object]


class Outcome(NamedTuple):
    """Result of a write.

    Attributes
    ----------
    version : FileVersion or None
        What is in the file now; None if it was not written.
    refusal : str
        Why the file could not be written; empty if it was, or if another program has changed it.
    """

    version: FileVersion | None
    refusal: str = ""


class SaveOrder:
    """One document that is to be written to one file.

    Parameters
    ----------
    document : Document
    path : Path
    session : int
        Number of the session that it belongs to.
    known : callable
        Returns, when the write begins, the version that the file must still have; None for any.
    done, failed : callable
        Called when it was written, or was not.
    """

    def __init__(
        self,
        document: Document,
        path: Path,
        session: int,
        known: Callable[[], FileVersion | None],
        done: Act,
        failed: Act,
    ) -> None:
        self.document, self.path, self.session, self.known = document, path, session, known
        self.done, self.failed = done, failed
        self.number = 0
        self.spoken_of = False
        """True if the user was told that the disk does not answer."""

    def follow_with(self, done: Act, failed: Act) -> None:
        """Replace the calls to make after the write."""
        self.failed()
        self.done, self.failed = done, failed


class Saver(QObject):
    """Writes to one file at a time; of the orders that wait for the same file the newest is written."""

    finished = Signal(object, object)
    """Emitted with a SaveOrder and its Outcome."""
    slow = Signal(object)
    """Emitted with a SaveOrder that is still not written after `SLOW_MS`."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # A write is never cancelled or overtaken: two at once on one file would race.
        self._jobs = Jobs(self, overtaking=False)
        self._running: dict[Path, SaveOrder] = {}
        self._waiting: dict[Path, SaveOrder] = {}
        self._count = 0

    @property
    def newest(self) -> SaveOrder | None:
        """Newest of the orders that are not written yet; None if all are."""
        orders = [*self._running.values(), *self._waiting.values()]
        return max(orders, key=lambda order: order.number, default=None)

    def write(self, order: SaveOrder, patience: float) -> None:
        """Write a document once the file is free; wait `patience` seconds at most."""
        self._count += 1
        order.number = self._count
        if order.path not in self._running:
            self._begin(order, patience)
            return
        replaced = self._waiting.get(order.path)
        self._waiting[order.path] = order
        if replaced is not None:
            # A newer document takes its place: it will never be written.
            replaced.failed()

    def close(self) -> None:
        """Stop reporting, without waiting for writes."""
        self._jobs.close()

    def _begin(self, order: SaveOrder, patience: float) -> None:
        self._running[order.path] = order
        work = partial(_write, order.document, order.path, order.known())

        def refuse(sentence: str) -> None:
            self._finish(order, Outcome(None, sentence))

        if not self._jobs.start(order.path, work, partial(self._finish, order), refuse, patience=patience):
            call_later(self, SLOW_MS, partial(self._report_slow, order))

    def _finish(self, order: SaveOrder, outcome: Outcome) -> None:
        del self._running[order.path]
        # Whoever hears this may order another write to the same file.
        self.finished.emit(order, outcome)
        waiting = self._waiting.pop(order.path, None)
        if waiting is not None and order.path in self._running:  # written again meanwhile
            self._waiting.setdefault(order.path, waiting)
        elif waiting is not None:
            self._begin(waiting, 0.0)

    def _report_slow(self, order: SaveOrder) -> None:
        if self._running.get(order.path) is order:
            self.slow.emit(order)


def _write(document: Document, path: Path, known: FileVersion | None, _: JobToken) -> Outcome:
    """Write a document, unless the file no longer has the known version."""
    from tauscope.document.files.codec import check_opens, encode  # noqa: PLC0415  # the window opens without it
    from tauscope.document.files.file_version import FileVersion  # noqa: PLC0415

    if known is not None and known.differs_from(path):
        return Outcome(None)
    text = encode(document)
    check_opens(text)
    data = text.encode()
    replace_file(path, data)
    return Outcome(FileVersion.written(path, data))
