"""Table of the engines that are compared."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tauscope.document.picture.entry_bounds import group_bounds
from tauscope.document.picture.partial_words import unlisted_words
from tauscope.document.reports.plot_data import Numbers
from tauscope.document.reports.plot_numbers.classes import with_sums

if TYPE_CHECKING:
    from tauscope.document.picture.chains.engine_comparison import Answer
    from tauscope.document.picture.picture import Picture
    from tauscope.document.reports.tables.table_formats import Cell


def engines_numbers(picture: Picture) -> Numbers:
    """Table of every class: probability in each engine; NaN if the engine refuses the request.

    Where not all classes are listed, the last row has that of all others together. Where classes are grouped,
    there are more columns with the sums of the groups, which the plot draws.
    """
    labels, answers = picture.logits.labels, picture.engines.answers
    every, nothing = range(len(labels)), [math.nan] * len(labels)
    columns = (answer.probabilities(every) or nothing for answer in answers)
    rows: list[tuple[Cell, ...]] = list(zip(labels, *columns, strict=True))
    if picture.bounds is not None and picture.bounds.unlisted != 0:
        others = (math.nan if answer.known is None else answer.known.others for answer in answers)
        rows.append((unlisted_words(picture.bounds.unlisted), *others))
    every_class = Numbers(("label", *(f"p in {answer.engine.title}" for answer in answers)), rows)
    grouped = picture.prepared.grouped
    if grouped is None:
        return every_class
    places = range(len(grouped.members.present))
    sums = {
        f"group p in {answer.engine.title}": [_sum_in(answer, picture, place) for place in places]
        for answer in answers
    }
    return with_sums(every_class, grouped, sums)


def _sum_in(answer: Answer, picture: Picture, place: int) -> Cell:
    """Return the probability of a group in an engine, or its bounds; NaN if the engine refuses."""
    grouped = picture.prepared.grouped
    assert grouped is not None  # noqa: S101  # so the caller asks
    rows = grouped.members.rows_of(place)
    if answer.known is not None:
        unlisted = len(grouped.members.present[place].keys) - len(rows)
        return group_bounds(answer.known, rows, unlisted if picture.prepared.unlisted != 0 else 0)
    known = answer.probabilities(rows.tolist())
    return math.fsum(p for p in known if isinstance(p, float)) if known else math.nan
