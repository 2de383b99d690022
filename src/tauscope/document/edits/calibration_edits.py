"""Edits of the calibration: which plots and examples are on the bench; each is Document → Document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tauscope.document.calibrating import CALIBRATION_PLOTS, is_calibrating
from tauscope.document.edits import digit_edits
from tauscope.document.panel_settings.calibration import STUDENT, CalibrationSettings
from tauscope.document.panel_settings.digits import DigitsSettings
from tauscope.document.plot_sizes import PlotSizes

if TYPE_CHECKING:
    from tauscope.document.document import Document


def show_calibration(document: Document, *, on: bool = True) -> Document:
    """Put the four plots of calibration on the bench, or those that the source brings."""
    if on == is_calibrating(document) and (not on or document.plots == CALIBRATION_PLOTS):
        return document
    plots = CALIBRATION_PLOTS if on else document.source.abilities.plots or type(document).plots
    sizes = PlotSizes() if on else PlotSizes.of(document.source.abilities.plot_widths)
    return replace(document, plots=plots, plot_sizes=sizes)


def calibrate(document: Document, examples: str) -> Document:
    """Calibrate with these examples, a word of `EXAMPLES`; the plots come to the bench if none is there.

    A student learns from images of all ten digits, unless the user has chosen its images.
    """
    changed = change(document, examples=examples)
    if examples == STUDENT and document.settings(DigitsSettings) == DigitsSettings():
        changed = digit_edits.use_experiment(changed, "ordinary")
    return changed if is_calibrating(changed) else show_calibration(changed)


def change(document: Document, **values: Any) -> Document:
    """Change settings, by the names of the attributes of `CalibrationSettings`."""
    return document.with_settings(replace(document.settings(CalibrationSettings), **values))
