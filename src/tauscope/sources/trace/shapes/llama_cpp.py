"""Answers of llama.cpp's own /completion, of builds before and since December 2024, whole or as a stream."""

from __future__ import annotations

from collections.abc import Iterator

from tauscope.sources.trace.shapes.servers import AFTER_SAMPLERS
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
from tauscope.sources.trace.shapes.step import Answer, Chosen, ListedStep

_WHAT = "llama.cpp completion"
_FIELD = "completion_probabilities"


class LlamaCpp(Shape):
    """``completion_probabilities[]`` with top_logprobs, top_probs or, in old builds, probs."""

    def takes(self, entry: Entry) -> bool:
        """Return True for an object with this field, and for a text with the settings of llama.cpp."""
        return _FIELD in entry or _is_old(entry) or ("content" in entry and "generation_settings" in entry)

    def answers(self, entry: Entry) -> Iterator[Answer]:
        """Yield the answer, or the part of it in one line of a stream."""
        tokens = objects(entry.get(_FIELD), _FIELD) or ([entry] if _is_old(entry) else [])
        if not tokens:
            return
        key = f"{entry.get('id_slot')} {entry.get('index')}" if "stop" in entry else ""
        ends = entry.get("stop") is not False
        if is_token(tokens[0]) and not is_linear(tokens[0]):
            yield Answer(_WHAT, all_listed(tokens), 1.0, key=key, ends=ends)
            return
        steps = map(_old_step if _is_old(tokens[0]) else listed_linearly, tokens)
        yield Answer(_WHAT, steps, _temperature(entry), linear=True, note=AFTER_SAMPLERS, key=key, ends=ends)


def _is_old(entry: Entry) -> bool:
    return isinstance(entry.get("probs"), list) and "logprob" not in entry


def _old_step(token: Entry) -> ListedStep:
    probs = objects(token.get("probs"), "probs")
    return ListedStep(
        [one.get("tok_str") for one in probs],
        [one.get("prob") for one in probs],
        chosen=Chosen(token.get("content")),
    )


def _temperature(entry: Entry) -> float | None:
    """Return the temperature in the settings of an answer, which was applied with the other samplers."""
    temperature = inner(entry, "generation_settings", "temperature")
    spread = inner(entry, "generation_settings", "dynatemp_range")
    is_number = isinstance(temperature, int | float) and not isinstance(temperature, bool)
    return float(temperature) if is_number and 0 < temperature < 1e6 and not spread else None
