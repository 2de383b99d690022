"""The decoding tree: blocks from left to right, each as high as its joint probability at the dial's τ."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from tauscope.core.numbers import screen_number, screen_probability
from tauscope.core.search.decoding_tree import ROOT
from tauscope.document.edits import growth_edits, tree_edits
from tauscope.document.picture.answers import Ready
from tauscope.document.studies.tree_growth import model_tree
from tauscope.document.studies.tree_view import TreeView
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.painting.surprise import MOST_BITS, surprisal
from tauscope.ui.plots.base.tree_plot import TreePlotBase
from tauscope.ui.plots.tools.growth_tool import GrowthTool, SearchTool
from tauscope.ui.plots.tools.tree_choice import ColourChoice
from tauscope.ui.plots.trees.tree_block import Block
from tauscope.ui.plots.trees.tree_blocks import TreeBlocks
from tauscope.ui.plots.trees.tree_layout import TreeLayout
from tauscope.ui.plots.trees.tree_words import TreeWords
from tauscope.ui.widgets.card import OR

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from tauscope.document.picture.picture import Picture
    from tauscope.ui.editing.history import Perform
    from tauscope.ui.focus import Focus
    from tauscope.ui.theme import Theme

_OUT = (Qt.Key.Key_Escape, Qt.Key.Key_Backspace)
_IN = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class TreePlot(TreePlotBase):
    """Blocks of the tree; a click goes to a block, a second one fills the plot with it."""

    name = "tree"
    explanation = (
        "Every token that may follow, as high as its joint probability at the dial's τ, so that mass is area."
    )
    usage = "Click a block to go there, and click it again to fill the plot with it; Esc shows all of it."
    hint = (
        "Turn the dial down: greedy decoding takes the largest block at each step, and may miss the "
        "best sequence."
    )
    card_height = 16.0

    def __init__(self, perform: Perform, focus: Focus, theme: Theme) -> None:
        super().__init__(perform, focus, theme)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.add_layer(self._paint)

    @cached_property
    def choice(self) -> ColourChoice:
        """Tool that chooses what colours the blocks."""
        return ColourChoice(self.perform)

    @cached_property
    def of_model(self) -> tuple[SearchTool, GrowthTool]:
        """Tools of a tree that grows; a tree of its own has its search in the panel."""
        return SearchTool(self.perform), GrowthTool(self.perform)

    @property
    def tools(self) -> Sequence[QWidget]:
        """Search and growth of a model's tree, and the choice of colours."""
        return (*self.of_model, self.choice)

    def show_in_tools(self, picture: Picture) -> None:
        """Show the present choices."""
        grows = picture.document.source.decoding_tree is None
        for tool in self.of_model:
            tool.setVisible(grows)
            tool.show_document(picture.document)
        if grows:
            model = picture.once(model_tree)
            self.of_model[1].show_grown(model.value.grown if isinstance(model, Ready) else None)
        if (view := self.view(picture)) is not None:
            self.choice.show_colour(view.settings.colour)

    def caption(self, picture: Picture) -> str:
        """Say what the blocks are, or which one fills the plot."""
        view = self.view(picture)
        if view is None:
            return ""
        if view.top != ROOT:
            return OR.join(
                (f"after “{view.tree.name(view.top)}”, Esc for all of it", "Esc for all of it", "")
            )
        height = "height: joint probability at τ"
        if view.settings.colour == "surprise":
            colour = f"colour: surprise, hot from {MOST_BITS:.0f} bits on"
            return OR.join((f"{height}, {colour}", colour, "surprise", ""))
        return OR.join((height, "height: joint p", ""))

    # What is laid out

    def layout_of(self, picture: Picture) -> TreeLayout | None:
        """Return where the blocks of a picture stand in the plot as it is; None without a tree."""
        return self.laid_out(picture, TreeLayout)

    def _paint(self, painter: QPainter, picture: Picture) -> None:
        layout = self.layout_of(picture)
        if layout is None:
            self.paint_sentence(painter, picture)
            return
        TreeBlocks(layout, self._marked(picture), focused=self.hasFocus()).paint(painter)
        TreeWords(layout).paint(painter)

    def _marked(self, picture: Picture) -> int | None:
        """Node to mark: under the mouse, or of the class that the user points at elsewhere."""
        view = self.view(picture)
        if self._hovered is not None or view is None or view.here is None:
            return self._hovered
        after = view.tree.children[view.here]
        return next((node for node in after if self.focus.has(view.tree.nodes[node].key)), None)

    # The hand

    def block_at(self, point: QPointF) -> Block | None:
        """Return the block under the mouse."""
        layout = None if self.picture is None else self.layout_of(self.picture)
        return None if layout is None else layout.block_at(point)

    def class_at(self, point: QPointF) -> int | None:
        """Row of the block under the mouse, if it is one of the classes that can be chosen now."""
        view, block = self.view(self.picture), self.block_at(point)
        if view is None or block is None or block.node is None or view.here is None or self.picture is None:
            return None
        node = view.tree.nodes[block.node]
        return self.picture.logits.row_of(node.key) if node.parent == view.here else None

    def value_at(self, point: QPointF) -> str:
        """Exact numbers of the block under the mouse."""
        view, block = self.view(self.picture), self.block_at(point)
        return "" if view is None or block is None else "\n".join(_words(view, block))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the block under the mouse; fill the plot with the block where the bench is already."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self.walk = object()
        view, block = self.view(self.picture), self.block_at(event.position())
        if view is not None and block is not None:
            # What was under the mouse may be elsewhere now.
            self.hide_value()
            self._hover(None)
            self._click(view, block)

    def _click(self, view: TreeView, block: Block) -> None:
        if block.node is None:
            self._zoom(view, block.parent)
        elif block.node == view.top and view.top != ROOT:
            self._zoom(view, view.tree.nodes[view.top].parent)
        elif block.node == view.here:
            self._enter(view, block.node)
        else:
            self.go(view, block.node)

    def _enter(self, view: TreeView, node: int) -> None:
        """Fill the plot with a block; let a model's tree grow where it has no further ones."""
        if view.tree.children[node]:
            self._zoom(view, node)
        elif view.document.source.decoding_tree is None and not view.tree.nodes[node].ended:
            self.refuse(self.perform(EditRequest("expand the tree", growth_edits.open_here)))

    def _zoom(self, view: TreeView, node: int) -> None:
        if node == view.top:
            return
        name = "show the whole tree" if node == ROOT else "zoom into the tree"
        self.refuse(self.perform(EditRequest(name, partial(tree_edits.zoom, keys=view.tree.keys(node)))))

    def node_at(self, point: QPointF) -> int | None:
        """Node of the block under the mouse."""
        found = self.block_at(point)
        return None if found is None else found.node

    def cursor_at(self, point: QPointF) -> Qt.CursorShape:
        """Return the pointing hand over blocks."""
        return (
            Qt.CursorShape.ArrowCursor if self.block_at(point) is None else Qt.CursorShape.PointingHandCursor
        )

    # The keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrows, fill the plot with the present block at Enter, and show the whole at Esc."""
        view, key = self.view(self.picture), Qt.Key(event.key())
        if view is None:
            event.ignore()
        elif key in _IN and view.here is not None:
            self._enter(view, view.here)
        elif key == Qt.Key.Key_Delete and view.document.source.decoding_tree is None:
            self.refuse(self.perform(EditRequest("fold the tree", growth_edits.close_here)))
        elif key in _OUT and view.top != ROOT:
            self._zoom(view, ROOT)
        elif (node := _step(view, key)) is not None:
            self.go(view, node, self.walk)
        else:
            event.ignore()


def _step(view: TreeView, key: Qt.Key) -> int | None:
    """Return the node to which an arrow leads; None if it leads nowhere."""
    tree, here = view.tree, view.here
    if here is None:
        return ROOT
    if key == Qt.Key.Key_Right:
        return next(iter(tree.children[here]), None)
    if here == ROOT or key not in (Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Down):
        return None
    parent = tree.nodes[here].parent
    if key == Qt.Key.Key_Left:
        return parent
    siblings = tree.children[parent]
    place = siblings.index(here) + (1 if key == Qt.Key.Key_Down else -1)
    return siblings[place] if 0 <= place < len(siblings) else None


def _words(view: TreeView, block: Block) -> list[str]:
    """Exact numbers of a block, a line each; the model's own where they are others."""
    if block.node is None:
        return _words_of_several(view, block)
    tree, node = view.tree, block.node
    joint, own_joint = float(view.now.probabilities[node]), math.exp(tree.log_probabilities[node])
    if node == ROOT:
        return [tree.prompt.strip() or "the start"]
    step, own = math.exp(view.now.steps[node]), math.exp(tree.nodes[node].log_probability)
    bits = screen_number(surprisal(step))
    lines = [
        tree.name(node),
        f"p {screen_probability(step)} here ({bits} bits), {screen_probability(joint)} in all",
    ]
    if not (math.isclose(step, own) and math.isclose(joint, own_joint)):
        lines.append(f"by the model {screen_probability(own)} here, {screen_probability(own_joint)} in all")
    if tree.nodes[node].logits is None:
        rank = view.rank_words(node)
        lines.append(
            f"ln p {screen_number(float(tree.log_probabilities[node]), 3)}{f', {rank}' if rank else ''}"
        )
    if view.shows_draws:
        lines.append(f"drawn {int(view.drawn.counts[node]):,} of {view.settings.draws:,} times")
    return lines


def _words_of_several(view: TreeView, block: Block) -> list[str]:
    """Numbers of a block of several tokens."""
    after = view.tree.name(block.parent) if block.parent != ROOT else view.tree.prompt.strip()
    words = [f"{block.count:,} less likely token{'s' if block.count > 1 else ''}"] if block.count else []
    if block.left_out:
        words.append("tokens that the tree leaves out")
    first = f"{' and '.join(words)} after “{after}”" if after else " and ".join(words)
    return [first, f"p {screen_probability(block.p)} in all"]
