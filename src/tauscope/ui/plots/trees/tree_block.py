"""A block of a decoding tree, and how the numbers beside blocks stand apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF


@dataclass
class Block:
    """A rectangle of the plot: a node, or several that are too low for rectangles of their own.

    Attributes
    ----------
    rect : QRectF
    column : int
        0 for the block that fills the plot.
    parent : int
        Node before it.
    node : int or None
        The node; None for several.
    count : int
        Number of the nodes that are merged; 0 for a node.
    p : float
        Joint probability.
    left_out : float
        Share of `p` of classes that have no node.
    tags : list of str
        Labels of the paths that end in it.
    open : bool
        True if it has nodes after it that are not shown.
    """

    rect: QRectF
    column: int
    parent: int
    node: int | None
    count: int = 0
    p: float = 0.0
    left_out: float = 0.0
    tags: list[str] = field(default_factory=list)
    open: bool = False


def spread(wanted: list[float], least: float, low: float, high: float) -> list[float]:
    """Return places near the wanted ones, at least `least` apart, from `low` to `high` if there is room.

    Examples
    --------
    >>> spread([1.0, 1.5, 9.0], 2.0, 0.0, 10.0)
    [1.0, 3.0, 9.0]
    >>> spread([9.0, 9.5, 9.9], 2.0, 0.0, 10.0)
    [6.0, 8.0, 10.0]
    """
    places = list[float]()
    for place in wanted:
        places.append(max(place, low if not places else places[-1] + least))
    limit = high
    for index in reversed(range(len(places))):
        places[index] = min(places[index], limit)
        limit = places[index] - least
    return places
