"""Notices when another program, or another window, changes the file that a session belongs to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

if TYPE_CHECKING:
    from tauscope.document.files.file_version import FileVersion
    from tauscope.ui.editing.jobs import Jobs

LOOK_MS = 2000
"""Milliseconds between two looks at the file, in another thread: a network disk may not answer."""


class FileWatch(QObject):
    """Compares one file every `LOOK_MS` with the version that the session knows."""

    noticed = Signal()
    """Emitted when the file has another content, or the known content again."""

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self.changed = False
        """Whether the file had another content when it was looked at last."""
        self._path: Path | None = None
        self._version: FileVersion | None = None
        self._held = False
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)

    def follow(self, path: Path | None, version: FileVersion | None) -> None:
        """Watch this file from now on; with None watch nothing."""
        self._path, self._version, self.changed = path, version, False
        self._jobs.cancel(self)
        self._go_on()

    def hold(self) -> None:
        """Pause while the program itself writes the file: the change would be its own."""
        self._held = True
        self._jobs.cancel(self)
        self._go_on()

    def release(self) -> None:
        """Resume watching."""
        self._held = False
        self._go_on()

    def _go_on(self) -> None:
        if self._held or self._path is None or self._version is None:
            self._timer.stop()
        else:
            self._timer.start()

    @property
    def version(self) -> FileVersion | None:
        """Version of the file that the session knows."""
        return self._version

    def look(self) -> None:
        """Compare file and version in another thread; the timer starts again when that is done."""
        path, version = self._path, self._version
        if path is None or version is None:
            return
        self._timer.stop()

        def told(changed: bool) -> None:  # a result
            self._timer.start()
            if changed != self.changed:
                self.changed = changed
                self.noticed.emit()

        self._jobs.start(self, lambda _: version.differs_from(path), told, lambda _: None)

    def close(self) -> None:
        """Stop watching."""
        self.follow(None, None)
