"""Lines of words of different sizes and colours: the heading of a figure."""

from __future__ import annotations

from dataclasses import dataclass
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

    @property
    def width(self) -> float:
        """Width in pixels."""
        return marks.text_width(self.text, self.font)


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
    """

    lines: Sequence[Sequence[Words]]
    room: float
    theme: Theme

    @classmethod
    def of(cls, words: Sequence[Words], room: float, theme: Theme) -> Heading:
        """Break `words` into lines."""
        return cls(broken(words, room / WIDER, GAP * theme.base), room, theme)

    @property
    def height(self) -> float:
        """Height in pixels."""
        return LINE * self.theme.base * len(self.lines)

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


def title(text: str, theme: Theme) -> Words:
    """Words in the style of a title."""
    return Words(text, theme.font(strong=True), theme.colours.text)


def hot(text: str, theme: Theme) -> Words:
    """Words in the style of the temperature."""
    return Words(text, theme.font(strong=True), theme.colours.accent)


def note(text: str, theme: Theme) -> Words:
    """Words in the style of a note."""
    return Words(text, theme.font(0.9), theme.colours.muted)
