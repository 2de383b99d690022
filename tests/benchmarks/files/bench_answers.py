"""Opening of an answer of 1,000 tokens, each with the 20 likeliest, against json.loads.

All values are checked, and the first step is made.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

import numpy as np
from tests.benchmarks.rows import Row, best_ms

from tauscope.sources.trace.shapes import open_answer

TOKENS, LIKELIEST, VOCABULARY = 1_000, 20, 20_000


def rows() -> Iterator[Row]:
    """Milliseconds until the first step is at hand, over those of json.loads."""
    for name, answer in (("chat", chat()), ("completion", completion()), ("with ids", with_ids())):
        data = json.dumps(answer).encode()
        figure = best_ms(partial(_open, data))
        peer = best_ms(partial(json.loads, data))
        yield Row.above(f"{TOKENS:,} × {LIKELIEST}, {name}", figure, "ms", "json.loads", peer, "≤ 2")


def _open(data: bytes) -> None:
    open_answer(data, "").step(0)


def listed() -> list[list[tuple[int, str, float]]]:
    """Return id, text and log-probability of the likeliest tokens of each step."""
    random = np.random.default_rng(1)
    steps = []
    for _ in range(TOKENS):
        logits = np.sort(random.normal(0, 3, 50))[::-1]
        values = (logits - np.log(np.exp(logits).sum()))[:LIKELIEST].tolist()
        ids = random.choice(VOCABULARY, LIKELIEST, replace=False).tolist()
        steps.append([(token, f" word{token}", value) for token, value in zip(ids, values, strict=True)])
    return steps


def chat() -> dict[str, Any]:
    """Return an answer as OpenAI's chat completions."""
    content = []
    for step in listed():
        tops = [{"token": text, "logprob": p, "bytes": list(text.encode())} for _, text, p in step]
        content.append({**tops[0], "top_logprobs": tops})
    return {"choices": [{"index": 0, "message": {}, "logprobs": {"content": content}}]}


def completion() -> dict[str, Any]:
    """Return an answer as OpenAI's legacy completions."""
    steps = listed()
    lists = {
        "tokens": [step[0][1] for step in steps],
        "token_logprobs": [step[0][2] for step in steps],
        "top_logprobs": [{text: p for _, text, p in step} for step in steps],
    }
    return {"choices": [{"index": 0, "text": "", "logprobs": lists}]}


def with_ids() -> dict[str, Any]:
    """Return an answer as llama.cpp's completions."""
    content = []
    for step in listed():
        tops = [{"id": i, "token": text, "bytes": list(text.encode()), "logprob": p} for i, text, p in step]
        content.append({**tops[0], "top_logprobs": tops})
    return {"content": "", "completion_probabilities": content}
