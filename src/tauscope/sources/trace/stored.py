"""Entries of a session that say which recording a trace walks: a reference to a file, or its content."""

from __future__ import annotations

import base64
import binascii
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.sources.named_file import named_by_session
from tauscope.sources.protocol import SourceChangedError, SourceUnavailableError
from tauscope.sources.regular_file import open_regular
from tauscope.sources.trace.arrays.stored_file import gone
from tauscope.sources.trace.opening import LARGEST_ANSWER, open_recording, recording_of
from tauscope.sources.trace.values import kind_named

if TYPE_CHECKING:
    from tauscope.sources.trace.recording import Recording

MOST_EMBEDDED = 8 * 2**20
"""Most bytes of a compressed content that a session holds."""

LEVEL = 6
"""Level of zlib."""


@dataclass(frozen=True)
class Content:
    """Content of a small file, compressed, so that a session can hold it.

    Attributes
    ----------
    packed : bytes
        The content, compressed by zlib.
    """

    packed: bytes

    @classmethod
    def of(cls, data: bytes) -> Content:
        """Compress a content; `InputError` if it is too large for a session."""
        packed = zlib.compress(data, LEVEL)
        if len(data) > LARGEST_ANSWER or len(packed) > MOST_EMBEDDED:
            most = MOST_EMBEDDED // 2**20
            raise InputError(
                f"It takes more than {most} MiB, compressed: the session can only name the file."
            )
        return cls(packed)

    @property
    def data(self) -> bytes:
        """The content; `InputError` if it is broken or too large."""
        opened = zlib.decompressobj()
        try:
            data = opened.decompress(self.packed, LARGEST_ANSWER)
        except zlib.error:
            data = b""
        if not opened.eof:  # cut short, or more than is read
            raise InputError("The content of the trace in the session is broken.")
        return data

    def to_json(self) -> str:
        """Return the compressed content as text."""
        return base64.b64encode(self.packed).decode()

    @classmethod
    def from_json(cls, entry: object) -> Content:
        """Read what `to_json` gave; `InputError` if that is no text of this kind."""
        try:
            return cls(base64.b64decode(entry if isinstance(entry, str) else "-", validate=True))
        except binascii.Error:
            raise InputError("The content of the trace in the session is broken.") from None


def content_of(path: Path) -> Content:
    """Read and compress a file.

    Raises
    ------
    InputError
        If it cannot be read, or is too large for a session.
    """
    try:
        with open_regular(path) as file:
            data = file.read(LARGEST_ANSWER + 1)
    except FileNotFoundError:
        raise gone(path) from None
    except OSError as error:
        raise InputError(f"{quoted(path.name)} cannot be read: {error.strerror or error}.") from None
    return Content.of(data)


def open_stored(entry: dict[str, Any], content: Content | None) -> Recording:
    """Open the recording that a session names.

    Raises
    ------
    InputError
        If a value of the entry is wrong.
    SourceUnavailableError
        If the file is gone or cannot be read; `SourceChangedError` if it is not the one of the fingerprint,
        which may be empty.
    """
    name, fingerprint = _text(entry, "name"), _text(entry, "fingerprint")
    tensor, labels = _text(entry, "tensor", ""), _text(entry, "labels", "")
    if content is not None:
        recording = recording_of(content.data, name, tensor, labels)
    elif not entry.get("path"):
        raise SourceUnavailableError(
            f"The content of {quoted(name)} was too large for the session, which names no file."
        )
    else:
        path = Path(_text(entry, "path"))
        with named_by_session(path):
            recording = open_recording(path, tensor, labels)
    if fingerprint and recording.fingerprint != fingerprint:
        raise SourceChangedError(f"{quoted(name)} has changed since the session was saved.")
    values = _text(entry, "values", "")
    return recording.taken_as(kind_named(values)) if values else recording


def _text(entry: dict[str, Any], key: str, missing: str | None = None) -> str:
    value = entry.get(key, missing)
    if not isinstance(value, str):
        raise InputError(f"The trace's {quoted(key)} is not a text.")
    return value
