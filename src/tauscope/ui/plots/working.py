"""Show the working: how softmax makes the probability of one class, with its numbers, and Z as a bar."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt

from tauscope.core.numbers import exact_percentage
from tauscope.document.formulas import formula, plain
from tauscope.document.picture.working import Line, Working, working_of
from tauscope.ui.formulas.line import SMALL
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.plot import Plot

if TYPE_CHECKING:
    from PySide6.QtGui import QFont, QPainter

    from tauscope.document.picture.picture import Picture
    from tauscope.document.picture.plotted_class import PlottedClass
    from tauscope.ui.editing.history import Perform
    from tauscope.ui.focus import Focus
    from tauscope.ui.theme import Theme

SIZES = (3.0, 2.6, 2.2, 1.9, 1.6, 1.45, 1.3, 1.15, 1.0, 0.93, 0.87)
"""Sizes of the lines, in text heights: the largest that has room."""

PITCH = 1.65
"""Distance of two lines, in heights of their font."""

NAME, NAMED = 0.87, 36.0
"""Size of the names of the steps, and the width of a plot that shows them, in text heights."""

BAR, NAMES, NOTE = 1.5, 1.3, 1.4
"""Heights of the bar of Z, of the names below it and of the note, in text heights."""


class Part(NamedTuple):
    """A part of the bar of Z."""

    one: PlottedClass
    share: float
    area: QRectF


class Fit(NamedTuple):
    """What there is room for: lines, whether the bar and its names, the note, and the font of the lines."""

    lines: tuple[Line, ...]
    bar: bool
    names: bool
    note: str
    font: QFont


class WorkingPlot(Plot):
    """The steps from a logit to its probability, one a line, for the class that is selected."""

    name = "working"
    card_height = 15.0
    explanation = (
        "How softmax makes a probability: the logit is divided by τ, e is raised to that power, and the"
        " result is divided by the sum over all classes."
    )
    usage = "Click a part of the bar of Z, or a class elsewhere, to see the steps of that class."
    hint = "Add the same number to every logit: the weights change, the probability stays."

    def __init__(self, perform: Perform, focus: Focus, theme: Theme) -> None:
        self._parts: list[Part] = []
        self._largest: float = math.inf
        super().__init__(perform, focus, theme)
        self.add_layer(self._paint)

    def caption(self, picture: Picture) -> str:
        """State the whole formula."""
        del picture
        return formula("p = e^(z/τ)/Z")

    def describe(self, picture: Picture) -> str:
        """Say every step of the class that is selected, or else of the most likely one."""
        working = working_of(picture, self.focus.selected)
        steps = "; ".join(f"{line.name}: {line.result}" for line in working.lines)
        return f"{plain(working.label)}: {steps}. {working.note}".strip()

    def refresh(self) -> None:
        """Repaint; another class may have been selected."""
        if self.picture is not None:
            self.say(self.picture)
        super().refresh()

    def lay_out(self, picture: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
        """Leave a margin around the lines, which need no axes."""
        del picture
        self.axes.set_ticks("left", [])
        self.axes.set_ticks("bottom", [])
        margin = 0.4 * self.theme.base
        self.axes.set_margins(margin, 0, margin, 0)
        return (0.0, 1.0), (0.0, 1.0)

    def hold_axis(self, picture: Picture) -> None:
        """Let no line be larger than `picture` has room for, so that the lines keep their size."""
        fit = self._fit(working_of(picture, self.focus.selected))
        self._largest = min(self._largest, fit.font.pixelSize())

    # Painting

    def _paint(self, painter: QPainter, picture: Picture) -> None:
        working = working_of(picture, self.focus.selected)
        fit, area = self._fit(working), self.frame.rect
        y = area.top()
        pitch = PITCH * fit.font.pixelSize()
        self._paint_heading(painter, working, QRectF(area.left(), y, area.width(), pitch), fit.font)
        left = self._left(fit)
        for line in fit.lines:
            y += pitch
            self._paint_line(painter, line, QPointF(left, y + 0.72 * pitch), fit, last=line is fit.lines[-1])
        y += pitch + 0.3 * self.theme.base
        self._parts = []
        if fit.bar:
            bar = QRectF(area.left(), y, area.width(), BAR * self.theme.base)
            self._parts = list(parts(working, bar))
            self._paint_bar(painter, fit, working)
            y = bar.bottom() + (NAMES * self.theme.base if fit.names else 0.0)
        if fit.note:
            at = QPointF(area.left(), y + 1.05 * self.theme.base)
            font = self.theme.font(NAME)
            marks.write(painter, at, fit.note, font, self.theme.colours.muted, Qt.AlignmentFlag.AlignLeft)

    def _fit(self, working: Working) -> Fit:
        """What there is room for, and the largest font in which it has room."""
        base, area, lines = self.theme.base, self.frame.rect, working.lines
        note = working.note if marks.text_width(working.note, self.theme.font(NAME)) <= area.width() else ""
        exact = working.picture.partial is None
        for bar, names, told in (
            (exact, exact, note),
            (exact, exact, ""),
            (exact, False, ""),
            (False, False, ""),
        ):
            below = (BAR * bar + NAMES * names + (NOTE if told else 0.0) + 0.3) * base
            if (font := self._font(lines, area.height() - below)) is not None:
                return Fit(lines, bar, names, told, font)
        font = self.theme.font(SIZES[-1])
        fitting = max(1, int(area.height() / (PITCH * font.pixelSize())) - 1)
        return Fit(lines[-fitting:], False, False, "", font)

    def _font(self, lines: Sequence[Line], height: float) -> QFont | None:
        """The largest font in which all lines have room, with their numbers in full or else in short."""
        fonts = [self.theme.font(size) for size in self.theme.sizes(SIZES)]
        fonts = [font for font in fonts if font.pixelSize() <= self._largest]
        high = [font for font in fonts if (len(lines) + 1) * PITCH * font.pixelSize() <= height]
        for short in (False, True):
            for font in high:
                # In the smallest font all that is left is to shorten each line by itself.
                texts = [self._texts(line, font)[-1 if short else 0] for line in lines]
                if marks.all_fit(texts, font, self._room(lines)):
                    return font
        return high[-1] if high else None

    def _texts(self, line: Line, font: QFont) -> tuple[str, ...]:
        """Texts of a step in this font: without raised letters if these would be too small."""
        smallest = SMALL ** (2 if line.is_nested else 1) * font.pixelSize()
        return line.texts if smallest >= self.theme.least else line.flat

    def _room(self, lines: Sequence[Line]) -> float:
        return self.frame.rect.width() - self._name_column(lines)

    def _name_column(self, lines: Sequence[Line]) -> float:
        """Width of the names of the steps; 0 in a narrow plot."""
        if self.width() < NAMED * self.theme.base:
            return 0.0
        font = self.theme.font(NAME)
        return max(marks.text_width(line.name, font) for line in lines) + 1.2 * self.theme.base

    def _left(self, fit: Fit) -> float:
        return self.frame.rect.left() + self._name_column(fit.lines)

    def _paint_heading(self, painter: QPainter, working: Working, area: QRectF, font: QFont) -> None:
        """Write the class beside a patch of its colour."""
        theme, side = self.theme, 0.8 * font.pixelSize()
        colour = colour_of(working)
        patch = QRectF(area.left(), area.center().y() - side / 2, side, side)
        marks.fill_bar(painter, patch, theme, colour)
        strong = theme.font(font.pixelSize() / theme.base, strong=True)
        room = area.width() - side - 0.5 * theme.base
        at = QPointF(patch.right() + 0.5 * theme.base, area.center().y() + 0.36 * font.pixelSize())
        text = marks.short(working.label, strong, room)
        marks.write(painter, at, text, strong, theme.colours.text, Qt.AlignmentFlag.AlignLeft)

    def _paint_line(self, painter: QPainter, line: Line, at: QPointF, fit: Fit, *, last: bool) -> None:
        theme, align = self.theme, Qt.AlignmentFlag.AlignLeft
        if at.x() > self.frame.rect.left():
            name = QPointF(self.frame.rect.left(), at.y())
            marks.write(painter, name, line.name, theme.font(NAME), theme.colours.muted, align)
        font = theme.font(fit.font.pixelSize() / theme.base, strong=True) if last else fit.font
        room = self.frame.rect.right() - at.x()
        texts = self._texts(line, font)
        text = marks.fitting(texts, font, room)
        if not text:
            font, text = fit.font, marks.fitting(texts, fit.font, room)
        marks.write(painter, at, text, font, theme.colours.text, align)

    def _paint_bar(self, painter: QPainter, fit: Fit, working: Working) -> None:
        """Paint Z as a bar whose parts are the powers of all classes; the part of the class is outlined."""
        theme, font = self.theme, self.theme.font(NAME)
        for part in self._parts:
            marks.fill_bar(painter, part.area, theme, part.one.colour)
            if fit.names:
                label = marks.fitting([part.one.label[:40]], font, part.area.width() - 4)
                at = QPointF(part.area.center().x(), part.area.bottom() + 1.0 * theme.base)
                marks.write(painter, at, label, font, theme.colours.text)
        for part in self._parts:
            row = part.one.row
            if row is not None and self.focus.has(self.key(row)):
                self._outline(painter, part.area, theme.line + 1.0)
            elif row == working.row:
                self._outline(painter, part.area, theme.line)

    def _outline(self, painter: QPainter, area: QRectF, width: float) -> None:
        inset = width / 2
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(self.theme.pen(self.theme.colours.text, width))
        painter.drawRoundedRect(area.adjusted(inset, inset, -inset, -inset), 2, 2)

    # The hand

    def _part_at(self, point: QPointF) -> Part | None:
        return next((part for part in self._parts if part.area.contains(point)), None)

    def class_at(self, point: QPointF) -> int | None:
        """Row of the part of the bar under the mouse."""
        part = self._part_at(point)
        return None if part is None else part.one.row

    def value_at(self, point: QPointF) -> str:
        """The share of the part under the mouse."""
        part = self._part_at(point)
        return "" if part is None else f"{part.one.label[:40]}: {exact_percentage(part.share)} of Z"


def colour_of(working: Working) -> int | None:
    """Number of the colour of the class; None for grey."""
    shown = (one.colour for one in working.picture.drawn if one.row == working.row)
    return next(shown, None)


def parts(working: Working, bar: QRectF) -> Iterator[Part]:
    """Yield the parts of the bar of Z, each as wide as its share."""
    drawn, p = working.picture.drawn, working.plain_probabilities
    shares = [float(p[one.row]) for one in drawn if one.row is not None]
    shares += [max(0.0, 1.0 - sum(shares))] * (len(drawn) - len(shares))
    x = bar.left()
    for one, share in zip(drawn, shares, strict=True):
        width = share * bar.width()
        if width > 0:
            yield Part(one, share, QRectF(x, bar.top(), width, bar.height()))
        x += width
