"""Autosave and recovery: what was not saved when the program was killed comes back at the next start.

Of each living program the folder has a copy of its session (.tauscope), a lock, and a note of the file that
the session belongs to (.file).
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from PySide6.QtCore import QLockFile, QObject, QStandardPaths, QTimer

from tauscope.core.errors import InputError
from tauscope.document.files.saving import replace_file
from tauscope.ui.editing.history import History

DELAY_MS = 1000
"""After the last change."""

SHARE = 20
"""At most one part in so many of the time is spent writing: large vocabularies are written less often."""


class Remains(NamedTuple):
    """What a program that did not end well left behind."""

    path: Path

    @property
    def belongs_to(self) -> Path | None:
        """The file that was open, if there was one."""
        try:
            name = _note_of(self.path).read_bytes()
        except OSError:
            return None
        return Path(os.fsdecode(name)) if name else None

    @property
    def when(self) -> str:
        """When it was written, as in 2026-05-02 17:05."""
        return f"{datetime.fromtimestamp(_written(self.path)).astimezone():%Y-%m-%d %H:%M}"


def recovery_folder() -> Path:
    """Where unsaved work is kept."""
    kind = QStandardPaths.StandardLocation.AppLocalDataLocation
    return Path(QStandardPaths.writableLocation(kind)) / "recovery"


class Recovery(QObject):
    """Keeps a copy of unsaved work beside a lock that a living program holds.

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
        self._timer = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._timer.timeout.connect(self.keep)
        history.changed.connect(self._changed)

    def _changed(self) -> None:
        if self._history.clean:
            self.forget()
        elif not self._timer.isActive():
            self._timer.start()

    def keep(self) -> bool:
        """Write the copy; a disk that refuses it is no reason to disturb anybody.

        Returns
        -------
        bool
            Whether it is written.
        """
        from tauscope.document.files.codec import encode  # noqa: PLC0415  # the window opens without it

        begun = monotonic()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._hold_lock()
            replace_file(self._copy, encode(self._history.document).encode())
            if Remains(self._copy).belongs_to != self._file():
                replace_file(_note_of(self._copy), os.fsencode(self._file() or ""))
        except (InputError, OSError):
            return False
        self._timer.setInterval(max(DELAY_MS, round(1000 * SHARE * (monotonic() - begun))))
        return True

    def _hold_lock(self) -> None:
        if self._lock is None:
            self._lock = QLockFile(str(self._copy.with_suffix(".lock")))
            self._lock.setStaleLockTime(0)
            self._lock.tryLock(0)

    def forget(self) -> None:
        """The work is saved, or let go: the copy goes too."""
        self._timer.stop()
        _remove(self._copy)
        _remove(_note_of(self._copy))
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None


def remains(folder: Path) -> list[Remains]:
    """Unsaved work whose program no longer lives, the newest first."""
    copies = sorted(folder.glob("*.tauscope"), key=_written, reverse=True)
    return [Remains(copy) for copy in copies if _abandoned(copy)]


def _abandoned(copy: Path) -> bool:
    """Whether nobody living holds the lock beside a copy."""
    lock = QLockFile(str(copy.with_suffix(".lock")))
    lock.setStaleLockTime(0)
    free = lock.tryLock(0)
    if free:
        lock.unlock()
    return free


def clear(left: list[Remains]) -> None:
    """Throw abandoned copies away."""
    for one in left:
        for path in (one.path, _note_of(one.path), one.path.with_suffix(".lock")):
            _remove(path)


def _note_of(copy: Path) -> Path:
    return copy.with_suffix(".file")


def _remove(path: Path) -> None:
    """Remove a file, as far as the disk lets us."""
    with contextlib.suppress(OSError):
        path.unlink()


def _written(path: Path) -> float:
    """When a file was written; 0 where another program has just removed it."""
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
