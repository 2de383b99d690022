"""Lines of one block of a text of tokens, which may begin in the last line of the block before it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple, cast

from PySide6.QtCore import QPointF, QTextBoundaryFinder
from PySide6.QtGui import QTextCharFormat, QTextLayout

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QTextBlock, QTextLine


class LineEnd(NamedTuple):
    """The last line of a block: how much of its width is used, its ascent and its height, in pixels."""

    used: float
    ascent: float
    height: float


FRESH = LineEnd(0.0, 0.0, 0.0)
"""Where a paragraph begins: at the beginning of a line."""


class Lines(NamedTuple):
    """A block that was laid out: where it began, its height, and its last line with that line's top."""

    begin: LineEnd
    height: float
    last_top: float
    end: LineEnd


def broken(block: QTextBlock, width: float, begin: LineEnd, *, turned: bool) -> Lines:
    """Break a block into lines, the first of which goes on with a line that is used already."""
    layout, text = block.layout(), block.text()
    layout.beginLayout()
    line, y = layout.createLine(), 0.0
    line.setLineWidth(max(0.0, width - begin.used))
    used = begin.used
    if used and (line.naturalTextWidth() > width - used or _is_in_word(text, line.textLength())):
        # There is no room for the first word, which Qt would break.
        layout.endLayout()
        layout.beginLayout()
        line, y, used = layout.createLine(), begin.height, 0.0
        line.setLineWidth(width)
    shift = begin.ascent - line.ascent() if used else 0.0  # both parts stand on one baseline
    top = y
    line.setPosition(QPointF(0.0 if turned else used, y + shift))
    last, height = line, max(line.height() + shift, begin.height if used else 0.0)
    y += height
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        line.setPosition(QPointF(0.0, y))
        top, last, height, used = y, line, line.height(), 0.0
        y += height
    layout.endLayout()
    ascent = max(last.ascent(), begin.ascent) if used else last.ascent()
    # The advance leaves out a space at the end, after which the next block goes on.
    x = _x_at(last, last.textStart() + last.textLength())
    return Lines(begin, y, top, LineEnd(width - x if turned else x, ascent, height))


def _x_at(line: QTextLine, position: int) -> float:
    """Return where a position in a block is on its line; PySide returns the position too."""
    found = cast("tuple[float, int]", line.cursorToX(position))
    return found[0]


def _is_in_word(text: str, position: int) -> bool:
    """Return True if a line cannot end at a position of a text."""
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Line, text[: position + 40])
    finder.setPosition(position)
    return not finder.isAtBoundary()


def nearest(layout: QTextLayout, point: QPointF, *, exact: bool) -> tuple[int, float]:
    """Return the position in a block that is nearest to a point, and how far the text of its line is away.

    The distance is in pixels along the line, and ∞ for a point that is in none of the lines.
    """
    place = 0
    for number in range(layout.lineCount()):
        line: QTextLine = layout.lineAt(number)
        area = line.naturalTextRect()
        if area.top() > point.y():
            break
        if area.bottom() <= point.y():
            place = line.textStart() + line.textLength()
            continue
        mode = line.CursorPosition.CursorOnCharacter if exact else line.CursorPosition.CursorBetweenCharacters
        found = line.xToCursor(point.x(), mode)
        away = max(area.left() - point.x(), point.x() - area.right(), 0.0)
        return int(found[0] if isinstance(found, tuple) else found), away
    return place, math.inf


def ranges_in(
    selections: Sequence[tuple[int, int, QTextCharFormat]], position: int, length: int
) -> list[QTextLayout.FormatRange]:
    """Return the parts of selections that are in a block."""
    ranges = []
    for start, end, look in selections:
        if start < position + length and end > position and end > start:
            one = QTextLayout.FormatRange()
            one.start, one.length, one.format = start - position, end - start, look
            ranges.append(one)
    return ranges
