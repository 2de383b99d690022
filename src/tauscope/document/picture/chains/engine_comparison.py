"""Distributions that the engines make of one request, for their plot, with what differs from the first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tauscope.core.bounds import counted, undecidable
from tauscope.core.chain.chain import Chain
from tauscope.core.chain.comparison import Outcome, compare_engines, compared, explain
from tauscope.core.chain.knobs import Temperature
from tauscope.core.chain.reordering import same
from tauscope.core.chain.stage import Stage
from tauscope.core.numbers import plain_number, screen_temperature
from tauscope.document.picture.chains.stages import removed_shares, shares
from tauscope.document.picture.entry_bounds import entry_bounds

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tauscope.core.bounds import Bounds, DistributionBounds, Known, Number
    from tauscope.core.chain.candidates import Candidates
    from tauscope.core.chain.engines import Engine, SamplingRequest
    from tauscope.core.chain.partial_knowledge import ChainResults, PartialKnowledge
    from tauscope.core.values import Floats, Mask
    from tauscope.document.picture.prepared_logits import PreparedLogits


@dataclass(frozen=True, eq=False)
class Answer:
    """One engine's distribution, or its refusal.

    Attributes
    ----------
    outcome : Outcome
    p, cut : tuple of float
        Probabilities, and those that the cut classes would have at the same temperature without any cut: of
        each row in `prepared.shown` and last, if there are more, of all other classes. Empty if the engine
        refuses the request.
    entropy : float, Bounds or None
        Entropy in nats; bounds of it where it is not known exactly.
    survivors : int or Bounds
        Number of classes that the engine's chain left.
    differs : tuple of bool
        For each entry of `p`, whether either this engine or the first that does not refuse cut it, but not
        both.
    verdict : str
        How this answer differs from that of the first engine, in a few words; empty where it does not, or
        where it is not decided whether it does.
    compared : bool or None
        Whether this answer is that of the first engine; None if the listed classes do not decide it.
    decided : bool
        Whether it is known which classes the engine keeps.
    bounds : tuple of Bounds
        Of `p`; empty where it is exact.
    known : DistributionBounds or None
        Bounds of the whole distribution; None where it is exact.
    """

    outcome: Outcome
    p: tuple[float, ...] = ()
    cut: tuple[float, ...] = ()
    entropy: Number = 0.0
    survivors: Known = 0
    differs: tuple[bool, ...] = ()
    verdict: str = ""
    compared: bool | None = True
    decided: bool = True
    bounds: tuple[Bounds, ...] = ()
    known: DistributionBounds | None = None

    def number(self, place: int) -> Known:
        """Return entry `place` of `p`, or its bounds."""
        return self.bounds[place] if self.bounds else self.p[place]

    def probabilities(self, rows: Sequence[int]) -> list[Known]:
        """Return the probabilities of these rows, or their bounds; an empty list if the engine refuses."""
        left = self.outcome.candidates
        if left is None:
            return []
        return (
            left.probabilities_of_rows[rows].tolist() if self.known is None else [*map(self.known.of, rows)]
        )

    @property
    def kept_rows(self) -> list[int]:
        """Rows of the classes that the engine kept, or may have kept, the likeliest first."""
        left = self.outcome.candidates
        if left is None:
            return []
        if self.known is None:
            kept: list[int] = left.rows.tolist()
            return kept
        order = left.logits.order
        rows: list[int] = order[self.known.possible[order]].tolist()
        return rows

    def cuts(self, row: int) -> bool:
        """True if the engine cut the class in `row` for certain."""
        left, uncut = self.outcome.candidates, self.outcome.uncut
        if left is None or uncut is None or not uncut.kept[row]:
            return False
        return not (left.kept if self.known is None else self.known.possible)[row]

    @property
    def engine(self) -> Engine:
        """The engine that gives this answer."""
        return self.outcome.engine

    @property
    def refusal(self) -> str:
        """Why the engine refuses the request, as a sentence; empty if it does not."""
        return self.outcome.refusal

    @property
    def reason(self) -> str:
        """`refusal` without the engine's name, for places where the name stands already."""
        return self.refusal.removeprefix(f"{self.engine.title}: ")


@dataclass(frozen=True, eq=False)
class EngineComparison:
    """All engines' answers to one request.

    Attributes
    ----------
    request : SamplingRequest
    answers : tuple of Answer
    sentence : str
        Why the first two engines that differ do so, or that none does.
    """

    request: SamplingRequest
    answers: tuple[Answer, ...]
    sentence: str

    @classmethod
    def of(
        cls,
        prepared: PreparedLogits,
        request: SamplingRequest,
        partial: PartialKnowledge | None = None,
    ) -> EngineComparison:
        """Apply every engine's chain for `request` to the present logits.

        `partial` says what is known of the distribution where some classes are not listed.
        """
        outcomes = compare_engines(prepared.logits, request, partial, prepared.trained)
        first = next((outcome for outcome in outcomes if outcome.candidates is not None), None)
        answers = tuple(_answer(prepared, outcome, first) for outcome in outcomes)
        return cls(request, answers, explain(outcomes))

    def versus(self, answer: Answer) -> str:
        """Return how an answer compares with `first`, in a few words; empty for `first` and for a refusal."""
        if self.first is None or answer is self.first or answer.refusal:
            return ""
        title = self.first.engine.title
        if answer.compared is None:
            return f"= or ≠ {title}: {self.undecidable}"
        return f"≠ {title}: {answer.verdict}" if answer.verdict else f"= {title}"

    @property
    def undecidable(self) -> str:
        """What is said where the listed classes do not decide something."""
        left = next(answer.outcome.candidates for answer in self.answers if answer.outcome.candidates)
        return undecidable(len(left.logits))

    def kept(self, answer: Answer) -> str:
        """Return how many of all classes an engine kept, or the bounds of their number.

        Of a vocabulary of unknown size only the number is told.
        """
        assert answer.outcome.candidates is not None  # noqa: S101  # no refusal
        classes, known = len(answer.outcome.candidates.logits), answer.known
        if known is not None and known.unlisted is None:
            return counted(answer.survivors)
        unlisted = 0 if known is None else known.unlisted or 0
        return f"{counted(answer.survivors)} of {classes + unlisted:,}"

    @property
    def alike(self) -> bool:
        """True if no engine refuses the request and none differs from the first."""
        return all(answer.compared and not answer.refusal for answer in self.answers)

    @cached_property
    def groups(self) -> tuple[tuple[int, ...], ...]:
        """Indices in `answers`, grouped by equal answer; groups in the order of their first members."""
        groups: list[list[int]] = []
        for place, answer in enumerate(self.answers):
            found = [group for group in groups if _alike(self.answers[group[0]], answer)]
            found[0].append(place) if found else groups.append([place])
        return tuple(map(tuple, groups))

    @property
    def first(self) -> Answer | None:
        """First answer that is no refusal, to which all others are compared; None if every engine refuses."""
        return next((answer for answer in self.answers if not answer.refusal), None)


def _alike(one: Answer, other: Answer) -> bool:
    """True if two engines keep the same classes with the same p, or refuse for the same reason."""
    if one.refusal or other.refusal:
        return bool(one.refusal and other.refusal) and one.reason == other.reason
    return compared(one.outcome, other.outcome) is True


def _answer(prepared: PreparedLogits, outcome: Outcome, first: Outcome | None) -> Answer:
    """Make the numbers of an engine's outcome that the plot draws, compared with those of `first`."""
    left, uncut = outcome.candidates, outcome.uncut
    if left is None or uncut is None or first is None or first.candidates is None:
        return Answer(outcome)
    if outcome.ways.listed is not None:
        return _bounded_answer(prepared, outcome, first, outcome.ways.listed)
    before = shares(prepared, uncut)
    # A stage whose knob is never looked at: only its two distributions matter for what was cut.
    cut = removed_shares(prepared, Stage(0, Temperature(), uncut, left), before)
    verdict = _verdict(left, first.candidates)
    return Answer(
        outcome,
        tuple(shares(prepared, left).tolist()),
        tuple(cut.tolist()),
        left.entropy,
        len(left),
        _differing(prepared, left, first.candidates),
        verdict,
        not verdict,
    )


def _bounded_answer(
    prepared: PreparedLogits, outcome: Outcome, first: Outcome, results: ChainResults
) -> Answer:
    """Make the bounds of an engine's outcome where not all classes are listed."""
    assert outcome.chain is not None  # noqa: S101  # no refusal
    assert first.chain is not None  # noqa: S101
    known, there = results.bounds(outcome.chain), results.bounds(first.chain)
    uncut = results.bounds(Chain().with_temperature(outcome.chain.temperature))
    bounds, whole = entry_bounds(known, prepared), entry_bounds(uncut, prepared)
    possible, surely = _left(prepared, known)
    first_possible, first_surely = _left(prepared, there)
    differs = (surely & ~first_possible) | (first_surely & ~possible)
    lost = np.where(possible, 0.0, _least(prepared, uncut, whole))
    same = compared(first, outcome)
    return Answer(
        outcome,
        tuple(one.low for one in bounds),
        _entries(prepared, lost, prepared.summed),
        known.quantities.get("entropy"),
        known.count,
        _entries(prepared, differs, prepared.any_of),
        "" if same is not False else _bounded_verdict(known, there),
        same,
        results.decided(outcome.chain),
        bounds,
        known,
    )


def _left(prepared: PreparedLogits, known: DistributionBounds) -> tuple[Mask, Mask]:
    """Return for each row in `drawn_rows` and last for all others whether it may be left, and surely is."""
    shown = prepared.drawn_rows
    possible, surely = known.possible[shown], known.certain[shown]
    if not prepared.other_count:
        return possible, surely
    rest = np.ones(len(known.low), dtype=np.bool_)
    rest[shown] = False
    some = bool(known.possible[rest].any()) or known.others.high > 0
    certain = bool(known.certain[rest].any()) or known.others.low > 0
    return np.append(possible, some), np.append(surely, certain)


def _least(prepared: PreparedLogits, known: DistributionBounds, bounds: tuple[Bounds, ...]) -> Floats:
    """Return the lower bound of each row in `drawn_rows` and last, if there are more, of all others."""
    return np.append(known.low[prepared.drawn_rows], [one.low for one in bounds[len(prepared.shown) :]])


def _entries(
    prepared: PreparedLogits, values: np.ndarray[Any, Any], together: Callable[[Any], np.ndarray[Any, Any]]
) -> tuple[Any, ...]:
    """Return values of the rows in `drawn_rows`, together for each entry of `shown`, and of all others."""
    count = len(prepared.drawn_rows)
    return (*together(values[:count]).tolist(), *values[count:].tolist())


def _bounded_verdict(known: DistributionBounds, first: DistributionBounds) -> str:
    """Say in a few words how a result differs for certain from that of the first engine."""
    if known.count.below(first.count) or first.count.below(known.count):
        return f"{counted(known.count)} kept, not {counted(first.count)}"
    if (known.certain & ~first.possible).any() or (first.certain & ~known.possible).any():
        return "other classes kept"
    decided = all(np.array_equal(one.certain, one.possible) for one in (known, first))
    return "same kept, other p" if decided and known.count == first.count else "other p"


def _differing(prepared: PreparedLogits, left: Candidates, first: Candidates) -> tuple[bool, ...]:
    """For each row in `shown` and last for all others, whether just one of two engines left it."""
    here, there = prepared.inside(left), prepared.inside(first)
    differing: list[bool] = prepared.any_of(here != there).tolist()
    if prepared.other_count:
        differing.append(len(left) - int(here.sum()) != len(first) - int(there.sum()))
    return tuple(differing)


def _verdict(left: Candidates, first: Candidates) -> str:
    """Say in a few words how `left` differs from what the first engine left; empty if it does not."""
    if same(left, first):
        return ""
    if len(left) != len(first):
        return f"{len(left):,} kept, not {len(first):,}"
    return "same kept, other p"


def asked(request: SamplingRequest) -> str:
    """Write a request in one line; empty if it sets nothing.

    Examples
    --------
    >>> from tauscope.core.chain.engines import SamplingRequest
    >>> asked(SamplingRequest(temperature=0.5, top_k=40))
    'asked: τ = 0.50, top_k 40'
    """
    given = dict(request.given)
    words = [f"τ = {screen_temperature(given.pop('temperature'))}"] if "temperature" in given else []
    words += [f"{name} {plain_number(value)}" for name, value in given.items()]
    return f"asked: {', '.join(words)}" if words else ""
