"""A panel at the right of the bench: explanations, first steps, keys; it hides none of the plots."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent, QTextDocument
from PySide6.QtWidgets import QFrame, QHBoxLayout, QTextBrowser, QVBoxLayout, QWidget
from shiboken6 import isValid

from tauscope.document.library.articles import articles
from tauscope.document.library.explanations import INDEX
from tauscope.ui.help.page_look import format_page
from tauscope.ui.help.pages import KeyRows, pages
from tauscope.ui.theme import bar_sizes
from tauscope.ui.widgets.buttons import word_button

if TYPE_CHECKING:
    from tauscope.document.library.articles import Article
    from tauscope.ui.theme import Theme

WIDTH, LEAST = 25.0, 21.5
"""Wanted and least width of the panel, in text heights."""

DESCRIPTION = "description"
"""Name of the page that describes a plot; its text is given by `PagePanel.describe`."""

BENCH, NARROW = 764, 260
"""Width in pixels that the bench needs beside the panel, and least width of the panel."""


class Reader(QTextBrowser):
    """Shows pages by their names: "top-p.md" is page "top-p"."""

    def __init__(self, theme: Theme, key_rows: KeyRows) -> None:
        super().__init__()
        self.theme = theme
        self._pages = pages(key_rows)
        self.description = ""
        self.setOpenExternalLinks(True)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:  # noqa: N802
        """Return the Markdown of a page."""
        page = page_name(name)
        if page == DESCRIPTION:
            return self.description
        return self._pages[page]() if page in self._pages else super().loadResource(kind, name)

    def doSetSource(  # noqa: N802
        self, name: QUrl | str, kind: QTextDocument.ResourceType = QTextDocument.ResourceType.UnknownResource
    ) -> None:
        """Show a page, formatted for its theme."""
        super().doSetSource(name, kind)
        format_page(self.document(), self.theme)

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme`: links and sizes are part of the page, so the page is set again."""
        self.theme = theme
        self.setFont(theme.font())
        self.setStyleSheet(f"font-size: {round(theme.base)}px;")
        if not self.source().isEmpty():
            self.reload()


def page_name(url: QUrl | str) -> str:
    """Name of the page that a link leads to."""
    return QUrl(url).toString().removesuffix(".md")


class PagePanel(QFrame):
    """Panel with a page, a Back button and, for articles with a scene, a button that shows the scene."""

    asked_for = Signal(object)
    """Emitted with an article whose scene is to be shown on the bench."""

    crowds = Signal(bool)
    """Emitted with True if the page leaves the bench too little room for table and dial."""

    def __init__(self, theme: Theme, key_rows: KeyRows) -> None:
        super().__init__()
        self._asked = theme
        self._before: QWidget | None = None
        self.article: Article | None = None
        self.setObjectName("pagePanel")
        self.setAccessibleName("Explanations")
        self.reader = Reader(theme, key_rows)
        self.reader.setAccessibleName("Explanation")
        self.back = word_button("‹ Back", "The page before (Alt + ←)", self.reader.backward)
        self.index = word_button("All", "All explanations", lambda: self.open(INDEX))
        self.close_button = word_button("×", "Close (Esc)", self.dismiss)
        self.show_me = word_button("Show Me ▸", "Set up the bench to show this; Undo brings yours back")
        self.show_me.setObjectName("showMe")
        self.show_me.clicked.connect(self._show)
        self.reader.sourceChanged.connect(self._turn_page)
        self.reader.backwardAvailable.connect(self.back.setEnabled)
        self.back.setEnabled(False)
        self._lay_out()
        self.hide()

    def _lay_out(self) -> None:
        heading = QHBoxLayout()
        for widget in (self.back, self.index):
            heading.addWidget(widget)
        heading.addStretch(1)
        heading.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 8, 6, 10)
        layout.setSpacing(4)
        layout.addLayout(heading)
        layout.addWidget(self.reader, 1)
        layout.addWidget(self.show_me)

    def open(self, page: str) -> None:
        """Show a page, and take the focus."""
        new = self.isHidden()
        if new:
            self._before = self.window().focusWidget()
        self.reader.setSource(QUrl(f"{page}.md"))
        if new:
            self.reader.clearHistory()
        self.show()
        self.reader.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def describes(self) -> bool:
        """True while the description of a plot is shown."""
        return self.isVisible() and page_name(self.reader.source()) == DESCRIPTION

    def describe(self, markdown: str) -> None:
        """Set the text of the page that describes a plot; if it is shown it keeps its place."""
        if markdown == self.reader.description:
            return
        self.reader.description = markdown
        if self.describes and not self.reader.textCursor().hasSelection():
            bar = self.reader.verticalScrollBar()
            place = bar.value()
            self.reader.reload()
            bar.setValue(place)

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self._asked = theme
        self.fit()

    def fit(self) -> None:
        """Set the width: a readable line, but no more than the bench can spare.

        In a window that is too small for both, table and dial give way: the plots stay.
        """
        window = self.window().width()
        wide = min(WIDTH * self._asked.base, max(NARROW, window - BENCH))
        self.setFixedWidth(round(wide))
        self.crowds.emit(self.isVisible() and window - wide < BENCH)
        fitting = self._asked.enlarged(min(1.0, wide / LEAST / self._asked.base))
        if fitting != self.reader.theme:
            self.reader.apply_theme(fitting)
        sheet = bar_sizes(fitting) if fitting.base < self._asked.base else ""
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)

    def dismiss(self) -> None:
        """Close the panel; the next page starts a new history."""
        self.hide()
        self.crowds.emit(False)
        if self._before is not None and isValid(self._before):
            self._before.setFocus()

    def _turn_page(self, url: QUrl) -> None:
        self.article = articles().get(page_name(url))
        self.show_me.setVisible(self.article is not None)

    def _show(self) -> None:
        if self.article is not None:
            self.asked_for.emit(self.article)

    def showEvent(self, event: QShowEvent) -> None:
        """Fit the width to the window."""
        super().showEvent(event)
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close the panel at Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)
