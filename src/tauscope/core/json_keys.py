"""Refusal of a key that appears twice in one object of a JSON text: Python would keep the last value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted

if TYPE_CHECKING:
    from collections.abc import Callable


def refusing_repeated_keys(sentence: str) -> Callable[[list[tuple[str, Any]]], dict[str, Any]]:
    """Return a hook for `json.loads` that refuses an object with a key twice.

    Parameters
    ----------
    sentence : str
        Message of the `InputError`, with {} in the place of the key.

    Examples
    --------
    >>> import json
    >>> json.loads('{"a": 1, "a": 2}', object_pairs_hook=refusing_repeated_keys("{} is given twice."))
    Traceback (most recent call last):
    tauscope.core.errors.InputError: “a” is given twice.
    """

    def made(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        entry = dict(pairs)
        if len(entry) < len(pairs):
            last = {key: place for place, (key, _) in enumerate(pairs)}
            twice = next(key for place, (key, _) in enumerate(pairs) if last[key] != place)
            raise InputError(sentence.replace("{}", quoted(twice)))
        return entry

    return made
