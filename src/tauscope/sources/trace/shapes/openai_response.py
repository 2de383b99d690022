"""Answers of the Responses API of OpenAI and others, whole or as events of a stream."""

from __future__ import annotations

from collections.abc import Iterator

from tauscope.sources.trace.shapes.shape import Entry, Shape, all_listed, objects
from tauscope.sources.trace.shapes.step import Answer

_WHAT = "OpenAI response"
_EVENTS = "response."
_DELTA = "response.output_text.delta"


class OpenAIResponse(Shape):
    """``output[].content[].logprobs[]``, or ``logprobs`` of the events that each add a piece of text."""

    def takes(self, entry: Entry) -> bool:
        """Return True for an object with messages in ``output``, and for an event of a stream."""
        kind, output = entry.get("type"), entry.get("output")
        if isinstance(kind, str) and kind.startswith(_EVENTS):
            return True
        return isinstance(output, list) and any(isinstance(one, dict) and "content" in one for one in output)

    def answers(self, entry: Entry) -> Iterator[Answer]:
        """Yield an answer for each part of a message's content; of events the last ones repeat the others."""
        if "output" not in entry:
            logprobs = objects(entry.get("logprobs"), "logprobs") if entry["type"] == _DELTA else []
            if logprobs:
                key = f"{entry.get('item_id')} {entry.get('content_index')}"
                yield Answer(_WHAT, all_listed(logprobs), key=key, ends=False)
            return
        for item in objects(entry["output"], "output"):
            content = item.get("content")
            for part in content if isinstance(content, list) else []:
                logprobs = objects(part.get("logprobs"), "logprobs") if isinstance(part, dict) else []
                if logprobs:
                    yield Answer(_WHAT, all_listed(logprobs))
