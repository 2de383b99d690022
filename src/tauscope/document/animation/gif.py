"""Animations as GIF: Pillow compresses the frames, the rest of the file is written here.

Pillow's own writer keeps all frames in memory, gives each a palette of its own, cuts durations to whole
hundredths of a second one by one, so that 30 frames per second run at 33, and leaves out frames that are
like the one before.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from tauscope.document.animation.encoder import Encoder, Frame, Movie, library
from tauscope.document.animation.palette import SIZE, Palette

_PALETTE_OF_256 = 0xF7
_STAYS = 1
"""Disposal: a frame stays, and the next is painted over it."""


class GifEncoder(Encoder):
    """Writes a GIF with one palette: of each frame the part that differs from the one before.

    References
    ----------
    CompuServe, "Graphics Interchange Format, Version 89a"; the repetition is Netscape's extension.
    """

    samples: ClassVar[int] = 12

    def __init__(self, movie: Movie) -> None:
        super().__init__(movie)
        self._image = library("PIL.Image", "Pillow", "animation", "A GIF")
        self._plugin = library("PIL.GifImagePlugin", "Pillow", "animation", "A GIF")
        self._parts: list[bytes] = []
        self._before: NDArray[np.uint8] | None = None
        self._count = 0

    def begin(self, samples: Sequence[Frame]) -> None:
        """Choose the palette of all frames, and write the head of the file."""
        self._palette = Palette(samples)
        size = struct.pack("<HHBBB", self.movie.width, self.movie.height, _PALETTE_OF_256, 0, 0)
        self._parts = [b"GIF89a", size, self._palette.table, _repetition(self.movie.plays)]

    def add(self, frame: Frame) -> None:
        """Compress the part of a frame that differs from the one before."""
        indices = self._palette.indices(frame)
        if self._before is None:
            part, corner, unchanged = indices, (0, 0), {}
        else:
            top, left, bottom, right = _changed(self._before, indices)
            part = indices[top:bottom, left:right].copy()
            part[part == self._before[top:bottom, left:right]] = SIZE
            corner, unchanged = (left, top), {"transparency": SIZE}
        height, width = part.shape
        image = self._image.frombytes("P", (width, height), part.tobytes())
        self._parts += self._plugin.getdata(
            image, corner, duration=10 * self._hundredths(), disposal=_STAYS, **unchanged
        )
        self._before = indices
        self._count += 1

    def _hundredths(self) -> int:
        """Hundredths of a second that the next frame is shown: such that none are lost over all frames."""
        start, end = (round(100 * place / self.movie.rate) for place in (self._count, self._count + 1))
        return end - start

    def finish(self) -> bytes:
        """Return the file."""
        return b"".join((*self._parts, b";"))


def _repetition(plays: int) -> bytes:
    """Extension that says how often to repeat: nothing for one play, 0 for no end."""
    if plays == 1:
        return b""
    return b"\x21\xff\x0bNETSCAPE2.0\x03\x01" + struct.pack("<H", max(0, plays - 1)) + b"\0"


def _changed(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> tuple[int, int, int, int]:
    """Top, left, bottom and right of the part that differs; one pixel where nothing does."""
    differs = before != after
    rows, columns = np.flatnonzero(differs.any(1)), np.flatnonzero(differs.any(0))
    if not len(rows):
        return 0, 0, 1, 1
    return int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1
