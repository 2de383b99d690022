"""Values of a session's JSON; one of another kind is refused with a sentence that names its key."""

from __future__ import annotations

from typing import Any

from tauscope.core.domain import Whole
from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted


def read_text(entry: dict[str, Any], key: str, missing: str) -> str:
    """Return the text at `key`, or `missing`."""
    value = entry.get(key, missing)
    if not isinstance(value, str):
        raise InputError(f"The session's {quoted(key)} is not a text.")
    return value


def read_truth(entry: dict[str, Any], key: str) -> bool:
    """Return the truth at `key`, False where there is none."""
    value = entry.get(key, False)
    if not isinstance(value, bool):
        raise InputError(f"The session's {quoted(key)} is neither true nor false.")
    return value


def read_count(entry: dict[str, Any], key: str, domain: Whole, missing: int) -> int:
    """Return the whole number at `key`, or `missing`; `InputError` if it lies outside of `domain`."""
    value = entry.get(key, missing)
    if not isinstance(value, int) or isinstance(value, bool):
        raise InputError(f"The session's {quoted(key)} is not a whole number.")
    return domain.check(value)


def checked_objects(entries: object, name: str, most: int) -> list[dict[str, Any]]:
    """Return a list of objects, cut after one more than `most`, which the document then refuses."""
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise InputError(f"The session's {name} are not a list of objects.")
    return entries[: most + 1]


def read_texts(entry: dict[str, Any], key: str, missing: tuple[str, ...]) -> tuple[str, ...]:
    """Return the list of texts at `key`, or `missing`."""
    value = entry.get(key, missing)
    if not isinstance(value, list | tuple) or not all(isinstance(text, str) for text in value):
        raise InputError(f"The session's {quoted(key)} is not a list of texts.")
    return tuple(value)
