"""The session: which file the document belongs to, and how it is opened and saved without losing anything."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tauscope.core.errors import InputError
from tauscope.document.document import Document
from tauscope.document.limits import LARGEST, LARGEST_IN_WORDS
from tauscope.document.saving import replace_file
from tauscope.ui.history import History
from tauscope.ui.questions import Questions

if TYPE_CHECKING:
    from tauscope.document.codec import Decoded
    from tauscope.ui.background import Background

SESSIONS = (".tauscope", ".json")
"""Endings of files that are saved to again; figures and tables are opened as new sessions."""


PATIENCE = 0.25
"""Seconds that the window waits for a file."""


class Session(QObject):
    """Opens, saves, and asks before changes are lost."""

    file_changed = Signal()
    """It belongs to another file, or to none."""
    begun = Signal()
    """Another document is on the bench: a new one, or one from a file."""
    used = Signal(str)
    """A file was opened or saved: one for the recent ones."""
    missing = Signal(str)
    """A file that was asked for is not there."""
    said = Signal(str)
    refused = Signal(str)

    def __init__(self, history: History, questions: Questions, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history, self.questions = history, questions
        self.path: Path | None = None

    @property
    def name(self) -> str:
        """What the title bar calls it."""
        return self.path.name if self.path else "Untitled"

    def new(self) -> None:
        """Begin anew, with the four classes of the start."""
        if self.may_discard():
            self._begin(Document(), None)

    def open(self) -> None:
        """Ask for a file and open it."""
        folder = str(self.path.parent) if self.path else ""
        if self.may_discard() and (path := self.questions.file_to_open(folder)):
            self._open(path)

    def open_path(self, path: Path) -> None:
        """Open a file that was dropped, or a recent one."""
        if self.may_discard():
            self._open(path)

    def _open(self, path: Path) -> None:
        self._read_beside(path, path.name, partial(self._take, path), partial(self._miss, path))

    def recover(
        self, copy: Path, path: Path | None, done: Callable[[], object], missed: Callable[[str], object]
    ) -> None:
        """Take up what a crash left behind of a file, or of a session without one; it is not saved yet.

        Parameters
        ----------
        copy : Path
        path : Path or None
            The file that it belongs to.
        done, missed : callable
            Called when it is on the bench, or with a sentence where it cannot be read.
        """

        def take(decoded: Decoded) -> None:
            self._begin(decoded.document, path, saved=False)
            self._warn(decoded)
            done()

        if self.may_discard():
            self._read_beside(copy, path.name if path else "What was kept", take, missed)

    def _read_beside(
        self, path: Path, name: str, take: Callable[[Decoded], None], missed: Callable[[str], object]
    ) -> None:
        """Read a file; one that takes its time, as a large model does, does not keep the window waiting."""
        before, late = self._history.document, False

        def read(decoded: Decoded) -> None:
            if self._history.document is not before and not self.may_discard():
                return
            take(decoded)
            if late and not decoded.warnings:
                self.said.emit(f"{name} is open.")

        late = not self._reader.run(partial(_read_ready, path), read, missed, PATIENCE)
        if late:
            self.said.emit(f"{name} is being opened …")

    @cached_property
    def _reader(self) -> Background:
        """Made when first needed."""
        from tauscope.ui.background import Background  # noqa: PLC0415  # the window opens without it

        return Background("reader", self)

    def close(self) -> None:
        """End its thread."""
        if "_reader" in vars(self):
            self._reader.close()

    def read(self, path: Path) -> bool:
        """Read a file; a refusal leaves the document and the file as they are."""
        from tauscope.document.files import read_document  # noqa: PLC0415  # the window opens without it

        try:
            decoded = read_document(path)
        except InputError as refusal:
            self._miss(path, str(refusal))
            return False
        self._take(path, decoded)
        return True

    def _take(self, path: Path, decoded: Decoded) -> None:
        own = path.suffix.lower() in SESSIONS
        self._begin(decoded.document, path.absolute() if own else None)
        self.used.emit(str(path.absolute()))
        self._warn(decoded)

    def _miss(self, path: Path, refusal: str) -> None:
        self.refused.emit(refusal)
        if not os.path.lexists(path):
            self.missing.emit(str(path.absolute()))

    def _warn(self, decoded: Decoded) -> None:
        if decoded.warnings:
            self.said.emit(" ".join(decoded.warnings))

    def _begin(self, document: Document, path: Path | None, *, saved: bool = True) -> None:
        self.path = path
        self._history.start(document, saved=saved)
        self.begun.emit()
        self.file_changed.emit()

    def save(self) -> bool:
        """Save to the session's file, or ask for one."""
        return self.save_as() if self.path is None else self._write(self.path)

    def save_as(self) -> bool:
        """Ask where to save."""
        path = self.questions.file_to_save(str(self.path or "session.tauscope"))
        return path is not None and self._write(path)

    def _write(self, path: Path) -> bool:
        from tauscope.document.codec import encode  # noqa: PLC0415  # the window opens without it

        document = self._history.document
        try:
            replace_file(path, _readable(encode(document).encode()))
        except InputError as refusal:
            self.refused.emit(str(refusal))
            return False
        self.path = path.absolute()
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


def _read_ready(path: Path) -> Decoded:
    """Read a file and ask for the logits that it shows: the window finds them at hand."""
    from tauscope.document.files import read_document  # noqa: PLC0415  # the window opens without it

    decoded = read_document(path)
    document = decoded.document
    with suppress(InputError):  # a model that fails says so when it is on the bench
        for one in (document, *document.pins):
            one.source.logits(one.state)
    return decoded


def _readable(data: bytes) -> bytes:
    """Refuse a session that could be saved but never opened again."""
    if len(data) > LARGEST:
        raise InputError(f"This session is larger than {LARGEST_IN_WORDS}: Tauscope could not open it again.")
    return data
