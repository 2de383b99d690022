"""Studies of what a chain leaves of each step of a trace: exact numbers, and bounds that are there sooner."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tauscope.core.bounds import Bounds, lower, upper
from tauscope.core.errors import InputError
from tauscope.core.measures import nats_to_bits
from tauscope.core.rows.bounds import bounds_of_rows, has_bounds
from tauscope.core.rows.chains import Chosen, RowsLeft, left_of_rows
from tauscope.core.rows.unsorted import RowCutter
from tauscope.document.picture.answers import Ready
from tauscope.document.studies.trace_reading import (
    LONG,
    ReadTrace,
    TraceStudy,
    is_unknown,
    read_trace,
    readable_step,
)
from tauscope.document.traces import trace_of

if TYPE_CHECKING:
    from collections.abc import Hashable

    from tauscope.core.bounds import Number
    from tauscope.core.chain import Chain
    from tauscope.core.logits import Floats, Integers, Logits
    from tauscope.core.rows.densities import RowDensities
    from tauscope.core.values import Mask
    from tauscope.document.picture.picture import Picture
    from tauscope.document.picture.study import Progress
    from tauscope.sources.trace.source import TraceSource

BOUNDED, TEMPERED = "trace at τ in bounds", "trace at τ"
"""Slots of the studies."""

AT_ONCE = 2**20
"""Most bytes of bins whose numbers are computed in the window's thread, in less than a millisecond."""

REST = 0.3
"""Seconds for which the dial has to rest before steps are read again."""


class TemperedTrace(NamedTuple):
    """What the chain leaves at each step; of each pair of rows the first is the lower bound.

    Attributes
    ----------
    entropy : (2, N) float64
        In bits; NaN where nothing is known.
    chosen : (2, N) float64
        Probability of the chosen token; NaN where there is none.
    left : (N,) float64
        Number of classes that are left; NaN where that is not decided.
    is_exact : bool
        False for bounds that are shown while the numbers are computed.
    """

    entropy: Floats
    chosen: Floats
    left: Floats
    is_exact: bool = True

    @property
    def cut(self) -> int:
        """Number of chosen tokens that the chain certainly cuts."""
        return int(np.count_nonzero(self.chosen[1] == 0))

    @property
    def known(self) -> int:
        """Number of steps of which the chosen token is known."""
        return int(np.count_nonzero(~np.isnan(self.chosen[1])))


@dataclass(frozen=True)
class TraceTempering(TraceStudy[TemperedTrace]):
    """Applies a chain to each step of a trace.

    Attributes
    ----------
    source : TraceSource
    chain : Chain
    read : ReadTrace or None
        What `TraceReading` gave, if that is there: with it a temperature alone takes milliseconds.
    tight_is_enough : bool
        True if bounds are taken for numbers where they differ by less than is seen on screen.
    """

    chain: Chain
    read: ReadTrace | None = field(default=None, compare=False, repr=False)
    tight_is_enough: bool = True

    @property
    def title(self) -> str:
        """What is being done, for the notice."""
        return f"Applying the knobs to {self.source.steps:,} steps" if self.source.steps > LONG else ""

    @property
    def at_once(self) -> bool:
        """True for a temperature alone over a text of some hundred steps that were read."""
        densities = self._densities
        return densities is not None and densities.bytes < AT_ONCE

    @property
    def _densities(self) -> RowDensities | None:
        """Densities from which the numbers follow; None if they do not."""
        found = None if self.read is None else self.read.densities
        if found is None or self.chain.first_cut is not None or not found.covers(self.chain.product):
            return None
        return found

    @property
    def slot(self) -> Hashable:
        """There is one such study at a time."""
        return TEMPERED

    @property
    def rest(self) -> float:
        """The dial has to rest where steps are read again and bounds are shown meanwhile."""
        return REST if self._densities is None and has_bounds(self.chain) else 0.0

    def result(self, progress: Progress) -> TemperedTrace:
        """Apply the chain to one step after the other, or to all of them at once."""
        if self._densities is not None and self.read is not None:
            return _of_densities(self._densities, self.read.gaps, self.chain.product)
        count = self.source.steps
        entropy, chosen, left = (
            np.full((2, count), np.nan),
            np.full((2, count), np.nan),
            np.full(count, np.nan),
        )
        undecided = np.arange(count)
        if self.read is not None and self.read.densities is not None:
            known = _from_what_was_read(self.chain, self.read, count, progress)
            decided = known.decided if self.tight_is_enough else known.by_head
            entropy[:, decided], chosen[:, decided] = known.entropy[:, decided], known.chosen[:, decided]
            left[decided], undecided = known.left[decided], undecided[~decided]
        cutter = RowCutter()
        for done, number in enumerate(undecided.tolist()):
            progress(done / len(undecided))
            step, chain = readable_step(self.source, number), self.chain.at(number)
            if step is None or is_unknown(step):
                continue
            row = None if step.chosen is None else step.logits.row_of(step.chosen)
            try:
                knowledge = self.source.knowledge(step)
            except InputError:  # said where the step is shown; the others have their numbers
                continue
            if knowledge is None:
                cut = self._cut(cutter, chain, number, step.logits)
                numbers = cut or _exact(step.logits, chain, row)
            else:
                found = knowledge.final(chain)
                low, high = found.rows
                p = None if row is None else Bounds(float(low[row]), float(high[row]))
                numbers = found.entropy, p, math.nan
            for array, number_ in zip((entropy, chosen), numbers[:2], strict=True):
                if number_ is not None:
                    array[:, number] = lower(number_), upper(number_)
            left[number] = numbers[2]
        return TemperedTrace(nats_to_bits(entropy), chosen, left)

    def _cut(
        self, cutter: RowCutter, chain: Chain, number: int, logits: Logits
    ) -> tuple[Number, Number, float] | None:
        """Return the numbers of `_exact` without sorting the step; None if that does not decide them."""
        if self.read is None:
            return None
        gap, place = float(self.read.gaps[number]), int(self.read.places[number])
        found = cutter.left(chain, logits.values, gap, place)
        return None if found is None else (found.entropy, found.chosen, float(found.left))


@dataclass(frozen=True)
class TraceBounding(TraceStudy[TemperedTrace]):
    """Bounds of what a chain leaves of each step, from what was read of all steps: no step is read again.

    Attributes
    ----------
    source : TraceSource
    chain : Chain
    read : ReadTrace
        With densities and heads.
    """

    chain: Chain
    read: ReadTrace = field(compare=False, repr=False)

    @property
    def slot(self) -> Hashable:
        """There is one such study at a time."""
        return BOUNDED

    def result(self, progress: Progress) -> TemperedTrace:
        """Return exact numbers of steps that are decided by what was read, and bounds of the others."""
        known = _from_what_was_read(self.chain, self.read, self.source.steps, progress)
        return TemperedTrace(
            nats_to_bits(known.entropy), known.chosen, known.left, is_exact=bool(known.decided.all())
        )


class _Known(NamedTuple):
    """Numbers as in `TemperedTrace`, with the entropy in nats, and which steps they are exact of.

    Those in `by_head` have no other error than that of sums over a density of states, others that of `TIGHT`.
    """

    entropy: Floats
    chosen: Floats
    left: Floats
    decided: Mask
    by_head: Mask


def _from_what_was_read(chain: Chain, read: ReadTrace, count: int, progress: Progress) -> _Known:
    """Return what a chain leaves of each step as far as heads and densities tell: exactly, or in bounds."""
    entropy, chosen_p = np.full((2, 2, count), np.nan)
    left, decided, by_head = np.full(count, np.nan), np.zeros(count, bool), np.zeros(count, bool)
    rows, densities, chosen = np.arange(count), read.densities, Chosen(read.gaps, read.places)
    found = None if densities is None else bounds_of_rows(chain, densities, chosen, rows, progress)
    if found is not None and densities is not None:
        decided = found.is_tight
        middle = np.where(decided, 0.5, 0.0)
        entropy[:] = found.entropy + middle * (found.entropy[::-1] - found.entropy)
        chosen_p[:] = found.chosen + middle * (found.chosen[::-1] - found.chosen)
        left[:] = np.where(found.left[0] == found.left[1], found.left[0], np.nan)
        # Heads decide nothing of rows of which more is left than they have.
        width = 0 if read.heads is None else read.heads.gaps.shape[1]
        rows = np.flatnonzero((found.left[0] < width) | (found.left[0] == densities.possible))
    known = _left_of_heads(chain, read, progress, rows)
    if known is not None:
        by_head = known.decided
        entropy[:, by_head], chosen_p[:, by_head] = known.entropy[by_head], known.chosen[by_head]
        left[by_head], decided = known.left[by_head], decided | by_head
    return _Known(entropy, chosen_p, left, decided, by_head)


def _left_of_heads(chain: Chain, read: ReadTrace, progress: Progress, rows: Integers) -> RowsLeft | None:
    """Return what a chain leaves of some of the steps that were read, as far as their heads decide it."""
    if read.heads is None or read.densities is None:
        return None
    return left_of_rows(chain, read.heads, read.densities, Chosen(read.gaps, read.places), progress, rows)


def _exact(logits: Logits, chain: Chain, row: int | None) -> tuple[Number, Number, float]:
    """Return the entropy, the probability of the class in `row`, and the number of classes that are left."""
    final = chain.candidates(logits)
    p = None if row is None else final.probability_of(row)
    return final.entropy, p, float(len(final))


def _of_densities(densities: RowDensities, gaps: Floats, temperature: float) -> TemperedTrace:
    """Return the numbers at a temperature of rows whose chosen classes are `gaps` below the largest logit."""
    found = densities.at(temperature)
    if temperature == 0:
        exponents = np.where(gaps > 0, -np.inf, gaps)
    elif math.isinf(temperature):
        exponents = np.where(np.isfinite(gaps), 0.0, -gaps)
    else:
        exponents = -gaps / temperature
    chosen = np.exp(exponents - found.log_partition)
    left = densities.possible if temperature else densities.ties
    return TemperedTrace(
        nats_to_bits(np.stack([found.entropy] * 2)), np.stack([chosen] * 2), left.astype(np.float64)
    )


def tempered_trace(picture: Picture) -> TemperedTrace | None:
    """Return what the chain leaves of each step, or left before the last turn of the dial; None at first.

    While steps have to be read again, these are bounds.
    """
    source, chain, read = trace_of(picture.document), picture.document.chain, read_trace(picture)
    # Where reading all steps is what takes long, and is enough, they are not read twice at the same time.
    if read is None and has_bounds(chain) and source.recording.lists_all:
        return _latest(picture, source)
    bounds = None
    if read is not None and read.densities is not None and has_bounds(chain) and chain.first_cut is not None:
        answer = picture.answer(TraceBounding(source, chain, read))
        bounds = answer.value if isinstance(answer, Ready) else None
        if bounds is None or bounds.is_exact:
            return bounds or _latest(picture, source)
    answer = picture.answer(TraceTempering(source, chain, read))
    return answer.value if isinstance(answer, Ready) else bounds or _latest(picture, source)


def _latest(picture: Picture, source: TraceSource) -> TemperedTrace | None:
    """Return the latest numbers of a trace, of another setting of the knobs."""
    for slot in (BOUNDED, TEMPERED):
        before = picture.latest(slot)
        if before is not None and before[0].source == source:
            found: TemperedTrace = before[1]
            return found
    return None


def span(pair: Floats) -> Number:
    """Return two bounds as a number: exact if both are equal, None if they are NaN."""
    low, high = pair.tolist()
    return None if math.isnan(low) else low if low == high else Bounds(low, high)
