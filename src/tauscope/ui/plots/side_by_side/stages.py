"""Stages: the distribution before the chain and after each of its knobs, side by side on one axis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF

from tauscope.core.bar_scale import BarScale
from tauscope.core.bounds import counted, upper
from tauscope.core.numbers import exact_percentage, screen_percentage
from tauscope.document.picture.chains.stages import TRAINED
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.parts import PartsPlot
from tauscope.ui.plots.side_by_side.entropy_words import entropy_texts
from tauscope.ui.plots.side_by_side.step_words import setting, title, upright_lines, usual_headings

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from tauscope.core.chain.knob import Knob
    from tauscope.document.picture.chains.stages import Step
    from tauscope.document.picture.picture import Picture
    from tauscope.document.picture.plotted_class import PlottedClass
    from tauscope.ui.editing.history import Perform
    from tauscope.ui.focus import Focus
    from tauscope.ui.theme import Theme

MOVED = 1e-9
"""Least change of probability that counts as a move."""

NARROW = 6.0
"""Width in pixels of bars below which the height before is drawn as a line, not an outline."""

TIGHT = 3.4
"""Width of a part, in text heights, below which its texts are upright."""

UPRIGHT, PITCH = 0.72, 1.05
"""Size of text that reads upward, in text heights, and from one line to the next in heights of its font."""

HEADINGS = (1.0, 0.93, 0.85, 0.75)
"""Sizes of headings: the first in which no name of a knob is cut."""


class StagesPlot(PartsPlot):
    """One small distribution for each step; what the step cut is hatched, where mass was is dashed."""

    name = "stages"
    card_height = 15.0
    words_when_low = 7.2
    explanation = "The distribution as trained, then after each knob of the chain, on one axis."
    usage = "Click a bar to select its class; add, move and switch knobs in the chain to change the stages."
    hint = "Move temperature behind a cut, such as top-p: another number of classes may be left."

    def __init__(self, perform: Perform, focus: Focus, theme: Theme) -> None:
        self._knobs: tuple[type[Knob] | None, ...] = ()
        self._heading = HEADINGS[0]
        super().__init__(perform, focus, theme)
        self.add_layer(self._paint)

    def caption(self, picture: Picture) -> str:
        """Explain hatches and dashes, if there are any."""
        steps = picture.steps
        cut = "hatched: cut here" if any(any(step.removed) for step in steps) else ""
        moved = "┄ before the step" if any(step.moved > MOVED for step in steps) else ""
        return "   ".join(filter(None, (moved, cut)))

    def describe(self, picture: Picture) -> str:
        """Describe how many classes survive each step."""
        parts = (f"{title(step)}: {counted(step.survivors)}" for step in picture.steps)
        return f"Classes left: {'; '.join(parts)}."

    def lay_out(self, picture: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
        """Per cent on the left; each step's name above its part, names of classes and numbers below."""
        base = self.theme.base
        self._knobs, self.scale = _knobs(picture), self._scale_of(picture)
        part = self.share_out(picture, len(self._knobs))
        self._tight = part < TIGHT * base or not self._heading_size(part)
        words = min(7.0 * base, 0.45 * self.height()) if self._tight else (3.4 if self.low else 4.8) * base
        self.set_rooms(self._height_above(part), words)
        return self.ranges(picture, len(self._knobs))

    def _scale_of(self, picture: Picture) -> BarScale:
        return _scale(picture).at_least(self.least_end)

    def hold_axis(self, picture: Picture) -> None:
        """Let a fitted axis have room for `picture` as well."""
        self.least_end = max(self.least_end, _scale(picture).end)

    def _height_above(self, part: float) -> float:
        """Height of the headings: two lines if a knob with its setting does not fit on one."""
        if self._tight:
            return 1.2 * self.theme.base
        self._heading = self._heading_size(part)
        font, room = self.theme.font(self._heading, strong=True), part - 0.5 * self.theme.base
        wide = not marks.all_fit(usual_headings(self._knobs), font, room)
        return (4.2 if wide else 3.0) * self.theme.base - (0.4 * self.theme.base if self.low else 0.0)

    def _heading_size(self, part: float) -> float:
        """Size in which the title of each knob has room over its part; 0 where there is none."""
        titles, room = [TRAINED, *(knob.title for knob in self._knobs if knob)], part - 0.5 * self.theme.base
        sizes = self.theme.sizes(HEADINGS)
        return next(
            (size for size in sizes if marks.all_fit(titles, self.theme.font(size, strong=True), room)), 0.0
        )

    def on_temperature(self) -> None:
        """Repaint for another τ; lay out again if the knobs changed."""
        shown = (self._knobs, self.scale)
        if self.picture is not None and (_knobs(self.picture), self._scale_of(self.picture)) != shown:
            self.arrange()
        else:
            self.refresh()

    # Painting

    def _paint(self, painter: QPainter, picture: Picture) -> None:
        self._paint_grid(painter, picture)
        self.fit_numbers(max(max(step.p) for step in picture.steps))
        for part, step in enumerate(picture.steps):
            start = self.start(picture, part)
            for place, one in enumerate(picture.drawn):
                self._paint_slot(painter, start + place, one, step, place)
            middle, room = self.part(picture, part)
            if not self._tight:
                self._paint_heading(painter, step, middle, room)
                self._paint_numbers(painter, step, len(picture.logits), middle, room)
        if self._tight:
            self._paint_upright(painter, picture)

    def _paint_grid(self, painter: QPainter, picture: Picture) -> None:
        self.paint_scale(painter)
        for part in range(1, len(picture.steps)):
            x = round(self.frame.x.pixel(self.start(picture, part) - 0.5 - self.between / 2)) + 0.5
            painter.drawLine(QPointF(x, self.theme.base), QPointF(x, self.height()))

    def _paint_slot(self, painter: QPainter, slot: float, one: PlottedClass, step: Step, place: int) -> None:
        p, before, removed = step.p[place], step.before[place], step.removed[place]
        number = step.bounds[place] if step.bounds else p
        self.paint_bar(painter, slot, one, number, removed)
        if p > 0 and abs(p - before) > MOVED and not step.bounds:
            self._paint_before(painter, self.bar_rect(slot, before, 0.92))
        self.paint_name(painter, slot, one.label)
        height = self._clear_height(max(p, removed), before)
        self.paint_number(painter, slot, number, max(height, upper(number)), cut=step.gone[place])

    def _clear_height(self, height: float, before: float) -> float:
        """Pixel of a number: higher if the height before would strike through it."""
        near = 0 < self.top_of(height) - self.top_of(before) < 1.4 * self.theme.base
        return before if near else height

    def _paint_before(self, painter: QPainter, rect: QRectF) -> None:
        """Show how high a bar was."""
        if rect.width() >= NARROW:
            marks.outline(painter, rect, marks.ghost_pen(self.theme))
            return
        painter.setPen(self.theme.pen(self.theme.colours.ghost, self.theme.hairline))
        painter.drawLine(rect.topLeft(), rect.topRight())

    def _paint_heading(self, painter: QPainter, step: Step, middle: float, room: float) -> None:
        """Write the knob and setting of a step over its part, on one or two lines."""
        theme, font = self.theme, self.theme.font(self._heading, strong=True)
        lines = [title(step)]
        if step.knob is not None and marks.text_width(lines[0], font) > room:
            lines = [step.knob.title, setting(step)]
        for line, text in enumerate(reversed(lines)):
            at = QPointF(
                middle, self.frame.rect.top() - ((1.3 if self.low else 1.7) + 1.25 * line) * theme.base
            )
            marks.write_fitting(painter, at, [text], font, theme.colours.text, room)

    def _paint_upright(self, painter: QPainter, picture: Picture) -> None:
        """Write each step upward below its part, and over it how many are left, if that is not said below."""
        theme, font = self.theme, self.theme.font(UPRIGHT)
        pitch, (_, part) = PITCH * font.pixelSize(), self.part(picture, 0)
        top = self.frame.rect.bottom() + self.names_height + 0.3 * theme.base
        room = part + 0.5 * theme.base
        said = upright_lines(picture.steps, int(room / pitch), font, self.height() - top - 0.3 * theme.base)
        shown = marks.apart(range(len(said)), room, pitch)
        for number in shown:
            lines, (middle, _) = said[number], self.part(picture, number)
            for line, text in enumerate(lines):
                x = middle + (line - (len(lines) - 1) / 2) * pitch
                colour = theme.colours.text if line == 0 else theme.colours.muted
                marks.write_upright(painter, QPointF(x, top), text, font, colour)
            if not lines or not lines[-1].endswith("left"):
                at = QPointF(middle, self.frame.rect.top() - 0.4 * theme.base)
                left = counted(picture.steps[number].survivors)
                marks.write_fitting(painter, at, [left], font, theme.colours.muted, part + 0.2 * theme.base)

    def _paint_numbers(self, painter: QPainter, step: Step, classes: int, middle: float, room: float) -> None:
        """Write entropy, survivors and what moved under their part."""
        theme, font = self.theme, self.theme.font(0.93)
        left = counted(step.survivors)
        lines = [
            (entropy_texts(step.entropy), theme.colours.text),
            ([f"{left} of {classes:,} left", f"{left} left", left], theme.colours.muted),
        ]
        if step.undecided:
            lines[1] = ([step.undecided, "not decidable", "undecided", "?"], theme.colours.text)
        elif step.bounds:
            lines[1] = ([f"{left} left", left], theme.colours.muted)
        if step.knob is not None and not self.low and not step.bounds:
            moved = screen_percentage(step.moved)
            lines.append(
                (
                    [f"moves {moved} of the probability", f"moves {moved} of p", f"moves {moved}", moved],
                    theme.colours.muted,
                )
            )
        for line, (texts, colour) in enumerate(lines):
            marks.write_fitting(painter, QPointF(middle, self.below(line)), texts, font, colour, room)

    # The hand

    def value_at(self, point: QPointF) -> str:
        """The class under the mouse and its probability after, and before, the step of its part."""
        slot = self.slot_at(point)
        if self.picture is None or slot is None or slot[0] >= len(self.picture.steps):
            return ""
        step, one = self.picture.steps[slot[0]], self.picture.drawn[slot[1]]
        p, before = step.p[slot[1]], step.before[slot[1]]
        text = marks.CUT if step.gone[slot[1]] else exact_percentage(p)
        was = f", before {exact_percentage(before)}" if abs(p - before) > MOVED else ""
        return f"{one.label[:40]}: {text}{was}"


def _knobs(picture: Picture) -> tuple[type[Knob] | None, ...]:
    """Kinds of the knobs, on which the layout depends."""
    return tuple(type(step.knob) if step.knob else None for step in picture.steps)


def _scale(picture: Picture) -> BarScale:
    """One scale for all steps."""
    shown = (p for step in picture.steps for p in (*step.p, *step.before))
    return BarScale.of(picture.document.scale, shown)
