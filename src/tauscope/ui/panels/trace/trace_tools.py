"""Tools of the panel of a trace, in its heading: the least needed ones go first in a narrow card."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

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
    folding : sequence of QWidget
        Those that are hidden where there is no room, the first ones first. Keys and menus do the same.
    for_note : int
        How many of them are hidden for the note as well.
    shorter : mapping of QToolButton to (str, str)
        Texts of buttons that have a shorter one where the note would have no room: the long one and the short
        one.
    """

    def __init__(
        self,
        parts: Sequence[QWidget],
        folding: Sequence[QWidget],
        for_note: int,
        shorter: Mapping[QToolButton, tuple[str, str]],
    ) -> None:
        super().__init__()
        self._folding, self._unwanted = tuple(folding), frozenset[QWidget]()
        self._room, self._for_note = 0, for_note
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

    def set_base(self, base: float) -> None:
        """Set the height of text in pixels."""
        self._base = base

    def fit(self, room: int) -> None:
        """Show what fits into `room` pixels beside a note."""
        self._room = room
        hidden, note = set(self._unwanted), round(NOTE * self._base)
        for place, part in enumerate(self._folding):
            if self._width_without(hidden) <= room - (note if place < self._for_note else 0):
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
        """Give buttons their short texts where the note has no room for a word beside the long ones."""
        long = self._width_without(hidden) + sum(
            text_width(whole, button.font()) - text_width(button.text(), button.font())
            for button, (whole, _) in self._shorter.items()
            if button not in hidden
        )
        narrow = long > room - NAME * self._base
        for button, texts in self._shorter.items():
            if button.text() != texts[narrow]:
                button.setText(texts[narrow])

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
