"""A text as a state: the tokens that were written, and the moment that is looked at."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from tauscope.core.draws.chosen import Chosen
from tauscope.core.draws.sequences import Growing
from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.sources.language.choice_settings_json import settings_from_json, settings_to_json

LONGEST = 100_000
"""Tokens: here every text ends."""

ROUNDING = 1e-6
_COLUMNS = ("ids", "probabilities", "entropies")


@dataclass(frozen=True)
class Text:
    """The tokens written after a prompt, and a moment among them.

    Attributes
    ----------
    written : sequence of Chosen
    at : int
        How many tokens came before the moment that is looked at. What was written after it stays until
        something else is written there.

    Examples
    --------
    >>> text = Text().after(Chosen(5, 0.5, 1.2)).after(Chosen(7, 0.1, 2.0))
    >>> text.ids, text.rewound(1).ids, text.rewound(1).written[1].key
    ((5, 7), (5,), 7)
    """

    written: Growing[Chosen] = field(default_factory=Growing)
    at: int = 0

    def __post_init__(self) -> None:
        if not 0 <= self.at <= len(self.written):
            raise InputError(f"A text of {len(self.written):,} tokens has no moment {self.at}.")

    def __hash__(self) -> int:
        return hash((self.written[-1:], len(self.written), self.at))

    @cached_property
    def ids(self) -> Growing[int]:
        """Tokens before the moment."""
        return Growing(tuple(token.key for token in self.written[: self.at]))

    @property
    def columns(self) -> tuple[tuple[int, ...], tuple[float, ...], tuple[float, ...]]:
        """Ids, probabilities and entropies of all that was written."""
        columns = zip(*self.written, strict=True) if self.written else ((), (), (), ())
        ids, probabilities, entropies, _ = columns
        return ids, probabilities, entropies

    def after(self, *choices: Chosen) -> Text:
        """Return the text with these tokens written at the moment, over what was there and after."""
        before = self.written if self.at == len(self.written) else Growing(self.written[: self.at])
        text = Text(before + choices, self.at + len(choices))
        vars(text)["ids"] = self.ids + tuple([token.key for token in choices])  # not gathered anew each time
        return text

    def rewound(self, at: int) -> Text:
        """Return this text, looked at after `at` tokens."""
        return Text(self.written, at)

    def to_json(self) -> dict[str, Any] | None:
        """Columns of numbers, and where the settings changed; None for the start."""
        if not self.written:
            return None
        settings = settings_to_json(self.written)
        known = {"settings": settings} if settings else {}
        return {"at": self.at, **known, **dict(zip(_COLUMNS, map(list, self.columns), strict=True))}

    @classmethod
    def from_json(cls, entry: Any, classes: int) -> Text:
        """Undo `to_json`, for a model of so many classes.

        Raises
        ------
        InputError
            For what no text can be.
        """
        if entry is None:
            return cls()
        if not isinstance(entry, dict):
            raise InputError("The text is not an object of ids, probabilities and entropies.")
        ids, probabilities, entropies = (_column(entry, name) for name in _COLUMNS)
        if not 0 < len(ids) == len(probabilities) == len(entropies) <= LONGEST:
            raise InputError("The text does not have an id, a probability and an entropy for each token.")
        largest = math.log(classes) + ROUNDING
        for id_, p, entropy in zip(ids, probabilities, entropies, strict=True):
            _check(id_, "id", classes - 1, whole=True)
            _check(p, "probability", 1)
            _check(entropy, "entropy", largest)
        settings = settings_from_json(entry.get("settings", []), len(ids), classes)
        written = tuple(map(Chosen, ids, map(float, probabilities), map(float, entropies), settings))
        return cls(Growing(written), _check(entry.get("at"), "moment", len(ids), whole=True))


def _column(entry: dict[str, Any], name: str) -> list[Any]:
    column = entry.get(name)
    return column if isinstance(column, list) else []


def _check(value: Any, name: str, most: float, *, whole: bool = False) -> Any:
    number = isinstance(value, int if whole else int | float) and not isinstance(value, bool)
    if not number or not 0 <= value <= most:
        raise InputError(f"The text has a token or a moment that cannot be: {name} {quoted(str(value))}.")
    return value
