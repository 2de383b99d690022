"""What an opener is: it knows what it can open from a look at it, and makes a document of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, ClassVar

from tauscope.core.errors import InputError
from tauscope.document.files.codec import Decoded
from tauscope.document.files.encodings import encoding_of, first_wrong_byte, not_utf_8
from tauscope.document.files.limits import LARGEST
from tauscope.document.files.openers.location import HEAD, TAIL

if TYPE_CHECKING:
    from tauscope.document.files.openers.location import Location
    from tauscope.document.files.shapes import Shape

_FIRST_LINE = re.compile(r"Line 1\b")
"""Begins a sentence on what is wrong in the first line, and in no other."""


class Opener:
    """Opens one kind of thing. Subclass `PathOpener` or `ContentOpener`."""

    title: ClassVar[str]
    """What the dialog of files calls this kind, in the plural; openers of one title share a line there."""
    what: ClassVar[str]
    """What README calls one of them, with an article."""
    endings: ClassVar[tuple[str, ...]] = ()
    """Endings that the dialog of files shows, in small letters, with their full stop."""
    on_bench: ClassVar[bool] = False
    """True if only the source of what is opened is wanted: in the window it takes the place of the source on
    the bench, as an edit that can be undone. False if what is opened begins a session of its own."""
    most_read: ClassVar[int] = LARGEST + 1 + HEAD + TAIL
    """Bytes that are read of a file at the most, from the first look on."""

    def takes(self, location: Location) -> bool:
        """Return True if this opener is for `location`, told by its ending, `head` or `shape`; never raise.

        At most `HEAD` + `TAIL` bytes are read of a file here.
        """
        raise NotImplementedError

    def open(self, location: Location) -> Decoded:
        """Make a document.

        Raises
        ------
        InputError
            With a sentence on what is wrong, without the name of the file.
        """
        raise NotImplementedError


class PathOpener(Opener):
    """Opens a folder, an address, or a file of which it reads only parts. Asked before the others."""


class ContentOpener(Opener):
    """Opens bytes, wherever they came from: a file or standard input."""


class TextOpener(ContentOpener):
    """Opens a kind of text, told from both ends."""

    shape: ClassVar[Shape]

    def takes(self, location: Location) -> bool:
        """Return True if the text has the shape of this opener."""
        return location.shape is self.shape

    def open(self, location: Location) -> Decoded:
        """Find the encoding and decode; where the encoding was guessed a warning says so."""
        data = location.content
        encoding = encoding_of(data)
        try:
            decoded = self.decode(data, encoding.name)
        except InputError as error:
            if encoding.guessed and _FIRST_LINE.match(str(error)):  # rather no text at all
                raise InputError(not_utf_8(first_wrong_byte(data) or 0)) from None
            raise InputError(f"{error} {encoding.guessed}".strip()) from None
        if not encoding.guessed:
            return decoded
        return Decoded(decoded.document, (encoding.guessed, *decoded.warnings))

    def decode(self, data: bytes, encoding: str) -> Decoded:
        """Make a document of a text in this encoding; `InputError` as in `open`."""
        raise NotImplementedError
