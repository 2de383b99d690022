"""A chain on 262,144 classes beside Hugging Face transformers' warpers on torch CPU, for the same chain.

Rows with that peer are left out, with a sentence, where torch or transformers are missing; they are for this
benchmark alone: `pip install torch transformers` into an environment of its own.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np
from tests.benchmarks.rows import Row, best_ms
from tests.benchmarks.torch_warpers import torch_chain

from tauscope.core.chain import Chain, SamplingRequest
from tauscope.core.chain.comparison import compare_engines, explain
from tauscope.core.draws.sampling import Draws, Uniforms
from tauscope.core.logits import Logits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tauscope.core.values import Floats

VOCABULARY = 262_144
FRAME_MS = 1000 / 60
CHAINS: dict[str, dict[str, float]] = {
    "temperature, top-k, top-p, min-p": {"temperature": 0.7, "top-k": 50, "top-p": 0.9, "min-p": 0.05},
    "temperature, top-p, min-p": {"temperature": 1.5, "top-p": 0.999, "min-p": 0.001},
    "typical-p": {"typical-p": 0.95},
    "eta": {"eta": 3e-4},
}


def rows() -> Iterator[Row]:
    """Each chain over a frame, and over the warpers; then a million draws."""
    values = np.random.default_rng(0).normal(0, 3, VOCABULARY)
    logits = Logits.unnamed(values)
    logits.gaps.max()  # sorted once for these logits, whatever the chain
    for name, settings in CHAINS.items():
        chain = Chain.parse(",".join(f"{knob}={value}" for knob, value in settings.items()))
        figure = best_ms(lambda chain=chain: chain.candidates(logits).probabilities_of_rows)  # type: ignore[misc]
        yield Row.below(name, figure, "ms", "a frame", FRAME_MS, "≥ 1")
        peer = _warpers(settings, values)
        if peer:
            yield Row.below(f"{name}: float32", figure, "ms", "HF on torch", best_ms(peer, 5))
    request = SamplingRequest(temperature=0.7, top_p=0.9, min_p=0.05)
    together = best_ms(lambda: explain(compare_engines(logits, request)))
    yield Row.below("all engines, and why they differ", together, "ms", "a frame", FRAME_MS, "≥ 1")
    sort = best_ms(lambda: Logits.unnamed(values).gaps, 5)
    floor = best_ms(lambda: np.argsort(values), 5)
    yield Row.above("sorting new logits", sort, "ms", "bare argsort", floor)
    candidates, uniforms = Chain.parse("top-k=50").candidates(logits), Uniforms(0, 1_000_000)
    uniforms.rising.max()
    again = best_ms(lambda: Draws(candidates, uniforms).counts)
    yield Row.below("1,000,000 draws at another τ", again, "ms", "a frame", FRAME_MS, "≥ 1")


def _warpers(settings: dict[str, float], values: Floats) -> Callable[[], object] | None:
    try:
        return torch_chain(settings, values.astype(np.float32))
    except ImportError as error:
        print(f"  The peer is left out: {error.name} is not installed.", file=sys.stderr)
        return None
