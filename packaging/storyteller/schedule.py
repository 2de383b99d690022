"""When what is learnt, and how fast: pure decisions of the training."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

WARM_UP = 0.015


def rate(elapsed: float, flat: float) -> float:
    """Share of the full learning rate: a short rise, a plateau, then a straight line down to 0.

    Parameters
    ----------
    elapsed
        Part of the time that is over, from 0 to 1.
    flat
        Where the plateau ends.
    """
    falling = 1.0 if elapsed < flat else (1 - elapsed) / (1 - flat)
    return max(0.0, min(elapsed / WARM_UP, falling, 1.0))


def batches(tokens: int, context: int, size: int, chance: random.Random) -> Iterator[list[int]]:
    """Starts of the windows of each batch, without end: every epoch cuts the text at another offset."""
    last = tokens - context - 1
    if len(range(context - 1, last, context)) < size:
        raise ValueError(f"{tokens} tokens are too few for a batch of {size} windows of {context}.")
    while True:
        starts = list(range(chance.randrange(context), last, context))
        chance.shuffle(starts)
        for first in range(0, len(starts) - size + 1, size):
            yield starts[first : first + size]


@dataclass
class Threads:
    """One thread or two: of 24 steps four are timed with one, four with two, and the faster goes on.

    Worth it on a machine that others use too, where the second core is there at times.
    """

    clock: Callable[[], float] = time.perf_counter
    _since: float = field(default=0.0, init=False)
    _alone: float = field(default=0.0, init=False)
    _faster: int = field(default=1, init=False)

    def of_step(self, step: int) -> int:
        """Threads for a step; to be asked once before each."""
        phase, now = step % 24, self.clock()
        if phase == 4:
            self._alone = now - self._since
        if phase == 8:
            self._faster = 2 if now - self._since < self._alone else 1
        if phase in {0, 4}:
            self._since = now
        return (1 if phase < 4 else 2) if phase < 8 else self._faster
