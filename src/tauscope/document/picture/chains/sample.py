"""A sample of the final distribution, for its plot: shares beside the probabilities, and the last dice."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.draws.sampling import standard_error
from tauscope.document.picture.partial_words import one_of_others

if TYPE_CHECKING:
    from tauscope.core.draws.sampling import Draws
    from tauscope.core.values import Floats, Integers
    from tauscope.document.picture.plotted_class import PlottedClass
    from tauscope.document.picture.prepared_logits import PreparedLogits

THIN = 1e-4
"""Width, much below a pixel, of intervals of random numbers that are left out where classes are grouped."""

ERRORS = 2.0
"""Half width of a band in standard errors: about 95% of samples lie within the band."""


@dataclass(frozen=True)
class Share:
    """How often one class was drawn, or all classes that are not drawn singly together.

    Attributes
    ----------
    drawn : PlottedClass
        The class, with its exact probability p.
    count : int
        Number of draws that gave the class.
    share : float
        `count` over the number of draws n.
    error : float
        Standard error of the share, √(p (1 − p) / n).
    """

    drawn: PlottedClass
    count: int
    share: float
    error: float

    @property
    def band(self) -> tuple[float, float]:
        """Interval p ± `ERRORS` standard errors, within [0, 1]: about 95% of shares lie in it.

        Where only bounds of p are known it goes from below the lower one to above the upper one.
        """
        reach, (low, high) = ERRORS * self.error, self.drawn.bounds or (self.drawn.p, self.drawn.p)
        return max(0.0, low - reach), min(1.0, high + reach)


@dataclass(frozen=True, eq=False)
class Running:
    """Share of one class against the number of draws, as it converges to the class's probability.

    Attributes
    ----------
    p : float
        Exact probability of the class.
    numbers : (k,) int64
        Numbers n of draws, from 1 to the size of the sample, spaced by ratio.
    shares, errors : (k,) float64
        Share of the class among the first n draws, and the standard error √(p (1 − p) / n).
    """

    p: float
    numbers: Integers
    shares: Floats
    errors: Floats


@dataclass(frozen=True)
class Segment:
    """Interval [start, end) of the random numbers that draw one class, or any class not drawn singly."""

    start: float
    end: float
    drawn: PlottedClass


@dataclass(frozen=True)
class Throw:
    """One random number in [0, 1), and the class that the number draws at the present temperature.

    The row is −1 if that is none of the listed classes.
    """

    uniform: float
    row: int
    label: str
    colour: int | None


@dataclass(frozen=True, eq=False)
class Sample:
    """A sample of the final distribution, with the numbers that its plot draws.

    Attributes
    ----------
    draws : Draws
    drawn : tuple of PlottedClass
        `Picture.drawn`: the classes that plots draw, in their order.
    prepared : PreparedLogits
    """

    draws: Draws
    drawn: tuple[PlottedClass, ...]
    prepared: PreparedLogits
    _running: dict[int, Running] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.draws)

    @property
    def seed(self) -> int:
        """Seed of the random numbers."""
        return self.draws.uniforms.seed

    @property
    def total_variation(self) -> float:
        """Total variation distance between shares and probabilities, ½ Σ |share − p| over all classes."""
        return self.draws.total_variation

    @cached_property
    def shares(self) -> tuple[Share, ...]:
        """Share of each entry of `drawn`, in the same order."""
        counts = [self._count(place) for place in range(len(self.prepared.shown))]
        if self.prepared.other_count:
            counts.append(len(self) - sum(counts))
        return tuple(
            Share(one, count, count / len(self), float(standard_error(one.p, len(self))))
            for one, count in zip(self.drawn, counts, strict=True)
        )

    def _count(self, place: int) -> int:
        """Number of draws that gave entry `place` of `drawn`: a class, or any member of a group."""
        if self.prepared.grouped is not None:
            return int(self.draws.counts_of_rows[self.prepared.rows_at(place)].sum())
        return self.count(int(self.prepared.shown[place]))

    def count(self, row: int) -> int:
        """Number of draws that gave the class of this row; 0 if the chain cut it."""
        place = self.draws.place(row)
        return 0 if place is None else int(self.draws.counts[place])

    @cached_property
    def segments(self) -> tuple[Segment, ...]:
        """Intervals of the random numbers by falling logit; last that of all classes not drawn singly."""
        if not self.prepared.is_in_order:
            return self._mixed_segments
        # The classes drawn singly are all there are, or those of the first ranks, so that their intervals
        # follow one another without gaps.
        places = [(self.draws.place(one.row), one) for one in self.drawn if one.row is not None]
        segments, start = [], 0.0
        for place, one in sorted((place, one) for place, one in places if place is not None):
            end = float(self.draws.cumulative[place])
            segments.append(Segment(start, end, one))
            start = end
        if self.prepared.other_count and (
            self.drawn[-1].number if self.drawn[-1].bounds is None else 1.0 - start
        ):
            segments.append(Segment(start, 1.0, self.drawn[-1]))
        return tuple(segments)

    @property
    def _mixed_segments(self) -> tuple[Segment, ...]:
        """Intervals by falling logit where those of one entry, or of all others, need not be neighbours."""
        prepared, ends = self.prepared, self.draws.cumulative
        others = len(prepared.shown)
        entries = np.full(len(prepared.logits), others)
        for place in range(others):
            entries[prepared.rows_at(place)] = place
        by_rank = entries[prepared.logits.order[self.draws.candidates.start :][: len(ends)]]
        # Neighbours of one entry become one interval.
        last = np.flatnonzero(np.diff(by_rank, append=-1))
        starts = np.concatenate(([0.0], ends[last[:-1]]))
        spans = zip(starts.tolist(), ends[last].tolist(), by_rank[last].tolist(), strict=True)
        found = [Segment(start, end, self.drawn[place]) for start, end, place in spans if end - start >= THIN]
        if ends[-1] < 1.0 - THIN and prepared.other_count:
            found.append(Segment(float(ends[-1]), 1.0, self.drawn[-1]))
        return tuple(found)

    def last(self, count: int) -> tuple[Throw, ...]:
        """The last `count` draws, or all if there are fewer, the newest last."""
        logits, colour = self.prepared.logits, self.prepared.entry_colour
        dice = zip(self.draws.uniforms.values[-count:].tolist(), self.draws.last(count).tolist(), strict=True)
        other = one_of_others(self.prepared.unlisted)
        return tuple(
            Throw(uniform, row, logits.labels[row], colour(row))
            if row >= 0
            else Throw(uniform, row, other, None)
            for uniform, row in dice
        )

    def running(self, row: int) -> Running:
        """Return how the share of the class in `row`, or of its group, converges; computed once for each."""
        row = self.prepared.entry_of(row)
        if row not in self._running:
            if self.prepared.grouped is None:
                p, (numbers, shares) = self.draws.probability(row), self.draws.running(row)
            else:
                rows = self.prepared.grouped.rows_of(row)
                p = min(1.0, sum(map(self.draws.probability, rows.tolist())))
                numbers, shares = self.draws.running_of(np.isin(self.draws.rows, rows))
            self._running[row] = Running(p, numbers, shares, standard_error(p, numbers))
        return self._running[row]
