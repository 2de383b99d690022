"""Schedule: the temperature of each step of a run, to be drawn by hand, with a cursor that is the dial."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QWidget

from tauscope.core.numbers import screen_temperature, screen_tick
from tauscope.core.temperatures.schedules import Drawn
from tauscope.document.edits import exploration_edits
from tauscope.document.panel_settings.bandit import BanditSettings
from tauscope.document.studies.exploration import position, shape_words
from tauscope.ui.editing.history import EditRequest, Perform
from tauscope.ui.painting import marks
from tauscope.ui.plots.bandit.schedule_axis import TemperatureAxis
from tauscope.ui.plots.bandit.schedule_labels import SMALL, ScheduleLabels
from tauscope.ui.plots.base.lines import curve_path
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.details.step_axis import bottom_room, paint_cursor
from tauscope.ui.widgets.buttons import word_button
from tauscope.ui.widgets.card import OR

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter, QPen

    from tauscope.core.values import Floats
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.focus import Focus
    from tauscope.ui.theme import Theme

NEAR = 8.0
"""Distance in pixels within which the mouse is at a point of the schedule."""

HINT = "Drag to draw. Drag a point to move it; double-click a point to remove it."
HEURISTIC = (
    "A heuristic: no monotone schedule is optimal on every testbed (Cesa-Bianchi et al. 2017).",
    "A heuristic, not optimal on every testbed.",
)
WITH_WORDS = 13.0
"""Height of the plot in text heights from which on there is room for words below it."""

MOST_DRAWN = 300
"""Most points of the line, besides those that were drawn by hand."""


class SchedulePlot(Plot):
    """τ over the steps on a logarithmic axis; a drag draws."""

    name = "schedule"
    page = "annealing"
    explanation = "The temperature of each step of the run."
    usage = (
        "Drag on the plot to draw another schedule; drag a point to move it, and double-click it to "
        "remove it."
    )
    hint = "Begin hot and end cold: explore first, commit later."

    def __init__(self, perform: Perform, focus: Focus, theme: Theme) -> None:
        self._gesture = object()
        self._shown: tuple[object, ...] = ()
        self._axis = TemperatureAxis.of((1.0,))
        self._levels: list[float] = []
        self._words: list[str] = []
        self._line: tuple[Floats, Floats] = (np.zeros(1), np.ones(1))
        self._before: BanditSettings | None = None
        self._held: frozenset[float] = frozenset()
        self._stroke: list[tuple[float, float]] = []
        self._point: int | None = None
        super().__init__(perform, focus, theme)
        self.add_layer(self._paint)

    @cached_property
    def draw_button(self) -> QWidget:
        """Button that makes points of the schedule."""
        button = word_button("Draw", f"Make points of the schedule.\n{HINT}", self._make_points)
        button.setObjectName("drawSchedule")
        return button

    @cached_property
    def help_button(self) -> QWidget:
        """Button that opens the article on annealing."""
        button = word_button("?", "Where annealing loses", partial(self.asked.emit, self.page))
        button.setObjectName("helpOnSchedule")
        return button

    @property
    def tools(self) -> Sequence[QWidget]:
        """The buttons that draw and explain."""
        return (self.draw_button, self.help_button)

    def caption(self, picture: Picture) -> str:
        """Name the shape of the schedule, and say if τ does not follow it."""
        settings = picture.document.settings(BanditSettings)
        shape = shape_words(settings.schedule)
        if settings.policy != "boltzmann":
            return OR.join((f"{shape}; the policy of the run has no temperature", "no temperature", shape))
        if not settings.scheduled:
            return OR.join((f"{shape}, set aside: τ is the dial’s", "set aside", ""))
        return shape

    def describe(self, picture: Picture) -> str:
        """Describe the step and the schedule."""
        settings = picture.document.settings(BanditSettings)
        return f"Step {position(picture):,}. Schedule: {shape_words(settings.schedule)}."

    # What is shown

    def show_picture(self, picture: Picture) -> None:
        """Show the schedule of `picture`; a step of the run lays out nothing again."""
        self.picture = picture
        self.say(picture)
        if self._key(picture) == self._shown:
            self.refresh()
        else:
            self.arrange()

    def _key(self, picture: Picture) -> tuple[object, ...]:
        """What decides the axes."""
        settings = picture.document.settings(BanditSettings)
        dial = None if settings.follows else picture.temperature
        return settings.schedule, settings.steps, self._constant(settings), dial

    def _constant(self, settings: BanditSettings) -> float | None:
        """Constant temperature that is compared, if it is."""
        return settings.constant if "constant" in settings.compared else None

    def lay_out(self, picture: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
        """Temperatures on the left, steps and words below."""
        self._shown = self._key(picture)
        settings, base = picture.document.settings(BanditSettings), self.theme.base
        self._line = _few_points(settings)
        if self._before is None:  # the axis stays while a hand draws
            others = [one for one in (self._constant(settings), picture.temperature) if one is not None]
            self._axis = TemperatureAxis.of([*self._line[1].tolist(), *others, *self._held])
        ticks = self._axis.ticks((self.height() - 4 * base) / base)
        self._levels = [level for level, _ in ticks]
        self.axes.set_ticks("left", ticks)
        self.axes.set_ticks("bottom", [])
        self._words = self._fitting_words()
        self.axes.set_room("bottom", bottom_room(self.theme) + 1.3 * base * len(self._words))
        self.axes.set_margins(0, 0.9 * base, 2.4 * base, 0)
        return (0.0, float(settings.steps)), self._axis.span

    def hold_axis(self, picture: Picture) -> None:
        """Let the axis have room for the temperature of `picture` as well."""
        self._held |= {picture.temperature}

    def _fitting_words(self) -> list[str]:
        """Lines of the words below the plot, as far as there is room."""
        if self.height() < WITH_WORDS * self.theme.base:
            return []
        font = self.theme.font(SMALL)
        for text in HEURISTIC:
            lines = marks.wrapped(text, font, self.width() - self.theme.base)
            if len(lines) <= 2 and marks.all_fit(lines, font, self.width()):
                return lines
        return []

    # Painting

    def _paint(self, painter: QPainter, picture: Picture) -> None:
        settings = picture.document.settings(BanditSettings)
        self.paint_grid(painter, self._levels)
        self._paint_constant(painter, picture)
        self._paint_line(painter, *self._line, position(picture), followed=settings.follows)
        if settings.policy == "boltzmann" and not settings.scheduled:
            ends = np.array([0.0, settings.steps - 1.0])
            dial = np.full(2, picture.temperature)
            self._paint_line(painter, ends, dial, position(picture), followed=True)
        self._paint_points(painter, settings)
        paint_cursor(painter, self.frame, self.theme, position(picture), settings.steps, self.width())
        if settings.policy == "boltzmann":
            self._paint_dial(painter, picture)
        self._paint_words(painter)

    def _paint_line(
        self, painter: QPainter, steps: Floats, temperatures: Floats, present: int, *, followed: bool
    ) -> None:
        """Paint temperatures over the steps: solid up to the present step, dashed after it."""
        theme = self.theme
        xs, ys = self.frame.x.pixels(steps), self.frame.y.pixels(self._axis.places(temperatures))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if not followed:
            self._paint_part(painter, xs, ys, self._dashed(theme.pen(theme.colours.muted, 0.8 * theme.line)))
            return
        pen = theme.pen(theme.colours.accent, 1.2 * theme.line)
        at = int(np.searchsorted(steps, present))
        x = min(self.frame.x.pixel(present), float(xs[-1]))
        y = float(np.interp(x, xs, ys))
        self._paint_part(painter, np.append(xs[:at], x), np.append(ys[:at], y), pen)
        self._paint_part(painter, np.insert(xs[at:], 0, x), np.insert(ys[at:], 0, y), self._dashed(pen))

    def _paint_part(self, painter: QPainter, xs: Floats, ys: Floats, pen: QPen) -> None:
        if len(xs) > 1:
            painter.setPen(pen)
            painter.drawPath(curve_path(xs, ys))

    def _dashed(self, pen: QPen) -> QPen:
        dashed = self.theme.pen(pen.color(), pen.widthF())
        dashed.setDashPattern([3, 2])
        return dashed

    def _paint_constant(self, painter: QPainter, picture: Picture) -> None:
        """Paint the constant that is compared as a dotted line, named where the schedule is far from it."""
        constant = self._constant(picture.document.settings(BanditSettings))
        if constant is None:
            return
        theme, rect = self.theme, self.frame.rect
        y = self.frame.y.pixel(self._axis.place(constant))
        pen = theme.pen(theme.colours.muted, 0.8 * theme.line)
        pen.setDashPattern([1.2, 1.6])
        painter.setPen(pen)
        painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))
        name = f"constant {screen_tick(constant)}"
        box = self._labels(picture).name_box(name, y)
        if box is not None:
            font, at = theme.font(SMALL), QPointF(box.left(), box.bottom() - 0.25 * theme.base)
            left = Qt.AlignmentFlag.AlignLeft
            marks.write(painter, at, name, font, theme.colours.muted, left)

    def _paint_points(self, painter: QPainter, settings: BanditSettings) -> None:
        if not isinstance(settings.schedule, Drawn) or self.theme.still:
            return
        theme, colours = self.theme, self.theme.colours
        painter.setPen(theme.pen(colours.accent if settings.follows else colours.muted, 0.8 * theme.line))
        painter.setBrush(colours.card)
        for place in self._places(settings.schedule):
            painter.drawEllipse(place, 1.4 * theme.line + 1, 1.4 * theme.line + 1)

    def _places(self, schedule: Drawn) -> list[QPointF]:
        """Pixels of the points of a drawn schedule."""
        return [
            self.frame.point(step, self._axis.place(temperature)) for step, temperature in schedule.points
        ]

    def _dial_point(self, picture: Picture) -> QPointF:
        return self.frame.point(position(picture), self._axis.place(picture.temperature))

    def _labels(self, picture: Picture) -> ScheduleLabels:
        """Places for the texts beside the lines."""
        constant = self._constant(picture.document.settings(BanditSettings))
        return ScheduleLabels(
            self.theme,
            self.frame.rect,
            self.width(),
            self.frame.x.pixels(self._line[0]),
            self.frame.y.pixels(self._axis.places(self._line[1])),
            None if constant is None else self.frame.y.pixel(self._axis.place(constant)),
            self._dial_point(picture),
            self._value(picture),
        )

    def _value(self, picture: Picture) -> str:
        return f"τ = {screen_temperature(_short(picture.temperature))}"

    def _paint_dial(self, painter: QPainter, picture: Picture) -> None:
        """Paint the present temperature as a dot with its value: it is the dial."""
        theme, colours, at = self.theme, self.theme.colours, self._dial_point(picture)
        if not 0 <= position(picture) <= picture.document.settings(BanditSettings).steps:
            return
        painter.setPen(theme.pen(colours.accent))
        painter.setBrush(colours.card)
        painter.drawEllipse(at, 2.5 * theme.line, 2.5 * theme.line)
        box = self._labels(picture).value_box()
        where = QPointF(box.left(), box.bottom() - 0.2 * theme.base)
        font, left = theme.font(strong=True), Qt.AlignmentFlag.AlignLeft
        marks.write(painter, where, self._value(picture), font, colours.accent, left)

    def _paint_words(self, painter: QPainter) -> None:
        theme = self.theme
        y = self.frame.rect.bottom() + bottom_room(theme) + 0.9 * theme.base
        for number, line in enumerate(self._words):
            at = QPointF(0.3 * theme.base, y + 1.25 * number * theme.base)
            left = Qt.AlignmentFlag.AlignLeft
            marks.write(painter, at, line, theme.font(SMALL), theme.colours.muted, left)

    # The hand

    def value_at(self, point: QPointF) -> str:
        """Temperature of the step under the mouse; what can be done with a point."""
        if self.picture is None or not self.frame.rect.contains(point):
            return ""
        settings = self.picture.document.settings(BanditSettings)
        place = self._point_at(point)
        if place is not None and isinstance(settings.schedule, Drawn):
            step, temperature = settings.schedule.points[place]
            what = "\nDrag to move, double-click to remove"
        else:
            step = min(max(round(self.frame.x.value(point.x())), 0), settings.steps - 1)
            temperature, what = settings.temperature_at(int(step)), ""
        return f"step {step + 1:,.0f}: τ = {screen_temperature(_short(temperature))}{what}"

    def _point_at(self, point: QPointF) -> int | None:
        """Number of the point of a drawn schedule that is nearest to the mouse; None if none is near."""
        settings = self.picture.document.settings(BanditSettings) if self.picture is not None else None
        if settings is None or not isinstance(settings.schedule, Drawn):
            return None
        away = [(place - point).manhattanLength() for place in self._places(settings.schedule)]
        nearest = int(np.argmin(away))
        return nearest if away[nearest] <= NEAR else None

    def press(self, point: QPointF) -> bool:
        """Grab a point of the schedule, or begin a stroke."""
        if self.picture is None or not self.frame.rect.adjusted(-NEAR, -NEAR, NEAR, NEAR).contains(point):
            return False
        self._gesture, self._point, self._stroke = object(), self._point_at(point), []
        self._before = self.picture.document.settings(BanditSettings)
        if self._point is None:
            self._stroke.append(self._spot(point))
        return True

    def _spot(self, point: QPointF) -> tuple[float, float]:
        """Step and temperature at a point of the plot."""
        steps = 1 if self._before is None else self._before.steps
        step = min(max(self.frame.x.value(point.x()), 0.0), steps - 1.0)
        return step, self._axis.temperature(self.frame.y.value(point.y()))

    def drag(self, point: QPointF) -> None:
        """Move a point, or draw on."""
        step, temperature = self._spot(point)
        if self._point is not None:
            edit = partial(
                exploration_edits.move_point, place=self._point, step=step, temperature=temperature
            )
            self.refuse(self.perform(EditRequest("move a point of the schedule", edit, self._gesture)))
        elif self._before is not None:
            self._stroke.append((step, temperature))
            over = self._before.schedule
            edit = partial(exploration_edits.draw_schedule, stroke=tuple(self._stroke), over=over)
            self.refuse(self.perform(EditRequest("draw the schedule", edit, self._gesture)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a stroke; the axis fits what was drawn."""
        super().mouseReleaseEvent(event)
        self._before, self._point = None, None
        self.arrange()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Remove the point under the mouse."""
        place = self._point_at(event.position())
        if place is None or event.button() != Qt.MouseButton.LeftButton:
            super().mouseDoubleClickEvent(event)
            return
        edit = partial(exploration_edits.remove_point, place=place)
        self.refuse(self.perform(EditRequest("remove a point of the schedule", edit)))

    def cursor_at(self, point: QPointF) -> Qt.CursorShape:
        """Return a hand over a point, a cross where a drag draws."""
        if self._point_at(point) is not None:
            return Qt.CursorShape.PointingHandCursor
        inside = self.frame.rect.contains(point)
        return Qt.CursorShape.CrossCursor if inside else Qt.CursorShape.ArrowCursor

    def _make_points(self) -> None:
        request = EditRequest("make points of the schedule", exploration_edits.make_points)
        self.refuse(self.perform(request))
        self.said.emit(HINT)


def _few_points(settings: BanditSettings) -> tuple[Floats, Floats]:
    """Steps and temperatures of the schedule: all of them, or `MOST_DRAWN` and the points drawn by hand."""
    temperatures = settings.schedule.temperatures(settings.steps)
    steps = np.linspace(0, settings.steps - 1, min(settings.steps, MOST_DRAWN))
    if isinstance(settings.schedule, Drawn):
        steps = np.append(steps, [step for step, _ in settings.schedule.points])
    places = np.unique(steps.round().astype(np.int64).clip(0, settings.steps - 1))
    return places.astype(np.float64), temperatures[places]


def _short(temperature: float) -> float:
    """A temperature with three digits, as many as a dial shows."""
    return float(f"{temperature:.3g}")
