"""Opening of a file with arrays of logits, by its first bytes and its ending."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.core.text.compression import compressed
from tauscope.sources.trace.arrays import archives, npy, perplexity_dump, pickles
from tauscope.sources.trace.arrays.choice import StoredArray
from tauscope.sources.trace.arrays.npz import NamedRows, open_npz
from tauscope.sources.trace.arrays.recording import ArrayRecording
from tauscope.sources.trace.arrays.safetensors import is_safetensors, open_safetensors
from tauscope.sources.trace.arrays.shapes import shape_in_words
from tauscope.sources.trace.arrays.stored_file import StoredFile
from tauscope.sources.trace.arrays.vocabulary import Vocabulary, pieces_of, vocabulary_beside, vocabulary_from

if TYPE_CHECKING:
    from pathlib import Path

    from tauscope.sources.trace.arrays.rows import Rows
    from tauscope.sources.trace.recording import Recording

ENDINGS = (".npy", ".npz", ".safetensors")
"""Endings of files with arrays, for the file dialog."""

_HEAD = npy.LONGEST_HEADER + 12


def looks_like(head: bytes, ending: str) -> bool:
    """Return True if a file with these first bytes, or with this ending in small letters, has arrays.

    So do pickles, which `open_array` refuses with a sentence on what to do instead.
    """
    if ending in ENDINGS or head.startswith(npy.MAGIC) or pickles.is_pickle(head, ending):
        return True
    if head.startswith(perplexity_dump.MAGIC):
        return True
    return _is_archive_of_arrays(head, ending) or (not ending and is_safetensors(head))


def _is_archive_of_arrays(head: bytes, ending: str) -> bool:
    if not head.startswith(archives.MAGIC):
        return False
    first = head[30 : 30 + int.from_bytes(head[26:28], "little")]
    return ending in pickles.ENDINGS or first.endswith((b".npy", b"/data.pkl", b"data.pkl"))


def open_array(path: Path, tensor: str | None = None, labels: Path | None = None) -> Recording:
    """Open a file with an array of logits; of a large array only the header is read.

    Parameters
    ----------
    path : Path
    tensor : str, optional
        Name of the array, for a file with several.
    labels : Path, optional
        File with the names of the classes, see `labels_from`; without it one beside the array is looked for.

    Raises
    ------
    InputError
        If a file cannot be read, or its content is wrong; `SeveralArraysError` if it has several arrays and
        none is named.
    """
    file = StoredFile(path)
    head = file.read(0, min(file.size, _HEAD))
    recording: Recording
    if head.startswith(perplexity_dump.MAGIC):
        _, classes, _ = perplexity_dump.dump_sizes(file)
        vocabulary, said = _vocabulary(path, labels, classes)
        recording = perplexity_dump.LogitsDump(file, file.fingerprint(), path, vocabulary)
        recording.recognised += said
    else:
        found, recognised = _rows_of(file, head, path.suffix.lower(), tensor)
        rows, chosen = found.rows, found.tokens
        vocabulary, said = _vocabulary(path, labels, rows.classes)
        names = vocabulary.labels_for(rows.classes) if vocabulary else None
        pieces = pieces_of(chosen or (), vocabulary)
        recording = ArrayRecording(rows, recognised, file.fingerprint(), path, names, pieces, chosen)
        recording.say(said + found.left_out)
    return recording


def _vocabulary(path: Path, labels: Path | None, classes: int) -> tuple[Vocabulary | None, str]:
    """Return the vocabulary of a file, or the one beside the array, and what is to be said of the labels."""
    if labels is None:
        found, said = vocabulary_beside(path, classes)
    else:
        found = vocabulary_from(labels)
        said = found.misfit(classes)
    if found is not None:
        said = said or f"labels of {found.name}"
    return found, f"; {said}" if said else ""


def _rows_of(file: StoredFile, head: bytes, ending: str, tensor: str | None) -> tuple[NamedRows, str]:
    """Return the rows of an array, and a line on what it was recognised as."""
    if not head:
        raise InputError("The file is empty.")
    if head.startswith(npy.MAGIC):
        header = npy.read_npy_header(head)
        rows = npy.npy_rows(file, header)
        array = StoredArray("", header.shape, header.element.name)
        return NamedRows(rows, array), f"NumPy array, {_sizes(rows)}, {array.element}"
    if head.startswith((archives.MAGIC, b"PK\x05\x06")):
        found = open_npz(file, tensor)
        return found, f"NumPy archive, array {_in_words(found)}"
    if pickles.is_pickle(head, ending):
        raise InputError(pickles.NOT_OPENED)
    said = "" if is_safetensors(head) else compressed(head)  # whose first bytes may be those of a length
    if said:
        raise InputError(said)
    if is_safetensors(head) or ending == ".safetensors":
        found = open_safetensors(file, tensor)
        return found, f"safetensors, tensor {_in_words(found)}"
    raise InputError(f"It ends in {ending} and does not begin like such a file.")


def check_names(tensor: str, head: bytes, ending: str) -> None:
    """Raise `InputError` if a file with these first bytes and this ending cannot have arrays with names."""
    if not (head.startswith(archives.MAGIC) or is_safetensors(head) or ending in {".npz", ".safetensors"}):
        raise InputError(
            f"It has no arrays with names, so there is no {quoted(tensor)}; .npz and .safetensors have."
        )


def _in_words(found: NamedRows) -> str:
    """Return name, size and type of an array."""
    return f"{quoted(found.array.name)}, {_sizes(found.rows)}, {found.array.element}"


def _sizes(rows: Rows) -> str:
    """Return the size of an array in words."""
    if rows.count == 1:
        return "1 class" if rows.classes == 1 else f"{rows.classes:,} classes"
    return f"{shape_in_words((rows.count, rows.classes))} (steps × classes)"
