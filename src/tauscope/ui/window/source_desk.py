"""Parts that a source needs: its panel, and the controller of its runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from tauscope.ui.editing.run_controller import RunController
from tauscope.ui.panels import panel_class
from tauscope.ui.panels.panel import Panel, PanelContext
from tauscope.ui.widgets.bubble import hide_bubble

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.ui.bench.bench import Bench
    from tauscope.ui.editing.files.file_writer import FileWriter
    from tauscope.ui.editing.history import History
    from tauscope.ui.editing.questions import Questions
    from tauscope.ui.focus import Focus


class SourceDesk(QObject):
    """Shows the panel of a source on the bench, and owns the run controller."""

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
        """Show the panel of this document's source."""
        name = document.source.abilities.panel
        if name != self._panel:
            self._panel = name
            hide_bubble(self._bench)  # what it says is about the panel that goes
            self._bench.put_panel(self._make(name))

    def remove_panel(self) -> None:
        """Remove the panel; the next document gets a new one."""
        self._panel = ""
        self._bench.put_panel(None)

    def export(self) -> None:
        """Export the steps of the source to a file."""
        if self._bench.panel is None:
            self.refused.emit("There is no text on the bench to export.")
        else:
            self._bench.panel.export()

    def jump(self, to: str) -> None:
        """Go to a step that is worth a look, by a name that the panel knows."""
        if self._bench.panel is not None:
            self._bench.panel.jump(to)

    def close(self) -> None:
        """End the thread and the process of runs."""
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
