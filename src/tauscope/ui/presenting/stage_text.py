"""The text that a writer writes, in type for the back row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from tauscope.ui.panels.token_view import TokenView
from tauscope.ui.panels.written import Written, writer_of

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.ui.theme import Theme

WRITER = "writer"
"""Name of the panel of a source that writes a text."""


class StageText(TokenView):
    """Shows the text of a document whose source writes one, and nothing of others."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Text")
        self._written = Written()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hide()

    def show_document(self, document: Document) -> None:
        """Show prompt and text, unless the panel of the source is hidden."""
        writes = document.source.abilities.panel == WRITER and not document.runs
        self.setVisible(writes and "panel" not in document.hidden)
        if writes:
            source = writer_of(document)
            text = document.state
            self.show_text(source.prompt, self._written.pieces(source, text), source.position(text))
