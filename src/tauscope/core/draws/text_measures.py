"""Measures of a text that was chosen token by token: how varied it is, and how likely it was."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

REPEATED = 4
"""Tokens of the runs whose repetition is measured."""


def distinct(tokens: Sequence[int], length: int) -> float:
    """Share of the runs of `length` tokens that are different ones; NaN where there is no such run.

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
    """Share of the runs of `length` tokens that were there before; NaN where there is no such run.

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
    """A text in numbers; NaN for what it is too short for.

    Attributes
    ----------
    tokens : int
    entropy : float
        Mean over its tokens of the entropy of the distribution each was chosen from, in nats.
    log_probability : float
        Mean of ln p of the tokens, in nats; −∞ where one of them could not have been drawn.
    distinct_2 : float
        Share of its pairs of neighbours that are different ones.
    repetition_4 : float
        Share of its runs of four that were there before.
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
        """Measure a text.

        Examples
        --------
        >>> TextMeasures.of([5, 6], [0.5, 0.5], [0.7, 0.3]).entropy
        0.5
        """
        logarithms = [math.log(p) if p > 0 else -math.inf for p in probabilities]
        return cls(len(tokens), _mean(entropies), _mean(logarithms), distinct(tokens, 2), repetition(tokens))


def _mean(values: Sequence[float]) -> float:
    if not values:
        return math.nan
    return math.fsum(values) / len(values) if min(values) > -math.inf else -math.inf
