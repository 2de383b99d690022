"""Autosave and recovery: what was not saved when the program was killed comes back at the next start.

Of each living program the folder has a copy of its session (.tauscope), a lock, and a note of the file that
the session belongs to (.file).
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QLockFile, QObject, QStandardPaths, QTimer

from tauscope.core.errors import InputError
from tauscope.document.files.saving import replace_file
from tauscope.ui.editing.history import History
from tauscope.ui.editing.job import nothing
from tauscope.ui.editing.jobs import Jobs

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.ui.editing.job import JobToken

DELAY_MS = 1000
"""Milliseconds after the last change until the copy is written."""

SHARE = 20
"""At most one part in `SHARE` of the time is spent writing: large vocabularies are written less often."""


PATIENCE = 4.0
"""Seconds that the end of the program waits for the copy, on a disk that may not answer."""

COPY = "copy"
"""Key of the job that writes or removes the copy."""


class UnsavedWork(NamedTuple):
    """Recovery copy of a session whose program crashed or was killed."""

    path: Path

    @property
    def belongs_to(self) -> Path | None:
        """File that the session belonged to; None for an untitled session."""
        try:
            name = _note_of(self.path).read_bytes()
        except OSError:
            return None
        return Path(os.fsdecode(name)) if name else None

    @property
    def when(self) -> str:
        """Time at which the copy was written, as in 2026-05-02 17:05."""
        return f"{datetime.fromtimestamp(_written(self.path)).astimezone():%Y-%m-%d %H:%M}"


def recovery_folder() -> Path:
    """Folder of the recovery copies."""
    kind = QStandardPaths.StandardLocation.AppLocalDataLocation
    return Path(QStandardPaths.writableLocation(kind)) / "recovery"


class Recovery(QObject):
    """Keeps a copy of unsaved work beside a lock that a living program holds; written in another thread.

    Parameters
    ----------
    history : History
    folder : Path
    file : callable
        Gives the file that the session belongs to, or None.
    """

    def __init__(
        self, history: History, folder: Path, file: Callable[[], Path | None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._history, self._folder, self._file = history, folder, file
        self._copy = folder / f"{os.urandom(16).hex()}.tauscope"
        self._lock: QLockFile | None = None
        self._jobs = Jobs(self, overtaking=False)
        self._kept = False
        self._timer = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._timer.timeout.connect(self.keep_soon)
        history.changed.connect(self._changed)

    def _changed(self) -> None:
        if self._history.clean:
            self._discard(0.0)
        elif not self._timer.isActive():
            self._timer.start()

    def keep_soon(self) -> None:
        """Write the copy in another thread."""
        self._keep(0.0, nothing)

    def keep(self, after: Callable[[], object] = nothing) -> bool:
        """Write the copy, and wait for it `PATIENCE` seconds at most.

        Parameters
        ----------
        after : callable, optional
            Called in the other thread once the copy is written, and not called if it cannot be.

        Returns
        -------
        bool
            Whether it is written.
        """
        return self._keep(PATIENCE, after)

    def discard(self) -> None:
        """Remove the copy, since the work was saved or discarded; wait `PATIENCE` seconds at most."""
        self._discard(PATIENCE)

    def close(self) -> None:
        """Stop writing copies, without waiting for a write."""
        self._timer.stop()
        self._jobs.close()

    def _keep(self, patience: float, after: Callable[[], object]) -> bool:
        self._kept = True
        work = partial(self._write, self._history.document, self._file(), after)
        written: list[float] = []

        def done(seconds: float) -> None:
            written.append(seconds)
            self._timer.setInterval(max(DELAY_MS, round(1000 * SHARE * seconds)))

        self._jobs.start(COPY, work, done, lambda _: None, patience=patience)
        return bool(written)

    def _discard(self, patience: float) -> None:
        self._timer.stop()
        if self._kept or (patience and self._jobs.busy(COPY)):
            self._kept = False
            self._jobs.start(COPY, self._remove, lambda _: None, lambda _: None, patience=patience)

    # In another thread, one after the other: what was asked for last is what lies on the disk in the end

    def _write(
        self, document: Document, file: Path | None, after: Callable[[], object], _: JobToken
    ) -> float:
        """Write the copy and return how many seconds it took; ignore a disk that refuses."""
        from tauscope.document.files.codec import encode  # noqa: PLC0415  # the window opens without it

        begun = monotonic()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._hold_lock()
            replace_file(self._copy, encode(document).encode())
            if UnsavedWork(self._copy).belongs_to != file:
                replace_file(_note_of(self._copy), os.fsencode(file or ""))
        except OSError as error:
            raise InputError(str(error)) from None
        after()
        return monotonic() - begun

    def _hold_lock(self) -> None:
        if self._lock is None:
            self._lock = QLockFile(str(self._copy.with_suffix(".lock")))
            self._lock.setStaleLockTime(0)
            self._lock.tryLock(0)

    def _remove(self, _: JobToken) -> None:
        _remove(self._copy)
        _remove(_note_of(self._copy))
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None


def unsaved_work(folder: Path) -> list[UnsavedWork]:
    """Recovery copies whose program no longer runs, newest first."""
    copies = sorted(folder.glob("*.tauscope"), key=_written, reverse=True)
    return [UnsavedWork(copy) for copy in copies if _abandoned(copy)]


def _abandoned(copy: Path) -> bool:
    """Whether no running program holds the lock beside a copy."""
    lock = QLockFile(str(copy.with_suffix(".lock")))
    # However old: a lock is free only when its program has ended.
    lock.setStaleLockTime(0)
    free = lock.tryLock(0)
    if free:
        lock.unlock()
    return free


def remove_all(left: list[UnsavedWork]) -> None:
    """Delete recovery copies with their locks and notes."""
    for one in left:
        for path in (one.path, _note_of(one.path), one.path.with_suffix(".lock")):
            _remove(path)


def _note_of(copy: Path) -> Path:
    return copy.with_suffix(".file")


def _remove(path: Path) -> None:
    """Remove a file; ignore a disk that refuses."""
    with contextlib.suppress(OSError):
        path.unlink()


def _written(path: Path) -> float:
    """Time at which a file was written; 0 if another program has just removed the file."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
