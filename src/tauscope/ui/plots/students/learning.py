"""Learning: accuracy of students on the test images while they are trained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor

from tauscope.core.distillation.student import STEPS
from tauscope.core.numbers import screen_percentage
from tauscope.document.studies.student import Shown, all_students, shown_student
from tauscope.document.studies.student_words import named_digits, settings_words, tested_digits
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.lines import curve_path
from tauscope.ui.plots.details.direct_labels import DirectLabels, text_size
from tauscope.ui.plots.students.student_plot import StudentPlot, accuracy_axis, settings_note
from tauscope.ui.widgets.card import OR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from tauscope.core.distillation.outcome import Outcome
    from tauscope.core.values import Floats
    from tauscope.document.picture.picture import Picture

THIN = 0.45
"""Opacity of the curves of the other seeds."""

TICKS = (0, STEPS // 2, STEPS)

BEFORE = "before the bias step"
SHORT_BEFORE = "no bias step"


class LearningPlot(StudentPlot):
    """Accuracy over the steps of training: one student, other seeds, and without the bias step."""

    name = "learning"
    explanation = (
        "Accuracy on the 500 test images during training. The bias step, after training, gives each digit "
        "a mean probability of 10% among the training images: it needs no labels, but assumes that all "
        "digits are equally frequent."
    )
    usage = "Point at a step for its accuracy; train other students in the panel above."
    hint = "Leave a digit out of the transfer set: the student learns it from the teacher's other answers."

    def __init__(self, *arguments: object) -> None:
        super().__init__(*arguments)
        self.add_layer(self._paint, cached=True)

    def caption(self, picture: Picture) -> str:
        """Name the digits that are tested, and the settings of earlier results."""
        student = picture.once(shown_student)
        names = named_digits(tested_digits(student.study.distillation.transfer))
        short = OR.join((f"accuracy, {names}", names, ""))
        note = settings_note(student)
        return OR.join((f"accuracy, {names}   {note}", f"{names}   {note}", note)) if note else short

    def describe(self, picture: Picture) -> str:
        """Give the shown student's accuracy at the end."""
        student = picture.once(shown_student)
        if student.result is None:
            return ""
        digits = tested_digits(student.study.distillation.transfer)
        end, before = (
            screen_percentage(student.result.accuracy_of(digits, before_bias=which).mean)
            for which in (False, True)
        )
        words = settings_words(student.study.distillation)
        return f"At {words}: {end} of {named_digits(digits)}, {before} without that step."

    # Layout

    def results(self, picture: Picture) -> tuple[Shown[Any], ...]:
        """Return the student that is shown, and those with the other seeds."""
        return picture.once(shown_student), picture.once(all_students)

    def lay_out(self, picture: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
        """Accuracy on the left, steps below."""
        room = self.height() / self.theme.base - 4
        ticks = accuracy_axis(max(self._highest(picture), self.least_end) or 1.0, room)
        self.axes.set_ticks("left", ticks)
        self.axes.set_ticks("bottom", [(step, str(step)) for step in TICKS])
        self.axes.set_margins(0, 1.5 * self.theme.base, 1.2 * self.theme.base, 0)
        self._levels = [level for level, _ in ticks]
        return (0.0, float(STEPS)), (0.0, ticks[-1][0])

    def _highest(self, picture: Picture) -> float:
        """Largest accuracy that is drawn; 0 while there is no result."""
        highest = [
            float(one.result.accuracy_curve(tested_digits(one.study.distillation.transfer)).max())
            for one in (picture.once(shown_student), picture.once(all_students))
            if one.result is not None
        ]
        return max(highest, default=0.0)

    def hold_axis(self, picture: Picture) -> None:
        """Let the axis have room for the accuracy of `picture` as well."""
        self.least_end = max(self.least_end, self._highest(picture))

    # Painting

    def _paint(self, painter: QPainter, picture: Picture) -> None:
        student, everyone = picture.once(shown_student), picture.once(all_students)
        self.paint_grid(painter, self._levels)
        self._paint_axis_name(painter)
        if self.paint_without_result(painter, student) or student.result is None:
            return
        steps = student.result.curve_steps.astype(np.float64)
        curve, before = (self._curves(student, before_bias=which)[0] for which in (False, True))
        others = self._curves(everyone) if everyone.result is not None else np.empty((0, len(steps)))
        theme, xs = self.theme, self.frame.x.pixels(steps)
        thin = QColor(theme.colours.muted)
        thin.setAlphaF(THIN)
        dashed = theme.pen(theme.colours.muted, 0.8 * theme.line)
        dashed.setDashPattern([4, 3])
        pens = [*[theme.pen(thin, 0.5 * theme.line)] * len(others), dashed]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for values, pen in zip(
            (*others, before, curve), (*pens, theme.pen(theme.colours.text, 1.4 * theme.line)), strict=True
        ):
            painter.setPen(pen)
            painter.drawPath(curve_path(xs, self.frame.y.pixels(values)))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colours.text)
        painter.drawEllipse(self.frame.point(STEPS, float(curve[-1])), 2.2 * theme.line, 2.2 * theme.line)
        note, preposition = settings_note(everyone), "with" if everyone.other_students else "at"
        self._paint_labels(painter, (curve, before, *others), xs, f" {preposition} {note}" if note else "")

    def _curves(self, shown: Shown[Outcome], *, before_bias: bool = False) -> Floats:
        """Return the accuracy that is shown of each student, shape (students, points)."""
        assert shown.result is not None  # noqa: S101  # the callers know
        digits = tested_digits(shown.study.distillation.transfer)
        return shown.result.accuracy_curve(digits, before_bias=before_bias)

    def _paint_labels(self, painter: QPainter, curves: Sequence[Floats], xs: Floats, where: str) -> None:
        """Write the accuracy at the end beside its dot, and what the lines are where nothing is covered.

        Parameters
        ----------
        painter : QPainter
        curves : sequence of (points,) float64
            The student's accuracy with and without the bias step, and that of other seeds.
        xs : (points,) float64
            Pixels of the steps.
        where : str
            Settings of the other seeds if they are not the present ones, as in " at τ = 1.00 …".
        """
        curve, before, *others = curves
        theme, rect = self.theme, self.frame.rect
        labels = DirectLabels(rect.adjusted(0, -1.4 * theme.base, 0, 0))
        for line in (curve, before):
            labels.avoid_line(xs, self.frame.y.pixels(line))
        strong, small, muted = theme.font(1.05, strong=True), theme.font(0.87), theme.colours.muted
        number = screen_percentage(float(curve[-1]))
        end, wide = self.frame.y.pixel(float(curve[-1])), text_size(number, strong).width()
        heights = [sign * height * theme.base for height in (0.95, 1.3, 1.7, 2.2, 3.0) for sign in (-1, 1)]
        x = rect.right() - wide / 2
        labels.place(number, strong, theme.colours.text, [QPointF(x, end + height) for height in heights])
        for line in others:
            labels.avoid_line(xs, self.frame.y.pixels(line))
        end = self.frame.y.pixel(float(before[-1]))
        for text in (BEFORE, SHORT_BEFORE):
            x = rect.right() - text_size(text, small).width() / 2
            places = [QPointF(x - aside * theme.base, end + 0.85 * theme.base) for aside in (0, 2, 4, 6)]
            if labels.place(text, small, muted, places):
                break
            if labels.place_anywhere(f"dashed: {text}", small, muted):
                break
        if len(others):
            seeds = f"thin: {len(others)} seeds"
            any(labels.place_anywhere(text, small, muted) for text in (f"{seeds}{where}", seeds))
        labels.paint(painter)

    def _paint_axis_name(self, painter: QPainter) -> None:
        theme, rect = self.theme, self.frame.rect
        font = theme.font(0.9)
        middle = self.frame.x.pixel(0.75 * STEPS)
        if marks.text_width("steps 000", font) < 0.4 * rect.width():
            at = QPointF(middle, rect.bottom() + 1.35 * theme.base)
            marks.write(painter, at, "steps", font, theme.colours.muted)

    # The hand

    def value_at(self, point: QPointF) -> str:
        """Accuracy of the shown student after the step under the mouse."""
        student = self.picture.once(shown_student) if self.picture is not None else None
        if student is None or student.result is None or not self.frame.rect.contains(point):
            return ""
        step = self.frame.x.value(point.x())
        place = int(np.abs(student.result.curve_steps - step).argmin())
        after, before = (
            screen_percentage(float(self._curves(student, before_bias=which)[0, place]))
            for which in (False, True)
        )
        done = int(student.result.curve_steps[place])
        return f"step {done}: {after}\nbefore the bias step: {before}"
