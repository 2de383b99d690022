"""Edits of the plots of policies: what is compared, and a schedule that is drawn by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tauscope.core.errors import InputError
from tauscope.core.temperatures.drawing import fitted, redrawn
from tauscope.core.temperatures.schedules import Drawn
from tauscope.document.panel_settings.bandit import COMPARED, BanditSettings
from tauscope.document.studies.exploration import simulation_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.temperatures.schedules import Schedule
    from tauscope.document.document import Document

KEPT = "A drawn schedule keeps one point at least."


def set_runs(document: Document, runs: int) -> Document:
    """Set the number of runs that are averaged.

    Raises
    ------
    InputError
        If there are too many runs, steps and arms together.
    """
    changed = _set(document, runs=runs)
    simulation_of(changed, changed.settings(BanditSettings).policy_at(document.temperature))
    return changed


def compare_policy(document: Document, name: str, *, on: bool) -> Document:
    """Put a policy of `COMPARED` beside that of the run, or take it away."""
    wanted = {*document.settings(BanditSettings).compared} - {name} | ({name} if on else set())
    return _set(document, compared=tuple(one for one in COMPARED.meanings if one in wanted))


def set_constant(document: Document, temperature: float) -> Document:
    """Set the constant temperature that is compared, and compare it."""
    return compare_policy(_set(document, constant=temperature), "constant", on=True)


def draw_schedule(document: Document, stroke: Sequence[tuple[float, float]], over: Schedule) -> Document:
    """Draw a stroke over a schedule, and follow the result; `redrawn` says what the stroke is."""
    return _follow(document, redrawn(over, document.settings(BanditSettings).steps, stroke))


def make_points(document: Document) -> Document:
    """Turn the schedule into a drawn one, whose points can be moved, and follow it."""
    settings = document.settings(BanditSettings)
    if isinstance(settings.schedule, Drawn):
        return _follow(document, settings.schedule)
    return _follow(document, fitted(settings.schedule.temperatures(settings.steps)))


def move_point(document: Document, place: int, step: float, temperature: float) -> Document:
    """Move a point of a drawn schedule, no farther than the points beside it."""
    points = list(_points(document))
    low = points[place - 1][0] + 1 if place else 0.0
    last = document.settings(BanditSettings).steps - 1
    high = points[place + 1][0] - 1 if place + 1 < len(points) else float(last)
    # Points that are a step apart have no room between them.
    points[place] = (min(max(round(step), low), high) if low <= high else points[place][0], temperature)
    return _follow(document, Drawn(tuple(points)))


def remove_point(document: Document, place: int) -> Document:
    """Remove a point of a drawn schedule."""
    points = _points(document)
    if len(points) == 1:
        raise InputError(KEPT)
    return _follow(document, Drawn((*points[:place], *points[place + 1 :])))


def _points(document: Document) -> tuple[tuple[float, float], ...]:
    schedule = document.settings(BanditSettings).schedule
    if not isinstance(schedule, Drawn):
        raise InputError("The schedule has no points: draw one first.")
    return schedule.points


def _follow(document: Document, schedule: Drawn) -> Document:
    """Return the document with this schedule, which τ follows: no other policy has a temperature."""
    return _set(document, schedule=schedule, scheduled=True, policy="boltzmann")


def _set(document: Document, **changes: Any) -> Document:
    return document.with_settings(replace(document.settings(BanditSettings), **changes))
