"""The file that a session belongs to: how it is saved without losing anything or halting the window."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tauscope.ui.editing.files.file_watch import FileWatch
from tauscope.ui.editing.files.saver import Act, Outcome, SaveOrder, Saver
from tauscope.ui.editing.history import History
from tauscope.ui.editing.job import nothing
from tauscope.ui.editing.questions import Questions

if TYPE_CHECKING:
    from tauscope.document.files.file_version import FileVersion
    from tauscope.ui.editing.jobs import Jobs

PATIENCE = 0.1
"""Seconds that the window waits for a file that is read or written: to a person, that is at once."""


class SessionFile(QObject):
    """Saves the document, and asks before changes are lost."""

    file_changed = Signal()
    """Emitted when the session belongs to another file, or to none, or a write starts or ends."""
    used = Signal(str)
    """Emitted with the path of a file that was opened or saved."""
    asking = Signal()
    """Emitted before a question is asked that a write has brought up: its window may be hidden."""
    said = Signal(str)
    refused = Signal(str)

    def __init__(
        self, history: History, questions: Questions, jobs: Jobs, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._history, self.questions, self._jobs = history, questions, jobs
        self.path: Path | None = None
        self._watch = FileWatch(jobs, self)
        self._watch.noticed.connect(self._notice)
        self._saver = Saver(self)
        self._saver.finished.connect(self._finish)
        self._saver.slow.connect(self._report_slow)
        self._number = self._last_written = 0

    @property
    def name(self) -> str:
        """Name of the session's file, or Untitled."""
        return self.path.name if self.path else "Untitled"

    @property
    def title(self) -> str:
        """Title for the window's title bar."""
        order = self._saver.newest
        if order is not None and order.session == self._number:
            return f"{order.path.name} (saving …)"
        return f"{self.name} (changed on disk)" if self._watch.changed else self.name

    @property
    def saving(self) -> bool:
        """Whether the present document is being written to a file."""
        order = self._saver.newest
        return order is not None and order.document is self._history.document

    def _notice(self) -> None:
        self.file_changed.emit()
        if self._watch.changed:
            self.said.emit(
                f"Another program changed {self.name}. Your version is still open: File → Open reads the "
                "other one, and Save asks before it is replaced."
            )

    def close(self) -> None:
        """Stop watching the file, without waiting for writes."""
        self._watch.close()
        self._saver.close()

    def _belong(self, path: Path | None, version: FileVersion | None) -> None:
        """Set the session's file; pending writes to the file before no longer concern the session."""
        self.path = path
        self._number += 1
        self._watch.follow(path, version)
        self._watch.release()

    def save(self, done: Act = nothing, failed: Act = nothing) -> bool:
        """Save to the session's file, or ask for one; ask before what another program wrote is replaced.

        Parameters
        ----------
        done, failed : callable, optional
            Called when the document is written, or when it is clear that it will not be.

        Returns
        -------
        bool
            True if the document is written already; a slow disk is not waited for.
        """
        order = self._saver.newest
        # A Save As… that is still being written has chosen the file already.
        path = order.path if order is not None and order.session == self._number else self.path
        return self.save_as(done, failed) if path is None else self._write(path, done, failed)

    def save_as(self, done: Act = nothing, failed: Act = nothing) -> bool:
        """Ask where to save; parameters and result are those of `save`."""
        path = self.questions.file_to_save(str(self.path or "session.tauscope"))
        if path is None:
            failed()
            return False
        return self._write(path.absolute(), done, failed, asked=True)

    def _write(self, path: Path, done: Act, failed: Act, *, asked: bool = False) -> bool:
        """Write the present document; where not asked before, another program's content is not replaced."""

        def known() -> FileVersion | None:
            # Asked when the write begins: an earlier write to the file may have changed the version.
            return None if asked or path != self.path else self._watch.version

        order = SaveOrder(self._history.document, path, self._number, known, done, failed)
        # Until `_finish`: what the watch found meanwhile would be our own write.
        self._watch.hold()
        self._saver.write(order, PATIENCE)
        self.file_changed.emit()
        return self._history.clean

    def _finish(self, order: SaveOrder, outcome: Outcome) -> None:
        present = order.session == self._number
        if outcome.version is not None:
            self._take_written(order, outcome.version)
            order.done()
        elif outcome.refusal or not present:
            name = order.path.name
            self.refused.emit(
                outcome.refusal or f"{name} was changed by another program and was not replaced."
            )
            order.failed()
        else:
            self._ask_before_replacing(order)
        if self._saver.newest is None:
            self._watch.release()
        self.file_changed.emit()

    def _take_written(self, order: SaveOrder, version: FileVersion) -> None:
        """Adopt the file that was written, unless the session has moved to a newer one."""
        # Writes to two files may end in the other order.
        if order.session == self._number and order.number > self._last_written:
            self._last_written, self.path = order.number, order.path
            self._watch.follow(order.path, version)
            self._history.mark_saved(order.document)
        self.used.emit(str(order.path))
        if order.spoken_of:
            self.said.emit(f"{order.path.name} is saved.")

    def _ask_before_replacing(self, order: SaveOrder) -> None:
        # A hidden window has to be shown before its dialog.
        self.asking.emit()
        answer = self.questions.before_replacing(order.path.name)
        if answer == "save as":
            self.save_as(order.done, order.failed)
        elif answer == "replace":
            self._write(order.path, order.done, order.failed, asked=True)
        else:
            order.failed()

    def _report_slow(self, order: SaveOrder) -> None:
        if order.session == self._number:
            order.spoken_of = True
            self.said.emit(
                f"{order.path.name} is not saved yet: its disk does not respond. A copy of your work is "
                "kept, and Save As… can save it to another disk."
            )

    def when_discardable(self, go_on: Act, stay: Act = nothing) -> None:
        """Call `go_on` once the document is saved or the user discards it; otherwise call `stay`.

        Where it is being saved, that is waited for without a question.
        """
        order = self._saver.newest
        again = partial(self.when_discardable, go_on, stay)
        if self._history.clean:
            go_on()
        # This very document is being written: its end decides.
        elif order is not None and order.document is self._history.document:
            order.follow_with(again, stay)
        else:
            answer = self.questions.before_discarding(self.name)
            if answer == "save":
                self.save(again, stay)
            elif answer == "discard":
                go_on()
            else:
                stay()
