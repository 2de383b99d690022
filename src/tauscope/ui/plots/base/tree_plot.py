"""Base of plots of a decoding tree."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QPointF

from tauscope.core.search.decoding_tree import ROOT
from tauscope.document.edits import tree_edits
from tauscope.document.picture.answers import ELLIPSIS, Failed, Ready
from tauscope.document.studies.tree_view import TreeView, tree_view
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.plot import Plot

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QFocusEvent, QMouseEvent, QPainter

    from tauscope.document.picture.picture import Picture
    from tauscope.ui.editing.history import Perform
    from tauscope.ui.focus import Focus
    from tauscope.ui.theme import Theme

L = TypeVar("L")


class TreePlotBase(Plot):
    """A plot of a tree that may still grow, or not be there.

    Attributes
    ----------
    walk : object
        Gesture of the steps by key since the plot got the focus: they are one step of undo.
    """

    page = "greedy-is-most-likely"

    _hovered: int | None = None

    _laid_out: tuple[object, Any] | None = None
    """Layout that was made last, after what it was made for."""

    def __init__(self, perform: Perform, focus: Focus, theme: Theme) -> None:
        self.walk = object()
        super().__init__(perform, focus, theme)

    def node_at(self, point: QPointF) -> int | None:
        """Node of what is drawn under the mouse; None if there is none."""
        del point
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Mark the node under the mouse, and show its numbers."""
        self._hover(self.node_at(event.position()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: object) -> None:
        """Mark no node: the mouse left."""
        super().leaveEvent(event)  # type: ignore[arg-type]
        self._hover(None)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin a walk with the keys, which is one step of undo, and show the focus."""
        self.walk = object()
        super().focusInEvent(event)
        self.refresh()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the focus is elsewhere."""
        super().focusOutEvent(event)
        self.refresh()

    def _hover(self, node: int | None) -> None:
        if node != self._hovered:
            self._hovered = node
            self.refresh()

    def view(self, picture: Picture | None) -> TreeView | None:
        """Return the view of a picture's tree; None where there is none yet, or none at all."""
        answer = None if picture is None else picture.once(tree_view)
        return answer.value if isinstance(answer, Ready) else None

    def laid_out(self, picture: Picture, layout: Callable[[TreeView, float, float, Theme], L]) -> L | None:
        """Return a layout of a picture's tree for the plot as it is; None without a tree.

        Parameters
        ----------
        picture : Picture
        layout : callable
            Makes a layout of a view, the width and the height of the plot, and its theme.
        """
        view = self.view(picture)
        if view is None:
            return None
        shown = (view, self.width(), self.height(), id(self.theme))
        if self._laid_out is None or self._laid_out[0] != shown:
            self._laid_out = (shown, layout(view, self.width(), self.height(), self.theme))
        found: L = self._laid_out[1]
        return found

    def lay_out(self, picture: Picture) -> tuple[tuple[float, float], tuple[float, float]]:
        """Use the whole plot; there are no axes."""
        del picture
        self.axes.set_margins(0, 0, 0, 0)
        return (0.0, 1.0), (0.0, 1.0)

    def describe(self, picture: Picture) -> str:
        """Describe what the methods found."""
        view = self.view(picture)
        findings = () if view is None else view.findings
        return " ".join(f"{finding}." for finding in findings)

    def paint_sentence(self, painter: QPainter, picture: Picture) -> None:
        """Write why there is no tree, or that it is coming."""
        answer = picture.once(tree_view)
        self.paint_text(painter, answer.sentence if isinstance(answer, Failed) else None)

    def paint_text(self, painter: QPainter, sentence: str | None) -> None:
        """Write a sentence in place of the plot; None for what is still being computed."""
        theme, font = self.theme, self.theme.font()
        lines = marks.wrapped(sentence or ELLIPSIS, font, max(1.0, self.width() - 2 * theme.base))
        y = self.height() / 2 - 0.65 * theme.base * (len(lines) - 1)
        for place, line in enumerate(lines):
            at = QPointF(self.width() / 2, y + 1.3 * place * theme.base)
            marks.write(painter, at, line, font, theme.colours.muted)

    def go(self, view: TreeView, node: int, gesture: object | None = None) -> None:
        """Ask for the edit that goes to a node."""
        name = f"go to “{view.tree.name(node)}”" if node != ROOT else "go to the start"
        edit = partial(tree_edits.go_to_node, tree=view.tree, node=node)
        self.refuse(self.perform(EditRequest(name, edit, gesture)))
