"""A text, token by token, each coloured by how surprising it was."""

from __future__ import annotations

import math
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QMimeData, QPoint, QPointF, QRect, Qt, Signal
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
    QTextDocument,
    QTextFormat,
    QTextLayout,
)
from PySide6.QtWidgets import QFrame, QTextEdit

from tauscope.core.draws.sequences import shared
from tauscope.ui.painting.surprise import LEVELS, surprise_colour
from tauscope.ui.panels.token_layout import TokenLayout
from tauscope.ui.panels.token_text import TokenText
from tauscope.ui.theme import Theme
from tauscope.ui.widgets.focus_frame import paint_focus_frame

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tauscope.core.values import Floats

SIDE, ABOVE = 4, 2
"""Margins in pixels left of the text and above it."""

TEXT = 1.15
"""Size of the text, in text heights."""


@dataclass(frozen=True)
class Piece:
    """One token as it is shown: its text, and its surprisal −log₂ p in bits."""

    text: str
    bits: float


class TokenView(QTextEdit):
    """Shows a prompt and the tokens written after it; reports the token that is clicked."""

    picked = Signal(int)
    """Emitted with the position of a token that was clicked, or reached with the keys."""

    def __init__(self, theme: Theme, name: str) -> None:
        super().__init__()
        self._theme = theme
        self._prompt = ""
        self._pieces: tuple[Piece, ...] = ()
        self._tokens = TokenText()
        self._at = 0
        self._follows = self._whole = True
        self._anchor = (0, 0.0)
        self._looks: list[QTextCharFormat] = []
        document = QTextDocument(self)
        self._lines = TokenLayout(document, self._tokens, self._formats)
        document.setDocumentLayout(self._lines)
        self.setDocument(document)
        self._lines.moved.connect(self._keep_lines)
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
        # Read before the text has another font, which moves all lines.
        first = self._first
        with self._in_work():
            self._fit_lines()
            whole = QTextCursor(self.document())
            whole.select(QTextCursor.SelectionType.Document)
            whole.setCharFormat(self._look(0))
            self._lines.text_changed(0)
            self._lines.announce()
            self._mark()
        self._keep_place(first)

    def show_text(self, prompt: str, pieces: tuple[Piece, ...], at: int) -> None:
        """Show a text at the moment before token `at`; only new tokens are appended."""
        if (prompt, at) == (self._prompt, self._at) and pieces is self._pieces:
            return
        back = self._at < len(self._tokens)
        if back or not pieces or prompt != self._prompt:  # it is looked back in, or another text
            self._follows = True
        with self._in_work():
            self._write(prompt, pieces, at)
        self._keep_place()

    def _write(self, prompt: str, pieces: tuple[Piece, ...], at: int) -> None:
        if prompt != self._prompt:
            self._prompt, self._pieces = prompt, ()
            self._begin(prompt)
        same = shared(self._pieces, pieces)
        self._cut(same)
        new = pieces[same:]
        self._append([piece.text for piece in new], np.array([piece.bits for piece in new]))
        self._pieces, self._at = pieces, at
        self._mark()

    @contextmanager
    def _in_work(self) -> Iterator[None]:
        """Context for changes of the text: no scrolling until the text is complete."""
        whole, self._whole = self._whole, False
        try:
            yield
        finally:
            self._whole = whole

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
        self._lines.set_line(QFontMetricsF(self._theme.font(TEXT)))
        self.setViewportMargins(SIDE, ABOVE, 0, (self.height() - ABOVE) % self._line)
        self.verticalScrollBar().setSingleStep(self._line)

    @property
    def _line(self) -> int:
        """Pixels from one line to the next."""
        return math.ceil(QFontMetricsF(self._theme.font(TEXT)).height())

    @property
    def text(self) -> str:
        """Text as shown."""
        return self._tokens.text

    def _scrolled(self) -> None:
        """React to scrolling by the user: follow new tokens only while the end is visible."""
        bar = self.verticalScrollBar()
        # Qt emits actionTriggered before the value changes: the slider has the new one.
        self._follows = bar.sliderPosition() >= bar.maximum() - 2

    def _keep_place(self, first: int | None = None) -> None:
        """Scroll to the present moment or the last token, or stay where the user has scrolled to."""
        bar = self.verticalScrollBar()
        if self._whole and self._at < len(self._tokens):
            if first is not None:  # its line may have another height now
                self._scroll_to(bar.value() + self._area_at(first).top())
            self._reveal(self._at)
        elif self._whole and self._follows:
            bar.setValue(bar.maximum())
        elif self._whole and first is not None:
            self._scroll_to(bar.value() + self._area_at(first).top())

    def _reveal(self, place: int) -> None:
        """Scroll to a token, if it is out of sight."""
        bar, area = self.verticalScrollBar(), self.viewport().height()
        # Relative to the viewport, as it is scrolled now.
        spot = self._area_at(self._tokens.start(place))
        if spot.top() < 0 or spot.bottom() > area:
            wanted = bar.value() + spot.center().y() - area // 2
            self._scroll_to(wanted // self._line * self._line)

    def _area_at(self, position: int) -> QRect:
        """Area of a position in the viewport."""
        return self.cursorRect(self._span(position, position))

    def _scroll_to(self, value: int) -> None:
        """Scroll to a height that may have been found by laying out more of the text."""
        with self._in_work():
            self._lines.announce()
        self.verticalScrollBar().setValue(value)

    # Lines that are laid out when they are seen

    def _lay_out(self) -> None:
        """Lay out what is seen."""
        bar, height = self.verticalScrollBar(), self.viewport().height()
        with self._in_work():
            for _ in range(3):  # the end may be elsewhere when it has been laid out
                self._lines.ensure(bar.value(), bar.value() + height)
                self._lines.announce()
                if not self._is_at_end or bar.value() == bar.maximum():
                    break
                bar.setValue(bar.maximum())

    @property
    def _is_at_end(self) -> bool:
        """True if the last line stays visible, whatever becomes of those above."""
        return self._follows and self._at >= len(self._tokens)

    def _hold(self) -> None:
        """Remember which lines are seen."""
        value = self.verticalScrollBar().value()
        block = self._lines.first_at(value)
        self._anchor = (block, value - self._lines.top_of(block))

    def _keep_lines(self, first: int, last: int) -> None:
        """Keep the lines that are seen in their place, when others have been laid out."""
        bar = self.verticalScrollBar()
        block, below = self._anchor
        with self._in_work():
            self._lines.announce()
            bar.setValue(bar.maximum() if self._is_at_end else round(self._lines.top_of(block) + below))
        if last >= block and self._lines.top_of(first) < bar.value() + self.viewport().height():
            self.viewport().update()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Scroll, and remember which lines are seen."""
        super().scrollContentsBy(dx, dy)
        self._hold()

    # Writing

    def _begin(self, prompt: str) -> None:
        """Write a prompt in the place of everything."""
        whole = QTextCursor(self.document())
        whole.select(QTextCursor.SelectionType.Document)
        whole.removeSelectedText()
        whole.insertText(self._tokens.begin(prompt), self._look(0))
        self._lines.text_changed(0)
        self._lines.announce()
        self.viewport().update()

    def _append(self, texts: Sequence[str], bits: Floats) -> None:
        """Append tokens with their surprise in bits."""
        if not texts:
            return
        last = len(self._tokens.lengths) - 1
        cursor = QTextCursor(self.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(self._tokens.append(texts, bits), self._look(0))
        self._lines.text_changed(last)
        self._lines.announce()
        self.viewport().update()

    def _cut(self, count: int) -> None:
        """Remove all tokens after the first `count`."""
        if count < len(self._tokens):
            rest = QTextCursor(self.document())
            rest.setPosition(self._tokens.cut(count))
            rest.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
            rest.removeSelectedText()
            self._lines.text_changed(len(self._tokens.lengths) - 1)
            self._lines.announce()
            self.viewport().update()

    def _span(self, start: int, end: int) -> QTextCursor:
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        return cursor

    def _formats(self, position: int, length: int) -> list[QTextLayout.FormatRange]:
        """Formats of the coloured characters of a block."""
        if not self._looks:
            self._looks = [*map(self._look, range(LEVELS)), self._prompt_look()]  # the last is `PROMPT`
        ranges = []
        for start, count, level in self._tokens.looks(position, length):
            one = QTextLayout.FormatRange()
            one.start, one.length, one.format = start, count, self._looks[level]
            ranges.append(one)
        return ranges

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
        if self._at >= len(self._tokens):
            self.setExtraSelections([])
            return
        now, later = QTextEdit.ExtraSelection(), QTextEdit.ExtraSelection()
        start = self._tokens.start(self._at) + self._tokens.spaces(self._at)
        now.cursor = self._span(start, self._tokens.end(self._at))
        now.format.setBackground(self._theme.colours.accent)
        now.format.setForeground(self._theme.colours.card)
        later.cursor = self._span(self._tokens.end(self._at), self._tokens.end(-1))
        later.format.setForeground(self._theme.colours.ghost)
        later.format.setBackground(self._theme.colours.card)
        # Else the last word of a line keeps a stroke of its colour behind it.
        later.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
        self.setExtraSelections([later, now])

    # The hand

    def token_at(self, point: QPointF) -> int | None:
        """Position of the token under the mouse; None for none."""
        scrolled = point + QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        position = self._lines.hitTest(scrolled, Qt.HitTestAccuracy.ExactHit)
        return None if position < 0 else self._tokens.token_at(position)

    def createMimeDataFromSelection(self) -> QMimeData:
        """Return the selected text without the separators of blocks that go on with a paragraph."""
        cursor, data = self.textCursor(), QMimeData()
        data.setText(self._tokens.between(cursor.selectionStart(), cursor.selectionEnd()))
        return data

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Pick the clicked token; a drag selects text."""
        super().mouseReleaseEvent(event)
        # A click leaves no selection, a drag does.
        if event.button() == Qt.MouseButton.LeftButton and not self.textCursor().hasSelection():
            place = self.token_at(event.position())
            self.picked.emit(len(self._tokens) if place is None else place)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, and a frame at the focus."""
        self._lay_out()
        self._hold()
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
        places = {**steps, keys.Key_Home: 0, keys.Key_End: len(self._tokens)}
        if event.modifiers() or event.key() not in lines | places:
            super().keyPressEvent(event)
        elif event.key() in lines:
            self._scroll(lines[Qt.Key(event.key())])
        else:
            self.picked.emit(min(max(places[Qt.Key(event.key())], 0), len(self._tokens)))

    def _scroll(self, lines: int) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + lines * self._line)
        self._scrolled()
