"""Tables for a terminal, with numbers aligned right and names aligned left."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

LONGEST_LABEL = 30


def short_label(label: str) -> str:
    """Return a label shortened to at most `LONGEST_LABEL` characters."""
    return label if len(label) <= LONGEST_LABEL else label[: LONGEST_LABEL - 1] + "…"


def table_lines(rows: Sequence[Sequence[str]], left: Collection[int] = (0,)) -> list[str]:
    """Write rows of cells as aligned lines.

    Parameters
    ----------
    rows : sequence of sequence of str
        Headers first.
    left : collection of int
        Indices of the columns that are aligned left.

    Examples
    --------
    >>> table_lines([("class", "p"), ("cat", "0.5")])
    ['class    p', 'cat    0.5']
    """
    widths = [max(map(columns_of, column)) for column in zip(*rows, strict=True)]
    return [_aligned(row, widths, left) for row in rows]


def _aligned(row: Sequence[str], widths: Sequence[int], left: Collection[int]) -> str:
    """Write one row, given the widths of the columns."""
    blanks = [" " * (width - columns_of(cell)) for cell, width in zip(row, widths, strict=True)]
    cells = [
        cell + blank if place in left else blank + cell
        for place, (cell, blank) in enumerate(zip(row, blanks, strict=True))
    ]
    return "  ".join(cells).rstrip()


def columns_of(text: str) -> int:
    """Return the width of a text in columns of a terminal.

    East Asian wide characters take two columns, and combining characters none.
    """
    return sum(
        0 if unicodedata.combining(mark) else 2 if unicodedata.east_asian_width(mark) in "WF" else 1
        for mark in text
    )
