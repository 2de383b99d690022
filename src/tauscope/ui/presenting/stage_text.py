"""The text that a writer writes, in type for the back row."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent

from tauscope.ui.panels.token_view import ABOVE, TokenView
from tauscope.ui.panels.writer.text_pieces import TextPieces, writer_of

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.ui.theme import Theme

WRITER = "writer"
"""Name of the panel of a source that writes a text."""

LINES = 3
"""The view has room for a multiple of so many lines: plots below a text that grows seldom move."""


class StageText(TokenView):
    """Shows the text of a document whose source writes one, and nothing of others."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Text")
        self._written = TextPieces()
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
            self._fit()

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        super().apply_theme(theme)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the height to the lines at the new width."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Take no more height than the text needs."""
        lines = math.ceil(self.document().size().height() / self._line)
        room = max(1, math.ceil(lines / LINES)) * LINES * self._line + ABOVE + 2 * self.frameWidth()
        if room != self.maximumHeight():
            self.setMaximumHeight(room)
