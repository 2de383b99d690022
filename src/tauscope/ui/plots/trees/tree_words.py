"""The words of a decoding tree: names and labels in its blocks, and the numbers beside them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF

from tauscope.document.picture.chain_curves import is_plain_softmax
from tauscope.ui.painting import marks
from tauscope.ui.plots.trees.tree_blocks import EDGE, inner
from tauscope.ui.plots.trees.tree_layout import LEADER, NUMBER, ONWARD, TALLY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QPainter

    from tauscope.ui.plots.trees.tree_block import Block
    from tauscope.ui.plots.trees.tree_layout import TreeLayout

DROPPED = "dropped"
SMALL = 0.87
NARROW = 6.5
"""Width of a block, in text heights, below which its name is written small."""

PAD, BETWEEN = 0.5, 0.5
"""Room between the edge of a block and its words, and between name and probability, in text heights."""

LEFT, RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight


def short_probability(p: float) -> str:
    """Write a probability in as few digits as a block has room for.

    Examples
    --------
    >>> [short_probability(p) for p in (0.36, 0.9999, 1.0, 0.0123, 0.00012, 0.0)]
    ['0.36', '>0.99', '1', '0.012', '1e−4', '0']
    """
    if p in (0, 1):
        return f"{p:.0f}"
    if p >= 0.995:
        return ">0.99"
    if p >= 0.095:
        return f"{p:.2f}"
    if p >= 0.00095:
        return f"{p:.3f}".removesuffix("0")
    return "<1e−99" if p < 1e-99 else f"{p:.0e}".replace("e-0", "e-").replace("-", "−")


def brief(labels: Sequence[str]) -> tuple[str, ...]:
    """Return labels of paths without their places among the beams, each once.

    Examples
    --------
    >>> brief(["greedy", "beam 2, first", "beam 2, second", "draw 1,000"])
    ('greedy', 'beam 2', 'draw 1,000')
    """
    ends = (f" {ONWARD}" if label.endswith(ONWARD) else "" for label in labels)
    methods = (label.removesuffix(f" {ONWARD}").partition(", ")[0] for label in labels)
    return tuple(dict.fromkeys(f"{method}{end}" for method, end in zip(methods, ends, strict=True)))


class BlockWords(NamedTuple):
    """What is written in a block.

    Attributes
    ----------
    name, p : str
        Empty where there is no room.
    tags : tuple of str
        Labels of the paths that end in the block, a line each; empty where there is no room.
    at : QPointF
        Left end of the base line of the name.
    tags_at : QPointF
        Right end of the base line of the first label.
    """

    name: str
    p: str
    tags: tuple[str, ...]
    at: QPointF
    tags_at: QPointF


class TreeWords:
    """Writes the words of a layout."""

    def __init__(self, layout: TreeLayout) -> None:
        self._layout, self._view, self._theme = layout, layout.view, layout.theme
        theme = self._theme
        self._small, self._small_strong = theme.font(SMALL), theme.font(SMALL, strong=True)
        self._line = QFontMetricsF(self._small).height()
        self._words = {id(block): self._words_in(block) for block in layout.blocks}

    def paint(self, painter: QPainter) -> None:
        """Write everything."""
        for block in self._layout.blocks:
            self._paint_in(painter, block, self._words[id(block)])
        if self._layout.with_numbers:
            self._paint_numbers(painter)

    # In blocks

    def _name_font(self, block: Block) -> QFont:
        quiet = block.node is None or self._layout.is_dropped(block)
        is_narrow = block.rect.width() < NARROW * self._theme.base
        return self._theme.font(SMALL if is_narrow else 1.0, strong=not quiet)

    def _labels(self, block: Block) -> tuple[str, ...]:
        """Labels of the paths that end in a block; or that the beam search looked at it and dropped it."""
        if not block.tags and block.node is not None and self._layout.was_dropped(block.node):
            return (DROPPED,)
        return tuple(block.tags)

    def _words_in(self, block: Block) -> BlockWords:
        """Choose what there is room for in a block."""
        base, rect, font = self._theme.base, inner(block.rect), self._name_font(block)
        line = QFontMetricsF(font).height()
        left = rect.left() + (PAD + (EDGE if block.column == 1 else 0.0)) * base
        right = rect.right() - PAD * base
        is_high = not self._layout.is_end(block) and rect.height() > 3.2 * line
        middle = rect.center().y() + 0.36 * base
        at = QPointF(left, rect.top() + 1.2 * line if is_high else middle)
        if rect.height() < 0.95 * line:
            return BlockWords("", "", (), at, at)
        name, p, tags = self._chosen(block, right - left, rect.height())
        y = middle - 0.03 * base - (len(tags) - 1) * self._line / 2
        return BlockWords(name, p, tags, at, QPointF(right, at.y() if is_high and len(tags) == 1 else y))

    def _chosen(self, block: Block, room: float, height: float) -> tuple[str, str, tuple[str, ...]]:
        """Return name, probability and labels that fit; the label of a path is worth more than these."""
        font, between = self._name_font(block), 0.7 * self._theme.base
        name, p = self._fitting_name(block, font, room)
        labels = self._labels(block)
        tries = [(name, p, labels), (name, "", labels)]
        if block.tags and not (self._layout.with_numbers and self._layout.is_end(block)):
            # There is no room beside the block either.
            tries += [(name, "", brief(labels)), ("", "", labels), ("", "", brief(labels))]
        for shown, its_p, tags in tries if labels else ():
            wide = self._width(shown, its_p, font) + between if shown else 0.0
            if found := self._fitting_tags(tags, room - wide, height):
                return shown, its_p, found
        return name, p, ()

    def _fitting_name(self, block: Block, font: QFont, room: float) -> tuple[str, str]:
        """Return name and probability, the name shortened or empty where there is little room."""
        name = self._name(block)
        if block.node is None:
            short = f"+{block.count:,}" if block.left_out < 0.5 else "others"
            return marks.fitting((name, short), font, room), ""
        text = marks.short(name, font, room)
        if text != name:
            return (text if len(text) > 3 else ""), ""
        p = short_probability(self._step(block)) if block.column else ""
        return name, p if p and self._width(name, p, font) <= room else ""

    def _width(self, name: str, p: str, font: QFont) -> float:
        wide = marks.text_width(name, font)
        return wide + BETWEEN * self._theme.base + marks.text_width(p, self._small) if p else wide

    def _fitting_tags(self, tags: tuple[str, ...], room: float, height: float) -> tuple[str, ...]:
        """Return labels if all of them have room, one below the other or in one line."""
        font, most = self._small_strong, max(1.0, height / self._line)
        for lines in (tags, (", ".join(tags),)):
            if len(lines) <= most and marks.all_fit(lines, font, room):
                return lines
        return ()

    def _name(self, block: Block) -> str:
        if not block.column:
            return self._layout.first_label
        if block.node is not None:
            label = self._view.tree.nodes[block.node].label
            return f"{label} {ONWARD}" if block.open else label
        return f"{block.count:,} more" if block.left_out < 0.5 else "all others"

    def _step(self, block: Block) -> float:
        """Probability of a block after the one before it."""
        if block.node is not None:
            return math.exp(float(self._view.now.steps[block.node]))
        before = float(self._view.now.probabilities[block.parent])
        return block.p / before if before else 0.0

    def _paint_in(self, painter: QPainter, block: Block, words: BlockWords) -> None:
        theme, font = self._theme, self._name_font(block)
        hatched = block.column > 0 and (block.node is None or self._layout.is_dropped(block))
        if words.name:
            if hatched:
                self._patch(painter, words.at, self._width(words.name, words.p, font))
            marks.write(painter, words.at, words.name, font, theme.colours.text, LEFT)
        if words.p:
            beside = words.at + QPointF(self._width(words.name, "", font) + BETWEEN * theme.base, 0)
            marks.write(painter, beside, words.p, self._small, theme.colours.muted, LEFT)
        for place, text in enumerate(words.tags):
            at, quiet = words.tags_at + QPointF(0, place * self._line), text == DROPPED
            one = self._small if quiet else self._small_strong
            if hatched:
                wide = marks.text_width(text, one)
                self._patch(painter, at - QPointF(wide, 0), wide)
            marks.write(painter, at, text, one, theme.colours.muted if quiet else theme.colours.text, RIGHT)

    def _patch(self, painter: QPainter, at: QPointF, width: float) -> None:
        """Clear the hatching behind a text."""
        theme = self._theme
        if not theme.clear:
            area = QRectF(at.x() - 3, at.y() - 0.95 * theme.base, width + 6, 1.3 * theme.base)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colours.card)
            painter.drawRoundedRect(area, 3, 3)

    # Beside blocks

    def _paint_numbers(self, painter: QPainter) -> None:
        """Write the joint probability of each block at the end, its count, and what has no room in it."""
        theme, layout, base = self._theme, self._layout, self._theme.base
        numbers = layout.right + (LEADER + NUMBER) * base
        tallies = numbers + TALLY * base
        names = (tallies if layout.with_tally else numbers) + 0.7 * base
        self._paint_headings(painter, numbers, tallies)
        whole = float(self._view.now.probabilities[layout.top]) or 1.0
        for block, y in layout.numbered:
            self._paint_leader(painter, block, y)
            baseline = y + 0.34 * base
            font = self._small_strong if block.tags else self._small
            p = short_probability(block.p / whole)
            marks.write(painter, QPointF(numbers, baseline), p, font, theme.colours.text, RIGHT)
            if layout.with_tally:
                count = f"{layout.count(block):,}"
                marks.write(
                    painter, QPointF(tallies, baseline), count, self._small, theme.colours.muted, RIGHT
                )
            self._paint_beside(painter, block, QPointF(names, baseline))

    def _paint_headings(self, painter: QPainter, numbers: float, tallies: float) -> None:
        document, muted = self._view.document, self._theme.colours.muted
        y = self._layout.ceiling - 0.5 * self._theme.base
        plain = is_plain_softmax(document.chain) and document.temperature == 1
        marks.write(painter, QPointF(numbers, y), "p" if plain else "p at τ", self._small, muted, RIGHT)
        if self._layout.with_tally:
            marks.write(painter, QPointF(tallies, y), "drawn", self._small, muted, RIGHT)

    def _paint_leader(self, painter: QPainter, block: Block, y: float) -> None:
        """Draw a line from a block to its number: level beside the columns, for nothing is shown after it."""
        base = self._theme.base
        aside = (0.9 if self._view.shows_draws else 0.3) * base
        start = QPointF(block.rect.right() + aside, block.rect.center().y())
        bend = QPointF(self._layout.right + aside, start.y())
        end = QPointF(self._layout.right + (LEADER + 0.2) * base, y)
        painter.setPen(self._theme.pen(self._theme.colours.border, self._theme.hairline))
        painter.drawPolyline([start, bend, end])

    def _paint_beside(self, painter: QPainter, block: Block, at: QPointF) -> None:
        """Write beside a block the name and the labels that have no room in it."""
        theme, room = self._theme, max(0.0, self._layout.width - at.x() - 0.2 * self._theme.base)
        name = "" if self._words[id(block)].name else self._unwritten(block)
        tags = "" if self._words[id(block)].tags else ", ".join(block.tags)
        labels = brief(block.tags) if tags else ()
        # Of too many labels the first stand there, with the number of the others.
        fewer = [
            f"{', '.join(labels[:count])} +{len(labels) - count}" for count in range(len(labels) - 1, 0, -1)
        ]
        texts = [
            f"{name}: {tags}" if name and tags else name or tags,
            tags or name,
            ", ".join(labels),
            *fewer,
        ]
        text = marks.fitting(texts, self._small, room)
        if name and not (text or tags):
            text = marks.short(name, self._small, room)
        marks.write(painter, at, text, self._small, theme.colours.text if tags else theme.colours.muted, LEFT)

    def _unwritten(self, block: Block) -> str:
        """Return the tokens up to a block, from the first on whose own block has no room for its name."""
        tree, nodes = self._view.tree, list[int]()
        node = block.parent if block.node is None else block.node
        while (shown := self._layout.of_node.get(node)) and shown.column and not self._words[id(shown)].name:
            nodes.append(node)
            node = tree.nodes[node].parent
        texts = [tree.nodes[one].text.strip() for one in reversed(nodes)]
        if block.node is None:
            texts.append(self._name(block))
        return " ".join(filter(None, texts)) or self._name(block)
