"""What the plot of ranks says of the rank under the mouse."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.bounds import Bounds, written
from tauscope.core.numbers import exact_percentage, screen_percentage
from tauscope.core.text.labels import one_line
from tauscope.document.picture.partial_words import one_of_others
from tauscope.document.picture.ranking import ranking

if TYPE_CHECKING:
    from tauscope.core.bounds import TailRanks
    from tauscope.document.picture.picture import Picture

LONGEST = 18
"""Most characters of a name."""


def short_label(picture: Picture, row: int) -> str:
    """Return the label of a class on one line, at most `LONGEST` characters of it."""
    return one_line(picture.logits.labels[row])[:LONGEST]


def words_at_rank(picture: Picture, rank: int, *, cumulative: bool) -> str:
    """Return rank, name and probability of the class of a rank, with the sum up to it; "" if unknown."""
    found = picture.once(ranking)
    if found.tail is not None and rank > found.listed:
        return _of_unlisted(found.tail, picture, rank, cumulative=cumulative)
    place = int(np.searchsorted(found.ranks, rank))
    name = f"rank {rank:,} “{short_label(picture, int(picture.logits.order[rank - 1]))}”"
    if found.known is not None:
        if rank != found.ranks[place]:
            return ""
        low, high, low_sum, high_sum = (float(end[place]) for end in found.known)
        p, total = (written(Bounds(*ends), screen_percentage) for ends in ((low, high), (low_sum, high_sum)))
        return f"{name}\n{p}, up to here {total}"
    now = picture.softmax
    left = rank <= len(now)
    p_here, sum_here = (now.probability(rank - 1), now.cumulative.item(rank - 1)) if left else (0.0, 1.0)
    return f"{name}\n{exact_percentage(p_here)}, up to here {exact_percentage(sum_here)}"


def _of_unlisted(tail: TailRanks, picture: Picture, rank: int, *, cumulative: bool) -> str:
    """Return what is known of a rank beyond the listed ones."""
    assert picture.partial is not None  # noqa: S101  # there is a tail
    place = min(int(np.searchsorted(tail.ranks, rank)), len(tail.ranks) - 1)
    name = f"rank {int(tail.ranks[place]):,}, {one_of_others(picture.partial.others)}"
    if cumulative:
        total = Bounds(float(tail.low_sum[place]), float(tail.high_sum[place]))
        return f"{name}\nup to here {written(total, screen_percentage)}"
    return f"{name}\nat most {exact_percentage(float(tail.most[place]))}"
