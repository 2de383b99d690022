"""What many runs of a bandit say of policies: average reward, share of the best arm, and regret."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QWidget

from tauscope.core.numbers import screen_number, screen_percentage
from tauscope.document.edits import source_edits
from tauscope.document.panel_settings.bandit import BanditSettings
from tauscope.document.studies.exploration import policy_curves, position, runs_words
from tauscope.ui.editing.history import EditRequest, Perform
from tauscope.ui.painting import marks
from tauscope.ui.plots.bandit.policy_lines import (
    PolicyLine,
    line_of,
    names_room,
    paint_line,
    paint_names,
)
from tauscope.ui.plots.base.axes import per_cent
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.details.step_axis import bottom_room, paint_cursor, round_ticks
from tauscope.ui.plots.tools.page_button import PageButton
from tauscope.ui.plots.tools.policy_choice import PolicyChoice
from tauscope.ui.widgets.card import OR

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from tauscope.document.picture.picture import Picture
    from tauscope.document.studies.exploration import PolicyCurves
    from tauscope.ui.focus import Focus
    from tauscope.ui.theme import Theme

FLAT = 0.5
"""An axis begins at 0 if its least value is above 0 and below this share of the largest."""

NEGLIGIBLE = 0.1
"""An axis also begins at 0 if its least value is below 0 by less than this share of the largest."""

WAITING, AGAIN = "Simulating …", "click on the plot to try again"
BAND = "band: ± 2 standard errors"


class PolicyPlot(Plot):
    """Curves of policies over the steps, with a line at the present step of the shown run."""

    card_height = 11.0
    usage = "Drag the line to go to a step of the run; point at a step for the values of all policies there."
    page = "annealing"

    curve: ClassVar[str]
    """Attribute of `LearningCurves` that is drawn."""

    error: ClassVar[str]
    """Attribute of `LearningCurves` with its standard errors."""

    write: Callable[[float], str] = staticmethod(screen_number)
    """Writes a value."""

    def __init__(self, perform: Perform, focus: Focus, theme: Theme) -> None:
        self._gesture = object()
        self._shown: tuple[object, ...] = ()
        self._lines: list[PolicyLine] = []
        self._short = False
        self._levels: list[float] = []
        self._held: list[float] = []
        self._held_room = 0.0
        super().__init__(perform, focus, theme)
        self._curves = self.add_layer(self._paint_curves, cached=True)
        self._cursor = self.add_layer(self._paint_cursor)

    @cached_property
    def choice(self) -> PolicyChoice:
        """Tool that chooses the policies and the number of runs."""
        return PolicyChoice(self.perform)

    @property
    def tools(self) -> Sequence[QWidget]:
        """Widgets that choose what is compared, and explain it."""
        return (self.choice, self.help_button)

    @cached_property
    def help_button(self) -> PageButton:
        """Button that opens the article in which these policies are measured."""
        tip = "What regret is, and how these policies do"
        return PageButton(self.choice, tip, partial(self.asked.emit, self.page))

    def show_in_tools(self, picture: Picture) -> None:
        """Show what is compared."""
        present = picture.once(policy_curves)[0]
        self.choice.show_settings(picture.document.settings(BanditSettings), present.simulation.runs)

    def caption(self, picture: Picture) -> str:
        """Say what the band is, or that curves are being simulated; the tool says over how many runs."""
        curves = picture.once(policy_curves)
        if failed := [one.names[0] for one in curves if one.failure]:
            return OR.join((f"without {', '.join(failed)}: {AGAIN}", AGAIN, ""))
        if not all(one.finished for one in curves):
            return OR.join((WAITING, "…"))
        alone = () if picture.plain else ("τ without the other knobs",)
        return OR.join((*alone, BAND, ""))

    def legend(self, picture: Picture) -> str:
        """Say over how many runs the curves are, and what the band is."""
        present = picture.once(policy_curves)[0]
        alone = "" if picture.plain else ", τ without the other knobs"
        return f"{runs_words(present.simulation.runs)}{alone}, {BAND}"

    def describe(self, picture: Picture) -> str:
        """Describe the last values of all policies."""
        steps = picture.document.settings(BanditSettings).steps
        parts = [
            f"{one.names[0]} {self._written(getattr(one.curves, self.curve)[-1])}"
            for one in picture.once(policy_curves)
            if one.curves is not None
        ]
        return f"After {steps:,} steps: {', '.join(parts)}." if parts else ""

    def _written(self, value: float) -> str:
        return type(self).write(float(value))

    # What is shown

    def show_picture(self, picture: Picture) -> None:
        """Show the curves of `picture`; a step of the run moves the line alone."""
        self.picture = picture
        self.say(picture)
        if self._key(picture) == self._shown:
            self._cursor.update()
        else:
            self.arrange()

    def _key(self, picture: Picture) -> tuple[object, ...]:
        """Everything but the present step that decides what is drawn."""
        curves = picture.once(policy_curves)
        return tuple((one.role, one.simulation, id(one.curves), one.failure) for one in curves)

    def lay_out(self, picture: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
        """Values on the left, steps below, names at the right."""
        self._shown, every = self._key(picture), picture.once(policy_curves)
        self._lines = self._lines_of(every)
        base = self.theme.base
        room = (self.height() - 3.5 * base) / base
        ticks = self._ticks(room)
        self._levels = [level for level, _ in ticks]
        self.axes.set_ticks("left", ticks)
        self.axes.set_ticks("bottom", [])
        self.axes.set_room("bottom", bottom_room(self.theme))
        self._short, names = names_room(self._lines, self.theme, self.width())
        self.axes.set_margins(0, 0.8 * base, max(names, self._held_room, 2.2 * base), 0)
        steps = picture.document.settings(BanditSettings).steps
        return (0.0, float(steps)), (self._levels[0], self._levels[-1])

    def _ticks(self, room: float) -> list[tuple[float, str]]:
        values = [*_ends(self._lines), *self._held]
        low, high = min(values, default=0.0), max(values, default=1.0)
        from_zero = -NEGLIGIBLE * high < low < FLAT * high
        return round_ticks(0.0 if from_zero else low, high, room)

    def _lines_of(self, every: Sequence[PolicyCurves]) -> list[PolicyLine]:
        lines = [line_of(one, self.curve, self.error) for one in every]
        return [line for line in lines if line is not None]

    def hold_axis(self, picture: Picture) -> None:
        """Let the axis have room for the curves of `picture` as well, and the margin for their names."""
        lines = self._lines_of(picture.once(policy_curves))
        self._held = [*_ends(lines), *self._held]
        self._held = [min(self._held), max(self._held)] if self._held else []
        self._held_room = max(self._held_room, names_room(lines, self.theme, self.width())[1])

    # Painting

    def _paint_curves(self, painter: QPainter, picture: Picture) -> None:
        self.paint_grid(painter, self._levels)
        painter.save()
        painter.setClipRect(self.frame.rect.adjusted(0, -self.theme.line, 1, self.theme.line))
        for line in reversed(self._lines):
            paint_line(painter, line, self.frame, self.theme)
        painter.restore()
        paint_names(painter, self._lines, self.frame, self.theme, short=self._short)
        if said := self._instead(picture):
            self._say(painter, said)

    def _instead(self, picture: Picture) -> str:
        """Sentence in place of the curve of the run's policy."""
        present = picture.once(policy_curves)[0]
        if present.curves is not None:
            return ""
        return f"{present.failure} {AGAIN.capitalize()}." if present.failure else WAITING

    def _say(self, painter: QPainter, sentence: str) -> None:
        theme, rect = self.theme, self.frame.rect
        font = theme.font()
        lines = marks.wrapped(sentence, font, rect.width() - theme.base)
        y = rect.center().y() - (len(lines) / 2 - 1) * 1.3 * theme.base
        for number, line in enumerate(lines):
            at = QPointF(rect.center().x(), y + number * 1.3 * theme.base)
            marks.write_on(painter, at, line, font, theme, Qt.AlignmentFlag.AlignHCenter)

    def _paint_cursor(self, painter: QPainter, picture: Picture) -> None:
        steps = picture.document.settings(BanditSettings).steps
        paint_cursor(painter, self.frame, self.theme, position(picture), steps, self.width())

    # The hand

    def value_at(self, point: QPointF) -> str:
        """Values of all policies at the step under the mouse."""
        step = self._step_at(point)
        if step is None or self.picture is None:
            return ""
        rows = [self._row(one, step) for one in self.picture.once(policy_curves) if one.curves is not None]
        return "\n".join((f"step {step:,}", *rows)) if rows else ""

    def _row(self, one: PolicyCurves, step: int) -> str:
        value, error = (float(getattr(one.curves, name)[step - 1]) for name in (self.curve, self.error))
        sure = f" ± {self._written(error)}" if error == error else ""  # noqa: PLR0124  # NaN for one run
        return f"{one.names[0]}: {self._written(value)}{sure}"

    def _step_at(self, point: QPointF) -> int | None:
        """Step under the mouse, counted from 1; None beside the frame."""
        if self.picture is None or not self.frame.rect.adjusted(-3, 0, 3, 0).contains(point):
            return None
        steps = self.picture.document.settings(BanditSettings).steps
        return min(max(round(self.frame.x.value(point.x())), 1), steps)

    def press(self, point: QPointF) -> bool:
        """Go to the step of the run under the mouse, or try again what failed."""
        picture = self.picture
        if picture is None or not self.frame.rect.contains(point):
            return False
        if any(one.failure for one in picture.once(policy_curves)):
            self.again.emit()
            return False
        if not picture.document.source.path(picture.document.state):
            return False
        self._gesture = object()
        self.drag(point)
        return True

    def drag(self, point: QPointF) -> None:
        """Go to the step of the run under the mouse, as far as the run has come."""
        if self.picture is None:
            return
        document = self.picture.document
        last = len(document.source.path(document.state))
        step = min(max(round(self.frame.x.value(point.x())), 0), last)
        edit = partial(source_edits.go_to_position, position=step)
        self.refuse(self.perform(EditRequest("go to a step of the run", edit, self._gesture)))

    def cursor_at(self, point: QPointF) -> Qt.CursorShape:
        """Return the horizontal resize cursor over the line at the present step."""
        near = self.picture is not None and abs(self.frame.x.pixel(position(self.picture)) - point.x()) < 5
        inside = near and self.frame.rect.contains(point)
        return Qt.CursorShape.SizeHorCursor if inside else Qt.CursorShape.ArrowCursor


class RewardPlot(PolicyPlot):
    """Average reward of each step."""

    name = "reward"
    explanation = "Average reward of each policy over many runs; the bold curve is the policy of the run."
    hint = "A policy that never explores may stay low: compare a small τ with a large one."
    curve, error = "average_reward", "reward_error"


class OptimalPlot(PolicyPlot):
    """Share of the runs that pull the best arm."""

    name = "optimal"
    explanation = "Share of many runs in which each policy pulls the best arm; bold is the policy of the run."
    hint = "Look at the end of the curves: which policy found the best arm most often?"
    curve, error = "optimal_fraction", "optimal_error"
    write = staticmethod(screen_percentage)

    def _ticks(self, room: float) -> list[tuple[float, str]]:
        return per_cent(room)


class RegretPlot(PolicyPlot):
    """Regret, summed over the steps."""

    name = "regret"
    explanation = "How much more the best arm was worth, summed over the steps, as a mean over many runs."
    hint = "A curve that becomes flat belongs to a policy that has found the best arm."
    curve, error = "regret", "regret_error"
    write = staticmethod(partial(screen_number, decimals=1))

    def caption(self, picture: Picture) -> str:
        """Say that the regret is summed over the steps."""
        return OR.join(f"summed, {text}" if text else "summed" for text in super().caption(picture).split(OR))

    def legend(self, picture: Picture) -> str:
        """Say that the regret is summed, and over how many runs it is averaged."""
        return f"summed, {super().legend(picture)}"


def _ends(lines: Sequence[PolicyLine]) -> list[float]:
    """Smallest and largest value of each line."""
    return [end for line in lines for end in (float(line.ys.min()), float(line.ys.max()))]
