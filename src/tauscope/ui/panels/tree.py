"""The panel of a decoding tree: which search is shown, its settings, and the way from token to token."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QWidget

from tauscope.document.edits import growth_edits, source_edits
from tauscope.document.panel_settings.tree import TreeSettings
from tauscope.ui.editing.history import Edit, EditRequest
from tauscope.ui.panels.panel import Panel, PanelContext
from tauscope.ui.panels.search_fields import METHODS, SearchFields
from tauscope.ui.widgets.buttons import word_button
from tauscope.ui.widgets.card import OR
from tauscope.ui.widgets.flow import FlowLayout
from tauscope.ui.widgets.segments import Segments

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.theme import Theme


class TreePanel(Panel):
    """Choose a search, draw token by token, and go back to the start."""

    low: ClassVar[bool] = True

    def __init__(self, context: PanelContext) -> None:
        self._document: Document | None = None
        run = context.run_controller
        self.method = Segments("Search", METHODS)
        self.method.chosen.connect(self._choose_method)
        self.fields = SearchFields(self._do)
        self.step = word_button("Step", "Draw one token at the dial's τ (F6)", run.step)
        self.step.setObjectName("treeStep")
        self.restart = word_button("Restart", "Go back to the start of the tree (Shift+F7)", self._restart)
        self.restart.setObjectName("treeRestart")
        super().__init__("Decoding", context, self._content(), (self.restart, self.step, self.method))
        run.changed.connect(self._show_run)
        self.apply_theme(context.theme)

    def _content(self) -> QWidget:
        box = QWidget()
        flow = FlowLayout(box)
        for part in self.fields.groups:
            flow.addWidget(part)
        return box

    # What is shown

    def show_document(self, document: Document) -> None:
        """Show the search, its settings, and where the bench is in the tree."""
        self._document = document
        self.method.show_choice(document.settings(TreeSettings).method)
        self.fields.show(document)
        self._show_run()
        source = document.source
        tree = source.decoding_tree
        count = 0 if tree is None else len(tree.sequences)
        size = f"{count:,} sequence{'' if count == 1 else 's'}"
        self.card.set_note(OR.join((f"{source.title}, {size}", size, "")))

    def _show_run(self) -> None:
        run = self.context.run_controller
        self.step.setEnabled(run.can_go)
        if self._document is not None:
            self.restart.setEnabled(self._document.source.position(self._document.state) > 0)

    def show_picture(self, picture: Picture) -> None:
        """Show nothing: plots and readouts have the numbers."""

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self.fields.apply_theme(theme.base)

    def export(self) -> None:
        """Write the way through the tree to a file."""
        from tauscope.document.reports.path_report import path_bytes  # noqa: PLC0415  # for an export alone

        path, document = self.context.questions.text_to_save(), self._document
        if path is not None and document is not None:
            content = partial(path_bytes, document, path.suffix.lower())
            self.context.writer.write(path, content, f"Exported to {path}")

    # The hand

    def _do(self, name: str, edit: Edit) -> str | None:
        return self.context.perform(EditRequest(name, edit))

    def _choose_method(self, method: str) -> None:
        edit = partial(growth_edits.set_search, method=method)
        self._do(f"show {METHODS[method].text.lower()}", edit)

    def _restart(self) -> None:
        self._do("restart", source_edits.restart)
