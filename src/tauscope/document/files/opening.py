"""Files that a person can open: sessions, figures that carry one, and tables. Their shape decides which."""

from __future__ import annotations

import re
import stat
import sys
from typing import TYPE_CHECKING, BinaryIO

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.files.codec import Decoded, decode
from tauscope.document.files.encodings import encoding_of, first_wrong_byte, not_utf_8
from tauscope.document.files.figures import PNG_SIGNATURE, extract_png, extract_svg
from tauscope.document.files.limits import LARGEST, LARGEST_IN_WORDS
from tauscope.document.files.numbers_as_json import decode_json
from tauscope.document.files.shapes import Shape, shape_of
from tauscope.document.files.tables import parse_table
from tauscope.document.files.text_lines import Lines

if TYPE_CHECKING:
    from pathlib import Path

_END = 4096
_FIRST_LINE = re.compile(r"Line 1\b")
"""Begins a sentence on what is wrong in the first line, and in no other."""


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
    return decode_content(_standard_input())


def read_standard_text() -> tuple[str, str]:
    """Read a text from standard input, without the line feed at its end.

    Returns
    -------
    (str, str)
        The text, and where its encoding was guessed a sentence that says so.

    Raises
    ------
    InputError
        If there is no standard input, or what it holds is no text.
    """
    data = _standard_input()
    try:
        encoding = encoding_of(data)
    except InputError:
        raise InputError("Standard input is not text.") from None
    text = data.decode(encoding.name).replace("\r\n", "\n")
    return text.removesuffix("\n"), encoding.guessed


def _standard_input() -> bytes:
    if sys.stdin is None:  # a shell can close it
        raise InputError("There is no standard input.")
    try:
        return _read_capped(sys.stdin.buffer)
    except OSError as error:
        raise InputError(f"Standard input: {_reason(error)}") from None


def decode_content(data: bytes) -> Decoded:
    """Read what a file holds.

    Raises
    ------
    InputError
        If it is neither a session, nor a figure that carries one, nor numbers as JSON, nor a table.
    """
    if data.startswith(PNG_SIGNATURE):
        return decode(extract_png(data))
    encoding = encoding_of(data)
    shape = shape_of(*_both_ends(data, encoding.name))
    try:
        decoded = _decode_text(data, encoding.name, shape)
    except InputError as error:
        if encoding.guessed and _FIRST_LINE.match(str(error)):  # rather no text at all
            raise InputError(not_utf_8(first_wrong_byte(data) or 0)) from None
        raise InputError(f"{error} {encoding.guessed}".strip()) from None
    if not encoding.guessed:
        return decoded
    return Decoded(decoded.document, (encoding.guessed, *decoded.warnings))


def _decode_text(data: bytes, encoding: str, shape: Shape) -> Decoded:
    if shape is Shape.SVG:
        return decode(extract_svg(data))
    if shape is Shape.JSON:
        return decode_json(data.decode(encoding))
    text = data.decode(encoding) if shape is Shape.LIST else Lines(data, encoding)
    table = parse_table(text)
    return Decoded(table_edits.replace_classes(Document(), table.names, table.values))


def _both_ends(data: bytes, encoding: str) -> tuple[str, str]:
    """The first and the last few thousand characters, without blanks around the text."""
    head = data.lstrip()[:_END] if data[:1].isspace() else data[:_END]
    tail = data.rstrip()[-_END:] if data[-1:].isspace() else data[-_END:]
    ends = [end.decode(encoding, "replace") for end in (head, tail)]
    return ends[0].lstrip("\ufeff"), ends[1]


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
