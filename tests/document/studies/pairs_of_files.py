"""Two models' distributions of one text, written as each kind of file."""

from __future__ import annotations

import csv
import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.special import log_softmax
from tests.sources.trace.dump_writer import dump_of

STEPS, CLASSES = 4, 12
NAMES = (" cat", " dog", "the", " café", "a", "I", " Z", "!", ".", " 1", "é", "日")
ONE = np.random.default_rng(3).normal(0, 5, (STEPS, CLASSES))
OTHER = ONE + np.random.default_rng(4).normal(0, 0.6, (STEPS, CLASSES))
CHOSEN = (9, 0, 2, 3)
TOP = 4


class Kind(NamedTuple):
    """A kind of file.

    Attributes
    ----------
    write : callable
        Writes logits into a folder, and returns the path.
    has_ids, has_names : bool
    full : bool
        True if it lists all classes, so that divergences are exact.
    error : float
        Largest error of a logit that writing makes.
    """

    write: Callable[[Path, Any], Path]
    has_ids: bool = True
    has_names: bool = True
    full: bool = True
    error: float = 0.0


def _named(write: Callable[[Path, Any], Path]) -> Callable[[Path, Any], Path]:
    def written(folder: Path, logits: Any) -> Path:
        (folder / "vocab.json").write_text(json.dumps({name: row for row, name in enumerate(NAMES)}))
        return write(folder, logits)

    return written


def _npy(folder: Path, logits: Any) -> Path:
    np.save(folder / "z.npy", logits)
    return folder / "z.npy"


def _npz(folder: Path, logits: Any) -> Path:
    np.savez(folder / "z.npz", logits=logits, tokens=np.array(CHOSEN))
    return folder / "z.npz"


def _safetensors(folder: Path, logits: Any) -> Path:
    data = logits.astype("<f4").tobytes()
    header = {"z": {"dtype": "F32", "shape": list(logits.shape), "data_offsets": [0, len(data)]}}
    text, path = json.dumps(header).encode(), folder / "z.safetensors"
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)
    return path


def _dump(folder: Path, logits: Any) -> Path:
    context = 2 * STEPS + 2
    rows = np.zeros((1, context, CLASSES))
    rows[0, context // 2 : context - 1] = logits
    (folder / "dump").write_bytes(dump_of(rows, [[*[0] * (context // 2 + 1), *CHOSEN]]))
    return folder / "dump"


def _csv(folder: Path, logits: Any, *, names: bool = True) -> Path:
    # Columns with names stand in another order in the second file.
    order = np.argsort(logits[0]) if names else np.arange(CLASSES)
    path = folder / "z.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        if names:
            writer.writerow(["token", *(NAMES[row] for row in order)])
        for token, row in zip(CHOSEN, logits[:, order].tolist(), strict=True):
            writer.writerow([NAMES[token], *row] if names else row)
    return path


def _json(folder: Path, value: object) -> Path:
    path = folder / "answer.json"
    path.write_text(json.dumps(value))
    return path


def _lists(logits: Any, listed: int) -> list[tuple[int, list[tuple[int, float]]]]:
    """Return the chosen token of each step, and the likeliest with their ln p."""
    log_p = log_softmax(logits, axis=1)
    order = np.argsort(-log_p, axis=1)[:, :listed].tolist()
    return [
        (token, [(row, float(log_p[step, row])) for row in rows])
        for step, (token, rows) in enumerate(zip(CHOSEN, order, strict=True))
    ]


def _answer(folder: Path, logits: Any, listed: int = TOP, *, ids: bool, texts: bool = True) -> Path:
    """Write a chat completion, as llama.cpp with ids, as OpenAI without, or as mlx-lm without texts."""
    log_p = log_softmax(logits, axis=1)

    def token(row: int, value: float) -> dict[str, Any]:
        text = {"token": NAMES[row], "bytes": list(NAMES[row].encode())} if texts else {}
        return {**({"id": row} if ids else {}), **text, "logprob": value}

    content = [
        {**token(row, float(log_p[step, row])), "top_logprobs": [token(*one) for one in top]}
        for step, (row, top) in enumerate(_lists(logits, listed))
    ]
    choice = {"index": 0, "message": {"content": "…"}, "logprobs": {"content": content}}
    return _json(folder, {"object": "chat.completion", "choices": [choice]})


def _completion(folder: Path, logits: Any, *, ids: bool) -> Path:
    """Write a legacy completion, with ids in place of texts as vLLM does where it is asked for."""
    log_p = log_softmax(logits, axis=1)
    names = [f"token_id:{row}" for row in range(CLASSES)] if ids else NAMES
    lists = _lists(logits, TOP)
    texts = [NAMES[row] for row in CHOSEN]
    logprobs = {
        "text_offset": [sum(map(len, texts[:place])) for place in range(STEPS)],
        "tokens": [names[row] for row in CHOSEN],
        "token_logprobs": [float(log_p[step, row]) for step, row in enumerate(CHOSEN)],
        "top_logprobs": [{names[row]: value for row, value in top} for _, top in lists],
    }
    return _json(folder, {"choices": [{"text": "".join(texts), "logprobs": logprobs}]})


KINDS = {
    "NumPy": Kind(_npy, has_names=False),
    "NumPy with names": Kind(_named(_npy)),
    "npz with tokens": Kind(_named(_npz)),
    "safetensors": Kind(_named(_safetensors), error=1e-5),
    "llama-perplexity": Kind(_named(_dump), full=False, error=1e-3),
    "table": Kind(lambda folder, logits: _csv(folder, logits, names=False), has_names=False),
    "table with names": Kind(_csv, has_ids=False),
    "OpenAI": Kind(lambda folder, logits: _answer(folder, logits, ids=False), has_ids=False, full=False),
    "OpenAI completion": Kind(
        lambda folder, logits: _completion(folder, logits, ids=False), has_ids=False, full=False
    ),
    "llama.cpp": Kind(lambda folder, logits: _answer(folder, logits, ids=True), full=False),
    "llama.cpp, all tokens": Kind(lambda folder, logits: _answer(folder, logits, CLASSES, ids=True)),
    "vLLM by ids": Kind(lambda folder, logits: _completion(folder, logits, ids=True), full=False),
    "mlx-lm": Kind(
        lambda folder, logits: _answer(folder, logits, ids=True, texts=False), has_names=False, full=False
    ),
}
