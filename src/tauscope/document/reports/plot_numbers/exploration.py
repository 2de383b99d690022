"""Tables of the numbers in the plots of policies on a bandit: a row for each step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tauscope.document.panel_settings.bandit import BanditSettings
from tauscope.document.reports.plot_data import Numbers, distinct
from tauscope.document.studies.exploration import policy_curves

if TYPE_CHECKING:
    from tauscope.document.picture.picture import Picture


def reward_numbers(picture: Picture) -> Numbers:
    """Table of the average reward of each policy at each step, with its standard error."""
    return _curves(picture, "average_reward", "reward_error")


def optimal_numbers(picture: Picture) -> Numbers:
    """Table of the share of the runs that chose a best arm at each step, with its standard error."""
    return _curves(picture, "optimal_fraction", "optimal_error")


def regret_numbers(picture: Picture) -> Numbers:
    """Table of the regret of each policy up to each step, with its standard error."""
    return _curves(picture, "regret", "regret_error")


def _curves(picture: Picture, name: str, error: str) -> Numbers:
    steps = picture.document.settings(BanditSettings).steps
    headers, columns = ["step"], [np.arange(1, steps + 1)]
    for one in picture.once(policy_curves):
        if one.curves is not None:
            headers += [one.names[0], f"standard error of {one.names[0]}"]
            columns += [getattr(one.curves, name), getattr(one.curves, error)]
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return Numbers(distinct(headers), list(rows))


def schedule_numbers(picture: Picture) -> Numbers:
    """Table of the temperature of each step on the schedule, and of the constant that is compared."""
    settings = picture.document.settings(BanditSettings)
    temperatures = settings.schedule.temperatures(settings.steps).tolist()
    rows = [(step, temperature, settings.constant) for step, temperature in enumerate(temperatures, start=1)]
    return Numbers(("step", "temperature", "constant_temperature"), rows)
