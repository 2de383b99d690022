"""One palette for all frames of a GIF: colours that are frequent stay exact, so that text stays sharp."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tauscope.document.animation.encoder import Frame

SIZE = 255
"""Colours of a palette; the 256th index of a GIF means that a pixel is as it was."""

EXACT = 160
"""Colours that are taken as they are, the most frequent ones: flat areas and the edges of text."""

_UNKNOWN = SIZE
_COLOURS = 1 << 24
_ROUNDS = 6


class Palette:
    """Up to 255 colours, and the nearest of them to any colour.

    Parameters
    ----------
    samples : sequence of Frame
        Frames from all over the animation.

    Notes
    -----
    Pillow quantizes with a cache of 64 steps a channel, which tints a white background where a near white is
    in the palette too, and makes a palette of its own for each frame. Both are done here instead: a table
    over all 2²⁴ colours is filled as colours occur.
    """

    def __init__(self, samples: Sequence[Frame]) -> None:
        packed = np.concatenate([np.asarray(sample).ravel() & 0xFFFFFF for sample in samples])
        colours, counts = np.unique(packed, return_counts=True)
        by_count = np.argsort(-counts, kind="stable")
        colours, counts = colours[by_count], counts[by_count]
        if len(colours) <= SIZE:
            chosen = _channels(colours)
        else:
            exact, others = _channels(colours[:EXACT]), _channels(colours[EXACT:])
            chosen = np.concatenate([exact, _spread(others, counts[EXACT:], SIZE - EXACT)])
        self.colours = chosen
        self._indices = np.full(_COLOURS, _UNKNOWN, np.uint8)

    @property
    def table(self) -> bytes:
        """Colours as bytes, red, green and blue, filled up to 256."""
        return self.colours.astype(np.uint8).tobytes().ljust(3 * (SIZE + 1), b"\0")

    def indices(self, frame: Frame) -> NDArray[np.uint8]:
        """Index of the nearest colour for each pixel, shape (height, width)."""
        packed = frame & 0xFFFFFF
        found: NDArray[np.uint8] = self._indices[packed]
        new = np.unique(packed[found == _UNKNOWN])
        if len(new):
            self._indices[new] = _nearest(_channels(new), self.colours)
            found = self._indices[packed]
        return found


def _channels(packed: NDArray[np.uint32]) -> NDArray[np.float32]:
    """Red, green and blue of packed colours, shape (n, 3)."""
    return np.stack([(packed >> shift) & 0xFF for shift in (16, 8, 0)], axis=1).astype(np.float32)


def _nearest(colours: NDArray[np.float32], palette: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Index of the nearest colour of a palette, shape (n,)."""
    found = np.empty(len(colours), np.uint8)
    for start in range(0, len(colours), 4096):
        part = colours[start : start + 4096]
        # |a − b|² without |a|², which is the same for all of the palette.
        distances = (palette**2).sum(1) - 2 * part @ palette.T
        found[start : start + 4096] = distances.argmin(1)
    return found


def _spread(colours: NDArray[np.float32], counts: NDArray[np.intp], size: int) -> NDArray[np.float32]:
    """Return `size` colours that stand for many: k-means, begun with the farthest from one another."""
    if len(colours) <= size:
        return colours
    weights = np.sqrt(counts.astype(np.float32))
    centres = np.empty((size, 3), np.float32)
    centres[0] = colours[0]
    apart = ((colours - centres[0]) ** 2).sum(1)
    for place in range(1, size):
        centres[place] = colours[int((apart * weights).argmax())]
        apart = np.minimum(apart, ((colours - centres[place]) ** 2).sum(1))
    for _ in range(_ROUNDS):
        nearest = _nearest(colours, centres).astype(np.intp)
        mass = np.bincount(nearest, weights, size)
        for channel in range(3):
            total = np.bincount(nearest, weights * colours[:, channel], size)
            centres[mass > 0, channel] = (total[mass > 0] / mass[mass > 0]).round()
    return centres
