"""Draws from a distribution of which only some classes are listed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.draws.sampling import Draws, in_parts

if TYPE_CHECKING:
    from tauscope.core.values import Floats, Integers, Mask

OTHER = -1
"""Row of a draw that gave none of the listed classes."""


@dataclass(frozen=True, eq=False)
class ListDraws(Draws):
    """A sample of a distribution that a list of classes may be a part of.

    What the listed classes leave to 1 draws one of the others.

    Attributes
    ----------
    p : (V,) float64
        Probabilities of the listed classes, in the order of the table.
    """

    p: Floats

    @cached_property
    def _limits(self) -> Floats:
        limits: Floats = np.minimum(self.p[self.candidates.logits.order].cumsum(), 1.0)
        return limits

    @property
    def cumulative(self) -> Floats:
        """Running sum of the probabilities of the listed classes, by falling logit."""
        return self._limits

    def _rows_at(self, uniforms: Floats) -> Integers:
        rows = np.append(self.candidates.logits.order, OTHER)
        found: Integers = rows[self._limits.searchsorted(uniforms, side="right")]
        return found

    @cached_property
    def counts(self) -> Integers:
        """Number of draws of each listed class, by falling logit, and last of all others."""
        return in_parts(self.uniforms.rising, self._limits)

    @cached_property
    def counts_of_rows(self) -> Integers:
        """Number of draws of each row of the table, shape (V,)."""
        counts = np.zeros(len(self.p), dtype=np.int64)
        counts[self.candidates.logits.order] = self.counts[:-1]
        return counts

    @cached_property
    def total_variation(self) -> float:
        """Total variation distance between the sample and the distribution from which it is drawn."""
        p = np.append(self.p[self.candidates.logits.order], max(0.0, 1.0 - float(self.p.sum())))
        return 0.5 * float(np.abs(self.frequencies - p).sum())

    def place(self, row: int) -> int | None:
        """Return the rank of the class in `row`; None if it has no probability for certain."""
        return int(self.candidates.logits.ranks[row]) if self.p[row] > 0 else None

    def probability(self, row: int) -> float:
        """Return the probability of the class in `row`."""
        return float(self.p[row])

    def hits(self, row: int) -> Mask:
        """Return the mask of the draws that gave the class in `row`, shape (n,)."""
        hits: Mask = self.rows == row
        return hits
