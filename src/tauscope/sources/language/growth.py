"""Division of a text among its tokens, for a decoder of which only the results are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_STRIDE = 24
"""Tokens after which the beginning of the decoded range moves on, so that time stays linear in the text."""


def growth(decode: Callable[[Sequence[int]], str], ids: Sequence[int], whole: str) -> Iterator[str]:
    """Yield the part of `whole`, the text of `ids`, that each token adds; the parts joined are `whole`.

    The part of a token ends where the text of the tokens up to it ceases to agree with `whole`, so that a
    character of several tokens belongs to the last one. Only the last one or two strides of tokens are
    decoded for each.

    Examples
    --------
    >>> list(growth(lambda ids: " ".join(map(str, ids)), [4, 7, 1], "4 7 1"))
    ['4', ' 7', ' 1']
    """
    start, middle, before, base, shown = 0, 0, "", 0, 0
    for count in range(1, len(ids)):
        text = decode(ids[start:count])  # of which `before` is `whole` up to `base`
        new = text[len(before) :] if text.startswith(before) else ""
        end = base + _agreement(new, whole[base : base + len(new)])
        yield whole[shown:end]
        shown = max(shown, end)
        if count - middle >= _STRIDE and end == base + len(new) == shown:  # no half of a character
            start, middle, base = middle, count, shown
            before = decode(ids[start:count])
    if ids:
        yield whole[shown:]


def _agreement(first: str, second: str) -> int:
    """Return the number of characters, from the first on, in which two texts of equal length agree."""
    if first == second:
        return len(first)
    pairs = enumerate(zip(first, second, strict=False))
    return next((place for place, (one, other) in pairs if one != other), min(len(first), len(second)))
