"""Chat completions as of OpenAI, vLLM, llama.cpp, mlx-lm and others, whole or as chunks of a stream."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from tauscope.sources.trace.shapes import prompts
from tauscope.sources.trace.shapes.servers import AFTER_SAMPLERS, server_of
from tauscope.sources.trace.shapes.shape import (
    Entry,
    Shape,
    all_listed,
    inner,
    is_linear,
    listed_linearly,
    objects,
)
from tauscope.sources.trace.shapes.step import Answer


class OpenAIChat(Shape):
    """``choices[].logprobs.content[]``: objects with token, logprob, bytes and top_logprobs."""

    def takes(self, entry: Entry) -> bool:
        """Return True for choices with a message, a delta, or log-probabilities under this name."""
        choices = entry.get("choices")
        return isinstance(choices, list) and any(_is_chat(choice) for choice in choices)

    def answers(self, entry: Entry) -> Iterator[Answer]:
        """Yield an answer for each choice."""
        choices = objects(entry["choices"], "choices")
        prompt = prompts.steps_of(entry)
        for place, choice in enumerate(choices):
            content = objects(inner(choice, "logprobs", "content"), "content")
            content = content or objects(inner(choice, "logprobs", "refusal"), "refusal")
            if content or prompt:
                yield _answer(entry, choice, place, content)


def _is_chat(choice: object) -> bool:
    return isinstance(choice, dict) and (
        isinstance(choice.get("message"), dict)
        or isinstance(choice.get("delta"), dict)
        or isinstance(inner(choice, "logprobs", "content"), list)
    )


def _answer(entry: Entry, choice: Entry, place: int, content: list[Entry]) -> Answer:
    server = server_of(entry, content[0] if content else None)
    kind = "completion" if "text" in choice else "chat completion"
    linear = bool(content) and is_linear(content[0])
    return Answer(
        f"{server.name} {kind}",
        chain(prompts.steps_of(entry), map(listed_linearly, content) if linear else all_listed(content)),
        None if linear else server.applied,
        linear,
        AFTER_SAMPLERS if linear else "",
        key=f"{entry.get('id')} {choice.get('index', place)}" if "delta" in choice else "",
        ends=choice.get("finish_reason") is not None,
    )
