"""Characters that draw nothing on the screen, and their replacement by visible names in labels."""

from __future__ import annotations

import re
import unicodedata
from enum import IntFlag, auto
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tauscope.core.values import Mask

# The tables are those of Unicode 14.0, and are written out because Python's unicodedata lacks this property.
# Later versions add little, since the code points to be ignored are reserved in advance.

DEFAULT_IGNORABLE = (
    (0x00AD, 0x00AD),
    (0x034F, 0x034F),
    (0x061C, 0x061C),
    (0x115F, 0x1160),
    (0x17B4, 0x17B5),
    (0x180B, 0x180F),
    (0x200B, 0x200F),
    (0x202A, 0x202E),
    (0x2060, 0x206F),
    (0x3164, 0x3164),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xFFA0, 0xFFA0),
    (0xFFF0, 0xFFF8),
    (0x1BCA0, 0x1BCA3),
    (0x1D173, 0x1D17A),
    (0xE0000, 0xE0FFF),
)
"""First and last of each range with the property Default_Ignorable_Code_Point (DerivedCoreProperties.txt)."""

BLANK = (
    (0x2800, 0x2800),  # Braille pattern without dots
    (0x13441, 0x13442),  # Egyptian full blank and half blank
    (0x16FE4, 0x16FE4),  # Khitan filler
    (0x1D159, 0x1D159),  # null notehead
)
"""Symbols and letters without that property that have no ink either."""


def _character_class(*ranges: tuple[int, int]) -> str:
    """Write ranges of code points for the inside of a regular expression's brackets."""
    return "".join(f"\\U{first:08X}-\\U{last:08X}" for first, last in ranges)


_INVISIBLE = re.compile(f"[{_character_class(*DEFAULT_IGNORABLE, *BLANK)}]")
_LEFTWARD = re.compile("[\u0590-\u08ff\u200f\ufb1d-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
"""Blocks of the scripts that are written from right to left."""

_DIRECTIONS = "\u061c\u200e\u200f"
_LONGEST_NAME = len("<U+E0000>")

_FEW = 1_000
"""Number of characters below which sorting them is faster than a table of all code points."""

_FEW_MARKS = 4
"""Marks that are faster named one after the other, where none of them stays."""

_Codes = NDArray[np.uint32]


class _Kind(IntFlag):
    """Properties of a character on which the meaning of invisible characters beside it depends."""

    INVISIBLE = auto()
    SYMBOL = auto()  # a variation selector after it chooses between text and emoji
    JOINED = auto()  # a joiner beside it may have a meaning: letters that join, their marks, emoji
    KEY = auto()
    KEYCAP = auto()
    STYLE = auto()
    JOINER = auto()
    DIRECTION = auto()
    LEFTWARD = auto()
    FLAG = auto()
    TAG = auto()
    LAST_TAG = auto()
    LINE_FEED = auto()


_BY_NAME = {
    **dict.fromkeys("0123456789#*", _Kind.KEY),
    "\u20e3": _Kind.KEYCAP,
    "\ufe0e": _Kind.STYLE,
    "\ufe0f": _Kind.STYLE,
    "\u200c": _Kind.JOINER,
    "\u200d": _Kind.JOINER,
    **dict.fromkeys(_DIRECTIONS, _Kind.DIRECTION),
    "\U0001f3f4": _Kind.FLAG,
    **{chr(code): _Kind.TAG for code in range(0xE0020, 0xE007F)},
    "\U000e007f": _Kind.LAST_TAG,
    "\n": _Kind.LINE_FEED,
}


@cache
def _kind(character: str) -> int:
    """Properties of one character, as flags of `_Kind`."""
    kind = _BY_NAME.get(character, _Kind(0))
    if character.isascii():
        return kind
    if _INVISIBLE.match(character):
        kind |= _Kind.INVISIBLE
    else:
        if unicodedata.category(character) in ("So", "Sm", "Sk", "Po"):
            kind |= _Kind.SYMBOL
        if character.isprintable():
            kind |= _Kind.JOINED
    is_leftward = _LEFTWARD.match(character) and character not in _DIRECTIONS
    if is_leftward and unicodedata.bidirectional(character) in ("R", "AL"):
        kind |= _Kind.LEFTWARD
    return kind


def show_invisible(text: str) -> str:
    r"""Replace characters that draw nothing by names such as <U+200B>, unless they shape their neighbours.

    Kept are joiners between two letters or emoji, variation selectors after an emoji, the tags of a flag, and
    marks of direction in a line with a script that runs from right to left.

    Examples
    --------
    >>> show_invisible("a\u200bb"), show_invisible("\ufe0f")
    ('a<U+200B>b', '<U+FE0F>')
    """
    if text.isascii() or not _INVISIBLE.search(text):
        return text
    codes: _Codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), "<u4")
    named = _draws_nothing(_kinds(codes))
    if not named.any():
        return text
    marks = np.unique(codes[named])
    if len(marks) <= _FEW_MARKS and np.count_nonzero(np.isin(codes, marks)) == np.count_nonzero(named):
        for mark in map(chr, marks.tolist()):
            text = text.replace(mark, name_of(mark))
        return text
    return _with_names(codes, named)


def name_of(character: str) -> str:
    """Return the code point of a character as a label shows it.

    Examples
    --------
    >>> name_of("\N{NO-BREAK SPACE}")
    '<U+00A0>'
    """
    return f"<U+{ord(character):04X}>"


def _kinds(codes: _Codes) -> _Codes:
    """Return the properties of each character, as flags of `_Kind`; each distinct one is looked up once."""
    if codes.size < _FEW:
        few, which = np.unique(codes, return_inverse=True)
        return np.array([_kind(chr(code)) for code in few.tolist()], np.uint32)[which]
    present = np.zeros(int(codes.max()) + 1, bool)
    present[codes] = True
    distinct = np.flatnonzero(present)
    kinds = np.zeros(present.size, np.uint32)
    kinds[distinct] = [_kind(chr(code)) for code in distinct.tolist()]
    return kinds[codes]


def _draws_nothing(kinds: _Codes) -> Mask:
    """Return the mask of the characters that draw nothing and shape no neighbour, shape (n,)."""

    def has(kind: _Kind, place: int = 0) -> Mask:
        """For each character, whether the one `place` further on has this property; false off the ends."""
        found = np.zeros(kinds.size, bool)
        here = slice(max(0, -place), kinds.size - max(0, place))
        there = slice(max(0, place), kinds.size - max(0, -place))
        found[here] = (kinds[there] & kind) != 0
        return found

    invisible = has(_Kind.INVISIBLE)
    style = has(_Kind.STYLE) & (has(_Kind.SYMBOL, -1) | (has(_Kind.KEY, -1) & has(_Kind.KEYCAP, 1)))
    styled = np.zeros_like(style)
    styled[1:] = style[:-1]
    # A joiner still joins an emoji to the next one if a variation selector stands between them.
    before = has(_Kind.JOINED, -1) | (styled & has(_Kind.JOINED, -2))
    joiner = has(_Kind.JOINER) & before & has(_Kind.JOINED, 1)
    kept = style | joiner
    if (tags := has(_Kind.TAG)).any():
        kept |= _in_flags(tags, has(_Kind.FLAG), has(_Kind.LAST_TAG))
    if (directions := has(_Kind.DIRECTION)).any():
        kept |= directions & _in_leftward_lines(has(_Kind.LEFTWARD), has(_Kind.LINE_FEED))
    return invisible & ~kept


def _in_flags(tags: Mask, flags: Mask, last_tags: Mask) -> Mask:
    """Mask of the characters of flags by tags: a black flag, one or more tags, and the tag that ends them."""
    places = np.arange(tags.size)
    # Index of the last character before each place that is no tag: behind a run of tags, that of its start.
    before = np.maximum.accumulate(np.where(tags, -1, places))
    ends = np.flatnonzero(last_tags[1:]) + 1
    starts = before[ends - 1]
    whole = (starts >= 0) & (ends - starts > 1) & flags[starts]
    steps = np.zeros(tags.size + 1, np.int8)
    steps[starts[whole]] = 1
    steps[ends[whole] + 1] -= 1  # where the next flag may begin
    inside: Mask = steps[:-1].cumsum() > 0
    return inside


def _in_leftward_lines(leftward: Mask, line_feeds: Mask) -> Mask:
    """Mask of the characters on a line that has a letter of a script written from right to left."""
    lines = line_feeds.cumsum()
    runs_left = np.zeros(int(lines[-1]) + 1, bool)
    runs_left[lines[leftward]] = True
    found: Mask = runs_left[lines]
    return found


def _with_names(codes: _Codes, named: Mask) -> str:
    """Return the text with the characters in the mask `named` replaced by their names."""
    # Arrays all the way: a Python loop over a file of a million labels would take seconds.
    distinct, which = np.unique(codes[named], return_inverse=True)
    names = [name_of(chr(code)) for code in distinct.tolist()]
    lengths = np.array([len(name) for name in names])
    letters = np.array([list(map(ord, name.ljust(_LONGEST_NAME))) for name in names], np.uint32)
    widths = np.ones(codes.size, np.intp)
    widths[named] = lengths[which]
    written = np.repeat(codes, widths)
    starts = (widths.cumsum() - widths)[named]
    for place in range(_LONGEST_NAME):
        reached = lengths[which] > place
        written[starts[reached] + place] = letters[which[reached], place]
    return written.tobytes().decode("utf-32-le", "surrogatepass")
