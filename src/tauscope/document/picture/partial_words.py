"""Words about a distribution of which only some classes are listed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tauscope.core.bounds import Bounds, undecidable, whole_per_cents, written
from tauscope.core.chain.chain import Chain
from tauscope.core.chain.knobs import TopK
from tauscope.core.numbers import screen_percentage

if TYPE_CHECKING:
    from tauscope.core.bounds import Number
    from tauscope.core.chain.partial_knowledge import PartialKnowledge
    from tauscope.document.picture.final_distribution import FinalDistribution


def coverage_words(picture: FinalDistribution, *, brief: bool = False) -> str:
    """Return how much probability the listed classes have together; empty if all are listed."""
    if picture.bounds is None:
        return ""
    low, high = picture.bounds.others
    held = written(Bounds(1.0 - high, 1.0 - low), screen_percentage)
    if brief:
        return f"{len(picture.logits):,} listed: {held}"
    listed, of_any = len(picture.logits), " for any vocabulary" if _is_open(picture) else ""
    those = "this one holds" if listed == 1 else f"these {listed:,} hold"
    return f"Coverage: {those} {held}{of_any}"


def _is_open(picture: FinalDistribution) -> bool:
    """True if bounds are wide because nobody knows how many classes are not listed."""
    bounds = picture.bounds
    return bounds is not None and bounds.unlisted is None and bounds.others.low < bounds.others.high


def written_shares(picture: FinalDistribution) -> tuple[str, ...]:
    """Return the probability of each of `drawn`, or the bounds of it, as several plots write it."""
    return tuple(written(one.number, screen_percentage) for one in picture.drawn)


def brief_percentage(p: Number) -> str:
    """Write a probability, or bounds of it that are far apart in whole per cents: nobody reads the decimals.

    Examples
    --------
    >>> brief_percentage(0.437), brief_percentage(Bounds(0.437, 0.516)), brief_percentage(Bounds(0.04, 0.064))
    ('43.7%', '43–52%', '4.0–6.4%')
    """
    if isinstance(p, Bounds) and p.low >= 0.1 and p.high - p.low >= 0.02:
        return whole_per_cents(p)
    return written(p, screen_percentage)


def why_bounds(picture: FinalDistribution) -> str:
    """Say why there are bounds in place of numbers, and what narrows them; empty if numbers are exact."""
    bounds = picture.bounds
    if bounds is None or picture.partial is None:
        return ""
    if _is_open(picture) or (bounds.unlisted is None and bounds.others.high > 0.0):
        return (
            "The number of other tokens is unknown, and any number of them may share the remaining"
            " probability, so bounds are wide above the source's τ. Type the size of the vocabulary in its"
            " field to narrow them."
        )
    return "Bounds: the list leaves open how all other classes share their probability."


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


def without_others(listed: int, others: Bounds) -> str:
    """Return what is said of a table that is made of the listed classes alone.

    Examples
    --------
    >>> without_others(20, Bounds(0.0681, 0.0681))
    'The table has the 20 listed classes alone: their p is now that among these. The others had 6.8%.'
    """
    those = "one listed class" if listed == 1 else f"{listed:,} listed classes"
    return (
        f"The table has the {those} alone: their p is now that among these."
        f" The others had {written(others, screen_percentage)}."
    )


def undecided_words(partial: PartialKnowledge, chain: Chain, listed: int) -> tuple[str, ...]:
    """Return for each knob that is on what is said if a list does not decide what it leaves; else "".

    Where a tie at rank k is all that is open, that is said.
    """
    words = []
    for place, unknown in enumerate(partial.undecided(chain)):
        knobs, text = list(chain.active), undecidable(listed) if unknown else ""
        knob = knobs[place]
        if unknown and isinstance(knob, TopK):
            knobs[place] = replace(knob, ties="exact")
            tie_alone = not partial.undecided(Chain(tuple(knobs)))[place]
            text = unless_tied() if tie_alone else text
        words.append(text)
    return tuple(words)


def unless_tied() -> str:
    """Return what is said of top-k if a list decides it but for a tie at rank k with an unlisted class."""
    return "decided, but for a tie"
