"""ECE over τ: no proper score, so that nothing is fitted to it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt

from tauscope.core.numbers import screen_percentage
from tauscope.document.studies.calibration import at_1, at_dial, ece_curve, fit
from tauscope.document.studies.calibration_words import (
    NO_SCORE,
    short_temperature,
)
from tauscope.ui.plots.calibration.calibration_curve import NEAR, CalibrationCurvePlot
from tauscope.ui.plots.details.direct_labels import DirectLabels, text_size
from tauscope.ui.plots.details.step_axis import round_ticks
from tauscope.ui.widgets.card import OR

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from tauscope.core.values import Floats
    from tauscope.document.picture.picture import Picture
    from tauscope.document.studies.calibration import LatestResult
    from tauscope.document.studies.calibration_studies import CalibrationAt, CalibrationCurve


class EcePlot(CalibrationCurvePlot):
    """Expected calibration error."""

    name = "ece"
    explanation = (
        "Expected calibration error (ECE) over τ: the mean gap between confidence and the share that is "
        f"right, over the bins of the reliability diagram. {NO_SCORE} The line is the dial."
    )
    hint = "Choose another number of bins: the least ECE moves to another τ, while τ* stays."

    def curve(self, picture: Picture) -> LatestResult[CalibrationCurve]:
        """Return ECE over τ."""
        return picture.once(ece_curve)

    def caption(self, picture: Picture) -> str:
        """Say that this is not fitted."""
        del picture
        return OR.join(("not a proper score, so not fitted", "not fitted", ""))

    def number(self, at: CalibrationAt) -> float:
        """Return ECE."""
        return at.reliability.ece

    def written(self, value: float) -> str:
        """Write ECE in per cent."""
        return screen_percentage(value)

    def describe(self, picture: Picture) -> str:
        """Give ECE now, at τ = 1, and its least."""
        one, now, curve = picture.once(at_1).value, picture.once(at_dial).value, self.curve(picture).value
        if one is None or now is None:
            return ""
        least = "" if curve is None else f", least {self._least_words(curve)}"
        now_, before = (screen_percentage(at.reliability.ece) for at in (now, one))
        return f"ECE is {now_} here, {before} at τ = 1{least}."

    def value_ticks(self, values: Floats, shown: list[float], room: float) -> list[tuple[float, str]]:
        """From 0 to somewhat more than τ = 1 has; the curve may go beyond."""
        largest, least = (float(values.max()), float(values.min())) if len(values) else (1.0, 0.0)
        end = max(2.5 * shown[0] if shown else 0.0, 4 * least, 0.02)
        ticks = round_ticks(0.0, max(1e-3, min(end, largest, 1.0)), min(room, 7.5))
        decimals = max(0, -math.floor(math.log10(100 * (ticks[1][0] - ticks[0][0])) + 1e-9))
        return [(level, f"{100 * level:.{decimals}f}%") for level, _ in ticks]

    def _least_words(self, curve: CalibrationCurve) -> str:
        number = int(curve.values.argmin())
        tau = short_temperature(float(curve.temperatures[number]))
        return f"{screen_percentage(float(curve.values[number]))} at {tau}"

    def paint_least(self, painter: QPainter, picture: Picture, labels: DirectLabels) -> None:
        """Mark the least with a small triangle, and τ* as a line of dashes."""
        late, theme = self.curve(picture), self.theme
        if late.value is None:
            return
        curve = late.value
        number = int(curve.values.argmin())
        point = self._point(float(curve.temperatures[number]), float(curve.values[number]))
        found = picture.once(fit).value
        if found is not None and found.temperature is not None:
            x = self.dial_x(found.temperature)
            if not self.is_outside(found.temperature) and abs(x - self.dial_x(picture.temperature)) > 2:
                pen = theme.pen(theme.colours.accent, 0.6 * theme.line)
                pen.setDashPattern([3, 3])
                painter.setPen(pen)
                painter.drawLine(QLineF(x, self.frame.rect.top(), x, self.frame.rect.bottom()))
                labels.avoid(QRectF(x - 1.5, self.frame.rect.top(), 3, self.frame.rect.height()))
                font = theme.font(0.92)
                for text in (f"τ* = {short_temperature(found.temperature)}",):
                    size = text_size(text, font)
                    sides = [x + side * (size.width() / 2 + 0.4 * theme.base) for side in (1, -1)]
                    spots = [QPointF(at, self.frame.rect.top() + 0.7 * theme.base) for at in sides]
                    labels.place(text, font, theme.colours.accent, spots)
        if point is not None:
            half = 1.6 * theme.line
            tip = point - QPointF(0, theme.line)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colours.text)
            corners = [tip, tip + QPointF(-half, -1.8 * half), tip + QPointF(half, -1.8 * half)]
            painter.drawPolygon(corners)
            labels.avoid(QRectF(point.x() - half, point.y() - 3 * half, 2 * half, 3 * half))

    def name_least(self, picture: Picture, labels: DirectLabels) -> None:
        """Write the least value and its τ."""
        curve = self.curve(picture).value
        if curve is None:
            return
        number = int(curve.values.argmin())
        point = self._point(float(curve.temperatures[number]), float(curve.values[number]))
        if point is not None:
            words, colour = self._least_words(curve), self.theme.colours.muted
            texts = (f"least {words}", words)
            self.place_near(labels, point, texts, colour, strong=False, gaps=NEAR)
