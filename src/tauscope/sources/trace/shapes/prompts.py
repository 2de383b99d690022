"""Log-probabilities of the tokens of a prompt, as vLLM adds them to its answers."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
        if entry is None:
            continue
        if not isinstance(entry, dict) or not entry or not all(map(_is_listed, entry.values())):
            raise InputError(
                f"Entry {place + 1:,} of prompt_logprobs is not an object of tokens by their ids."
            )
        ids = [id_in(key) for key in entry]
        texts = [one.get("decoded_token") for one in entry.values()]
        numbers = [one["logprob"] for one in entry.values()]
        # The token of the prompt comes first.
        row = ids.index(tokens[place]) if tokens[place] in ids else 0
        rank = list(entry.values())[row].get("rank")
        chosen = Chosen(texts[row], numbers[row], ids[row])
        extended = rank > len(ids) if isinstance(rank, int) else True
        yield ListedStep(texts, numbers, ids, None, chosen, extended)


def _is_listed(one: object) -> bool:
    return isinstance(one, dict) and "logprob" in one
