"""Registry of the formats of animations. A new one is an `Encoder` in a module here, and an entry below."""

from __future__ import annotations

from typing import NamedTuple

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.core.registry import imported
from tauscope.document.animation.encoder import Encoder, Movie


class Format(NamedTuple):
    """Format of animations.

    Attributes
    ----------
    title : str
        Name in sentences, with its article.
    encoder : str
        Dotted path of its `Encoder`.
    fastest : float
        Most frames per second.
    repeats : bool
        True if a file can say how often it is to be played; else the frames are written as often.
    """

    title: str
    encoder: str
    fastest: float
    repeats: bool

    def check(self, rate: float, plays: int) -> None:
        """Raise `InputError` if the format cannot hold so many frames per second or so many plays."""
        if rate > self.fastest:
            raise InputError(f"{self.title} shows at most {self.fastest:g} frames per second, not {rate:g}.")
        if not self.repeats and not plays:
            raise InputError(
                f"{self.title} ends: its player repeats it. Say how often it is to be written, as in 1 or 3."
            )

    def written_plays(self, plays: int) -> int:
        """How often the frames are in the file."""
        return 1 if self.repeats else plays

    @property
    def usual_plays(self) -> int:
        """Number of plays where none is asked for: without end if the format can say so."""
        return 0 if self.repeats else 1

    def encoding(self, movie: Movie) -> Encoder:
        """Return an encoder; `InputError` if its library is not installed."""
        encoder: Encoder = imported(self.encoder)(movie)
        return encoder


# Browsers show frames of less than 20 ms as if they had 100 ms.
FORMATS = {
    ".gif": Format("A GIF", "tauscope.document.animation.gif.GifEncoder", 50, repeats=True),
    ".mp4": Format("An MP4", "tauscope.document.animation.mp4.Mp4Encoder", 60, repeats=False),
}
"""Formats by the ending of the file."""

ENDINGS = tuple(FORMATS)


def format_of(ending: str) -> Format:
    """Return the format of files with an ending; `InputError` if it is none of animations."""
    if ending not in FORMATS:
        raise InputError(f"{quoted(ending)} is no animation's ending; there are {' and '.join(ENDINGS)}.")
    return FORMATS[ending]
