"""Probability against rank, both logarithmic, with the cuts of the knobs as lines to drag."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt

from tauscope.core.bounds import counted, undecidable
from tauscope.core.numbers import screen_percentage
from tauscope.document.edits import chain_edits
from tauscope.document.picture.rank_cuts import MASS
from tauscope.document.picture.ranking import ranking
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.axes import TICK_FONT, per_cent
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.details.ranks import cut_lines, rank_bounds, unknown_ranks
from tauscope.ui.plots.details.ranks.dots import paint_dot
from tauscope.ui.plots.details.ranks.names import paint_names
from tauscope.ui.plots.details.ranks.rank_axes import LN_10, falling_line, lowest_decade, p_ticks, rank_ticks
from tauscope.ui.plots.details.ranks.rank_words import short_label, words_at_rank
from tauscope.ui.plots.tools.rank_choice import RankChoice
from tauscope.ui.widgets.card import OR

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QWidget

    from tauscope.core.values import Floats, Integers
    from tauscope.document.picture.picture import Picture
    from tauscope.document.picture.rank_cuts import RankCut
    from tauscope.document.picture.ranking import Ranking, RankSpan
    from tauscope.ui.editing.history import Perform
    from tauscope.ui.focus import Focus
    from tauscope.ui.plots.details.ranks.cut_lines import CutLine
    from tauscope.ui.plots.details.ranks.unknown_ranks import SpanMark
    from tauscope.ui.theme import Theme

NEAR = 9.0
"""Distance in pixels within which the mouse points at a dot."""


class RankPlot(Plot):
    """p of the r-th likeliest class."""

    name = "rank"
    explanation = (
        "The classes by falling probability: each dot is a class, its rank to the right, its probability "
        "upward, both on logarithmic scales. Dashed is τ = 1; hatched is what the knobs cut."
    )
    usage = (
        "Drag the line of top-k, top-p or min-p; switch to the running sum in the heading, where top-p is a "
        "level; click a dot to select its class."
    )
    hint = "Turn the dial and watch top-p: the hotter, the more classes it takes to reach the same sum."

    def __init__(self, perform: Perform, focus: Focus, theme: Theme) -> None:
        self._gesture = object()
        self._lines: list[CutLine] = []
        self._spans: list[SpanMark] = []
        self._held: RankCut | None = None
        self._view = ""
        self._levels: Sequence[tuple[float, str]] = ()
        super().__init__(perform, focus, theme)
        self.add_layer(self._paint_still, cached=True)
        self.add_layer(self._paint_moving)

    @cached_property
    def choice(self) -> RankChoice:
        """Tool that chooses p or its running sum."""
        return RankChoice(self.perform)

    @property
    def tools(self) -> Sequence[QWidget]:
        """The choice of what is drawn."""
        return (self.choice,)

    def show_in_tools(self, picture: Picture) -> None:
        """Show the present choice."""
        self.choice.show_choice(picture.document.ranks)

    def caption(self, picture: Picture) -> str:
        """Say what the axes are."""
        if picture.document.ranks == "cumulative":
            return OR.join(("sum of p up to each rank", "sum of p", ""))
        return OR.join(("p against rank, both logarithmic", "p against rank", ""))

    def describe(self, picture: Picture) -> str:
        """Say how many classes are left, and where each knob cuts."""
        found = picture.once(ranking)
        cuts = " ".join(f"{cut.title} {cut.words()}." for cut in found.cuts)
        if picture.bounds is None:
            return f"{found.last - found.first + 1:,} of {found.count:,} classes are left. {cuts}".rstrip()
        of_all = f" of {found.count:,}" if found.sized else ""
        left = f"{counted(picture.bounds.count)}{of_all} classes are left."
        tail = (
            ""
            if found.tail is None
            else (f"Of the others none has more than {screen_percentage(float(found.tail.most[0]))}.")
        )
        spans = (
            f"“{short_label(picture, one.row)}”: {unknown_ranks.rank_words(one)}." for one in found.spans
        )
        return " ".join(filter(None, (left, cuts, tail, *spans)))

    # What is laid out

    def lay_out(self, picture: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
        """Ranks below, probabilities at the left; no temperature moves them."""
        found, base = picture.once(ranking), self.theme.base
        self._view = picture.document.ranks
        font = self.theme.font(TICK_FONT)
        last = marks.text_width(f"{found.count:,}", font)
        self.axes.set_margins(0, 0.8 * base, max(base, 0.5 * last + 2), 0)
        if self._is_sum:
            self._levels = per_cent(max(1.0, self.height() / base - 4))
            y = -0.02, 1.03
        else:
            lowest = lowest_decade(found)
            self._levels = p_ticks(lowest, self.height() / base - 4)
            y = lowest - 0.05, 0.05 * -lowest
        self.axes.set_ticks("left", self._levels)
        taken = max(marks.text_width(text, font) for _, text in self._levels) + 0.5 * last + 2 * base
        ticks = rank_ticks(found.count, self.width() - taken, lambda text: marks.text_width(text, font))
        self.axes.set_ticks("bottom", ticks)
        edge = 0.02 * math.log10(found.count) + 0.03
        return (-edge, math.log10(found.count) + edge), y

    def on_temperature(self) -> None:
        """Repaint what τ moves; another view is laid out again."""
        if self.picture is not None and self._view != self.picture.document.ranks:
            self.arrange()
        self._layers[-1].update()

    def _xs(self, ranks: Integers) -> Floats:
        return self.frame.x.pixels(np.log10(ranks))

    def _ys(self, found: Ranking, *, at_1: bool) -> Floats:
        """Pixels of a curve; what is below the axis is as far below as a painter can draw."""
        curve = found.at_1 if at_1 else found.now
        if self._is_sum:
            return self.frame.y.pixels(curve.cumulative)
        low = self.frame.y.low - 2 * (self.frame.y.high - self.frame.y.low)
        return self.frame.y.pixels(np.maximum(curve.log_p / LN_10, low))

    def _placed(self, picture: Picture) -> list[CutLine]:
        """The lines of the cuts that are seen."""
        found = picture.once(ranking)
        wanted: list[tuple[RankCut, float, bool]] = []
        for cut in found.cuts:
            level = self._level(cut, picture)
            if level is not None:
                wanted.append((cut, self.frame.y.pixel(level), False))
                continue
            if cut.last < found.count or cut.movable:
                last = min(cut.last, found.count)
                wanted.append((cut, self.frame.x.pixel(math.log10(last + 0.5)), True))
            if cut.first > 1:
                wanted.append((cut, self.frame.x.pixel(math.log10(cut.first - 0.5)), True))
        rect = self.frame.rect
        inside = [one for one in wanted if one[2] or rect.top() <= one[1] <= rect.bottom()]
        low = self._is_sum
        return cut_lines.placed(inside, self.frame, self.theme, low=low)

    def _level(self, cut: RankCut, picture: Picture) -> float | None:
        """Height at which a cut is a level of the curve; None for one at a rank."""
        if self._is_sum:
            return cut.sum_on(picture.temperature)
        ratio = cut.log_ratio(picture.temperature)
        if ratio is None or picture.partial is not None:
            return None
        return (float(picture.once(ranking).now.log_p[0]) + ratio) / LN_10

    # Painting

    def _paint_still(self, painter: QPainter, picture: Picture) -> None:
        """Grid, and the curve at τ = 1."""
        self.paint_grid(painter, [level for level, _ in self._levels])
        found = picture.once(ranking)
        if found.known_at_1 is not None:
            rank_bounds.paint_ghost(painter, found, self.frame, self.theme, cumulative=self._is_sum)
            return
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(marks.ghost_pen(self.theme))
        self._draw(painter, self._xs(found.ranks), self._ys(found, at_1=True))

    def _paint_moving(self, painter: QPainter, picture: Picture) -> None:
        found = picture.once(ranking)
        self._lines = self._placed(picture)
        self._spans = [] if self._is_sum else unknown_ranks.placed(found, self.frame)
        self._hatch(painter, found)
        taken: list[QRectF] = []
        if found.known is None:
            xs, ys = self._xs(found.ranks), self._ys(found, at_1=False)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(self.theme.pen(self.theme.colours.text))
            self._draw(painter, xs, ys)
            self._paint_dots(painter, picture, ys)
        else:
            dots = ((rank, self._radius(row)) for rank, row, _ in self._dots(picture))
            taken = unknown_ranks.paint(painter, self._spans, picture, self._lines, self.frame, self.theme)
            rank_bounds.paint(painter, found, self.frame, self.theme, dots, cumulative=self._is_sum)
            low, high = rank_bounds.ends(found.known, self.frame, cumulative=self._is_sum)
            if (low - high < marks.SAME).all():
                self._paint_dots(painter, picture, high)
            # Names stand outside of the band.
            ys = low if self._is_sum else high
        cut_lines.paint(painter, self._lines, self.frame, self.theme)
        taken = self._paint_names(painter, picture, ys, taken)
        if not self._is_sum:
            rank_bounds.write(painter, found, taken, self.frame, self.theme)

    @property
    def _is_sum(self) -> bool:
        """True if the running sum is drawn instead of each p."""
        return self._view == "cumulative"

    def _draw(self, painter: QPainter, xs: Floats, ys: Floats) -> None:
        painter.drawPolyline(falling_line(xs, ys, self.frame.rect.bottom()))

    def _hatch(self, painter: QPainter, found: Ranking) -> None:
        """Hatch the ranks that the chain cut."""
        rect, pen = self.frame.rect, self.theme.pen(self.theme.colours.grid, self.theme.hairline)
        if found.last < found.count:
            edge = self.frame.x.pixel(math.log10(found.last + 0.5))
            marks.hatch(painter, QRectF(QPointF(edge, rect.top()), rect.bottomRight()), 45, pen, spread=8.0)
        if found.first > 1:
            edge = self.frame.x.pixel(math.log10(found.first - 0.5))
            marks.hatch(painter, QRectF(rect.topLeft(), QPointF(edge, rect.bottom())), 45, pen, spread=8.0)

    def _dots(self, picture: Picture) -> list[tuple[int, int, int | None]]:
        """Rank, row and colour of each class with a dot: those that all plots draw, the likeliest last."""
        prepared, known = picture.prepared, picture.once(ranking).listed
        dots = zip(
            (prepared.shown_ranks + 1).tolist(), prepared.shown.tolist(), prepared.colours, strict=True
        )
        return sorted((dot for dot in dots if dot[0] <= known), reverse=True)

    def _radius(self, row: int) -> float:
        return self.theme.line * (2.6 if self.focus.has(self.key(row)) else 1.7)

    def _point(self, found: Ranking, rank: int, row: int, ys: Floats) -> QPointF | None:
        """Pixel of a dot, on the curve: that of a chosen class may be between two of its points.

        Of classes below the axis only the chosen and the selected ones have a mark, at its end.
        """
        place = min(int(np.searchsorted(found.ranks, rank)), len(found.ranks) - 1)
        bottom = self.frame.rect.bottom()
        if ys[place] >= bottom and not (self._is_recorded(row) or self.focus.has(self.key(row))):
            return None
        return QPointF(self.frame.x.pixel(math.log10(rank)), min(float(ys[place]), bottom))

    def _is_recorded(self, row: int) -> bool:
        return self.picture is not None and row == self.picture.recorded_row

    def _paint_dots(self, painter: QPainter, picture: Picture, ys: Floats) -> None:
        colours, found = self.theme.colours, picture.once(ranking)
        for rank, row, colour in self._dots(picture):
            marked, recorded = self.focus.has(self.key(row)), row == picture.recorded_row
            edge = colours.text if marked else colours.accent if recorded else colours.card
            painter.setPen(self.theme.pen(edge, 1.5 if marked or recorded else 1.0))
            painter.setBrush(colours.of_class(colour))
            at = self._point(found, rank, row, ys)
            if at is not None:
                radius = self._radius(row) * (1.3 if recorded else 1.0)
                paint_dot(painter, at, radius, self.frame.rect.bottom())

    def _paint_names(
        self, painter: QPainter, picture: Picture, ys: Floats, taken: Sequence[QRectF]
    ) -> list[QRectF]:
        """Name the selected classes, the one that a file chose, and the likeliest ones, outside of `taken`.

        Return the areas in which nothing else is to be written.
        """
        found, recorded = picture.once(ranking), picture.recorded_row
        dots = sorted(
            self._dots(picture),
            key=lambda dot: (not self.focus.has(self.key(dot[1])), dot[1] != recorded, dot[0]),
        )
        word = picture.document.source.abilities.recorded_word
        labels, points = list[str](), list[QPointF]()
        for rank, row, _ in dots:
            at = self._point(found, rank, row, ys)
            if at is not None:
                label = short_label(picture, row)
                labels.append(f"{label}, {word}" if row == recorded else label)
                points.append(at)
        rect, theme = self.frame.rect, self.theme
        others = [*cut_lines.areas(self._lines, rect), *taken]
        return paint_names(painter, labels, points, others, rect, theme, below=self._is_sum)

    # The hand

    def class_at(self, point: QPointF) -> int | None:
        """Row of the dot under the mouse."""
        if self.picture is None or self.line_at(point) is not None:
            return None
        found = self.picture.once(ranking)
        if (span := self._span_at(point)) is not None:
            return span.row
        ys = self._ys(found, at_1=False)
        if found.known is not None:
            ys = rank_bounds.ends(found.known, self.frame, cumulative=self._is_sum)[1]
        best: tuple[float, int] | None = None
        for rank, row, _ in self._dots(self.picture):
            at = self._point(found, rank, row, ys)
            away = math.inf if at is None else QLineF(at, point).length()
            if away < NEAR and (best is None or away < best[0]):
                best = away, row
        return None if best is None else best[1]

    def value_at(self, point: QPointF) -> str:
        """Rank and probability of the class under the mouse, or what the line under it cuts."""
        if self.picture is None or not self.frame.rect.contains(point):
            return ""
        line = self.line_at(point)
        if line is not None:
            return "\n".join(filter(None, (line.cut.title, line.cut.words(), self._unknown(line.cut))))
        if (span := self._span_at(point)) is not None:
            return unknown_ranks.words(span, self.picture)
        return words_at_rank(self.picture, self._rank_at(point), cumulative=self._is_sum)

    def _unknown(self, cut: RankCut) -> str:
        """Say that a list does not decide a cut; empty where it does."""
        return "" if cut.decided or self.picture is None else undecidable(len(self.picture.logits))

    def _span_at(self, point: QPointF) -> RankSpan | None:
        """The class under the mouse of which only bounds of the rank are known."""
        return next((mark.span for mark in self._spans if mark.near(point)), None)

    def _rank_at(self, point: QPointF) -> int:
        assert self.picture is not None  # noqa: S101  # the mouse is over something
        rank = round(10 ** min(max(self.frame.x.value(point.x()), 0.0), 18.0))
        return min(max(rank, 1), self.picture.once(ranking).count)

    def line_at(self, point: QPointF) -> CutLine | None:
        """The line that can be dragged under the mouse."""
        near = (line for line in self._lines if line.cut.movable and line.near(point, self.frame.rect))
        return next(near, None)

    def press(self, point: QPointF) -> bool:
        """Hold the line under the mouse."""
        line = self.line_at(point)
        self._held, self._gesture = (None if line is None else line.cut), object()
        return line is not None

    def drag(self, point: QPointF) -> None:
        """Let the held cut keep the classes up to the mouse."""
        picture = self.picture
        if picture is None or self._held is None:
            return
        # Of the present chain: an earlier knob may have changed what comes before.
        place = self._held.stage.place
        cut = next((one for one in picture.once(ranking).cuts if one.stage.place == place), None)
        if cut is None:
            return
        value = self._value(cut, picture, point)
        edit = partial(chain_edits.set_knob, place=place, name=cut.knob.main(), value=value)
        self.refuse(self.perform(EditRequest(f"set {cut.knob.title}", edit, self._gesture)))

    def _value(self, cut: RankCut, picture: Picture, point: QPointF) -> float:
        y = self.frame.y.value(point.y())
        if self._level(cut, picture) is not None:
            if cut.knob.name == MASS:
                return min(1.0, max(0.0, round(y, 2)))
            top = float(picture.once(ranking).now.log_p[0])
            return cut.ratio_at(y * LN_10 - top, picture.temperature)
        return float(cut.value_at(self._rank_at(point)))

    def cursor_at(self, point: QPointF) -> Qt.CursorShape:
        """Return a resize cursor over a line that can be dragged."""
        line = self.line_at(point)
        if line is None:
            return Qt.CursorShape.ArrowCursor
        return Qt.CursorShape.SizeHorCursor if line.upright else Qt.CursorShape.SizeVerCursor
