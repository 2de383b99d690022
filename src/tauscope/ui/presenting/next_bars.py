"""The bars of the next step in small, as the presenter's window shows them."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from tauscope.core.errors import InputError
from tauscope.document.calibrating import is_calibrating
from tauscope.document.library.lesson_guess import before_truth
from tauscope.ui.painting import marks

if TYPE_CHECKING:
    from tauscope.document.lessons.lesson import Lesson
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.theme import Theme

SIZE = (180, 132)
MARGIN = 10.0


class NextBars(QWidget):
    """Bars of the next step as it begins, with dashed outlines at τ = 1.

    They are hidden where they are not known, and where the step shows the calibration of many examples: the
    bars of one of these would be taken for it.
    """

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.picture: Picture | None = None
        self.setFixedSize(*SIZE)

    def show_step(self, lesson: Lesson | None, step: int = 0) -> None:
        """Show a step of a lesson, or nothing."""
        self.picture = None
        if lesson is not None:
            # Logits that take long are not waited for.
            with suppress(InputError):
                picture = before_truth(lesson, step)
                self.picture = None if is_calibrating(picture.document) else picture
        self.setVisible(self.picture is not None)
        if self.picture is not None:
            one = self.picture.drawn[0]
            self.setAccessibleName(f"The next step begins with {one.label} at {100 * one.p:.0f}%")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint bars and outlines."""
        del event
        if self.picture is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.fillRect(self.rect(), self._theme.colours.card)
            painter.setPen(self._theme.pen(self._theme.colours.border, 1.0))
            painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
            drawn = self.picture.drawn
            slot, high = (self.width() - 2 * MARGIN) / len(drawn), self.height() - 2 * MARGIN
            bottom = self.height() - MARGIN
            for place, one in enumerate(drawn):
                left = MARGIN + (place + 0.2) * slot
                bar = QRectF(left, bottom - high * one.p, 0.6 * slot, high * one.p)
                if bar.height() > 0:
                    marks.fill_bar(painter, bar, self._theme, one.colour)
                if one.ghost != one.p:
                    ghost = QRectF(left - 0.1 * slot, bottom - high * one.ghost, 0.8 * slot, high * one.ghost)
                    marks.outline(painter, ghost, marks.ghost_pen(self._theme))
            painter.setPen(self._theme.pen(self._theme.colours.muted, 1.0))
            painter.drawLine(QPointF(MARGIN, bottom), QPointF(self.width() - MARGIN, bottom))
