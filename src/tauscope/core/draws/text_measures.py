"""Measures of a text that was chosen token by token: its variety and its probability."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

REPEATED = 4
"""Length in tokens of the n-grams whose repetition is measured."""


def distinct(tokens: Sequence[int], length: int) -> float:
    """Share of distinct n-grams among all n-grams of n = `length` tokens; NaN if the text has none.

    References
    ----------
    J. Li et al., "A Diversity-Promoting Objective Function for Neural Conversation Models", 2016: distinct-n.

    Examples
    --------
    >>> distinct([1, 2, 1, 2, 3], 2)
    0.75
    """
    count = len(tokens) - length + 1
    if count < 1:
        return math.nan
    return len(set(zip(*(tokens[start:] for start in range(length)), strict=False))) / count


def repetition(tokens: Sequence[int], length: int = REPEATED) -> float:
    """Share of n-grams of n = `length` tokens that stand earlier in the text too; NaN if the text has none.

    References
    ----------
    S. Welleck et al., "Neural Text Generation with Unlikelihood Training", 2020: seq-rep-n.

    Examples
    --------
    >>> repetition([1, 2, 1, 2, 1], 2)
    0.5
    """
    return 1.0 - distinct(tokens, length)


@dataclass(frozen=True)
class TextMeasures:
    """Measures of a text; NaN for a measure for which the text is too short.

    Attributes
    ----------
    tokens : int
        Number of tokens.
    entropy : float
        Mean over the tokens of the entropy, in nats, of the distribution from which each was chosen.
    log_probability : float
        Mean of ln p over the tokens, in nats; −∞ if one of them had probability 0.
    distinct_2 : float
        Share of distinct bigrams among all bigrams.
    repetition_4 : float
        Share of 4-grams that stand earlier in the text too.
    """

    tokens: int
    entropy: float
    log_probability: float
    distinct_2: float
    repetition_4: float

    @classmethod
    def of(
        cls, tokens: Sequence[int], probabilities: Sequence[float], entropies: Sequence[float]
    ) -> TextMeasures:
        """Measure a text, given by one token, probability and entropy for each choice.

        Examples
        --------
        >>> TextMeasures.of([5, 6], [0.5, 0.5], [0.7, 0.3]).entropy
        0.5
        """
        logarithms = [math.log(p) if p > 0 else -math.inf for p in probabilities]
        return cls(len(tokens), _mean(entropies), _mean(logarithms), distinct(tokens, 2), repetition(tokens))


def _mean(values: Sequence[float]) -> float:
    """Mean; NaN of no values, −∞ if one of them is."""
    if not values:
        return math.nan
    return math.fsum(values) / len(values) if min(values) > -math.inf else -math.inf
