"""Lines of a text that may be large, decoded one by one and never all at once."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.document.files.limits import LARGEST, LARGEST_IN_WORDS, LONGEST_LINE, MOST_LINES

if TYPE_CHECKING:
    from collections.abc import Iterator


class Lines:
    r"""Iterable of the lines of a text with their line feeds; each loop starts at the first line.

    Parameters
    ----------
    data : bytes
    encoding : str
        Python's name of the encoding; a byte order mark must be no part of the text in it.

    Raises
    ------
    InputError
        In a loop over the lines, if there are more than `MOST_LINES` lines, or one is longer than
        `LONGEST_LINE`.

    Examples
    --------
    >>> list(Lines(b"cat\r\ndog"))
    ['cat\n', 'dog']
    """

    def __init__(self, data: bytes, encoding: str = "utf-8-sig") -> None:
        self._data, self._encoding = data, encoding

    @classmethod
    def of(cls, text: str) -> Lines:
        """Return the lines of a decoded text, as from the clipboard."""
        if len(text) > LARGEST:
            raise InputError(f"This text is larger than {LARGEST_IN_WORDS}.")
        return cls(text.encode("utf-8", "surrogatepass"))

    def __iter__(self) -> Iterator[str]:
        file = io.TextIOWrapper(io.BytesIO(self._data), self._encoding, errors="surrogatepass")
        number = 0
        while line := file.readline(LONGEST_LINE + 1):
            number += 1
            if number > MOST_LINES:
                raise InputError(f"This text has more than {MOST_LINES:,} lines, the most that are read.")
            if len(line) > LONGEST_LINE:
                raise InputError(f"Line {number} is longer than {LONGEST_LINE:,} characters.")
            yield line

    def first(self, count: int, characters: int) -> str:
        """Return the first lines, until they are `count` or have at least `characters` characters."""
        parts, length = list[str](), 0
        for line in self:
            parts.append(line)
            length += len(line)
            if len(parts) == count or length >= characters:
                break
        return "".join(parts)

    def only(self) -> str | None:
        """Return the only line that is not blank; None if there are several or none."""
        found = None
        for line in self:
            if not line.isspace():
                if found is not None:
                    return None
                found = line.strip()
        return found
