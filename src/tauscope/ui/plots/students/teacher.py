"""The teacher: an image of a digit, and what the teacher sees in it at τ = 1 and at the dial's τ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt

from tauscope.core.numbers import screen_percentage, screen_temperature
from tauscope.document.picture.subjects.taught_digit import (
    TeacherAt,
    digit_of,
    teacher_at_1,
    teacher_now,
)
from tauscope.ui.painting import marks
from tauscope.ui.painting.pixel_images import paint_pixels, whole_pixels
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.students.teacher_bars import TeacherBars
from tauscope.ui.widgets.card import OR

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from tauscope.document.picture.picture import Picture
    from tauscope.document.picture.plotted_class import PlottedClass
    from tauscope.sources.digits import TaughtDigit
    from tauscope.ui.editing.history import Perform
    from tauscope.ui.focus import Focus
    from tauscope.ui.painting.frame import Frame
    from tauscope.ui.theme import Theme

NARROW, HIGH = 27.0, 16.0
"""Below this width, in text heights, there is no image; from this height on the bars then stand one over
the other."""

ALONE = 15.0
"""Below this width, in text heights, in a low plot, the distribution at the dial's τ stands alone."""

LEAST_SLOT, LEAST_BARS, WORDS = 1.1, 65.0, 4.9
"""Width of a bar, in text heights, below which not all bars side by side could be named. The distributions
then stand one over the other if that leaves the bars of each this height in pixels, above and below which are
words of this height, in text heights."""

WIDE = 45.0
"""From this width on, in text heights, label and answer stand on one line."""

LARGEST, SHARE = 15.0, 0.22
"""Largest side of the image, in text heights, and the share of the width that it may take."""

BETWEEN = 2.0
"""Between two parts, in text heights."""


class TeacherPlot(Plot):
    """The image large, and beside it the bars at τ = 1 and at the dial's τ, each on a scale of its own."""

    page = "distillation"
    name = "teacher"
    explanation = (
        "What a trained network, the teacher, sees in a handwritten digit: its probabilities at τ = 1 and at "
        "the dial's τ. Below each bar is the mean image of its digit."
    )
    usage = (
        "Choose an image in the strip above; click a bar to select its digit; point at a pixel for its value."
    )
    hint = "At τ = 1 the teacher names one digit; turn the dial up to see which others the image resembles."
    card_height = 14.0

    def __init__(self, perform: Perform, focus: Focus, theme: Theme) -> None:
        self._image, self._narrow = QRectF(), False
        self._alone = self._stacked = False
        self._at_1, self._now = TeacherBars(theme), TeacherBars(theme)
        super().__init__(perform, focus, theme)
        self.add_layer(self._paint_still, cached=True)
        self._moving = self.add_layer(self._paint_now, self._present)

    def caption(self, picture: Picture) -> str:
        """Say what the teacher is, what to do where both halves are alike, and what is hatched."""
        whole, right = _teacher(picture)
        cut = _cut(picture)
        hint = "   turn the dial up to see what else it sees" if whole and picture.temperature == 1 else ""
        short = f"a network, {right}" if right else ""
        return OR.join((f"{whole}{hint}{cut}", f"{whole}{cut}", f"{short}{cut}", right, ""))

    def legend(self, picture: Picture) -> str:
        """Say what the teacher is, and what is hatched."""
        return f"{_teacher(picture)[0]}{_cut(picture)}"

    def hold_axis(self, picture: Picture) -> None:
        """Let the axis of the dial's τ have room for `picture` as well."""
        self._now.hold(picture.once(teacher_now))

    def describe(self, picture: Picture) -> str:
        """Describe the image, and the likeliest digits at τ = 1 and at the dial's τ."""
        digit = digit_of(picture.document)
        shown = "" if digit is None else f"Image {digit.image}, labelled {digit.label}."
        at_1, now = (_leaders(picture.once(at)) for at in (teacher_at_1, teacher_now))
        return f"{shown} {at_1}. {now}.".lstrip()

    # Where everything is

    def lay_out(self, picture: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
        """Divide the room among the image and both distributions."""
        self.axes.set_ticks("left", [])
        self.axes.set_ticks("bottom", [])
        self.axes.set_room("left", 0.0)
        self.axes.set_room("bottom", 0.0)
        base, width, height = self.theme.base, float(self.width()), float(self.height())
        digit, left = digit_of(picture.document), 0.0
        self._image = QRectF()
        if digit is not None and width >= NARROW * base:
            self._narrow = width < WIDE * base
            lines = len(_words(digit, narrow=self._narrow))
            room_below = (0.9 + 1.35 * lines) * base
            side = whole_pixels(min(height - room_below, SHARE * width, LARGEST * base), 8)
            self._image = QRectF(round(0.2 * base), round(0.4 * base), side, side)
            left = max(side, self._words_width(digit)) + 1.2 * base
        room = QRectF(left, 0.0, max(1.0, width - left - 0.6 * base), height)
        slot = (room.width() - BETWEEN * base) / 2 / max(1, len(picture.drawn))
        left_for_bars = (room.height() - base) / 2 - WORDS * base
        thin = slot < LEAST_SLOT * base and left_for_bars >= LEAST_BARS
        self._alone = width < ALONE * base and room.height() < HIGH * base
        self._stacked = thin or (width < NARROW * base and room.height() >= HIGH * base)
        for bars, box in zip((self._at_1, self._now), self._boxes(room), strict=True):
            bars.place(box, len(picture.drawn), self.theme, images=digit is not None)
        logarithmic = picture.document.scale == "logarithmic"
        self._at_1.fit(picture.once(teacher_at_1), logarithmic=logarithmic)
        self._now.fit(picture.once(teacher_now), logarithmic=logarithmic)
        return (0.0, 1.0), (0.0, 1.0)

    def _boxes(self, room: QRectF) -> tuple[QRectF, QRectF]:
        """Halves of the room: side by side, or one over the other where it is narrow and high.

        Where it is too small for both, both are all of it, and one of them alone is painted.
        """
        base, first = self.theme.base, QRectF(room)
        if self._alone:
            return first, first
        if self._stacked:
            first.setHeight((room.height() - base) / 2)
            return first, first.translated(0, first.height() + base)
        first.setWidth((room.width() - BETWEEN * base) / 2)
        return first, first.translated(first.width() + BETWEEN * base, 0)

    def on_temperature(self) -> None:
        """Move the bars at the dial's τ; the others, the image and the names stay."""
        picture = self.picture
        if picture is None:
            return
        logarithmic = picture.document.scale == "logarithmic"
        if self._at_1.fit(picture.once(teacher_at_1), logarithmic=logarithmic):
            self.arrange()
            return
        self._now.fit(picture.once(teacher_now), logarithmic=logarithmic)
        self._moving.update()

    # Painting

    def _paint_still(self, painter: QPainter, picture: Picture) -> None:
        """Paint the image, the names of all bars, and the distribution at τ = 1."""
        digit = digit_of(picture.document)
        if digit is not None and not self._image.isEmpty():
            self._paint_image(painter, digit)
        labels = [one.label for one in picture.drawn]
        images = picture.document.source.class_images(picture.document.state)
        strong = None if digit is None else str(digit.label)
        for bars in self._shown_bars:
            ranks = picture.prepared.shown_ranks
            bars.paint_names(painter, labels, images, strong, ranks)
        if not self._alone:
            self._paint_bars(painter, picture, self._at_1, picture.once(teacher_at_1))

    @property
    def _shown_bars(self) -> tuple[TeacherBars, ...]:
        """The distributions that are painted."""
        return (self._now,) if self._alone else (self._at_1, self._now)

    def _present(self, frame: Frame, whole: QRectF) -> QRectF:
        """Area of the distribution at the dial's τ: no more is painted again when the dial turns."""
        del frame
        margin = 0.5 * self.theme.base
        return self._now.box.adjusted(-margin, -margin, margin, margin) & whole

    def _paint_now(self, painter: QPainter, picture: Picture) -> None:
        self._paint_bars(painter, picture, self._now, picture.once(teacher_now))

    def _paint_bars(self, painter: QPainter, picture: Picture, bars: TeacherBars, at: TeacherAt) -> None:
        colours = self.theme.colours
        bars.paint_scale(painter)
        bars.paint_bars(painter, at, self._is_marked)
        bars.paint_numbers(painter, at)
        noun = "digits" if digit_of(picture.document) is not None else "classes"
        bars.paint_heading(painter, at, colours.accent if bars is self._now else colours.text, noun)

    def _is_marked(self, one: PlottedClass) -> bool:
        return one.row is not None and self.focus.has(self.key(one.row))

    def _paint_image(self, painter: QPainter, digit: TaughtDigit) -> None:
        """Paint the image with its number, its label and the teacher's answer below."""
        theme, base = self.theme, self.theme.base
        paint_pixels(painter, self._image, digit.pixels, theme.colours.text)
        painter.setPen(theme.pen(theme.colours.border, 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(self._image.adjusted(-0.5, -0.5, 0.5, 0.5))
        for line, (text, strong) in enumerate(_words(digit, narrow=self._narrow)):
            at = QPointF(self._image.left(), self._image.bottom() + (1.3 + 1.35 * line) * base)
            colour = theme.colours.text if strong else theme.colours.muted
            marks.write(
                painter, at, text, theme.font(0.93, strong=strong), colour, Qt.AlignmentFlag.AlignLeft
            )

    def _words_width(self, digit: TaughtDigit) -> float:
        words = _words(digit, narrow=self._narrow)
        return max(marks.text_width(text, self.theme.font(0.93, strong=strong)) for text, strong in words)

    # The hand

    def class_at(self, point: QPointF) -> int | None:
        """Row of the digit in whose column, or on whose name, the mouse is."""
        found = self._found(point)
        return None if found is None else found[1].row

    def _found(self, point: QPointF) -> tuple[TeacherAt, PlottedClass, bool] | None:
        """Distribution and class under the mouse, and whether the mouse is below the bars."""
        if self.picture is None:
            return None
        for bars, at in (
            (self._at_1, self.picture.once(teacher_at_1)),
            (self._now, self.picture.once(teacher_now)),
        ):
            place = bars.place_at(point) if bars in self._shown_bars else None
            if place is not None and place < len(at.classes):
                return at, at.classes[place], point.y() > bars.area.bottom()
        return None

    def value_at(self, point: QPointF) -> str:
        """The digit under the mouse with its probabilities, what a mean digit is, or the value of a pixel."""
        if self.picture is None:
            return ""
        digit, found = digit_of(self.picture.document), self._found(point)
        if found is not None:
            at, one, is_name = found
            value = marks.value_text(one.label, one.number, one.cut)
            text = f"{value} at τ = {screen_temperature(at.temperature)}"
            return f"{text}\n{_mean_of(one.label)}" if is_name and digit is not None else text
        if digit is not None and self._image.contains(point):
            return _pixel(digit, (point - self._image.topLeft()) / self._image.width())
        return ""


def _teacher(picture: Picture) -> tuple[str, str]:
    """Say what the teacher is, and how often it is right; nothing for another source."""
    if digit_of(picture.document) is None:
        return "", ""
    from tauscope.sources.teacher import WEIGHTS, digit_data, teacher_accuracy  # noqa: PLC0415  # only for digits

    right = f"{100 * teacher_accuracy():.1f}% right"
    return f"a network of {WEIGHTS:,} weights, {right} on {len(digit_data().test)} test images", right


def _cut(picture: Picture) -> str:
    return "   hatched: cut" if any(one.cut for one in picture.drawn) else ""


def _leaders(at: TeacherAt) -> str:
    """Name the three likeliest digits."""
    top = sorted((one for one in at.classes if one.row is not None), key=lambda one: -one.p)[:3]
    said = ", ".join(f"{one.label} {screen_percentage(one.p)}" for one in top)
    return f"At τ = {screen_temperature(at.temperature)}: {said}"


def _words(digit: TaughtDigit, *, narrow: bool) -> list[tuple[str, bool]]:
    """Lines below the image, and whether each is strong."""
    kind = "test" if digit.is_test else "training"
    labelled, answer = f"labelled {digit.label}", f"teacher: {digit.answer}"
    read = [(labelled, True), (answer, True)] if narrow else [(f"{labelled}, {answer}", True)]
    return [*read, (f"{kind} image {digit.image}", False)]


def _mean_of(label: str) -> str:
    from tauscope.sources.teacher import digit_data  # noqa: PLC0415  # only for digits

    count = int((digit_data().training.labels == int(label)).sum())
    return f"Below: mean of the {count} training images of {label}"


def _pixel(digit: TaughtDigit, at: QPointF) -> str:
    """Value of the pixel at a point, given as shares of the image's sides."""
    from tauscope.sources.teacher import DARKEST, SIDE  # noqa: PLC0415  # only for digits

    row, column = (min(SIDE - 1, int(share * SIDE)) for share in (at.y(), at.x()))
    return (
        f"Pixel in row {row + 1}, column {column + 1}: {DARKEST * digit.pixels[row, column]:.0f} of {DARKEST}"
    )
