"""Opening of a file with arrays of logits, by its first bytes and its ending."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.sources.trace.arrays.npy import LONGEST_HEADER, MAGIC, npy_rows, read_npy_header
from tauscope.sources.trace.arrays.recording import ArrayRecording
from tauscope.sources.trace.arrays.shapes import shape_in_words
from tauscope.sources.trace.arrays.stored_file import StoredFile

if TYPE_CHECKING:
    from pathlib import Path

    from tauscope.sources.trace.recording import Recording

ENDINGS = (".npy",)
"""Endings of files with arrays, for the file dialog."""


def looks_like(head: bytes, ending: str) -> bool:
    """Return True if a file with these first bytes, or with this ending in small letters, has arrays."""
    return head.startswith(MAGIC) or ending in ENDINGS


def open_array(path: Path, tensor: str | None = None) -> Recording:  # noqa: ARG001
    """Open a file with an array of logits; only its header is read.

    Parameters
    ----------
    path : Path
    tensor : str, optional
        Name of the array, for a file with several.

    Raises
    ------
    InputError
        If the file cannot be read, or its content is wrong; `SeveralArraysError` if it has several arrays
        and none is named.
    """
    file = StoredFile(path)
    head = file.read(0, min(file.size, LONGEST_HEADER + 12))
    if head.startswith(MAGIC):
        header = read_npy_header(head)
        rows = npy_rows(file, header)
        recognised = f"NumPy array, {_sizes(rows.count, rows.classes)}, {header.element.name}"
        return ArrayRecording(rows, recognised, file.fingerprint(), path)
    raise InputError("It ends like a file of arrays and does not begin like one.")


def _sizes(count: int, classes: int) -> str:
    """Return the size of an array in words."""
    return f"{classes:,} classes" if count == 1 else f"{shape_in_words((count, classes))} (steps × classes)"
