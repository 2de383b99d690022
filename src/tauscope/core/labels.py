"""Names of classes: any text, on one line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.errors import InputError
from tauscope.core.invisible import name_of, show_invisible

if TYPE_CHECKING:
    from collections.abc import Sequence, Sized

LONGEST_LABEL = 10_000
_INVISIBLE_SHAPES = frozenset("\u200c\u200d\u200e\u200f\u061c") | frozenset(map(chr, range(0xE0020, 0xE0080)))
"""Not printable to Python, but without them Persian words, families of emoji and flags fall apart."""
_VISIBLE = {" ": "␣", "\n": "↵", "\t": "⇥"}
_BLANK = "[ \\n\\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
_LEADING = re.compile(f"{_BLANK}+")
_BEGINS_BLANK = re.compile(f"^{_BLANK}", re.MULTILINE)
_SPACES = re.compile("  +")
_MANY = 20
"""Marks that are replaced all at once, in five times the time that it takes for one."""
_CLEANED_AT_ONCE = 2**18
"""Characters."""


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
    >>> clean_label(" the"), clean_label("a\tb "), clean_label("\u2800"), clean_label("\u00a0the")
    ('␣the', 'a b', '<U+2800>', '<U+00A0>the')
    """
    _check_lengths([label])
    cleaned = _cleaned([label])
    _check_lengths(cleaned)  # a session holds the label as it is shown, and has to open again
    return cleaned[0]


def clean_labels(labels: Sequence[str]) -> list[str]:
    """Clean many labels, which takes a tenth of the time that it takes one by one; see `clean_label`.

    Raises
    ------
    InputError
        If one is too long.

    Examples
    --------
    >>> clean_labels([" the", "a  b"])
    ['␣the', 'a b']
    """
    _check_lengths(labels)
    cleaned, start = list[str](), 0
    ends = np.fromiter(map(len, labels), np.int64, len(labels)).cumsum()
    while start < len(labels):
        reached = int(ends[start - 1]) if start else 0
        stop = max(start + 1, int(np.searchsorted(ends, reached + _CLEANED_AT_ONCE)))
        cleaned += _cleaned(labels[start:stop])
        start = stop
    _check_lengths(cleaned)
    return cleaned


def _check_lengths(labels: Sequence[str]) -> None:
    longest = max(map(len, labels), default=0)
    if longest > LONGEST_LABEL:
        first = next(len(label) for label in labels if len(label) > LONGEST_LABEL)
        raise InputError(f"A label has at most {LONGEST_LABEL:,} characters; this one has {first:,}.")


def _cleaned(labels: Sequence[str]) -> Sequence[str]:
    """Clean labels all at once, as the lines of one text; mostly the same objects: no copies are made."""
    joined = "\n".join(labels)
    whole = joined if joined.count("\n") == len(labels) - 1 else ""
    leading = list[str]()
    if (labels and not whole) or _BEGINS_BLANK.search(whole):
        leading = [found[0] if (found := _LEADING.match(label)) else "" for label in labels]
        rest = [label[len(blanks) :] for label, blanks in zip(labels, leading, strict=True)]
        whole = "\n".join(label.replace("\n", " ") if "\n" in label else label for label in rest)
    shown = _on_one_line_each(show_invisible(whole))
    if not leading:
        return labels if shown is joined else shown.split("\n")
    names = {blanks: "".join(map(_shown_blank, blanks)) for blanks in set(leading)}
    return [names[blanks] + label for blanks, label in zip(leading, shown.split("\n"), strict=True)]


def _shown_blank(blank: str) -> str:
    return _VISIBLE.get(blank) or name_of(blank)


def _on_one_line_each(text: str) -> str:
    """The text with what each of its lines cannot show as spaces, and no space too many."""
    if not text.replace("\n", "").isprintable():
        marks = [mark for mark in set(text) - {"\n"} if _shown_mark(mark) != mark]
        if len(marks) > _MANY:
            text = text.translate(dict.fromkeys(map(ord, marks), " "))
        else:
            for mark in marks:
                text = text.replace(mark, " ")
    text = _SPACES.sub(" ", text)
    return text.replace("\n ", "\n").replace(" \n", "\n").strip(" ")


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
