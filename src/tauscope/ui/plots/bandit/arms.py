"""The arms of a bandit: true values, estimates, and the chances to be pulled next."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtWidgets import QWidget

from tauscope.core.bar_scale import BarScale
from tauscope.core.numbers import exact_percentage, screen_number, screen_percentage
from tauscope.document.edits import bandit_edits, source_edits
from tauscope.document.picture.subjects.bandit_numbers import bandit_numbers
from tauscope.ui.editing.history import EditRequest, Perform
from tauscope.ui.painting import marks
from tauscope.ui.painting.frame import Frame
from tauscope.ui.plots.bandit.arm_chances import ChanceBars, chance_words, paint_ticks
from tauscope.ui.plots.bandit.arm_columns import (
    Column,
    column_rect,
    columns_of,
    value_range,
    value_ticks,
)
from tauscope.ui.plots.bandit.arm_values import ValueMarks, values_told
from tauscope.ui.plots.base.axes import GAP, TICK_FONT
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.widgets.card import OR
from tauscope.ui.widgets.switch import Switch

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPainter, QResizeEvent

    from tauscope.document.picture.picture import Picture
    from tauscope.ui.focus import Focus
    from tauscope.ui.theme import Theme

ABOVE, STRIP, LOW_STRIP, NAMES = 1.5, 3.0, 1.9, 1.9
"""Room in text heights above the values, between values and chances with numbers over these and without, and
for the names below."""

CHANCES = 0.24
"""Share of the height that the bars of the chances have, beside what strip and `NAMES` take."""

APART = 1.6
"""How much sparser the ticks of the chances are than there would be room for."""

LOW = 12.0
"""Height in text heights below which the values have all the room: no chances are drawn."""

NARROW = 24.0
"""Width in text heights from which on the switch of the true values has room in the heading."""

CUT = "cut by a knob"
PULL = "Click: pull this arm"


class ArmsPlot(Plot):
    """Violins of the rewards with true values and estimates; below them the chances, in the same columns."""

    page = "annealing"
    name = "arms"
    explanation = (
        "Each arm's rewards scatter around its true value. The policy knows the estimates alone;"
        " the bars are its chances to pull each arm next."
    )
    usage = "Click an arm to pull it yourself; show or hide the true values with the switch in the heading."
    hint = "Turn the dial down early in a run: the policy may stay with an arm that is not the best."
    card_height: ClassVar[float] = 16.0

    def __init__(self, perform: Perform, focus: Focus, theme: Theme) -> None:
        self._columns: tuple[Column, ...] = ()
        self._scale = BarScale()
        self._ticks: list[tuple[float, str]] = []
        self._shares: list[tuple[float, str]] = []
        self._settings: object = None
        self._held: int | None = None
        self._numbered = True
        super().__init__(perform, focus, theme)
        self.add_layer(self._paint_ground, cached=True)
        self.add_layer(self._paint_estimates, cached=True)
        self._bars = self.add_layer(self._paint_chances)

    @cached_property
    def true_values(self) -> Switch:
        """Switch that hides the true values, so that one can guess the best arm."""
        switch = Switch("true values")
        switch.setObjectName("trueValues")
        switch.setToolTip("Show what each arm is worth, which no policy knows; hide it to guess")
        switch.clicked.connect(self._toggle_true_values)
        return switch

    @property
    def tools(self) -> Sequence[QWidget]:
        """The switch of the true values."""
        return (self.true_values,)

    def show_in_tools(self, picture: Picture) -> None:
        """Show whether the true values are shown."""
        self.true_values.setChecked(bandit_numbers(picture).settings.true_values)
        self._fit_tools()

    def _fit_tools(self) -> None:
        if not self.isHidden():
            self.true_values.setVisible(self.width() >= NARROW * self.theme.base)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay everything out again, and hide the switch where there is no room."""
        super().resizeEvent(event)
        if "true_values" in vars(self):
            self._fit_tools()

    # What is shown

    def on_temperature(self) -> None:
        """Move the bars; lay out again where settings or the scale of the bars changed."""
        picture = self.picture
        if picture is None:
            return
        numbers = bandit_numbers(picture)
        columns = columns_of(picture, numbers)
        if (numbers.settings, self._scale_of(picture, columns)) != (self._settings, self._scale):
            self.arrange()
            return
        self._columns = columns
        self._bars.update()

    def caption(self, picture: Picture) -> str:
        """Say which step of which run it is."""
        numbers = bandit_numbers(picture)
        run = bandit_edits.bandit_of(picture.document).run
        step = f"step {numbers.step:,} of {numbers.settings.steps:,}"
        walk = f", values walk by {run.testbed.walk:g}" if run.testbed.walk else ""
        return OR.join((f"{step}, seed {run.seed}{walk}", f"{step}, seed {run.seed}", step, ""))

    def describe(self, picture: Picture) -> str:
        """Name the arm that is most likely to be pulled, and the best one unless it is hidden."""
        numbers, labels = bandit_numbers(picture), picture.logits.labels
        top = int(numbers.chances.argmax())
        likely = f"Most likely next: {labels[top]}, {screen_percentage(float(numbers.chances[top]))}."
        if not numbers.settings.true_values:
            return f"{likely}"
        best = numbers.best[0]
        worth = screen_number(float(numbers.values[best]))
        return f"{likely} Best: {labels[best]}, worth {worth}."

    def lay_out(self, picture: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
        """Values above, chances below, and the ticks of both at the left."""
        base, numbers = self.theme.base, bandit_numbers(picture)
        self._settings, self._columns = numbers.settings, columns_of(picture, numbers)
        self._scale = self._scale_of(picture, self._columns)
        rows = [one.row for one in self._columns if one.row is not None]
        low, high = value_range(numbers, rows, true_values=numbers.settings.true_values)
        slot = max(1.0, self.width() - 4 * base) / len(self._columns)
        self._numbered = marks.number_font(self.theme, slot, 0.5) is not None
        below = NAMES * base + self._height_of_chances
        inside = self.height() - below - ABOVE * base
        self._ticks = value_ticks(low, high, inside / base)
        self._shares = self._scale.ticks((self._height_of_chances - self._strip) / base / APART)
        labels = [*self._ticks, *self._shares]
        font = self.theme.font(TICK_FONT)
        left = max(marks.text_width(text, font) for _, text in labels) + (GAP + 0.3) * base
        # Both axes are written by the plot itself: pyqtgraph's would have one range at the left.
        self.axes.set_ticks("left", [])
        self.axes.set_ticks("bottom", [])
        self.axes.set_room("left", left)
        self.axes.set_room("bottom", below)
        self.axes.set_margins(0, ABOVE * base, 0.6 * base, 0)
        return (-0.5, len(self._columns) - 0.5), (low, high)

    @property
    def _strip(self) -> float:
        """Pixels between values and chances."""
        strip: float = (STRIP if self._numbered else LOW_STRIP) * self.theme.base
        return strip

    @property
    def _height_of_chances(self) -> float:
        """Pixels of the bars and of the strip above them; 0 where there is no room."""
        height: int = self.height()
        return self._strip + CHANCES * height if height >= LOW * self.theme.base else 0.0

    def _scale_of(self, picture: Picture, columns: Sequence[Column]) -> BarScale:
        name = "logarithmic" if picture.document.scale == "logarithmic" else "fitted"
        fitted = BarScale.of(name, (max(one.chance, one.cut) for one in columns))
        return fitted.at_least(self.least_end)

    def hold_axis(self, picture: Picture) -> None:
        """Let the axis of the chances have room for `picture` as well."""
        columns = columns_of(picture, bandit_numbers(picture))
        self.least_end = max(self.least_end, self._scale_of(picture, columns).end)

    @property
    def _chance_frame(self) -> Frame:
        """Frame of the bars of the chances."""
        rect = self.frame.rect
        top, bottom = rect.bottom() + self._strip, rect.bottom() + self._height_of_chances
        area = QRectF(QPointF(rect.left(), top), QPointF(rect.right(), max(top + 1, bottom)))
        return Frame.of(area, (self.frame.x.low, self.frame.x.high), (0.0, 1.0))

    # Painting

    def _paint_ground(self, painter: QPainter, picture: Picture) -> None:
        """Paint grid, selected columns, violins and true values, names and ticks."""
        numbers = bandit_numbers(picture)
        self._paint_selected(painter)
        self.paint_grid(painter, [value for value, _ in self._ticks])
        paint_ticks(painter, self.frame, self._ticks, self.theme)
        marks_of_values = ValueMarks(self.theme, self.frame, self._columns, numbers)
        if numbers.settings.true_values:
            marks_of_values.paint_values(painter)
            marks_of_values.paint_best(painter)
        marks_of_values.paint_axis_name(painter)
        self._paint_names(painter)

    def _paint_selected(self, painter: QPainter) -> None:
        bottom = self.frame.rect.bottom() + self._height_of_chances
        for place, one in enumerate(self._columns):
            if one.row is not None and self.focus.has(self.key(one.row)):
                rect = column_rect(self.frame, place, self.frame.rect.top(), bottom)
                painter.fillRect(rect, self.theme.colours.selection)

    def _paint_names(self, painter: QPainter) -> None:
        """Name the columns; numbers alone where names have no room, and only as many as there is room for."""
        theme, font = self.theme, self.theme.font()
        slot = self.frame.x.pixel(1.0) - self.frame.x.pixel(0.0)
        labels = [one.label for one in self._columns]
        if not marks.all_fit(labels, font, 0.94 * slot):
            labels = [f"{one.row + 1}" if one.row is not None else "…" for one in self._columns]
        widest = max(marks.text_width(text, font) for text in labels)
        named = marks.apart(range(len(labels)), slot, widest + 0.3 * theme.base)
        y = self.frame.rect.bottom() + self._height_of_chances + 1.4 * theme.base
        for place in sorted(named):
            at = QPointF(self.frame.x.pixel(place), y)
            marks.write(painter, at, labels[place], font, theme.colours.text)

    def _paint_estimates(self, painter: QPainter, picture: Picture) -> None:
        ValueMarks(self.theme, self.frame, self._columns, bandit_numbers(picture)).paint_estimates(painter)

    def _paint_chances(self, painter: QPainter, picture: Picture) -> None:
        if self._height_of_chances:
            chances = ChanceBars(self.theme, self._chance_frame, self._scale, self._numbered)
            chances.paint(painter, self._columns, self._shares)
            shown = bandit_numbers(picture).settings.true_values
            top = QPointF(self.frame.rect.left(), self.frame.rect.bottom())
            chances.paint_words(painter, top, chance_words(picture), true_values=shown)

    # The hand

    def _place_at(self, point: QPointF) -> int | None:
        rect = self.frame.rect
        bottom = rect.bottom() + self._height_of_chances + NAMES * self.theme.base
        if self.picture is None or not QRectF(rect.topLeft(), QPointF(rect.right(), bottom)).contains(point):
            return None
        return min(max(round(self.frame.x.value(point.x())), 0), len(self._columns) - 1)

    def class_at(self, point: QPointF) -> int | None:
        """Row of the arm whose column is under the mouse."""
        place = self._place_at(point)
        return None if place is None else self._columns[place].row

    def value_at(self, point: QPointF) -> str:
        """Everything exactly of the arm under the mouse, and what a click does."""
        place = self._place_at(point)
        if place is None or self.picture is None:
            return ""
        one, numbers = self._columns[place], bandit_numbers(self.picture)
        chance = CUT if one.is_cut else exact_percentage(one.chance)
        if one.row is None:
            return f"{one.label}\nchance {chance}"
        lines = [one.label, *values_told(numbers, one.row), f"chance {chance}", PULL]
        return "\n".join(lines)

    def press(self, point: QPointF) -> bool:
        """Press on an arm; it is pulled when the button is released on it."""
        self._held = self.class_at(point)
        return self._held is not None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Pull the arm that was pressed, unless the mouse was dragged away."""
        clicked = self._pressed is not None and not self._dragging
        super().mouseReleaseEvent(event)
        row, self._held = self._held, None
        if (
            clicked
            and row is not None
            and self.picture is not None
            and self.class_at(event.position()) == row
        ):
            name = f"pull {self.picture.logits.labels[row]}"
            self.refuse(self.perform(EditRequest(name, partial(source_edits.choose, key=self.key(row)))))
            self._show_value(event.position())

    def cursor_at(self, point: QPointF) -> Qt.CursorShape:
        """Return a pointing hand over an arm."""
        over = self.class_at(point) is not None
        return Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor

    def _toggle_true_values(self) -> None:
        on = self.true_values.isChecked()
        name = "show the true values" if on else "hide the true values"
        self.perform(EditRequest(name, partial(bandit_edits.show_true_values, on=on)))
