"""Opening of a file, folder, address or bytes as a document, by the first opener that takes it."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.core.text.compression import compressed
from tauscope.core.text.encodings import NOT_READABLE, encoding_of
from tauscope.document.files.beside import found_beside
from tauscope.document.files.limits import LARGEST, LARGEST_IN_WORDS
from tauscope.document.files.openers import opener_for
from tauscope.document.files.openers.location import Location, name_of, open_location, place_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.document.files.codec import Decoded
    from tauscope.document.files.openers import Opener
    from tauscope.sources.labelled.labelled_set import LabelledSet

R = TypeVar("R")


def read_document(place: Path | str, opener: Opener | None = None) -> Decoded:
    """Open a file, a folder or an address with `opener`, else with the first of `OPENERS` that takes it.

    Raises
    ------
    InputError
        If there is no such file, it cannot be read, or no opener takes it. The sentence begins with the name.
    """
    decoded = _read(place, _open if opener is None else opener.open)
    if not decoded.is_session or not isinstance(place, Path):
        return decoded
    return replace(decoded, document=found_beside(decoded.document, place.parent))


def read_labelled_file(place: Path | str) -> LabelledSet:
    """Read logits and true classes from a file; errors are those of `read_document`."""
    return _read(place, _labelled)


def read_labelled_standard_input() -> LabelledSet:
    """Read logits and true classes from standard input; errors are those of `read_standard_input`."""
    return _labelled(Location.of_bytes(_standard_input()))


def _labelled(location: Location) -> LabelledSet:
    from tauscope.sources.labelled.reading import read_labelled  # noqa: PLC0415  # when such a file is read

    if location.is_folder or location.address:
        raise InputError("This is not a file.")
    return read_labelled(location.file)


def _read(place: Path | str, read: Callable[[Location], R]) -> R:
    """Read a file, a folder or an address; a refusal begins with the name."""
    place = place_of(str(place))
    try:
        with open_location(place) as location:
            return read(location)
    except InputError as error:
        # The cause may say what could be done, such as to name one of several arrays.
        raise InputError(_named(name_of(place), str(error))) from error
    except OSError as error:
        said = _reason(error)
    raise InputError(_named(name_of(place), said))


def read_standard_input(opener: Opener | None = None) -> Decoded:
    """Read a document from standard input with `opener`, else with the first of `OPENERS` that takes it.

    Raises
    ------
    InputError
        If there is no standard input, or no opener takes its content.
    """
    data = _standard_input()
    return decode_content(data) if opener is None else opener.open(Location.of_bytes(data))


def read_standard_text() -> tuple[str, str]:
    """Read a text from standard input, without the line feed at its end.

    Returns
    -------
    (str, str)
        The text, and a sentence if its encoding was guessed.

    Raises
    ------
    InputError
        If there is no standard input, or its content is no text.
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
    """Read a document from the content of a file.

    Raises
    ------
    InputError
        If no opener takes the content, or the content is wrong.
    """
    return _open(Location.of_bytes(data))


def _open(location: Location) -> Decoded:
    """Open a location with its opener; without one raise `InputError` with the reason."""
    opener = opener_for(location)
    if opener is not None:
        return opener.open(location)
    if location.address:
        raise InputError("Tauscope does not open such an address.")
    if location.is_folder:
        raise InputError(
            "This is a folder, but not a language model's, with model.onnx, tokenizer.json and config.json."
        )
    if said := compressed(location.head):
        raise InputError(said)
    _ = location.encoding  # raises with the first byte that is no text
    raise InputError(NOT_READABLE)


def _named(name: str, sentence: str) -> str:
    """Return the sentence with the name in front, unless it begins so already, as those of models do."""
    return sentence if sentence.startswith(quoted(name)) else f"{quoted(name)}: {sentence}"


def _read_capped(file: BinaryIO) -> bytes:
    """Read at most `LARGEST` bytes; raise `InputError` if there are more."""
    data = file.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise InputError(f"It is larger than {LARGEST_IN_WORDS}.")
    return data


def _reason(error: OSError) -> str:
    """Return a sentence on an error of the operating system."""
    if isinstance(error, FileNotFoundError):
        return "There is no such file."
    if isinstance(error, PermissionError):
        return "It may not be read: permission denied."
    return f"It cannot be read: {error.strerror or error}."
