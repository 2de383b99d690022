"""The running estimate: a class's share of the first n draws over n, logarithmic, with its band."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from tauscope.core.numbers import screen_percentage
from tauscope.document.formulas import formula
from tauscope.document.picture.chains.sample import ERRORS, Running
from tauscope.ui.painting import marks
from tauscope.ui.painting.frame import Frame
from tauscope.ui.plots.base.lines import curve_path

if TYPE_CHECKING:
    from tauscope.ui.theme import Theme

LEAST_END = 10
"""The axis of draws goes to this number at least, then to the next power of ten."""

BAND = 0.2
"""Opacity of the bands."""

TICK = 2.8
"""Width of a label of the axis of draws, in text heights."""

LABELS = 6.0
"""Width of the labels at the right end of the curve, in text heights."""


@dataclass(frozen=True)
class RunningPanel:
    """Paints one class's estimate in a rectangle whose height is that of the bars beside it."""

    theme: Theme
    rect: QRectF
    top: float
    """Share at the upper edge."""
    end: int
    """Number of draws at the right edge."""

    @property
    def _frame(self) -> Frame:
        return Frame.of(self.rect, (0.0, math.log10(self.end)), (0.0, self.top))

    def paint(self, painter: QPainter, running: Running, colour: int | None, levels: list[float]) -> None:
        """Paint grid, band, exact probability and estimate."""
        self._paint_grid(painter, levels)
        painter.save()
        dot = 2 * self.theme.line + 1
        painter.setClipRect(self.rect.adjusted(-1, -dot, dot, dot))
        self._paint_band(painter, running)
        self._paint_exact(painter, running.p)
        self._paint_estimate(painter, running, colour)
        painter.restore()
        self._paint_labels(painter, running)

    def _paint_grid(self, painter: QPainter, levels: list[float]) -> None:
        frame, theme = self._frame, self.theme
        for level in levels:
            y = round(frame.y.pixel(level)) + 0.5
            painter.setPen(theme.pen(theme.colours.grid, theme.hairline))
            painter.drawLine(QPointF(self.rect.left(), y), QPointF(self.rect.right(), y))
        font, powers = theme.font(0.9), round(math.log10(self.end))
        every = math.ceil(TICK * theme.base * powers / max(1.0, self.rect.width()))
        for power in range(0, powers + 1, every):
            at = QPointF(frame.x.pixel(power), self.rect.bottom() + 1.3 * theme.base)
            marks.write(painter, at, short_count(10**power), font, theme.colours.muted)

    def _paint_band(self, painter: QPainter, running: Running) -> None:
        """Fill between p − 2σ and p + 2σ over the whole axis: it narrows as 1/√n."""
        numbers = np.geomspace(1, self.end, 120)
        reach = ERRORS * math.sqrt(running.p * (1 - running.p)) / np.sqrt(numbers)
        xs = self._frame.x.pixels(np.log10(numbers))
        upper = self._frame.y.pixels(np.minimum(running.p + reach, 1.0))
        lower = self._frame.y.pixels(np.maximum(running.p - reach, 0.0))
        edge = list(zip(xs.tolist(), upper.tolist(), strict=True))
        edge += reversed(list(zip(xs.tolist(), lower.tolist(), strict=True)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(band_colour(self.theme))
        painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in edge]))

    def _paint_exact(self, painter: QPainter, p: float) -> None:
        painter.setPen(exact_pen(self.theme))
        y = self._frame.y.pixel(p)
        painter.drawLine(QPointF(self.rect.left(), y), QPointF(self.rect.right(), y))

    def _paint_estimate(self, painter: QPainter, running: Running, colour: int | None) -> None:
        theme, frame = self.theme, self._frame
        xs, ys = frame.x.pixels(np.log10(running.numbers)), frame.y.pixels(running.shares)
        painter.setPen(theme.pen(theme.colours.of_class(colour), 1.2 * theme.line))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(curve_path(xs, ys))
        painter.setPen(theme.pen(theme.colours.card, 1.0))
        painter.setBrush(theme.colours.of_class(colour))
        painter.drawEllipse(QPointF(float(xs[-1]), float(ys[-1])), 2 * theme.line, 2 * theme.line)

    def _paint_labels(self, painter: QPainter, running: Running) -> None:
        """Write the exact probability and the share at the right end of their lines, clear of one another."""
        theme, y = self.theme, self._frame.y
        exact = min(max(y.pixel(running.p), self.rect.top()), self.rect.bottom())
        share = float(running.shares[-1])
        apart = 1.25 * theme.base
        drawn = exact + math.copysign(max(apart, abs(y.pixel(share) - exact)), running.p - share)
        if drawn > self.rect.bottom() + 0.3 * theme.base:
            drawn = exact - apart
        x = self.rect.right() + 0.5 * theme.base
        for height, text, colour in (
            (exact, f"{formula('p')} = {screen_percentage(running.p)}", theme.colours.text),
            (
                max(drawn, self.rect.top() - theme.base),
                f"drawn {screen_percentage(share)}",
                theme.colours.muted,
            ),
        ):
            at = QPointF(x, height + 0.35 * theme.base)
            font = theme.font(0.87, strong=colour is theme.colours.text)
            marks.write(painter, at, text, font, colour, Qt.AlignmentFlag.AlignLeft)


def end_of_axis(count: int) -> int:
    """The power of ten up to which the numbers of draws go.

    Examples
    --------
    >>> [end_of_axis(count) for count in (1, 10, 11, 1000, 999_999)]
    [10, 10, 100, 1000, 1000000]
    """
    end = LEAST_END
    while end < count:
        end *= 10
    return end


def short_count(count: int) -> str:
    """A power of ten, as short as it can be.

    Examples
    --------
    >>> [short_count(10**power) for power in (0, 3, 4, 6)]
    ['1', '1k', '10k', '1M']
    """
    if count >= 1_000_000:
        return f"{count // 1_000_000}M"
    return f"{count // 1000}k" if count >= 1000 else str(count)


def band_colour(theme: Theme) -> QColor:
    """Fill colour of bands: the colour of text, translucent."""
    colour = QColor(theme.colours.text)
    colour.setAlphaF(BAND)
    return colour


def exact_pen(theme: Theme) -> QPen:
    """Pen for exact probabilities."""
    return theme.pen(theme.colours.text, theme.line)
