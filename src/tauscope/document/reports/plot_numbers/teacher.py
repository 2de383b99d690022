"""Table of the numbers that the plot of the teacher draws; `PLOTS` names the function."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.document.reports.plot_data import Numbers
from tauscope.document.reports.plot_numbers.classes import distribution_numbers

if TYPE_CHECKING:
    from tauscope.document.picture.picture import Picture

_COLUMNS = {
    "label": "digit",
    "logit": "teacher_logit",
    "probability_at_1": "probability_at_1",
    "probability": "probability",
}
"""Columns of the table of the distribution, and their names here."""


def teacher_numbers(picture: Picture) -> Numbers:
    """Table of every digit: the teacher's logit, its probability at τ = 1, and that after the whole chain."""
    every = distribution_numbers(picture)
    places = [every.headers.index(name) for name in _COLUMNS]
    return Numbers(tuple(_COLUMNS.values()), [[row[place] for place in places] for row in every.rows])
