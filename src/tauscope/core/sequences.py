"""What two sequences have in common."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any


def shared(first: tuple[Any, ...], second: tuple[Any, ...]) -> int:
    """How many items two tuples begin with together; they are compared as a whole, which is fast.

    Examples
    --------
    >>> shared((5, 6, 7), (5, 6, 8, 9))
    2
    """
    most = min(len(first), len(second))
    if first[:most] == second[:most]:
        return most
    return bisect_left(range(1, most + 1), True, key=lambda count: first[:count] != second[:count])
