"""Another writer of llama-perplexity's dumps, by the rules of its program, number by number in float32."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import Any

import numpy as np

F = np.float32


def row_of(logits: Sequence[float]) -> bytes:
    """Log-softmax of one row: scale and least value, then 16 bits a token, padded to an even number."""
    values = [F(one) for one in logits]
    top, least = max(values), min(values)
    least = max(least, F(top - F(16)))
    total = sum(float(np.exp(F(one - top))) for one in values)
    log_sum = F(np.log(total))
    scale = F(F(top - least) / F(65535))
    codes = [0] * len(values)
    if scale:
        inverse = F(F(1) / scale)
        codes = [int(np.rint(F(inverse * F(one - least)))) if one > least else 0 for one in values]
    codes += [0] * (len(codes) % 2)
    return struct.pack("<2f", scale, F(F(least - top) - log_sum)) + struct.pack(f"<{len(codes)}H", *codes)


def dump_of(logits: Any, tokens: Sequence[Sequence[int]]) -> bytes:
    """Write a dump of logits, shape (chunks, n_ctx, vocabulary): the second half of each chunk is kept."""
    array = np.asarray(logits, dtype=np.float32)
    chunks, context, classes = array.shape
    data = b"_logits_" + struct.pack("<Iii", context, classes, chunks)
    for chunk in tokens:
        data += struct.pack(f"<{context}i", *chunk)
    for chunk in array:
        for place in range(context // 2, context - 1):
            data += row_of(chunk[place].tolist())
    return data
