"""Tables of the numbers that the plots over the rank and over the energy draw."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from tauscope.core.bounds import Bounds
from tauscope.document.picture.energy_histogram import energy_histogram
from tauscope.document.picture.partial_words import one_of_others
from tauscope.document.picture.ranking import Ranking, ranking
from tauscope.document.reports.plot_data import Numbers

if TYPE_CHECKING:
    from tauscope.core.values import Floats, Integers
    from tauscope.document.picture.picture import Picture


def rank_numbers(picture: Picture) -> Numbers:
    """Table of the drawn ranks: label, softmax(z/τ) at the dial's τ and at τ = 1, and their running sums.

    Where not all classes are listed, bounds of p and of the running sum, and ranks beyond the listed ones.
    """
    found, logits = picture.once(ranking), picture.logits
    labels = [logits.labels[row] for row in logits.order[found.ranks - 1].tolist()]
    p = [math.exp(one) for one in found.now.log_p.tolist()]
    now, at_1 = found.now, found.at_1
    if found.low is not None:
        return _bounded_ranks(found, labels, picture)
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


def _bounded_ranks(found: Ranking, labels: list[str], picture: Picture) -> Numbers:
    """Table of bounds by rank; of a class that was added to the likeliest ones the rank has bounds too."""
    assert found.low is not None  # noqa: S101  # so the caller asks
    assert found.high is not None  # noqa: S101
    assert found.low_sum is not None  # noqa: S101
    assert found.high_sum is not None  # noqa: S101
    logits = picture.logits
    rows: list[tuple[Any, ...]] = _rows(
        found.ranks, labels, (found.low, found.high), (found.low_sum, found.high_sum)
    )
    if found.tail is not None and picture.partial is not None:
        tail, name = found.tail, one_of_others(picture.partial.others)
        p = np.zeros_like(tail.most), tail.most
        rows += [
            (
                Bounds(one.first, math.inf if one.last is None else one.last),
                logits.labels[one.row],
                one.p,
                math.nan,
            )
            for one in found.spans
        ]
        rows += _rows(tail.ranks, [name] * len(tail.ranks), p, (tail.low_sum, tail.high_sum))
    return Numbers(("rank", "label", "probability", "cumulative"), rows)


def _rows(
    ranks: Integers, labels: list[str], p: tuple[Floats, Floats], sums: tuple[Floats, Floats]
) -> list[tuple[Any, ...]]:
    pairs = ([*map(Bounds, low.tolist(), high.tolist())] for low, high in (p, sums))
    return list(zip(ranks.tolist(), labels, *pairs, strict=True))


def density_numbers(picture: Picture) -> Numbers:
    """Table of the intervals of energy above the lowest: number of classes, and their probability at τ."""
    found = picture.once(energy_histogram)
    # Multiples of a round width: 4.6, where floating point has 4.6000000000000005.
    edges = [float(f"{edge:.12g}") for edge in found.edges.tolist()]
    starts, ends = edges[:-1], edges[1:]
    if picture.bounds is not None:
        low, high = found.known
        shares = [Bounds(*pair) for pair in zip(low.tolist(), high.tolist(), strict=True)]
        listed = ("energy_from", "energy_to", "listed_classes", "probability")
        return Numbers(listed, list(zip(starts, ends, found.counts.tolist(), shares, strict=True)))
    headers = ("energy_from", "energy_to", "classes", "probability", "probability_at_1")
    columns = (starts, ends, found.counts.tolist(), found.shares.tolist(), found.at_1.tolist())
    return Numbers(headers, list(zip(*columns, strict=True)))
