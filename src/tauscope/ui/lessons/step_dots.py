"""A dot for each step of a lesson: a click goes there."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QSizePolicy, QToolTip

from tauscope.document.lessons.lesson import LessonPlace
from tauscope.ui.theme import Theme
from tauscope.ui.widgets.painted_widget import PaintedWidget

RADIUS, PRESENT, GAP = 0.24, 0.34, 1.15
"""Radius of a dot, of the present one, and distance between two, in text heights."""


class StepDots(PaintedWidget):
    """Filled for steps that have been, in the accent for the present one, hollow for those to come."""

    chosen = Signal(int)
    """Emitted with the number of the step that was clicked."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self._place: LessonPlace | None = None
        self.setObjectName("stepDots")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_place(self, place: LessonPlace) -> None:
        """Show where in the lesson the document is."""
        self._place = place
        self.setAccessibleName(f"Step {place.step + 1} of {len(place.lesson.steps)}")
        self.update()

    def sizeHint(self) -> QSize:
        """Height of a dot with some air."""
        return QSize(round(8 * self._theme.base), round(1.4 * self._theme.base))

    def paint(self, painter: QPainter) -> None:
        """Paint the dots in the middle."""
        if self._place is None:
            return
        colours, base = self._theme.colours, self._theme.base
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for step, centre in enumerate(self._centres()):
            present, been = step == self._place.step, step < self._place.step
            radius = (PRESENT if present else RADIUS) * base
            painter.setPen(self._theme.pen(colours.accent if present else colours.muted, 1.5))
            painter.setBrush(colours.accent if present else colours.muted if been else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(centre, radius, radius)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the step whose dot was clicked."""
        step = self._at(event.position())
        if step is not None:
            self.chosen.emit(step)

    def event(self, event: object) -> bool:
        """Show the title of the step under the mouse."""
        if isinstance(event, QHelpEvent) and self._place is not None:
            step = self._at(QPointF(event.pos()))
            title = "" if step is None else f"{step + 1}  {self._place.lesson.steps[step].title}"
            QToolTip.showText(event.globalPos(), title, self)
            return True
        return super().event(event)  # type: ignore[arg-type]  # Qt's own type, which mypy knows as object

    def _centres(self) -> list[QPointF]:
        count = len(self._place.lesson.steps) if self._place is not None else 0
        gap = min(GAP * self._theme.base, self.width() / max(1, count))
        left = self.width() / 2 - gap * (count - 1) / 2
        return [QPointF(left + gap * step, self.height() / 2) for step in range(count)]

    def _at(self, point: QPointF) -> int | None:
        reach = GAP * self._theme.base / 2
        for step, centre in enumerate(self._centres()):
            if QRectF(centre.x() - reach, 0, 2 * reach, self.height()).contains(point):
                return step
        return None
