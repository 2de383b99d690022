"""The borders between the cards, and what dragging them does."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from tauscope.document.plot_sizes import PlotSizes
from tauscope.ui.bench.cards.arrangement import Arrangement, heights_of_rows
from tauscope.ui.bench.cards.border import Border
from tauscope.ui.bench.cards.resizing import with_heights, with_widths

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tauscope.ui.theme import Theme

NARROWEST, LOWEST = 9.0, 7.0
"""Width and height of a card, in text heights, below which no drag makes it."""

BELOW = -1
"""Column of the border below a whole row."""

Key = tuple[int, int]
"""Row and column of the card to the left of a border; of one below a row the column is `BELOW`."""


class Placed(NamedTuple):
    """Cards as they are laid out.

    Attributes
    ----------
    rows : sequence of sequences of QWidget
        From top to bottom; the panel of a source is a row by itself.
    arrangement : Arrangement
        Which plots these cards are.
    sizes : PlotSizes
        What the user had dragged before.
    """

    rows: Sequence[Sequence[QWidget]]
    arrangement: Arrangement
    sizes: PlotSizes


class BorderDrag(NamedTuple):
    """State at the start of a drag, and the gesture that makes the drag one step of undo."""

    sizes: PlotSizes
    pixels: tuple[int, int]
    gesture: object


def least_width(part: QWidget, theme: Theme) -> int:
    """Pixels of width that a card needs at least."""
    return max(round(NARROWEST * theme.base), part.minimumSizeHint().width())


def least_height(row: Sequence[QWidget], theme: Theme) -> int:
    """Pixels of height that a row of cards needs at least."""
    return max(round(LOWEST * theme.base), *(part.minimumSizeHint().height() for part in row))


class Borders:
    """Keeps a border in every gap between cards."""

    def __init__(
        self, parent: QWidget, theme: Theme, resize: Callable[[PlotSizes, object | None], object]
    ) -> None:
        self._parent, self._theme, self._resize = parent, theme, resize
        self._borders: dict[Key, Border] = {}
        self._placed = Placed((), Arrangement(()), PlotSizes())
        self._held: BorderDrag | None = None

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to the borders."""
        self._theme = theme
        for border in self._borders.values():
            border.apply_theme(theme)

    def place(self, placed: Placed) -> None:
        """Place a border in each gap between these cards."""
        self._placed = placed
        boxes = dict[Key, QRect]()
        for number, row in enumerate(placed.rows):
            for column, (left, right) in enumerate(pairwise(row)):
                boxes[number, column] = _gap(left.geometry(), right.geometry())
        for number, (upper, lower) in enumerate(pairwise(placed.rows)):
            top, bottom = upper[0].geometry().bottom() + 1, lower[0].y()
            boxes[number, BELOW] = QRect(0, top, self._parent.width(), bottom - top)
        for key, box in boxes.items():
            if key not in self._borders:
                self._borders[key] = self._new(key)
            self._borders[key].setGeometry(box)
        for key, border in self._borders.items():
            border.setVisible(key in boxes)

    def _new(self, key: Key) -> Border:
        border = Border(self._parent, self._theme, upright=key[1] != BELOW)
        border.taken.connect(lambda: self._take(key))
        border.dragged.connect(lambda by: self._drag(key, by))
        border.cancelled.connect(self._put_back)
        border.reset.connect(lambda: self._reset(key))
        return border

    def _take(self, key: Key) -> None:
        number, column = key
        rows = self._placed.rows
        if column == BELOW:
            pixels = rows[number][0].height(), rows[number + 1][0].height()
        else:
            pixels = rows[number][column].width(), rows[number][column + 1].width()
        self._held = BorderDrag(self._placed.sizes, pixels, object())

    def _drag(self, key: Key, by: int) -> None:
        if self._held is None:
            return
        sizes, (first, second), gesture = self._held
        least = self._least(key)
        by = max(least[0] - first, min(by, second - least[1]))
        self._resize(self._sizes(sizes, key, (first + by, second - by)), gesture)

    def _least(self, key: Key) -> tuple[int, int]:
        """Least pixels of the cards on both sides of a border."""
        number, column = key
        rows, theme = self._placed.rows, self._theme
        if column == BELOW:
            return least_height(rows[number], theme), least_height(rows[number + 1], theme)
        return least_width(rows[number][column], theme), least_width(rows[number][column + 1], theme)

    def _sizes(self, sizes: PlotSizes, key: Key, pixels: tuple[float, float]) -> PlotSizes:
        """Plot sizes that divide the room of the cards on both sides of a border as `pixels` does."""
        number, column = key
        arrangement = self._placed.arrangement
        if column == BELOW:
            shares = heights_of_rows(arrangement, sizes)
            pair = shares[number], shares[number + 1]
            return with_heights(sizes, arrangement, number - arrangement.panel, pair, pixels)
        row = arrangement.rows[number - arrangement.panel]
        return with_widths(sizes, row[column], row[column + 1], pixels)

    def _put_back(self) -> None:
        if self._held is not None:
            self._resize(self._held.sizes, self._held.gesture)
            self._held = None

    def _reset(self, key: Key) -> None:
        """Give the cards on both sides of a border their automatic sizes."""
        number, column = key
        usual = heights_of_rows(self._placed.arrangement, PlotSizes())
        pixels = (usual[number], usual[number + 1]) if column == BELOW else (1.0, 1.0)
        self._resize(self._sizes(self._placed.sizes, key, pixels), None)


def _gap(left: QRect, right: QRect) -> QRect:
    """Rectangle of the gap between two boxes side by side."""
    return QRect(left.right() + 1, left.y(), right.x() - left.right() - 1, left.height())
