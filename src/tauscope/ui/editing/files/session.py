"""The session: which file the document belongs to, and how it is opened without losing anything."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from tauscope.core.errors import InputError
from tauscope.document.document import Document
from tauscope.ui.editing.files import reading, session_file
from tauscope.ui.editing.files.saver import Act
from tauscope.ui.editing.files.session_file import SessionFile
from tauscope.ui.editing.job import nothing

if TYPE_CHECKING:
    from tauscope.document.files.codec import Decoded
    from tauscope.document.files.file_version import FileVersion

READING = "file"
"""Key of the job that reads a file."""


class Session(SessionFile):
    """Opens and saves the document, and asks before changes are lost."""

    begun = Signal()
    """Emitted when another document is on the bench: a new one, or one from a file."""
    missing = Signal(str)
    """Emitted with the path of a file that does not exist."""
    source_asked = Signal(object)
    """Emitted with a folder, a file or an address whose source is to replace the one on the bench."""

    ahead: Callable[[Document], object] = staticmethod(lambda _: None)
    """Called with a document in the thread that read it, before it is shown."""

    def new(self) -> None:
        """Start a new session with the four classes of the first start."""
        self.when_discardable(partial(self._begin, Document(), None))

    def open(self) -> None:
        """Ask for a file and open it: what replaces the source needs no question, for it can be undone."""
        if path := self.questions.file_to_open(str(self.path.parent) if self.path else ""):
            self.open_path(path)

    def open_path(self, path: Path | str) -> None:
        """Open a dropped or recent file, or a file, folder or address from the command line."""
        self._sort(path, lambda file: self.when_discardable(partial(self._open, file)))

    def begin_with(self, read: Callable[[], Decoded], name: str) -> None:
        """Begin an unsaved session with what `read` returns in another thread; `name` says what that is."""

        def work() -> reading.Found:
            decoded = read()
            reading.ask_for_logits(decoded.document)
            self.ahead(decoded.document)
            return reading.Found(decoded, None, saved_again=False)

        def take(found: reading.Found) -> None:
            self._begin(found.decoded.document, None, saved=False)
            self._warn(found.decoded)

        self._read_beside(work, name, take, self.refused.emit)

    def _sort(self, path: Path | str, open_file: Callable[[Path], object]) -> None:
        """Emit `source_asked` for the folder of a source, or call `open_file`, after a look at the disk."""
        from tauscope.document.files.openers import goes_on_bench  # noqa: PLC0415  # the window opens without it

        def go_on(is_source: bool) -> None:  # a result
            if is_source or isinstance(path, str):
                self.source_asked.emit(path)
            else:
                open_file(path)

        self._jobs.cancel(READING)  # the next file does not wait for a reader that may be stuck
        self._jobs.start(
            READING,
            lambda _: goes_on_bench(path),
            go_on,
            self.refused.emit,
            title=f"Opening {Path(path).name}",
            patience=session_file.PATIENCE,
        )

    def _open(self, path: Path) -> None:
        gone: list[Path] = []

        def read() -> reading.Found:
            try:
                found = reading.read_ready(path)
            except InputError:
                if not os.path.lexists(path):
                    gone.append(path.absolute())
                raise
            self.ahead(found.decoded.document)
            return found

        def missed(refusal: str) -> None:
            self.refused.emit(refusal)
            for one in gone:
                self.missing.emit(str(one))

        self._read_beside(read, path.name, partial(self._take, path), missed)

    def recover(
        self,
        copy: Path,
        path: Path | None,
        done: Act,
        missed: Callable[[str], object],
        put_off: Act,
    ) -> None:
        """Open a recovery copy as unsaved changes of the file that it belongs to, if there is one.

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

        def take(found: reading.Found) -> None:
            self._begin(found.decoded.document, path, found.version, saved=False)
            self._warn(found.decoded)
            done()

        def begin() -> None:
            name = path.name if path else "The unsaved work"
            self._read_beside(partial(reading.read_copy, copy, path), name, take, missed, put_off)

        self.when_discardable(begin, put_off)

    def _read_beside(
        self,
        work: Callable[[], reading.Found],
        name: str,
        take: Callable[[reading.Found], None],
        missed: Callable[[str], object],
        put_off: Act = nothing,
    ) -> None:
        """Read a file in another thread: a large model must not block the window."""
        before, late = self._history.document, False

        def show(found: reading.Found) -> None:
            take(found)
            if late and not found.decoded.warnings:
                self.said.emit(f"{name} is open.")

        def read(found: reading.Found) -> None:
            if self._history.document is before:
                show(found)
            else:
                self.when_discardable(partial(show, found), put_off)

        self._jobs.cancel(READING)
        late = not self._jobs.start(
            READING,
            lambda _: work(),
            read,
            missed,
            title=f"Opening {name}",
            patience=session_file.PATIENCE,
            on_cancel=put_off,
        )

    def read(self, path: Path | str) -> bool:
        """Read a file, folder or address synchronously; a refusal changes neither document nor file."""
        try:
            found = reading.read(path)
        except InputError as refusal:
            self.refused.emit(str(refusal))
            return False
        self._take(path, found)
        return True

    def _take(self, path: Path | str, found: reading.Found) -> None:
        own = Path(path).absolute() if found.saved_again else None
        self._begin(found.decoded.document, own, found.version)
        self.used.emit(path if isinstance(path, str) else str(path.absolute()))
        self._warn(found.decoded)

    def _warn(self, decoded: Decoded) -> None:
        if decoded.warnings:
            self.said.emit(" ".join(decoded.warnings))

    def _begin(
        self, document: Document, path: Path | None, version: FileVersion | None = None, *, saved: bool = True
    ) -> None:
        self._belong(path, version)
        self._history.start(document, saved=saved)
        self.begun.emit()
        self.file_changed.emit()
