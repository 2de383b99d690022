"""A quiet card with a heading: what every part of the bench sits on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from tauscope.document.formulas import is_marked, plain, words
from tauscope.ui.formulas.line import Line, shortened, text_width
from tauscope.ui.widgets.opaque import fill_card
from tauscope.ui.widgets.quiet_label import QuietLabel

TOOL_HEIGHT = 26
GAP = 10
"""Pixels between a heading, the note beside it and each tool."""

PLENTY = 10_000
"""Pixels of room that a tool assumes until a card calls its `fit`."""

OR = "\x9c"
"""Separates the versions of a text: Qt's own character for this."""

ELLIPSIS = "…"

SHORTEST = 6
"""Least number of characters of an elided note."""


@runtime_checkable
class Folding(Protocol):
    """A tool that can shrink to the room that a card's heading leaves."""

    def fit(self, room: int) -> None:
        """Show what fits into `room` pixels."""


class Elided(QuietLabel):
    """Plain text that is elided where there is no room, and that moves nothing when it changes.

    Of versions that `OR` joins, the first that fits is shown. Formulas in it are set as such.
    """

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._whole = ""
        # A text that changes at every turn of the dial moves nothing beside it, however wide it is.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def set_text(self, text: str) -> None:
        """Show as much of `text` as there is room for."""
        if text != self._whole:
            self._whole = text
            self._elide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Elide the text again."""
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        *longer, last = self._whole.split(OR)
        font, room = self.font(), self.width()
        fitting = (text for text in (*longer, last) if text_width(text, font) <= room)
        text = next(fitting, None)
        if text is None:
            text = _whole_words(shortened(last, font, room, Qt.TextElideMode.ElideRight), last)
            text = text if len(plain(text)) > SHORTEST else ""
        self.show_text(text, moves=False)

    def paint_text(self, painter: QPainter) -> None:
        """Write the text; a QLabel cannot set formulas."""
        if not is_marked(self.shown):
            super().paint_text(painter)
            return
        metrics, area = self.fontMetrics(), self.contentsRect()
        baseline = area.center().y() + (metrics.ascent() - metrics.descent()) / 2
        colour = self.palette().color(self.foregroundRole())
        Line.of(self.shown, self.font()).paint(painter, QPointF(area.left(), baseline), colour)


def _whole_words(elided: str, whole: str) -> str:
    """Leave out the word in which a text was cut; a single word stays as it is."""
    kept = elided.removesuffix(ELLIPSIS)
    if " " in whole and not whole.startswith(kept + " "):
        kept = " ".join(words(kept)[:-1])
    return kept.rstrip(" ,.;:·┄") + ELLIPSIS


class Card(QFrame):
    """Heading, a note beside it, tools at the right, and one widget below."""

    def __init__(self, heading: QWidget) -> None:
        super().__init__()
        self.setObjectName("card")
        self._note = Elided("cardNote")
        fill_card(self._note)
        self._row = QHBoxLayout()
        self._row.setSpacing(GAP)
        self._heading = heading
        self._row.addWidget(heading)
        self._row.addWidget(self._note, 1)
        # Cards side by side keep their headings in line, with tools or without.
        self._row.addStrut(TOOL_HEIGHT)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(14, 10, 14, 10)
        self._layout.setSpacing(6)
        self._layout.addLayout(self._row)
        self._parts: list[QWidget] = []

    def clear(self) -> None:
        """Hide content and tools without deleting them."""
        parts, self._parts = self._parts, []
        for part in parts:
            # Another card may hold it by now.
            if part.parentWidget() is self:
                part.hide()
                self._row.removeWidget(part)
                self._layout.removeWidget(part)

    def set_content(self, content: QWidget, tools: Sequence[QWidget] = ()) -> None:
        """Replace content and tools."""
        self.clear()
        for tool in tools:
            self._row.addWidget(tool)
        self._layout.addWidget(content, 1)
        self._parts = [content, *tools]
        for part in self._parts:
            part.show()
        self._fit_tools()
        self._layout.activate()

    def event(self, event: QEvent) -> bool:
        """Tell the tools what room they have, after a resize, with larger text and beside another heading."""
        done = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fit_tools()
        return done

    def _fit_tools(self) -> None:
        tools = [part for part in self._parts[1:] if isinstance(part, Folding)]
        if tools:
            margins = self._layout.contentsMargins()
            room = self.contentsRect().width() - margins.left() - margins.right()
            # The note may be empty, but the gaps around it stay.
            room -= self._heading.sizeHint().width() + 2 * GAP
            for tool in tools:
                tool.fit(room)

    def set_note(self, note: str) -> None:
        """Show a short note beside the title."""
        self._note.set_text(note)


def titled_card(title: str, content: QWidget, tools: Sequence[QWidget] = ()) -> Card:
    """Make a card with fixed content."""
    label = QLabel(title.upper())
    label.setObjectName("cardTitle")
    card = Card(label)
    card.set_content(content, tools)
    return card
