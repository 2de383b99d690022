"""The temperature that calibrates, as dials mark it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.document.calibrating import is_calibrating

if TYPE_CHECKING:
    from tauscope.document.picture.picture import Picture
    from tauscope.document.studies.calibration_words import BestTemperature


def marked_temperature(picture: Picture) -> BestTemperature | None:
    """Return the mark of τ*; None where no plot of calibration is shown, or nothing is fitted yet."""
    if not is_calibrating(picture.document):
        return None
    from tauscope.document.studies.calibration_words import marked  # noqa: PLC0415  # the window opens without it

    return marked(picture)
