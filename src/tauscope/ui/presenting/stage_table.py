"""The table of logits over the stage, for an edit in front of the room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFrame, QVBoxLayout

from tauscope.document.library.lesson_walk import hidden_parts
from tauscope.document.picture.answers import Ready
from tauscope.ui.presenting.stage_words import TOUCH
from tauscope.ui.table.columns import LOGIT
from tauscope.ui.table.logit_table import LogitTable
from tauscope.ui.widgets.whole_rows import WholeRows

if TYPE_CHECKING:
    from tauscope.document.picture.answers import Answer
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.editing.feed import Feed
    from tauscope.ui.editing.history import Perform
    from tauscope.ui.focus import Focus
    from tauscope.ui.presenting.stage import Stage

WIDTH, HEIGHT = 0.42, 0.6
"""Shares of the stage that the table covers at most."""

MOST_ROWS = 100
"""More rows than any stage has room for."""


class StageTable(QFrame):
    """A card with the table at the left of the stage."""

    def __init__(self, stage: Stage, perform: Perform, focus: Focus, feed: Feed) -> None:
        super().__init__(stage)
        self._stage, self._feed = stage, feed
        self.setObjectName("card")
        self.table = LogitTable(perform, focus, stage.theme)
        self._layout = QVBoxLayout(self)
        self._layout.addWidget(WholeRows(self.table))
        feed.changed.connect(self.show_answer)
        self.hide()

    def toggle(self) -> None:
        """Show the table and give it the focus, or hide it."""
        if self.isVisible():
            self.hide()
            self._stage.setFocus()
            return
        stage = self._stage
        margin = round(0.03 * stage.height())
        self.table.apply_theme(stage.theme)
        rows = self.table.verticalHeader()
        rows.setDefaultSectionSize(max(TOUCH, rows.defaultSectionSize()))
        if self._feed.answer is not None:
            self.show_answer(self._feed.answer)
        most = round(HEIGHT * stage.height())
        self.setGeometry(margin, margin, round(WIDTH * stage.width()), min(most, self._height_of_all_rows()))
        self.show()
        self.raise_()
        self.table.setFocus()
        # What is typed before a room is a logit: the arrows across turn the dial.
        row = max(0, self.table.currentIndex().row())
        self.table.setCurrentIndex(self.table.model().index(row, LOGIT))

    def _height_of_all_rows(self) -> int:
        """Height of the card in which every row of the table is seen."""
        self.ensurePolished()
        self.table.horizontalHeader().ensurePolished()
        around = self.contentsMargins() + self._layout.contentsMargins()
        table = self.table.minimumSizeHint().height() + self.table.missing_height(MOST_ROWS)
        return table + 2 * self.table.frameWidth() + around.top() + around.bottom()

    def show_answer(self, answer: Answer[Picture]) -> None:
        """Show the numbers."""
        if isinstance(answer, Ready):
            hidden = hidden_parts(answer.value.document)
            self.table.hide_columns(energy="energy" in hidden, probability="probability" in hidden)
            self.table.show_picture(answer.value)
        else:
            self.table.show_late()
