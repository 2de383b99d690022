"""Where the blocks of a decoding tree stand: from left to right, each as high as its joint probability."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from tauscope.core.search.decoding_tree import ROOT
from tauscope.ui.painting import marks
from tauscope.ui.plots.trees.tree_block import Block, spread

if TYPE_CHECKING:
    from tauscope.core.values import Floats
    from tauscope.document.studies.tree_sequences import TreePath
    from tauscope.document.studies.tree_view import TreeView
    from tauscope.ui.theme import Theme

MOST_BLOCKS = 48
"""Most blocks that are painted one by one; smaller ones are merged."""

LEAST_HEIGHT = 0.28
"""Least height of a block that is painted by itself, in text heights."""

COLUMN = 5.2
"""Least width of a column with its gap, in text heights: a deeper tree is cut there."""

GAP, NARROW_GAP = 1.7, 0.9
"""Width between two columns, in text heights, where the columns are wide or narrow."""

WIDEST = 22.0
"""Greatest width of a column, in text heights."""

ROOT_WIDTH, LEAST_ROOT = 5.5, 1.3
"""Greatest and least width of the first block, in text heights."""

APART = 0.7
"""Height between the first tokens, in text heights, where there is room."""

FEW = 6
"""Up to this number of first tokens there is room between them."""

NUMBER, TALLY = 3.6, 3.4
"""Width of the numbers beside the blocks: probabilities, and counts; in text heights."""

BESIDE, MOST_BESIDE = 7.0, 13.0
"""Least and greatest width of names and labels beside blocks that have no room for them, in text heights."""

LEADER = 1.5
"""Width of the lines to the numbers, in text heights."""

ONWARD = "→"
"""Ends the label of a path that goes on past the last column, and the name of such a block."""

HEAD = 1.5
"""Height of the headings of the numbers, in text heights."""

LINE = 1.12
"""Height of a line of the numbers, in text heights."""


class TreeLayout:
    """Blocks of a tree at one τ, in a plot of one size.

    Parameters
    ----------
    view : TreeView
    width, height : float
        Size of the plot, in pixels.
    theme : Theme
    """

    def __init__(self, view: TreeView, width: float, height: float, theme: Theme) -> None:
        self.view, self.theme = view, theme
        self.width, self.height = width, height
        base, tree = theme.base, view.tree
        self.top = view.top
        self.with_tally = view.shows_draws and width > 34 * base
        numbers = LEADER + NUMBER + (TALLY if self.with_tally else 0.0) + self._beside
        self.with_numbers = width > (numbers + 14) * base and height > 7 * base
        aside = (1.0 if view.shows_draws else 0.4) * base
        right = width - (numbers * base if self.with_numbers else aside)
        depth = max(int(tree.depths[one]) for one in self._after_top) - int(tree.depths[self.top])
        first = self._root_width
        room = max(1.0, right - 0.3 * base - first)
        self.columns = max(1, min(depth, int(room / (COLUMN * base))))
        step = min(room / self.columns, WIDEST * base)
        self.gap = (GAP if step > 7.5 * base else NARROW_GAP) * base
        self._lefts = [
            0.3 * base,
            *(0.3 * base + first + place * step + self.gap for place in range(self.columns)),
        ]
        self._widths = [first, *[max(2.0, step - self.gap)] * self.columns]
        self.ceiling = HEAD * base if self.with_numbers else 0.3 * base
        self.floor = max(self.ceiling + 2.0, height - 0.4 * base)
        self.blocks: list[Block] = []
        self.of_node: dict[int, Block] = {}
        self._place()
        self._tag()

    @property
    def right(self) -> float:
        """Right end of the last column."""
        return self._lefts[self.columns] + self._widths[self.columns]

    @property
    def _beside(self) -> float:
        """Width that the labels of paths need beside their blocks, in text heights."""
        if self.width < 40 * self.theme.base:
            return BESIDE
        font = self.theme.font(0.87)
        labels = (", ".join(marks_of_node) for marks_of_node in self.view.marks.values())
        widest = max((marks.text_width(text, font) for text in labels), default=0.0) / self.theme.base
        return min(max(BESIDE, widest + 1.0 + 1.6 * len(self.view.paths[:2])), MOST_BESIDE)

    @cached_property
    def _after_top(self) -> list[int]:
        """The node that fills the plot, and all nodes after it."""
        found, open_ = list[int](), [self.top]
        while open_:
            node = open_.pop()
            found.append(node)
            open_ += self.view.tree.children[node]
        return found

    @property
    def first_label(self) -> str:
        """Text of the first block: the prompt, or the token that the user zoomed to."""
        tree = self.view.tree
        return tree.prompt.strip() if self.top == ROOT else tree.nodes[self.top].label

    @property
    def _root_width(self) -> float:
        base, font = self.theme.base, self.theme.font(strong=True)
        wide = marks.text_width(self.first_label, font) + 2.0 * base if self.first_label else 0.0
        narrow = self.width < 32 * base or not LEAST_ROOT * base < wide <= ROOT_WIDTH * base
        return LEAST_ROOT * base if narrow else wide

    # Blocks

    @cached_property
    def _shares(self) -> Floats:
        """Joint probability of each node, over that of the block that fills the plot."""
        p = self.view.now.log_probabilities
        whole = float(p[self.top])
        if whole == -math.inf:
            return np.zeros(len(p))
        return np.exp(p - whole)

    @cached_property
    def _least(self) -> float:
        """Least share of a block that is painted by itself."""
        of_height = LEAST_HEIGHT * self.theme.base / max(1.0, self.floor - self.ceiling)
        shares = self._shares[self._after_top]
        if len(shares) <= MOST_BLOCKS:
            return of_height
        return max(of_height, float(np.partition(shares, -MOST_BLOCKS)[-MOST_BLOCKS]))

    def _rect(self, column: int, top: float, bottom: float) -> QRectF:
        left = self._lefts[column]
        return QRectF(QPointF(left, top), QPointF(left + self._widths[column], bottom))

    def _place(self) -> None:
        node = self.view.tree.nodes[self.top]
        rect = self._rect(0, self.ceiling, self.floor)
        self._add(Block(rect, 0, node.parent, self.top, p=self._joint(self.top)), 0)

    def _joint(self, node: int) -> float:
        return float(self.view.now.probabilities[node])

    def _add(self, block: Block, column: int) -> None:
        """Add the block of a node, and those of the nodes after it."""
        self.blocks.append(block)
        if block.node is None:
            return
        self.of_node[block.node] = block
        children, others = self.view.tree.children[block.node], float(self.view.now.others[block.node])
        if column == self.columns:
            block.open = bool(children)
        elif self._shares[block.node] > 0:
            self._add_after(block, column + 1, children, others)

    def _add_after(self, block: Block, column: int, children: tuple[int, ...], others: float) -> None:
        assert block.node is not None  # noqa: S101  # a merged block has nothing after it
        shares, rect = self._shares, block.rect
        alone = [node for node in children if shares[node] >= self._least]
        merged = [node for node in children if 0 < shares[node] < self._least]
        rest = math.fsum(float(shares[node]) for node in merged) + others / (self._joint(self.top) or 1.0)
        last = 1 if rest > 0 else 0
        apart = 0.0
        if column == 1 and 1 < len(alone) + last <= FEW and rect.height() > 12 * self.theme.base:
            apart = APART * self.theme.base
        scale = (rect.height() - apart * (len(alone) + last - 1)) / float(shares[block.node])
        top = rect.top()
        for node in alone:
            bottom = top + float(shares[node]) * scale
            self._add(
                Block(self._rect(column, top, bottom), column, block.node, node, p=self._joint(node)), column
            )
            top = bottom + apart
        if last:
            p = math.fsum(map(self._joint, merged)) + others
            left_out = others / p if p else 0.0
            more = Block(
                self._rect(column, top, top + rest * scale),
                column,
                block.node,
                None,
                len(merged),
                p,
                left_out,
            )
            self.blocks.append(more)
            for node in merged:
                self.of_node[node] = more
            if others:
                self._others_of[block.node] = more

    @cached_property
    def _others_of(self) -> dict[int, Block]:
        """Block of the classes without a node, by the node before them."""
        return {}

    def block_of(self, node: int) -> Block | None:
        """Return the block in which a node is: its own, a merged one, or that of a node before it."""
        while node != self.top:
            if node in self.of_node:
                return self.of_node[node]
            if node == ROOT:
                return None
            node = self.view.tree.nodes[node].parent
        return self.of_node[self.top]

    # Paths

    def _tag(self) -> None:
        for path in self.view.paths:
            end = self._others_of.get(path.end) if path.leaves else None
            block = end or (self.block_of(path.end) if self._goes_through_top(path) else None)
            if block is not None and block.column:
                is_end = end is not None or block.node is None or block.node == path.end
                block.tags.append(path.label if is_end else f"{path.label} {ONWARD}")

        for block in self.blocks:
            draws = [tag for tag in block.tags if tag.startswith("draw ")]
            if len(draws) > 1:
                block.tags = [tag for tag in block.tags if tag not in draws] + [f"{len(draws)} draws"]

    def _goes_through_top(self, path: TreePath) -> bool:
        return self.top == ROOT or self.top in path.nodes

    def blocks_on(self, path: TreePath) -> Iterator[Block]:
        """Yield the blocks that a path goes through, after the first block."""
        if not self._goes_through_top(path):
            return
        after = path.nodes if self.top == ROOT else path.nodes[path.nodes.index(self.top) + 1 :]
        for node in after:
            block = self.of_node.get(node)
            if block is None:
                return
            yield block
            if block.node is None:
                return
        if path.leaves and (others := self._others_of.get(path.end)) is not None:
            yield others

    # What the beam search dropped

    def was_dropped(self, node: int) -> bool:
        """Return True if the shown beam search looked at a node and did not keep it."""
        return self.view.shows_beams and node in self.view.beams.dropped

    def is_dropped(self, block: Block) -> bool:
        """Return True if the shown beam search kept nothing of a block."""
        if not self.view.shows_beams or not block.column:
            return False
        if block.node is not None:
            return block.node not in self.view.beams.kept
        return not block.tags

    # Draws

    def count(self, block: Block) -> int:
        """Return how many of the drawn sequences went through a block."""
        drawn, after = self.view.drawn, self.view.tree.children
        if block.node is not None:
            return int(drawn.counts[block.node])
        merged = (node for node in after[block.parent] if self.of_node.get(node) is block)
        left = int(drawn.left[block.parent]) if self._others_of.get(block.parent) is block else 0
        return sum(int(drawn.counts[node]) for node in merged) + left

    # The numbers beside the blocks

    @cached_property
    def ends(self) -> list[Block]:
        """Blocks after which nothing is shown, from top to bottom; not the first block."""
        return [block for block in self.blocks if block.column and self.is_end(block)]

    def is_end(self, block: Block) -> bool:
        """Return True if nothing is shown after a block."""
        return block.node is None or block.node not in self._with_more

    @cached_property
    def _with_more(self) -> frozenset[int]:
        return frozenset(block.parent for block in self.blocks if block.column)

    @cached_property
    def numbered(self) -> list[tuple[Block, float]]:
        """Blocks with a number beside them, and the height in pixels at which it stands, from the top."""
        line = LINE * self.theme.base
        most = int((self.floor - self.ceiling) / line)
        first = sorted(self.ends, key=lambda block: (not block.tags, -block.p))[:most]
        chosen = {id(block) for block in first}
        shown = [block for block in self.ends if id(block) in chosen]
        wanted = [block.rect.center().y() for block in shown]
        heights = spread(wanted, line, self.ceiling + line / 2, self.floor - line / 2)
        return list(zip(shown, heights, strict=True))

    def block_at(self, point: QPointF) -> Block | None:
        """Return the block under a point; of a number beside the blocks, the block that it belongs to."""
        for block in self.blocks:
            if block.rect.contains(point):
                return block
        if self.with_numbers and point.x() > self.right:
            for block, y in self.numbered:
                if abs(point.y() - y) <= LINE * self.theme.base / 2:
                    return block
        return None
