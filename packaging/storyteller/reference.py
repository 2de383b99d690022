"""The exported model against transformers: the same numbers, the same text, and what the rounding costs."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch.nn import functional
from transformers import LlamaForCausalLM

from storyteller.small import LARGE, rounded
from tauscope.sources.language import LanguageModel

PROMPTS = (
    "Once upon a time",
    "There was once a king who had",
    '"Who are you?" said the',
    "The princess looked at the frog and",
    "In the middle of the dark forest",
)
GREEDY = 120


def opened(folder: Path) -> Any:
    """The trained model, in float32."""
    return LlamaForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval()


def round_weights(model: Any) -> None:
    """Round a model's matrices as the export stores them: there, a channel is a row."""
    with torch.no_grad():
        for value in model.parameters():
            if value.ndim == 2 and value.numel() >= LARGE:
                values, scale = rounded(value.numpy(), axis=1)
                value.copy_(torch.from_numpy(values.astype(np.float32) * scale))


def loss(model: Any, windows: Sequence[tuple[int, ...]]) -> float:
    """Mean cross-entropy of the next token, in nats."""
    with torch.no_grad():
        found = [
            functional.cross_entropy(model(input_ids=ids[None, :-1]).logits[0], ids[1:]).item()
            for ids in map(torch.tensor, windows)
        ]
    return float(np.mean(found))


def greedy(model: LanguageModel, ids: Sequence[int]) -> list[int]:
    """The prompt and the likeliest tokens after it."""
    text = list(ids)
    for _ in range(GREEDY):
        text.append(int(np.argmax(model.logits(text))))
    return text


def difference(exported: LanguageModel, trained: Any, ids: Sequence[int]) -> tuple[float, bool]:
    """Largest difference of two logits after a prompt, and whether the greedy texts are equal."""
    prompt = torch.tensor([ids])
    with torch.no_grad():
        theirs = trained(input_ids=prompt).logits[0, -1].numpy()
        text = trained.generate(
            prompt,
            attention_mask=torch.ones_like(prompt),
            do_sample=False,
            max_new_tokens=GREEDY,
            eos_token_id=None,
            pad_token_id=0,
        )
    largest = float(np.abs(exported.logits(ids) - theirs).max())
    return largest, greedy(exported, ids) == text[0].tolist()


def compare(folder: Path, exported: LanguageModel, windows: Sequence[tuple[int, ...]]) -> None:
    """Say how far the exported model is from the trained one."""
    trained = opened(folder)
    exact = loss(trained, windows)
    round_weights(trained)
    print(f"rounding costs {loss(trained, windows) - exact:.5f} nats a token")
    found = [difference(exported, trained, exported.encode(prompt)) for prompt in PROMPTS]
    print(f"largest difference of logits {max(largest for largest, _ in found):.1e}", end="")
    print(f", greedy text equal in {sum(equal for _, equal in found)} of {len(found)}")
