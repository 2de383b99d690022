"""Tables of the numbers that the plots over the rank and over the energy draw."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tauscope.core.bounds import Bounds
from tauscope.document.picture.energy_histogram import energy_histogram
from tauscope.document.picture.ranking import ranking
from tauscope.document.reports.plot_data import Numbers

if TYPE_CHECKING:
    from tauscope.document.picture.picture import Picture


def rank_numbers(picture: Picture) -> Numbers:
    """Table of the drawn ranks: label, softmax(z/τ) at the dial's τ and at τ = 1, and their running sums."""
    found, logits = picture.once(ranking), picture.logits
    labels = [logits.labels[row] for row in logits.order[found.ranks - 1].tolist()]
    p = [math.exp(one) for one in found.now.log_p.tolist()]
    now, at_1 = found.now, found.at_1
    if found.low is not None and found.high is not None:
        bounds = [Bounds(*pair) for pair in zip(found.low.tolist(), found.high.tolist(), strict=True)]
        rows = list(zip(found.ranks.tolist(), labels, bounds, strict=True))
        return Numbers(("rank", "label", "probability"), rows)
    columns = (
        found.ranks.tolist(),
        labels,
        p,
        now.log_p.tolist(),
        now.cumulative.tolist(),
        [math.exp(one) for one in at_1.log_p.tolist()],
        at_1.cumulative.tolist(),
    )
    headers = (
        "rank",
        "label",
        "probability",
        "log_probability",
        "cumulative",
        "probability_at_1",
        "cumulative_at_1",
    )
    return Numbers(headers, list(zip(*columns, strict=True)))


def density_numbers(picture: Picture) -> Numbers:
    """Table of the intervals of energy above the lowest: number of classes, and their probability at τ."""
    found = picture.once(energy_histogram)
    starts = found.edges[:-1].tolist()
    ends = found.edges[1:].tolist()
    if picture.bounds is not None:
        low, high = found.known
        shares = [Bounds(*pair) for pair in zip(low.tolist(), high.tolist(), strict=True)]
        listed = ("energy_from", "energy_to", "listed_classes", "probability")
        return Numbers(listed, list(zip(starts, ends, found.counts.tolist(), shares, strict=True)))
    headers = ("energy_from", "energy_to", "classes", "probability", "probability_at_1")
    columns = (starts, ends, found.counts.tolist(), found.shares.tolist(), found.at_1.tolist())
    return Numbers(headers, list(zip(*columns, strict=True)))
