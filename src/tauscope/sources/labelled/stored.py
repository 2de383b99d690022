"""Entries of a session for a set of examples: the numbers themselves, or the file that has them."""

from __future__ import annotations

import base64
import binascii
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tauscope.core.calibration.labelled import LabelledLogits
from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.sources.labelled.labelled_set import MOST_NUMBERS, LabelledSet
from tauscope.sources.labelled.reading import read_labelled
from tauscope.sources.named_file import named_by_session
from tauscope.sources.protocol import SourceChangedError
from tauscope.sources.regular_file import open_regular

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_EMBEDDED = 250_000
"""Most logits that a session holds; of more it names the file."""

_BROKEN = "The examples in the session are damaged."
_LOGITS, _LABELS = np.dtype("<f8"), np.dtype("<i8")


def to_entry(examples: LabelledSet, file: str) -> dict[str, Any]:
    """Return the values for JSON of examples; those without a file are held by the session however many."""
    labelled = examples.labelled
    place = {"file": file} if file else {}
    if file and labelled.logits.size > MOST_EMBEDDED:
        return {**place, "fingerprint": examples.fingerprint}
    return {
        **place,
        "classes": list(examples.classes),
        "recognised": examples.recognised,
        "notes": list(examples.notes),
        **({"choices": [list(row) for row in examples.choices]} if examples.choices else {}),
        "logits": _packed(labelled.logits.astype(_LOGITS)),
        "labels": _packed(labelled.labels.astype(_LABELS)),
    }


def from_entry(entry: dict[str, Any]) -> tuple[LabelledSet, str]:
    """Return examples and the path of their file, empty if there is none.

    Raises
    ------
    InputError
        If a value of the entry is wrong.
    SourceUnavailableError
        If the file is gone or cannot be read; `SourceChangedError` if it is not the one of the fingerprint,
        which may be empty.
    """
    file = entry.get("file", "")
    if not isinstance(file, str):
        raise InputError(_BROKEN)
    if "logits" in entry:
        return _embedded(entry), file
    fingerprint = entry.get("fingerprint")
    if not file or not isinstance(fingerprint, str):
        raise InputError(_BROKEN)
    examples = _opened(Path(file))
    if fingerprint and examples.fingerprint != fingerprint:
        raise SourceChangedError(
            f"{quoted(Path(file).name)} has changed since the session was saved: its numbers are others."
        )
    return examples, file


def _opened(path: Path) -> LabelledSet:
    """Read a file; `SourceUnavailableError` if that cannot be done."""
    with named_by_session(path), open_regular(path) as file:
        return read_labelled(file)


def _embedded(entry: dict[str, Any]) -> LabelledSet:
    classes, choices = _texts(entry.get("classes")), entry.get("choices", [])
    labels = _unpacked(entry.get("labels"), _LABELS)
    logits = _unpacked(entry.get("logits"), _LOGITS)
    recognised = entry.get("recognised")
    if len(classes) * len(labels) != len(logits) or not len(labels):
        raise InputError(_BROKEN)
    if (
        not isinstance(recognised, str)
        or not isinstance(choices, list)
        or len(choices) not in (0, len(labels))
    ):
        raise InputError(_BROKEN)
    rows = [_texts(row) for row in choices]
    if any(len(row) != len(classes) for row in rows):
        raise InputError(_BROKEN)
    labelled = LabelledLogits(logits.reshape(len(labels), len(classes)), labels)
    return LabelledSet.restored(labelled, classes, recognised, _texts(entry.get("notes")), rows)


def _texts(entry: object) -> tuple[str, ...]:
    """Return a list of texts; `InputError` for anything else."""
    if not isinstance(entry, list) or not all(isinstance(text, str) for text in entry):
        raise InputError(_BROKEN)
    return tuple(entry)


def _packed(array: NDArray[Any]) -> str:
    """Return the bytes of an array, compressed, as text."""
    return base64.b64encode(zlib.compress(np.ascontiguousarray(array).tobytes())).decode()


def _unpacked(entry: object, kind: np.dtype[Any]) -> NDArray[Any]:
    """Return the array of which `_packed` gave the text; at most `MOST_NUMBERS` are inflated."""
    engine = zlib.decompressobj()
    try:
        packed = base64.b64decode(entry if isinstance(entry, str) else "-", validate=True)
        data = engine.decompress(packed, MOST_NUMBERS * kind.itemsize)
    except (binascii.Error, zlib.error):
        raise InputError(_BROKEN) from None
    if not engine.eof or len(data) % kind.itemsize:
        raise InputError(_BROKEN)
    return np.frombuffer(data, kind).astype(kind.newbyteorder("="))
