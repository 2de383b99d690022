"""Opening of recordings: arrays, of which rows are read when they are asked for, and answers of servers."""

from __future__ import annotations

import re
import tempfile
import weakref
from pathlib import Path
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.core.registry import imported
from tauscope.core.text.compression import compressed
from tauscope.sources.regular_file import open_regular
from tauscope.sources.trace.arrays import looks_like, open_array
from tauscope.sources.trace.shapes import looks_like_answer, open_answer

if TYPE_CHECKING:
    from tauscope.sources.trace.recording import Recording

LARGEST_ANSWER = 64 * 2**20
"""Most bytes of an answer, which is read as a whole."""

TABLES = "tauscope.document.files.tables.recorded_tables.recorded_table"
"""Dotted path of the reader of tables, which stands where tables of classes are read."""

OWN_NAMES = "This file names its classes itself; those of NumPy, safetensors and llama-perplexity do not."

NO_RECORDING = "It has neither rows of logits nor an answer with log-probabilities."
_JSON = re.compile(rb"(?:\xef\xbb\xbf)?\s*(?:[\[{]|data:)")
"""Matches the beginning of an answer in UTF-8."""
HEAD = 2**16
"""Bytes of a file by which an array is told from a text, and an answer from a table."""


def open_recording(path: Path, tensor: str = "", labels: str = "") -> Recording:
    """Open a file with logits or log-probabilities.

    Parameters
    ----------
    path : Path
    tensor : str
        Name of the array, for a file of several; empty for a file with one.
    labels : str
        Path of a file with the names of the classes of an array; empty to look for one beside it.

    Raises
    ------
    InputError
        If the file holds no recording, or several arrays of which none is named.
    OSError
        If it cannot be read.
    """
    with open_regular(path) as file:
        if looks_like(file.read(HEAD), path.suffix.lower()):
            return open_array(path, tensor or None, Path(labels) if labels else None)
        if labels:
            raise InputError(OWN_NAMES)
        file.seek(0)
        data = file.read(LARGEST_ANSWER + 1)
    if len(data) > LARGEST_ANSWER:
        raise InputError(f"It is larger than {LARGEST_ANSWER // 2**20} MiB.")
    return _text_recording(data, path.name, path)


def _text_recording(data: bytes, name: str, path: Path | None = None) -> Recording:
    """Read an answer or a table; `InputError` if a content is neither."""
    if looks_like_answer(data[:HEAD]):
        return open_answer(data, name, path)
    table: Recording | None = imported(TABLES)(data, name, path)
    if table is not None:
        return table
    if said := compressed(data):
        raise InputError(said)
    if _JSON.match(data):
        return open_answer(data, name, path)  # which says what is wrong with it
    raise InputError(NO_RECORDING)


def recording_of(data: bytes, name: str, tensor: str = "", labels: str = "") -> Recording:
    """Read content that was pasted or piped; `InputError` if it holds no recording."""
    if not looks_like(data[:HEAD], ""):
        return _text_recording(data, name)
    # Readers of arrays read parts of a file: this one lives as long as the recording.
    with tempfile.NamedTemporaryFile(prefix="tauscope-", delete=False) as file:
        file.write(data)
    path = Path(file.name)
    try:
        recording = open_array(path, tensor or None, Path(labels) if labels else None)
    except InputError:
        path.unlink(missing_ok=True)
        raise
    weakref.finalize(recording, path.unlink, missing_ok=True)
    recording.name, recording.path = name, None
    return recording
