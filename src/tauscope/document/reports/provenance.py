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
    document = picture.document
    found = document.source.provenance(document.state)
    parts = [quoted(str(found["file"]))] if "file" in found else []
    if plot in OVER_STEPS:
        other = document.settings(TraceSettings).other
        return "" if other is None else f"{''.join(parts)} and {quoted(other.name)}"
    for one, all_of in (_STEP, _EXAMPLE):
        if one in found and plot not in CALIBRATION_PLOTS:
            parts.append(f"{one} {found[one]:,} of {found[all_of]:,}")
    if "source_temperature" in found:
        parts.append(f"source τ = {screen_temperature(float(found['source_temperature']))}")
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
    document = picture.document
    found: dict[str, Cell] = dict(document.source.provenance(document.state))
    if not found or plot in CALIBRATION_PLOTS:
        return {"file": found["file"]} if "file" in found else {}
    columns: dict[str, Cell] = {name: value for name, value in found.items() if name not in ("steps", "rows")}
    if plot in OVER_STEPS:
        columns.pop("step", None)
        other = document.settings(TraceSettings).other
        columns["other_file"] = "" if other is None else other.name
        return columns | {"temperature": picture.temperature}
    columns |= {"temperature": picture.temperature, "chain": str(document.chain)}
    if picture.bounds is not None:
        low, high = picture.bounds.others
        columns["coverage"] = Bounds(1.0 - high, 1.0 - low)
    return columns
