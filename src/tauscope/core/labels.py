"""Names of classes: any text, on one line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.core.invisible import show_invisible

if TYPE_CHECKING:
    from collections.abc import Sized

LONGEST_LABEL = 10_000
_INVISIBLE_SHAPES = frozenset("\u200c\u200d\u200e\u200f\u061c") | frozenset(map(chr, range(0xE0020, 0xE0080)))
"""Not printable to Python, but without them Persian words, families of emoji and flags fall apart."""
_VISIBLE = str.maketrans(" \n\t", "␣↵⇥")
_LEADING = re.compile(r"[ \n\t]+")


def clean_label(label: str) -> str:
    r"""Put a label on one line, with every character that it is made of in sight.

    Leading blanks tell "the" from " the", which are two tokens: they are shown as a language model's tokens
    show them. Characters that draw nothing are written as <U+FE0F>, control characters become spaces.

    Raises
    ------
    InputError
        If it is too long.

    Examples
    --------
    >>> clean_label(" the"), clean_label("a\tb "), clean_label("\u2800")
    ('␣the', 'a b', '<U+2800>')
    """
    _check_length(label)
    if label.isprintable() and label == " ".join(label.split()):
        shown = show_invisible(label)  # mostly the same object: of a million labels no copies are made
    else:
        leading = _LEADING.match(label)
        blanks = leading[0].translate(_VISIBLE) if leading else ""
        shown = blanks + one_line(show_invisible(label))
    _check_length(shown)  # a session holds the label as it is shown, and has to open again
    return shown


def _check_length(label: str) -> None:
    if len(label) > LONGEST_LABEL:
        raise InputError(f"A label has at most {LONGEST_LABEL:,} characters; this one has {len(label):,}.")


def one_line(text: str) -> str:
    r"""Put any text on one line; what a line cannot show, as the escapes of a terminal, becomes a space.

    Examples
    --------
    >>> one_line("a\n b\x1b[31m")
    'a b [31m'
    """
    shown = text if text.isprintable() else "".join(map(_shown_mark, text))
    return " ".join(shown.split())


def whole_characters(text: str) -> str:
    """JSON can spell half a character, which no file could hold again; it becomes U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _shown_mark(mark: str) -> str:
    return mark if mark.isprintable() or mark in _INVISIBLE_SHAPES else " "


def check_fit(what: str, each: Sized, logits: int) -> None:
    """Raise `InputError` if there is not one for each logit."""
    if len(each) != logits:
        raise InputError(f"There must be a {what} for each logit: {len(each):,} for {logits:,}.")
