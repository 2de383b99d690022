"""Lines at which knobs cut, with grips to drag them by."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor

from tauscope.ui.painting import marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from tauscope.document.picture.rank_cuts import RankCut
    from tauscope.ui.painting.frame import Frame
    from tauscope.ui.theme import Theme

NAME = 0.87
GRIP = (0.42, 0.7)
"""Half the sides of a grip, in text heights; along the line it is longer."""

_SHARES = tuple(step / 12 for step in range(11, 0, -1))
"""Places of a grip without a name, as shares of its line's length; the last one if none is free."""

OPEN = 0.12
"""Opacity over the ranks at which a knob may cut."""

NEAR = 7.0
"""Distance in pixels within which the mouse points at a line."""


class CutLine(NamedTuple):
    """A line over a plot of ranks.

    Attributes
    ----------
    cut : RankCut
    at : float
        Pixel at which it stands: from the left if it is upright, else from the top.
    upright : bool
    name : QRectF
        Area of its name; empty where there is no room for one.
    grip : QPointF
        Middle of its grip.
    end : float or None
        Pixel up to which the knob may cut, where a list leaves that open.
    """

    cut: RankCut
    at: float
    upright: bool
    name: QRectF
    grip: QPointF
    end: float | None = None

    def near(self, point: QPointF, frame: QRectF) -> bool:
        """Return True if the mouse at `point` is on the line or its grip."""
        if not frame.adjusted(-NEAR, -NEAR, NEAR, NEAR).contains(point):
            return False
        return abs((point.x() if self.upright else point.y()) - self.at) < NEAR


def placed(
    cuts: Sequence[tuple[RankCut, float, bool]], frame: Frame, theme: Theme, *, low: bool
) -> list[CutLine]:
    """Find a place for the name and the grip of each line, on which nothing else is written.

    Parameters
    ----------
    cuts : sequence of (RankCut, float, bool)
        Each with the pixel of its line, and whether that is upright.
    frame : Frame
    theme : Theme
    low : bool
        Whether names beside upright lines rather stand low than high.
    """
    lines: list[CutLine] = []
    rect, base, font = frame.rect, theme.base, theme.font(NAME)
    for cut, at, upright in cuts:
        most = cut.most if upright and cut.most is not None else None
        end = None if most is None else _end(most, at, frame)
        size = marks.text_width(cut.title, font) + 4, 1.25 * base
        taken = [box for line in lines for box in (line.name, _grip_area(line, theme))]
        named = _candidates(rect, at, size, base, upright=upright, low=low)
        nameless = [(QRectF(), _along(rect, at, share, upright=upright)) for share in _SHARES]
        trials = [CutLine(cut, at, upright, box, grip, end) for box, grip in [*named, *nameless]]
        free = (trial for trial in trials if _is_free(trial, rect, taken, theme))
        lines.append(next(free, trials[-1]))
    return lines


def _end(most: float, at: float, frame: Frame) -> float:
    """Pixel of the highest rank at which a knob may cut; the end of the axis where that is beyond it."""
    highest = min(math.log10(most + 0.5), frame.x.high)
    return max(at, frame.x.pixel(highest))


def _along(rect: QRectF, at: float, share: float, *, upright: bool) -> QPointF:
    """A point of a line, at a share of its length."""
    if upright:
        return QPointF(at, rect.top() + share * rect.height())
    return QPointF(rect.left() + share * rect.width(), at)


def _is_free(trial: CutLine, rect: QRectF, taken: Sequence[QRectF], theme: Theme) -> bool:
    """Return True if name and grip cover nothing that is taken, and the name is inside."""
    areas = (trial.name, _grip_area(trial, theme))
    inside = trial.name.isEmpty() or rect.contains(trial.name)
    return inside and not any(area.intersects(other) for area in areas for other in taken)


def _candidates(
    rect: QRectF, at: float, size: tuple[float, float], base: float, *, upright: bool, low: bool
) -> list[tuple[QRectF, QPointF]]:
    """Places of a name with that of the grip beside it, the best first."""
    width, height = size
    aside = 0.75 * base
    if not upright:
        # Above the line at the right, where curves are low; below it where there is no room above.
        lefts = (rect.right() - width - 2.2 * base, rect.center().x(), rect.left() + 2.2 * base)
        tops = (at - height - 0.15 * base, at + 0.15 * base)
        return [
            (QRectF(left, top, width, height), QPointF(left + width + 1.1 * base, at))
            for top in tops
            for left in lefts
        ]
    rows = max(1, int((rect.height() - height) / (1.5 * base)))
    heights = [rect.top() + 0.2 * base + 1.5 * base * row for row in range(rows)]
    heights = heights[::-1] if low else heights
    return [
        (QRectF(left, top, width, height), QPointF(at, top + height / 2))
        for top in heights
        for left in (at + aside, at - aside - width)
    ]


def _grip_area(line: CutLine, theme: Theme) -> QRectF:
    if not line.cut.movable:
        return QRectF()
    across, along = (side * theme.base for side in GRIP)
    half = QPointF(across, along) if line.upright else QPointF(along, across)
    return QRectF(line.grip - half, line.grip + half)


def _paint_open(painter: QPainter, at: float, end: float, rect: QRectF, theme: Theme) -> None:
    """Shade the ranks at which a knob may cut; the last of them is dotted where it is on the axis."""
    shade = QColor(theme.colours.text)
    shade.setAlphaF(OPEN)
    painter.fillRect(QRectF(QPointF(at, rect.top()), QPointF(end, rect.bottom())), shade)
    if at < end < rect.right():
        painter.setPen(theme.pen(theme.colours.text, theme.line, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(end, rect.top()), QPointF(end, rect.bottom()))


def areas(lines: Sequence[CutLine], rect: QRectF) -> list[QRectF]:
    """Areas of the names of lines and of upright lines, in which nothing else is to be written."""
    upright = [QRectF(line.at - 2, rect.top(), 4, rect.height()) for line in lines if line.upright]
    return [*(line.name for line in lines), *upright]


def paint(painter: QPainter, lines: Sequence[CutLine], frame: Frame, theme: Theme) -> None:
    """Paint the lines, their grips and their names."""
    rect, colours = frame.rect, theme.colours
    for line in lines:
        if line.end is not None:
            _paint_open(painter, line.at, line.end, rect, theme)
        painter.setPen(theme.pen(colours.text, 0.7 * theme.line))
        if line.upright:
            painter.drawLine(QPointF(line.at, rect.top()), QPointF(line.at, rect.bottom()))
        else:
            painter.drawLine(QPointF(rect.left(), line.at), QPointF(rect.right(), line.at))
    for line in lines:
        area = _grip_area(line, theme)
        if not area.isEmpty():
            painter.setPen(theme.pen(colours.text, 0.7 * theme.line))
            painter.setBrush(colours.card)
            radius = min(area.width(), area.height()) / 2
            painter.drawRoundedRect(area, radius, radius)
        if not line.name.isEmpty():
            at = QPointF(line.name.left() + 2, line.name.center().y() + 0.32 * theme.base)
            font = theme.font(NAME)
            marks.write_on(painter, at, line.cut.title, font, theme, Qt.AlignmentFlag.AlignLeft)
