"""A text of tokens as a `QTextDocument` holds it: paragraphs, long ones cut into blocks of bounded length.

A block is what Qt lays out at once, so a paragraph of a million characters would block the window. Where a
paragraph is cut, the document has a separator that the text has not; `TokenLayout` lets the next block go on
in the same line. Positions are in UTF-16 code units, as Qt counts them.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PySide6.QtCore import QTextBoundaryFinder

from tauscope.core.text.invisible import name_of
from tauscope.ui.painting.surprise import LEVELS, MOST_BITS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tauscope.core.values import Floats, Integers

LEAST, MOST = 2_000, 3_000
"""Fewest characters of a block that a paragraph is cut into, and the most where it has spaces to cut at."""

PROMPT = -1
"""Stands for the prompt where tokens have the level of their surprise."""

_TURNING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""Characters that turn the direction of all that follows: a token with one would scramble the others."""
_CONTROLS = (*range(9), *range(14, 32), 127)
_SEPARATORS = ("\r", "\u2029", "\ufdd0", "\ufdd1")
"""Characters that begin a paragraph in a `QTextDocument`, apart from the line feed."""
_SHOWN = {code: name_of(chr(code)) for code in (*_CONTROLS, *_TURNING)} | dict.fromkeys(
    map(ord, _SEPARATORS), "\n"
)
"""What is written in the place of a character."""

_BETWEEN_WORDS = re.compile(r"(?:^|(?<=\S)) (?=\S)")
_NEIGHBOURHOOD = 64
"""Characters that are looked at to find the beginning of a grapheme."""


class Look(NamedTuple):
    """A run of characters that look alike: where it begins in its block, its length, and its level."""

    start: int
    length: int
    level: int


class TokenText:
    """A prompt and tokens, in blocks; grows and shrinks at its end."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Remove everything."""
        self.prompt, self.texts = "", list[str]()
        self.levels: Integers = np.zeros(0, dtype=np.int64)
        self._begin = 0
        self._ends: Integers = np.zeros(0, dtype=np.int64)
        self._cuts = list[int]()
        self.lengths, self.goes_on = [0], [False]

    def __len__(self) -> int:
        """Return the number of tokens."""
        return len(self.texts)

    @property
    def text(self) -> str:
        """Prompt and tokens as they are shown."""
        return self.prompt + "".join(self.texts)

    # Writing

    def begin(self, prompt: str) -> str:
        """Begin with a prompt; return what is to be inserted into an empty document."""
        self.clear()
        self.prompt = _shown(prompt)
        self._begin = _units(self.prompt)
        return self._blocks(self.prompt)

    def append(self, texts: Sequence[str], bits: Floats) -> str:
        """Append tokens with their surprise in bits; return what is to be inserted at the document's end."""
        joined = "".join(texts)
        shown = list(texts)
        if not joined.replace("\n", "").isprintable():
            shown = list(map(_shown, texts))
            joined = "".join(shown)
        plain = len(joined) == _units(joined)
        lengths = np.fromiter(map(len if plain else _units, shown), np.int64, len(shown))
        inserted = self._blocks(joined)
        self._ends = np.concatenate([self._ends, self._end_of_text + np.cumsum(lengths)])
        self.texts += shown
        self.levels = np.concatenate([self.levels, levels_of(bits)])
        return inserted

    def colour(self, bits: Floats) -> None:
        """Give all tokens another surprise in bits."""
        self.levels = levels_of(bits)

    def cut(self, count: int) -> int:
        """Remove all tokens after the first `count`; return where the document ends now."""
        del self.texts[count:]
        self.levels, self._ends = self.levels[:count], self._ends[:count]
        end = self._end_of_text
        del self._cuts[bisect_left(self._cuts, end) :]
        at = end + len(self._cuts)
        begin = 0
        for number, length in enumerate(self.lengths):
            if begin + length >= at:
                self.lengths[number:], self.goes_on[number + 1 :] = [at - begin], []
                break
            begin += length + 1
        return at

    @property
    def _end_of_text(self) -> int:
        return int(self._ends[-1]) if self._ends.size else self._begin

    def _blocks(self, text: str) -> str:
        """Put `text` into blocks, the first of which goes on with the last; return them with separators."""
        parts, at = list[str](), self._end_of_text
        for number, paragraph in enumerate(text.split("\n")):
            if number:
                at += 1
                self._add_block(goes_on=False)
            begin = 0
            for end in (*self._places_to_cut(paragraph), len(paragraph)):
                part = paragraph[begin:end]
                parts.append(part)
                at += _units(part)
                self.lengths[-1] += _units(part)
                if end < len(paragraph):
                    self._cuts.append(at)
                    self._add_block(goes_on=True)
                begin = end
        return "\n".join(parts)

    def _add_block(self, *, goes_on: bool) -> None:
        self.lengths.append(0)
        self.goes_on.append(goes_on)

    def _places_to_cut(self, paragraph: str) -> Iterator[int]:
        """Yield where a paragraph that goes on with the last block is cut; characters, not code units."""
        there, begin = self.lengths[-1], 0
        before = (self.texts[-1] if self.texts else self.prompt)[-_NEIGHBOURHOOD:] if there else ""
        while there + len(paragraph) - begin > MOST:
            first, last = begin + max(0, LEAST - there), begin + max(0, MOST - there)
            found = _BETWEEN_WORDS.search(paragraph, first, last + 2)
            place = found.end() if found else _grapheme(before + paragraph, len(before) + last) - len(before)
            if place < begin or place >= len(paragraph) or not there + place - begin:
                return  # one character, however long
            yield place
            there, begin = 0, place

    # Positions

    def start(self, place: int) -> int:
        """Position in the document before a token."""
        at = int(self._ends[place - 1]) if place else self._begin
        return at + bisect_right(self._cuts, at)

    def end(self, place: int) -> int:
        """Position in the document after a token."""
        at = int(self._ends[place])
        return at + bisect_left(self._cuts, at)

    def token_at(self, position: int) -> int | None:
        """Token with the character after a position in the document; None for the prompt, or past the end."""
        at = self._in_text(position)
        place = int(np.searchsorted(self._ends, at, "right"))
        return place if at >= self._begin and place < len(self) else None

    def between(self, start: int, end: int) -> str:
        """Text between two positions in the document."""
        return _between_units(self.text, self._in_text(start), self._in_text(end))

    def _in_text(self, position: int) -> int:
        """Position in the text of a position in the document."""
        low, high = 0, len(self._cuts)
        while low < high:  # the separator of cut i is at cuts[i] + i
            middle = (low + high) // 2
            low, high = (middle + 1, high) if self._cuts[middle] + middle < position else (low, middle)
        return position - low

    def looks(self, position: int, length: int) -> Iterator[Look]:
        """Yield what is coloured of a block of the document that begins at `position`."""
        begin = self._in_text(position)
        end = begin + length
        if begin < self._begin:
            yield Look(0, min(end, self._begin) - begin, PROMPT)
        first = int(np.searchsorted(self._ends, begin, "right"))
        last = int(np.searchsorted(self._ends, end, "left")) + 1
        for place in (first + np.flatnonzero(self.levels[first:last])).tolist():
            token = int(self._ends[place - 1]) if place else self._begin
            start = max(begin, token + self.spaces(place))
            if (stop := min(end, int(self._ends[place]))) > start:
                yield Look(start - begin, stop - start, int(self.levels[place]))

    def spaces(self, place: int) -> int:
        """Number of leading spaces of a token, which are not coloured: at a line's end they look stray."""
        text = self.texts[place]
        return len(text) - len(text.lstrip(" ")) if text.strip(" ") else 0


def levels_of(bits: Floats) -> Integers:
    """Return `surprise_level` of many tokens."""
    levels: Integers = (np.clip(bits, 0.0, MOST_BITS) / MOST_BITS * LEVELS).astype(np.int64)
    return np.minimum(levels, LEVELS - 1)


def _shown(text: str) -> str:
    """Return a text with names in the place of characters that are not seen, and one sort of line end."""
    return text if text.isprintable() else text.replace("\r\n", "\n").translate(_SHOWN)


def _units(text: str) -> int:
    """Return the number of UTF-16 code units."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _between_units(text: str, start: int, end: int) -> str:
    """Return a part of a text, of which ends are given in UTF-16 code units."""
    units = text.encode("utf-16-le", "surrogatepass")
    return units[2 * start : 2 * end].decode("utf-16-le", "surrogatepass")


def _grapheme(text: str, place: int) -> int:
    """Return the last beginning of a grapheme up to a place in a text."""
    begin = max(0, place - _NEIGHBOURHOOD)
    part = text[begin : place + _NEIGHBOURHOOD]
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Grapheme, part)
    finder.setPosition(_units(text[begin:place]))
    units = finder.position() if finder.isAtBoundary() else finder.toPreviousBoundary()
    return begin + len(_between_units(part, 0, units))
