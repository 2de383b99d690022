"""Which server wrote an answer in OpenAI's shape, told by keys that only it adds."""

from __future__ import annotations

import re
from typing import NamedTuple

from tauscope.sources.trace.shapes.shape import Entry

_BUILD = re.compile(r"b\d+-")
"""Matches the beginning of the system_fingerprint of llama.cpp."""


class Server(NamedTuple):
    """A server: its name on screen, and the temperature that its log-probabilities have by default."""

    name: str
    applied: float | None


OPENAI = Server("OpenAI", None)
"""Also stands for every server that is not told apart: whether a temperature was applied varies."""
VLLM = Server("vLLM", 1.0)
LLAMA_CPP = Server("llama.cpp", 1.0)
MLX = Server("mlx-lm", 1.0)

AFTER_SAMPLERS = "after its sampling settings"
"""Note on probabilities that were computed after all samplers."""

_VLLM_KEYS = frozenset({"prompt_logprobs", "prompt_token_ids", "kv_transfer_params"})


def server_of(entry: Entry, token: Entry | None = None) -> Server:
    """Return the server that wrote an answer; `token` is the first of its tokens, if they are objects."""
    fingerprint = entry.get("system_fingerprint")
    fingerprint = fingerprint if isinstance(fingerprint, str) else ""
    if fingerprint.startswith("vllm") or not _VLLM_KEYS.isdisjoint(_keys(entry)):
        return VLLM
    if "timings" in entry or _BUILD.match(fingerprint) or (token and {"id", "bytes"} <= token.keys()):
        return LLAMA_CPP
    if token and "id" in token:
        return MLX
    return OPENAI


def _keys(entry: Entry) -> set[str]:
    """Return the keys of an answer and of its choices."""
    choices = entry.get("choices")
    inside = [set(one) for one in choices if isinstance(one, dict)] if isinstance(choices, list) else []
    return set(entry).union(*inside)
