"""An answer in each shape, for every test over the shapes; those without a source here are written by hand.

`replies.json` holds real replies of llama.cpp b11549, vLLM 0.32.0 and llama-cpp-python 0.3.36 that ran the
storyteller of this project. Ollama, SGLang, Gemini, mlx-lm, Text Generation Inference, text-generation-webui
and OpenAI could not be asked: their answers follow what their source code or documentation says.
"""

from __future__ import annotations

import json
from math import log
from pathlib import Path
from typing import Any, NamedTuple

REPLIES: dict[str, Any] = json.loads((Path(__file__).parent / "replies.json").read_text(encoding="utf-8"))


class Example(NamedTuple):
    """An answer, and what has to be read in it."""

    text: str
    recognised: str
    pieces: tuple[str, ...]
    applied: float | None = None
    labels: tuple[str, ...] = ("␣cat", "␣dog")
    mass: float = 0.2
    """Probability that the first step does not list."""
    has_ids: bool = False


def _lines(*entries: Any) -> str:
    return "\n".join(map(json.dumps, entries))


def _events(*entries: Any) -> str:
    return "".join(f"data: {json.dumps(entry)}\n\n" for entry in entries)


def _real(name: str) -> str:
    reply = REPLIES[name]
    return reply if isinstance(reply, str) else json.dumps(reply)


LISTS = [[(" cat", 0.5, 11), (" dog", 0.3, 12)], [(" ran", 0.6, 13), (" sat", 0.3, 14)]]
TOP = [
    [{"token": text, "logprob": log(p), "bytes": list(text.encode())} for text, p, _ in one] for one in LISTS
]
TOKENS = [{**top[place], "top_logprobs": top} for place, top in enumerate(TOP)]
WITH_IDS = [[{"id": token, "token": text, "logprob": log(p)} for text, p, token in one] for one in LISTS]
SIDE_BY_SIDE = {
    "text_offset": [0, 4],
    "tokens": [" cat", " sat"],
    "token_logprobs": [log(0.5), log(0.3)],
    "top_logprobs": [{text: log(p) for text, p, _ in one} for one in LISTS],
}
CAT_SAT = (" cat", " sat")
_GEMINI = [
    {"token": text, "tokenId": token, "logProbability": log(p)} for one in LISTS for text, p, token in one
]
_SETTINGS = {"temperature": 0.7, "dynatemp_range": 0.0, "samplers": ["temperature"]}
_LINEAR = [[{"id": token, "token": text, "prob": p} for text, p, token in one] for one in LISTS]


def chat(choice: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a chat completion with one choice."""
    message = {"role": "assistant", "content": " cat sat"}
    return {"object": "chat.completion", "choices": [{"index": 0, "message": message, **choice}], **more}


def chunk(**choice: Any) -> dict[str, Any]:
    """Return a chunk of a streamed chat completion."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "choices": [{"index": 0, "delta": {"content": ""}, "finish_reason": None, **choice}],
    }


_CHUNKS = [
    chunk(delta={"role": "assistant", "content": ""}, logprobs=None),
    *(chunk(logprobs={"content": [token]}) for token in TOKENS),
    chunk(finish_reason="stop"),
]
_OPENAI = "OpenAI chat completion: 2 tokens, top 2 each"
_RESPONSE = {"type": "message", "content": [{"type": "output_text", "text": " cat sat", "logprobs": TOKENS}]}
_META: dict[str, Any] = {
    "id": "1",
    "completion_tokens": 2,
    "finish_reason": {"type": "length"},
    "output_token_logprobs": [[log(0.5), 11, " cat"], [log(0.3), 14, " sat"]],
    "output_top_logprobs": [[[log(p), token, text] for text, p, token in one] for one in LISTS],
}

EXAMPLES = {
    "OpenAI chat": Example(json.dumps(chat({"logprobs": {"content": TOKENS}})), _OPENAI, CAT_SAT),
    "OpenAI chat as a list": Example(
        json.dumps([chat({"logprobs": {"content": TOKENS}})], indent=2), _OPENAI, CAT_SAT
    ),
    "OpenAI chat as lines": Example(
        _lines(*(chat({"logprobs": {"content": [token]}}) for token in TOKENS)),
        "OpenAI chat completion: 2 answers, one after the other, 2 tokens, top 2 each",
        (" cat", "\n sat"),
    ),
    "OpenAI batch": Example(
        _lines({"custom_id": "1", "response": {"body": chat({"logprobs": {"content": TOKENS}})}}),
        _OPENAI,
        CAT_SAT,
    ),
    "OpenAI chunks as lines": Example(_lines(*_CHUNKS), _OPENAI, CAT_SAT),
    "OpenAI chunks as events": Example(_events(*_CHUNKS) + "data: [DONE]\n\n", _OPENAI, CAT_SAT),
    "OpenAI completion": Example(
        json.dumps({"choices": [{"text": " cat sat", "logprobs": SIDE_BY_SIDE, "finish_reason": "stop"}]}),
        "OpenAI completion: 2 tokens, top 2 each",
        CAT_SAT,
    ),
    "OpenAI response": Example(
        json.dumps({"object": "response", "output": [{"type": "reasoning"}, _RESPONSE]}),
        "OpenAI response: 2 tokens, top 2 each",
        CAT_SAT,
    ),
    "OpenAI response as events": Example(
        _events(
            {"type": "response.created", "response": {"output": []}},
            *({"type": "response.output_text.delta", "item_id": "m", "logprobs": [one]} for one in TOKENS),
            {"type": "response.output_text.done", "item_id": "m", "logprobs": TOKENS},
            {"type": "response.completed", "response": {"output": [_RESPONSE]}},
        ),
        "OpenAI response: 2 tokens, top 2 each",
        CAT_SAT,
    ),
    "vLLM by ids": Example(
        _real("vLLM ids"),
        "vLLM completion: 1 token, top 20",
        (" farmer",),
        1.0,
        ("␣farmer", "<token 860>"),
        0.335,
        has_ids=True,
    ),
    "vLLM by texts": Example(
        _real("vLLM texts"),
        "vLLM completion: 1 token, top 5",
        (" jackal",),
        1.0,
        ("␣jackal", "␣boy"),
        0.5594,
    ),
    "vLLM with its prompt": Example(
        _real("vLLM prompt"),
        "vLLM completion: 8 tokens, top 2 each",
        ("Once", " upon", " a", " time", " there", " was", " a", " little"),
        1.0,
        ("Once", "There"),
        0.6837,
        has_ids=True,
    ),
    "vLLM chat": Example(
        _real("vLLM chat"), "vLLM chat completion: 1 token, top 5", (" boy",), 1.0, ("␣boy", "␣old"), 0.5786
    ),
    "vLLM stream": Example(
        _real("vLLM stream"),
        "vLLM completion: 3 tokens, top 2 each",
        (" boy", " who", " had"),
        1.0,
        ("␣boy", "␣old"),
        0.7102,
    ),
    "llama.cpp": Example(
        _real("llama.cpp completion"),
        "llama.cpp completion: 1 token, top 20",
        (" man",),
        1.0,
        ("␣boy", "␣old"),
        0.3397,
        has_ids=True,
    ),
    "llama.cpp stream": Example(
        _real("llama.cpp stream"),
        "llama.cpp completion: 3 tokens, top 3 each",
        (" boy", " who", " had"),
        1.0,
        ("␣boy", "␣old"),
        0.6479,
        has_ids=True,
    ),
    "llama.cpp as OpenAI": Example(
        _real("llama.cpp v1 completion"),
        "llama.cpp completion: 1 token, top 5",
        (" tailor",),
        1.0,
        ("␣boy", "␣old"),
        0.5427,
        has_ids=True,
    ),
    "llama.cpp chat": Example(
        _real("llama.cpp chat"),
        "llama.cpp chat completion: 1 token, top 5",
        ('"',),
        1.0,
        ("T", "The"),
        0.6058,
        has_ids=True,
    ),
    "llama.cpp after its samplers": Example(
        json.dumps(
            {
                "content": " cat sat",
                "generation_settings": _SETTINGS,
                "completion_probabilities": [
                    {**top[place], "top_probs": top} for place, top in enumerate(_LINEAR)
                ],
            }
        ),
        "llama.cpp completion: 2 tokens, top 2 each, after its sampling settings",
        CAT_SAT,
        0.7,
        has_ids=True,
    ),
    "llama.cpp of old": Example(
        json.dumps(
            {
                "content": " cat sat",
                "completion_probabilities": [
                    {"content": one[place][0], "probs": [{"tok_str": text, "prob": p} for text, p, _ in one]}
                    for place, one in enumerate(LISTS)
                ],
            }
        ),
        "llama.cpp completion: 2 tokens, top 2 each, after its sampling settings",
        CAT_SAT,
    ),
    "llama-cpp-python chat": Example(
        _real("llama-cpp-python chat"),
        "OpenAI chat completion: 1 token, top 5",
        (".",),
        None,
        (".", ","),
        0.6222,
    ),
    "Ollama": Example(
        json.dumps({"model": "m", "message": {"content": " cat sat"}, "done": True, "logprobs": TOKENS}),
        "Ollama answer: 2 tokens, top 2 each",
        CAT_SAT,
        1.0,
    ),
    "Ollama stream": Example(
        _lines(
            *({"model": "m", "response": "", "done": False, "logprobs": [token]} for token in TOKENS),
            {"model": "m", "response": "", "done": True, "eval_count": 2},
        ),
        "Ollama answer: 2 tokens, top 2 each",
        CAT_SAT,
        1.0,
    ),
    "SGLang": Example(
        json.dumps({"text": " cat sat", "meta_info": _META}),
        "SGLang answer: 2 tokens, top 2 each, after its temperature",
        CAT_SAT,
        has_ids=True,
    ),
    "SGLang stream": Example(
        _events(
            {
                "text": " cat",
                "meta_info": {
                    "id": "1",
                    "completion_tokens": 1,
                    "finish_reason": None,
                    "output_token_logprobs": _META["output_token_logprobs"][:1],
                    "output_top_logprobs": _META["output_top_logprobs"][:1],
                },
            },
            {"text": " cat sat", "meta_info": _META},
        ),
        "SGLang answer: 2 tokens, top 2 each, after its temperature",
        CAT_SAT,
        has_ids=True,
    ),
    "Gemini": Example(
        json.dumps(
            {
                "candidates": [
                    {
                        "content": {"parts": [{"text": " cat sat"}], "role": "model"},
                        "finishReason": "STOP",
                        "logprobsResult": {
                            "topCandidates": [{"candidates": _GEMINI[:2]}, {"candidates": _GEMINI[2:]}],
                            "chosenCandidates": [_GEMINI[0], _GEMINI[3]],
                        },
                    }
                ]
            }
        ),
        "Gemini answer: 2 tokens, top 2 each",
        CAT_SAT,
        has_ids=True,
    ),
    "mlx-lm": Example(
        json.dumps(
            chat(
                {
                    "logprobs": {
                        "content": [
                            {
                                "id": top[place]["id"],
                                "logprob": top[place]["logprob"],
                                "top_logprobs": [{"id": one["id"], "logprob": one["logprob"]} for one in top],
                            }
                            for place, top in enumerate(WITH_IDS)
                        ]
                    }
                }
            )
        ),
        "mlx-lm chat completion: 2 tokens, top 2 each",
        ("<token 11>", "<token 14>"),
        1.0,
        ("<token 11>", "<token 12>"),
        has_ids=True,
    ),
    "text-generation-webui": Example(
        json.dumps({"logits": {" cat": 0.5, " dog": 0.3}}),
        "text-generation-webui: 1 token, top 2, probabilities although they are called logits",
        (),
    ),
    "Text Generation Inference": Example(
        json.dumps(
            {
                "generated_text": " cat sat",
                "details": {
                    "tokens": [
                        {"id": one[place][2], "text": one[place][0], "logprob": log(one[place][1])}
                        for place, one in enumerate(LISTS)
                    ],
                    "top_tokens": [
                        [{"id": token, "text": text, "logprob": log(p)} for text, p, token in one]
                        for one in LISTS
                    ],
                },
            }
        ),
        "Text Generation Inference: 2 tokens, top 2 each, after its temperature",
        CAT_SAT,
        has_ids=True,
    ),
    "tokens alone": Example(json.dumps(TOKENS), "OpenAI log-probabilities: 2 tokens, top 2 each", CAT_SAT),
    "logprobs alone": Example(
        json.dumps({"content": TOKENS}), "OpenAI log-probabilities: 2 tokens, top 2 each", CAT_SAT
    ),
    "lists alone": Example(
        json.dumps(SIDE_BY_SIDE), "OpenAI log-probabilities: 2 tokens, top 2 each", CAT_SAT
    ),
}
