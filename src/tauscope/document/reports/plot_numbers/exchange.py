"""Table of the numbers in the exchange of quanta."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.core.particles.exchange import PARTICLES
from tauscope.document.picture.subjects.exchange import exchange_of
from tauscope.document.reports.plot_data import Numbers

if TYPE_CHECKING:
    from tauscope.document.picture.picture import Picture


def exchange_numbers(picture: Picture) -> Numbers:
    """Table of every number of quanta: particles that have it, their share, and the share that is expected.

    With the seed, the number of rounds and the mean the same particles can be made again.
    """
    one = picture.once(exchange_of)
    counts = (*one.counts, *[0] * (len(one.expected) - len(one.counts)))
    headers = ("quanta", "particles", "share", "expected", "mean", "temperature", "rounds", "seed")
    document = picture.document
    settings = (one.mean, one.temperature, document.rounds, document.seed)
    rows = [
        (quanta, count, count / PARTICLES, expected, *settings)
        for quanta, (count, expected) in enumerate(zip(counts, one.expected, strict=True))
    ]
    return Numbers(headers, rows)
