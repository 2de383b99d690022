"""Where the bars of a reliability diagram stand: bins of similar confidence share one where room is short."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from tauscope.core.calibration.reliability import wilson

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.bounds import Bounds
    from tauscope.core.calibration.reliability import ReliabilityBin


class ReliabilityBar(NamedTuple):
    """A bar of one bin, or of several that are too narrow to be seen apart.

    Attributes
    ----------
    left, right : float
        Edges on the axis of confidence.
    low, high : float
        Least and largest confidence.
    bins, examples : int
        Numbers of the bins and of the examples in them.
    confidence, accuracy : float
        Means over the examples.
    band : Bounds
        95% interval of the accuracy.
    """

    left: float
    right: float
    low: float
    high: float
    bins: int
    examples: int
    confidence: float
    accuracy: float
    band: Bounds


def reliability_bars(bins: Sequence[ReliabilityBin], least: float) -> list[ReliabilityBar]:
    """Return bars over the ranges of the bins, none of them narrower than `least`.

    Parameters
    ----------
    bins : sequence of ReliabilityBin
        By rising confidence.
    least : float
        Least width of a bar on the axis of confidence.

    Examples
    --------
    >>> from tauscope.core.calibration.reliability import ReliabilityBin
    >>> bins = [ReliabilityBin(p, p + 0.05, 10, p + 0.02, 0.9, wilson(0.9, 10)) for p in (0.4, 0.93, 0.945)]
    >>> [(round(bar.left, 4), round(bar.right, 4), bar.bins) for bar in reliability_bars(bins, 0.03)]
    [(0.4, 0.69, 1), (0.69, 0.9625, 1), (0.9625, 0.995, 1)]
    >>> [bar.bins for bar in reliability_bars(bins, 0.1)]
    [1, 2]
    """
    edges = [bins[0].low, *((one.high + other.low) / 2 for one, other in pairwise(bins))]
    edges.append(bins[-1].high)
    bars, start = list[ReliabilityBar](), 0
    for end in range(1, len(bins) + 1):
        wide = edges[end] - edges[start] >= least
        if wide and (end == len(bins) or edges[-1] - edges[end] >= least or _is_free(edges, end, least)):
            bars.append(_bar(bins[start:end], edges[start], edges[end]))
            start = end
    if start < len(bins):
        bars.append(_bar(bins[start:], *_widened(edges[start], edges[-1], least)))
    if len(bars) > 1 and bars[-1].left < bars[-2].right:
        # The last bar was widened: the one before, which is wide, gives it the room.
        bars[-2] = bars[-2]._replace(right=bars[-1].left)
    return bars


def _is_free(edges: Sequence[float], end: int, least: float) -> bool:
    """Return True if what remains after an edge may take room from the bar before it."""
    return edges[end] - edges[end - 1] >= 3 * least


def _widened(left: float, right: float, least: float) -> tuple[float, float]:
    """Return edges that are at least `least` apart, inside [0, 1]."""
    if right - left >= least:
        return left, right
    right = min(1.0, max(right, (left + right + least) / 2))
    return max(0.0, right - least), right


def _bar(bins: Sequence[ReliabilityBin], left: float, right: float) -> ReliabilityBar:
    count = sum(one.examples for one in bins)
    confidence = sum(one.examples * one.confidence for one in bins) / count
    accuracy = sum(one.examples * one.accuracy for one in bins) / count
    band = bins[0].band if len(bins) == 1 else wilson(min(1.0, accuracy), count)
    return ReliabilityBar(
        left, right, bins[0].low, bins[-1].high, len(bins), count, confidence, accuracy, band
    )
