"""The face of the temperature dial: where ring, stops and number stand, and how they are painted."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QConicalGradient, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QDial, QWidget

from tauscope.core.numbers import screen_temperature, screen_tick
from tauscope.core.temperatures import scale
from tauscope.ui.bench.dial.handle import Ring, paint_rings
from tauscope.ui.bench.dial.places import circle, number_area, number_height, thickness
from tauscope.ui.editing.dial_turn import BOUNDS, Bound
from tauscope.ui.painting import marks

if TYPE_CHECKING:
    from tauscope.document.library.vocabularies import Vocabulary
    from tauscope.document.studies.calibration_words import BestTemperature
    from tauscope.ui.bench.dial.best_mark import BestMark
    from tauscope.ui.theme import Theme

SWEEP = 270.0
"""Degrees from the stop at 0 to the stop at ∞; the gap is below."""

LOWEST, ROOMY = 8.6, 11.0
"""Least height, and least height with room for the word, in text heights."""

NEAREST, FARTHEST = 1.75, 2.2
"""Least and greatest distance from the ring to the middle of a stop's number, in text heights."""

HANDLE, FOCUS = 0.86, 4
"""Radius of the handle in thicknesses of the ring, and pixels from it to the ring of the focus."""

TICK_START, TICK_END = 3, 8
"""Pixels from the ring's inner edge to the ends of a stop's tick."""


class DialFace(QDial):
    """QDial with its own geometry and painting: screen readers get role, name and value from QDial."""

    def __init__(self, theme: Theme, vocabulary: Vocabulary, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._vocabulary = theme, vocabulary
        self._temperature, self._together = 1.0, ""
        self._bounds: tuple[float, ...] = ()
        self._schedule: tuple[float, ...] = ()
        self._least_target = 0
        self._best: BestTemperature | None = None
        self._ring = QPixmap()
        self._moved: QRect | None = None
        self._laid_out: tuple[tuple[object, ...], tuple[list[str], bool, float]] | None = None
        self._set_minimum()

    @property
    def temperature(self) -> float:
        """τ, exactly."""
        return self._temperature

    def show_bounds(self, bounds: tuple[float, ...]) -> None:
        """Mark the temperatures between which τ is played; none if empty."""
        if bounds != self._bounds:
            self._bounds = bounds
            self.update()

    def show_schedule(self, ends: tuple[float, ...]) -> None:
        """Draw the way of a schedule inside the ring; none if empty.

        Parameters
        ----------
        ends : tuple of float
            First, last, lowest and highest temperature of the schedule.
        """
        if ends != self._schedule:
            self._schedule = ends
            self.update()

    def show_best(self, best: BestTemperature | None) -> None:
        """Mark the temperature that calibrates outside the ring; None for no mark."""
        if best != self._best:
            self._best = best
            self.update()

    @property
    def symbol(self) -> str:
        """Symbol of the temperature: τ, or τ₁ if it is the first of several in the chain."""
        return "τ₁" if self._together else "τ"

    @property
    def word(self) -> str:
        """What the user's vocabulary calls this τ."""
        return self._vocabulary.word(self._temperature)

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self._theme, self._moved = theme, None
        self._ring = QPixmap()
        self._set_minimum()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Find all places again in the new size."""
        super().resizeEvent(event)
        self._moved = None

    def _set_minimum(self) -> None:
        self.setMinimumSize(round(13.5 * self._theme.base), round(LOWEST * self._theme.base))

    @property
    def roomy_height(self) -> int:
        """Height from which on there is room for the word under the number."""
        return math.ceil(ROOMY * self._theme.base)

    def sizeHint(self) -> QSize:
        """Large: the dial is the main control of the window."""
        return QSize(300, 250)

    # Geometry

    @property
    def _radius(self) -> float:
        return circle(self.width(), self.height(), self._theme.base)[2]

    @property
    def _centre(self) -> QPointF:
        return QPointF(*circle(self.width(), self.height(), self._theme.base)[:2])

    def _point(self, place: float, radius: float) -> QPointF:
        angle = math.radians(-90 - SWEEP / 2 + SWEEP * place)
        x, y, _ = circle(self.width(), self.height(), self._theme.base)
        return QPointF(x + radius * math.cos(angle), y + radius * math.sin(angle))

    def place_at(self, point: QPointF) -> float:
        """Place on the scale in the direction of a point; the gap below belongs to the nearer end."""
        away = point - self._centre
        angle = math.degrees(math.atan2(away.x(), -away.y()))
        return min(max(0.5 + angle / SWEEP, 0.0), 1.0)

    def bound_at(self, point: QPointF) -> Bound | None:
        """Bound of the play whose line on the ring is under the mouse; the handle of τ goes before."""
        handle = self._point(scale.position(self._temperature), self._radius)
        if not self._bounds or (point - handle).manhattanLength() < self._thickness:
            return None
        for name, bound in zip(BOUNDS, self._bounds, strict=True):
            away = point - self._point(scale.position(bound), self._radius)
            if math.hypot(away.x(), away.y()) < max(0.7 * self._thickness, self._least_target / 2):
                return name
        return None

    def set_least_target(self, pixels: int) -> None:
        """Set the least width and height of a labelled stop for mouse and finger."""
        self._least_target = pixels

    def tick_at(self, point: QPointF) -> float | None:
        """Temperature of the labelled stop under the mouse."""
        for tick in scale.TICKS:
            away = point - self._label_point(tick)
            least = self._least_target / 2
            if abs(away.x()) < max(1.4 * self._theme.base, least) and abs(away.y()) < max(
                self._theme.base, least
            ):
                return tick
        return None

    def _label_point(self, tick: float) -> QPointF:
        base = self._theme.base
        away = NEAREST * base
        if tick != 1.0:
            # The handle, with the ring of the focus, stands beside the number: its corner must be clear.
            angle = math.radians(-90 - SWEEP / 2 + SWEEP * scale.position(tick))
            half = marks.text_width(screen_tick(tick), self._theme.font(1.0)) / 2
            corner = abs(math.cos(angle)) * half + abs(math.sin(angle)) * 0.4 * base
            away = max(away, min(HANDLE * self._thickness + FOCUS + 3 + corner, FARTHEST * base))
        return self._point(scale.position(tick), self._radius + away)

    @property
    def best_mark(self) -> BestMark | None:
        """The mark of τ*; None if there is none."""
        if self._best is None:
            return None
        from tauscope.ui.bench.dial.best_mark import BestMark, Ring  # noqa: PLC0415  # the window opens without it

        font = self._theme.font(1.0)
        stops = []
        for tick in scale.TICKS:
            at, half = self._label_point(tick), marks.text_width(screen_tick(tick), font) / 2 + 4
            stops.append(
                QRectF(at.x() - half, at.y() - 0.7 * self._theme.base, 2 * half, 1.4 * self._theme.base)
            )
        # The field stands in the gap below.
        below = self._point(0.0, self._radius).y()
        stops.append(QRectF(self.width() / 2 - self.gap / 2, below - 0.5 * self._theme.base, self.gap, 200))
        ring = Ring(self._centre, self._radius + 1.02 * self._thickness, SWEEP)
        return BestMark(self._best, ring, QRectF(self.rect()).adjusted(1, 0, -1, 0), stops, self._theme)

    @property
    def gap(self) -> int:
        """Free width in pixels between the ends of the ring, for the exact field."""
        number = self._label_point(0.0).x() + 0.7 * self._theme.base
        ring = self._point(0.0, self._radius - self._thickness / 2).x()
        return math.floor(2 * (self.width() / 2 - max(number, ring)))

    # Painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ring, which is cached, the handle and the readout."""
        del event
        if self._ring.deviceIndependentSize().toSize() != self.size():
            self._ring = self._painted_ring()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.drawPixmap(0, 0, self._ring)
            self._paint_bounds(painter)
            self._paint_schedule(painter)
            if (mark := self.best_mark) is not None:
                mark.paint(painter)
            self._paint_handle(painter)
            self._paint_readout(painter)

    def _painted_ring(self) -> QPixmap:
        # The ring changes with size and theme alone: a turn of the dial copies it.
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(self._theme.colours.card)
        centre, radius = self._centre, self._radius
        pen = QPen(self._gradient(), self._thickness)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        box = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
        with QPainter(pixmap) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(pen)
            painter.drawArc(box, round(16 * (90 + SWEEP / 2)), round(-16 * SWEEP))
            self._paint_ticks(painter)
        return pixmap

    @property
    def _thickness(self) -> float:
        return thickness(self._radius)

    def _gradient(self) -> QConicalGradient:
        colours = self._theme.colours
        # A conical gradient runs against the clock; the dial runs with it, so hot comes first.
        gradient = QConicalGradient(self._centre, -90)
        gap = (360 - SWEEP) / 2 / 360
        for at, colour in (
            (gap, colours.track_hot),
            (0.35, colours.track_hot),
            (0.5, colours.track_middle),
            (0.65, colours.track_cold),
            (1 - gap, colours.track_cold),
        ):
            gradient.setColorAt(at, colour)
        return gradient

    def _paint_ticks(self, painter: QPainter) -> None:
        theme = self._theme
        font = theme.font(1.0)
        inner = self._radius - self._thickness * 0.5
        for tick in scale.TICKS:
            place = scale.position(tick)
            painter.setPen(theme.pen(theme.colours.muted, 1.4))
            painter.drawLine(self._point(place, inner - TICK_START), self._point(place, inner - TICK_END))
            at = self._label_point(tick) + QPointF(0, 0.35 * theme.base)
            marks.write(painter, at, screen_tick(tick), font, theme.colours.muted)

    def _paint_bounds(self, painter: QPainter) -> None:
        """Paint a line across the ring at each bound of the play."""
        colours, half = self._theme.colours, self._thickness / 2
        for bound in self._bounds:
            place = scale.position(bound)
            for colour, width, beyond in ((colours.card, 6.0, 1.0), (colours.text, 2.5, 2.5)):
                painter.setPen(QPen(colour, width))
                inner, outer = self._radius - half - beyond, self._radius + half + beyond
                painter.drawLine(self._point(place, inner), self._point(place, outer))

    def _paint_schedule(self, painter: QPainter) -> None:
        """Paint a dotted arc inside the ring: a ring where the schedule begins, a disc where it ends."""
        if not self._schedule:
            return
        colours, radius = self._theme.colours, self._path_radius
        first, last, lowest, highest = map(scale.position, self._schedule)
        centre = self._centre
        box = QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius)
        pen = QPen(colours.accent, max(1.5, 0.7 * self._theme.line))
        pen.setDashPattern([1.5, 1.5])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        start = 90 + SWEEP / 2 - SWEEP * lowest
        painter.drawArc(box, round(16 * start), round(-16 * SWEEP * (highest - lowest)))
        size = max(2.5, 0.24 * self._theme.base)
        painter.setPen(QPen(colours.accent, max(1.5, 0.7 * self._theme.line)))
        for place, brush in ((first, colours.card), (last, colours.accent)):
            painter.setBrush(brush)
            painter.drawEllipse(self._point(place, radius), size, size)

    @property
    def _path_radius(self) -> float:
        """Radius of the way of a schedule: clear of the ring and its ticks."""
        return self._radius - 0.5 * self._thickness - TICK_END - 4

    def _paint_handle(self, painter: QPainter) -> None:
        colours = self._theme.colours
        at = self._point(scale.position(self._temperature), self._radius)
        size = self._thickness * HANDLE
        width = max(2.5, self._thickness * 0.22)
        rings: tuple[Ring, ...] = (Ring(size, width, colours.text.rgba(), colours.card.rgba()),)
        if self.hasFocus():
            rings = *rings, Ring(size + FOCUS, 2.0, colours.accent.rgba())
        paint_rings(painter, at, rings, self.devicePixelRatioF())

    @property
    def moving_area(self) -> QRect:
        """Rectangle of all that shows τ: the handle, the number and the lines around it."""
        reach = self._thickness * HANDLE + FOCUS + 2.0
        at = self._point(scale.position(self._temperature), self._radius)
        handle = QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)
        number = number_area(self.width(), self.height(), self._theme.base)
        return (handle | number).toAlignedRect()

    def _paint_readout(self, painter: QPainter) -> None:
        theme, colours = self._theme, self._theme.colours
        x, y, _ = circle(self.width(), self.height(), theme.base)
        big, room = self._number_height, self._number_room
        text = screen_temperature(self._temperature)
        font = theme.font(big / theme.base, strong=True)
        if (width := marks.text_width(text, font)) > room:
            font = theme.font(big / theme.base * room / width, strong=True)
        marks.write(painter, QPointF(x, y + 0.3 * big), text, font, colours.text)
        words, above, size = self._lines()
        if not words:
            return
        if above:
            at = QPointF(x, y - (0.46 * big + 0.45 * theme.base))
            marks.write(painter, at, self.symbol, theme.font(1.15), colours.muted)
        for number, word in enumerate(words):
            below = QPointF(x, y + 0.3 * big + (1.5 + 1.2 * number) * theme.base * size)
            marks.write(painter, below, word, theme.font(size), colours.muted)

    def _lines(self) -> tuple[list[str], bool, float]:
        """Lines under the number, whether the symbol stands above it, and the size of the lines."""
        shown = self.word, self._together, self._number_room, self.height(), self._theme, self._vocabulary
        if self._laid_out is None or self._laid_out[0] != shown:
            above = self._symbol_above
            words = self._words(above)
            self._laid_out = shown, (words, above, self._word_size(words) if words else 1.0)
        return self._laid_out[1]

    @property
    def _number_height(self) -> float:
        return number_height(self._radius, self._theme.base)

    @property
    def _number_room(self) -> float:
        return 1.6 * (self._path_radius if self._schedule else self._radius - self._thickness)

    @property
    def _word_room(self) -> float:
        """Width for a word under the number."""
        down = 0.3 * self._number_height + 1.5 * self._theme.base * 1.15
        return min(self._number_room, self._room_at(down))

    def _word_size(self, words: list[str]) -> float:
        """Size of the lines under the number, in text heights."""
        return min(1.15, *(self._word_room / marks.text_width(word, self._theme.font()) for word in words))

    @property
    def _symbol_above(self) -> bool:
        """Whether τ stands above the number: beside the words below it would make them small."""
        if self._together:
            return marks.text_width(self._beside, self._theme.font()) > self._word_room
        longest = max((word for _, word in self._vocabulary.words), key=len)
        return marks.text_width(f"{self.symbol} · {longest}", self._theme.font()) > self._word_room

    @property
    def _beside(self) -> str:
        """Symbol of the first of several temperatures, and what they come to, in one line."""
        return f"{self.symbol}, {self._together}"

    def _words(self, above: bool) -> list[str]:  # a state
        """Return the lines under the number; none where they would run into the field below.

        `above` says whether the symbol stands above the number, and not beside the words.
        """
        if self.height() < ROOMY * self._theme.base:
            return []
        # What several temperatures come to matters more than the word for the first of them.
        if self._together:
            return [self._together if above else self._beside]
        if not above:
            return [f"{self.symbol} · {self.word}"]
        fits = marks.text_width(self.word, self._theme.font()) <= self._word_room
        return [self.word] if fits else self.word.split(" ", 1)

    def _room_at(self, down: float) -> float:
        """Width between the ticks of the stops at 0 and ∞, `down` pixels below the centre."""
        inner = self._radius - 0.5 * self._thickness - TICK_END - 0.3 * self._theme.base
        return 2 * math.sqrt(max(inner**2 - down**2, (0.5 * inner) ** 2))
