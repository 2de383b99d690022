"""Labels of classes: cleaned to one line on which every character can be seen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.errors import InputError
from tauscope.core.text.invisible import name_of, show_invisible

if TYPE_CHECKING:
    from collections.abc import Sequence, Sized

LONGEST_LABEL = 10_000
_INVISIBLE_SHAPES = frozenset("\u200c\u200d\u200e\u200f\u061c") | frozenset(map(chr, range(0xE0020, 0xE0080)))
"""Characters that Python calls not printable, but without which Persian words, emoji and flags fall apart."""
_VISIBLE = {" ": "␣", "\n": "↵", "\t": "⇥"}
_BLANK = "[ \\n\\t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]"
_LEADING = re.compile(f"{_BLANK}+")
_BEGINS_BLANK = re.compile(f"^{_BLANK}", re.MULTILINE)
_SPACES = re.compile("  +")
_MANY = 20
"""Number of different marks above which one call of translate is faster than a replace for each."""
_CLEANED_AT_ONCE = 2**18
"""Characters that are cleaned in one pass, which bounds the memory of the arrays for invisible characters."""


def clean_label(label: str) -> str:
    r"""Return a label on one line, with every character visible.

    Leading blanks, by which the token " the" differs from "the", become visible signs. Characters that draw
    nothing become names such as <U+FE0F>, and control characters become spaces.

    Raises
    ------
    InputError
        If the label has more than `LONGEST_LABEL` characters.

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
    """Clean many labels as `clean_label` does, in a tenth of the time.

    Raises
    ------
    InputError
        If a label has more than `LONGEST_LABEL` characters.

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
    """Raise `InputError` if a label is too long."""
    longest = max(map(len, labels), default=0)
    if longest > LONGEST_LABEL:
        first = next(len(label) for label in labels if len(label) > LONGEST_LABEL)
        raise InputError(f"A label has at most {LONGEST_LABEL:,} characters; this one has {first:,}.")


def _cleaned(labels: Sequence[str]) -> Sequence[str]:
    """Clean labels as the lines of one text, whose regular expressions run once instead of for each label.

    If nothing changes, `labels` itself is returned, so that no label is copied.
    """
    joined = "\n".join(labels)
    # A label with a line feed of its own would become two lines; then the slower way below takes it out
    # first.
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
    """Sign or name of a blank character."""
    return _VISIBLE.get(blank) or name_of(blank)


def _on_one_line_each(text: str) -> str:
    """Replace characters that a line cannot show by spaces; strip and merge the spaces of each line."""
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
    r"""Return any text on one line; a character that cannot be printed, as a terminal's escape, is a space.

    Examples
    --------
    >>> one_line("a\n b\x1b[31m")
    'a b [31m'
    """
    shown = text if text.isprintable() else "".join(map(_shown_mark, text))
    return " ".join(shown.split())


def whole_characters(text: str) -> str:
    """Replace lone surrogates, which JSON can spell and UTF-8 cannot encode, by U+FFFD."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _shown_mark(mark: str) -> str:
    """Return the character, or a space if a line cannot show it."""
    return mark if mark.isprintable() or mark in _INVISIBLE_SHAPES else " "


def check_fit(what: str, each: Sized, logits: int) -> None:
    """Raise `InputError` unless `each`, whose items are called `what`, has one item for each logit."""
    if len(each) != logits:
        raise InputError(f"There must be a {what} for each logit: {len(each):,} for {logits:,}.")
