"""Studies of two recordings of the same text: how far apart two models are, step by step and over τ."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tauscope.core.bounds import Bounds, lower, upper
from tauscope.core.rows.comparison import KnownRow, compare_rows, matched
from tauscope.document.panel_settings.trace import OtherFile, TraceSettings
from tauscope.document.picture.answers import Failed, Pending, Ready
from tauscope.document.studies.trace_reading import TraceStudy
from tauscope.document.traces import trace_of
from tauscope.sources.trace.source import TraceSource
from tauscope.sources.trace.stored import open_stored

if TYPE_CHECKING:
    from collections.abc import Hashable

    from tauscope.core.logits import Floats
    from tauscope.document.document import Document
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
NO_OTHER = "Choose a second file of the same text: Source → Compare with Another File."


class FilesCompared(NamedTuple):
    """How two models differ at each step; of each pair of rows the first is the lower bound.

    Attributes
    ----------
    forward, backward : (2, N) float64
        KL(this ‖ other) and KL(other ‖ this) in nats; the upper bound is ∞ where classes are unlisted.
    same_top : (N,) bool
        True where both have the same likeliest class.
    gain : (2, N) float64
        ln p of the chosen token in the other file minus that in this one; NaN where it is not known.
    note : str
        Sentence on steps that were left out; empty if there are none.
    """

    forward: Floats
    backward: Floats
    same_top: np.ndarray[tuple[int], np.dtype[np.bool_]]
    gain: Floats
    note: str = ""

    @property
    def steps(self) -> int:
        """Number of steps that were compared."""
        return len(self.same_top)

    @property
    def agreement(self) -> float:
        """Share of the steps with the same likeliest class."""
        return float(self.same_top.mean())

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
    forward, backward : (T,) float64
        Lower bounds of the divergences in nats, which are exact where all classes are listed.
    exact : bool
    steps, every : int
        Number of steps in the mean, and of all that could be compared.
    """

    forward: Floats
    backward: Floats
    exact: bool
    steps: int
    every: int


@dataclass(frozen=True)
class _Pair:
    """Two recordings of one text.

    Attributes
    ----------
    one, other : TraceSource
    steps : int
        Number of steps that both have after the same tokens.
    note : str
    """

    one: TraceSource
    other: TraceSource
    steps: int
    note: str

    @classmethod
    def of(cls, one: TraceSource, file: OtherFile) -> _Pair:
        """Open the other file; `InputError` if it is gone or has no step in common."""
        recording = open_stored(file.to_json(), None)
        if one.values and not recording.says_values:
            recording = recording.taken_as(one.recording.values)
        if not recording.says_vocabulary:
            recording = recording.of_vocabulary(one.vocabulary)
        other = TraceSource(recording, file.tensor, one.temperature, one.vocabulary)
        shared = min(one.steps, other.steps)
        same = _same_tokens(one, other, shared)
        note = ""
        if one.steps != other.steps:
            note = f"This file has {one.steps:,} steps, the other {other.steps:,}."
        if same < shared:
            note = f"The texts differ from step {same + 1:,} on: the steps before are compared."
        return cls(one, other, same, note)

    def rows(self, number: int) -> tuple[KnownRow, KnownRow, int | None]:
        """Return both rows of a step, their classes matched, and the key of the chosen token."""
        step, others = self.one.step(number), self.other.step(number)
        fitted = replace(others, logits=matched(step.logits, others.logits))
        return (
            KnownRow(step.logits, self.one.knowledge(step)),
            KnownRow(fitted.logits, self.other.knowledge(fitted)),
            step.chosen,
        )


def _same_tokens(one: TraceSource, other: TraceSource, shared: int) -> int:
    """Return how many steps follow the same tokens: a step with another chosen token is the last one."""
    if not (one.has_tokens and other.has_tokens):
        return shared
    pieces = zip(one.recording.pieces, other.recording.pieces, strict=False)
    different = next((number for number, pair in enumerate(pieces) if pair[0] != pair[1]), shared)
    return min(shared, different + 1)


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
        pair = _Pair.of(self.source, self.other)
        forward, backward, gain = (np.full((2, pair.steps), np.nan) for _ in range(3))
        same = np.zeros(pair.steps, dtype=np.bool_)
        for number in range(pair.steps):
            progress(number / pair.steps)
            one, other, chosen = pair.rows(number)
            found = compare_rows(one, other, self.temperature, chosen)
            same[number] = found.same_top
            for array, value in ((forward, found.forward), (backward, found.backward), (gain, found.gain)):
                if value is not None:
                    array[:, number] = lower(value), upper(value)
        return FilesCompared(forward, backward, same, gain, pair.note)


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
        pair = _Pair.of(self.source, self.other)
        numbers = np.unique(np.linspace(0, pair.steps - 1, min(SAMPLED, pair.steps)).round().astype(int))
        sums, exact = np.zeros((2, len(TEMPERATURES))), True
        for done, number in enumerate(numbers.tolist()):
            one, other, _ = pair.rows(number)
            for place, temperature in enumerate(TEMPERATURES.tolist()):
                progress((done + place / len(TEMPERATURES)) / len(numbers))
                found = compare_rows(one, other, temperature, None)
                exact = exact and not isinstance(found.forward, Bounds)
                sums[:, place] += lower(found.forward), lower(found.backward)
        means = sums / len(numbers)
        return FilesOverTau(means[0], means[1], exact, len(numbers), pair.steps)


def other_file(document: Document) -> OtherFile | None:
    """Return the file with which a trace is compared; None if there is none."""
    return document.settings(TraceSettings).other


def unsuited(document: Document) -> str:
    """Say why two files cannot be compared in a document; empty if they can."""
    if not document.source.abilities.recorded:
        return NO_TRACE
    return "" if other_file(document) is not None else NO_OTHER


def steps_compared(picture: Picture) -> Answer[FilesCompared]:
    """Return the comparison at the dial's τ; that of a τ before while it is computed."""
    document, other = picture.document, other_file(picture.document)
    if other is None or not document.source.abilities.recorded:
        return Failed(unsuited(document))
    study = StepsComparison(trace_of(document), other, document.temperature)
    answer = picture.answer(study)
    before = picture.latest(STEPS)
    if isinstance(answer, Pending) and before is not None:
        (old, result) = before
        if (old.source, old.other) == (study.source, study.other):
            return Ready(result)
    return answer


def compared_over_tau(picture: Picture) -> Answer[FilesOverTau]:
    """Return the comparison over τ."""
    document, other = picture.document, other_file(picture.document)
    if other is None or not document.source.abilities.recorded:
        return Failed(unsuited(document))
    return picture.answer(TauComparison(trace_of(document), other))
