"""Small files with logits and true classes, of each format."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import numpy as np
from numpy.lib import format as npy

LOGITS = np.array([[2.0, 1.0, 0.5], [0.0, 3.0, 1.0], [1.0, 0.0, 4.0], [0.5, 1.5, 1.0]])
LABELS = np.array([0, 1, 2, 0])
NAMES = ("cat", "dog", "fox")


def npz(*, compressed: bool = False, **arrays: Any) -> bytes:
    """Return the bytes of an .npz file."""
    stream = io.BytesIO()
    (np.savez_compressed if compressed else np.savez)(stream, **arrays)
    return stream.getvalue()


def table(delimiter: str = ",", decimal: str = ".") -> bytes:
    """Return `LOGITS` as a table, with names of classes as labels."""
    lines = [delimiter.join((*NAMES, "label"))]
    for row, label in zip(LOGITS.tolist(), LABELS.tolist(), strict=True):
        lines.append(delimiter.join((*(f"{z}".replace(".", decimal) for z in row), NAMES[label])))
    return ("\n".join(lines) + "\n").encode()


def sample(
    log_probabilities: list[Any], target: Any, texts: tuple[str, ...] = (), question: str = "?", **others: Any
) -> dict[str, Any]:
    """Return a line of lm-evaluation-harness's samples: numbers are strings there."""
    entry: dict[str, Any] = {"doc_id": 0, "doc": {}, "target": target}
    if texts:
        entry["arguments"] = {
            f"gen_args_{place}": {"arg_0": question, "arg_1": text} for place, text in enumerate(texts)
        }
    entry["resps"] = [[[str(number), "False"]] for number in log_probabilities]
    return entry | {"filter": "none", **others}


def samples(*entries: Any) -> bytes:
    """Return lines of JSON."""
    return "".join(json.dumps(entry) + "\n" for entry in entries).encode()


def with_header(shape: tuple[int, ...], content: bytes = b"", descr: str = "<f8") -> bytes:
    """Return an .npz whose logits announce a shape, whatever is in it."""
    header = io.BytesIO()
    npy.write_array_header_1_0(header, {"descr": descr, "fortran_order": False, "shape": shape})
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("logits.npy", header.getvalue() + content)
        archive.writestr("labels.npy", _bytes_of(LABELS))
    return stream.getvalue()


def _bytes_of(array: Any) -> bytes:
    stream = io.BytesIO()
    np.save(stream, array)
    return stream.getvalue()
