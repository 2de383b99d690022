"""Words under the dial: what a modeller, a physicist or a bar would call a temperature."""

from __future__ import annotations

import math
import tomllib
from functools import cache
from typing import NamedTuple

from tauscope.resources import resource

LONGEST_WORD = 14
"""Characters that fit under the dial."""


class Vocabulary(NamedTuple):
    """A scale of words.

    Attributes
    ----------
    id, title : str
    words : tuple of (float, str)
        Rising upper ends of τ, each included, and the word up to there: the first is 0, the last ∞.
    """

    id: str
    title: str
    words: tuple[tuple[float, str], ...]

    def word(self, temperature: float) -> str:
        """Name τ in [0, ∞]; 0 and ∞ have words of their own.

        Examples
        --------
        >>> scale = Vocabulary("", "", ((0, "greedy"), (1, "cold"), (math.inf, "hot")))
        >>> [scale.word(temperature) for temperature in (0, 1, 1.5)]
        ['greedy', 'cold', 'hot']
        """
        return next(word for end, word in self.words if temperature <= end)


@cache
def vocabularies() -> tuple[Vocabulary, ...]:
    """Read the vocabularies that ship; the first is the one to start with."""
    entries = tomllib.loads(resource("vocabularies.toml").read_text(encoding="utf-8"))["vocabulary"]
    return tuple(
        Vocabulary(
            entry["id"], entry["title"], tuple((_upper_end(end), word) for end, word in entry["words"])
        )
        for entry in entries
    )


def vocabulary_called(name: str) -> Vocabulary:
    """Find a vocabulary by its id; the first one where there is none of that id."""
    known = vocabularies()
    return next((vocabulary for vocabulary in known if vocabulary.id == name), known[0])


def _upper_end(written: float | str) -> float:
    """Read an end; "finite" stands for every temperature short of ∞."""
    return math.nextafter(math.inf, 0) if written == "finite" else float(written)
