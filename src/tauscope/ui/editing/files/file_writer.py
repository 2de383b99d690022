"""Writes what is exported to files, in other threads: a disk that does not answer never halts the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from tauscope.document.files.saving import replace_file
from tauscope.ui.editing.files import session_file
from tauscope.ui.editing.jobs import Jobs


class FileWriter(QObject):
    """Writes files; writes to the same file run one after the other, the newest last."""

    said = Signal(str)
    refused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.jobs = Jobs(self, overtaking=False)

    @property
    def busy(self) -> bool:
        """Whether something is still being written."""
        return self.jobs.busy_at_all

    def write(
        self,
        path: Path,
        content: Callable[[], bytes],
        said: str,
        refuse: Callable[[str], object] | None = None,
    ) -> bool:
        """Write a file, and report it.

        Parameters
        ----------
        path : Path
        content : callable
            Makes the content, in the other thread; an `InputError` is a refusal.
        said : str
            What is said when it is written.
        refuse : callable, optional
            Is given a refusal that comes before this call returns; later ones are told by `refused`.

        Returns
        -------
        bool
            False if it was refused.
        """
        early: list[str] = []
        returned = False

        def missed(sentence: str) -> None:
            early.append(sentence)
            if returned or refuse is None:
                self.refused.emit(sentence)
            else:
                refuse(sentence)

        self.jobs.start(
            path.absolute(),
            lambda _: replace_file(path, content()),
            lambda _: self.said.emit(said),
            missed,
            title=f"Writing {path.name}",
            patience=session_file.PATIENCE,
        )
        returned = True
        return not early

    def close(self) -> None:
        """Stop reporting on writes, without waiting for any."""
        self.jobs.close()
