"""The log-probabilities of an answer without the answer around them, as a script may have saved them."""

from __future__ import annotations

from collections.abc import Iterator

from tauscope.sources.trace.shapes.openai_completion import listed_side_by_side
from tauscope.sources.trace.shapes.servers import AFTER_SAMPLERS, server_of
from tauscope.sources.trace.shapes.shape import (
    Entry,
    Shape,
    all_listed,
    inner,
    is_linear,
    is_token,
    listed_linearly,
    objects,
)
from tauscope.sources.trace.shapes.step import Answer

_WHAT = "{} log-probabilities"


class Bare(Shape):
    """A token as in a chat completion, or the object that holds all tokens of a choice."""

    def takes(self, entry: Entry) -> bool:
        """Return True for a token, and for the ``logprobs`` of a choice or an object around it."""
        return is_token(entry) or bool(_content(entry)) or _lists(entry) is not None

    def answers(self, entry: Entry) -> Iterator[Answer]:
        """Yield the answer; tokens in a list of their own are one answer."""
        lists = _lists(entry)
        if lists is not None:
            yield Answer(_WHAT.format("OpenAI"), listed_side_by_side(lists))
            return
        tokens = [entry] if is_token(entry) else objects(_content(entry), "content")
        server = server_of({}, tokens[0])
        linear, key = is_linear(tokens[0]), "tokens" if is_token(entry) else ""
        yield Answer(
            _WHAT.format(server.name),
            map(listed_linearly, tokens) if linear else all_listed(tokens),
            None if linear else server.applied,
            linear,
            AFTER_SAMPLERS if linear else "",
            key=key,
            ends=not key,
        )


def _content(entry: Entry) -> list[Entry]:
    for content in (entry.get("content"), entry.get("logprobs"), inner(entry, "logprobs", "content")):
        if isinstance(content, list) and content and is_token(content[0]):
            return content
    return []


def _lists(entry: Entry) -> Entry | None:
    for holder in (entry, entry.get("logprobs")):
        if isinstance(holder, dict) and isinstance(holder.get("token_logprobs"), list) and "tokens" in holder:
            return holder
    return None
