"""Words about a distribution of which only some classes are listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.core.bounds import Bounds, written
from tauscope.core.numbers import screen_percentage

if TYPE_CHECKING:
    from tauscope.document.picture.final_distribution import FinalDistribution


def coverage_words(picture: FinalDistribution) -> str:
    """Return how much probability the listed classes have together; empty if all are listed."""
    if picture.bounds is None:
        return ""
    low, high = picture.bounds.others
    held = written(Bounds(1.0 - high, 1.0 - low), screen_percentage)
    listed = len(picture.logits)
    return f"Coverage: this one holds {held}" if listed == 1 else f"Coverage: these {listed:,} hold {held}"


def one_of_others(unlisted: int | None) -> str:
    """Return what a draw has given if it is none of the listed classes.

    Examples
    --------
    >>> one_of_others(128_236), one_of_others(None), one_of_others(1)
    ('one of 128,236 others', 'one of the others', 'the other one')
    """
    if unlisted is None:
        return "one of the others"
    return "the other one" if unlisted == 1 else f"one of {unlisted:,} others"


def unlisted_words(unlisted: int | None) -> str:
    """Return the name of all classes together that a list leaves out.

    Examples
    --------
    >>> unlisted_words(128_236), unlisted_words(None), unlisted_words(1)
    ('≤ 128,236 others', 'all others', '≤ 1 other')
    """
    if unlisted is None:
        return "all others"
    return f"≤ {unlisted:,} {'other' if unlisted == 1 else 'others'}"
