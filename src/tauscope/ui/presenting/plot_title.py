"""A plot on the stage under its title, which says what is drawn."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from tauscope.ui.painting import marks
from tauscope.ui.widgets.painted_widget import PaintedWidget

if TYPE_CHECKING:
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.plots.base.plot import Plot
    from tauscope.ui.theme import Theme

HEIGHT, GAP = 1.45, 0.8
"""Height of the line, and room between the title and what is drawn, in text heights."""

BETWEEN = "   "
"""What separates the parts of a legend."""


class PlotTitle(PaintedWidget):
    """The title of a plot, and as many words on what is drawn as there is room for."""

    def __init__(self, title: str, theme: Theme) -> None:
        super().__init__(theme)
        self._title, self._note = title, ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_note(self, note: str) -> None:
        """Show what is drawn: parts separated by `BETWEEN`, of which the last ones may have no room."""
        if note != self._note:
            self._note = note
            self.update()

    def sizeHint(self) -> QSize:
        """Height of a line."""
        return QSize(0, round(HEIGHT * self._theme.base))

    def minimumSizeHint(self) -> QSize:
        """Width of the title, however many tools stand beside it."""
        title = marks.text_width(self._title, self._theme.font(strong=True))
        return QSize(math.ceil(title + GAP * self._theme.base), self.sizeHint().height())

    def paint(self, painter: QPainter) -> None:
        """Write the title, and the note where it fits."""
        base, colours, left = self._theme.base, self._theme.colours, Qt.AlignmentFlag.AlignLeft
        strong, plain = self._theme.font(strong=True), self._theme.font()
        title = marks.short(self._title, strong, self.width())
        marks.write(painter, QPointF(0, base), title, strong, colours.text, left)
        x = marks.text_width(title, strong) + GAP * base
        parts = self._note.split(BETWEEN)
        notes = (BETWEEN.join(parts[:count]) for count in range(len(parts), 0, -1))
        note = marks.fitting(notes, plain, self.width() - x)
        marks.write(painter, QPointF(x, base), note, plain, colours.muted, left)


class TitledPlot(QWidget):
    """A plot with its title above it."""

    def __init__(self, plot: Plot, theme: Theme) -> None:
        super().__init__()
        self.plot, self.title = plot, PlotTitle(plot.title, theme)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        heading = QHBoxLayout()
        heading.setSpacing(0)
        heading.addWidget(self.title, 1)
        for tool in plot.stage_tools:
            heading.addWidget(tool)
        layout.addLayout(heading)
        layout.addWidget(plot, 1)

    def show_picture(self, picture: Picture, *, covered: bool) -> None:
        """Show the numbers; a plot that is covered does not say how they came about."""
        self.plot.show_picture(picture)
        if self.plot.stage_tools:
            self.plot.show_in_tools(picture)
        self.title.show_note("" if covered else self.plot.legend_of(picture))

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to plot and title."""
        self.title.apply_theme(theme)
        self.plot.apply_theme(theme)
