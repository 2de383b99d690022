"""A study that reads a whole trace: what the file says of the chosen token of each step."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np

from tauscope.core.errors import InputError
from tauscope.core.measures import nats_to_bits
from tauscope.core.numbers import screen_number
from tauscope.core.rows.densities import RowBinner
from tauscope.core.rows.heads import HeadKeeper
from tauscope.core.softmax import log_softmax
from tauscope.document.picture.answers import Failed, Ready
from tauscope.document.picture.study import Progress, Study
from tauscope.document.traces import trace_of
from tauscope.sources.trace.arrays.stored_file import FileChangedError

if TYPE_CHECKING:
    from collections.abc import Hashable

    from tauscope.core.logits import Floats, Integers
    from tauscope.core.rows.densities import RowDensities
    from tauscope.core.rows.heads import RowHeads
    from tauscope.core.values import Mask
    from tauscope.document.picture.picture import Picture
    from tauscope.sources.trace.recording import RecordedStep
    from tauscope.sources.trace.source import TraceSource

R = TypeVar("R")

SLOT = "trace as read"
"""Slot of the study."""

MOST_BINNED = 64 * 2**20
"""Most bytes of the bins of all steps; a thousand steps of a large vocabulary take a tenth."""

FEW = 50
"""Most steps in memory that are read in the window's thread, in less than 2 ms."""

LONG = 200
"""Number of steps above which a notice names the study while it runs."""


class ReadTrace(NamedTuple):
    """What the file says of each step, at the source's own temperature.

    Attributes
    ----------
    surprise : (N,) float64
        −log₂ p of the chosen token; NaN where the file does not say.
    at_least : (N,) bool
        True if `surprise` is only a lower bound, since the file has no p of the token but that of the floor.
    ranks : (N,) int64
        Rank of the chosen token, from 1; 0 where the file does not say.
    beyond : (N,) bool
        True if only a lower bound of the rank is known, since the token is not among those listed.
    listed : (N,) int64
        Number of classes that are listed; 0 for a step that cannot be read.
    gaps : (N,) float64
        How far the logit of the chosen token is below the largest; NaN where the file does not say.
    places : (N,) int64
        Rank of the chosen token from 0, with ties in the order of the row; −1 where the file does not say.
    densities : RowDensities or None
        The logits of all steps, binned; None where some are not listed, or where bins would take much memory.
    heads : RowHeads or None
        The likeliest classes of all steps; None as above.
    """

    surprise: Floats
    at_least: Mask
    ranks: Integers
    beyond: Integers
    listed: Integers
    gaps: Floats
    places: Integers
    densities: RowDensities | None = None
    heads: RowHeads | None = None

    @property
    def unreadable(self) -> Integers:
        """Numbers of the steps that cannot be read, from 0."""
        return np.flatnonzero(self.listed == 0)


@dataclass(frozen=True)
class TraceStudy(Study[R]):
    """A study of all steps of a trace.

    Attributes
    ----------
    source : TraceSource
    """

    source: TraceSource

    def weight(self, result: R) -> int:
        """Return as how many results the result of a long trace counts."""
        known = (result.densities, result.heads) if isinstance(result, ReadTrace) else ()
        return 1 + self.source.steps // 20_000 + sum(one.bytes // 2**22 for one in known if one is not None)


@dataclass(frozen=True)
class TraceReading(TraceStudy[ReadTrace]):
    """Reads what the file says of each chosen token."""

    @property
    def slot(self) -> Hashable:
        """There is one such study at a time."""
        return SLOT

    @property
    def title(self) -> str:
        """What is being done, for the notice."""
        return f"Reading {self.source.steps:,} steps" if self.source.steps > LONG else ""

    @property
    def at_once(self) -> bool:
        """True for a few steps in memory."""
        recording = self.source.recording
        return recording.steps <= FEW and all(map(recording.quick, range(recording.steps)))

    def result(self, progress: Progress) -> ReadTrace:
        """Read all steps, one after the other."""
        count = self.source.steps
        surprise, gaps = np.full(count, np.nan), np.full(count, np.nan)
        ranks, listed, beyond = (np.zeros(count, dtype=np.int64) for _ in range(3))
        at_least = np.zeros(count, dtype=bool)
        places = np.full(count, -1)
        binner, keeper = RowBinner(MOST_BINNED), HeadKeeper(count)
        for number in range(count):
            progress(number / count)
            step = readable_step(self.source, number)
            if step is None:
                binner.give_up()
                keeper.give_up()
                continue
            if step.unlisted is None:
                binner.add(step.logits.values)
                keeper.add(step.logits.values)
            else:
                binner.give_up()
                keeper.give_up()
            listed[number] = len(step.logits)
            row = None if step.chosen is None else step.logits.row_of(step.chosen)
            if row is not None and not is_unknown(step):
                logarithm = _source_logarithm(step, row, self.source.applied)
                gaps[number] = step.logits.values.max() - step.logits.values[row]
                surprise[number] = nats_to_bits(0.0 - logarithm)
                ranks[number] = 1 + np.count_nonzero(step.logits.values > step.logits.values[row])
                beyond[number] = is_beyond(step, logarithm)
                places[number] = step.logits.rank_of(row)
            elif (most := most_of_chosen(step)) is not None:
                surprise[number] = nats_to_bits(-math.log(most))
                at_least[number] = beyond[number] = True
                ranks[number] = 1 + len(step.logits)
        binned, heads = binner.binned(), keeper.heads()
        return ReadTrace(surprise, at_least, ranks, beyond, listed, gaps, places, binned, heads)


def readable_step(source: TraceSource, number: int) -> RecordedStep | None:
    """Return a step; None if its numbers are wrong, which is said where the step is shown.

    Raises
    ------
    FileChangedError
        If the file is no longer the one that was opened.
    """
    try:
        return source.step(number)
    except FileChangedError:
        raise
    except InputError:
        return None


def _source_logarithm(step: RecordedStep, row: int, applied: float) -> float:
    """Return ln p of a listed class at the source's temperature."""
    if step.unlisted is not None:
        return float(step.logits.values[row]) / applied
    return float(log_softmax(step.logits.values, applied)[row])


def is_unknown(step: RecordedStep) -> bool:
    """Return True if the file has nothing but the chosen token, without its probability."""
    return step.unlisted is not None and step.unlisted.may_have_all


def most_of_chosen(step: RecordedStep) -> float | None:
    """Return the most that p of a chosen token can be which is not listed; None for any other."""
    if step.chosen is None or step.unlisted is None or step.logits.row_of(step.chosen) is not None:
        return None
    return None if step.unlisted.may_have_all else step.unlisted.most


def is_beyond(step: RecordedStep, logarithm: float) -> bool:
    """Return True if the chosen class, of this ln p, was added to the likeliest: others may precede it."""
    if step.unlisted is None:
        return False
    return step.unlisted.added is not None or math.exp(logarithm) < step.unlisted.most * (1 - 1e-9)


def surprise_in_bits(read: ReadTrace, number: int) -> str:
    """Write the surprise of a step's chosen token, “≥” before a lower bound; empty where it is not known."""
    bits = float(read.surprise[number])
    least = "≥ " if read.at_least[number] else ""
    return "" if math.isnan(bits) else f"{least}{screen_number(bits, 2)} bits"


def read_trace(picture: Picture) -> ReadTrace | None:
    """Return what the file says of each step; None while it is being read."""
    answer = picture.answer(TraceReading(trace_of(picture.document)))
    return answer.value if isinstance(answer, Ready) else None


def reading_failure(picture: Picture) -> str:
    """Return why the steps cannot be read; empty where they can, or are being read."""
    answer = picture.answer(TraceReading(trace_of(picture.document)))
    return answer.sentence if isinstance(answer, Failed) else ""
