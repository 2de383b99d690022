"""Base classes of openers, which recognise a kind of location and make a document of it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar

from tauscope.core.errors import InputError
from tauscope.core.text.encodings import encoding_of, first_wrong_byte, not_utf_8
from tauscope.document.files.codec import Decoded
from tauscope.document.files.limits import LARGEST
from tauscope.document.files.openers.location import HEAD, TAIL

if TYPE_CHECKING:
    from tauscope.document.files.openers.location import Location
    from tauscope.document.files.shapes import Shape

_FIRST_LINE = re.compile(r"Line 1\b")
"""Matches the beginning of an error on the first line of a text."""


class Opener:
    """Opens one kind of thing. Subclass `PathOpener` or `ContentOpener`."""

    title: ClassVar[str]
    """Name of the kind in the file dialog, in the plural; openers with the same title share a line there."""
    what: ClassVar[str]
    """Name of the kind in README, in the singular, with an article."""
    endings: ClassVar[tuple[str, ...]] = ()
    """Endings that the file dialog shows, in small letters, with their full stop."""
    on_bench: ClassVar[bool | None] = False
    """True if opening replaces the source of the present document, as an edit that can be undone. False if
    the opened document begins a session of its own. None if `replaces_source` tells that from the content."""
    largest: ClassVar[int] = LARGEST
    """Most bytes of a file that is read as a whole; a larger one is refused before it is read."""
    most_read: ClassVar[int] = LARGEST + 1 + HEAD + TAIL
    """Most bytes of a file that are read, from the first look on."""

    def replaces_source(self, location: Location) -> bool:  # noqa: ARG002  # most kinds are all alike
        """Return `on_bench`, or for None what is right for the content of a location that it takes."""
        return bool(self.on_bench)

    def takes(self, location: Location) -> bool:
        """Return True if this opener is for `location`, told by ending, `head` or `shape`; never raise.

        At most `HEAD` + `TAIL` bytes of a file are read for that.
        """
        raise NotImplementedError

    def open(self, location: Location) -> Decoded:
        """Make a document of a location.

        Raises
        ------
        InputError
            If the content is wrong; the sentence does not name the file.
        """
        raise NotImplementedError


class PathOpener(Opener):
    """Opens a folder, an address, or a file of which only parts are read; asked before other openers."""


class ContentOpener(Opener):
    """Opens bytes, from a file or from standard input."""


class TextOpener(ContentOpener):
    """Opens one kind of text, recognised by its shape."""

    shape: ClassVar[Shape]

    def takes(self, location: Location) -> bool:
        """Return True if the text has the shape of this opener."""
        return location.shape is self.shape

    def open(self, location: Location) -> Decoded:
        """Find the encoding and decode the text; if the encoding was guessed, a warning says so."""
        data = location.content
        encoding = encoding_of(data)
        try:
            decoded = self.decode(data, encoding.name)
        except InputError as error:
            # A guessed encoding and a first line without sense: the file is more likely no text at all.
            if encoding.guessed and _FIRST_LINE.match(str(error)):
                raise InputError(not_utf_8(first_wrong_byte(data) or 0)) from None
            raise InputError(f"{error} {encoding.guessed}".strip()) from None
        if not encoding.guessed:
            return decoded
        return replace(decoded, warnings=(encoding.guessed, *decoded.warnings))

    def decode(self, data: bytes, encoding: str) -> Decoded:
        """Make a document of a text in this encoding; errors are those of `open`."""
        raise NotImplementedError
