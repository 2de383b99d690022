"""Characters that draw nothing: which they are, and how a label shows them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

# The tables are those of Unicode 14.0. Later versions add little, for code points to be ignored are reserved.

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
"""Symbols and letters that are not ignored and yet have no ink."""


def _character_class(*ranges: tuple[int, int]) -> str:
    return "".join(f"\\U{first:08X}-\\U{last:08X}" for first, last in ranges)


_INVISIBLE = re.compile(f"[{_character_class(*DEFAULT_IGNORABLE, *BLANK)}]")
_TAGGED_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f")
_JOINERS = ("\u200c", "\u200d")
_DIRECTIONS = frozenset("\u061c\u200e\u200f")
_EMOJI_STYLES = ("\ufe0e", "\ufe0f")
_TAGS = tuple(map(chr, range(0xE0020, 0xE0080)))
_SHAPING = frozenset((*_JOINERS, *_EMOJI_STYLES, *_TAGS))
"""What may change how visible characters beside it are drawn; marks of direction do it from afar."""

_NONE = frozenset[str]()
_LEFTWARD = re.compile("[\u0590-\u08ff\u200f\ufb1d-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
"""Blocks of the scripts that are written to the left."""

_UNDECIDED = re.compile(f"[{''.join(sorted(_SHAPING))}]")
_KEYS = tuple("0123456789#*")
_KEYCAP = "\u20e3"


def show_invisible(text: str) -> str:
    r"""Write characters that draw nothing as <U+200B>, except where they shape what stands beside them.

    Kept are joiners between two letters or emoji, the style of an emoji, the tags of a flag, and marks of
    direction in a text that runs to the left.

    Examples
    --------
    >>> show_invisible("a\u200bb"), show_invisible("\ufe0f")
    ('a<U+200B>b', '<U+FE0F>')
    """
    if text.isascii():
        return text
    marks = set(_INVISIBLE.findall(text))
    if not marks:
        return text
    kept = _DIRECTIONS if not marks.isdisjoint(_DIRECTIONS) and _runs_to_the_left(text) else _NONE
    if named := marks - kept - _SHAPING:  # at once: a label may consist of thousands of them
        text = text.translate({ord(mark): _name(mark) for mark in named})
    return text if marks.isdisjoint(_SHAPING) else _without_idle(text)


def _without_idle(text: str) -> str:
    """Name those marks that could shape their neighbours and do not."""
    flags = {place for flag in _TAGGED_FLAG.finditer(text) for place in range(*flag.span())}
    return _UNDECIDED.sub(
        lambda found: found[0] if found.start() in flags or _shapes(text, found.start()) else _name(found[0]),
        text,
    )


def _runs_to_the_left(text: str) -> bool:
    """Whether `text` has a letter of a script that is written to the left."""
    letters = set(_LEFTWARD.findall(text)) - _DIRECTIONS
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in letters)


@cache
def _name(mark: str) -> str:
    return f"<U+{ord(mark):04X}>"


def _shapes(text: str, place: int) -> bool:
    """Whether the mark at `place` changes how visible characters beside it are drawn."""
    mark, before, after = text[place], text[place - 1 : place], text[place + 1 : place + 2]
    if mark in _EMOJI_STYLES:
        return _is_symbol(before) or (before in _KEYS and after == _KEYCAP)
    if mark in _JOINERS:
        if before in _EMOJI_STYLES and _shapes(text, place - 1):
            before = text[place - 2]
        return _is_joined(before) and _is_joined(after)
    return False


def _is_symbol(mark: str) -> bool:
    if len(mark) != 1 or mark.isascii() or _INVISIBLE.match(mark):
        return False
    return unicodedata.category(mark) in ("So", "Sm", "Sk", "Po")


def _is_joined(neighbour: str) -> bool:
    """Whether a joiner beside it can mean anything: letters of scripts that join, their marks, and emoji."""
    return not neighbour.isascii() and neighbour.isprintable() and not _INVISIBLE.match(neighbour)
