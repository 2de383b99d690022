"""Table of the draws from what the chain leaves."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tauscope.core.draws.sampling import standard_error
from tauscope.document.picture.partial_words import unlisted_words
from tauscope.document.reports.plot_data import Numbers
from tauscope.document.reports.plot_numbers.classes import GROUP_HEADERS, with_sums

if TYPE_CHECKING:
    from tauscope.document.picture.picture import Picture
    from tauscope.document.reports.tables.table_formats import Cell


def draws_numbers(picture: Picture) -> Numbers:
    """Table of every class: number of draws, share, probability p, standard error √(p (1 − p) / n), and seed.

    With the seed and the sum of the counts n, the sample and every running estimate can be drawn again. Where
    classes are grouped, there are more columns with count, share and probability of the groups, as the plot
    draws them.
    """
    headers = ("label", "count", "share", "probability", "standard_error", "seed")
    sample, p = picture.sample, picture.final.probabilities_of_rows
    counts = sample.draws.counts_of_rows
    columns = [one.tolist() for one in (counts, counts / len(sample), p, standard_error(p, len(sample)))]
    if picture.bounds is not None:
        columns[2] = [*map(picture.bounds.of, range(len(p)))]
        columns[3] = [math.nan] * len(p)
    rows: list[tuple[Cell, ...]] = list(zip(picture.logits.labels, *columns, strict=True))
    if picture.bounds is not None and picture.bounds.unlisted != 0:
        count = len(sample) - int(counts.sum())
        name = unlisted_words(picture.bounds.unlisted)
        rows.append((name, count, count / len(sample), picture.bounds.others, math.nan))
    every = Numbers(headers, [(*row, sample.seed) for row in rows])
    grouped = picture.prepared.grouped
    if grouped is None:
        return every
    places = range(len(grouped.members.present))
    drawn = [int(counts[grouped.members.rows_of(place)].sum()) for place in places]
    return with_sums(
        every,
        grouped,
        {
            "group_count": drawn,
            "group_share": [count / len(sample) for count in drawn],
            GROUP_HEADERS[1]: [picture.group_probability(place) for place in places],
        },
    )
