"""Hugging Face transformers' own warpers on torch, where they are installed."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

NAMES = {
    "temperature": "TemperatureLogitsWarper",
    "top-k": "TopKLogitsWarper",
    "top-p": "TopPLogitsWarper",
    "min-p": "MinPLogitsWarper",
    "typical-p": "TypicalLogitsWarper",
    "epsilon": "EpsilonLogitsWarper",
    "eta": "EtaLogitsWarper",
}


def torch_chain(settings: dict[str, float], values: NDArray[Any]) -> Callable[[], NDArray[Any]]:
    """Give a function that applies the warpers and a softmax; ImportError where torch is missing."""
    torch = import_module("torch")
    logits_process = import_module("transformers.generation.logits_process")
    scores = torch.from_numpy(values)[None]
    warpers = [
        getattr(logits_process, NAMES[name])(int(value) if name == "top-k" else value)
        for name, value in settings.items()
    ]

    def run() -> NDArray[Any]:
        result = scores
        for warper in warpers:
            result = warper(None, result)
        return np.asarray(result.softmax(dim=-1)[0].numpy())

    return run
