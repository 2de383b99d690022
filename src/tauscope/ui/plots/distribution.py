"""The distribution: one bar a class, with the distribution at τ = 1 as a dashed ghost behind it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtWidgets import QWidget

from tauscope.core.bar_scale import BarScale
from tauscope.core.numbers import exact_percentage
from tauscope.ui.editing.history import Perform
from tauscope.ui.painting import marks
from tauscope.ui.painting.frame import Frame
from tauscope.ui.painting.pin_marks import BarPins
from tauscope.ui.pins.pin_chips import PinChips
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.details.bar_drag import GrabbedBar
from tauscope.ui.plots.details.bar_moves import BarMoves
from tauscope.ui.plots.details.bar_names import BarNames, recorded_place
from tauscope.ui.plots.details.bar_numbers import BarNumbers, shows_ghosts
from tauscope.ui.plots.details.bar_painter import BarPainter
from tauscope.ui.plots.details.bar_words import bars_caption, bars_description
from tauscope.ui.plots.tools.scale_choice import ScaleChoice

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPainter, QResizeEvent

    from tauscope.document.picture.picture import Picture
    from tauscope.ui.focus import Focus
    from tauscope.ui.plots.details.guess_bars import Guess, GuessBars
    from tauscope.ui.theme import Theme

FADED = 0.3
"""Opacity of the bars behind predicted ones while the truth is hidden."""

NARROW = 26.0
"""Width, in text heights, from which on the choice of the scale fits beside the pins."""

FEW = 12
"""Most bars of which a turn of the dial paints only what moves: of more a whole area is painted faster."""


class DistributionPlot(Plot):
    """softmax(z/τ) on a scale of the user's choice; a bar dragged up or down moves the logit of its class."""

    name = "distribution"
    explanation = "The probability of each class at the current temperature."
    usage = (
        "Drag a bar up or down to change its logit, that of a group to move the logits of its classes"
        " together; click a bar to select its class."
    )
    hint = "Turn the dial down: the highest bar takes all. Turn it up: the bars become equal."

    def __init__(self, perform: Perform, focus: Focus, theme: Theme) -> None:
        self._grabbed: GrabbedBar | None = None
        self._moves = BarMoves()
        self._painter = BarPainter(self._rect)
        self.pins = BarPins(self._rect)
        self._bar_numbers = BarNumbers(self._rect, self.pins)
        self._names = BarNames()
        self._scale = BarScale()
        self._ticks = self._scale.ticks()
        super().__init__(perform, focus, theme)
        self.add_layer(self._paint_names, below, still=True)
        self._shades = self.add_layer(self.pins.paint_shades, above, cached=True)
        self.add_layer(self._paint_scale, above, still=True)
        self._bars = self.add_layer(self._paint_bars, above)
        self._ghosts = self.add_layer(self._paint_ghosts, above, cached=True)
        self._pinned = self.add_layer(self.pins.paint, above, cached=True)
        self._numbers = self.add_layer(self._paint_over, above)
        self._outlines = self.add_layer(self._paint_guess, above)

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        super().apply_theme(theme)
        # In a figure nobody asked for the chips, and to look at them would make them.
        if "chips" in vars(self):
            self.chips.apply_theme(theme)

    def on_temperature(self) -> None:
        """Move the bars and their numbers; names, ghosts and pins stay."""
        picture = self.picture
        if picture is not None and (picture.pins != self.pins.pins or self._scale_of(picture) != self._scale):
            self.arrange()
            return
        # One rectangle: to copy a pixmap into several takes Qt longer than into the whole plot.
        self._bars.update(None if picture is None else self._area_moved(picture))
        self._show_ghosts()

    def _area_moved(self, picture: Picture) -> QRectF | None:
        """Area of bars and numbers that differ from those shown before; None where all may differ."""
        if (
            len(picture.drawn) > FEW
            or picture.document.lesson is not None
            or self.focus.selected
            or picture.partial is not None
            or recorded_place(picture) is not None
            or any(one.cut for one in picture.drawn)
        ):
            self._moves.forget()
            return None
        self._bar_numbers.place(picture, self.frame, self.theme, self._scale)
        bars = self._painter.rects(picture)
        hatched = [marks.cue(one.colour) is not None for one in picture.drawn]
        return self._moves.area(bars, hatched, self._bar_numbers.areas(self.theme))

    def refresh(self) -> None:
        """Paint everything again."""
        self._moves.forget()
        pins = self.picture.pins if self.picture is not None else ()
        self.pins.place(pins, self.frame, self.theme, self._pinned.rect, self._scale)
        for layer in (self._shades, self._pinned):
            layer.show(bool(self.pins.caps))
        super().refresh()
        self._show_ghosts()

    def _show_ghosts(self) -> None:
        """Show the ghosts, except at τ = 1 and while a prediction waits: they may be its answer."""
        self._ghosts.show(self.picture is not None and self.picture.once(shows_ghosts))

    @cached_property
    def chips(self) -> PinChips:
        """Chips of the pins."""
        chips = PinChips(self.perform, self.around)
        chips.again.connect(self.again)
        return chips

    @cached_property
    def scale_choice(self) -> ScaleChoice:
        """The choice of the bars' scale."""
        return ScaleChoice(self.perform)

    @property
    def tools(self) -> Sequence[QWidget]:
        """Chips of the pins, and the choice of the scale."""
        return (self.chips, self.scale_choice)

    def show_in_tools(self, picture: Picture) -> None:
        """Name the pins and the scale."""
        self.chips.show_picture(picture)
        self.scale_choice.show_scale(picture.document.scale)
        self._fit_tools()

    def _fit_tools(self) -> None:
        """In a narrow card hide the choice of the scale, which is in the menu View too; shorten the chips."""
        if self.isHidden():
            return
        narrow = self.width() < NARROW * self.theme.base
        self.scale_choice.setVisible(not narrow)
        self.chips.shorten(narrow)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay everything out again, and fit the tools."""
        super().resizeEvent(event)
        if "scale_choice" in vars(self):
            self._fit_tools()

    def caption(self, picture: Picture) -> str:
        """Name the formula, the ghost where there is one, and the hatch where something is cut."""
        guess = self._guess(picture)
        return bars_caption(picture, predicted=guess is not None and not guess.open)

    def describe(self, picture: Picture) -> str:
        """Describe the most likely class, and the pins."""
        return bars_description(picture)

    def legend(self, picture: Picture) -> str:
        """Name the pins as well: a figure has no chips."""
        scale = () if picture.document.scale == "whole" else (f"{picture.document.scale} scale",)
        return "   ".join((super().legend(picture), *scale, *(one.title for one in picture.pins)))

    def lay_out(self, picture: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
        """Per cent on the left; room for names below and for numbers above."""
        base, count = self.theme.base, len(picture.drawn)
        slot = max(1.0, self.width() - 4 * base) / count
        self._bar_numbers.arrange(slot, self.width(), self.theme)
        below = self._names.arrange(picture, slot, self.height(), self.theme)
        self._scale = self._scale_of(picture)
        self._ticks = self._scale.ticks((self.height() - below - 2.0 * base) / base)
        self.axes.set_ticks("left", self._ticks)
        self.axes.set_ticks("bottom", [])
        self.axes.set_room("bottom", below)
        self.axes.set_margins(0, 2.0 * base, 0.6 * base, 0)
        return (-0.5, count - 0.5), (0.0, 1.0)

    def _scale_of(self, picture: Picture) -> BarScale:
        """Scale for bars, ghosts and pins; constant during the drag of a bar."""
        if self._grabbed is not None and self._dragging:
            return self._scale
        if picture.document.scale != "fitted":
            return BarScale.of(picture.document.scale, ())
        bars = (p for one in picture.drawn for p in (one.p, one.ghost, one.cut, *(one.bounds or ())))
        pins = (p for pin in picture.pins for ends in pin.ends for p in ends)
        guess = self._guess(picture)
        guessed = guess.bars if guess is not None else ()
        return BarScale.of(picture.document.scale, (*bars, *pins, *guessed)).at_least(self.least_end)

    def hold_axis(self, picture: Picture) -> None:
        """Let a fitted axis have room for `picture` as well."""
        self.least_end = max(self.least_end, self._scale_of(picture).end)

    # Painting

    @cached_property
    def _guess_bars(self) -> GuessBars:
        from tauscope.ui.plots.details.guess_bars import GuessBars  # noqa: PLC0415  # only in lessons

        return GuessBars(self._rect)

    def _guess(self, picture: Picture) -> Guess | None:
        """Predicted bars of the present step of a lesson."""
        if picture.document.lesson is None:
            return None
        from tauscope.ui.plots.details.guess_bars import guess_of  # noqa: PLC0415  # only in lessons

        return picture.once(guess_of)

    def _is_open(self, picture: Picture) -> bool:
        """Whether bars are predicted, and the truth is still hidden."""
        guess = self._guess(picture)
        return guess is not None and guess.open

    def _paint_guess(self, painter: QPainter, picture: Picture) -> None:
        guess = self._guess(picture)
        if guess is not None:
            self._guess_bars.paint(painter, picture, guess, self.theme)

    def _paint_scale(self, painter: QPainter, picture: Picture) -> None:
        del picture
        self.paint_grid(painter, [level for level, _ in self._ticks])

    def _paint_bars(self, painter: QPainter, picture: Picture) -> None:
        painter.setOpacity(FADED if self._is_open(picture) else 1.0)
        for place, one in enumerate(picture.drawn):
            if one.row is not None and self.is_marked(one.row):
                painter.fillRect(self._column(place), self.theme.colours.selection)
        self._painter.paint(painter, picture, self.theme, self._moves.bars)
        painter.setOpacity(1.0)

    def _paint_over(self, painter: QPainter, picture: Picture) -> None:
        guess = self._guess(picture)
        if guess is not None and guess.open:
            self._painter.part_others(painter, picture, self.frame, self.theme, ())
            return  # the outlines have numbers of their own
        bars = () if guess is None else [guess.bars[one.row or 0] for one in picture.drawn]
        self._bar_numbers.outlines = bars
        self._bar_numbers.paint(painter, picture, self.frame, self.theme, self._scale)
        self._bar_numbers.paint_chosen(painter, picture, self.frame, self.theme)
        self._painter.part_others(painter, picture, self.frame, self.theme, self._bar_numbers.taken)
        self._paint_ratio(painter, picture)

    def _paint_ghosts(self, painter: QPainter, picture: Picture) -> None:
        self._painter.paint_ghosts(painter, picture, self.theme)

    def _rect(self, place: int, p: float, width: float) -> QRectF:
        x, y = self.frame.x, self.frame.y
        left, right = x.pixel(place - width / 2), x.pixel(place + width / 2)
        top, bottom = y.pixel(self._scale.height(p)), y.pixel(0.0)
        return QRectF(left, top, right - left, bottom - top)

    def _column(self, place: int) -> QRectF:
        """Rectangle of the whole slot at a place."""
        x, frame = self.frame.x, self.frame.rect
        return QRectF(x.pixel(place - 0.5), frame.top(), x.pixel(1.0) - x.pixel(0.0), frame.height())

    def _paint_names(self, painter: QPainter, picture: Picture) -> None:
        self._names.paint(painter, picture, self.frame, self.theme)

    def _paint_ratio(self, painter: QPainter, picture: Picture) -> None:
        """Paint the ratio of the two selected classes."""
        if len(self.focus.selected) < 2:
            return
        from tauscope.document.picture.class_ratio import compared_rows  # noqa: PLC0415  # the window opens without it
        from tauscope.ui.plots.details.bar_ratio import BarRatio  # noqa: PLC0415  # the window opens without it

        rows = compared_rows(picture, self.focus.selected)
        if rows is None:
            return
        places = {one.row: place for place, one in enumerate(picture.drawn)}
        bars = [self._painter.rect(picture, places[row]) for row in rows if row in places]
        pair = (bars[0], bars[1]) if len(bars) == 2 else None
        taken = self._painter.taken(picture, self.theme) + self._bar_numbers.taken
        BarRatio(self.theme, self.frame.rect).paint(painter, picture, rows, pair, taken)

    # The hand

    def class_at(self, point: QPointF) -> int | None:
        """Row whose column is under the mouse."""
        if self.picture is None or not self.frame.rect.left() <= point.x() <= self.frame.rect.right():
            return None
        place = round(self.frame.x.value(point.x()))
        return self.picture.drawn[min(max(place, 0), len(self.picture.drawn) - 1)].row

    def value_at(self, point: QPointF) -> str:
        """The class whose column is under the mouse, its probability and what that is at τ = 1."""
        if self.picture is None or not self.frame.rect.contains(point):
            return self._names.named.text_at(point, self.frame)
        place = round(self.frame.x.value(point.x()))
        one = self.picture.drawn[min(max(place, 0), len(self.picture.drawn) - 1)]
        text = marks.value_text(one.label, one.number, one.cut)
        return f"{text}\nat τ = 1: {exact_percentage(one.ghost)}" if shows_ghosts(self.picture) else text

    def press(self, point: QPointF) -> bool:
        """Start to drag the bar under the mouse."""
        row = self.class_at(point)
        if self.picture is None or row is None:
            return False
        guess = self._guess(self.picture)
        if guess is not None and guess.open:
            p = guess.bars[row]
        else:
            p = next(one.p for one in self.picture.drawn if one.row == row)
        self._grabbed = GrabbedBar(self.key(row), p, point.y(), object())
        return True

    def drag(self, point: QPointF) -> None:
        """Set the probability of the bar's class to that under the mouse."""
        grabbed = self._grabbed
        if grabbed is None or self.picture is None:
            return
        row = self.picture.logits.row_of(grabbed.key)
        if row is None:  # undone, or removed with a key, while the hand held it
            return
        moved = self.frame.y.value(point.y()) - self.frame.y.value(grabbed.y)
        wanted = self._scale.probability(self._scale.height(grabbed.p) + moved)
        if self._is_open(self.picture):
            from tauscope.ui.plots.details.guess_bars import edit_of_bar  # noqa: PLC0415  # only in lessons

            self.refuse(self.perform(edit_of_bar(self.picture, row, wanted, grabbed.gesture)))
            return
        self.refuse(self.perform(grabbed.edit(self.picture, row, wanted)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag of a bar, and fit a fitted scale again."""
        super().mouseReleaseEvent(event)
        self._grabbed = None
        if self.picture is not None and self._scale_of(self.picture) != self._scale:
            self.arrange()

    def cursor_at(self, point: QPointF) -> Qt.CursorShape:
        """Return the vertical resize cursor over a bar, if the logits can be edited."""
        row = self.class_at(point)
        if row is None or self.picture is None:
            return Qt.CursorShape.ArrowCursor
        editable = self.picture.document.source.abilities.editable or self._is_open(self.picture)
        return Qt.CursorShape.SizeVerCursor if editable else Qt.CursorShape.ArrowCursor


def above(frame: Frame, whole: QRectF) -> QRectF:
    """Area of bars and their numbers."""
    right = max(frame.rect.right(), whole.right())
    return QRectF(QPointF(frame.rect.left(), 0), QPointF(right, frame.rect.bottom() + 1))


def below(frame: Frame, whole: QRectF) -> QRectF:
    """Area of the names."""
    # A little below the bars, or their repainting would reach the names.
    return QRectF(QPointF(0, frame.rect.bottom() + 4), whole.bottomRight())
