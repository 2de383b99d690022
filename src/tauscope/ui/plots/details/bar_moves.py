"""Which part of a plot of bars a turn of the dial changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ROUNDED = 7
"""Pixels below the end of a bar within which its corners are round."""


class BarMoves:
    """Compares bars and their numbers with those shown before.

    Attributes
    ----------
    bars : sequence of QRectF or None
        Bars that are shown; None after `forget`.
    """

    def __init__(self) -> None:
        self.bars: Sequence[QRectF] | None = None
        self._numbers: Mapping[int, QRectF] = {}

    def forget(self) -> None:
        """Take all bars for others when they are compared next."""
        self.bars = None

    def area(
        self, bars: Sequence[QRectF], hatched: Sequence[bool], numbers: Mapping[int, QRectF]
    ) -> QRectF | None:
        """Return the area that has changed; None where the bars before are not known.

        Parameters
        ----------
        bars : sequence of QRectF
        hatched : sequence of bool
            Whether each bar has a hatch, which moves with the whole bar.
        numbers : mapping of int to QRectF
            Areas of the numbers, by the place of their bar.
        """
        before, of_before = self.bars, self._numbers
        self.bars, self._numbers = bars, numbers
        if before is None or len(before) != len(bars):
            return None
        moved = QRectF()
        for place, (old, new) in enumerate(zip(before, bars, strict=True)):
            area = QRectF(old if old.height() > new.height() else new)
            if not hatched[place]:
                area.setBottom(max(old.top(), new.top()) + ROUNDED)
            for areas in (of_before, numbers):
                area |= areas.get(place, area)
            moved |= area
        return moved
