"""Base class of shapes of answers, and access to entries whose types are not yet checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import chain, repeat
from operator import itemgetter
from typing import Any

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.sources.trace.shapes.step import Answer, Chosen, ListedStep, ListedSteps

Entry = dict[str, Any]


class Shape:
    """Reader of one shape of answers. A new one is a module here and a line in `SHAPES`."""

    def takes(self, entry: Entry) -> bool:
        """Return True if an object has the keys of this shape, also if it holds no probabilities."""
        raise NotImplementedError

    def answers(self, entry: Entry) -> Iterable[Answer]:
        """Return the answers that an object holds; none if it holds no probabilities.

        Raises
        ------
        InputError
            If a field has the wrong type; so do the answers' steps, whose sentences do not name the step.
        """
        raise NotImplementedError


def inner(value: object, *keys: str) -> Any:
    """Return what stands at a path of keys in nested objects; None if there is nothing.

    Examples
    --------
    >>> inner({"logprobs": {"content": [1]}}, "logprobs", "content"), inner({"logprobs": None}, "logprobs")
    ([1], None)
    """
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def objects(value: object, field: str) -> list[Entry]:
    """Return a list of objects; an empty list if the field is null or absent.

    Raises
    ------
    InputError
        If the value is anything else.
    """
    if value is None:
        return []
    if not isinstance(value, list) or not set(map(type, value)) <= {dict}:
        raise InputError(f"{quoted(field)} is not a list of objects.")
    return value


def items(value: object, field: str) -> list[Any]:
    """Return a list; an empty list if the field is null or absent; `InputError` if it is anything else."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise InputError(f"{quoted(field)} is not a list.")
    return value


def check_lengths(**columns: list[Any]) -> None:
    """Raise `InputError` if lists that stand side by side have different lengths.

    Examples
    --------
    >>> check_lengths(tokens=[1], top_tokens=[1, 2])
    Traceback (most recent call last):
    tauscope.core.errors.InputError: “tokens” and “top_tokens” have different lengths: 1 and 2.
    """
    lengths = [f"{len(column):,}" for column in columns.values()]
    if len(set(lengths)) > 1:
        names = [quoted(name) for name in columns]
        raise InputError(
            f"{', '.join(names[:-1])} and {names[-1]} have different lengths:"
            f" {', '.join(lengths[:-1])} and {lengths[-1]}."
        )


def listed(entry: Entry, top: str = "top_logprobs", number: str = "logprob") -> ListedStep:
    """Return the step of an object for the chosen token with a list of the likeliest tokens.

    Parameters
    ----------
    entry : dict
        The chosen token: ``token``, perhaps ``id`` and ``bytes``, its number, and the list of such objects.
    top : str
        Key of the list.
    number : str
        Key of the number of each token.
    """
    keys = _KEYS_WITH_ID if "id" in entry else _KEYS
    texts, numbers, spelled, *ids = columns(entry.get(top), top, "token", number, *keys)
    chosen = Chosen(entry.get("token"), entry.get(number), entry.get("id"), entry.get("bytes"))
    return ListedStep(texts, numbers, ids[0] if ids else None, spelled, chosen)


_KEYS, _KEYS_WITH_ID = ("bytes",), ("bytes", "id")
_ALWAYS = ("token", "logprob")
_TOGETHER = 32
"""Steps that are made together: the values of so many stay in the processor's cache."""


def all_listed(entries: list[Entry]) -> Iterator[ListedStep | ListedSteps]:
    """Yield the steps of objects as `listed` does, some together where all have the same keys."""
    for start in range(0, len(entries), _TOGETHER):
        some = entries[start : start + _TOGETHER]
        together = _together(some)
        if together is None:
            yield from map(listed, some)
        else:
            yield together


def _together(entries: list[Entry]) -> ListedSteps | None:
    """Return the steps of objects that all have the same keys and list tokens; None if one does not."""
    keys = _KEYS_WITH_ID if "id" in entries[0] else _KEYS
    has_ids = "id" in keys
    try:
        tops = list(map(itemgetter("top_logprobs"), entries))
        if set(map(type, tops)) != {list} or any(("id" in entry) != has_ids for entry in entries):
            return None
        rows = list(chain.from_iterable(tops))
        if set(map(type, rows)) != {dict}:
            return None
        texts, numbers, spelled, *ids = (list(map(itemgetter(key), rows)) for key in _ALWAYS + keys)
        own = zip(*map(_getter(_ALWAYS + keys), entries), strict=True)
    except KeyError:
        return None
    own_texts, own_numbers, own_spelled, *own_ids = own
    chosen = map(Chosen, own_texts, own_numbers, own_ids[0] if ids else repeat(None), own_spelled)
    counts = list(map(len, tops))
    if not all(counts):
        return None
    return ListedSteps(texts, numbers, ids[0] if ids else None, spelled, counts, list(chosen))


def columns(entries: object, field: str, *keys: str) -> list[Sequence[Any]]:
    """Return the values of each key in a list of objects, one column a key; None where one lacks it.

    Raises
    ------
    InputError
        If this is no list of objects; the sentence names the field.
    """
    if entries and isinstance(entries, list):
        try:
            return list(zip(*map(_getter(keys), entries), strict=True))
        except (KeyError, TypeError, IndexError):
            pass
    return [[entry.get(key) for entry in objects(entries, field)] for key in keys]


@cache
def _getter(keys: tuple[str, ...]) -> itemgetter[Any]:
    return itemgetter(*keys)


def listed_linearly(entry: Entry) -> ListedStep:
    """Return the step of an object as `listed` does, with probabilities, as llama.cpp writes them."""
    return listed(entry, "top_probs", "prob")


def is_linear(entry: Entry) -> bool:
    """Return True if an object for a token has a probability and not its logarithm."""
    return "logprob" not in entry and ("prob" in entry or "top_probs" in entry)


def is_token(entry: object) -> bool:
    """Return True for an object that has a token's number, and its text or id."""
    return isinstance(entry, dict) and bool(
        entry.keys() & {"token", "id"} and entry.keys() & {"logprob", "prob", "top_logprobs", "top_probs"}
    )
