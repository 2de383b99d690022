"""Densities of states of rows that are at hand."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tauscope.core.rows.densities import RowBinner, RowDensities

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tauscope.core.values import Floats


def row_densities(
    rows: Iterable[Floats], progress: Callable[[int], object] = lambda _: None, most_bytes: float = math.inf
) -> RowDensities | None:
    """Bin rows of checked logits, each shape (V,); `progress` is told how many are done after each."""
    binner = RowBinner(most_bytes)
    for number, row in enumerate(rows, 1):
        binner.add(row)
        progress(number)
    return binner.binned()
