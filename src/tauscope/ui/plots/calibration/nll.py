"""NLL over τ: the curve that is fitted, with τ* at its least."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF

from tauscope.core.calibration.fit import Minimum
from tauscope.document.studies.calibration import at_1, at_dial, best_temperature, fit, nll_curve
from tauscope.document.studies.calibration_words import (
    best_in_short,
    best_sentence,
    nats,
    short_temperature,
    why_zero,
)
from tauscope.document.studies.labelled_examples import examples
from tauscope.ui.plots.calibration.calibration_curve import CalibrationCurvePlot
from tauscope.ui.plots.details.direct_labels import DirectLabels
from tauscope.ui.plots.details.step_axis import round_ticks
from tauscope.ui.widgets.card import OR

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from tauscope.core.values import Floats
    from tauscope.document.picture.picture import Picture
    from tauscope.document.studies.calibration import LatestResult
    from tauscope.document.studies.calibration_studies import CalibrationAt, CalibrationCurve

FLAT = 1e-6
"""Relative change of NLL over τ up to which the change is rounding."""

BAND = 0.12
"""Opacity of the band of the interval."""


class NllPlot(CalibrationCurvePlot):
    """Mean negative log-likelihood of the true classes."""

    name = "nll"
    explanation = (
        "Mean negative log-likelihood (NLL) of the true classes over τ, in nats per example: how surprised "
        "the classifier is by what is true. It has one minimum, τ*, which is fitted; the band is its 95% "
        "interval. The line is the dial."
    )
    names_least = True
    hint = "Drag the line to the minimum: accuracy stays, and confidence becomes what it should be."

    def curve(self, picture: Picture) -> LatestResult[CalibrationCurve]:
        """Return NLL over τ."""
        return picture.once(nll_curve)

    def caption(self, picture: Picture) -> str:
        """Give the unit, and whether the examples are held out from the fit."""
        held_out = "" if picture.once(examples).fitted is None else ", held out"
        units = ("mean negative log-likelihood, nats per example", "nats per example", "nats")
        return OR.join((*(f"{unit}{held_out}" for unit in units), ""))

    def why_empty(self, picture: Picture) -> tuple[str, ...]:
        """Say that the examples have no finite likelihood, and which one is the first."""
        found, of = picture.once(fit).value, picture.once(examples)
        if found is None or of.to_fit is None:
            return ("",)
        if found.minimum is Minimum.NOWHERE:
            return best_sentence(found, len(of.to_fit)), best_in_short(found)
        return (
            "NLL is ∞ at every τ: the true class of an example that is held out has the logit −∞.",
            "NLL is ∞: a true class held out has the logit −∞.",
        )

    def number(self, at: CalibrationAt) -> float:
        """Return NLL."""
        return at.nll

    def written(self, value: float) -> str:
        """Write NLL."""
        return nats(value)

    def describe(self, picture: Picture) -> str:
        """Say where the minimum is, and what NLL is at 1 and now."""
        found, of = picture.once(fit).value, picture.once(examples).to_fit
        one, now = picture.once(at_1).value, picture.once(at_dial).value
        if found is None or of is None or one is None or now is None:
            return ""
        best = self._at_best(picture)
        at_best = "" if best is None else f", {nats(best)} at τ*"
        numbers = f"NLL is {nats(now.nll)} nats here, {nats(one.nll)} at τ = 1{at_best}."
        return f"{numbers} {best_sentence(found, len(of))}"

    def _at_best(self, picture: Picture) -> float | None:
        """Return NLL of the measured examples at τ*; None if it is not at hand, or there is no τ*."""
        found, curve = picture.once(fit).value, self.curve(picture).value
        if found is None or found.temperature is None:
            return None
        if picture.once(examples).fitted is None:
            return found.nll
        # τ* is fitted on other examples than those that are measured.
        if curve is None or not curve.temperatures[0] <= found.temperature <= curve.temperatures[-1]:
            return None
        return curve.at(found.temperature)

    def value_ticks(self, values: Floats, shown: list[float], room: float) -> list[tuple[float, str]]:
        """Show the minimum and τ = 1, and as much above them again."""
        if not len(values):
            return [(0.0, "0"), (1.0, "1")]
        least = min(float(values.min()), *shown) if shown else float(values.min())
        least = max(0.0, least)
        top = max([*shown, least])
        largest = float(values.max())
        reach = max(1.6 * (top - least), 0.25 * (largest - least))
        if reach <= FLAT * largest:
            return round_ticks(0.9 * least, 1.1 * least, min(room, 4.0))
        low = max(0.0, least - 0.35 * reach)
        return round_ticks(low, min(least + reach, max(largest, top)), min(room, 7.5))

    def paint_behind(self, painter: QPainter, picture: Picture) -> None:
        """Paint the interval as a band."""
        found = picture.once(fit).value
        if found is None or found.interval is None:
            return
        left, right = (self.dial_x(end) for end in found.interval)
        rect = self.frame.rect
        band = QRectF(left, rect.top(), max(1.0, right - left), rect.height())
        painter.fillRect(band, self.faded(self.theme.colours.accent, BAND))

    def paint_least(self, painter: QPainter, picture: Picture, labels: DirectLabels) -> None:
        """Mark the minimum, or say where it is if there is none inside."""
        found, theme = picture.once(fit).value, self.theme
        if found is None:
            return
        if found.minimum is Minimum.INSIDE and found.temperature is not None:
            tau = short_temperature(found.temperature)
            now = picture.once(at_dial).value
            # At τ* itself the text has the number that the readout has.
            at_best = now is not None and now.temperature == best_temperature(picture)
            held_out, at_best_level = picture.once(examples).fitted is not None, self._at_best(picture)
            level = found.nll if at_best_level is None else at_best_level
            least = nats(now.nll if now is not None and at_best else level)
            at = "at" if held_out else "lowest at"
            texts = (f"{at} τ* = {tau}: {least}", f"τ* = {tau}: {least}", f"τ* {tau}")
            point = self._point(found.temperature, level)
            if point is None:
                return
            size = 2.6 * theme.line
            painter.setPen(theme.pen(theme.colours.accent))
            painter.setBrush(theme.colours.card)
            painter.drawEllipse(point, size, size)
            labels.avoid(QRectF(point.x() - size, point.y() - size, 2 * size, 2 * size))
            self.place_near(labels, point, texts, theme.colours.accent, strong=True)
            return
        curve = self.curve(picture).value
        if curve is not None and not np.isfinite(curve.values).any():
            return  # `why_empty` says it in the middle
        words = {
            Minimum.AT_ZERO: (f"lowest at τ* = 0: {why_zero(found)}", "τ* = 0"),
            Minimum.AT_INFINITY: ("lowest at τ* = ∞", "τ* = ∞"),
            Minimum.EVERYWHERE: ("no τ*: every τ fits alike", "no τ*"),
            Minimum.NOWHERE: ("no τ*: a true class has the logit −∞", "no τ*"),
        }[found.minimum]
        for text in words:
            if labels.place_anywhere(text, theme.font(0.92, strong=True), theme.colours.accent):
                return
