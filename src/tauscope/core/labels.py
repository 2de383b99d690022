"""Names of classes: any text, on one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.core.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sized

LONGEST_LABEL = 10_000
_JOINERS = "\u200c\u200d\u200e\u200f"
"""Invisible, but without them Persian words, family emoji and right-to-left punctuation fall apart."""


def clean_label(label: str) -> str:
    """Put a label on one line; what cannot be shown in a cell becomes a space.

    Raises
    ------
    InputError
        If it is too long.
    """
    if len(label) > LONGEST_LABEL:
        raise InputError(f"A label has at most {LONGEST_LABEL:,} characters; this one has {len(label):,}.")
    return one_line(label)


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
    return mark if mark.isprintable() or mark in _JOINERS else " "


def check_fit(what: str, each: Sized, logits: int) -> None:
    """Raise `InputError` if there is not one for each logit."""
    if len(each) != logits:
        raise InputError(f"There must be a {what} for each logit: {len(each):,} for {logits:,}.")
