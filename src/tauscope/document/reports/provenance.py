"""Where the numbers of a figure or of an exported table come from: file, step, settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.core.bounds import Bounds
from tauscope.core.numbers import quoted, screen_temperature
from tauscope.document.calibrating import CALIBRATION_PLOTS
from tauscope.document.panel_settings.trace import TraceSettings

if TYPE_CHECKING:
    from tauscope.document.picture.picture import Picture
    from tauscope.document.reports.tables.table_formats import Cell

OVER_STEPS = ("file_steps", "file_curves")
"""Plots that show all steps of two files, and none of them more than the others."""

_STEP, _EXAMPLE = ("step", "steps"), ("row", "rows")


def provenance_words(picture: Picture, plot: str) -> str:
    """Say where the numbers of a plot come from: "“a.npy”, step 4 of 60, source τ = 1.00"; "" of a table.

    Parameters
    ----------
    picture : Picture
    plot : str
        Name of a plot, or of the whole bench.
    """
    facts = _facts(picture, plot)
    files = [quoted(str(facts[name])) for name in ("file", "other_file") if facts.get(name)]
    parts = [" and ".join(files)] if files else []
    for one, all_of in (_STEP, _EXAMPLE):
        if one in facts:
            parts.append(f"{one} {facts[one]:,} of {facts[all_of]:,}")
    if "source_temperature" in facts and len(files) == 1:  # of two files each may have its own
        parts.append(f"source τ = {screen_temperature(float(facts['source_temperature']))}")
    return ", ".join(parts)


def provenance_columns(picture: Picture, plot: str) -> dict[str, Cell]:
    """Return columns of an exported table that say where its numbers come from; each row has the same.

    A file's name, the step or the row of which the numbers are, the temperature that the source had applied,
    and where not all classes are listed how much probability the listed ones hold.

    Parameters
    ----------
    picture : Picture
    plot : str
        Name of a plot, or of the whole bench.
    """
    columns: dict[str, Cell] = dict(_facts(picture, plot))
    if not columns or plot in CALIBRATION_PLOTS:
        return columns
    for _, all_of in (_STEP, _EXAMPLE):
        columns.pop(all_of, None)
    columns["temperature"] = picture.temperature
    if plot in OVER_STEPS:
        return columns
    columns["chain"] = str(picture.document.chain)
    if picture.bounds is not None:
        low, high = picture.bounds.others
        columns["coverage"] = Bounds(1.0 - high, 1.0 - low)
    return columns


def _facts(picture: Picture, plot: str) -> dict[str, str | float]:
    """Return what `Source.provenance` says, as far as the numbers of a plot are of it.

    Plots over all steps are of no step, and have the name of the file compared with as `other_file`; those
    of calibration are of no example.
    """
    document = picture.document
    facts = dict(document.source.provenance(document.state))
    if plot in CALIBRATION_PLOTS or plot in OVER_STEPS:
        for name in (*_STEP, *_EXAMPLE):
            facts.pop(name, None)
    other = document.settings(TraceSettings).other
    if facts and plot in OVER_STEPS:
        facts["other_file"] = "" if other is None else other.name
    return facts
