"""Places for texts of the schedule, beside its line: the dial's value, and the name of the constant."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from tauscope.ui.painting import marks

if TYPE_CHECKING:
    from tauscope.core.values import Floats
    from tauscope.ui.theme import Theme

SMALL = 0.87
"""Size of the small texts of the plot, as a factor of the theme's."""


@dataclass(frozen=True)
class ScheduleLabels:
    """Boxes, in pixels, in which the texts cover as little as they can.

    Attributes
    ----------
    theme : Theme
    rect : QRectF
        Area of the frame.
    width : float
        Width of the plot.
    xs, ys : (n,) float64
        Points of the schedule's line.
    constant : float or None
        Height of the dotted line of the constant; None if there is none.
    dot : QPointF
        Dot of the dial.
    value : str
        Value beside the dot.
    """

    theme: Theme
    rect: QRectF
    width: float
    xs: Floats
    ys: Floats
    constant: float | None
    dot: QPointF
    value: str

    def value_box(self) -> QRectF:
        """Where the value is written: beside the dot, where it covers least of the schedule."""
        theme, at = self.theme, self.dot
        width, height = marks.text_width(self.value, theme.font(strong=True)), 1.2 * theme.base
        gap = 0.7 * theme.base
        tops = [at.y() + way * theme.base for way in (-1.6, 0.4, -3.0, -4.4)]
        lefts = at.x() + gap, at.x() - gap - width
        left = self.rect.left()  # numbers of the axis stand before
        room = QRectF(left, 0, self.width - left, self.rect.bottom())
        boxes = [QRectF(x, max(top, 0.0), width, height) for top in tops for x in lefts]
        fitting = [box for box in boxes if room.contains(box)] or boxes[:1]
        return min(fitting, key=lambda box: (self._covered(box), self._covers_constant(box)))

    def name_box(self, name: str, y: float) -> QRectF | None:
        """Where the name of a constant at height `y` covers neither schedule nor cursor nor the value."""
        theme, rect = self.theme, self.rect
        font = theme.font(SMALL)
        width, height = marks.text_width(name, font), 1.25 * font.pixelSize()
        cursor = QRectF(self.dot.x() - 3, rect.top(), 6, rect.height())
        taken = (cursor, self.value_box())
        for left in (rect.left() + 0.4 * theme.base, rect.right() - width, rect.center().x() - width / 2):
            for top in (y + 2, y - height - 2):
                box = QRectF(left, top, width, height)
                under = self.ys[(self.xs >= left - 2) & (self.xs <= left + width + 2)]
                free = not ((under > top - 2) & (under < top + height + 2)).any()
                inside = rect.adjusted(-1, -1, 1, 1).contains(box)
                if free and inside and not any(box.intersects(other) for other in taken):
                    return box
        return None

    def _covers_constant(self, box: QRectF) -> bool:
        """Whether the dotted line of the constant goes through a box."""
        return self.constant is not None and box.top() - 2 <= self.constant <= box.bottom() + 2

    def _covered(self, box: QRectF) -> int:
        """Number of points of the schedule's line under a box."""
        inside = (self.xs >= box.left() - 4) & (self.xs <= box.right() + 4)
        return int((inside & (self.ys >= box.top() - 4) & (self.ys <= box.bottom() + 4)).sum())
