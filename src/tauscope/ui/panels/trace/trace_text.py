"""The text of a trace: each token coloured by its surprise, the present one framed."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent

from tauscope.ui.panels.token_view import ABOVE, TokenView
from tauscope.ui.theme import Theme

CORNER = 3.0
"""Radius in pixels of the frame's corners."""


class TraceText(TokenView):
    """Shows all tokens of a file alike, for all of them are there; a frame is around the present one."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "Text of the trace")

    def lines_in(self, height: float) -> int:
        """Height in pixels of the whole lines that the text needs, or that have room in `height` pixels."""
        line = self._line
        needed = round(self.document().size().height() / line)
        return ABOVE + line * max(1, min(needed, int((height - ABOVE) // line)))

    def _mark(self) -> None:
        self.viewport().update()

    def frames(self) -> Iterator[QRectF]:
        """Yield the area of the present token in each of its lines, in pixels of the viewport."""
        if self._at >= len(self._ends):
            return
        start = self._start(self._at) + self._pieces[self._at].spaces
        area = QRectF()
        for position in range(start, self._ends[self._at] + 1):
            spot = QRectF(self.cursorRect(self._span(position, position)))
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
