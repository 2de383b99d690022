"""The writer at full speed, without a window, beside a bare onnxruntime loop on the same model.

The bare loop feeds the token with the largest logit back, and does nothing else. Both run in turn, several
times; for each token the shortest time counts, for what the rest of the machine does can only add. The first
token, for which the prompt is read, is not timed.
"""

from __future__ import annotations

import sys
import time
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
from tests.benchmarks.rows import Row

from tauscope.core.chain import Chain
from tauscope.resources import model_folder
from tauscope.sources.language.writer import Writer
from tauscope.sources.running.stepping import onward

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tauscope.core.values import Floats
    from tauscope.sources.cursor import Cursor

TOKENS = 200
REPEATS = 30
CASES = {
    "greedy": ("temperature=1", None),
    "temperature": ("temperature=0.7", 1),
    "temperature, top-k, top-p, min-p": ("temperature=0.7,top-k=50,top-p=0.9,min-p=0.05", 1),
}


class BareLoop:
    """onnxruntime and numpy alone, as a script would have it."""

    def __init__(self) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        path = str(model_folder() / "model.onnx")
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        self.past = [entry for entry in self.session.get_inputs() if entry.name.startswith("past")]

    def write(self, prompt: tuple[int, ...]) -> Iterator[int]:
        """Give the ids, one after the other."""
        feeds: dict[str, Any] = {
            entry.name: np.zeros((1, entry.shape[1], 0, entry.shape[3]), np.float32) for entry in self.past
        }
        ids, length = list(prompt), 0
        while True:
            feeds["input_ids"] = np.array([ids], np.int64)
            feeds["position_ids"] = np.arange(length, length + len(ids))[None]
            length += len(ids)
            feeds["attention_mask"] = np.ones((1, length), np.int64)
            logits, *present = self.session.run(None, feeds)
            ids = [int(logits[0, -1].argmax())]
            yield ids[0]
            feeds |= {entry.name: array for entry, array in zip(self.past, present, strict=True)}


def rows() -> Iterator[Row]:
    """Tokens a second, greedy and sampled."""
    try:
        bare, writer = BareLoop(), Writer.open()
    except ImportError as error:
        print(f"  Left out: {error.name} is not installed.", file=sys.stderr)
        return
    prompt = writer.model.encode(writer.prompt)
    if list(islice(bare.write(prompt), 20)) != list(islice(_ids(writer, Chain(), None), 20)):
        raise RuntimeError("The writer and the bare loop do not write the same.")
    for name, (text, seed) in CASES.items():
        ours, theirs = np.full((2, TOKENS), np.inf)
        for _ in range(REPEATS):
            new = Writer(writer.model)  # it remembers no logits
            np.minimum(ours, _times(_ids(new, Chain.parse(text), seed)), out=ours)
            np.minimum(theirs, _times(bare.write(prompt)), out=theirs)
        figure, peer = (TOKENS / float(times.sum()) for times in (ours, theirs))
        yield Row.above(f"{TOKENS} tokens, {name}", figure, "tokens/s", "bare loop", peer, "≥ 0.8")


def _ids(writer: Writer, chain: Chain, seed: int | None) -> Iterator[int]:
    cursor: Cursor = writer.cursor(writer.initial())
    while True:
        cursor = onward(cursor, chain, seed)
        if cursor.choice is not None:
            yield cursor.choice.key


def _times(ids: Iterator[int]) -> Floats:
    """Seconds that each token took."""
    next(ids)
    return np.diff([time.perf_counter(), *(time.perf_counter() for _ in islice(ids, TOKENS))])
