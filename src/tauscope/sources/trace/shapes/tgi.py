"""Answers of Text Generation Inference, whole or as events of a stream."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tauscope.sources.trace.shapes.shape import Entry, Shape, check_lengths, inner, items, objects
from tauscope.sources.trace.shapes.step import Answer, Chosen, ListedStep

_WHAT, _NOTE = "Text Generation Inference", "after its temperature"


class TextGenerationInference(Shape):
    """``details`` with tokens and top_tokens, or events with a token and its top_tokens."""

    def takes(self, entry: Entry) -> bool:
        """Return True for a generated text with details, and for an event of a stream."""
        if isinstance(entry.get("token"), dict):
            return "generated_text" in entry
        return isinstance(entry.get("generated_text"), str) or inner(entry, "details", "tokens") is not None

    def answers(self, entry: Entry) -> Iterator[Answer]:
        """Yield the answer, or the part of it in one event of a stream."""
        if isinstance(entry.get("token"), dict):
            step = _step(entry["token"], entry.get("top_tokens"))
            ends = entry["generated_text"] is not None
            yield Answer(_WHAT, [step], note=_NOTE, key="stream", ends=ends)
            return
        tokens = objects(inner(entry, "details", "tokens"), "tokens")
        tops = items(inner(entry, "details", "top_tokens"), "top_tokens") or [None] * len(tokens)
        check_lengths(tokens=tokens, top_tokens=tops)
        if tokens:
            yield Answer(_WHAT, map(_step, tokens, tops), note=_NOTE)


def _step(token: Entry, top: Any) -> ListedStep:
    tops = objects(top, "top_tokens")
    return ListedStep(
        [one.get("text") for one in tops],
        [one.get("logprob") for one in tops],
        [one.get("id") for one in tops],
        None,
        Chosen(token.get("text"), token.get("logprob"), token.get("id")),
    )
