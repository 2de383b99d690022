"""Tables of the numbers that the plots over the rank and over the energy draw."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tauscope.core.bounds import Bounds
from tauscope.core.chain import Chain
from tauscope.document.picture.energy_histogram import energy_histogram
from tauscope.document.picture.partial_words import one_of_others
from tauscope.document.picture.ranking import Ranking, ranking
from tauscope.document.reports.plot_data import Numbers

if TYPE_CHECKING:
    from collections.abc import Iterable

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
    if found.known is not None:
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
    now, at_1 = found.known, found.known_at_1
    assert now is not None  # noqa: S101  # so the caller asks
    assert at_1 is not None  # noqa: S101
    logits, cells = picture.logits, (now[:2], now[2:], at_1[:2], at_1[2:])
    rows: list[tuple[Any, ...]] = _rows(found.ranks, labels, cells)
    if found.tail is not None and found.tail_at_1 is not None and picture.partial is not None:
        tail, name, of_1 = found.tail, one_of_others(picture.partial.others), picture.partial.bounds(Chain())
        rows += [
            (
                Bounds(one.first, math.inf if one.last is None else one.last),
                logits.labels[one.row],
                one.p,
                math.nan,
                of_1.of(one.row),
                math.nan,
            )
            for one in found.spans
        ]
        ends = ((one.most * 0.0, one.most, one.low_sum, one.high_sum) for one in (tail, found.tail_at_1))
        pairs = [pair for one in ends for pair in (one[:2], one[2:])]
        rows += _rows(tail.ranks, [name] * len(tail.ranks), pairs)
    headers = ("rank", "label", "probability", "cumulative", "probability_at_1", "cumulative_at_1")
    return Numbers(headers, rows)


def _rows(ranks: Integers, labels: list[str], pairs: Iterable[tuple[Floats, ...]]) -> list[tuple[Any, ...]]:
    columns = ([*map(Bounds, low.tolist(), high.tolist())] for low, high in pairs)
    return list(zip(ranks.tolist(), labels, *columns, strict=True))


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
