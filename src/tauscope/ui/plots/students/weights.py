"""Weights: what a student looks for, its weights as pictures of the image's size."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient

from tauscope.core.numbers import screen_number
from tauscope.document.studies.student import shown_student
from tauscope.ui.painting import marks
from tauscope.ui.plots.students.student_plot import StudentPlot, settings_note
from tauscope.ui.widgets.card import OR

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from tauscope.core.values import Floats
    from tauscope.document.picture.picture import Picture

CONTRAST = 0.6
"""Exponent of a weight in its colour: weights of digits that are never seen are small, and seen better."""

SIDE = 8
"""Pixels along a side of an image."""


class WeightsPlot(StudentPlot):
    """Weights of the shown student: one picture for each digit, or for each hidden unit."""

    name = "weights"
    explanation = (
        "The student's weights, laid out like the pixels of an image. Ink where a picture is orange speaks "
        "for the digit, ink where it is blue against it."
    )
    usage = "Point at a pixel for its weight; click a picture to select its digit."
    hint = "Find the stroke that tells a 3 from an 8."

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self.add_layer(self._paint, cached=True)

    def caption(self, picture: Picture) -> str:
        """Say what the pictures are of, and name the settings of an earlier result."""
        student = picture.once(shown_student)
        hidden = student.study.distillation.hidden
        words = f"into {hidden} hidden units" if hidden else "of each pixel, by digit"
        note = settings_note(student)
        return OR.join((f"{words}   {note}", note)) if note else OR.join((words, ""))

    def describe(self, picture: Picture) -> str:
        """Give the largest weight."""
        weights = self._weights(picture)
        if weights is None:
            return ""
        return f"The largest weight has the size {screen_number(_largest(weights))}."

    def _weights(self, picture: Picture) -> Floats | None:
        """Weights of the shown student, shape (pictures, pixels)."""
        outcome = picture.once(shown_student).result
        return None if outcome is None else outcome.students.weights[0].T

    # Layout

    def lay_out(self, picture: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
        """Find the number of columns with which the pictures are largest."""
        weights, base = self._weights(picture), self.theme.base
        self._count = 10 if weights is None else len(weights)
        self._named = self._count == 10 and not picture.once(shown_student).study.distillation.hidden
        self.axes.set_margins(0.3 * base, 0.2 * base, 0.3 * base, 2.3 * base)
        room = QRectF(0, 0, max(1.0, self.width() - 0.6 * base), max(1.0, self.height() - 2.5 * base))
        below = 1.35 * base if self._named else 0.3 * base
        between = 0.5 * base

        def side(columns: int) -> float:
            rows = math.ceil(self._count / columns)
            return min(room.width() / columns - between, room.height() / rows - below)

        self._columns = max(range(1, self._count + 1), key=side)
        self._side = max(0.0, side(self._columns))
        self._step = QPointF(self._side + between, self._side + below)
        return (0.0, 1.0), (0.0, 1.0)

    def hold_axis(self, picture: Picture) -> None:
        """Let the scale of colours reach the weights of `picture` as well."""
        if (weights := self._weights(picture)) is not None:
            self.least_end = max(self.least_end, _largest(weights))

    def _box(self, number: int) -> QRectF:
        """Area of a picture."""
        row, column = divmod(number, self._columns)
        rect = self.frame.rect
        rows = math.ceil(self._count / self._columns)
        left = rect.center().x() - self._columns * self._step.x() / 2 + (self._step.x() - self._side) / 2
        top = rect.center().y() - rows * self._step.y() / 2
        corner = QPointF(left + column * self._step.x(), top + row * self._step.y())
        return QRectF(corner.x(), corner.y(), self._side, self._side)

    # Painting

    def _paint(self, painter: QPainter, picture: Picture) -> None:
        weights = self._weights(picture)
        if self.paint_without_result(painter, picture.once(shown_student)) or weights is None:
            return
        largest, theme = max(_largest(weights), self.least_end), self.theme
        for number, one in enumerate(weights):
            box = self._box(number)
            painter.setRenderHint(painter.RenderHint.Antialiasing, on=False)
            painter.setPen(Qt.PenStyle.NoPen)
            self._paint_pixels(painter, box, one / largest)
            painter.setRenderHint(painter.RenderHint.Antialiasing)
            marked = self._named and self.focus.has(self.key(number))
            painter.setPen(theme.pen(theme.colours.text if marked else theme.colours.border, theme.line / 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box)
            if self._named and self._side > theme.base:
                at = QPointF(box.center().x(), box.bottom() + 1.0 * theme.base)
                marks.write(painter, at, str(number), theme.font(0.9, strong=marked), theme.colours.text)
        self._paint_scale(painter, largest)

    def _paint_pixels(self, painter: QPainter, box: QRectF, shares: Floats) -> None:
        edge = box.width() / SIDE
        for pixel, share in enumerate(shares.tolist()):
            row, column = divmod(pixel, SIDE)
            area = QRectF(box.left() + column * edge, box.top() + row * edge, edge, edge)
            painter.fillRect(area, self._colour(share))

    def _colour(self, share: float) -> QColor:
        """Colour of a weight, as a share of the largest: the card's at 0, orange above, blue below."""
        colours = self.theme.colours
        end, start = colours.track_hot if share > 0 else colours.track_cold, colours.card
        part = abs(share) ** CONTRAST
        pairs = (
            (start.red(), end.red()),
            (start.green(), end.green()),
            (start.blue(), end.blue()),
        )
        return QColor(*(round(one + part * (other - one)) for one, other in pairs))

    def _paint_scale(self, painter: QPainter, largest: float) -> None:
        """Paint the scale of colours, with the weights at its ends and 0 in its middle."""
        theme, base = self.theme, self.theme.base
        font, ends = theme.font(0.87), screen_number(largest)
        wide = marks.text_width(f"−{ends}", font) + 0.5 * base
        room = self.width() - 2 * wide - base
        width = min(12 * base, room)
        if width < 3 * base:
            return
        top = self.height() - 1.4 * base
        bar = QRectF((self.width() - width) / 2, top, width, 0.7 * base)
        gradient = QLinearGradient(bar.topLeft(), bar.topRight())
        for place in np.linspace(0, 1, 21).tolist():
            gradient.setColorAt(place, self._colour(2 * place - 1))
        painter.setPen(theme.pen(theme.colours.border, theme.line / 2))
        painter.setBrush(gradient)
        painter.drawRect(bar)
        y = bar.center().y() + 0.32 * base
        for x, text, align in (
            (bar.left() - 0.4 * base, f"−{ends}", Qt.AlignmentFlag.AlignRight),
            (bar.right() + 0.4 * base, f"+{ends}", Qt.AlignmentFlag.AlignLeft),
        ):
            marks.write(painter, QPointF(x, y), text, font, theme.colours.text, align)

    # The hand

    def _number_at(self, point: QPointF) -> int | None:
        """Number of the picture under the mouse."""
        if self.picture is None:
            return None
        return next((one for one in range(self._count) if self._box(one).contains(point)), None)

    def class_at(self, point: QPointF) -> int | None:
        """Row of the digit whose picture is under the mouse."""
        return self._number_at(point) if self.picture is not None and self._named else None

    def value_at(self, point: QPointF) -> str:
        """Weight of the pixel under the mouse."""
        number = self._number_at(point)
        weights = self._weights(self.picture) if self.picture is not None else None
        if number is None or weights is None:
            return ""
        box = self._box(number)
        row, column = (
            min(SIDE - 1, int(SIDE * (at - start) / self._side))
            for at, start in ((point.y(), box.top()), (point.x(), box.left()))
        )
        value = screen_number(float(weights[number, SIDE * row + column]))
        name = f"digit {number}" if self._named else f"hidden unit {number + 1}"
        return f"{name}, row {row + 1}, column {column + 1}: {value}"


def _largest(weights: Floats) -> float:
    """Size of the largest weight; 1 if all are 0."""
    return float(abs(weights).max()) or 1.0
