"""The number in the middle of the temperature dial, with its symbol and what the vocabulary calls this τ."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPointF

from tauscope.core.numbers import screen_temperature
from tauscope.ui.painting import marks

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from tauscope.document.library.vocabularies import Vocabulary
    from tauscope.ui.bench.dial.dial_geometry import DialGeometry
    from tauscope.ui.theme import Theme

ROOMY = 11.0
"""Least height of a dial, in text heights, with room for lines under the number."""


class Lines(NamedTuple):
    """What stands around the number.

    Attributes
    ----------
    below : list of str
        Lines under the number, if there is room for any.
    symbol_above : bool
        True if the symbol stands above the number, and not beside the words.
    size : float
        Size of the lines below, in text heights.
    """

    below: list[str]
    symbol_above: bool
    size: float


class DialReadout:
    """τ as a number, and lines around it that are laid out once for each text and size.

    Attributes
    ----------
    temperature : float
    together : str
        What several temperatures of the chain come to: "τ₁τ₂ = 1.00"; empty if there is one.
    vocabulary : Vocabulary
    scheduled : bool
        True if the way of a schedule is drawn around the number.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.temperature, self.together, self.scheduled = 1.0, "", False
        self.vocabulary = vocabulary
        self._laid_out: tuple[tuple[object, ...], Lines] | None = None

    @property
    def symbol(self) -> str:
        """Symbol of the temperature: τ, or τ₁ if it is the first of several in the chain."""
        return "τ₁" if self.together else "τ"

    @property
    def word(self) -> str:
        """What the vocabulary calls this τ."""
        return self.vocabulary.word(self.temperature)

    def paint(self, painter: QPainter, geometry: DialGeometry, theme: Theme) -> None:
        """Paint the number and its lines."""
        colours, centre = theme.colours, geometry.centre
        x, y, big = centre.x(), centre.y(), geometry.number_height
        text, room = screen_temperature(self.temperature), geometry.number_room(scheduled=self.scheduled)
        font = theme.font(big / theme.base, strong=True)
        if (width := marks.text_width(text, font)) > room:
            font = theme.font(big / theme.base * room / width, strong=True)
        marks.write(painter, QPointF(x, y + 0.3 * big), text, font, colours.text)
        words, above, size = self.lines(geometry, theme)
        if not words:
            return
        if above:
            at = QPointF(x, y - (0.46 * big + 0.45 * theme.base))
            marks.write(painter, at, self.symbol, theme.font(1.15), colours.muted)
        for number, word in enumerate(words):
            below = QPointF(x, y + 0.3 * big + (1.5 + 1.2 * number) * theme.base * size)
            marks.write(painter, below, word, theme.font(size), colours.muted)

    def lines(self, geometry: DialGeometry, theme: Theme) -> Lines:
        """Return the lines around the number in a dial of this geometry."""
        shown = self.word, self.together, self.scheduled, self.vocabulary, geometry, theme
        if self._laid_out is None or self._laid_out[0] != shown:
            self._laid_out = shown, self._lay_out(geometry, theme)
        return self._laid_out[1]

    def _lay_out(self, geometry: DialGeometry, theme: Theme) -> Lines:
        room = geometry.word_room(scheduled=self.scheduled)
        above = marks.text_width(self._longest_beside, theme.font()) > room
        if geometry.size.height() < ROOMY * theme.base:  # they would run into the field below
            return Lines([], above, 1.0)
        words = self._words(above, room, theme)
        widest = max(marks.text_width(word, theme.font()) for word in words)
        return Lines(words, above, min(1.15, room / widest))

    @property
    def _longest_beside(self) -> str:
        """Longest line with the symbol beside it; where it finds no room, the symbol stands above."""
        if self.together:
            return self._beside
        longest = max((word for _, word in self.vocabulary.words), key=len)
        return f"{self.symbol} · {longest}"

    @property
    def _beside(self) -> str:
        """Symbol of the first of several temperatures, and what they come to, in one line."""
        return f"{self.symbol}, {self.together}"

    def _words(self, above: bool, room: float, theme: Theme) -> list[str]:  # a state
        # What several temperatures come to matters more than the word for the first of them.
        if self.together:
            return [self.together if above else self._beside]
        if not above:
            return [f"{self.symbol} · {self.word}"]
        return [self.word] if marks.text_width(self.word, theme.font()) <= room else self.word.split(" ", 1)
