"""Base class of the plots of calibration, and what they share: tools, waiting, and the colours of gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor

from tauscope.document.picture.answers import ELLIPSIS
from tauscope.document.studies.calibration import at_1, at_dial, fit
from tauscope.document.studies.labelled_examples import examples
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.widgets.card import OR

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from tauscope.document.picture.picture import Picture
    from tauscope.document.studies.calibration import LatestResult

AGAIN = "Click to try again."


class CalibrationPlot(Plot):
    """A plot that is laid out again when there are other results; a turn of the dial repaints its marks."""

    page = "calibration"
    card_height: ClassVar[float] = 13.0

    def __init__(self, *arguments: object) -> None:
        self._laid_out: tuple[object, ...] = ()
        super().__init__(*arguments)  # type: ignore[arg-type]

    def results(self, picture: Picture) -> tuple[LatestResult[Any], ...]:
        """Return the results that are drawn and do not follow the dial."""
        return picture.once(fit), picture.once(at_1)

    def trouble(self, picture: Picture) -> str:
        """Return why there is nothing to draw; "" if there is something, or will be."""
        sentences = [one.trouble for one in (*self.results(picture), picture.once(at_dial))]
        return next((one for one in (picture.once(examples).trouble, *sentences) if one), "")

    def _key(self, picture: Picture) -> tuple[object, ...]:
        return tuple((id(one.value), one.is_current, one.trouble) for one in self.results(picture))

    def arrange(self) -> None:
        """Lay everything out again, and remember of which results."""
        if self.picture is not None:
            self._laid_out = self._key(self.picture)
        super().arrange()

    def on_temperature(self) -> None:
        """Lay everything out again if there are other results; else repaint only what τ moves."""
        if self.picture is None:
            return
        if self._key(self.picture) == self._laid_out:
            self.move_dial()
        else:
            self.arrange()

    def move_dial(self) -> None:
        """Repaint what τ moves: all layers unless a plot says otherwise."""
        self.refresh()

    def caption(self, picture: Picture) -> str:
        """Name the examples."""
        found = picture.once(examples)
        waiting = "" if found.is_current or found.trouble else f" {ELLIPSIS}"
        short = found.name.rpartition(", ")[2]
        return OR.join((f"{found.name}{waiting}", f"{short}{waiting}", ""))

    def press(self, point: QPointF) -> bool:
        """Begin again what was stopped."""
        del point
        if self.picture is not None and self.trouble(self.picture):
            self.again.emit()
        return False

    def faded(self, colour: QColor, opacity: float) -> QColor:
        """Return a colour that lets what is behind it shine through."""
        shade = QColor(colour)
        shade.setAlphaF(opacity)
        return shade

    def paint_waiting(self, painter: QPainter, picture: Picture) -> None:
        """Write why there is nothing to draw, or that it is being computed."""
        trouble = self.trouble(picture)
        self.paint_sentence(painter, f"{trouble} {AGAIN}" if trouble else ELLIPSIS)

    def paint_sentence(self, painter: QPainter, *texts: str) -> None:
        """Write the first sentence that has room in the frame, else the last, on several lines."""
        font, rect, theme = self.theme.font(), self.frame.rect, self.theme
        wrapped = [marks.wrapped(text, font, rect.width()) for text in texts]
        room = rect.height() / (1.3 * theme.base)
        lines = next((lines for lines in wrapped if len(lines) <= room), wrapped[-1])
        at = rect.center() - QPointF(0, 0.65 * theme.base * (len(lines) - 1))
        for line in lines:
            marks.write(painter, at, line, font, theme.colours.muted)
            at += QPointF(0, 1.3 * theme.base)
