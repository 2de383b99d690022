"""Two recordings of one text, step by step: how far the other model's distribution is from this one's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt

from tauscope.core.numbers import screen_temperature
from tauscope.core.text.labels import one_line
from tauscope.document.edits import source_edits
from tauscope.document.picture.answers import Failed, Ready
from tauscope.document.studies.two_files import other_file, steps_drawn
from tauscope.document.studies.two_files_words import divergence_words, gain_words, total_words
from tauscope.document.traces import trace_of
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.details.step_axis import bottom_room, round_ticks
from tauscope.ui.plots.files.instead import instead
from tauscope.ui.widgets.card import OR

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from tauscope.core.values import Floats
    from tauscope.document.picture.picture import Picture
    from tauscope.document.studies.two_files import FilesCompared
    from tauscope.ui.editing.history import Perform
    from tauscope.ui.focus import Focus
    from tauscope.ui.theme import Theme


_TOPS = ("another likeliest token", "perhaps the same likeliest token", "the same likeliest token")
"""Words on the likeliest tokens, by the number of bounds that say they are the same."""


def _late(result: FilesCompared, picture: Picture) -> str:
    """Say of which τ the numbers still are; empty if they are those of the dial."""
    if result.temperature == picture.temperature:
        return ""
    return f"still at τ = {screen_temperature(result.temperature)} …"


class FileStepsPlot(Plot):
    """KL(this file ‖ other file) at each step."""

    name = "file_steps"
    explanation = (
        "How far apart two models are along one text: each bar is the divergence KL(this ‖ other) of the two "
        "distributions at a step, at the dial's τ and without other knobs. Bars with another likeliest token "
        "are in the accent's colour."
    )
    usage = "Click a bar to go to its step; point at it for its numbers."
    hint = "Lower τ: where the likeliest tokens differ the files move apart, elsewhere together."

    def __init__(self, perform: Perform, focus: Focus, theme: Theme) -> None:
        self._gesture = object()
        self._result: FilesCompared | None = None
        self._levels: Sequence[tuple[float, str]] = ()
        super().__init__(perform, focus, theme)
        self.add_layer(self._paint)

    def caption(self, picture: Picture) -> str:
        """Name the other file."""
        other = other_file(picture.document)
        if other is None:
            return ""
        answer = picture.once(steps_drawn)
        late = _late(answer.value, picture) if isinstance(answer, Ready) else ""
        if late:
            return OR.join((f"this and {other.name}, {late}", late, ""))
        return OR.join((f"this and {other.name}, in nats", "in nats", ""))

    def describe(self, picture: Picture) -> str:
        """Say how far the files are apart in all."""
        answer = picture.once(steps_drawn)
        if isinstance(answer, Failed):
            return answer.sentence
        if not isinstance(answer, Ready):
            return ""
        late = _late(answer.value, picture)
        return (
            f"Means in nats{late and f', {late}'}: {'; '.join(total_words(answer.value)).removesuffix('.')}."
        )

    # What is laid out

    def lay_out(self, picture: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
        """Steps below, nats at the left, the numbers of all steps above."""
        answer, base = picture.once(steps_drawn), self.theme.base
        self._result = answer.value if isinstance(answer, Ready) else None
        self.axes.set_ticks("bottom", [])
        self.axes.set_room("bottom", bottom_room(self.theme))
        if self._result is None:
            self._levels = ()
            self.axes.set_ticks("left", [])
            return (0.0, 1.0), (0.0, 1.0)
        finite = self._result.forward[0][np.isfinite(self._result.forward[0])]
        most = max(float(finite.max(initial=0.0)), self.least_end, 1e-9)
        lines = len(self._lines(self._result))
        self.axes.set_margins(0, (1.0 + 1.4 * lines) * base, 0.8 * base, 0)
        room = self.height() / base - 3.5 - 1.4 * lines
        self._levels = [tick for tick in round_ticks(0.0, most, max(2.0, room)) if tick[0] <= most * 1.05]
        self.axes.set_ticks("left", self._levels)
        return (0.5, self._result.steps + 0.5), (0.0, most * 1.05)

    def hold_axis(self, picture: Picture) -> None:
        """Let the axis have room for `picture` as well."""
        answer = picture.once(steps_drawn)
        if isinstance(answer, Ready):
            finite = answer.value.forward[0][np.isfinite(answer.value.forward[0])]
            self.least_end = max(self.least_end, float(finite.max(initial=0.0)))

    def on_temperature(self) -> None:
        """Lay out again: τ moves bars and axis."""
        self.arrange()

    def _lines(self, result: FilesCompared) -> list[str]:
        """Lines of the numbers of all steps, as many as the height and the width allow."""
        font, room = self.theme.font(0.93), self.width() - 2 * self.theme.base
        lines: list[str] = []
        for text in total_words(result):
            longer = f"{lines[-1]}   {text}" if lines else text
            if lines and marks.text_width(longer, font) <= room:
                lines[-1] = longer
            elif marks.text_width(text, font) <= room:
                lines.append(text)
        most = max(0, int((self.height() / self.theme.base - 8) / 1.4))
        return lines[:most]

    # Painting

    def _paint(self, painter: QPainter, picture: Picture) -> None:
        result, theme, base = self._result, self.theme, self.theme.base
        if result is None:
            instead(painter, picture.once(steps_drawn), self.rect(), theme)
            return
        self.paint_grid(painter, [level for level, _ in self._levels])
        self._paint_bars(painter, result)
        self._paint_cursor(painter, picture, result)
        colour = theme.colours.muted if _late(result, picture) else theme.colours.text
        lines = self._lines(result)
        for number, text in enumerate(lines):
            at = QPointF(0.6 * base, (1.1 + 1.4 * number) * base)
            marks.write(painter, at, text, theme.font(0.93), colour, Qt.AlignmentFlag.AlignLeft)
        if lines and not result.same_top[1].all():
            self._name_bars(painter, lines)

    def _name_bars(self, painter: QPainter, lines: Sequence[str]) -> None:
        """Say beside the last line of numbers what the bars in the accent's colour are, if there is room."""
        theme, base, name = self.theme, self.theme.base, _TOPS[0]
        font, right = theme.font(0.93), self.frame.rect.right()
        if (2.6 * base + marks.text_width(lines[-1], font) + marks.text_width(name, font)) <= right:
            at = QPointF(right, (1.1 + 1.4 * (len(lines) - 1)) * base)
            marks.write(painter, at, name, font, theme.colours.accent, Qt.AlignmentFlag.AlignRight)

    def _paint_bars(self, painter: QPainter, result: FilesCompared) -> None:
        """Paint a bar a step, or where these are narrower than a pixel the highest that share one."""
        colours, rect = self.theme.colours, self.frame.rect
        slots = min(result.steps, max(1, int(rect.width())))
        slot = np.arange(result.steps) * slots // result.steps
        heights = _highest(np.minimum(result.forward[0], self.frame.y.high), slot, slots)
        other = np.bincount(slot, weights=~result.same_top[1], minlength=slots) > 0
        width = rect.width() / slots
        gap = min(1.0, 0.15 * width)
        painter.setPen(Qt.PenStyle.NoPen)
        for differs, colour in ((False, colours.grey), (True, colours.accent)):
            painter.setBrush(colour)
            for place in np.flatnonzero((heights > 0) & (other == differs)).tolist():
                top = self.frame.y.pixel(float(heights[place]))
                left = rect.left() + place * width
                painter.drawRect(QRectF(left + gap, top, width - 2 * gap, rect.bottom() - top))

    def _paint_cursor(self, painter: QPainter, picture: Picture, result: FilesCompared) -> None:
        """Mark the present step, with its number and the last one below the axis."""
        theme, rect = self.theme, self.frame.rect
        source = picture.document.source
        step = source.position(picture.document.state) + 1
        y, font = rect.bottom() + 1.4 * theme.base, theme.font(0.9)
        last = f"{result.steps:,} steps"
        wide = marks.text_width(last, font)
        if step > result.steps:
            self._write_last(painter, last, y)
            return
        x, text = self.frame.x.pixel(step), f"{step:,}"
        painter.setPen(theme.pen(theme.colours.accent, 0.8 * theme.line))
        painter.drawLine(QPointF(x, rect.top()), QPointF(x, rect.bottom() + 0.3 * theme.base))
        half = marks.text_width(text, font) / 2
        x = min(max(x, rect.left() + half), rect.right() - half)
        marks.write(painter, QPointF(x, y), text, font, theme.colours.accent)
        if x + half + theme.base < rect.right() - wide:
            self._write_last(painter, last, y)

    def _write_last(self, painter: QPainter, text: str, y: float) -> None:
        """Write the number of steps below the end of the axis."""
        at, colour = QPointF(self.frame.rect.right(), y), self.theme.colours.muted
        marks.write(painter, at, text, self.theme.font(0.9), colour, Qt.AlignmentFlag.AlignRight)

    # The hand

    def _step_at(self, point: QPointF) -> int | None:
        """Step under the mouse, from 0."""
        if self._result is None or not self.frame.rect.adjusted(0, 0, 0, self.theme.base).contains(point):
            return None
        return min(max(round(self.frame.x.value(point.x())) - 1, 0), self._result.steps - 1)

    def value_at(self, point: QPointF) -> str:
        """Numbers of the step under the mouse."""
        step, result = self._step_at(point), self._result
        if step is None or result is None or self.picture is None:
            return ""
        source, name = trace_of(self.picture.document), f"step {step + 1:,}"
        if source.has_tokens:
            name += f": “{one_line(source.recording.chosen_text(step))[:24]}”"
        lines = [
            name,
            f"KL(this ‖ other) {divergence_words(result.forward[:, step])} nats",
            f"KL(other ‖ this) {divergence_words(result.backward[:, step])} nats",
            _TOPS[int(result.same_top[:, step].sum())],
        ]
        if not math.isnan(result.gain[0, step]):
            lines.append(f"ln p of the chosen token: {gain_words(result.gain[:, step])}")
        return "\n".join(lines)

    def press(self, point: QPointF) -> bool:
        """Go to the step under the mouse."""
        self._gesture = object()
        if self._step_at(point) is None:
            return False
        self.drag(point)
        return True

    def drag(self, point: QPointF) -> None:
        """Go to the step under the mouse, kept inside the text."""
        rect = self.frame.rect
        inside = QPointF(min(max(point.x(), rect.left()), rect.right()), rect.center().y())
        step = self._step_at(inside)
        if step is not None:
            edit = partial(source_edits.go_to_position, position=step)
            self.refuse(self.perform(EditRequest("go to a step", edit, self._gesture)))


def _highest(values: Floats, slot: np.ndarray[tuple[int], np.dtype[np.int64]], slots: int) -> Floats:
    """Return the highest of the values in each slot; 0 for those that are NaN."""
    result = np.zeros(slots)
    np.maximum.at(result, slot, np.nan_to_num(values))
    return result
