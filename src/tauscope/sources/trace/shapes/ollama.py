"""Answers of Ollama, whole or as a stream of one object a line."""

from __future__ import annotations

from collections.abc import Iterator

from tauscope.sources.trace.shapes.shape import Entry, Shape, all_listed, objects
from tauscope.sources.trace.shapes.step import Answer


class Ollama(Shape):
    """``logprobs[]`` beside ``message`` or ``response``."""

    def takes(self, entry: Entry) -> bool:
        """Return True for an object with a message or a response, and what Ollama writes beside it."""
        text = isinstance(entry.get("message"), dict) or isinstance(entry.get("response"), str)
        return text and bool(entry.keys() & {"logprobs", "done", "created_at"})

    def answers(self, entry: Entry) -> Iterator[Answer]:
        """Yield the answer, or the part of it in one line of a stream."""
        logprobs = objects(entry.get("logprobs"), "logprobs")
        key = "stream" if "done" in entry else ""
        ends = entry.get("done") is not False
        if logprobs or (key and ends):
            yield Answer("Ollama answer", all_listed(logprobs), 1.0, key=key, ends=ends)
