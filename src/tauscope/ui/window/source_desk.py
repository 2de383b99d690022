"""What a source needs around the bench: its panel, a thread that fetches, and one that goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tauscope.ui.editing.run_controller import Writing
from tauscope.ui.panels import panel_class
from tauscope.ui.panels.panel import Panel, PanelContext

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.ui.bench.bench import Bench
    from tauscope.ui.editing.history import History
    from tauscope.ui.editing.jobs import Jobs, JobToken
    from tauscope.ui.editing.questions import Questions
    from tauscope.ui.focus import Focus

ASKING = "logits"
"""Key of the job that asks the present source for its logits."""

NOT_ASKED = "The model was stopped: the plots show the numbers from before, and Undo goes back to them."


class SourceDesk(QObject):
    """Shows documents on the bench as soon as their logits are at hand, with the panel of their source."""

    said = Signal(str)
    refused = Signal(str)

    def __init__(
        self, history: History, focus: Focus, bench: Bench, questions: Questions, jobs: Jobs
    ) -> None:
        super().__init__(bench)
        self._history, self._focus, self._bench, self._questions = history, focus, bench, questions
        self.writing = Writing(history, self)
        self._jobs = jobs
        self._panel = ""
        self.writing.refused.connect(self.refused)

    def show(self, document: Document) -> None:
        """Show a document, its numbers perhaps a little later."""
        self._choose_panel(document.source.abilities.panel)
        panel = self._bench.panel
        if panel is not None:
            panel.show_document(document)
        if document.ready:
            self._bench.show_document(document)
        else:
            self._fetch(document)

    def forget(self) -> None:
        """Take the panel away; the next document gets a new one."""
        self._panel = ""
        self._bench.put_panel(None)

    def export(self) -> None:
        """Write what the source has gone through to a file."""
        if self._bench.panel is None:
            self.refused.emit("There is no text on the bench to write to a file.")
        else:
            self._bench.panel.export()

    def close(self) -> None:
        """End the thread and the process that write."""
        self.writing.close()

    def _fetch(self, document: Document) -> None:
        def logits(_: JobToken) -> object:
            return document.source.logits(document.state)

        self._jobs.start(
            ASKING,
            logits,
            lambda _: self._arrive(document),
            self.refused.emit,
            title="Asking the model",
            on_cancel=lambda: self.refused.emit(NOT_ASKED),
        )

    def _choose_panel(self, name: str) -> None:
        if name != self._panel:
            self._panel = name
            self._bench.put_panel(self._make(name))

    def _make(self, name: str) -> Panel | None:
        panel = panel_class(name)
        reach = PanelContext(
            self._history.perform,
            self._focus,
            self.writing,
            self._bench.theme,
            self._questions,
            self.said.emit,
            self.refused.emit,
        )
        return None if panel is None else panel(reach)

    def _arrive(self, document: Document) -> None:
        """Show what came, unless the document has gone on."""
        present = self._history.document
        if present.source == document.source and present.state == document.state:
            self._bench.show_document(present)
