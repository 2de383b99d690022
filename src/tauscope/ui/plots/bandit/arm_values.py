"""Marks of the rewards of a bandit's arms: violins, true values and estimates."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor

from tauscope.core.numbers import screen_number
from tauscope.ui.painting import marks
from tauscope.ui.plots.bandit.arm_columns import LINE, REACH, WHISKER, violin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from tauscope.document.picture.subjects.bandit_numbers import BanditNumbers
    from tauscope.ui.painting.frame import Frame
    from tauscope.ui.plots.bandit.arm_columns import Column
    from tauscope.ui.theme import Theme

FAINT = 0.28
"""Share of a class's colour in the fill of its violin."""

WORDS = 0.9
"""Size of the words in the plot, in text heights."""


@dataclass(frozen=True)
class ValueMarks:
    """Paints what is known of the arms' values in their frame."""

    theme: Theme
    frame: Frame
    columns: Sequence[Column]
    numbers: BanditNumbers

    def paint_values(self, painter: QPainter) -> None:
        """Paint the violin and the true value of each arm."""
        theme, frame = self.theme, self.frame
        for place, one in enumerate(self.columns):
            if one.row is None:
                continue
            value, colour = float(self.numbers.values[one.row]), theme.colours.of_class(one.colour)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(_mixed(colour, theme.colours.card, FAINT))
            painter.drawPath(violin(frame, place, value))
            painter.setPen(theme.pen(colour, 1.3 * theme.line))
            painter.drawLine(frame.point(place - LINE / 2, value), frame.point(place + LINE / 2, value))

    def paint_best(self, painter: QPainter) -> None:
        """Name the best arm above its violin, if there is one best."""
        place = self._best
        if place is None:
            return
        theme, font = self.theme, self.theme.font(WORDS)
        rect = self.frame.rect
        text = marks.fitting(("best arm", "best"), font, rect.width())
        half = marks.text_width(text, font) / 2
        x = min(max(self.frame.x.pixel(place), rect.left() + half), max(rect.left(), rect.right() - half))
        top = self.frame.y.pixel(float(self.numbers.values.max()) + REACH) - 0.4 * theme.base
        at = QPointF(x, max(top, theme.base))
        marks.write_on(painter, at, text, font, theme, Qt.AlignmentFlag.AlignHCenter)

    @property
    def _best(self) -> int | None:
        """Column of the best arm; None if several are best."""
        places = [place for place, one in enumerate(self.columns) if one.row in self.numbers.best]
        return places[0] if len(self.numbers.best) == len(places) == 1 else None

    def paint_axis_name(self, painter: QPainter) -> None:
        """Say what the values are, at the side on which the best arm is not."""
        rect, theme = self.frame.rect, self.theme
        best = self._best if self.numbers.settings.true_values else None
        at_left = best is not None and best >= len(self.columns) / 2
        at = QPointF(rect.left() if at_left else rect.right(), 0.95 * theme.base)
        align = Qt.AlignmentFlag.AlignLeft if at_left else Qt.AlignmentFlag.AlignRight
        texts, font = ("reward of a pull", "reward"), theme.font(WORDS)
        marks.write_fitting(painter, at, texts, font, theme.colours.muted, 0.3 * rect.width(), align)

    def paint_estimates(self, painter: QPainter) -> None:
        """Paint each estimate with a whisker of two standard errors, but none if the arm was never pulled."""
        theme, frame = self.theme, self.frame
        slot = frame.x.pixel(1.0) - frame.x.pixel(0.0)
        radius = min(0.34 * theme.base, 0.3 * slot)
        painter.setBrush(theme.colours.card)
        for place, one in enumerate(self.columns):
            if one.row is None:
                continue
            q, error = float(self.numbers.estimates[one.row]), float(self.numbers.standard_errors[one.row])
            painter.setPen(theme.pen(theme.colours.text, theme.line))
            if math.isfinite(error):
                low, high = q - WHISKER * error, q + WHISKER * error
                painter.drawLine(frame.point(place, low), frame.point(place, high))
            else:
                painter.setPen(theme.pen(theme.colours.muted, theme.line))
            painter.drawEllipse(frame.point(place, q), radius, radius)


def values_told(numbers: BanditNumbers, row: int) -> list[str]:
    """True value, unless it is hidden, and estimate of an arm, in words."""
    lines, pulls = list[str](), int(numbers.counts[row])
    if numbers.settings.true_values:
        lines.append(f"true value {screen_number(float(numbers.values[row]), 3)}")
    q = screen_number(float(numbers.estimates[row]), 3)
    if not pulls:
        return [*lines, f"Q = {q}, never pulled"]
    error = screen_number(2 * float(numbers.standard_errors[row]), 3)
    return [*lines, f"Q = {q} ± {error} (2 se) after {pulls:,} pull{'s' if pulls > 1 else ''}"]


def _mixed(colour: QColor, ground: QColor, share: float) -> QColor:
    """Opaque colour that looks like `colour` with this opacity on the ground."""
    pairs = (
        (colour.redF(), ground.redF()),
        (colour.greenF(), ground.greenF()),
        (colour.blueF(), ground.blueF()),
    )
    return QColor.fromRgbF(*(share * one + (1.0 - share) * other for one, other in pairs))
