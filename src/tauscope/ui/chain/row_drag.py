"""Drag of a knob's row: the chain follows as one gesture, and Esc restores it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, QPoint, QTimer
from PySide6.QtWidgets import QAbstractScrollArea

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.ui.chain.knob_row import KnobRow
    from tauscope.ui.chain.knob_row_stack import KnobRowStack

TURN_MS = 40
"""Milliseconds between scroll steps while a row is held beyond the end of the list."""


class DraggedList(Protocol):
    """What a drag asks of the list whose row is dragged."""

    @property
    def rows(self) -> Sequence[KnobRow]:
        """Rows in the order of the chain."""
        ...

    @property
    def stack(self) -> KnobRowStack:
        """Widget on which the rows stand."""
        ...

    @property
    def view(self) -> QAbstractScrollArea:
        """Scroll area around the rows."""
        ...

    def move_knob(self, place: int, to: int, gesture: object | None = None) -> None:
        """Move a knob to another place in the order."""
        ...


class RowDrag(QObject):
    """One drag of a row, from press to release."""

    def __init__(self, knobs: DraggedList, row: KnobRow, at: QPoint) -> None:
        super().__init__(knobs.view)
        self._knobs, self.row, self._at = knobs, row, at
        self.start, self._gesture = row.place, object()
        # The row keeps its place under the mouse wherever it was gripped.
        self._grip_height = row.mapFromGlobal(at).y()
        self._timer = QTimer(self, interval=TURN_MS)
        self._timer.timeout.connect(self.scroll)
        knobs.stack.lift(row)

    @property
    def alive(self) -> bool:
        """Whether the row still shows a knob: an undo may have removed the knob."""
        return self.row in self._knobs.rows

    def go_on(self, at: QPoint) -> None:
        """Follow the mouse; scroll where it is beyond an end of the list."""
        if not self.alive:
            return
        self._at = at
        stack = self._knobs.stack
        place = stack.carry(stack.mapFromGlobal(at).y() - self._grip_height)
        if place != self.row.place:
            self._knobs.move_knob(self.row.place, place, self._gesture)
        if self._beyond:
            # A mouse that rests beyond the end sends no events, and the list scrolls on.
            if not self._timer.isActive():
                self._timer.start()
        else:
            self._timer.stop()

    @property
    def _beyond(self) -> int:
        """Pixels by which the mouse is below the list, or, if negative, above it."""
        view = self._knobs.view.viewport()
        y = view.mapFromGlobal(self._at).y()
        return min(y, 0) + max(y - view.height(), 0)

    def scroll(self) -> None:
        """Scroll one step, faster where the mouse is further away."""
        bar = self._knobs.view.verticalScrollBar()
        bar.setValue(bar.value() + max(-20, min(20, self._beyond)))
        # The list has moved under the mouse, which may be over another place now.
        self.go_on(self._at)

    def put_back(self) -> None:
        """Undo the drag."""
        if self.alive and self.row.place != self.start:
            self._knobs.move_knob(self.row.place, self.start, self._gesture)

    def end(self) -> None:
        """End the drag."""
        self._timer.stop()
        self._knobs.stack.settle()
        self.deleteLater()
