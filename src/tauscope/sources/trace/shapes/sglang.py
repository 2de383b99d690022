"""Answers of SGLang's own /generate, whole or as events of a stream."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from tauscope.core.errors import InputError
from tauscope.sources.trace.shapes.shape import Entry, Shape, check_lengths, inner, items
from tauscope.sources.trace.shapes.step import Answer, Chosen, ListedStep

_LISTS = "{}_token_logprobs", "{}_top_logprobs"
_FIELDS = 3
"""Fields of a token: its log-probability, its id, and its text or null."""


class SGLang(Shape):
    """``meta_info`` with lists of [logprob, id, text] for the output and perhaps for the input."""

    def takes(self, entry: Entry) -> bool:
        """Return True for an object with ``meta_info``."""
        return isinstance(entry.get("meta_info"), dict)

    def answers(self, entry: Entry) -> Iterator[Answer]:
        """Yield the answer; an event of a stream holds those before too, unless it has fewer tokens."""
        info = entry["meta_info"]
        tokens = items(info.get("output_token_logprobs"), "output_token_logprobs")
        tokens = tokens or items(info.get("output_top_logprobs"), "output_top_logprobs")
        if not tokens and not info.get("input_token_logprobs"):
            return
        count = info.get("completion_tokens")
        yield Answer(
            "SGLang answer",
            chain(_steps(info, "input"), _steps(info, "output")),
            note="after its temperature",
            key=str(inner(info, "id") or ""),
            ends=info.get("finish_reason") is not None,
            replaces=count is None or count == len(tokens),
        )


def _steps(info: Entry, side: str) -> Iterator[ListedStep]:
    tokens, tops = (items(info.get(name.format(side)), name.format(side)) for name in _LISTS)
    count = max(len(tokens), len(tops))
    tokens, tops = (column or [None] * count for column in (tokens, tops))
    check_lengths(**dict(zip([name.format(side) for name in _LISTS], (tokens, tops), strict=True)))
    for token, top in zip(tokens, tops, strict=True):
        listed = [_token(one) for one in items(top, _LISTS[1].format(side))]
        chosen = None if token is None else _token(token)
        if chosen is None and not listed:
            continue
        yield ListedStep(
            [one.text for one in listed],
            [one.number for one in listed],
            [one.id for one in listed],
            None,
            chosen,
        )


def _token(value: Any) -> Chosen:
    if not isinstance(value, list) or not 1 < len(value) <= _FIELDS:
        raise InputError("A token is not a list of its log-probability, its id and its text.")
    return Chosen(value[2] if len(value) == _FIELDS else None, value[0], value[1])
