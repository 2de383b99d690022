"""Studies of two recordings of the same text: how far apart two models are, step by step and over τ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tauscope.core.bounds import Bounds, lower, upper
from tauscope.core.rows.comparison import compare_rows
from tauscope.document.panel_settings.trace import TraceSettings
from tauscope.document.picture.answers import Failed, Pending, Ready
from tauscope.document.studies.file_pair import FilePair
from tauscope.document.studies.trace_reading import TraceStudy
from tauscope.document.traces import trace_of

if TYPE_CHECKING:
    from collections.abc import Hashable

    from tauscope.core.bounds import Number
    from tauscope.core.logits import Floats
    from tauscope.document.document import Document
    from tauscope.document.panel_settings.trace import OtherFile
    from tauscope.document.picture.answers import Answer
    from tauscope.document.picture.picture import Picture
    from tauscope.document.picture.study import Progress

STEPS, OVER_TAU = "two files at τ", "two files over τ"
"""Slots of the studies."""

TEMPERATURES = np.geomspace(0.1, 10.0, 17)
"""Temperatures of the curves."""

SAMPLED = 64
"""Most steps of which curves over τ are the mean, evenly spread over the text."""

NO_TRACE = "This plot compares two files: open one with logits or log-probabilities first."
NO_OTHER = "Choose a second file of the same text: Source → Compare with Another File, or --compare."


class FilesCompared(NamedTuple):
    """How two models differ at each step; of each pair of rows the first is the lower bound.

    Attributes
    ----------
    forward, backward : (2, N) float64
        KL(this ‖ other) and KL(other ‖ this) in nats; the upper bound may be ∞ where classes are unlisted.
    same_top : (2, N) bool
        True where both certainly have the same likeliest class, and where they may have.
    gain : (2, N) float64
        ln p of the chosen token in the other file minus that in this one; NaN where it is not known.
    temperature : float
        That of both distributions.
    note : str
        Sentence on steps that were left out, or on what was assumed; empty if there is none.
    """

    forward: Floats
    backward: Floats
    same_top: np.ndarray[tuple[int, int], np.dtype[np.bool_]]
    gain: Floats
    temperature: float
    note: str = ""

    @property
    def steps(self) -> int:
        """Number of steps that were compared."""
        return self.same_top.shape[1]

    @property
    def agreement(self) -> Number:
        """Share of the steps with the same likeliest class, or bounds of it."""
        low, high = self.same_top.mean(axis=1).tolist()
        return low if low == high else Bounds(low, high)

    @property
    def with_gain(self) -> int:
        """Number of steps at which both files tell something of the chosen token."""
        return int((~np.isnan(self.gain[0])).sum())

    def mean(self, name: str) -> Bounds:
        """Return the mean over all steps of "forward", "backward" or "gain", of those that are known."""
        pair: Floats = getattr(self, name)
        known = pair[:, ~np.isnan(pair[0])]
        if not known.size:
            return Bounds(float("nan"), float("nan"))
        return Bounds(float(known[0].mean()), float(known[1].mean()))


class FilesOverTau(NamedTuple):
    """Means over steps at each of `TEMPERATURES`.

    Attributes
    ----------
    forward, backward : (2, T) float64
        Lower and upper bounds of the divergences in nats, which are equal where all classes are listed.
    steps, every : int
        Number of steps in the mean, and of all that could be compared.
    """

    forward: Floats
    backward: Floats
    steps: int
    every: int

    @property
    def exact(self) -> bool:
        """True if the bounds are equal."""
        return all(np.array_equal(*curve) for curve in (self.forward, self.backward))


@dataclass(frozen=True)
class StepsComparison(TraceStudy[FilesCompared]):
    """Compares two files at one temperature.

    Attributes
    ----------
    source : TraceSource
    other : OtherFile
    temperature : float
    """

    other: OtherFile
    temperature: float

    @property
    def slot(self) -> Hashable:
        """There is one such study at a time."""
        return STEPS

    def result(self, progress: Progress) -> FilesCompared:
        """Compare all steps, one after the other."""
        pair = FilePair.of(self.source, self.other)
        forward, backward, gain = (np.full((2, pair.steps), np.nan) for _ in range(3))
        same = np.zeros((2, pair.steps), dtype=np.bool_)
        for number in range(pair.steps):
            progress(number / pair.steps)
            one, other, chosen = pair.rows(number)
            found = compare_rows(one, other, self.temperature, chosen, by_name=pair.by_name)
            same[:, number] = found.same_top is True, found.same_top is not False
            for array, value in ((forward, found.forward), (backward, found.backward), (gain, found.gain)):
                if value is not None:
                    array[:, number] = lower(value), upper(value)
        return FilesCompared(forward, backward, same, gain, self.temperature, pair.note)


@dataclass(frozen=True)
class TauComparison(TraceStudy[FilesOverTau]):
    """Compares two files at every temperature.

    Attributes
    ----------
    source : TraceSource
    other : OtherFile
    """

    other: OtherFile

    @property
    def slot(self) -> Hashable:
        """There is one such study at a time."""
        return OVER_TAU

    @property
    def title(self) -> str:
        """What is being done, for the notice."""
        return "Comparing two files over τ"

    def result(self, progress: Progress) -> FilesOverTau:
        """Compare steps that are evenly spread over the text."""
        pair = FilePair.of(self.source, self.other)
        numbers = np.unique(np.linspace(0, pair.steps - 1, min(SAMPLED, pair.steps)).round().astype(int))
        sums = np.zeros((2, 2, len(TEMPERATURES)))
        for done, number in enumerate(numbers.tolist()):
            one, other, _ = pair.rows(number)
            for place, temperature in enumerate(TEMPERATURES.tolist()):
                progress((done + place / len(TEMPERATURES)) / len(numbers))
                found = compare_rows(one, other, temperature, None, by_name=pair.by_name)
                for sum_of, value in zip(sums, (found.forward, found.backward), strict=True):
                    sum_of[:, place] += lower(value), upper(value)
        forward, backward = sums / len(numbers)
        return FilesOverTau(forward, backward, len(numbers), pair.steps)


def other_file(document: Document) -> OtherFile | None:
    """Return the file with which a trace is compared; None if there is none."""
    return document.settings(TraceSettings).other


def unsuited(document: Document) -> str:
    """Say why two files cannot be compared in a document; empty if they can."""
    if not document.source.abilities.recorded:
        return NO_TRACE
    return "" if other_file(document) is not None else NO_OTHER


def steps_compared(picture: Picture) -> Answer[FilesCompared]:
    """Return the comparison at the dial's τ."""
    document, other = picture.document, other_file(picture.document)
    if other is None or not document.source.abilities.recorded:
        return Failed(unsuited(document))
    return picture.answer(StepsComparison(trace_of(document), other, document.temperature))


def steps_drawn(picture: Picture) -> Answer[FilesCompared]:
    """Return the comparison at the dial's τ; that of a τ before, which it names, while it is computed."""
    answer, before = steps_compared(picture), picture.latest(STEPS)
    if isinstance(answer, Pending) and before is not None:
        (old, result) = before
        if (old.source, old.other) == (trace_of(picture.document), other_file(picture.document)):
            return Ready(result)
    return answer


def compared_over_tau(picture: Picture) -> Answer[FilesOverTau]:
    """Return the comparison over τ."""
    document, other = picture.document, other_file(picture.document)
    if other is None or not document.source.abilities.recorded:
        return Failed(unsuited(document))
    return picture.answer(TauComparison(trace_of(document), other))
