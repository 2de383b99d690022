"""Tools of the panel of a trace, in its heading: the least needed ones go first in a narrow card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from tauscope.ui.painting.marks import text_width
from tauscope.ui.widgets.card import GAP

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NOTE, NAME = 19.0, 5.0
"""Room that the tools leave to the note beside them, and in a narrow card to a name, in text heights."""


class TraceTools(QWidget):
    """Tools side by side.

    Parameters
    ----------
    parts : sequence of QWidget
        From left to right.
    folding : mapping of QWidget to float
        Those that are hidden where there is no room, the first ones first, and how much room each of them
        leaves to the note, in text heights. Keys and menus do the same.
    shorter : mapping of QToolButton or QLabel to (str, str)
        Texts of parts that have a shorter one where the note would have no room: the long one and the short
        one.
    """

    def __init__(
        self,
        parts: Sequence[QWidget],
        folding: Mapping[QWidget, float],
        shorter: Mapping[QToolButton | QLabel, tuple[str, str]],
    ) -> None:
        super().__init__()
        self._folding, self._unwanted, self._room = dict(folding), frozenset[QWidget](), 0
        self._base, self._shorter = 14.0, dict(shorter)
        self._parts = tuple(parts)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addStretch(1)
        for part in parts:
            row.addWidget(part)

    def leave_out(self, unwanted: frozenset[QWidget]) -> None:
        """Hide these parts whatever room there is."""
        if unwanted != self._unwanted:
            self._unwanted = unwanted
            self.fit(self._room)

    def fit_again(self) -> None:
        """Show what fits in the same room, since a word has changed."""
        self.fit(self._room)

    def set_base(self, base: float) -> None:
        """Set the height of text in pixels."""
        self._base = base

    def fit(self, room: int) -> None:
        """Show what fits into `room` pixels beside a note."""
        self._room = room
        hidden = set(self._unwanted)
        for part, note in self._folding.items():
            if self._width_with_texts(hidden, short=note < NOTE) <= room - round(note * self._base):
                break
            hidden.add(part)
        # Only what differs: a card fits its tools again whenever one of them is hidden or shown.
        for part in dict.fromkeys((*self._parts, *self._folding)):
            if part.isHidden() != (part in hidden):
                part.setVisible(part not in hidden)
                if (group := part.parentWidget()) is not None and group is not self:
                    group.updateGeometry()
        self._shorten(room, hidden)

    def _shorten(self, room: int, hidden: set[QWidget]) -> None:
        """Give parts their short texts where the note has no room for a word beside the long ones."""
        narrow = self._width_with_texts(hidden, short=False) > room - NAME * self._base
        for part, texts in self._shorter.items():
            if part.text() != texts[narrow]:
                part.setText(texts[narrow])

    def _width_with_texts(self, hidden: set[QWidget], *, short: bool) -> float:
        """Width in pixels of the parts that are not hidden, with their long or short texts."""
        return self._width_without(hidden) + sum(
            text_width(texts[short], part.font()) - text_width(part.text(), part.font())
            for part, texts in self._shorter.items()
            if part not in hidden and part.parentWidget() not in hidden
        )

    def _width_without(self, hidden: set[QWidget]) -> int:
        """Width in pixels of the parts that are not hidden."""
        shown = [part for part in self._parts if part not in hidden]
        return sum(_width(part, hidden) for part in shown) + GAP * max(0, len(shown) - 1)


def _width(part: QWidget, hidden: set[QWidget]) -> int:
    """Preferred width of a widget, or of the widgets in a group that are not hidden."""
    row = part.layout()
    if row is None:
        return min(part.maximumWidth(), max(part.sizeHint().width(), part.minimumWidth()))
    inner = [item.widget() for place in range(row.count()) if (item := row.itemAt(place)) is not None]
    shown = [one for one in inner if one is not None and one not in hidden]
    return sum(_width(one, hidden) for one in shown) + row.spacing() * max(0, len(shown) - 1)
