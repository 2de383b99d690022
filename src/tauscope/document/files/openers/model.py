"""Language models: a folder, or the ONNX file in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.core.numbers import quoted
from tauscope.document.document import Document
from tauscope.document.edits import source_edits
from tauscope.document.files.codec import Decoded
from tauscope.document.files.openers.opener import PathOpener

if TYPE_CHECKING:
    from pathlib import Path

    from tauscope.document.files.openers.location import Location

GRAPH = ".onnx"
_SIGNS = ("config.json", "tokenizer.json", "onnx")
"""Names of files by which a model's folder is recognised, also if another of its files is missing."""


class ModelOpener(PathOpener):
    """A folder with an ONNX file, tokenizer.json and config.json, or the ONNX file in it."""

    title, what, endings = "Language models", "a folder with a language model or its `.onnx` file", (GRAPH,)
    on_bench = True
    most_read = 0

    def takes(self, location: Location) -> bool:
        """Return True for an ONNX file, and for a folder with one of a model's files."""
        if location.is_folder and location.path is not None:
            return _looks_like_model(location.path)
        return location.path is not None and location.ending == GRAPH

    def open(self, location: Location) -> Decoded:
        """Open the model with the default prompt."""
        from tauscope.sources.language.writer import Writer  # noqa: PLC0415  # slow to load and not always there

        assert location.path is not None  # noqa: S101  # else `takes` says no
        folder = location.path if location.is_folder else location.path.parent
        source = Writer.open(folder)
        run = source.model.graph
        warnings: tuple[str, ...] = ()
        if not location.is_folder and run != location.path.name:
            warnings = (f"Of the ONNX files in this folder Tauscope runs {quoted(run)}.",)
        return Decoded(source_edits.use_source(Document(), source), warnings)


def _looks_like_model(folder: Path) -> bool:
    try:
        return any((folder / name).exists() for name in _SIGNS) or any(folder.glob(f"*{GRAPH}"))
    except OSError:
        return False
