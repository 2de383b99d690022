"""Base of plots of a decoding tree."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from tauscope.core.search.decoding_tree import ROOT
from tauscope.document.edits import tree_edits
from tauscope.document.picture.answers import ELLIPSIS, Failed, Ready
from tauscope.document.studies.tree_view import TreeView, tree_view
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.plot import Plot

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent, QPainter

    from tauscope.document.picture.picture import Picture


class TreePlotBase(Plot):
    """A plot of a tree that may still grow, or not be there."""

    page = "greedy-is-most-likely"

    _hovered: int | None = None

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

    def _hover(self, node: int | None) -> None:
        if node != self._hovered:
            self._hovered = node
            self.refresh()

    def view(self, picture: Picture | None) -> TreeView | None:
        """Return the view of a picture's tree; None where there is none yet, or none at all."""
        answer = None if picture is None else picture.once(tree_view)
        return answer.value if isinstance(answer, Ready) else None

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
