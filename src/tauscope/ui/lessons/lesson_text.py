"""Text of a lesson: Markdown with formulas, as high as it needs to be."""

from __future__ import annotations

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser

from tauscope.document.formulas import with_formulas
from tauscope.ui.help.page_look import format_page
from tauscope.ui.theme import Theme

_HYPHEN = re.compile(r"(?<=\b(?:[Tt]op|[Mm]in))-(?=[kp]\b)")
"""The hyphen in the names of knobs such as "top-p"."""

NO_BREAK_HYPHEN = "\u2011"
"""A hyphen at which no line breaks."""


class LessonText(QTextBrowser):
    """Shows Markdown without scroll bars: its height follows the text and the width."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._markdown = theme, ""
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenExternalLinks(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_markdown(self, text: str) -> None:
        """Show a text; an empty one takes no room."""
        if text != self._markdown:
            self._markdown = text
            self._set()
        self.setVisible(bool(text))

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme`: sizes are part of the text, so it is set again."""
        self._theme = theme
        self.setFont(theme.font())
        self.setStyleSheet(f"font-size: {round(theme.base)}px;")
        self._set()

    def _set(self) -> None:
        self.setMarkdown(with_formulas(_HYPHEN.sub(NO_BREAK_HYPHEN, self._markdown)))
        format_page(self.document(), self._theme)
        self.document().setDocumentMargin(0)  # in line with the title above it
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the height to the new width."""
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        """Height of the text at its present width."""
        return QSize(super().sizeHint().width(), self.height())

    def _fit(self) -> None:
        self.document().setTextWidth(self.viewport().width())
        self.setFixedHeight(round(self.document().size().height()) + 2)
