"""Choice of the ONNX file of a model's folder that is run."""

from __future__ import annotations

from pathlib import Path

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted

_STEMS = ("model", "decoder_model_merged")
_PRECISIONS = ("", "_fp16", "_quantized", "_int8", "_uint8", "_q8", "_q4f16", "_q4", "_bnb4")
"""Endings of the names that exporters give, from the most to the least exact weights."""
_WITHOUT_CACHE = "decoder_model.onnx"
"""Exporters' name of a graph without a cache, which reads the whole text for each token, and so is slow."""
USUAL = "model.onnx"


def find_graph(folder: Path) -> Path:
    """Return the ONNX file to run: the one with the most exact weights.

    Known names are searched in `folder` and in its subfolder onnx. A file with any other name is taken if it
    is the only one.

    Raises
    ------
    InputError
        If there is no ONNX file, or several of which none has a known name.
    """
    places = (folder, folder / "onnx")
    names = [f"{stem}{precision}.onnx" for precision in _PRECISIONS for stem in _STEMS]
    for name in (*names, _WITHOUT_CACHE):
        for place in places:
            if (place / name).exists():
                return place / name
    others = sorted(file for place in places if place.is_dir() for file in place.glob("*.onnx"))
    if not others:
        raise InputError(f"This folder has no {USUAL}.")
    if len(others) > 1:
        few = ", ".join(quoted(file.name) for file in others[:3]) + (", …" if len(others) > 3 else "")
        raise InputError(f"This folder has no {USUAL}, but {few}: rename the one that writes to {USUAL}.")
    return others[0]
