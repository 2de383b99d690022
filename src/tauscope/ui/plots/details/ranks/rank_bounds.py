"""Bounds by rank, where not all classes are listed: a band with whiskers, and what the others may have."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPolygonF

from tauscope.ui.painting import marks
from tauscope.ui.plots.details.ranks.rank_axes import falling_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtGui import QPainter

    from tauscope.core.bounds import TailRanks
    from tauscope.core.values import Floats
    from tauscope.document.picture.ranking import RankBounds, Ranking
    from tauscope.ui.painting.frame import Frame
    from tauscope.ui.theme import Theme

BAND = 0.14
"""Opacity of the band between two bounds."""

NAME, APART = 0.87, 0.8
"""Size of what is written, and the least distance of two whiskers, in text heights."""

AT_MOST, AT_MOST_OF_ANY, ALIKE = "at most", "at most, for any vocabulary", "if all were alike"


def ends(known: RankBounds, frame: Frame, *, cumulative: bool) -> tuple[Floats, Floats]:
    """Return the pixels of the lower and the upper bound at each listed rank."""
    pairs = (known.low_sum, known.high_sum) if cumulative else (known.low, known.high)
    low, high = (np.minimum(_pixels(end, frame, cumulative), frame.rect.bottom()) for end in pairs)
    return low, high


def paint_ghost(painter: QPainter, found: Ranking, frame: Frame, theme: Theme, *, cumulative: bool) -> None:
    """Paint both bounds at τ = 1, which are one line where the list is one at τ = 1."""
    assert found.known_at_1 is not None  # noqa: S101  # so the caller asks
    xs = frame.x.pixels(np.log10(found.ranks))
    low, high = ends(found.known_at_1, frame, cumulative=cumulative)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(marks.ghost_pen(theme))
    for end in (high,) if (low - high < marks.SAME).all() else (low, high):
        painter.drawPolyline(falling_line(xs, end, frame.rect.bottom()))


def _pixels(values: Floats, frame: Frame, cumulative: bool) -> Floats:
    """Return the pixels of probabilities; what is below the axis is as far below as a painter can draw."""
    if cumulative:
        return frame.y.pixels(values)
    with np.errstate(divide="ignore"):
        return frame.y.pixels(np.maximum(np.log10(values), 2 * frame.y.low - frame.y.high))


def paint(
    painter: QPainter,
    found: Ranking,
    frame: Frame,
    theme: Theme,
    dots: Iterable[tuple[int, float]],
    *,
    cumulative: bool,
) -> None:
    """Paint the band between both bounds, with a whisker at each dot, and what unlisted classes may have.

    Parameters
    ----------
    painter : QPainter
    found : Ranking
        With bounds.
    frame : Frame
    theme : Theme
    dots : iterable of (int, float)
        Rank of each class with a whisker, and half the width of its caps.
    cumulative : bool
        Whether the running sum is drawn instead of each p.
    """
    assert found.known is not None  # noqa: S101  # so the caller asks
    xs = frame.x.pixels(np.log10(found.ranks))
    low, high = ends(found.known, frame, cumulative=cumulative)
    if found.tail is not None:
        _paint_tail(painter, found.tail, (xs[-1], low[-1], high[-1]), frame, theme, cumulative=cumulative)
    _paint_band(painter, xs, low, high, frame, theme)
    last = -math.inf
    for rank, half in sorted(dots):
        place = min(int(np.searchsorted(found.ranks, rank)), len(found.ranks) - 1)
        if xs[place] < last + APART * theme.base:
            continue  # too near the one before to be seen by itself
        last = float(xs[place])
        x, bottom, top = (float(values[place]) for values in (xs, low, high))
        one, other = (QRectF(x - half, at, 2 * half, 1.0) for at in (bottom, top))
        marks.paint_whisker(painter, one, other, theme)


def _paint_band(painter: QPainter, xs: Floats, low: Floats, high: Floats, frame: Frame, theme: Theme) -> None:
    floor = frame.rect.bottom()
    band = falling_line(xs, high, floor)
    for point in reversed(falling_line(xs, low, floor).toList()):
        band.append(point)
    shade = QColor(theme.colours.text)
    shade.setAlphaF(BAND)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shade)
    painter.drawPolygon(band)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(theme.pen(theme.colours.text, theme.hairline))
    for end in (low, high):
        painter.drawPolyline(falling_line(xs, end, floor))


def _paint_tail(
    painter: QPainter,
    tail: TailRanks,
    last: tuple[float, float, float],
    frame: Frame,
    theme: Theme,
    *,
    cumulative: bool,
) -> None:
    """Paint what the ranks of unlisted classes may have; `last` is the last listed rank with its bounds."""
    floor, colours = frame.rect.bottom(), theme.colours
    xs = np.concatenate(([last[0]], frame.x.pixels(np.log10(tail.ranks))))
    if cumulative:
        pairs = (tail.low_sum, last[1]), (tail.high_sum, last[2])
        low, high = (np.concatenate(([first], _pixels(end, frame, True))) for end, first in pairs)
        _paint_band(painter, xs, low, high, frame, theme)
        return
    most = np.minimum(_pixels(tail.most, frame, False), floor)
    # From the first unlisted rank on, straight down to the axis: the least that any of them has is 0.
    line = falling_line(xs[1:], most, floor)
    points = line.toList()
    if len(points) < 2:
        return
    area = QPolygonF([QPointF(points[0].x(), floor), *points, QPointF(points[-1].x(), floor)])
    shade = QColor(colours.text)
    shade.setAlphaF(BAND)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(shade)
    painter.drawPolygon(area)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(theme.pen(colours.muted, theme.line))
    painter.drawPolyline(line)
    even = _even(tail, frame)
    if even < floor:
        painter.setPen(theme.pen(colours.muted, theme.line, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(points[0].x(), even), QPointF(float(xs[-1]), even))


def _even(tail: TailRanks, frame: Frame) -> float:
    """Return the pixel of the line of equal classes; below the axis where their number is unknown."""
    if tail.even is None:
        return frame.rect.bottom() + 1.0
    return float(_pixels(tail.even[:1], frame, False)[0])


def write(painter: QPainter, found: Ranking, others: Sequence[QRectF], frame: Frame, theme: Theme) -> None:
    """Write beside the lines of unlisted classes what they are, where that covers none of `others`."""
    tail, rect, base, font = found.tail, frame.rect, theme.base, theme.font(NAME)
    if tail is None:
        return
    xs, most = frame.x.pixels(np.log10(tail.ranks)), _pixels(tail.most, frame, False)
    even = _even(tail, frame)
    taken = [*others]

    def free_box(text: str, *, above: bool) -> QRectF | None:
        """Area for a text above the line of the most, or beside that of equal classes; None without room."""
        wide, high = marks.text_width(text, font) + 4, 1.2 * base
        for x in np.linspace(xs[0] + 0.4 * base, max(xs[0], rect.right() - wide), 12).tolist():
            over = [y for at, y in zip(xs.tolist(), most.tolist(), strict=True) if x <= at <= x + wide]
            line = min(over, default=float(most[-1])) if above else even
            tops = [line - 1.35 * base] if above else [line - 1.35 * base, line + 0.15 * base]
            boxes = [QRectF(x, top, wide, high) for top in tops]
            lowest = max(over, default=float(most[-1]))
            free = (
                box
                for box in boxes
                if rect.contains(box)
                and (above or box.top() > lowest)
                and not any(map(box.intersects, taken))
            )
            if (box := next(free, None)) is not None:
                return box
        return None

    wanted = [((AT_MOST,) if found.sized else (AT_MOST_OF_ANY, AT_MOST), True)]
    for texts, above in wanted if even > rect.bottom() else [*wanted, ((ALIKE,), False)]:
        for text in texts:
            box = free_box(text, above=above)
            if box is not None:
                at = QPointF(box.left() + 2, box.bottom() - 0.3 * base)
                marks.write(painter, at, text, font, theme.colours.muted, Qt.AlignmentFlag.AlignLeft)
                taken.append(box)
                break
