"""Which classes the user points at: shared by the table and every plot, and no part of the document."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Focus(QObject):
    """Selected and hovered classes, by their keys, so that they follow rows that move.

    Attributes
    ----------
    selected : tuple of int
        In the order in which they were selected.
    hovered : int or None
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.selected: tuple[int, ...] = ()
        self._selected: frozenset[int] = frozenset()
        self.hovered: int | None = None

    def select(self, keys: tuple[int, ...]) -> None:
        """Replace the selection."""
        if keys != self.selected:
            self.selected, self._selected = keys, frozenset(keys)
            self.changed.emit()

    def toggle(self, *keys: int) -> None:
        """Add classes to the selection, or take them out if all of them are in it."""
        toggled = frozenset(keys)
        rest = tuple(other for other in self.selected if other not in toggled)
        self.select(rest if len(self.selected) - len(rest) == len(keys) else (*rest, *keys))

    def hover(self, key: int | None) -> None:
        """Set the hovered class; None for none."""
        if key != self.hovered:
            self.hovered = key
            self.changed.emit()

    def has(self, key: int) -> bool:
        """Whether a class is pointed at or selected."""
        return key == self.hovered or key in self._selected

    @property
    def any(self) -> bool:
        """Whether any class is selected or hovered."""
        return self.hovered is not None or bool(self.selected)


class FigureFocus(Focus):
    """The focus of an exported figure: selected classes are compared there, but none is marked."""

    def has(self, key: int) -> bool:
        """Whether a class is marked: never."""
        del key
        return False

    @property
    def any(self) -> bool:
        """Whether any class is marked: never."""
        return False
