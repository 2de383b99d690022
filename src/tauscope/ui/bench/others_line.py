"""The last row of the table: all classes that the logits do not list, with their probability together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from tauscope.document.picture.partial_words import unlisted_words, why_bounds
from tauscope.ui.painting import marks
from tauscope.ui.table.cell_painter import PADDING
from tauscope.ui.table.columns import PROBABILITY, share_text
from tauscope.ui.table.logit_model import swatch
from tauscope.ui.widgets.opaque import fill_card
from tauscope.ui.widgets.plain_text import tip_text
from tauscope.ui.widgets.quiet_label import QuietLabel
from tauscope.ui.widgets.when_heard import when_heard

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QTableView

    from tauscope.document.picture.picture import Picture
    from tauscope.ui.theme import Theme


ABOUT = "All unlisted classes together. They are not one class, so this row is always the last."


class OthersLine(QWidget):
    """One row below the table: "≤ 128,236 others" and an interval. Hidden where all classes are listed."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("othersLine")
        self._swatch, self.name, self.probability = QLabel(), QLabel(), QuietLabel()
        self._table: QTableView | None = None
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        fill_card(self.probability)
        self._row = layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 1, 6, 1)
        layout.setSpacing(6)
        layout.addWidget(self._swatch)
        layout.addWidget(self.name)
        layout.addStretch(1)
        layout.addWidget(self.probability)
        self._needed, self._hidden, self._why = False, False, ""
        self.apply_theme(theme)
        self.hide()

    def show_picture(self, picture: Picture) -> None:
        """Show how many classes are not listed, and bounds of their probability."""
        bounds = picture.bounds
        self._needed = bounds is not None and bounds.unlisted != 0
        self.setVisible(self._needed and not self._hidden)
        if bounds is None or not self._needed:
            return
        many = unlisted_words(bounds.unlisted)
        p = marks.CUT if picture.drawn[-1].is_cut else share_text(bounds.others)
        if (many, p) != (self.name.text(), self.probability.text()):
            if many != self.name.text():
                self.name.setText(many)
            metrics = self.probability.fontMetrics()
            widths = map(metrics.horizontalAdvance, (p, self.probability.text()))
            moves = len(set(widths)) > 1
            self.probability.show_text(p, moves=moves)
            if moves:
                self._line_up()
            self._why = why_bounds(picture)
            when_heard(self._speak)

    def _speak(self) -> None:
        """Tell screen readers what is shown, and set the tool tip."""
        self.setAccessibleName(f"{self.name.text()}: {self.probability.text()}")
        self.setToolTip(tip_text(f"{ABOUT}\n{self._why}"))

    def line_up_with(self, table: QTableView) -> None:
        """Let the probability end where those of the classes above end, whatever width the columns have."""
        self._table = table
        table.horizontalHeader().sectionResized.connect(self._line_up)
        table.horizontalHeader().geometriesChanged.connect(self._line_up)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the probability below the column of the classes."""
        super().resizeEvent(event)
        self._line_up()

    def _line_up(self) -> None:
        if self._table is None or self._table.isColumnHidden(PROBABILITY):
            return
        header = self._table.horizontalHeader()
        end = header.sectionViewportPosition(PROBABILITY) + header.sectionSize(PROBABILITY)
        end = self._table.viewport().mapTo(self._table, QPoint(end, 0)).x() - PADDING
        margins = self._row.contentsMargins()
        parts = (self._swatch, self.name, self.probability)
        needed = sum(part.sizeHint().width() + self._row.spacing() for part in parts)
        # Of a narrow column the words are whole, and end a little to the right of those above.
        margins.setRight(max(PADDING, self.width() - max(end, needed)))
        self._row.setContentsMargins(margins)

    def set_hidden(self, hidden: bool) -> None:
        """Hide the row with the table, or show it again if it is needed."""
        self._hidden = hidden
        self.setVisible(self._needed and not hidden)

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self._swatch.setPixmap(swatch(theme, None))
