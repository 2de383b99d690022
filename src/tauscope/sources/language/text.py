"""The state of a writer: the tokens of a text, and a position among them."""

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
"""Number of tokens at which every text ends."""

ROUNDING = 1e-6
_COLUMNS = ("ids", "probabilities", "entropies")


@dataclass(frozen=True)
class Text:
    """The tokens after a prompt, and the position among them that is shown.

    Attributes
    ----------
    written : sequence of Chosen
        All tokens of the text.
    at : int
        Number of tokens before the position. Tokens after the position are kept until another token is
        written there.

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
        # Hashing all of a long text at every step would take n² steps; texts seldom end alike and differ
        # before.
        return hash((self.written[-1:], len(self.written), self.at))

    @cached_property
    def ids(self) -> Growing[int]:
        """Ids of the tokens before the position."""
        return Growing(tuple(token.key for token in self.written[: self.at]))

    @property
    def columns(self) -> tuple[tuple[int, ...], tuple[float, ...], tuple[float, ...]]:
        """Ids, probabilities and entropies of all tokens of the text."""
        columns = zip(*self.written, strict=True) if self.written else ((), (), (), ())
        ids, probabilities, entropies, _ = columns
        return ids, probabilities, entropies

    def after(self, *choices: Chosen) -> Text:
        """Return the text with these tokens at the position, in place of all that came after it."""
        before = self.written if self.at == len(self.written) else Growing(self.written[: self.at])
        text = Text(before + choices, self.at + len(choices))
        # The cached property is filled here, so that the ids of a long text are not gathered at every token.
        vars(text)["ids"] = self.ids + tuple([token.key for token in choices])
        return text

    def rewound(self, at: int) -> Text:
        """Return this text with its position after `at` tokens."""
        return Text(self.written, at)

    def to_json(self) -> dict[str, Any] | None:
        """Return columns of numbers, and the settings where they changed; None for an empty text."""
        if not self.written:
            return None
        settings = settings_to_json(self.written)
        known = {"settings": settings} if settings else {}
        return {"at": self.at, **known, **dict(zip(_COLUMNS, map(list, self.columns), strict=True))}

    @classmethod
    def from_json(cls, entry: Any, classes: int) -> Text:
        """Read what `to_json` gave, for a model of `classes` tokens.

        Raises
        ------
        InputError
            If a value in the file is wrong.
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
    """Return `value` if it is a number from 0 to `most`, else raise `InputError`."""
    number = isinstance(value, int if whole else int | float) and not isinstance(value, bool)
    if not number or not 0 <= value <= most:
        raise InputError(f"The text has a token or a moment that cannot be: {name} {quoted(str(value))}.")
    return value
