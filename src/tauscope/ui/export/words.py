"""Lines of words of different sizes and colours: the heading of a figure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QFont, QPainter

from tauscope.ui.painting import marks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.ui.theme import Theme

GAP, LINE = 0.8, 1.5
"""Between words and from one baseline to the next, in text heights."""

WIDER = 1.15
"""How much wider than ours a font may be that takes its place."""


@dataclass(frozen=True)
class Words:
    """Words that stay on one line."""

    text: str
    font: QFont
    colour: QColor
    least: float = 0.0
    """Width in pixels that is reserved, whatever the text."""

    @property
    def width(self) -> float:
        """Width in pixels."""
        return max(self.least, marks.text_width(self.text, self.font))


def broken(words: Sequence[Words], room: float, gap: float) -> list[list[Words]]:
    """Break words into lines no wider than `room`, where there is a choice."""
    lines: list[list[Words]] = []
    used = 0.0
    for word in (word for word in words if word.text):
        if lines and used + gap + word.width <= room:
            lines[-1].append(word)
            used += gap + word.width
        else:
            lines.append([word])
            used = word.width
    return lines


@dataclass(frozen=True)
class Heading:
    """Words in lines, beginning at the left.

    Attributes
    ----------
    lines : sequence of sequence of Words
    room : float
        Pixels of a line; longer words are elided.
    theme : Theme
    least_lines : int
        Lines for which there is room, even if there are fewer.
    """

    lines: Sequence[Sequence[Words]]
    room: float
    theme: Theme
    least_lines: int = 0

    @classmethod
    def of(cls, words: Sequence[Words], room: float, theme: Theme) -> Heading:
        """Break `words` into lines."""
        return cls(broken(words, room / WIDER, GAP * theme.base), room, theme)

    @property
    def height(self) -> float:
        """Height in pixels."""
        return LINE * self.theme.base * max(self.least_lines, len(self.lines))

    def draw(self, painter: QPainter, left: float, top: float) -> None:
        """Write all lines below `top`."""
        for number, line in enumerate(self.lines):
            baseline = top + (number * LINE + 1.05) * self.theme.base
            at = left
            for place, word in enumerate(line):
                text = marks.short(word.text, word.font, self.room)
                write = marks.go_on if place else marks.write
                write(
                    painter, QPointF(at, baseline), text, word.font, word.colour, Qt.AlignmentFlag.AlignLeft
                )
                at += word.width + GAP * self.theme.base


class HeadingRoom:
    """Room that the words of a heading need in several pictures, so that none moves from one to the next."""

    def __init__(self) -> None:
        self._widths: list[float] = []
        self.lines = 0

    def hold(self, words: Sequence[Words], room: float, theme: Theme) -> None:
        """Reserve room for these words in lines of `room` pixels."""
        widths = [word.width for word in words]
        self._widths = [max(pair) for pair in zip_longest(self._widths, widths, fillvalue=0.0)]
        self.lines = max(self.lines, len(Heading.of(self.widened(words), room, theme).lines))

    def widened(self, words: Sequence[Words]) -> list[Words]:
        """Return the words with the widths that are reserved, but for the last: nothing stands beside it."""
        kept = [replace(word, least=width) for word, width in zip(words, self._widths, strict=False)]
        return [*kept[:-1], *words[len(kept[:-1]) :]]


def heading_of(words: Sequence[Words], held: HeadingRoom, room: float, theme: Theme) -> Heading:
    """Break `words` into lines, with the room that is held for them."""
    return replace(Heading.of(held.widened(words), room, theme), least_lines=held.lines)


def title(text: str, theme: Theme) -> Words:
    """Words in the style of a title."""
    return Words(text, theme.font(strong=True), theme.colours.text)


def hot(text: str, theme: Theme) -> Words:
    """Words in the style of the temperature."""
    return Words(text, theme.font(strong=True), theme.colours.accent)


def note(text: str, theme: Theme) -> Words:
    """Words in the style of a note."""
    return Words(text, theme.font(0.9), theme.colours.muted)
