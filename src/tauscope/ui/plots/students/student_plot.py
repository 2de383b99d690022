"""Base class of the plots of students, and the axis of accuracy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from tauscope.core.distillation.outcome import CLASSES
from tauscope.document.picture.answers import ELLIPSIS
from tauscope.document.studies.student import shown_student
from tauscope.document.studies.student_words import settings_words
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.axes import TICK_ROOM
from tauscope.ui.plots.base.plot import Plot

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF
    from PySide6.QtGui import QPainter

    from tauscope.document.picture.picture import Picture
    from tauscope.document.studies.student import Shown

_STEPS = (0.1, 0.2, 0.5, 1.0)
"""Distances between two ticks of an axis of accuracy."""

_ENDS = (0.2, 0.4, 0.6, 0.8, 1.0)
"""Ends of an axis of accuracy."""


AGAIN = "Click to try again."

SETTINGS_BEFORE = "the settings before"
"""Names a result of another transfer set, other seeds or other students than the present ones."""


class StudentPlot(Plot):
    """A plot that is laid out again whenever there are new results; a turn of the dial alone moves little."""

    page = "distillation"

    card_height: ClassVar[float] = 12.5

    def __init__(self, *arguments: object) -> None:
        self._laid_out: tuple[Shown[Any], ...] = ()
        super().__init__(*arguments)  # type: ignore[arg-type]

    def results(self, picture: Picture) -> tuple[Shown[Any], ...]:
        """Return the results that are drawn: the plot is laid out and painted again when these are others."""
        return (self.shown(picture),)

    def shown(self, picture: Picture) -> Shown[Any]:
        """Return the result that the plot shows; the student's unless a plot says otherwise."""
        return picture.once(shown_student)

    def press(self, point: QPointF) -> bool:
        """Begin again what was stopped."""
        del point
        if self.picture is not None and self.shown(self.picture).trouble:
            self.again.emit()
        return False

    def arrange(self) -> None:
        """Lay everything out again, and remember of which results."""
        if self.picture is not None:
            self._laid_out = self.results(self.picture)
        super().arrange()

    def on_temperature(self) -> None:
        """Lay everything out again if there are other results; else repaint only what τ moves."""
        if self.picture is None:
            return
        now = self.results(self.picture)
        if len(now) == len(self._laid_out) and all(map(_are_drawn_alike, now, self._laid_out)):
            self.move_dial()
        else:
            self.arrange()

    def move_dial(self) -> None:
        """Repaint what τ moves; nothing unless a plot says otherwise."""

    def colour_of(self, picture: Picture, digit: int) -> int | None:
        """Return the number of a digit's class colour."""
        colours = dict(zip(picture.prepared.shown.tolist(), picture.prepared.colours, strict=True))
        return colours.get(digit)

    def paint_without_result(self, painter: QPainter, shown: Shown[Any]) -> bool:
        """Paint in place of a result that is late or cannot be had; return whether there is none."""
        if shown.result is not None:
            return False
        font, rect, theme = self.theme.font(), self.frame.rect, self.theme
        text = f"{shown.trouble} {AGAIN}" if shown.trouble else ELLIPSIS
        lines = marks.wrapped(text, font, rect.width())
        at = rect.center()
        at.setY(at.y() - 0.65 * theme.base * (len(lines) - 1))
        for line in lines:
            marks.write(painter, at, line, font, theme.colours.muted)
            at.setY(at.y() + 1.3 * theme.base)
        return True


def _are_drawn_alike(one: Shown[Any], other: Shown[Any]) -> bool:
    # Equal settings are compared last, because most often they are one object.
    return (
        one.result is other.result
        and one.is_current == other.is_current
        and one.other_students == other.other_students
        and one.trouble == other.trouble
        and (one.study is other.study or one.study == other.study)
    )


def accuracy_axis(highest: float, room: float) -> list[tuple[float, str]]:
    """Return ticks from 0 to the end of an axis that shows an accuracy.

    Parameters
    ----------
    highest : float
        Greatest accuracy that is shown.
    room : float
        Length of the axis in text heights.

    Examples
    --------
    >>> accuracy_axis(0.55, 6.0)
    [(0.0, '0%'), (0.2, '20%'), (0.4, '40%'), (0.6, '60%')]
    """
    end = next((end for end in _ENDS if highest <= end), 1.0)
    steps = [step for step in _STEPS if (end / step) % 1 < 1e-9 or (end / step) % 1 > 1 - 1e-9]
    step = next((step for step in steps if end / step * 1.4 * TICK_ROOM <= room), end)
    return [
        (round(number * step, 9), f"{100 * number * step:.0f}%") for number in range(round(end / step) + 1)
    ]


def settings_note(shown: Shown[Any]) -> str:
    """Name the settings of a result that is not of the present settings; "" for one that is."""
    if shown.is_current or shown.result is None:
        return ""
    if shown.trouble:
        return AGAIN
    words = SETTINGS_BEFORE if shown.other_students else settings_words(shown.study.distillation)
    return f"{words} {ELLIPSIS}"


DIGITS = range(CLASSES)
