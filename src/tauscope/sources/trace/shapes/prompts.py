"""Log-probabilities of the tokens of a prompt, as vLLM adds them to its answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from tauscope.core.errors import InputError
from tauscope.sources.trace.shapes.shape import Entry, items
from tauscope.sources.trace.shapes.step import MOST_STEPS, Chosen, ListedStep

_ID = re.compile(r"(?:token_id:)?([0-9]{1,15})")


def id_in(key: str) -> int | None:
    """Return the id in a key such as “123” or “token_id:123”; None for any other text."""
    found = _ID.fullmatch(key)
    return int(found[1]) if found and found[1].isascii() else None


def steps_of(holder: Entry) -> list[ListedStep]:
    """Return the steps of ``prompt_logprobs``, a list of objects by id; its first entry, null, is none.

    Raises
    ------
    InputError
        If the field has another form.
    """
    return list(_steps(holder))


def _steps(holder: Entry) -> Iterator[ListedStep]:
    entries = items(holder.get("prompt_logprobs"), "prompt_logprobs")
    if len(entries) > MOST_STEPS:
        raise InputError(f"“prompt_logprobs” has more than {MOST_STEPS:,} tokens, the most that are read.")
    tokens = holder.get("prompt_token_ids")
    if not isinstance(tokens, list) or len(tokens) != len(entries):
        tokens = [None] * len(entries)
    for place, entry in enumerate(entries):
        if entry is not None and not (
            isinstance(entry, dict) and entry and all(map(_is_listed, entry.values()))
        ):
            raise InputError(
                f"Entry {place + 1:,} of prompt_logprobs is not an object of tokens by their ids."
            )
    has_order = all(_has_order(_ranks(entry)) for entry in entries if entry)
    for token, entry in zip(tokens, entries, strict=True):
        if entry is not None:
            yield _step(entry, token, has_order=has_order)


def _step(entry: Entry, token: object, *, has_order: bool) -> ListedStep:
    """Return a step, whose chosen token has the id `token`, if that is not None."""
    ids, ranks = [id_in(key) for key in entry], _ranks(entry)
    texts = [one.get("decoded_token") for one in entry.values()]
    numbers = [one["logprob"] for one in entry.values()]
    row = ids.index(token) if token is not None and token in ids else _row_below(ranks)
    if row is None:
        if not has_order:
            return ListedStep(texts, numbers, ids)
        row = 0
    rank = ranks[row]
    extended = rank > len(ids) if isinstance(rank, int) else True
    return ListedStep(texts, numbers, ids, None, Chosen(texts[row], numbers[row], ids[row]), extended)


def _ranks(entry: Entry) -> list[Any]:
    return [one.get("rank") for one in entry.values()]


def _row_below(ranks: list[Any]) -> int | None:
    """Return the row of a token whose rank is below those that are listed: it is that of the prompt."""
    return next((row for row, rank in enumerate(ranks) if isinstance(rank, int) and rank > len(ranks)), None)


def _has_order(ranks: list[Any]) -> bool:
    """Return True if the token of the prompt may stand first, as vLLM writes it, before the likeliest ones.

    A program that sorts the keys of objects loses this order.
    """
    if not all(isinstance(rank, int) for rank in ranks):
        return True
    return _row_below(ranks) in {None, 0} and all(before <= after for before, after in pairwise(ranks[1:]))


def _is_listed(one: object) -> bool:
    return isinstance(one, dict) and "logprob" in one
