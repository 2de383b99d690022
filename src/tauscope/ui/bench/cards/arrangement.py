"""Where the plots stand on the bench: rows that suit the room, sized as the user dragged their borders."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from tauscope.document.plot_sizes import PlotSizes

if TYPE_CHECKING:
    from collections.abc import Sequence


Shape = tuple[int, ...]
"""How many cards stand in each row, from top to bottom."""

SHAPES: dict[int, tuple[Shape, ...]] = {
    1: ((1,),),
    2: ((1, 1), (2,)),
    3: ((1, 2), (3,)),
    4: ((1, 3), (2, 2), (4,)),
    5: ((2, 3), (1, 2, 2)),
    6: ((3, 3), (2, 2, 2)),
}
"""Rows for each number of plots, best first: the first plot gets the most room."""

UNDER_A_PANEL: dict[int, tuple[Shape, ...]] = {
    **SHAPES,
    2: ((2,),),
    3: ((3,), (1, 2)),
    4: ((4,), (2, 2)),
}
"""Number of cards in each row where a source's panel takes the place of the large plot."""

COMFORTABLE, LEAST_WIDTH = 22.5, 17.0
"""Wanted and least width of a card, in text heights."""

LEAST_HEIGHT = 13.0
"""Height of a card, in text heights, at which two rows are allowed whatever their plots need."""

LEAST_PANEL = 17.0
"""Height of a panel, in text heights."""

WIDE = 30.0
"""Least width, in text heights, of a plot that keeps a row of its own where there is room."""

FIRST, OTHER = 10, 8
"""Shares of the height: of the uppermost row, plot or panel, and of each row below."""

MOST_UNEQUAL = 2
"""With more rows than this all rows have the same height."""

EVEN = 9
"""Share of a panel's height, and of the plots' below it, where not all plots have room."""


class Room(NamedTuple):
    """Width and height of the room for plots, and the gap between two cards, in text heights."""

    width: float
    height: float
    gap: float


@dataclass(frozen=True)
class Arrangement:
    """Which plot stands where.

    Attributes
    ----------
    rows : tuple of tuple of int
        Places of `Document.plots`, from left to right in each row.
    hidden : tuple of int
        Places of the plots that have no room.
    panel : bool
        Whether a source's panel stands above the rows.
    """

    rows: tuple[tuple[int, ...], ...]
    hidden: tuple[int, ...] = ()
    panel: bool = False

    @property
    def shown(self) -> tuple[int, ...]:
        """Places of the plots that have room."""
        return tuple(place for row in self.rows for place in row)

    def with_in_front(self, place: int) -> Arrangement:
        """Show a plot that has no room in the last card, in place of the plot there."""
        if place not in self.hidden:
            return self
        last = self.shown[-1]
        rows = (*self.rows[:-1], (*self.rows[-1][:-1], place))
        hidden = tuple(sorted({*self.hidden, last} - {place}))
        return Arrangement(rows, hidden, self.panel)


def arranged(needed: Sequence[float], room: Room, *, panel: bool = False, apart: bool = False) -> Arrangement:
    """Find the best rows for all plots; where the room is too small, those for as many as it can hold.

    Parameters
    ----------
    needed : sequence of float
        Height of the card that each plot needs, in text heights.
    room : Room
        Of the plots, with the panel if there is one.
    panel : bool
        Whether a source's panel stands above the plots.
    apart : bool
        Whether the first plot keeps a row of its own below a panel where there is room; where there is not,
        others stand beside it only as far as it stays wide.
    """
    count = len(needed)
    shapes = UNDER_A_PANEL if panel else SHAPES
    for shown in range(count, 0, -1):
        wanted = (*(SHAPES[shown][:1] if apart else ()), *shapes[shown])
        found = [_filled(shape, count, panel=panel) for shape in wanted]
        if apart:
            found = [one for one in found if room.width >= WIDE * len(one.rows[0]) or shown == 1]
        low = [LEAST_HEIGHT] * count
        two = [one for one in found if len(one.rows) + panel <= 2]
        for choices, width, heights in (
            (found, COMFORTABLE, needed),
            (found, LEAST_WIDTH, needed),
            (two, LEAST_WIDTH, low),
        ):
            for one in choices:
                if _fits(one, room, width, heights):
                    return one
    return _filled((1,), count, panel=panel)


def all_arranged(count: int, room: Room) -> Arrangement:
    """Find the rows in which a large window shows `count` plots, or those that are as narrow as the room."""
    found = [_filled(shape, count, panel=False) for shape in SHAPES[count]]
    return next((one for one in found if _fits(one, room, LEAST_WIDTH, [0.0] * count)), found[-1])


def _fits(one: Arrangement, room: Room, width: float, heights: Sequence[float]) -> bool:
    if max(map(len, one.rows)) * (width + room.gap) > room.width + room.gap:
        return False
    shares = heights_of_rows(one, PlotSizes())
    unit = (room.height - (len(shares) - 1) * room.gap) / sum(shares)
    least = [max(heights[place] for place in row) for row in one.rows]
    if one.panel:
        least.insert(0, LEAST_PANEL)
    return all(share * unit >= height for share, height in zip(shares, least, strict=True))


def _filled(shape: Shape, count: int, *, panel: bool) -> Arrangement:
    rows, first = [], 0
    for length in shape:
        rows.append(tuple(range(first, first + length)))
        first += length
    return Arrangement(tuple(rows), tuple(range(first, count)), panel)


def heights_of_rows(arrangement: Arrangement, sizes: PlotSizes) -> list[float]:
    """Shares of the height: of the panel if there is one, and of each row."""
    count = len(arrangement.rows) + arrangement.panel
    first = OTHER if len(arrangement.rows) > MOST_UNEQUAL else FIRST
    shares = [float(first), *[float(OTHER)] * (count - 1)]
    if arrangement.panel and arrangement.hidden and count == 2:
        shares = [float(EVEN)] * 2
    factors = [row_factor(row, sizes) for row in arrangement.rows]
    if arrangement.panel:
        factors.insert(0, sizes.panel)
    return [share * factor for share, factor in zip(shares, factors, strict=True)]


def row_factor(row: Sequence[int], sizes: PlotSizes) -> float:
    """Factor of the height of a row: the mean of those of its plots."""
    return sum(map(sizes.height, row)) / len(row)


def shared(total: int, shares: Sequence[float], least: Sequence[int]) -> list[int]:
    """Share out pixels in proportion, but none less than its least where the total has room for that.

    Examples
    --------
    >>> shared(100, [1, 1, 2], [0, 40, 0])
    [20, 40, 40]
    >>> shared(30, [1, 1], [20, 40])
    [10, 20]
    """
    if total <= sum(least):
        return _proportional(total, [float(pixels) for pixels in least] if any(least) else shares)
    fixed: dict[int, int] = {}
    while True:
        free = [number for number in range(len(shares)) if number not in fixed]
        parts = _proportional(total - sum(fixed.values()), [shares[number] for number in free])
        found = dict(zip(free, parts, strict=True))
        short = {number: least[number] for number in free if found[number] < least[number]}
        if not short:
            return [(fixed | found)[number] for number in range(len(shares))]
        fixed |= short


def _proportional(total: int, shares: Sequence[float]) -> list[int]:
    """Parts of `total` in proportion to `shares`, in whole pixels whose sum is `total`."""
    whole, ends, reached = sum(shares), [0], 0.0
    for share in shares:
        reached += share
        ends.append(round(max(0, total) * reached / whole))
    return [end - start for start, end in pairwise(ends)]
