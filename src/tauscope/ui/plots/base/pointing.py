"""What the mouse does on a plot: it points at classes, selects and drags them, and reads values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QCursor, QMouseEvent
from PySide6.QtWidgets import QApplication

from tauscope.ui.plots.base.value_tag import ValueTag
from tauscope.ui.widgets.bubble import show_bubble

if TYPE_CHECKING:
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.editing.history import Perform
    from tauscope.ui.focus import Focus


class PointedView(pg.GraphicsView):  # type: ignore[misc]  # pyqtgraph has no types
    """View of a Picture on which the mouse acts.

    A subclass overrides what it needs: `class_at` for hover and selection, `value_at`, `press`, `drag`.
    """

    picture: Picture | None = None

    def __init__(self, perform: Perform, focus: Focus) -> None:
        super().__init__()
        self.perform, self.focus = perform, focus
        self._pressed: QPointF | None = None
        self._dragging = False
        self._tag: ValueTag | None = None
        self._in_focus: tuple[tuple[Any, ...], frozenset[int]] | None = None
        self.setMouseTracking(True)

    def class_at(self, point: QPointF) -> int | None:
        """Row under the mouse."""
        del point
        return None

    def value_at(self, point: QPointF) -> str:
        """Text of the value under the mouse; empty if there is none."""
        del point
        return ""

    def press(self, point: QPointF) -> bool:
        """Start a drag if something here can be dragged; return whether it can."""
        del point
        return False

    def drag(self, point: QPointF) -> None:
        """Continue a drag."""

    def cursor_at(self, point: QPointF) -> Qt.CursorShape:
        """Return the cursor shape for this point."""
        del point
        return Qt.CursorShape.ArrowCursor

    def refuse(self, sentence: str | None) -> None:
        """Show the reason beside the mouse if an edit was refused."""
        if sentence:
            show_bubble(self, sentence, self.mapFromGlobal(QCursor.pos()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Select the class under the mouse, and prepare a drag."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        row = self.class_at(event.position())
        extend = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
        if row is not None:
            self.focus.toggle(*self.keys(row)) if extend else self.focus.select(self.keys(row))
        ready = not extend and self.press(event.position())
        self._pressed, self._dragging = (event.position() if ready else None), False
        if row is None and not ready:
            self.focus.select(())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag, or set the hovered class."""
        point = event.position()
        if self._pressed is not None:
            # A click may move the mouse by a pixel or two, and is no drag.
            moved = (point - self._pressed).manhattanLength() >= QApplication.startDragDistance() / 2
            self._dragging = self._dragging or moved
            if self._dragging:
                self.drag(point)
                self._show_value(point)
            return
        row = self.class_at(point)
        self.focus.hover(None if row is None else self.key(row))
        self.viewport().setCursor(self.cursor_at(point))
        self._show_value(point)

    def _show_value(self, point: QPointF) -> None:
        text = self.value_at(point)
        if text or self._tag is not None:
            self._tag = self._tag or ValueTag(self.viewport())
            self._tag.show_at(text, point.toPoint())

    def read_value_again(self) -> None:
        """Show the value on which the mouse rests, which may be another one now."""
        if self._tag is not None and self._tag.isVisible():
            self._tag.show_at(self.value_at(self._tag.pointer.toPointF()), self._tag.pointer)

    def hide_value(self) -> None:
        """Hide the value that was under the mouse."""
        if self._tag is not None:
            self._tag.hide()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a drag."""
        del event
        self._pressed, self._dragging = None, False

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Treat a double click as a press."""
        # Qt sends this in place of the second press.
        self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Clear the hovered class: the mouse left."""
        super().leaveEvent(event)
        self.focus.hover(None)
        self.hide_value()

    def wheelEvent(self, event: object) -> None:
        """Ignore the wheel: pyqtgraph would zoom."""
        event.ignore()  # type: ignore[attr-defined]

    def key(self, row: int) -> int:
        """Key of a row."""
        assert self.picture is not None  # noqa: S101  # there is something under the mouse
        return int(self.picture.logits.keys[row])

    def keys(self, row: int) -> tuple[int, ...]:
        """Key of a row, or those of all members of the group for which it stands."""
        assert self.picture is not None  # noqa: S101  # there is something under the mouse
        grouped, logits = self.picture.prepared.grouped, self.picture.logits
        return (self.key(row),) if grouped is None else tuple(logits.keys[grouped.rows_of(row)].tolist())

    def is_marked(self, row: int) -> bool:
        """Return True if the class in a row, or one of its group, is pointed at or selected."""
        picture = self.picture
        if not self.focus.any:
            return False
        if picture is None or picture.prepared.grouped is None:
            return self.focus.has(self.key(row))
        return row in self._marked_entries(picture)

    def _marked_entries(self, picture: Picture) -> frozenset[int]:
        """Rows that stand for the entries in which a class is pointed at or selected."""
        now = (picture.prepared, self.focus.selected, self.focus.hovered)
        if self._in_focus is None or any(
            one is not other for one, other in zip(self._in_focus[0], now, strict=True)
        ):
            self._in_focus = now, marked_entries(picture, self.focus)
        return self._in_focus[1]


def marked_entries(picture: Picture, focus: Focus) -> frozenset[int]:
    """Return the rows that stand for the entries in which a class is pointed at or selected."""
    logits, wanted = picture.logits, [*focus.selected]
    if focus.hovered is not None:
        wanted.append(focus.hovered)
    rows = np.flatnonzero(np.isin(logits.keys, np.array(wanted, dtype=np.int64)))
    return frozenset(picture.prepared.entry_of(row) for row in rows.tolist())
