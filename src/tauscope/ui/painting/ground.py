"""The ground of a plot: what no turn of the dial changes, as one pixmap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter, QPixmap

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tauscope.ui.painting.frame import Layer


class Ground:
    """Background and axes, with the still layers over them up to the first one that moves.

    The axes are kept until `forget`, which the plot calls when it is laid out or gets another theme, and the
    whole while the axes are, and the same versions of the same layers are to be seen.
    """

    def __init__(self, paint_axes: Callable[[float], QPixmap]) -> None:
        self._paint_axes = paint_axes
        self._axes: QPixmap | None = None
        self._whole: QPixmap | None = None
        self._versions: list[object] = []

    def forget(self) -> None:
        """Drop all that is kept."""
        self._axes = self._whole = None

    def painted(self, layers: Sequence[Layer], ratio: float) -> QPixmap:
        """Return the ground with these layers, for a device with `ratio` pixels for one of the plot."""
        if self._axes is None or self._axes.devicePixelRatio() != ratio:
            self._axes, self._whole = self._paint_axes(ratio), None
        versions = [layer.version for layer in layers]
        if self._whole is None or versions != self._versions:
            whole = QPixmap(self._axes)
            # What is kept of a layer saves time where it changes less often than the others.
            alone = len(layers) == 1
            with QPainter(whole) as painter:
                for layer in layers:
                    layer.paint(painter) if alone else layer.paint_kept(painter)
            self._versions, self._whole = versions, whole
        return self._whole
