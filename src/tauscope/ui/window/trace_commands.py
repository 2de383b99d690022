"""Commands of traces in the menu Source: names of classes, a second file, the content in the session."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tauscope.core.errors import InputError
from tauscope.document.edits import trace_edits
from tauscope.document.studies.file_pair import partner_of
from tauscope.document.traces import trace_of
from tauscope.sources.trace.arrays import SeveralArraysError
from tauscope.sources.trace.arrays.stored_file import FileChangedError
from tauscope.sources.trace.corrections import opened_again, with_labels
from tauscope.ui.editing.history import Edit, EditRequest
from tauscope.ui.window.source_commands import OPENING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tauscope.document.panel_settings.trace import OtherFile
    from tauscope.document.picture.answers import Failed
    from tauscope.sources.trace.source import TraceSource
    from tauscope.ui.editing.history import History
    from tauscope.ui.editing.job import JobToken
    from tauscope.ui.editing.jobs import Jobs
    from tauscope.ui.editing.questions import Questions

OPEN_AGAIN = "Open Again"


class TraceCommands(QObject):
    """Corrects the trace on the bench, and compares it with another file."""

    said = Signal(str)
    refused = Signal(str)

    def __init__(self, history: History, questions: Questions, jobs: Jobs, parent: QObject) -> None:
        super().__init__(parent)
        self._history, self._questions, self._jobs = history, questions, jobs

    def embed(self) -> None:
        """Keep the content of a trace's file in the session."""
        if self._do("embed the trace", trace_edits.embed):
            self.said.emit("The session holds the content of the file now.")

    def ask_for_labels(self) -> None:
        """Ask for a file with the names of a trace's classes."""
        path = self._questions.file_to_open("")
        if path is not None:
            self.name_classes(path)

    def name_classes(self, path: Path) -> None:
        """Name the classes of a trace as a file does."""
        before = trace_of(self._history.document)

        def then(named: TraceSource) -> None:
            if self._history.document.source == before:  # no other one has come meanwhile
                self._do("name the classes", partial(trace_edits.show_names, source=named))

        title = f"Reading {path.name}"
        self._jobs.start(OPENING, lambda _: with_labels(before, path), then, self.refused.emit, title=title)

    def failure_buttons(self, failed: Failed) -> dict[str, Callable[[], object]]:
        """Return the buttons under the sentence of a trace whose file has changed."""
        return {OPEN_AGAIN: self.open_again} if isinstance(failed.error, FileChangedError) else {}

    def open_again(self) -> None:
        """Open the file of a trace as it is now, and stay at the same step."""
        before = trace_of(self._history.document)

        def then(source: TraceSource) -> None:
            clean = self._history.clean
            if self._history.document.source == before:
                self._do("open the file again", partial(trace_edits.open_again, source=source))
                if clean and source.fingerprint == before.fingerprint:  # as the session has it
                    self._history.mark_saved(self._history.document)

        self._jobs.start(
            OPENING, lambda _: opened_again(before), then, self.refused.emit, title=f"Opening {before.title}"
        )

    def compare_file(self) -> None:
        """Ask for another recording of the same text, and compare the trace with it."""
        path = self._questions.file_to_open("")
        if path is not None:
            self.compare_with(path)

    def compare_with(self, path: Path, tensor: str = "") -> None:
        """Compare the trace with the recording in a file; of several arrays the user is asked for one."""
        source, several = trace_of(self._history.document), list[SeveralArraysError]()

        def then(other: OtherFile) -> None:
            self._do(f"compare with {other.name}", partial(trace_edits.compare_with, other=other))

        def work(_: JobToken) -> OtherFile:
            try:
                return partner_of(source, path, tensor or source.tensor)
            except InputError as refusal:
                if isinstance(refusal.__cause__, SeveralArraysError):
                    several.append(refusal.__cause__)
                raise

        def missed(refusal: str) -> None:
            if not several:
                self.refused.emit(refusal)
            elif chosen := self._array_of(several[0]):
                self.compare_with(path, chosen)

        self._jobs.start(OPENING, work, then, missed, title=f"Opening {path.name}")

    def end_comparison(self) -> None:
        """Compare the trace with no other file any more."""
        self._do("end the comparison", trace_edits.end_comparison)

    def _array_of(self, several: SeveralArraysError) -> str | None:
        """Ask for one of several arrays; None if the user wants none."""
        return self._questions.array_to_open([(one.name, one.in_words) for one in several.arrays])

    def _do(self, name: str, edit: Edit) -> bool:
        sentence = self._history.perform(EditRequest(name, edit))
        if sentence:
            self.refused.emit(sentence)
        return not sentence
