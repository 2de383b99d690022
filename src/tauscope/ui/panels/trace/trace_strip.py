"""The strip of a trace: surprise, entropy and ranks along the text, with a cursor at the present step."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from tauscope.ui.painting import marks
from tauscope.ui.painting.surprise import MOST_BITS
from tauscope.ui.panels.trace.rank_band import paint_ranks, scale_end, written_power
from tauscope.ui.panels.trace.strip_columns import Columns, columns_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.core.logits import Floats
    from tauscope.document.studies.trace_reading import ReadTrace
    from tauscope.document.studies.trace_tempering import TemperedTrace
    from tauscope.ui.theme import Theme

SMALL = 0.87
"""Size of the text, in text heights."""

FAINT = 0.35
"""Share of the hot colour in the bar of a token that was expected."""

PAGE = 10
"""Steps of Page Up and Page Down."""

ENTROPY, SURPRISE, RANK = "entropy, bits", "surprise, bits", "rank"

BAND, LEAST_WITH_BAND = 1.7, 6.2
"""Height of the band of ranks with the gap above it, and of the lowest strip with a band, in text heights."""


class TraceStrip(QWidget):
    """Bars of surprise, the line of entropy, ranks, and a cursor that mouse and arrow keys move."""

    picked = Signal(int, bool)
    """Emitted with the step that the user goes to, and whether the mouse is being dragged there."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._at, self._steps = theme, 0, 1
        self._read: ReadTrace | None = None
        self._tempered: TemperedTrace | None = None
        self._columns: Columns | None = None
        self._most, self._failure = 5.0, ""
        self._measured: tuple[object, ...] = ()
        self._frame = QRectF()
        self._painted_for: tuple[object, ...] = ()
        self._picture = QPixmap()
        self.words: Callable[[int], str] = lambda number: f"step {number + 1:,}"
        self.setObjectName("traceStrip")
        self.setAccessibleName("Surprise, entropy and ranks along the text")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)

    # What is shown

    def show_place(self, at: int, steps: int) -> None:
        """Put the cursor at a step; this edits nothing."""
        if steps != self._steps:
            self._read = self._tempered = self._columns = None
        if (at, steps) != (self._at, self._steps):
            self._at, self._steps = at, steps
            self.update()
        self.setAccessibleDescription(self.words(at))

    def show_numbers(self, read: ReadTrace | None, tempered: TemperedTrace | None, failure: str = "") -> None:
        """Show surprise and ranks of `read`, entropy of `tempered`; None for what is still being computed.

        With a `failure`, which says why the steps cannot be read, that stands in their place.
        """
        if read is self._read and tempered is self._tempered and failure == self._failure:
            return
        self._failure = failure
        self._read, self._tempered, self._columns = read, tempered, None
        self._most = _most(read, tempered)
        self.setAccessibleDescription(self.words(self._at))
        self.update()

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self._theme, self._columns = theme, None
        self.updateGeometry()
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Height of an axis with two labels, and of the line below."""
        return QSize(0, round(4.5 * self._theme.base))

    # Where everything is

    @property
    def frame(self) -> QRectF:
        """Area of the bars."""
        # Every point of the line asks for it, and it hangs on the widths of texts.
        key = self._measured_for()
        if self._measured != key:
            self._measured, self._frame = key, self._measured_frame()
        return self._frame

    def _measured_for(self) -> tuple[object, ...]:
        return self.width(), self.height(), self._most, id(self._theme), id(self._read)

    def _measured_frame(self) -> QRectF:
        theme = self._theme
        font = theme.font(SMALL)
        ends = ["10", str(round(self._most))]
        if self._has_band:
            ends.append(written_power(scale_end(self._ranks)))
        left = max(marks.text_width(text, font) for text in ends) + 0.8 * theme.base
        right = marks.text_width(SURPRISE, font) + theme.base if self._names_fit else 0.6 * theme.base
        area = QRectF(self.rect())
        below = 1.5 + (BAND if self._has_band else 0.0)
        return area.adjusted(left, 0.8 * theme.base, -right, -below * theme.base)

    @property
    def _ranks(self) -> Floats:
        return np.zeros(0) if self._read is None else self._read.ranks.astype(np.float64)

    @property
    def _has_band(self) -> bool:
        """True if the chosen tokens have ranks, and there is room for them."""
        return self.height() >= LEAST_WITH_BAND * self._theme.base and bool((self._ranks > 0).any())

    @property
    def band(self) -> QRectF:
        """Area of the ranks; without height if they are not shown."""
        frame, base = self.frame, self._theme.base
        if not self._has_band:
            return QRectF(frame.left(), frame.bottom(), frame.width(), 0.0)
        return QRectF(frame.left(), frame.bottom() + 0.4 * base, frame.width(), (BAND - 0.4) * base)

    @property
    def _names_fit(self) -> bool:
        return marks.text_width(SURPRISE, self._theme.font(SMALL)) < 0.2 * self.width()

    def x_of(self, step: float) -> float:
        """Horizontal position of the middle of a step."""
        frame = self.frame
        return float(frame.left() + (step + 0.5) * frame.width() / self._steps)

    def step_at(self, x: float) -> int:
        """Step at a horizontal position; the first or the last beyond the ends."""
        frame = self.frame
        return min(self._steps - 1, max(0, int((x - frame.left()) / frame.width() * self._steps)))

    def y_of(self, bits: float) -> float:
        """Vertical position of a number of bits."""
        frame = self.frame
        return float(frame.bottom() - min(1.0, bits / self._most) * frame.height())

    @property
    def _end_of_line(self) -> float:
        """Vertical position of the right end of the line of entropy; the lower end while it is unknown."""
        entropy = np.zeros(0) if self._tempered is None else self._tempered.entropy[0]
        known = entropy[np.isfinite(entropy)]
        return self.y_of(float(known[-1])) if known.size else self.frame.bottom()

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint axis, bars, line and cursor."""
        del event
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawPixmap(0, 0, self._painted())
            self._paint_cursor(painter)
            self._paint_names(painter)
            if self._failure:
                font, width = self._theme.font(SMALL), self.frame.width()
                said = QFontMetricsF(font).elidedText(self._failure, Qt.TextElideMode.ElideRight, width)
                centre, colour = self.frame.center(), self._theme.colours.text
                marks.write(painter, centre, said, font, colour, Qt.AlignmentFlag.AlignCenter)
            if self.hasFocus():
                painter.setPen(self._theme.pen(self._theme.colours.accent, 1.0))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _painted(self) -> QPixmap:
        """Axis, bars and line: painted again only where they change, for the cursor often moves alone."""
        ratio = self.devicePixelRatioF()
        key = (*self._measured_for(), ratio)
        if self._columns is None or self._painted_for != key:
            self._columns = columns_of(self._read, self._tempered, self._steps, round(self.frame.width()))
            self._picture = QPixmap(self.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(self._theme.colours.card)
            with QPainter(self._picture) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                self._paint_axis(painter)
                self._paint_bars(painter, self._columns)
                self._paint_entropy(painter, self._columns)
                if self._has_band:
                    ranks, beyond = self._columns.ranks, self._columns.beyond
                    paint_ranks(painter, self._theme, self.band, ranks, beyond, SMALL)
            self._painted_for = key
        return self._picture

    def _paint_axis(self, painter: QPainter) -> None:
        theme, frame = self._theme, self.frame
        font, right = theme.font(SMALL), Qt.AlignmentFlag.AlignRight
        for bits in _ticks(self._most, frame.height() / theme.base):
            y = self.y_of(bits)
            painter.setPen(theme.pen(theme.colours.grid, theme.hairline))
            painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))
            at = QPointF(frame.left() - 0.5 * theme.base, y + 0.3 * theme.base)
            marks.write(painter, at, f"{bits:g}", font, theme.colours.muted, right)

    def _paint_bars(self, painter: QPainter, columns: Columns) -> None:
        theme, frame, step = self._theme, self.frame, self.frame.width() / len(columns.surprise)
        gap = 0.22 * step if step > 3 else 0.0
        painter.setPen(Qt.PenStyle.NoPen)
        for place, bits in enumerate(columns.surprise.tolist()):
            if not bits > 0:
                continue
            top = self.y_of(bits)
            area = QRectF(frame.left() + place * step + gap / 2, top, step - gap, frame.bottom() - top)
            colour = bar_colour(theme, bits)
            if columns.cut[place]:
                marks.hatch(painter, area, 45, theme.pen(colour, theme.hairline), spread=4.0)
                marks.outline(painter, area, theme.pen(colour, 1.0))
                painter.setPen(Qt.PenStyle.NoPen)
                continue
            painter.setBrush(colour)
            radius = min(2.0, area.width() / 4)
            painter.drawRoundedRect(area, radius, radius)

    def _paint_entropy(self, painter: QPainter, columns: Columns) -> None:
        theme, step = self._theme, self.frame.width() / len(columns.surprise)
        left = self.frame.left() + step / 2
        low, high = columns.entropy
        bottom, unit = self.frame.bottom(), self.frame.height() / self._most
        heights = bottom - unit * np.minimum(columns.entropy, self._most)
        known = np.flatnonzero(~np.isnan(low))
        if not known.size:
            return
        for part in np.split(known, np.flatnonzero(np.diff(known) > 1) + 1):
            xs = left + part * step
            if part.size == 1:  # a step between unknown ones is a line as wide as a bar
                part, xs = np.repeat(part, 2), xs + np.array([-0.4, 0.4]) * step  # noqa: PLW2901
            lower, upper = (list(map(QPointF, xs.tolist(), line[part].tolist())) for line in heights)
            if np.any(high[part] > low[part]):
                shade = QColor(theme.colours.text)
                shade.setAlphaF(0.2)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(shade)
                painter.drawPolygon(QPolygonF([*upper, *reversed(lower)]))
            # As one polyline a zigzag takes ten to fifty times as long.
            pen = theme.pen(theme.colours.text)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawLines([QLineF(*ends) for ends in pairwise(lower)])

    def _paint_cursor(self, painter: QPainter) -> None:
        theme, x = self._theme, self.x_of(self._at)
        accent, size = theme.colours.accent, 0.4 * theme.base
        painter.setPen(theme.pen(accent, 2.0))
        foot = self.band.bottom()
        painter.drawLine(QPointF(x, 0.2 * theme.base), QPointF(x, foot))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(accent)
        y = foot + 0.35 * theme.base
        corners = ((-size, 0), (size, 0), (size, size), (0, 1.7 * size), (-size, size))
        painter.drawPolygon(QPolygonF([QPointF(x + dx, y + dy) for dx, dy in corners]))
        if self._tempered is not None and not math.isnan(self._tempered.entropy[0, self._at]):
            painter.setPen(theme.pen(theme.colours.card, 1.5))
            painter.setBrush(theme.colours.text)
            painter.drawEllipse(QPointF(x, self.y_of(float(self._tempered.entropy[0, self._at]))), size, size)

    def _paint_names(self, painter: QPainter) -> None:
        theme, frame, colours = self._theme, self.frame, self._theme.colours
        font, below = theme.font(SMALL), self.band.bottom() + 1.15 * theme.base
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        words = f"step {self._at + 1:,} of {self._steps:,}"
        width, x = marks.text_width(words, font), self.x_of(self._at) + 0.9 * theme.base
        if x + width > frame.right():
            x -= width + 1.8 * theme.base
        marks.write(painter, QPointF(x, below), words, font, colours.accent, left)
        first, last = "1", f"{self._steps:,}"
        if x - 1.4 * theme.base > frame.left() + marks.text_width(first, font):
            marks.write(painter, QPointF(frame.left(), below), first, font, colours.muted, left)
        if self._steps > 1 and x + width + theme.base < frame.right() - marks.text_width(last, font):
            marks.write(painter, QPointF(frame.right(), below), last, font, colours.muted, right)
        if not self._names_fit:
            return
        at = frame.right() + 0.8 * theme.base
        low = frame.bottom() - 0.1 * theme.base
        if self._read is None or not np.all(np.isnan(self._read.surprise)):
            marks.write(painter, QPointF(at, low), SURPRISE, font, colours.track_hot, left)
            low -= 1.4 * theme.base
        marks.write(
            painter,
            QPointF(at, min(low, self._end_of_line + 0.3 * theme.base)),
            ENTROPY,
            font,
            colours.text,
            left,
        )
        if self._has_band:
            marks.write(painter, QPointF(at, self.band.bottom()), RANK, font, colours.track_cold, left)

    # The hand

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the step under the mouse."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(self.step_at(event.position().x()), False)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go along while the button is held."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.picked.emit(self.step_at(event.position().x()), True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the step before or after, ten further, the first or the last."""
        keys = Qt.Key
        places = {
            keys.Key_Left: self._at - 1,
            keys.Key_Right: self._at + 1,
            keys.Key_PageUp: self._at - PAGE,
            keys.Key_PageDown: self._at + PAGE,
            keys.Key_Home: 0,
            keys.Key_End: self._steps - 1,
        }
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or event.key() not in places:
            super().keyPressEvent(event)
            return
        self.picked.emit(min(self._steps - 1, max(0, places[Qt.Key(event.key())])), False)

    def event(self, event: QEvent) -> bool:
        """Say the numbers of the step under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.words(self.step_at(event.pos().x())), self)
            return True
        return super().event(event)


def bar_colour(theme: Theme, bits: float) -> QColor:
    """Colour of a bar: the dial's hot end for a token that was a surprise, pale for one that was expected."""
    cold, hot = theme.colours.card, theme.colours.track_hot
    mix = FAINT + (1.0 - FAINT) * min(1.0, bits / MOST_BITS)
    return QColor.fromRgbF(
        cold.redF() + mix * (hot.redF() - cold.redF()),
        cold.greenF() + mix * (hot.greenF() - cold.greenF()),
        cold.blueF() + mix * (hot.blueF() - cold.blueF()),
    )


def _most(read: ReadTrace | None, tempered: TemperedTrace | None) -> float:
    """Return the upper end of the axis in bits: the largest number that is shown, rounded up."""
    shown: list[Floats] = [np.zeros(1)]
    if read is not None:
        shown.append(read.surprise)
    if tempered is not None:
        shown += [*tempered.entropy]
    every = np.concatenate(shown)
    every = every[np.isfinite(every)]
    return max(5.0, 5.0 * math.ceil(float(every.max()) / 5.0))


def _ticks(most: float, room: float) -> list[float]:
    """Return the ticks of an axis that is `room` text heights high."""
    steps = next(step for step in (5.0, 10.0, 20.0, 50.0, math.inf) if most / step * 1.4 <= room)
    return [0.0] if math.isinf(steps) else [steps * n for n in range(int(most / steps) + 1)]
