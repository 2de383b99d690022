"""Reader of typed temperatures: separated by blanks, commas or semicolons, as numbers or names."""

from __future__ import annotations

import math
import re
from functools import cache

from tauscope.core.errors import InputError
from tauscope.core.numbers import parse_number, plain_number, quoted
from tauscope.document.library.vocabularies import vocabularies

_ALWAYS = {"greedy": 0.0, "as trained": 1.0, "infinity": math.inf}
_PREFIX = re.compile(r"\b(?:τ|tau|t|temperature)\s*=\s*", re.IGNORECASE)
_BRACKETS = re.compile(r"[\[\](){}]")
_INSIDE = re.compile(r"\s*([/⁄])\s*|\b(ln)\s+")


def parse_temperatures(text: str) -> list[float]:
    """Read temperatures; a comma that cannot be a decimal mark separates them.

    Raises
    ------
    InputError
        If a word is no temperature; the sentence quotes the word.

    Examples
    --------
    >>> parse_temperatures("0.5, 1, 2"), parse_temperatures("0,5 1"), parse_temperatures("greedy; ∞")
    ([0.5, 1.0, 2.0], [0.5, 1.0], [0.0, inf])
    """
    named = _with_numbers_for_names(_PREFIX.sub("", text))
    line = named if "ln" in named else _BRACKETS.sub(" ", named)
    return [parse_number(word) for word in _words(line)] or [parse_number("")]


def _words(line: str) -> list[str]:
    """Split a line into texts of one number each."""
    together = _INSIDE.sub(lambda found: found[1] or found[2], line)
    # A comma beside a point separates, and so do two commas in one word; a lone comma is a decimal mark.
    commas_separate = "." in line
    found = list[str]()
    for word in re.split(r"[\s;]+", together):
        bare = word.strip(",")
        found += bare.split(",") if commas_separate or bare.count(",") > 1 else [bare]
    return [word for word in found if word]


def _with_numbers_for_names(text: str) -> str:
    """Replace the names of temperatures by numbers; refuse a name that means a range."""
    for words, (low, high) in _ranges().items():
        if re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text, re.IGNORECASE) and not _is_within_name(
            words, text
        ):
            ends = f"from {plain_number(low)} to {plain_number(high)}"
            raise InputError(f"{quoted(words)} is any temperature {ends}: type a number.")
    # The longest first, for a name may be part of another, as "hot" of "infinitely hot".
    for name, value in sorted(_names().items(), key=lambda item: -len(item[0])):
        pattern = rf"(?<!\w){re.escape(name)}(?!\w)"
        text = re.sub(pattern, f" {plain_number(value)} ", text, flags=re.IGNORECASE)
    return text


def _is_within_name(words: str, text: str) -> bool:
    """True if a word stands in the text as part of a longer name, as "hot" in "infinitely hot"."""
    return any(words != name and words in name.split() and name in text.casefold() for name in _names())


@cache
def _names() -> dict[str, float]:
    """Return the temperature of each name that means one: the dial's words for 0 and ∞, and a few more."""
    names = dict(_ALWAYS)
    for vocabulary in vocabularies():
        names[vocabulary.words[0][1].casefold()] = 0.0
        names[vocabulary.words[-1][1].casefold()] = math.inf
    return names


@cache
def _ranges() -> dict[str, tuple[float, float]]:
    """Return the range of temperatures of each other word under the dial."""
    ranges = dict[str, tuple[float, float]]()
    for vocabulary in vocabularies():
        for (low, _), (high, word) in zip(vocabulary.words, vocabulary.words[1:-1], strict=False):
            ranges.setdefault(word.casefold(), (low, high if high < 1e300 else math.inf))
    return {word: ends for word, ends in ranges.items() if word not in _names()}
