"""A sample of the final distribution, as it is drawn: shares beside the probabilities, and the last dice."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from tauscope.core.draws.sampling import standard_error

if TYPE_CHECKING:
    from tauscope.core.draws.sampling import Draws
    from tauscope.core.values import Floats, Integers
    from tauscope.document.picture.plotted_class import PlottedClass
    from tauscope.document.picture.prepared_logits import PreparedLogits

ERRORS = 2.0
"""Half the width of a band in standard errors: about 95 % of samples lie within."""


@dataclass(frozen=True)
class Share:
    """How often one class was drawn, or everything else together.

    Attributes
    ----------
    drawn : PlottedClass
        Which, and its exact probability p.
    count : int
    share : float
        `count` over the number of draws.
    error : float
        Standard error of such a share, √(p (1 − p) / n).
    """

    drawn: PlottedClass
    count: int
    share: float
    error: float

    @property
    def band(self) -> tuple[float, float]:
        """Where about 95 % of such shares lie."""
        reach = ERRORS * self.error
        return max(0.0, self.drawn.p - reach), min(1.0, self.drawn.p + reach)


@dataclass(frozen=True, eq=False)
class Running:
    """How the estimate of one class's probability comes nearer to it.

    Attributes
    ----------
    p : float
    numbers : (k,) int64
        Numbers of draws, from 1 to all of them, spaced by ratio.
    shares, errors : (k,) float64
        The class's share of the first so many draws, and the standard error of such a share.
    """

    p: float
    numbers: Integers
    shares: Floats
    errors: Floats


@dataclass(frozen=True)
class Segment:
    """The part of [0, 1) in which a die means one class, or everything else."""

    start: float
    end: float
    drawn: PlottedClass


@dataclass(frozen=True)
class Throw:
    """One die, and the class that it means at the present temperature."""

    uniform: float
    row: int
    label: str
    colour: int | None


@dataclass(frozen=True, eq=False)
class Sample:
    """The draws, made ready for the eye.

    Attributes
    ----------
    draws : Draws
    drawn : tuple of PlottedClass
        What plots draw, in their order.
    prepared logits : PreparedLogits
    """

    draws: Draws
    drawn: tuple[PlottedClass, ...]
    prepared: PreparedLogits
    _running: dict[int, Running] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.draws)

    @property
    def seed(self) -> int:
        """Where the dice come from."""
        return self.draws.uniforms.seed

    @property
    def total_variation(self) -> float:
        """Half of Σ |share − p| over all classes."""
        return self.draws.total_variation

    @cached_property
    def shares(self) -> tuple[Share, ...]:
        """Of each row that is drawn and, last, of everything else where there is more."""
        counts = [self.count(one.row) for one in self.drawn if one.row is not None]
        if self.prepared.rest:
            counts.append(len(self) - sum(counts))
        return tuple(
            Share(one, count, count / len(self), float(standard_error(one.p, len(self))))
            for one, count in zip(self.drawn, counts, strict=True)
        )

    def count(self, row: int) -> int:
        """How often a class was drawn."""
        place = self.draws.place(row)
        return 0 if place is None else int(self.draws.counts[place])

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """What a die means, by falling logit; everything else comes last."""
        places = [(self.draws.place(one.row), one) for one in self.drawn if one.row is not None]
        segments, start = [], 0.0
        for place, one in sorted((place, one) for place, one in places if place is not None):
            end = float(self.draws.candidates.cumulative[place])
            segments.append(Segment(start, end, one))
            start = end
        if self.prepared.rest and self.drawn[-1].p > 0:
            segments.append(Segment(start, 1.0, self.drawn[-1]))
        return tuple(segments)

    def last(self, count: int) -> tuple[Throw, ...]:
        """The last dice thrown, at most `count`, the newest last."""
        logits, colour = self.prepared.logits, self.prepared.colour
        dice = zip(self.draws.uniforms.values[-count:].tolist(), self.draws.last(count).tolist(), strict=True)
        return tuple(Throw(uniform, row, logits.labels[row], colour(row)) for uniform, row in dice)

    def running(self, row: int) -> Running:
        """The estimate of a class's probability against the number of draws; computed once a class."""
        if row not in self._running:
            p, (numbers, shares) = self.draws.probability(row), self.draws.running(row)
            self._running[row] = Running(p, numbers, shares, standard_error(p, numbers))
        return self._running[row]
