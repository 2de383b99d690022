"""The text of a trace: each token coloured by its surprise, the present one framed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent

from tauscope.ui.panels.token_view import ABOVE, TokenView
from tauscope.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tauscope.core.values import Floats

CORNER = 3.0
"""Radius in pixels of the frame's corners."""


class TraceText(TokenView):
    """Shows all tokens of a file alike, for all of them are there; a frame is around the present one."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Text of the trace")
        self._given: Sequence[str] | None = None
        self._bits: Floats | None = None

    def show_tokens(self, texts: Sequence[str], bits: Floats | None, at: int) -> None:
        """Show a text at its token `at`, with the surprise of all tokens in bits as soon as it is known."""
        if texts is self._given and bits is self._bits and at == self._at:
            return
        with self._in_work():
            if texts is not self._given:
                self._begin("")
                self._append(texts, np.zeros(len(texts)) if bits is None else bits)
            elif bits is not self._bits:
                self._tokens.colour(np.zeros(len(texts)) if bits is None else bits)
                self._lines.colours_changed()
            self._given, self._bits, self._at = texts, bits, at
            self._mark()
        self._keep_place()

    def lines_in(self, height: float) -> int:
        """Height in pixels of the whole lines that the text needs, or that have room in `height` pixels."""
        line = self._line
        needed = round(self.document().size().height() / line)
        return ABOVE + line * max(1, min(needed, int((height - ABOVE) // line)))

    def _mark(self) -> None:
        self.viewport().update()

    def frames(self) -> Iterator[QRectF]:
        """Yield the area of the present token in each of its lines, in pixels of the viewport."""
        if self._at >= len(self._tokens):
            return
        start, end = self._tokens.start(self._at) + self._tokens.spaces(self._at), self._tokens.end(self._at)
        if not self._lines.is_laid(self.document().findBlock(start).blockNumber()):
            return  # far away
        area = QRectF()
        for position in range(start, end + 1):
            spot = QRectF(self._area_at(position))
            if not area.isNull() and spot.top() == area.top():
                area = area.united(spot)
                continue
            if area.width() > 1:
                yield area
            area = spot
        yield area

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, and the frame of the present token."""
        super().paintEvent(event)
        with QPainter(self.viewport()) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(self._theme.pen(self._theme.colours.accent, 2.0))
            for area in self.frames():
                painter.drawRoundedRect(area.adjusted(-1.5, 0.5, 1.5, -0.5), CORNER, CORNER)
