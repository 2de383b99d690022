"""Files that a person can open: sessions, figures that carry one, and tables. The content decides which."""

from __future__ import annotations

import codecs
import stat
import sys
from typing import TYPE_CHECKING, BinaryIO

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.document import edits
from tauscope.document.codec import Decoded, decode
from tauscope.document.document import Document
from tauscope.document.figures import PNG_SIGNATURE, extract_png, extract_svg
from tauscope.document.limits import LARGEST, LARGEST_IN_WORDS
from tauscope.document.tables import parse_table

if TYPE_CHECKING:
    from pathlib import Path

NOT_READABLE = "This is neither a session, nor a figure, nor a table."


def read_document(path: Path) -> Decoded:
    """Open a session, a PNG or SVG figure that carries one, or a CSV or TSV table.

    Raises
    ------
    InputError
        If there is no such file, or it cannot be read, or what it holds is none of these. The sentence begins
        with the file's name.
    """
    try:
        return decode_content(_read(path))
    except InputError as error:
        raise InputError(f"{quoted(path.name or str(path))}: {error}") from None


def read_standard_input() -> Decoded:
    """Read from standard input what `read_document` would read from a file.

    Raises
    ------
    InputError
        If there is no standard input, or what it holds is none of these.
    """
    if sys.stdin is None:  # a shell can close it
        raise InputError("There is no standard input.")
    try:
        data = _read_capped(sys.stdin.buffer)
    except OSError as error:
        raise InputError(f"Standard input: {_reason(error)}") from None
    return decode_content(data)


def decode_content(data: bytes) -> Decoded:
    """Read what a file holds.

    Raises
    ------
    InputError
        If it is neither a session, nor a figure that carries one, nor a table.
    """
    if data.startswith(PNG_SIGNATURE):
        return decode(extract_png(data))
    text = _text(data)
    start = text.lstrip()[:1]
    if start == "<":
        return decode(extract_svg(data))
    if start in ("{", "["):
        return decode(text)
    table = parse_table(text)
    return Decoded(edits.replace_classes(Document(), table.names, table.values))


def _text(data: bytes) -> str:
    """UTF-8, or the UTF-16 that spreadsheets call "Unicode text"."""
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if b"\0" in data and not wide:
        raise InputError(NOT_READABLE)
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{NOT_READABLE} Byte {error.start + 1:,} is not UTF-8 text.") from None


def _read(path: Path) -> bytes:
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            raise InputError("This is a folder.")
        if not stat.S_ISREG(mode):
            raise InputError("This is not a file but a device.")
        with path.open("rb") as file:
            return _read_capped(file)
    except OSError as error:
        raise InputError(_reason(error)) from None
    except ValueError as error:
        if isinstance(error, InputError):
            raise
        raise InputError("No file can have this name.") from None  # a NUL in it


def _read_capped(file: BinaryIO) -> bytes:
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise InputError(f"It is larger than {LARGEST_IN_WORDS}.")
    return data


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "There is no such file."
    if isinstance(error, PermissionError):
        return "It may not be read: permission denied."
    return f"It cannot be read: {error.strerror or error}."
