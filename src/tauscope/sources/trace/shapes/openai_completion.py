"""Legacy completions as of OpenAI, vLLM, llama-cpp-python and others, whole or as chunks of a stream."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any

from tauscope.core.errors import InputError
from tauscope.sources.trace.shapes import prompts
from tauscope.sources.trace.shapes.prompts import id_in
from tauscope.sources.trace.shapes.servers import server_of
from tauscope.sources.trace.shapes.shape import Entry, Shape, check_lengths, inner, items, objects
from tauscope.sources.trace.shapes.step import Answer, Chosen, ListedStep, ListedSteps

_NAMED = "token_id:"


class OpenAICompletion(Shape):
    """``choices[].logprobs``: lists tokens, token_logprobs and, as objects by text, top_logprobs."""

    def takes(self, entry: Entry) -> bool:
        """Return True for choices with a text, or with log-probabilities in lists side by side."""
        choices = entry.get("choices")
        return isinstance(choices, list) and any(
            isinstance(choice, dict) and ("text" in choice or inner(choice, "logprobs", "tokens") is not None)
            for choice in choices
        )

    def answers(self, entry: Entry) -> Iterator[Answer]:
        """Yield an answer for each choice."""
        for place, choice in enumerate(objects(entry["choices"], "choices")):
            lists = choice.get("logprobs")
            if not isinstance(lists, dict):
                lists = {}
            prompt = [] if _repeats_prompt(lists, choice) else prompts.steps_of(choice)
            if prompt or lists.get("tokens"):
                is_part = "finish_reason" in choice and choice["finish_reason"] is None
                server = server_of(entry)
                yield Answer(
                    f"{server.name} completion",
                    chain(prompt, listed_side_by_side(lists, choice.get("text"))),
                    server.applied,
                    key=f"{entry.get('id')} {choice.get('index', place)}" if entry.get("id") else "",
                    ends=not is_part,
                )


def _repeats_prompt(logprobs: Entry, choice: Entry) -> bool:
    """Return True if the tokens of the prompt stand before those of the answer too."""
    tokens, prompt = inner(logprobs, "tokens"), choice.get("prompt_logprobs")
    return (
        isinstance(tokens, list)
        and isinstance(prompt, list)
        and len(tokens) >= len(prompt) > 0
        and (items(inner(logprobs, "token_logprobs"), "token_logprobs")[:1] == [None])
    )


def listed_side_by_side(logprobs: Entry, text: object = None) -> Iterator[ListedStep | ListedSteps]:
    """Yield the steps of lists side by side; `text` is what the tokens add up to, if it is known."""
    tokens = items(logprobs.get("tokens"), "tokens")
    numbers = items(logprobs.get("token_logprobs"), "token_logprobs") or [None] * len(tokens)
    tops = items(logprobs.get("top_logprobs"), "top_logprobs") or [None] * len(tokens)
    check_lengths(tokens=tokens, token_logprobs=numbers, top_logprobs=tops)
    texts = _texts(tokens, items(logprobs.get("text_offset"), "text_offset"), text)
    has_ids = _have_ids(tokens, tops)
    if not has_ids and set(map(type, tops)) == {dict} and all(tops):
        chosen = list(map(Chosen, texts, numbers))
        rows = list(chain.from_iterable(tops)), list(chain.from_iterable(map(dict.values, tops)))
        yield ListedSteps(*rows, None, None, list(map(len, tops)), chosen, extended=True, unique=True)
        return
    for token, number, top, own in zip(tokens, numbers, tops, texts, strict=True):
        listed = {} if top is None else top
        if not isinstance(listed, dict):
            raise InputError("“top_logprobs” is not an object of log-probabilities by token.")
        if not has_ids:
            yield ListedStep(
                list(listed), list(listed.values()), None, None, Chosen(own, number), True, unique=True
            )
            continue
        ids, one = [id_in(key) for key in listed], Chosen(own, number, _id_of(token))
        named = [own if key == one.id else None for key in ids]
        yield ListedStep(named, list(listed.values()), ids, None, one, extended=True)


def _have_ids(tokens: Sequence[Any], tops: Sequence[Any]) -> bool:
    """Return True if tokens are ids, as numbers or as vLLM writes them, and so are the keys of the lists."""
    if all(type(token) is int for token in tokens):
        return True
    written = chain(tokens, *(top for top in tops if isinstance(top, dict)))
    return all(isinstance(one, str) and one.startswith(_NAMED) and id_in(one) is not None for one in written)


def _id_of(token: Any) -> int | None:
    return id_in(token) if isinstance(token, str) else token


def _texts(tokens: Sequence[Any], offsets: Sequence[Any], text: object) -> Sequence[Any]:
    """Return the text of each token: the token itself, or for ids what stands at their offsets."""
    if not all(type(token) is int or str(token).startswith(_NAMED) for token in tokens):
        return tokens
    if not isinstance(text, str) or not tokens:
        return [None] * len(tokens)
    if len(tokens) == 1:
        return [text]
    if len(offsets) != len(tokens) or not all(type(offset) is int for offset in offsets):
        return [None] * len(tokens)
    ends = [offset - offsets[0] for offset in offsets[1:]] + [len(text)]
    starts = [0, *ends[:-1]]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]
