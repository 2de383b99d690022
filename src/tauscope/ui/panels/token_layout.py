"""Lines of a long text: laid out block by block, what is seen first, the rest while the window has time.

Qt lays out a whole paragraph at once, and a document from its beginning. Here a block that goes on with a
paragraph begins in the last line of the block before it, and blocks that were not laid out yet have an
estimated height.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFontMetricsF,
    QPainter,
    QPalette,
    QTextBlock,
    QTextCharFormat,
    QTextDocument,
    QTextFrame,
    QTextLayout,
)

from tauscope.ui.panels.token_lines import FRESH, LineEnd, Lines, broken, nearest, ranges_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.core.values import Floats
    from tauscope.ui.panels.token_text import TokenText

AT_ONCE = 8_000
"""Characters that are laid out before anything is shown: the height of so short a text is exact at once."""

AT_A_TIME = 4_000
"""Characters that are laid out before the window may do something else."""

BACK = 3
"""Blocks above the first visible one in which the beginning of its paragraph is looked for."""


class TokenLayout(QAbstractTextDocumentLayout):
    """Lays out the document of a `TokenText`.

    Parameters
    ----------
    document : QTextDocument
    text : TokenText
        Says which blocks go on with a paragraph.
    formats : callable
        Called with the position and length of a block; returns how its characters look.
    """

    moved = Signal(int, int)
    """Emitted with the first and the last of the blocks that were laid out in a while without events."""

    def __init__(
        self,
        document: QTextDocument,
        text: TokenText,
        formats: Callable[[int, int], list[QTextLayout.FormatRange]],
    ) -> None:
        super().__init__(document)
        # PySide takes what `document()` returns for a part of the layout, and deletes it with the layout.
        self._document, self._text, self._formats = document, text, formats
        self._width, self._line = 0.0, 16.0
        self._characters = 40.0
        self._lines: list[Lines | None] = []
        self._heights = self._last_tops = np.zeros(0)
        self._tops: Floats | None = None
        self._rightwards = dict[int, bool]()
        self._stale = set[int]()
        self._next, self._is_new = 0, True
        self._announced = QSizeF()
        self._estimate(0)
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)

    # What changes

    def set_line(self, metrics: QFontMetricsF) -> None:
        """Set the font by which heights are estimated."""
        self._line = math.ceil(metrics.height())
        self._characters = max(1.0, metrics.averageCharWidth())

    def text_changed(self, first: int) -> None:
        """Lay out the text again from block `first` on."""
        del self._lines[first:]
        self._rightwards = {block: turned for block, turned in self._rightwards.items() if block < first}
        self._estimate(first)

    def colours_changed(self) -> None:
        """Lay out blocks again once they are seen: with other formats, in lines that are as they were."""
        self._stale = set(range(len(self._lines)))

    def documentChanged(self, position: int, removed: int, added: int) -> None:
        """Lay out the text again if its width has changed; `text_changed` is told of other changes."""
        del position, removed, added
        width = self._document.pageSize().width()
        if width != self._width:
            self._width = width
            self._lines = []
            self._estimate(0)
            self.documentSize()

    def _estimate(self, first: int) -> None:
        """Forget all blocks from `first` on, but for an estimate of their heights."""
        lengths = np.array(self._text.lengths[first:])
        full = self._line * (lengths * self._characters // max(1.0, self._width))
        self._heights = np.concatenate([self._heights[:first], full + self._line])
        self._last_tops = np.concatenate([self._last_tops[:first], full])
        self._lines += [None] * lengths.size
        self._stale = {block for block in self._stale if block < first}
        self._tops, self._next, self._is_new = None, min(self._next, first), True

    # Laying out

    def _go_on(self) -> None:
        """Lay out some more blocks, in their order."""
        first, self._is_new = self._next, False
        if not self._lay_from_beginning(AT_A_TIME):
            self._timer.stop()
        if first < self._next:
            self._tops = None
            self.moved.emit(first, self._next - 1)
        self.announce()

    def _lay_from_beginning(self, characters: int) -> bool:
        """Lay out the next blocks that have about so many characters; return False when all is done."""
        while self._next < len(self._lines) and self._width > 0:
            if characters <= 0:
                return True
            lines = self._lines[self._next]
            if lines is None or lines.begin != self._begin(self._next):
                characters -= max(100, self._text.lengths[self._next])
                self._lay(self._next)
            self._next += 1
        return False

    def ensure(self, top: float, bottom: float) -> None:
        """Lay out all blocks between two heights in the document."""
        if self._width <= 0 or not self._lines:
            return
        first = self._block_at(top)
        for block in range(first, max(-1, first - BACK), -1):
            if self._lines[block] is not None or not self._text.goes_on[block]:
                first = block
                break
        at, block = float(self._all_tops()[first]), first
        while block < len(self._lines) and at < bottom:
            self._lay_once(block)
            at += self._advance(block)
            block += 1

    def announce(self) -> None:
        """Tell of the size, where it has changed."""
        size = self.documentSize()
        if size != self._announced:
            self._announced = size
            self.documentSizeChanged.emit(size)

    def _advance(self, block: int) -> float:
        """Height from the top of a block to the top of the next."""
        shares_line = block + 1 < len(self._lines) and self._text.goes_on[block + 1]
        return float((self._last_tops if shares_line else self._heights)[block])

    def _begin(self, block: int) -> LineEnd:
        """Return the end of the line in which a block begins, as far as it is known."""
        before = self._lines[block - 1] if block and self._text.goes_on[block] else None
        return FRESH if before is None else before.end

    def _lay_once(self, block: int) -> None:
        if self._lines[block] is None or block in self._stale:
            self._lay(block)

    def _lay(self, block: int) -> None:
        """Break a block into lines."""
        text_block = self._document.findBlockByNumber(block)
        layout, begin = text_block.layout(), self._begin(block)
        option = self._document.defaultTextOption()
        turned = self._is_turned(block)
        option.setTextDirection(Qt.LayoutDirection.RightToLeft if turned else Qt.LayoutDirection.LeftToRight)
        option.setAlignment(Qt.AlignmentFlag.AlignRight if turned else Qt.AlignmentFlag.AlignLeft)
        layout.setTextOption(option)
        layout.setFormats(self._formats(text_block.position(), text_block.length() - 1))
        lines = broken(text_block, self._width, begin, turned=turned)
        self._lines[block] = lines
        self._stale.discard(block)
        if (lines.height, lines.last_top) != (self._heights[block], self._last_tops[block]):
            self._heights[block], self._last_tops[block] = lines.height, lines.last_top
            self._tops = None
        if not self._timer.isActive():
            self._timer.start()

    def _is_turned(self, block: int) -> bool:
        """Return True if the paragraph of a block is written from right to left."""
        first = block
        while self._text.goes_on[first] and first not in self._rightwards:
            first -= 1
        if first not in self._rightwards:
            direction = self._document.findBlockByNumber(first).textDirection()
            self._rightwards[first] = direction == Qt.LayoutDirection.RightToLeft
        self._rightwards[block] = self._rightwards[first]
        return self._rightwards[block]

    # Where blocks are

    def _all_tops(self) -> Floats:
        """Tops of all blocks, and the height of the text."""
        if self._tops is None:
            goes_on = np.array([*self._text.goes_on[1:], False])
            advances = np.where(goes_on, self._last_tops, self._heights)
            self._tops = np.concatenate([[0.0], advances.cumsum()])
        return self._tops

    def _block_at(self, y: float) -> int:
        """Return the last block that begins above a height, or at it."""
        found = int(np.searchsorted(self._all_tops(), y, "right")) - 1
        return min(max(found, 0), len(self._lines) - 1)

    def top_of(self, block: int) -> float:
        """Return the top of a block in the document."""
        return float(self._all_tops()[block])

    def first_at(self, y: float) -> int:
        """Return the first block that reaches below a height."""
        block = self._block_at(y)
        while block and self._text.goes_on[block] and self.top_of(block) == y:
            block -= 1
        return block

    def is_laid(self, block: int) -> bool:
        """Return True if a block has lines."""
        return self._lines[block] is not None

    # What Qt asks for

    def documentSize(self) -> QSizeF:
        """Return the size of the text, which is estimated where it was not laid out yet."""
        if self._is_new and self._width > 0:
            self._is_new = False
            if sum(self._text.lengths[self._next :]) <= AT_ONCE:
                self._lay_from_beginning(AT_ONCE)
            if self._next < len(self._lines):
                self._timer.start()
        return QSizeF(max(self._width, 0.0), self._all_tops()[-1] if self._lines else 0.0)

    def pageCount(self) -> int:
        """Return 1: the text is not paged."""
        return 1

    def frameBoundingRect(self, frame: QTextFrame) -> QRectF:
        """Return the area of the text, which is the only frame."""
        del frame
        return QRectF(QPointF(), self.documentSize())

    def blockBoundingRect(self, block: QTextBlock) -> QRectF:
        """Return the area of a block, which is laid out for it."""
        number = block.blockNumber()
        if not block.isValid() or number >= len(self._lines) or self._width <= 0:
            return QRectF()
        self._lay_once(number)
        return QRectF(0.0, self.top_of(number), self._width, float(self._heights[number]))

    def hitTest(self, point: QPointF, accuracy: Qt.HitTestAccuracy) -> int:  # type: ignore[override]
        """Return the position of the character at a point, −1 for none if it has to be hit exactly."""
        exact = accuracy == Qt.HitTestAccuracy.ExactHit
        if not self._lines or self._width <= 0:
            return -1 if exact else 0
        self.ensure(point.y(), point.y() + 1)
        last = self._block_at(point.y())
        found = []
        for number in range(self.first_at(self.top_of(last)), last + 1):
            block = self._document.findBlockByNumber(number)
            place, distance = nearest(block.layout(), point - QPointF(0.0, self.top_of(number)), exact=exact)
            found.append((distance, -block.position() - place))
        distance, place = min(found)
        return -1 if exact and distance else -place

    def draw(self, painter: QPainter, context: QAbstractTextDocumentLayout.PaintContext) -> None:
        """Paint the blocks in the area that is asked for."""
        if not self._lines or self._width <= 0:
            return
        clip = context.clip if context.clip.isValid() else QRectF(QPointF(), self.documentSize())
        painter.setPen(context.palette.color(QPalette.ColorRole.Text))
        # Copies, for what PySide hands out refers to memory of the list.
        selections = [
            (one.cursor.selectionStart(), one.cursor.selectionEnd(), QTextCharFormat(one.format))
            for one in context.selections
        ]
        block = self._document.findBlockByNumber(number := self.first_at(clip.top()))
        while block.isValid() and self.top_of(number) < clip.bottom():
            if self.is_laid(number):
                ranges = ranges_in(selections, block.position(), block.length())
                block.layout().draw(painter, QPointF(0.0, self.top_of(number)), ranges, clip)
            block, number = block.next(), number + 1
