"""Confusion: what a student calls each digit, as a matrix of true digit by called digit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor

from tauscope.core.numbers import screen_percentage
from tauscope.document.studies.student import shown_student
from tauscope.ui.painting import marks
from tauscope.ui.plots.students.student_plot import DIGITS, StudentPlot, settings_note
from tauscope.ui.widgets.card import OR

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from tauscope.core.values import Floats, Integers
    from tauscope.document.picture.picture import Picture

GAP = 0.08
"""Gap between two cells, in widths of a cell."""

CELL = 1.5
"""Least height of a cell with a count, in text heights."""

LOW = 0.82
"""Least distance of two lines of digits, in heights of their font."""

FAINT = 0.12
"""Opacity of the class colour in a cell of the diagonal that is empty."""

_CAPTION = "true down, called across"


class ConfusionPlot(StudentPlot):
    """Counts of test images: rows are true digits, columns what the student calls them."""

    name = "confusion"
    explanation = (
        "What the student calls the 500 test images, after the bias step: true digit down, called digit "
        "across, share recognised at the right. Bold digits are in the transfer set."
    )
    usage = "Click a row to select its digit; point at a cell for its count."
    hint = "Look at the row of a digit that the student never saw."

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self.add_layer(self._paint, cached=True)

    def caption(self, picture: Picture) -> str:
        """Say how to read the matrix, and name the settings of an earlier result."""
        note = settings_note(picture.once(shown_student))
        return OR.join((f"{_CAPTION}   {note}", note)) if note else OR.join((_CAPTION, ""))

    def describe(self, picture: Picture) -> str:
        """Give the share of each digit that is recognised."""
        counts = self._counts(picture)
        if counts is None:
            return ""
        shares = (f"{digit}: {screen_percentage(share)}" for digit, share in enumerate(_recall(counts)))
        return f"Recognised: {', '.join(shares)}."

    def _counts(self, picture: Picture) -> Integers | None:
        outcome = picture.once(shown_student).result
        return None if outcome is None else outcome.confusion[0]

    # Layout

    def lay_out(self, picture: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
        """Reserve room for the digits and the shares; the cells are as square as the room allows."""
        del picture
        base = self.theme.base
        self._share_font = self.theme.font(0.87)
        right = marks.text_width("100%", self._share_font) + 0.6 * base
        left, below = 1.5 * base, 1.5 * base
        width, height = self.width() - left - right, self.height() - below
        aside = max(0.0, (width - 1.6 * height) / 2)
        self.axes.set_margins(left + aside, 0.1 * base, right + aside, below)
        return (0.0, 10.0), (10.0, 0.0)

    def _cell(self, true: int, called: int) -> QRectF:
        corner, other = self.frame.point(called, true), self.frame.point(called + 1, true + 1)
        cell = QRectF(corner, other)
        gap = min(GAP * cell.width(), GAP * cell.height())
        return cell.adjusted(gap, gap, -gap, -gap)

    # Painting

    def _paint(self, painter: QPainter, picture: Picture) -> None:
        student = picture.once(shown_student)
        counts = self._counts(picture)
        if self.paint_without_result(painter, student) or counts is None:
            return
        shares = counts / counts.sum(axis=1, keepdims=True)
        for true in DIGITS:
            for called in DIGITS:
                self._paint_cell(painter, picture, shares, true, called)
        self._paint_digits(painter, student.study.distillation.transfer.digits)
        self._paint_recall(painter, counts, student.study.distillation.transfer.digits)
        self._paint_counts(painter, counts)

    def _paint_cell(
        self, painter: QPainter, picture: Picture, shares: Floats, true: int, called: int
    ) -> None:
        theme, cell, share = self.theme, self._cell(true, called), float(shares[true, called])
        radius = min(3.0, cell.width() / 6, cell.height() / 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colours.grid)
        if true != called:
            painter.setOpacity(0.35)
            painter.drawRoundedRect(cell, radius, radius)
            painter.setOpacity(1.0)
            shade = QColor(theme.colours.text)
            shade.setAlphaF(0.75 * share)
        else:
            colour = theme.colours.of_class(self.colour_of(picture, true))
            shade = QColor(colour)
            shade.setAlphaF(FAINT + (1 - FAINT) * share)
            painter.setPen(theme.pen(colour, 0.6 * theme.line))
        painter.setBrush(shade)
        painter.drawRoundedRect(cell, radius, radius)
        if self.focus.has(self.key(true)) or self.focus.has(self.key(called)):
            marked = self.focus.has(self.key(true)) and self.focus.has(self.key(called))
            painter.setPen(theme.pen(theme.colours.text, (1.0 if marked else 0.4) * theme.line))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(cell, radius, radius)

    def _digit_size(self) -> float | None:
        """Size of the digits beside the cells; None without room. Digits are lower than a line of text."""
        high, wide = self.frame.rect.height() / len(DIGITS), self.frame.rect.width() / len(DIGITS)
        for size in self.theme.sizes((0.9, 0.78)):
            font = self.theme.font(size)
            if high >= LOW * font.pixelSize() and wide >= marks.text_width("00", font):
                return size
        return None

    def _paint_digits(self, painter: QPainter, seen: tuple[int, ...]) -> None:
        size = self._digit_size()
        if size is None:
            return
        theme, base = self.theme, self.theme.base
        for digit in DIGITS:
            strong = digit in seen
            font = theme.font(size, strong=strong)
            colour = theme.colours.text if strong else theme.colours.muted
            cell = self._cell(digit, digit)
            down = cell.center().y() + 0.34 * base
            marks.write(painter, QPointF(self.frame.rect.left() - 0.8 * base, down), str(digit), font, colour)
            below = QPointF(cell.center().x(), self.frame.rect.bottom() + 1.15 * base)
            marks.write(painter, below, str(digit), font, colour)

    def _paint_recall(self, painter: QPainter, counts: Integers, seen: tuple[int, ...]) -> None:
        size = self._digit_size()
        if size is None:
            return
        theme = self.theme
        right = self.frame.rect.right() + marks.text_width("100%", self._share_font) + 0.4 * theme.base
        for digit, share in enumerate(_recall(counts)):
            at = QPointF(right, self._cell(digit, digit).center().y() + 0.34 * theme.base)
            font = theme.font(min(0.87, size), strong=digit in seen)
            marks.write(painter, at, f"{share:.0%}", font, theme.colours.text, Qt.AlignmentFlag.AlignRight)

    def _paint_counts(self, painter: QPainter, counts: Integers) -> None:
        """Write the counts into the cells if they are large."""
        theme, font = self.theme, self.theme.font(0.87)
        cell = self._cell(0, 0)
        if cell.height() < CELL * theme.base or cell.width() < marks.text_width("000", font):
            return
        for true in DIGITS:
            for called in DIGITS:
                if count := int(counts[true, called]):
                    at = self._cell(true, called).center() + QPointF(0, 0.34 * theme.base)
                    marks.write_on(painter, at, str(count), font, theme, Qt.AlignmentFlag.AlignHCenter)

    # The hand

    def _place_at(self, point: QPointF) -> tuple[int, int] | None:
        """True and called digit of the cell under the mouse."""
        if self.picture is None or not self.frame.rect.contains(point):
            return None
        called, true = int(self.frame.x.value(point.x())), int(self.frame.y.value(point.y()))
        return (true, called) if true in DIGITS and called in DIGITS else None

    def class_at(self, point: QPointF) -> int | None:
        """Row of the table of the true digit under the mouse."""
        place = self._place_at(point)
        return None if place is None else place[0]

    def value_at(self, point: QPointF) -> str:
        """Count of the cell under the mouse."""
        place = self._place_at(point)
        counts = self._counts(self.picture) if self.picture is not None else None
        if place is None or counts is None:
            return ""
        true, called = place
        count, images = int(counts[true, called]), int(counts[true].sum())
        share = screen_percentage(count / images)
        return f"{true} called {called}: {count} of {images} ({share})"


def _recall(counts: Integers) -> Floats:
    """Share of the images of each digit that is recognised, shape (10,)."""
    shares: Floats = counts.diagonal() / counts.sum(axis=1)
    return shares
