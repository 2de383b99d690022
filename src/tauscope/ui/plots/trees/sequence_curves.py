"""Probabilities of whole sequences over τ, with a cursor that is the dial."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtWidgets import QWidget

from tauscope.core.numbers import screen_number, screen_probability, screen_temperature
from tauscope.core.temperatures import scale
from tauscope.document.formulas import formula
from tauscope.document.picture.answers import Failed, Ready
from tauscope.document.studies.sequence_curves import Level, SequenceCurves, sequence_curves
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.axes import temperature_ticks
from tauscope.ui.plots.base.dial_line import NEAR, DialLinePlot
from tauscope.ui.plots.base.labels import free_place
from tauscope.ui.plots.base.tree_plot import TreePlotBase
from tauscope.ui.plots.details.curve_lines import GRID_POSITIONS, paint_line
from tauscope.ui.plots.details.curve_names import CurveNames, Named, groups
from tauscope.ui.plots.tools.tree_choice import HeatChoice
from tauscope.ui.widgets.card import OR

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter, QPen

    from tauscope.document.picture.picture import Picture
    from tauscope.document.studies.tree_view import TreeView
    from tauscope.ui.editing.history import Perform
    from tauscope.ui.focus import Focus
    from tauscope.ui.theme import Theme

P_TICKS = [(0.0, "0"), (0.5, "0.5"), (1.0, "1")]
SMALL = 0.87
DASHES: tuple[tuple[float, ...], ...] = ((), (5.0, 2.5), (1.5, 1.8), (7.0, 2.0, 1.3, 2.0))
"""Dashes of the sequences that begin with the same token, in widths of the line; the first is solid."""

LEVELS = 2
"""Most points that are named at which two sequences are level."""

REACH = (11.0, 5.0)
"""How far from such a point its name may stand, in text heights."""

NARROW = 26.0
"""Width, in text heights, below which greedy's sequence is named by the method alone."""

LONGEST = 26
"""Most characters of a sequence's name."""


class SequenceCurvesPlot(DialLinePlot, TreePlotBase):
    """p(τ) of whole sequences over the scale of the dial, if τ acts on each token or on whole sequences."""

    name = "sequence_curves"
    explanation = (
        "The probability of each sequence at every temperature, if τ acts on each token, as in samplers, or"
        " on whole sequences; the line is the dial."
    )
    usage = (
        "Drag the line to turn the dial; choose in the heading what τ acts on; point at a curve for "
        "its sequence."
    )
    hint = "Switch between tokens and whole sequences at a low τ: not the same sequence need win."

    def __init__(self, perform: Perform, focus: Focus, theme: Theme) -> None:
        self._names = CurveNames()
        self._shown: SequenceCurves | None = None
        self._level_names: list[tuple[Level, str, QRectF]] = []
        self._place = 0.5
        super().__init__(perform, focus, theme)
        self.add_layer(self._paint_curves, cached=True)
        self._labels = self.add_layer(self._paint_names, cached=True)
        self._cursor = self.add_layer(self._paint_cursor)

    @cached_property
    def choice(self) -> HeatChoice:
        """Tool that chooses what τ acts on."""
        return HeatChoice(self.perform)

    @property
    def tools(self) -> Sequence[QWidget]:
        """The choice of what τ acts on."""
        return (self.choice,)

    def show_in_tools(self, picture: Picture) -> None:
        """Show the present choice."""
        if (view := self.view(picture)) is not None:
            self.choice.show_heat(view.settings.heat)

    def curves(self, picture: Picture) -> SequenceCurves | None:
        """Return the curves of a picture; None where there are none yet, or none at all."""
        answer = picture.once(sequence_curves)
        return answer.value if isinstance(answer, Ready) else None

    def caption(self, picture: Picture) -> str:
        """Say what the curves are."""
        view = self.view(picture)
        if view is None:
            return ""
        if view.settings.heat == "sequence":
            power = f"{formula('p ∝ p₁^(1/τ)')} of whole sequences, without knobs"
            return OR.join((power, "whole sequences, without knobs", ""))
        return OR.join(("probability of whole sequences", "whole sequences", ""))

    def legend(self, picture: Picture) -> str:
        """Say what the curves are, and what τ acts on: a figure has no tools."""
        view = self.view(picture)
        heat = "token" if view is None else view.settings.heat
        return f"probability of whole sequences, τ per {heat}"

    # What is laid out

    def lay_out(self, picture: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
        """Probability on the left, τ below."""
        self._shown = self.curves(picture)
        known = self._shown is not None
        self.axes.set_ticks("left", P_TICKS if known else [])
        room = self.width() - self.axes.room("left") - 2.2 * self.theme.base
        self.axes.set_ticks("bottom", temperature_ticks(room, self.theme) if known else [])
        self.axes.set_margins(0, 0.9 * self.theme.base, 2.2 * self.theme.base, 0)
        return (0.0, 1.0), (-0.02, 1.02)

    def arrange(self) -> None:
        """Lay everything out again, with the names and the line of the dial."""
        super().arrange()
        if self.picture is not None and self._shown is not None:
            self._place = scale.position(self.picture.temperature)
            self._name_curves(self.picture, self._shown)

    def on_temperature(self) -> None:
        """Move the cursor; repaint the curves only if they are others."""
        if self.picture is None:
            return
        if self._shown is None or self.curves(self.picture) is not self._shown:
            self.arrange()
            return
        place = scale.position(self.picture.temperature)
        for at in (self._place, place):
            strip = self.strip(at, 3 * self.theme.line + 2)
            self._cursor.update(QRectF(strip.left(), 0, strip.width(), self.height()))
        self._place = place
        self._clear_names()
        if self.picture.document.lesson is not None:
            self._labels.update()  # a task may be done now

    def _name_curves(self, picture: Picture, curves: SequenceCurves) -> None:
        view = self.view(picture)
        if view is None:
            return
        pixels = self.frame.y.pixels(curves.p)
        xs = self.frame.x.pixels(GRID_POSITIONS)
        self._level_names = self._placed_levels(curves, QRectF())
        brief = self.frame.rect.width() < NARROW * self.theme.base
        names = [_name(view, leaf, brief=brief) for leaf in curves.leaves]
        # Greedy's name is placed first, then those of the likeliest sequences.
        order = sorted(range(len(names)), key=lambda place: curves.leaves[place] != view.greedy)
        named = [
            Named(
                self._shared_name([names[place] for place in group]),
                pixels[group[0]],
                tuple(group),
                view.colour(curves.leaves[group[0]]),
            )
            for group in groups(pixels, order)
        ]
        if (count := view.count - len(curves.leaves)) > 0:
            named.append(Named(f"{count:,} more together", self.frame.y.pixels(curves.rest)))
        self._names.lay_out(named, names, self.frame, xs, self.theme)
        self._clear_names()

    def _shared_name(self, names: Sequence[str]) -> str:
        """One name for curves that coincide."""
        if len(names) == 1:
            return names[0]
        text = " = ".join(names)
        font, room = self.theme.font(SMALL), 16 * self.theme.base
        return text if marks.text_width(text, font) <= room else f"{names[0]} = {len(names) - 1} more"

    def _clear_names(self) -> None:
        """Keep the names off the line of the dial and off the names of the points."""
        # In an animation the line passes over the names: they would jump aside and back.
        animated = self.theme.animated
        line = QRectF() if animated else self.strip(self._place, 2.5 * self.theme.line + 1)
        crossed = any(box.intersects(line) for _, _, box in self._level_names)
        if crossed and self._shown is not None:
            self._level_names = self._placed_levels(self._shown, line)
        taken = [box for _, _, box in self._level_names]
        if self._names.keep_clear(line, taken) or crossed:
            self._labels.update()

    def _placed_levels(self, curves: SequenceCurves, line: QRectF) -> list[tuple[Level, str, QRectF]]:
        """Find room for the name of each point at which two sequences are level, off the line of the dial."""
        found: list[tuple[Level, str, QRectF]] = []
        xs, pixels = self.frame.x.pixels(GRID_POSITIONS), self.frame.y.pixels(curves.p)
        base, font = self.theme.base, self.theme.font(SMALL)
        for level in curves.levels[:LEVELS]:
            text = f"level at τ = {screen_number(level.temperature)}"
            at = self._point(level)
            near = QRectF(at.x() - REACH[0] * base, at.y() - REACH[1] * base, 2 * REACH[0] * base, 0)
            near.setHeight(2 * REACH[1] * base)
            size = marks.text_width(text, font) + 6, base
            dot = QRectF(at.x() - base, at.y() - base, 2 * base, 2 * base)
            taken = [dot, line, *(box for _, _, box in found)]
            box = free_place(xs, pixels, size, near & self.frame.rect, taken)
            if box is not None:
                found.append((level, text, box))
        return found

    def _point(self, level: Level) -> QPointF:
        return self.frame.point(scale.position(level.temperature), level.p)

    # Painting

    def _pen(self, view: TreeView, curves: SequenceCurves, place: int) -> QPen:
        """Pen of a curve: the colour of its first token, and dashes that tell apart those that share it."""
        leaf = curves.leaves[place]
        branches = [view.tree.branches[other] for other in curves.leaves[:place]]
        number = branches.count(view.tree.branches[leaf])
        pen = self.theme.pen(self.theme.colours.of_class(view.colour(leaf)))
        if dashes := DASHES[number % len(DASHES)]:
            pen.setDashPattern(dashes)
        return pen

    def _paint_curves(self, painter: QPainter, picture: Picture) -> None:
        view, curves = self.view(picture), self._shown
        if view is None or curves is None:
            self._paint_instead(painter, picture)
            return
        for level, _ in P_TICKS:
            painter.setPen(self.theme.pen(self.theme.colours.grid, self.theme.hairline))
            painter.drawLine(self.frame.point(0.0, level), self.frame.point(1.0, level))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if view.count > len(curves.leaves):
            paint_line(painter, curves.rest, self.theme.pen(self.theme.colours.grey), self.frame)
        for place in reversed(range(len(curves.leaves))):
            paint_line(painter, curves.p[place], self._pen(view, curves, place), self.frame)
        at = self.frame.rect.bottomRight() + QPointF(1.6 * self.theme.base, 1.3 * self.theme.base)
        marks.write(painter, at, "τ", self.theme.font(), self.theme.colours.accent)

    def _paint_instead(self, painter: QPainter, picture: Picture) -> None:
        """Write why there are no curves, or that they are coming."""
        answer = picture.once(sequence_curves)
        self.paint_text(painter, answer.sentence if isinstance(answer, Failed) else None)

    def _paint_names(self, painter: QPainter, picture: Picture) -> None:
        if self._shown is None:
            return
        theme, font = self.theme, self.theme.font(SMALL)
        for level, text, box in () if has_open_task(picture) else self._level_names:
            at, edge = self._point(level), _nearest(box, self._point(level))
            painter.setPen(theme.pen(theme.colours.muted, 0.8))
            painter.drawLine(at, edge)
            painter.setPen(theme.pen(theme.colours.text, 0.8 * theme.line))
            painter.setBrush(theme.colours.card)
            painter.drawEllipse(at, 2.2 * theme.line, 2.2 * theme.line)
            below = QPointF(box.center().x(), box.center().y() + 0.32 * theme.base)
            marks.write_on(painter, below, text, font, theme, Qt.AlignmentFlag.AlignHCenter)
        self._names.paint(painter)

    def _paint_cursor(self, painter: QPainter, picture: Picture) -> None:
        view, curves = self.view(picture), self._shown
        if view is None or curves is None:
            return
        place = scale.position(picture.temperature)
        painter.setPen(self.theme.pen(self.theme.colours.accent))
        painter.drawLine(self.frame.point(place, -0.02), self.frame.point(place, 1.02))
        painter.setPen(self.theme.pen(self.theme.colours.card, 1.0))
        for number in reversed(range(len(curves.leaves))):
            painter.setBrush(self.theme.colours.of_class(view.colour(curves.leaves[number])))
            p = float(np.interp(place, GRID_POSITIONS, curves.p[number]))
            painter.drawEllipse(self.frame.point(place, p), 1.6 * self.theme.line, 1.6 * self.theme.line)

    # The hand

    def curve_at(self, point: QPointF) -> int | None:
        """Place of the curve under the mouse."""
        if self._shown is None or not self.frame.rect.contains(point):
            return None
        column = int(np.argmin(np.abs(self.frame.x.pixels(GRID_POSITIONS) - point.x())))
        away = np.abs(self.frame.y.pixels(self._shown.p[:, column]) - point.y())
        return int(away.argmin()) if away.min() < NEAR else None

    def value_at(self, point: QPointF) -> str:
        """Name of the sequence under the mouse, and its probability at the τ under the mouse."""
        view, place = self.view(self.picture), self.curve_at(point)
        if view is None or place is None or self._shown is None:
            return ""
        at = self.frame.x.value(point.x())
        p = float(np.interp(at, GRID_POSITIONS, self._shown.p[place]))
        leaf = self._shown.leaves[place]
        tau = screen_temperature(scale.temperature_at(at))
        return f"{view.tree.name(leaf)}\np {screen_probability(p)} at τ = {tau}\n{view.rank_words(leaf)}"

    def line_can_be_dragged(self) -> bool:
        """Whether there are curves, over which the line stands."""
        return self._shown is not None


def _name(view: TreeView, leaf: int, *, brief: bool) -> str:
    """Name of a sequence; greedy's says so, and nothing else where there is little room."""
    if brief and leaf == view.greedy:
        return "greedy"
    name = view.tree.name(leaf)
    shown = name if len(name) <= LONGEST else f"…{name[-LONGEST + 1 :].lstrip()}"
    return f"greedy: {shown}" if leaf == view.greedy else shown


def _nearest(box: QRectF, point: QPointF) -> QPointF:
    """The point of a box that is nearest to another point."""
    x = min(max(point.x(), box.left()), box.right())
    return QPointF(x, min(max(point.y(), box.top()), box.bottom()))


def has_open_task(picture: Picture) -> bool:
    """Return True while a task of a lesson waits, to which the name of a point may be the answer."""
    place = picture.document.lesson
    if place is None or not place.present.task:
        return False
    from tauscope.document.library.lesson_words import is_task_done  # noqa: PLC0415  # only in lessons

    return not is_task_done(place.present, picture)
