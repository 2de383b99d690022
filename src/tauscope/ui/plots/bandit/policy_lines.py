"""Lines of the policies on a bandit: their pens, their points, and their names at their ends."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPen

from tauscope.document.studies.exploration import PRESENT
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.lines import curve_path
from tauscope.ui.plots.details.step_axis import spread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from tauscope.core.values import Floats, Integers
    from tauscope.document.studies.exploration import PolicyCurves
    from tauscope.ui.painting.frame import Frame
    from tauscope.ui.theme import Theme

MEANS, FINENESS = 120, 12
"""A point is the mean of several steps, for a single one of 2,000 runs is so noisy that dashes cannot be told
apart: of as many as make `MEANS` points, but at the beginning of 1 / `FINENESS` of the steps before."""

ERRORS = 2.0
"""Standard errors between a curve and the edge of its band."""

NAME_FONT, NAME_HEIGHT = 0.87, 1.15
"""Size of the names, and the distance between two of them in text heights."""

BAND = 0.18
"""Opacity of the band."""

_DASHES = {"constant": (), "epsilon-greedy": (5, 3), "ucb": (6, 2, 1, 2), "greedy": (1.2, 1.6)}


class PolicyLine(NamedTuple):
    """A curve as it is drawn.

    Attributes
    ----------
    source : PolicyCurves
        The policy.
    xs, ys, errors : (n,) float64
        Steps, values and standard errors of its points.
    """

    source: PolicyCurves
    xs: Floats
    ys: Floats
    errors: Floats


def line_of(source: PolicyCurves, curve: str, error: str) -> PolicyLine | None:
    """Return the line of a policy by the names of two curves in `LearningCurves`; None without curves."""
    if source.curves is None:
        return None
    ys, errors = getattr(source.curves, curve), getattr(source.curves, error)
    starts = _starts(len(ys))
    xs = np.arange(1.0, len(ys) + 1)
    return PolicyLine(source, *(_means(values, starts) for values in (xs, ys, errors)))


@lru_cache(maxsize=8)
def _starts(steps: int) -> Integers:
    """First step, counted from 0, of each point: single steps first, then longer and longer parts."""
    longest, starts = max(1, -(-steps // MEANS)), [0]
    while (step := starts[-1] + min(longest, 1 + starts[-1] // FINENESS)) < steps:
        starts.append(step)
    if steps - starts[-1] < longest // 2 and len(starts) > 1:
        starts.pop()  # a mean of few steps would stand out at the end, where the name is
    return np.array(starts)


def _means(values: Floats, starts: Integers) -> Floats:
    """Means of the values from each start up to the next one."""
    return np.asarray(np.add.reduceat(values, starts) / np.diff(starts, append=len(values)))


def policy_pen(theme: Theme, role: str) -> QPen:
    """Pen of a policy: the present one is bold, each other one has its dashes."""
    colours = theme.colours
    if role == PRESENT:
        return theme.pen(colours.text, 1.5 * theme.line)
    pen = theme.pen(colours.muted, (0.8 if role == "constant" else 1.0) * theme.line)
    if dashes := _DASHES[role]:
        pen.setDashPattern(list(dashes))
    return pen


def paint_line(painter: QPainter, line: PolicyLine, frame: Frame, theme: Theme) -> None:
    """Paint a line, and the band of the present policy."""
    xs = frame.x.pixels(line.xs)
    if line.source.is_present and np.isfinite(line.errors).all():
        shade = QColor(theme.colours.text)
        shade.setAlphaF(BAND)
        upper, lower = (frame.y.pixels(line.ys + sign * ERRORS * line.errors) for sign in (1, -1))
        path = curve_path(xs, upper)
        path.connectPath(curve_path(xs[::-1], lower[::-1]))
        path.closeSubpath()
        painter.fillPath(path, shade)
    painter.setPen(policy_pen(theme, line.source.role))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(curve_path(xs, frame.y.pixels(line.ys)))


def names_room(lines: Sequence[PolicyLine], theme: Theme, width: float) -> tuple[bool, float]:
    """Return whether the names are the short ones, and their width with the lines that lead to them."""
    lead = 1.4 * theme.base
    for short in (False, True):
        room = max((_name_width(line, theme, short=short) for line in lines), default=0.0) + lead
        if room <= 0.36 * width:
            return short, room
    return True, room


def _name(line: PolicyLine, *, short: bool) -> str:
    return line.source.names[short]


def _name_width(line: PolicyLine, theme: Theme, *, short: bool) -> float:
    font = theme.font(NAME_FONT, strong=line.source.is_present)
    return marks.text_width(_name(line, short=short), font)


def paint_names(
    painter: QPainter, lines: Sequence[PolicyLine], frame: Frame, theme: Theme, *, short: bool
) -> None:
    """Write each name at the end of its line, with a thin line where it had to move aside.

    Where there is too little room for all, the last ones stay without a name.
    """
    apart, rect = NAME_HEIGHT * theme.font(NAME_FONT).pixelSize(), frame.rect
    low, high = rect.top(), rect.bottom()
    fitting = max(1, int((high - low) / apart) + 1)
    named = lines[:fitting]
    ends = [frame.y.pixel(float(line.ys[-1])) for line in named]
    places = spread(ends, apart, low, high)
    for line, end, place in zip(named, ends, places, strict=True):
        present = line.source.is_present
        x = rect.right() + 1.2 * theme.base
        painter.setPen(theme.pen(theme.colours.grid, theme.hairline))
        painter.drawLine(QPointF(rect.right() + 0.1 * theme.base, end), QPointF(x - 0.2 * theme.base, place))
        at = QPointF(x, place + 0.35 * theme.font(NAME_FONT).pixelSize())
        font, colour = theme.font(NAME_FONT, strong=present), theme.colours.text
        marks.write(painter, at, _name(line, short=short), font, colour, Qt.AlignmentFlag.AlignLeft)
