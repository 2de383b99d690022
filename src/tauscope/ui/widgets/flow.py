"""A layout that puts widgets side by side, and begins another line where they have no room."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QLayoutItem, QWidget

GAP, LINE_GAP = 10, 4
"""Pixels between two widgets of a line, and between two lines."""


class FlowLayout(QLayout):
    """Lines of widgets, each with its preferred size; hidden widgets take no room."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802  # Qt's name
        """Add an item at the end."""
        self._items.append(item)

    def count(self) -> int:
        """Return the number of items."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802  # Qt's name; Qt asks past the end
        """Return an item; None past the end."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802  # as above
        """Remove an item and return it; None past the end."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802  # Qt's name
        """Leave spare room to others."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # Qt's name
        """Return True: a narrow room needs more lines."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802  # Qt's name
        """Return the height in pixels of all lines in a room of this width."""
        return self._arrange(QRect(0, 0, width, 0), place=False)

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802  # Qt's name
        """Place all widgets."""
        super().setGeometry(rect)
        self._arrange(rect, place=True)

    def sizeHint(self) -> QSize:  # Qt's name
        """Return the size of one line with all widgets."""
        sizes = [item.sizeHint() for item in self._items if not item.isEmpty()]
        gaps = GAP * max(0, len(sizes) - 1)
        return QSize(sum(map(QSize.width, sizes)) + gaps, max(map(QSize.height, sizes), default=0))

    def minimumSize(self) -> QSize:  # noqa: N802  # Qt's name
        """Return the size of the largest widget."""
        least = QSize()
        for item in self._items:
            if not item.isEmpty():
                least = least.expandedTo(item.minimumSize())
        return least

    def _arrange(self, room: QRect, *, place: bool) -> int:
        """Return the height of all lines; place the widgets in them if asked to."""
        x, y, lines = room.left(), room.top(), list[list[QLayoutItem]]()
        for item in self._items:
            if item.isEmpty():
                continue
            if not lines or x + item.sizeHint().width() > room.right() + 1:
                lines.append([])
                x = room.left()
            lines[-1].append(item)
            x += item.sizeHint().width() + GAP
        for line in lines:
            height = max(item.sizeHint().height() for item in line)
            if place:
                self._place(line, QPoint(room.left(), y), height, room.width())
            y += height + LINE_GAP
        return max(0, y - room.top() - LINE_GAP)

    def _place(self, line: list[QLayoutItem], start: QPoint, height: int, most: int) -> None:
        x = start.x()
        for item in line:
            size = item.sizeHint()
            width = min(size.width(), most)
            item.setGeometry(QRect(x, start.y() + (height - size.height()) // 2, width, size.height()))
            x += width + GAP


def group(*parts: QWidget) -> QWidget:
    """Return a widget that keeps these parts together on one line."""
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(5)
    for part in parts:
        row.addWidget(part)
    return box
