"""Particles of a heat bath on the levels of a plot: where each one is, and its disc on the way there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from tauscope.document.picture.particle_counts import particle_counts

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.core.logits import Floats, Integers
    from tauscope.document.picture.picture import Picture

TICK_MS = 40
SHARE = 0.05
"""Share of the particles that try another level at a tick: each about once a second."""

NEARER = 0.35
"""Part of the way to its place that a disc goes at a tick."""


class HoppingParticles(QObject):
    """Particles that hop by the heat-bath rule at the temperature of the picture that was followed last."""

    moved = Signal()
    """Emitted after each tick."""

    def __init__(self, places: Callable[[Integers], Floats], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._places = places
        self._levels = np.empty(0, dtype=np.int64)
        self._log_weights = np.empty(0)
        self._at = np.empty((0, 2))
        self._classes: object = None
        self._seed = 0
        self._random: np.random.Generator | None = None
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self.tick)

    @property
    def going(self) -> bool:
        """True while the particles hop."""
        return self._timer.isActive()

    @property
    def levels(self) -> Integers:
        """Place in `Picture.drawn` of the level of each particle."""
        return self._levels

    @property
    def at(self) -> Floats:
        """Centre of each particle's disc in pixels, shape (n, 2)."""
        return self._at

    def follow(self, picture: Picture) -> None:
        """Hop at another temperature; with other classes begin with the exact populations."""
        with np.errstate(divide="ignore"):  # nothing enters a level of probability 0
            self._log_weights = np.log(np.array([one.p for one in picture.drawn]))
        logits, shown = picture.logits, picture.prepared.shown
        classes = (logits.keys[shown].tolist(), len(picture.drawn))
        if classes != self._classes:
            self._classes = classes
            self._levels = np.repeat(np.arange(len(picture.drawn)), picture.once(particle_counts))
            self._seed, self._random = picture.document.seed, None

    def arrange(self) -> None:
        """Put all discs in their places at once."""
        self._at = self._places(self._levels)

    def run(self, *, on: bool) -> None:
        """Begin, with each disc in its place, or stop."""
        if on and not self.going:
            self.arrange()
            self._timer.start()
        elif not on:
            self._timer.stop()

    def tick(self) -> None:
        """Let some particles try another level, and move all discs nearer to their places."""
        from tauscope.core.particles.heat_bath import hopped  # noqa: PLC0415  # the window opens without it

        if self._random is None:
            # Made at the first hop: the window starts without `numpy.random`.
            self._random = np.random.default_rng(self._seed)
        self._levels = hopped(self._levels, self._log_weights, self._random, SHARE)
        places = self._places(self._levels)
        self._at = self._at + NEARER * (places - self._at)
        self.moved.emit()
