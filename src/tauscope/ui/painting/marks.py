"""Marks that plots share: text, bars, hatches, and the second cue of a class beside its colour."""

from __future__ import annotations

import math
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from tauscope.core.bounds import Bounds, Number, whole_per_cents, written
from tauscope.core.numbers import exact_percentage, screen_percentage
from tauscope.core.text.labels import one_line
from tauscope.document import formulas
from tauscope.ui.formulas import line
from tauscope.ui.formulas.line import AnchoringPainter

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tauscope.ui.theme import Theme

FIRST_WITH_CUE = 4
"""From the fifth class on colour alone is not enough to tell classes apart."""

CUT = "cut"
"""Written in place of the probability of a class that the chain removed."""

_LONGEST = 120


class Cue(NamedTuple):
    """Second cue of a class beside its colour: hatch of its bar, dashes of its line."""

    angle: float
    dashes: tuple[float, ...]


_CUES = (
    Cue(45, (4, 2)),
    Cue(-45, (1, 1.5)),
    Cue(0, (6, 2, 1, 2)),
    Cue(90, (8, 3)),
    Cue(60, (2, 2)),
    Cue(-60, (6, 2, 1, 2, 1, 2)),
)


def cue(number: int | None) -> Cue | None:
    """The second cue of a class by the number of its colour; the grey ones have none."""
    if number is None or number < FIRST_WITH_CUE:
        return None
    return _CUES[(number - FIRST_WITH_CUE) % len(_CUES)]


def class_pen(theme: Theme, number: int | None, width: float | None = None) -> QPen:
    """Pen for the curve of a class."""
    pen = theme.pen(theme.colours.of_class(number), width)
    if second := cue(number):
        pen.setDashPattern(second.dashes)
    return pen


def fill_bar(painter: QPainter, bar: QRectF, theme: Theme, number: int | None) -> None:
    """Fill a bar in the colour of its class, hatched from the fifth class on."""
    radius = min(3.0, bar.width() / 6, bar.height() / 2)
    painter.setPen(_no_pen())
    painter.setBrush(theme.colours.of_class(number))
    painter.drawRoundedRect(bar, radius, radius)
    if (second := cue(number)) and bar.height() > 2 and bar.width() > 4:
        hatch(painter, bar, second.angle, theme.pen(theme.colours.card, theme.hairline))


@cache
def _no_pen() -> QPen:
    """Pen that draws nothing, made once: converting the enumeration for each bar takes thrice as long."""
    return QPen(Qt.PenStyle.NoPen)


@cache
def _no_brush() -> QBrush:
    """Brush that fills nothing, made once as `_no_pen` is."""
    return QBrush(Qt.BrushStyle.NoBrush)


def hatch(painter: QPainter, area: QRectF, angle: float, pen: QPen, spread: float = 7.0) -> None:
    """Fill `area` with parallel lines, `spread` times their width apart.

    They are clipped by geometry so that every kind of figure shows them.
    """
    painter.setPen(pen)
    painter.drawLines(hatch_lines(area, angle, spread * pen.widthF()))


def hatch_lines(area: QRectF, angle: float, gap: float) -> list[QLineF]:
    """Parallel lines at an angle in degrees, `gap` pixels apart, one of them through the middle of `area`."""
    # A frame hatches dozens of bars: what no line changes is computed before the loop.
    cos, sin = _direction(angle)
    centre, half_width, half_height = area.center(), area.width() / 2, area.height() / 2
    x, y = centre.x(), centre.y()
    # Along a line through the point (sin, cos) · offset both sides of the area are so far from this point.
    x_slope, x_reach = (-sin / cos, half_width / abs(cos)) if cos else (0.0, math.inf)
    y_slope, y_reach = (cos / sin, half_height / abs(sin)) if sin else (0.0, math.inf)
    most = math.ceil((half_width * abs(sin) + half_height * abs(cos)) / gap) - 1
    lines = []
    for step in range(-most, most + 1):
        offset = step * gap
        left, top = offset * x_slope, offset * y_slope
        first, last = max(left - x_reach, top - y_reach), min(left + x_reach, top + y_reach)
        across, down = x + sin * offset, y + cos * offset
        lines.append(QLineF(across + first * cos, down - first * sin, across + last * cos, down - last * sin))
    return lines


@cache
def _direction(angle: float) -> tuple[float, float]:
    """Cosine and sine of an angle in degrees, exact along the axes."""
    turn = math.radians(angle)
    return tuple(0.0 if abs(one) < 1e-9 else one for one in (math.cos(turn), math.sin(turn)))  # type: ignore[return-value]


def paint_cut(painter: QPainter, area: QRectF, theme: Theme, number: int | None) -> None:
    """Paint the bar of a class that was cut: an outline with hatches, in the colour of the class."""
    if area.height() < 1:
        return
    colour = theme.colours.muted if number is None else theme.colours.of_class(number)
    inner = area.adjusted(0.5, 0.5, -0.5, 0.0) if area.width() > 2 else area
    if area.width() > 4 and area.height() > 2:
        hatch(painter, inner, 45, theme.pen(colour, theme.hairline), spread=5.0)
    outline(painter, inner, theme.pen(colour, 0.6 * theme.line if area.width() > 4 else 1.0))


def outline(painter: QPainter, area: QRectF, pen: QPen) -> None:
    """Draw a rectangle as a dashed outline."""
    radius = min(3.0, area.width() / 6, area.height() / 2)
    painter.setPen(pen)
    painter.setBrush(_no_brush())
    painter.drawRoundedRect(area, radius, radius)


def ghost_pen(theme: Theme) -> QPen:
    """Pen for dashed outlines."""
    pen = theme.pen(theme.colours.ghost, 1.2 * theme.line / 2)
    pen.setDashPattern([4, 3])
    return pen


def short(text: str, font: QFont, width: float, mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight) -> str:
    """`text` elided to `width` pixels, its formulas whole; text is never read as markup."""
    # No letter of ASCII is wider than the font is high: most texts need not be measured.
    if text.isascii() and not formulas.is_marked(text) and len(text) * font.pixelSize() <= width:
        return text
    return line.shortened(text if formulas.is_marked(text) else text[:_LONGEST], font, width, mode)


def wrapped(text: str, font: QFont, width: float) -> list[str]:
    """Break a text at its spaces into lines of at most `width` pixels; a longer word is a line of its own."""
    lines = [""]
    for word in formulas.words(text):
        longer = f"{lines[-1]} {word}".lstrip()
        if lines[-1] and text_width(longer, font) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def text_width(text: str, font: QFont) -> float:
    """Pixels that `text` takes."""
    return line.text_width(text, font)


def write(
    painter: QPainter,
    at: QPointF,
    text: str,
    font: QFont,
    colour: QColor,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignHCenter,
) -> None:
    """Write one line whose baseline goes through `at`."""
    if not text:
        return
    if formulas.is_marked(text):
        line.Line.of(text, font).paint(painter, at, colour, align)
        return
    painter.setFont(font)
    painter.setPen(colour)
    if isinstance(painter, AnchoringPainter):
        painter.write(at, text, align)
        return
    if align != Qt.AlignmentFlag.AlignLeft:
        width = text_width(text, font)
        at = QPointF(at.x() - (width / 2 if align == Qt.AlignmentFlag.AlignHCenter else width), at.y())
    painter.drawText(at, text)


def write_fitting(
    painter: QPainter,
    at: QPointF,
    texts: Sequence[str],
    font: QFont,
    colour: QColor,
    room: float,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignHCenter,
) -> None:
    """Write the first of these texts that there is room for; none of them is cut."""
    if text := fitting(texts, font, room):
        write(painter, at, text, font, colour, align)


def fitting(texts: Iterable[str], font: QFont, room: float) -> str:
    """The first of these texts that takes at most `room` pixels; empty where none does."""
    return next((text for text in texts if text_width(text, font) <= room), "")


def all_fit(texts: Iterable[str], font: QFont, room: float) -> bool:
    """Whether each of these texts takes at most `room` pixels."""
    return all(text_width(text, font) <= room for text in texts)


def apart(places: Iterable[int], step: float, least: float) -> frozenset[int]:
    """Choose places that are at least `least` pixels from one another, the most important first.

    Examples
    --------
    >>> sorted(apart([2, 1, 0, 3, 4], 10.0, 15.0))
    [0, 2, 4]
    """
    if step >= least:
        return frozenset(places)
    kept: list[int] = []
    for place in places:
        if all(abs(place - other) * step >= least for other in kept):
            kept.append(place)
    return frozenset(kept)


def free_stretches(
    x: float, within: QRectF, words: Iterable[QRectF], gap: float
) -> list[tuple[float, float]]:
    """Return tops and bottoms of a vertical line at `x` that is `gap` pixels from the words in its way.

    Examples
    --------
    >>> free_stretches(5, QRectF(0, 0, 9, 90), [QRectF(3, 60, 4, 10), QRectF(8, 20, 2, 10)], 2)
    [(0.0, 58.0), (72.0, 90.0)]
    """
    stretches, top = [], within.top()
    for word in sorted(words, key=QRectF.top):
        if word.left() - gap < x < word.right() + gap:
            stretches.append((top, word.top() - gap))
            top = max(top, word.bottom() + gap)
    stretches.append((top, within.bottom()))
    return [(top, bottom) for top, bottom in stretches if bottom > top]


def value_text(label: str, p: Number, cut: float = 0.0) -> str:
    """A class with its exact probability or the bounds of it, or with what the chain cut of it."""
    name = one_line(label)[:40]
    if cut > 0 and not p:
        return f"{name}: {CUT} ({exact_percentage(cut)} if nothing were cut)"
    return f"{name}: {written(p, exact_percentage)}"


SAME = 0.5
"""Pixels between two bounds below which they are the same to the eye."""


SHADE = 0.4
"""Opacity of what stands for a whisker over a bar that is too narrow for one."""


def paint_whisker(painter: QPainter, low: QRectF, high: QRectF, theme: Theme) -> None:
    """Paint, over a bar as high as the lower bound, a line with caps up to the bar of the upper bound.

    Bounds that are the same to the eye have none.
    """
    if abs(high.top() - low.top()) < SAME:
        return
    middle, cap = low.center().x(), min(0.35 * low.width(), 0.4 * theme.base)
    bottom, top = QPointF(middle, low.top()), QPointF(middle, high.top())
    across = QPointF(cap, 0)
    for pen in (theme.pen(theme.colours.card, theme.line + 2.0), theme.pen(theme.colours.text, theme.line)):
        painter.setPen(pen)
        for one, other in ((bottom, top), (bottom - across, bottom + across), (top - across, top + across)):
            painter.drawLine(one, other)


def paint_range(painter: QPainter, low: QRectF, high: QRectF, theme: Theme) -> None:
    """Shade, over a bar as high as the lower bound, all up to the bar of the upper bound."""
    shade = QColor(theme.colours.text)
    shade.setAlphaF(SHADE)
    painter.fillRect(QRectF(high.topLeft(), low.topRight()), shade)


def number_texts(number: Number) -> list[str]:
    """A probability, or its bounds, at more and at less length."""
    if not isinstance(number, Bounds):
        return percentages(number or 0.0)
    whole = written(number, screen_percentage)
    return [whole, rough] if (rough := rough_bounds(number)) else [whole]


def rough_bounds(bounds: Bounds) -> str:
    """Bounds of a probability in whole per cents; empty where these are too rough."""
    rough = whole_per_cents(bounds)
    # 0.2% is not 0%, nor is 99.8% all.
    return "" if rough in {"0%", "100%"} else rough


def percentages(p: float) -> list[str]:
    """A probability at more and at less length."""
    return [screen_percentage(p), *([f"{p:.0%}"] if 0.005 <= p < 0.995 else [])]


def number_font(theme: Theme, room: float, largest: float, *, sign: str = "%") -> QFont | None:
    """Font of the numbers over bars, each `room` pixels wide; None if the largest does not fit.

    The small ones alone would look as if these were all. `sign` is empty where their axis alone has the sign
    of per cent.
    """
    text = percentages(largest)[-1].replace("%", sign)
    fonts = (theme.font(size, strong=True) for size in (0.87, 0.78))
    return next((font for font in fonts if text_width(text, font) <= room), None)


def go_on(
    painter: QPainter, at: QPointF, text: str, font: QFont, colour: QColor, align: Qt.AlignmentFlag
) -> None:
    """Continue on the same line after the last text."""
    if not isinstance(painter, AnchoringPainter):
        write(painter, at, text, font, colour, align)
        return
    painter.setFont(font)
    painter.setPen(colour)
    painter.go_on(text)


def write_upright(painter: QPainter, at: QPointF, text: str, font: QFont, colour: QColor) -> None:
    """Write one line that reads upward and ends at `at`: a name under a narrow bar."""
    painter.save()
    painter.translate(at)
    painter.rotate(-90)
    half = QFontMetricsF(font).capHeight() / 2
    write(painter, QPointF(0, half), text, font, colour, Qt.AlignmentFlag.AlignRight)
    painter.restore()


def write_on(
    painter: QPainter,
    at: QPointF,
    text: str,
    font: QFont,
    theme: Theme,
    align: Qt.AlignmentFlag,
    colour: QColor | None = None,
) -> None:
    """Write over lines on a patch of the card's colour; on a transparent background without a patch."""
    colour = theme.colours.text if colour is None else colour
    if theme.clear:
        write(painter, at, text, font, colour, align)
        return
    width, height = text_width(text, font), QFontMetricsF(font).height()
    left = at.x() - {Qt.AlignmentFlag.AlignHCenter: width / 2, Qt.AlignmentFlag.AlignRight: width}.get(
        align, 0.0
    )
    patch = QPainterPath()
    patch.addRoundedRect(QRectF(left - 2, at.y() - height * 0.76, width + 4, height * 0.98), 3, 3)
    painter.fillPath(patch, theme.colours.card)
    write(painter, at, text, font, colour, align)
