"""What a source needs around the bench: its panel, and a thread in which it goes on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tauscope.ui.editing.run_controller import RunController
from tauscope.ui.panels import panel_class
from tauscope.ui.panels.panel import Panel, PanelContext

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.ui.bench.bench import Bench
    from tauscope.ui.editing.file_writer import FileWriter
    from tauscope.ui.editing.history import History
    from tauscope.ui.editing.questions import Questions
    from tauscope.ui.focus import Focus


class SourceDesk(QObject):
    """Puts the panel of a source on the bench, and lets the source go on by itself."""

    said = Signal(str)
    refused = Signal(str)

    def __init__(
        self, history: History, focus: Focus, bench: Bench, questions: Questions, writer: FileWriter
    ) -> None:
        super().__init__(bench)
        self._writer = writer
        self._history, self._focus, self._bench, self._questions = history, focus, bench, questions
        self.run_controller = RunController(history, self)
        self._panel = ""
        self.run_controller.refused.connect(self.refused)

    def show(self, document: Document) -> None:
        """Put the panel of this document's source on the bench."""
        name = document.source.abilities.panel
        if name != self._panel:
            self._panel = name
            self._bench.put_panel(self._make(name))

    def remove_panel(self) -> None:
        """Take the panel away; the next document gets a new one."""
        self._panel = ""
        self._bench.put_panel(None)

    def export(self) -> None:
        """Write what the source has gone through to a file."""
        if self._bench.panel is None:
            self.refused.emit("There is no text on the bench to export.")
        else:
            self._bench.panel.export()

    def close(self) -> None:
        """End the thread and the process that write."""
        self.run_controller.close()

    def _make(self, name: str) -> Panel | None:
        panel = panel_class(name)
        reach = PanelContext(
            self._history.perform,
            self._focus,
            self.run_controller,
            self._bench.theme,
            self._questions,
            self._writer,
            self.said.emit,
            self.refused.emit,
        )
        return None if panel is None else panel(reach)
