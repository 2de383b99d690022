"""Words under the dial: names for ranges of temperature in the language of models, of physics or of a bar."""

from __future__ import annotations

import math
import tomllib
from functools import cache
from typing import NamedTuple

from tauscope.resources import resource


class Vocabulary(NamedTuple):
    """A scale of words for temperatures.

    Attributes
    ----------
    id, title : str
        Name in files, and name in the menu.
    words : tuple of (float, str)
        Largest τ of each word, and the word, rising: the first is 0, the last ∞.
    """

    id: str
    title: str
    words: tuple[tuple[float, str], ...]

    def word(self, temperature: float) -> str:
        """Return the word for τ in [0, ∞]; 0 and ∞ have words of their own.

        Examples
        --------
        >>> scale = Vocabulary("", "", ((0, "greedy"), (1, "cold"), (math.inf, "hot")))
        >>> [scale.word(temperature) for temperature in (0, 1, 1.5)]
        ['greedy', 'cold', 'hot']
        """
        return next(word for end, word in self.words if temperature <= end)


@cache
def vocabularies() -> tuple[Vocabulary, ...]:
    """Read the vocabularies that ship; the first is the default."""
    entries = tomllib.loads(resource("vocabularies.toml").read_text(encoding="utf-8"))["vocabulary"]
    return tuple(
        Vocabulary(
            entry["id"], entry["title"], tuple((_upper_end(end), word) for end, word in entry["words"])
        )
        for entry in entries
    )


def vocabulary_called(name: str) -> Vocabulary:
    """Return the vocabulary with this id, or the default if there is none."""
    known = vocabularies()
    return next((vocabulary for vocabulary in known if vocabulary.id == name), known[0])


def _upper_end(written: float | str) -> float:
    """Read the largest τ of a word; "finite" means the largest finite number."""
    return math.nextafter(math.inf, 0) if written == "finite" else float(written)
