"""Boltzmann's picture: levels at E = −z, particles shared out by p, kT as a length on the energy axis."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QHideEvent, QPainter, QPen, QShowEvent
from PySide6.QtWidgets import QWidget

from tauscope.core.numbers import (
    WIDE,
    plain_number,
    screen_logit,
    screen_number,
    told_apart,
)
from tauscope.document.formulas import formula
from tauscope.document.picture.particle_counts import PARTICLES, particle_counts
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.plotted_class import PlottedClass
from tauscope.ui.editing.history import Perform
from tauscope.ui.focus import Focus
from tauscope.ui.painting import marks
from tauscope.ui.painting.frame import Frame
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.boltzmann.disc_rows import DiscRow, DiscRows
from tauscope.ui.plots.boltzmann.energy_levels import (
    Level,
    arranged,
    energies_above_ground,
    energies_drawn,
    energy_span,
    heights,
)
from tauscope.ui.plots.boltzmann.hopping import HoppingParticles
from tauscope.ui.plots.boltzmann.kt_bar import KT_DOWN, kt_area, paint_kt
from tauscope.ui.plots.boltzmann.level_names import level_names, levels_in_lines, names_within
from tauscope.ui.plots.details.quantity_axis import GROUND
from tauscope.ui.plots.tools.hopping_switch import HoppingSwitch
from tauscope.ui.theme import Theme
from tauscope.ui.widgets.card import OR

if TYPE_CHECKING:
    from tauscope.core.logits import Floats, Integers

LARGEST_SHARE = 0.25
"""Share of the plot's width that energies may take; longer ones are measured from the lowest."""

KT_ROOM = 1.55
"""Room for "kT = 1.00" below the axis, in text heights."""

NAME_ROOM = 1.15
"""Distance in text heights from one line of names to the next."""

ABOVE = 0.8
"""Margin above the levels, in text heights."""

BELOW_LOWEST, ABOVE_TOP = 0.04, 0.06
"""How far the axis goes beyond the lowest and the highest level, in spans of the axis."""

OTHERS = 1.12
"""Height of the level of all classes not drawn one by one, in spans of the axis."""


class LevelsPlot(Plot):
    """Levels with particles on them."""

    name = "levels"
    explanation = (
        "Each class is an energy level, E = −z; particles settle on the levels with weights e^(−E/kT), where"
        " kT = τ."
    )
    usage = "Click a level to select its class; let the particles hop with the switch in the heading."
    hint = "Cool it: the particles gather on the lowest level. Heat it: they spread over all."

    def __init__(self, perform: Perform, focus: Focus, theme: Theme) -> None:
        self._levels: list[Level] = []
        self._lines: dict[float, list[list[Level]]] = {}
        self._energies: list[str] = []
        self._ground: tuple[str, ...] = ()
        self._hopping: HoppingParticles | None = None
        self._counts: list[int] = []
        self._rows, self._kt_area = DiscRows(), QRectF()
        self._span = 1.0
        self._near = self._name_room = 0.0
        super().__init__(perform, focus, theme)
        self.add_layer(self._paint_levels, still=True)
        self._names = self.add_layer(self._paint_names, still=True)
        self._particles = self.add_layer(self._paint_particles, beside)
        self._kt = self.add_layer(self._paint_kt, beside)
        hops = self.add_layer(self._paint_hopping, beside)
        self._hopping = HoppingParticles(self._places, self)
        self._hopping.moved.connect(hops.update)

    @cached_property
    def switch(self) -> HoppingSwitch:
        """Tool that lets the particles hop."""
        return HoppingSwitch(self.perform)

    @property
    def tools(self) -> Sequence[QWidget]:
        """The switch of the hopping particles."""
        return (self.switch,)

    def show_in_tools(self, picture: Picture) -> None:
        """Show whether the particles hop."""
        self.switch.show_choice(hopping=picture.document.hopping, held=self.theme.calm)

    def describe(self, picture: Picture) -> str:
        """Describe how many particles are on each level that is drawn."""
        counts = (
            f"{one.label} {count}"
            for one, count in zip(picture.drawn, picture.once(particle_counts), strict=True)
        )
        return f"Particles on the levels: {', '.join(counts)}."

    @property
    def hops(self) -> bool:
        """True while the particles hop: on screen, if they are asked to and motion is not reduced."""
        return self._hopping is not None and self._hopping.going

    def show_picture(self, picture: Picture) -> None:
        """Show the numbers of `picture`; particles that hop do so at its temperature from now on."""
        if self._hopping is not None and self.hops:
            self._hopping.follow(picture)
        super().show_picture(picture)
        self._run()

    def _run(self) -> None:
        """Let the particles hop, or hold them."""
        if self._hopping is None or self.picture is None:
            return
        on = self.picture.document.hopping and not self.theme.calm and self.isVisible()
        if on != self.hops:
            self._hopping.follow(self.picture)
            self._hopping.run(on=on)
            self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Let the particles hop again."""
        super().showEvent(event)
        self._run()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop the particles while the plot is hidden."""
        super().hideEvent(event)
        self._rows.forget()
        self._run()

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        super().apply_theme(theme)
        self._run()

    def arrange(self) -> None:
        """Lay everything out again; particles that hop are in their places at once."""
        self._counts = []
        super().arrange()
        self._kt_area = QRectF(self.rect()) if self.picture is None else self._area_of_kt(self.picture)
        if self._hopping is not None:
            self._hopping.arrange()

    def on_temperature(self) -> None:
        """Move kT, and particles where a level has another number; repaint names only if they hold bounds."""
        if self.picture is None:
            return
        if self.picture.partial is not None:
            is_as_wide = self._room_for_names(self.picture) == self._name_room
            self._names.update() if is_as_wide else self.arrange()
        # One rectangle: to copy a pixmap into several takes Qt longer than into the whole plot.
        before, self._kt_area = self._kt_area, self._area_of_kt(self.picture)
        particles = self._area_of_particles(self.picture.once(particle_counts).tolist())
        self._kt.update(before | self._kt_area | particles)

    def _area_of_kt(self, picture: Picture) -> QRectF:
        return kt_area(self.frame, QRectF(self.rect()), self.theme, picture)

    def _area_of_particles(self, counts: list[int]) -> QRectF:
        """Area of the particles on levels that have another number of them than was painted last."""
        painted, radius, area = self._counts, self._radius, QRectF()
        if len(counts) != len(painted):
            return self._particles.rect
        for level in self._levels:
            before, now = painted[level.place], counts[level.place]
            if before != now:
                left, y = self.frame.x.pixel(level.start), self._above(level)
                area |= QRectF(left, y - radius, 2 * radius * max(before, now), 2 * radius)
        return area

    def caption(self, picture: Picture) -> str:
        """State the number of particles."""
        del picture
        return f"{PARTICLES} particles" + (f" hop, ○ exact{OR}○ exact" if self.hops else "")

    def legend(self, picture: Picture) -> str:
        """State the formulas of the axis."""
        del picture
        return f"{formula('E = −z, kT = τ')}, {PARTICLES} particles"

    def lay_out(self, picture: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
        """Leave room for energies on the left and names on the right."""
        base = self.theme.base
        self.axes.set_ticks("left", [])
        self.axes.set_ticks("bottom", [])
        self.axes.set_room("bottom", KT_ROOM * base)
        self._span = energy_span(picture)
        # Names that hold bounds change with τ, and the levels below them stay.
        self._names.still = picture.partial is None
        top = OTHERS if picture.prepared.other_count else 1.0
        self._levels, self._lines = arranged(heights(picture), self._same_height(top)), {}
        if picture.prepared.other_count:
            self._levels.append(Level(len(picture.bars), OTHERS, 0.0, 1.0))
        inside = self.height() - (KT_ROOM + ABOVE) * base
        self._near = NAME_ROOM * base * (top + BELOW_LOWEST + ABOVE_TOP) / max(1.0, inside)
        self.axes.set_room("left", self._room_for_energies(picture))
        self._name_room = self._room_for_names(picture)
        self.axes.set_margins(0, ABOVE * base, self._name_room, 0)
        return (0.0, 1.0), (-BELOW_LOWEST, top + ABOVE_TOP)

    def _room_for_energies(self, picture: Picture) -> float:
        """Margin at the left, for the widest energy."""
        base, font = self.theme.base, self.theme.font(0.93)
        self._energies, self._ground = told_apart(energies_drawn(picture).tolist(), screen_logit), ()
        left = max(marks.text_width(energy, font) for energy in self._energies)
        if left > LARGEST_SHARE * self.width() and (above := energies_above_ground(picture)):
            lowest = float(energies_drawn(picture).min())
            texts = plain_number(lowest).replace("-", "−"), screen_number(lowest, 2, WIDE)
            self._ground = tuple(formula(f"{GROUND} = {text}") for text in texts)
            self._energies = above
            left = max(marks.text_width(energy, font) for energy in self._energies)
        return left + 2.4 * base

    def _room_for_names(self, picture: Picture) -> float:
        """Margin at the right, for the longest name, up to a limit."""
        base, font = self.theme.base, self.theme.font(0.93)
        room, most = 0.0, float(self.width()) / 3
        # Mostly the longest text reaches the limit, and no other one has to be measured.
        for text in sorted(self._beside_lines(picture, self._near), key=len, reverse=True):
            room = max(room, marks.text_width(text, font) + 1.0 * base)
            if room >= most:
                break
        return min(most, max(room, 2.5 * base))

    def _beside_lines(self, picture: Picture, near: float) -> list[str]:
        """Names of the classes, and the names that share a line."""
        names = [name.at_most(40) for name in picture.once(level_names)]
        together = (
            ", ".join(names[level.place] for level in group) for group in self._in_lines(picture, near)
        )
        return [*names, *together]

    def _in_lines(self, picture: Picture, near: float) -> list[list[Level]]:
        """Levels by the line of their names; no temperature changes that."""
        if near not in self._lines:
            self._lines[near] = levels_in_lines(self._levels, picture, near)
        return self._lines[near]

    def _same_height(self, top: float) -> float:
        return float(0.55 * self.theme.base / max(1.0, self.height() - 3 * self.theme.base) * top)

    # Painting

    def _strong(self, one: PlottedClass) -> bool:
        return one.row is not None and self.focus.has(self.key(one.row))

    def _paint_levels(self, painter: QPainter, picture: Picture) -> None:
        for level in self._levels:
            one = picture.drawn[level.place]
            width = self.theme.line * (2.2 if self._strong(one) else 1.2)
            painter.setPen(marks.class_pen(self.theme, one.colour, width))
            painter.drawLine(
                self.frame.point(level.start, level.height), self.frame.point(level.end, level.height)
            )
        font, x = self.theme.font(0.93), self.frame.rect.left() - 1.6 * self.theme.base
        for group, y in self._baselines(picture):
            if (place := group[0].place) < len(picture.bars):
                right = Qt.AlignmentFlag.AlignRight
                text, colour = self._energies[place], self.theme.colours.muted
                marks.write(painter, QPointF(x, y), text, font, colour, right)
        if self._ground:
            self._paint_ground(painter)

    def _baselines(self, picture: Picture) -> list[tuple[list[Level], float]]:
        """Levels by the line of their names and energies, with the pixel of its baseline."""
        y, base = self.frame.y, self.theme.base
        groups = self._in_lines(picture, NAME_ROOM * base / max(1.0, y.pixel(0.0) - y.pixel(1.0)))
        return [(group, y.pixel(group[0].height) + 0.35 * base) for group in groups]

    def _paint_names(self, painter: QPainter, picture: Picture) -> None:
        """Write the names of the levels; levels too close together share a line."""
        theme, font, left = self.theme, self.theme.font(0.93), Qt.AlignmentFlag.AlignLeft
        x, names = self.frame.rect.right() + 0.6 * theme.base, picture.once(level_names)
        for group, y in self._baselines(picture):
            labels = [names[level.place].at_most(200) for level in group]
            text = names_within(labels, font, self.width() - x)
            marks.write(painter, QPointF(x, y), text, font, theme.colours.text, left)

    def _paint_ground(self, painter: QPainter) -> None:
        """Write the lowest energy if the others are measured from it."""
        base = self.theme.base
        at = QPointF(self.width() - 0.3 * base, self.frame.rect.bottom() + KT_DOWN * base)
        font, colour = self.theme.font(0.87), self.theme.colours.muted
        room = at.x() - self.frame.rect.left() - 3 * base
        align = Qt.AlignmentFlag.AlignRight
        marks.write_fitting(painter, at, self._ground, font, colour, room, align)

    def _paint_particles(self, painter: QPainter, picture: Picture) -> None:
        self._counts = picture.once(particle_counts).tolist()
        pen = self.theme.pen(self.theme.colours.card, 0.6)
        # A figure has discs that can be drawn at any size.
        kept = self.isVisible() and not self.hops
        for level in self._levels:
            colour, count = (
                self.theme.colours.of_class(picture.drawn[level.place].colour),
                self._counts[level.place],
            )
            row = self._disc_row(level, colour, pen) if kept else None
            if row is not None and count <= row.most:
                self._rows.paint(painter, level.place, row, count, self.devicePixelRatioF())
                continue
            painter.setPen(self.theme.pen(colour, self.theme.hairline) if self.hops else pen)
            painter.setBrush(Qt.BrushStyle.NoBrush if self.hops else colour)
            for x in self._row(level, count, self._radius):
                painter.drawEllipse(QPointF(x, self._above(level)), self._radius, self._radius)

    def _disc_row(self, level: Level, colour: QColor, pen: QPen) -> DiscRow:
        """Discs of a level that stand side by side, as many as there is room for."""
        radius, start = self._radius, self.frame.x.pixel(level.start)
        most = min(PARTICLES, int((self.frame.x.pixel(level.end) - start) / (2 * radius)))
        return DiscRow(start + radius, self._above(level), radius, most, colour, pen)

    def _paint_kt(self, painter: QPainter, picture: Picture) -> None:
        paint_kt(painter, picture, self._span, self.frame, self.theme)

    @property
    def _radius(self) -> float:
        return 0.26 * self.theme.base

    def _above(self, level: Level) -> float:
        """Pixel of the centres of the particles on a level."""
        return self.frame.y.pixel(level.height) - self._radius - 0.8 * self.theme.line

    def _paint_hopping(self, painter: QPainter, picture: Picture) -> None:
        """Paint the particles that hop, over the outlines of the exact populations."""
        if self._hopping is None or not self.hops:
            return
        radius = 0.8 * self._radius
        painter.setPen(Qt.PenStyle.NoPen)
        for place, (x, y) in zip(self._hopping.levels.tolist(), self._hopping.at.tolist(), strict=False):
            painter.setBrush(self.theme.colours.of_class(picture.drawn[place].colour))
            painter.drawEllipse(QPointF(x, y), radius, radius)

    def _places(self, places: Integers) -> Floats:
        """Centre of the disc of each particle, given the place in `drawn` of its level; shape (n, 2)."""
        at = np.zeros((len(places), 2))
        for level in self._levels:
            mine = np.flatnonzero(places == level.place)
            at[mine, 0] = self._row(level, len(mine), self._radius)
            at[mine, 1] = self._above(level)
        return at

    def _row(self, level: Level, count: int, radius: float) -> Floats:
        """Positions of the particles of a level; closer where there is little room."""
        start, end = self.frame.x.pixel(level.start) + radius, self.frame.x.pixel(level.end) - radius
        step = min(2 * radius, (end - start) / max(1, count - 1))
        return start + step * np.arange(count, dtype=np.float64)

    # The hand

    def class_at(self, point: QPointF) -> int | None:
        """Row of the level under the mouse."""
        if self.picture is None:
            return None
        inside = self.frame.rect.adjusted(-60, -10, 90, 10).contains(point)
        levels = [level for level in self._levels if level.place < len(self.picture.bars)]
        if not inside or not levels:
            return None
        across = min(max(self.frame.x.value(point.x()), 0.0), 1.0)
        beside = [level for level in levels if level.start <= across <= level.end]
        nearest = min(beside or levels, key=lambda level: abs(self.frame.y.pixel(level.height) - point.y()))
        near = abs(self.frame.y.pixel(nearest.height) - point.y()) < self.theme.base
        return int(self.picture.prepared.shown[nearest.place]) if near else None


def beside(frame: Frame, whole: QRectF) -> QRectF:
    """Area of the particles, with the bar of kT at the left."""
    return QRectF(QPointF(0, 0), QPointF(frame.rect.right() + 1, whole.bottom()))
