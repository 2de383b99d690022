"""The session: which file the document belongs to, and how it is opened and saved without losing anything."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from tauscope.core.errors import InputError
from tauscope.document.document import Document
from tauscope.document.files.saving import replace_file
from tauscope.ui.editing.file_watch import FileWatch
from tauscope.ui.editing.history import History
from tauscope.ui.editing.questions import Questions

if TYPE_CHECKING:
    from tauscope.document.files.codec import Decoded
    from tauscope.document.files.file_version import FileVersion
    from tauscope.ui.editing.jobs import Jobs

SESSIONS = (".tauscope", ".json")
"""Endings of files that are saved to again; figures and tables are opened as new sessions."""


READING = "file"
"""Key of the job that reads a file."""

PATIENCE = 0.25
"""Seconds that the window waits for a file."""


class Session(QObject):
    """Opens, saves, and asks before changes are lost."""

    file_changed = Signal()
    """It belongs to another file, or to none."""
    begun = Signal()
    """Emitted when another document is on the bench: a new one, or one from a file."""
    used = Signal(str)
    """A file was opened or saved: one for the recent ones."""
    missing = Signal(str)
    """A file that was asked for is not there."""
    source_asked = Signal(object)
    """Emitted with a folder, a file or an address whose source is to replace the one on the bench."""
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

    @property
    def name(self) -> str:
        """Name of its file."""
        return self.path.name if self.path else "Untitled"

    @property
    def title(self) -> str:
        """What the title bar calls it."""
        return f"{self.name} (changed on disk)" if self._watch.changed else self.name

    def _notice(self) -> None:
        self.file_changed.emit()
        if self._watch.changed:
            self.said.emit(
                f"{self.name} was changed by another program. It is still here as you have it: File → Open "
                "reads it again, and Save asks before it is replaced."
            )

    def new(self) -> None:
        """Begin anew, with the four classes of the start."""
        if self.may_discard():
            self._begin(Document(), None)

    def open(self) -> None:
        """Ask for a file and open it."""
        from tauscope.document.files.openers import goes_on_bench  # noqa: PLC0415  # the window opens without it

        folder = str(self.path.parent) if self.path else ""
        if self.may_discard() and (path := self.questions.file_to_open(folder)):
            self.source_asked.emit(path) if goes_on_bench(path) else self._open(path)

    def open_path(self, path: Path | str) -> None:
        """Open what was dropped, a recent file, or what the command line names, which may be an address."""
        from tauscope.document.files.openers import goes_on_bench  # noqa: PLC0415  # the window opens without it

        if isinstance(path, str) or goes_on_bench(path):
            self.source_asked.emit(path)
        elif self.may_discard():
            self._open(path)

    def _open(self, path: Path) -> None:
        self._read_beside(
            partial(_read_ready, path), path.name, partial(self._take, path), partial(self._miss, path)
        )

    def recover(
        self,
        copy: Path,
        path: Path | None,
        done: Callable[[], object],
        missed: Callable[[str], object],
        put_off: Callable[[], object],
    ) -> None:
        """Take up what a crash left behind of a file, or of a session without one; it is not saved yet.

        Parameters
        ----------
        copy : Path
        path : Path or None
            The file that it belongs to.
        done, missed : callable
            Called when it is on the bench, or with a sentence where it cannot be read.
        put_off : callable
            Called where the user keeps the present session instead.
        """

        def take(found: _Found) -> None:
            self._begin(found.decoded.document, path, found.version, saved=False)
            self._warn(found.decoded)
            done()

        if self.may_discard():
            name = path.name if path else "What was kept"
            self._read_beside(partial(_read_copy, copy, path), name, take, missed, put_off)
        else:
            put_off()

    def _read_beside(
        self,
        work: Callable[[], _Found],
        name: str,
        take: Callable[[_Found], None],
        missed: Callable[[str], object],
        put_off: Callable[[], object] = lambda: None,
    ) -> None:
        """Read a file; one that takes its time, as a large model does, does not keep the window waiting."""
        before, late = self._history.document, False

        def read(found: _Found) -> None:
            if self._history.document is not before and not self.may_discard():
                put_off()
                return
            take(found)
            if late and not found.decoded.warnings:
                self.said.emit(f"{name} is open.")

        self._jobs.cancel(READING)  # the next file does not wait for a reader that may be stuck
        late = not self._jobs.start(
            READING,
            lambda _: work(),
            read,
            missed,
            title=f"Opening {name}",
            patience=PATIENCE,
            on_cancel=put_off,
        )

    def close(self) -> None:
        """Stop watching its file."""
        self._watch.close()

    def read(self, path: Path | str) -> bool:
        """Read a file, folder or address; a refusal leaves the document and the file as they are."""
        try:
            found = _read(path)
        except InputError as refusal:
            self._miss(path, str(refusal))
            return False
        self._take(path, found)
        return True

    def _take(self, path: Path | str, found: _Found) -> None:
        own = isinstance(path, Path) and _saved_again(path)
        self._begin(found.decoded.document, Path(path).absolute() if own else None, found.version)
        self.used.emit(path if isinstance(path, str) else str(path.absolute()))
        self._warn(found.decoded)

    def _miss(self, path: Path | str, refusal: str) -> None:
        self.refused.emit(refusal)
        if isinstance(path, Path) and not os.path.lexists(path):
            self.missing.emit(str(path.absolute()))

    def _warn(self, decoded: Decoded) -> None:
        if decoded.warnings:
            self.said.emit(" ".join(decoded.warnings))

    def _begin(
        self, document: Document, path: Path | None, version: FileVersion | None = None, *, saved: bool = True
    ) -> None:
        self.path = path
        self._watch.follow(path, version)
        self._history.start(document, saved=saved)
        self.begun.emit()
        self.file_changed.emit()

    def save(self) -> bool:
        """Save to the session's file, or ask for one; ask before what another program wrote is replaced."""
        if self.path is None:
            return self.save_as()
        answer = self.questions.before_replacing(self.name) if self._watch.differs else "replace"
        return self.save_as() if answer == "save as" else answer == "replace" and self._write(self.path)

    def save_as(self) -> bool:
        """Ask where to save."""
        path = self.questions.file_to_save(str(self.path or "session.tauscope"))
        return path is not None and self._write(path)

    def _write(self, path: Path) -> bool:
        from tauscope.document.files.codec import check_opens, encode  # noqa: PLC0415  # the window opens without it
        from tauscope.document.files.file_version import FileVersion  # noqa: PLC0415

        document = self._history.document
        text = encode(document)
        data = text.encode()
        try:
            check_opens(text)
            replace_file(path, data)
        except InputError as refusal:
            self.refused.emit(str(refusal))
            return False
        self.path = path.absolute()
        self._watch.follow(self.path, FileVersion.written(path, data))
        self._history.mark_saved(document)
        self.file_changed.emit()
        self.used.emit(str(self.path))
        return True

    def may_discard(self) -> bool:
        """Whether the document may go: it is saved, or the user lets it go."""
        if self._history.clean:
            return True
        answer = self.questions.before_discarding(self.name)
        return answer == "discard" or (answer == "save" and self.save())


class _Found(NamedTuple):
    """What was read from a file, and the version that the session's file had then."""

    decoded: Decoded
    version: FileVersion | None


def _saved_again(path: Path) -> bool:
    """Return True for a file that Save writes to again, and False for a figure, a table and a folder."""
    return path.suffix.lower() in SESSIONS and not path.is_dir()


def _read(path: Path | str) -> _Found:
    from tauscope.document.files.file_version import FileVersion  # noqa: PLC0415  # the window opens without it
    from tauscope.document.files.opening import read_document  # noqa: PLC0415

    version = FileVersion.of(path) if isinstance(path, Path) and _saved_again(path) else None
    return _Found(read_document(path), version)


def _read_copy(copy: Path, path: Path | None) -> _Found:
    """Read a recovery copy; the version is that of the file that it belongs to."""
    from tauscope.document.files.file_version import FileVersion  # noqa: PLC0415  # the window opens without it

    version = FileVersion.under(copy, path) if path is not None else None
    return _read_ready(copy)._replace(version=version)


def _read_ready(path: Path) -> _Found:
    """Read a file and ask for the logits that it shows: the window finds them at hand."""
    found = _read(path)
    document = found.decoded.document
    with suppress(InputError):  # a model that fails says so when it is on the bench
        for one in (document, *document.pins):
            one.source.logits(one.state)
    return found
