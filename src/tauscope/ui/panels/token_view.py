"""A text, token by token, each coloured by how surprising it was."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextFormat,
)
from PySide6.QtWidgets import QFrame, QTextEdit

from tauscope.core.draws.sequences import shared
from tauscope.core.text.invisible import name_of
from tauscope.ui.painting.surprise import LEVELS, surprise_colour, surprise_level
from tauscope.ui.theme import Theme
from tauscope.ui.widgets.focus_frame import paint_focus_frame

SIDE, ABOVE = 4, 2
"""Margins in pixels left of the text and above it."""

TEXT = 1.15
"""Size of the text, in text heights."""


_TURNING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""Characters that turn the direction of all that follows: a token with one would scramble the others."""
_CONTROLS = (*range(9), *range(14, 32), 127)
_NAMED = {code: name_of(chr(code)) for code in (*_CONTROLS, *_TURNING)}
"""Names of characters that are written in their place."""


@dataclass(frozen=True)
class Piece:
    """One token as it is shown: its text, and its surprisal −log₂ p in bits."""

    text: str
    bits: float

    @property
    def spaces(self) -> int:
        """Number of leading spaces: coloured at the end of a line, a space would look like a stray mark."""
        return len(self.text) - len(self.text.lstrip(" ")) if self.text.strip(" ") else 0


class TokenView(QTextEdit):
    """Shows a prompt and the tokens written after it; reports the token that is clicked."""

    picked = Signal(int)
    """Emitted with the position of a token that was clicked, or reached with the keys."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._prompt = ""
        self._pieces: tuple[Piece, ...] = ()
        self._begin = 0
        self._ends: list[int] = []
        self._at = 0
        self._follows = self._whole = True
        self._looks: list[QTextCharFormat] = []
        self.setObjectName("tokens")
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setReadOnly(True)
        self.setUndoRedoEnabled(False)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self.document().setDocumentMargin(0)  # so that what is scrolled is lines
        self.setCursorWidth(0)  # the moment is what has a place in the text
        self.verticalScrollBar().actionTriggered.connect(self._scrolled)
        self.verticalScrollBar().rangeChanged.connect(self._keep_place)

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self._theme = theme
        self._looks = []
        self._fit_lines()
        # Read before the text is written again, which scrolls to its beginning.
        first = self._first
        with self._in_work():
            self._write_anew()
        self._keep_place(first)

    def show_text(self, prompt: str, pieces: tuple[Piece, ...], at: int) -> None:
        """Show a text at the moment before token `at`; only new tokens are appended."""
        if (prompt, at) == (self._prompt, self._at) and pieces is self._pieces:
            return
        back = self._at < len(self._ends)
        if back or not pieces or prompt != self._prompt:  # it is looked back in, or another text
            self._follows = True
        with self._in_work():
            self._write(prompt, pieces, at)
        self._keep_place()

    def _write(self, prompt: str, pieces: tuple[Piece, ...], at: int) -> None:
        if prompt != self._prompt:
            self._prompt, self._pieces, self._at = prompt, pieces, at
            self._write_anew()
        else:
            same = shared(self._pieces, pieces)
            self._cut(same)
            self._append(pieces[same:])
            self._pieces, self._at = pieces, at
            self._mark()

    @contextmanager
    def _in_work(self) -> Iterator[None]:
        """Context for changes of the text: no scrolling until the text is complete."""
        self._whole = False
        try:
            yield
        finally:
            self._whole = True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the present moment visible."""
        first = self._first  # of the lines as they were
        super().resizeEvent(event)
        self._fit_lines()
        self._keep_place(first)

    @property
    def _first(self) -> int:
        """Position of the first visible character."""
        return self.cursorForPosition(QPoint(0, 1)).position()

    def _fit_lines(self) -> None:
        """Adjust the margins so that no line is cut at the upper or lower edge."""
        self.setViewportMargins(SIDE, ABOVE, 0, (self.height() - ABOVE) % self._line)
        self.verticalScrollBar().setSingleStep(self._line)

    @property
    def _line(self) -> int:
        """Pixels from one line to the next."""
        return math.ceil(QFontMetricsF(self._theme.font(TEXT)).height())

    @property
    def text(self) -> str:
        """Text as shown."""
        return self.toPlainText()

    @property
    def _length(self) -> int:
        """Number of character positions in the document."""
        return self.document().characterCount() - 1

    def _scrolled(self) -> None:
        """React to scrolling by the user: follow new tokens only while the end is visible."""
        bar = self.verticalScrollBar()
        # Qt emits actionTriggered before the value changes: the slider has the new one.
        self._follows = bar.sliderPosition() >= bar.maximum() - 2

    def _keep_place(self, first: int | None = None) -> None:
        """Scroll to the present moment or the last token, or stay where the user has scrolled to."""
        bar = self.verticalScrollBar()
        if self._whole and self._at < len(self._ends):
            self._reveal(self._at)
        elif self._whole and self._follows:
            bar.setValue(bar.maximum())
        elif self._whole and first is not None:
            bar.setValue(bar.value() + self.cursorRect(self._span(first, first)).top())

    def _reveal(self, place: int) -> None:
        """Scroll to a token, if it is out of sight."""
        bar, area = self.verticalScrollBar(), self.viewport().height()
        # Relative to the viewport, as it is scrolled now.
        spot = self.cursorRect(self._span(self._start(place), self._start(place)))
        if spot.top() < 0 or spot.bottom() > area:
            wanted = bar.value() + spot.center().y() - area // 2
            bar.setValue(wanted // self._line * self._line)

    # Writing

    def _write_anew(self) -> None:
        self.clear()
        self._ends = []
        self._end().insertText(self._prompt, self._format(None))
        self._begin = self._length
        pieces, self._pieces = self._pieces, ()
        self._append(pieces)
        self._pieces = pieces
        self._mark()

    def _append(self, pieces: Sequence[Piece]) -> None:
        """Append tokens in one edit block, so that they are laid out together."""
        cursor = self._end()
        # Else every token lays the text out again.
        cursor.beginEditBlock()
        for piece in pieces:
            self._insert(cursor, piece)
            self._ends.append(cursor.position())
        cursor.endEditBlock()

    def _insert(self, cursor: QTextCursor, piece: Piece) -> None:
        look, plain = self._format(piece), self._looks[1]
        spaces = piece.spaces if look is not plain else 0
        if spaces:
            cursor.insertText(piece.text[:spaces], plain)
        cursor.insertText(piece.text[spaces:].translate(_NAMED), look)

    def _end(self) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        return cursor

    def _cut(self, count: int) -> None:
        """Remove all tokens after the first `count`."""
        if count < len(self._ends):
            self._span(self._start(count), self._length).removeSelectedText()
            del self._ends[count:]

    def _start(self, place: int) -> int:
        """Position before a token."""
        return self._ends[place - 1] if place else self._begin

    def _span(self, start: int, end: int) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _format(self, piece: Piece | None) -> QTextCharFormat:
        """Character format of a token, or of the prompt."""
        level = 0 if piece is None else 1 + surprise_level(piece.bits)
        if not self._looks:
            self._looks = [self._prompt_look(), *map(self._look, range(LEVELS))]
        return self._looks[level]

    def _prompt_look(self) -> QTextCharFormat:
        look = self._look(0)
        look.setForeground(self._theme.colours.muted)
        look.setFontWeight(QFont.Weight.DemiBold)
        return look

    def _look(self, level: int) -> QTextCharFormat:
        look = QTextCharFormat()
        look.setFont(self._theme.font(TEXT))
        look.setForeground(self._theme.colours.text)
        if level:
            look.setBackground(surprise_colour(self._theme, level / (LEVELS - 1)))
        return look

    def _mark(self) -> None:
        """Mark the present moment: its token framed, the tokens after it pale."""
        if self._at >= len(self._ends):
            self.setExtraSelections([])
            return
        now, later = QTextEdit.ExtraSelection(), QTextEdit.ExtraSelection()
        start = self._start(self._at) + self._pieces[self._at].spaces
        now.cursor = self._span(start, self._ends[self._at])
        now.format.setBackground(self._theme.colours.accent)
        now.format.setForeground(self._theme.colours.card)
        later.cursor = self._span(self._ends[self._at], self._ends[-1])
        later.format.setForeground(self._theme.colours.ghost)
        later.format.setBackground(self._theme.colours.card)
        # Else the last word of a line keeps a stroke of its colour behind it.
        later.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        self.setExtraSelections([later, now])

    # The hand

    def token_at(self, point: QPointF) -> int | None:
        """Position of the token under the mouse; None for none."""
        scrolled = point + QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        position = self.document().documentLayout().hitTest(scrolled, Qt.HitTestAccuracy.ExactHit)
        if position < 0 or not self._ends or position < self._start(0):
            return None
        place = bisect_right(self._ends, position)
        return place if place < len(self._ends) else None

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Pick the clicked token; a drag selects text."""
        super().mouseReleaseEvent(event)
        # A click leaves no selection, a drag does.
        if event.button() == Qt.MouseButton.LeftButton and not self.textCursor().hasSelection():
            place = self.token_at(event.position())
            self.picked.emit(len(self._ends) if place is None else place)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, and a frame at the focus."""
        super().paintEvent(event)
        paint_focus_frame(self)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the frame."""
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the frame away."""
        super().focusOutEvent(event)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move along the tokens with the arrow keys, Home and End; other keys scroll."""
        page, keys = self.viewport().height() // self._line - 1, Qt.Key
        lines = {keys.Key_Up: -1, keys.Key_Down: 1, keys.Key_PageUp: -page, keys.Key_PageDown: page}
        steps = {keys.Key_Left: self._at - 1, keys.Key_Right: self._at + 1}
        places = {**steps, keys.Key_Home: 0, keys.Key_End: len(self._ends)}
        if event.modifiers() or event.key() not in lines | places:
            super().keyPressEvent(event)
        elif event.key() in lines:
            self._scroll(lines[Qt.Key(event.key())])
        else:
            self.picked.emit(min(max(places[Qt.Key(event.key())], 0), len(self._ends)))

    def _scroll(self, lines: int) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + lines * self._line)
        self._scrolled()
