"""Curves as painter paths, simplified: stretches that look straight become single lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg

if TYPE_CHECKING:
    from PySide6.QtGui import QPainterPath

    from tauscope.core.logits import Floats
    from tauscope.core.values import Mask

STRAIGHT = 0.05
"""Greatest distance in pixels between a curve and the line that replaces it."""

_BLOCKS = (16, 4)
"""Segments that may become one: an antialiased line takes as long as it has segments."""


def curve_path(xs: Floats, ys: Floats) -> QPainterPath:
    """A path through points, all finite, with the abscissae rising."""
    kept = bends(xs, ys)
    path: QPainterPath = pg.arrayToQPath(xs[kept], ys[kept], finiteCheck=False)
    return path


def bends(xs: Floats, ys: Floats) -> Mask:
    """Mask of the points to keep: the others lie within `STRAIGHT` of the line through these.

    Examples
    --------
    >>> xs = np.arange(33.0)
    >>> np.flatnonzero(bends(xs, np.where(xs < 18, 0.0, 5.0)))
    array([ 0, 16, 17, 18, 19, 20, 24, 28, 32])
    """
    kept = np.ones(len(xs), np.bool_)
    for block in _BLOCKS:
        end = (len(xs) - 1) // block * block
        left, right = slice(0, end, block), slice(block, end + 1, block)
        run, rise = (values[right] - values[left] for values in (xs, ys))
        along = xs[:end].reshape(-1, block) - xs[left, None]
        away = ys[:end].reshape(-1, block) - ys[left, None] - along * (rise / run)[:, None]
        straight = np.abs(away).max(axis=1, initial=0.0) <= STRAIGHT
        kept[:end].reshape(-1, block)[straight, 1:] = False
    return kept
