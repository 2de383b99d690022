"""Knowledge about a distribution of which the likeliest classes are listed, with what the others may be."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from tauscope.core.bounds import Bounds, CurveBounds, DistributionBounds, TailRanks
from tauscope.core.chain.candidates import Candidates
from tauscope.core.chain.listed import ListedCandidates
from tauscope.core.chain.tail import TIE, Mass, Tail
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.core.numbers import screen_percentage
from tauscope.core.partial import ranks
from tauscope.core.partial.final import FinalBounds
from tauscope.core.partial.results import ListResults
from tauscope.core.partial.sweep import PartialSweep, StateFunctions
from tauscope.core.softmax import log_weights
from tauscope.core.sweep import class_curves, sweep

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from tauscope.core.chain.chain import Chain
    from tauscope.core.logits import Floats, Integers
    from tauscope.core.partial.unlisted import Unlisted

T = TypeVar("T")

_ROUNDING = 1e-6
"""Relative excess of the mass over what the unlisted classes can have that counts as rounding of a file."""
_NAMES = ("log_partition", "mean_energy", "free_energy", "entropy", "heat_capacity")
_ALL = 1.0 - 1e-15
"""Largest mass of the unlisted classes that leaves listed ones a probability."""
_MOST_COMPLETED = 2**18
"""Most classes that complete a list; none of a known vocabulary has more."""
_KEPT = 16
"""Number of results that are kept: of the knobs of a chain, and of the temperatures that are compared."""


@dataclass(frozen=True, eq=False)
class ListKnowledge:
    """What follows from listed classes and what is known of the others. Make one with `ListKnowledge.of`.

    Attributes
    ----------
    logits : Logits
        The listed classes. At the temperature of `unlisted` they have softmax(z/T₀) times the listed mass.
    unlisted : Unlisted
    tail : Tail or None
        The unlisted classes in terms of weights; None if they have no probability.
    """

    logits: Logits
    unlisted: Unlisted
    tail: Tail | None
    _known: dict[Hashable, object] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, logits: Logits, unlisted: Unlisted) -> ListKnowledge:
        """Check that the unlisted classes can have their mass.

        Raises
        ------
        InputError
            If they are too few for it; the sentence names the least vocabulary.
        """
        return cls(logits, unlisted, _tail(logits, unlisted))

    @property
    def others(self) -> int | None:
        """Number of classes that are not listed, at most; None if unknown."""
        return self.unlisted.classes

    @property
    def outranked(self) -> bool:
        """True if a class that is not listed may be likelier than all that are."""
        return self.tail is not None and self.tail.outranks

    def bounds(self, chain: Chain) -> DistributionBounds:
        """Return the bounds of the distribution after a chain."""
        return self._once(("bounds", chain), lambda: self._bounds(chain))

    def results(self) -> ListResults:
        """Return a place for the results of several chains, which are compared there."""
        return ListResults(self.listed, self.bounds_of)

    def undecided(self, chain: Chain) -> tuple[bool, ...]:
        """Return for each knob that is on whether the list does not decide what it leaves."""
        before, found = self.listed, []
        for after in self._stages(chain):
            found.append(not after.certain and _cuts(before, after))
            before = after
        return tuple(found)

    def curves(self, rows: Integers, temperatures: Floats) -> CurveBounds:
        """Return the bounds of softmax(z/τ) at each temperature, for these rows."""
        key = ("curves", rows.tobytes(), temperatures.tobytes())
        return self._once(key, lambda: self._curves(rows, temperatures))

    def completion(self) -> Logits:
        """Return logits of a distribution that the list may be a part of, the listed classes first.

        The others are as few as can have their probability: some with the highest that one may have, and one
        with the rest.
        """
        return self._once("completion", self._completion)

    def _completion(self) -> Logits:
        if self.tail is None:
            return self.logits
        (log_mass, log_most), full = self.tail.most, self.tail.most.full
        number = int(min(full * (1.0 + _ROUNDING), self.tail.classes, _MOST_COMPLETED))
        levels = [log_most] * number
        rest = full - number
        if rest > _ROUNDING and number < self.tail.classes:
            levels.append(log_most + math.log(rest))
        top = float(self.logits.values.max())
        others = top + self.tail.temperature * np.array(levels or [log_mass])
        values = np.concatenate((self.logits.values, others))
        return Logits.of([*self.logits.labels, *[""] * len(others)], values)

    def tail_ranks(self, temperature: float) -> TailRanks | None:
        """Return bounds for the ranks beyond the known ones, in softmax(z/`temperature`)."""
        if self.tail is None or self.outranked:
            return None
        weights = Candidates.of(self.logits).heated(temperature)
        return ranks.tail_ranks(self.tail, self.logits, weights.log_partition, temperature)

    @property
    def known_ranks(self) -> int:
        """Number of the first listed classes whose ranks are known."""
        return ranks.known_ranks(self.logits, self.tail)

    def last_rank(self, row: int) -> int | None:
        """Highest rank that a listed class can have; None if there is no limit."""
        return ranks.last_rank(self.logits, self.tail, self.logits.rank_of(row))

    def ranks_above(self, ratio: float, temperature: float) -> Bounds:
        """Bounds of the number of classes with at least `ratio` times the highest p, in softmax(z/τ)."""
        return ranks.ranks_above(self.logits, self.tail, ratio, temperature)

    def ratio_at(self, rank: int, temperature: float) -> float:
        """Highest p of the class of an unknown rank over that of the likeliest, in softmax(z/τ)."""
        return ranks.ratio_at(self.logits, self.tail, rank, temperature)

    def final(self, chain: Chain) -> FinalBounds:
        """Return the bounds of the distribution after a chain alone, which are quick to compute."""
        stages = self._stages(chain)
        return FinalBounds(stages[-1] if stages else self.listed)

    def _bounds(self, chain: Chain) -> DistributionBounds:
        found = self.bounds_of(self.final(chain), chain.temperature)
        stages = (self.listed, *self._stages(chain))
        return replace(found, uncut=len(stages) == 1 or not _may_cut(*stages[-2:]))

    def bounds_of(self, final: FinalBounds, temperature: float) -> DistributionBounds:
        """Return the bounds of what a chain left, with those of the state functions at τ."""
        low, high = final.rows
        return DistributionBounds(
            low,
            high,
            self.unlisted.classes,
            final.others,
            _Quantities(self, final, temperature),
            final.possible,
            final.certain,
            final.count,
            final.left.hottest if final.left.coldest == final.left.hottest else None,
            final.left.tail is not None and final.left.tail.whole,
            final.each,
            logarithms=lambda: final.log_rows,
        )

    def _curves(self, rows: Integers, temperatures: Floats) -> CurveBounds:
        values = self.logits.values[rows]
        if self.tail is None:
            exact = sweep(self.logits, temperatures)
            p = class_curves(values, exact)
            return CurveBounds(p, p, {name: (getattr(exact, name),) * 2 for name in _NAMES})
        partial = PartialSweep(self.logits, self.tail, temperatures)
        p, (low, high) = class_curves(values, partial.listed), partial.kept
        functions = StateFunctions(partial)
        each = None
        if not self.tail.outranks:
            most = np.array([partial.listed.top - self.tail.gap])
            each = class_curves(most, partial.listed)[0] * high
        return CurveBounds(p * low, p * high, functions, functions.energies, each)

    @property
    def listed(self) -> ListedCandidates:
        """All listed classes with the unlisted ones, before any knob."""
        return ListedCandidates.of(Candidates.of(self.logits), self.tail)

    def _stages(self, chain: Chain) -> tuple[ListedCandidates, ...]:
        return self._once(("stages", chain), lambda: chain.list_stages(self.listed))

    def _once(self, key: Hashable, compute: Callable[[], T]) -> T:
        """Return the result of `compute`, kept for the next call with this key; the oldest are dropped."""
        if key not in self._known:
            while len(self._known) >= _KEPT:
                del self._known[next(iter(self._known))]
            self._known[key] = compute()
        value: T = self._known[key]  # type: ignore[assignment]
        return value


class _Quantities(Mapping[str, "Bounds | None"]):
    """Bounds of the quantities of a distribution by name, each computed when it is first asked for.

    The entropy is that of what a chain leaves, all others are those of softmax(z/τ).
    """

    def __init__(self, knowledge: ListKnowledge, final: FinalBounds, temperature: float) -> None:
        self._knowledge, self._final = knowledge, final
        self._temperatures = np.array([temperature])

    @cached_property
    def _functions(self) -> Mapping[str, tuple[Floats, Floats]]:
        knowledge = self._knowledge
        if knowledge.tail is not None:
            return StateFunctions(PartialSweep(knowledge.logits, knowledge.tail, self._temperatures))
        exact = sweep(knowledge.logits, self._temperatures)
        return {name: (getattr(exact, name),) * 2 for name in _NAMES}

    def __getitem__(self, name: str) -> Bounds | None:
        if name not in _NAMES:
            raise KeyError(name)
        if name == "entropy":
            return self._final.entropy
        if name not in self._functions:
            return None
        low, high = self._functions[name]
        return Bounds(low.item(), high.item())

    def __iter__(self) -> Iterator[str]:
        return iter(_NAMES)

    def __len__(self) -> int:
        return len(_NAMES)


def _cuts(before: ListedCandidates, after: ListedCandidates) -> bool:
    """True if a knob did more than divide all logits by a number that is known."""
    is_known = (before.coldest == before.hottest, after.coldest == after.hottest)
    return _may_cut(before, after) or is_known == (True, False)


def _may_cut(before: ListedCandidates, after: ListedCandidates) -> bool:
    """True if a knob may have done more than divide all logits by one number."""
    if after is before:
        return False
    one, other = (
        (stage.possible.start, stage.possible.stop, stage.start, stage.stop) for stage in (before, after)
    )
    # An unknown part of what is unknown looks like the whole of it, but all that heats changes a temperature.
    return (
        one != other
        or before.tail is not after.tail
        or (before.coldest, before.hottest) == (after.coldest, after.hottest)
    )


def _tail(logits: Logits, unlisted: Unlisted) -> Tail | None:
    """Return the unlisted classes in terms of weights relative to the likeliest listed class."""
    temperature = unlisted.temperature
    if not 0 < temperature < math.inf:
        raise InputError("The temperature at which probabilities were listed is above 0 and finite.")
    least, most = max(0.0, unlisted.mass.low), min(unlisted.mass.high, _ALL)
    classes = math.inf if unlisted.classes is None else float(unlisted.classes)
    room = classes * unlisted.most if unlisted.most else 0.0
    if least > room * (1.0 + _ROUNDING) + _ROUNDING * _ROUNDING:
        raise InputError(_too_many(len(logits), least, unlisted))
    most = min(most, room)
    least = min(least, most)
    if not most:
        return None
    weights = log_weights(logits.values, temperature)
    of_listed = math.log(np.exp(weights).sum())
    ratio = _log_most(weights, of_listed, least, most, unlisted.most)
    ends = []
    for mass in (least, most):
        log_mass = math.log(mass) - math.log1p(-mass) + of_listed if mass else -math.inf
        ends.append(Mass(log_mass, min(ratio, log_mass)))
    known = math.inf
    if unlisted.added is not None and weights[unlisted.added] <= ends[1].log_most + TIE:
        known = logits.rank_of(unlisted.added)
    return Tail(temperature, ends[0], ends[1], classes, classes, known=known)


def _log_most(weights: Floats, of_listed: float, least: float, most: float, highest: float) -> float:
    """Return ln(q/p₁) for the highest probability q that an unlisted class can have."""
    # If q is the probability of a listed class, their ratio is known better than from a mass within bounds.
    log_q = math.log(highest) + of_listed
    low, high = log_q - math.log1p(-least) - _ROUNDING, log_q - math.log1p(-most) + _ROUNDING
    near = weights[(weights >= low) & (weights <= high)]
    return float(near.max()) if near.size else log_q - math.log1p(-most)


def _too_many(listed: int, mass: float, unlisted: Unlisted) -> str:
    """Return a sentence on a vocabulary that is too small for the probability that is not listed."""
    rest = f"The {listed:,} listed classes leave {screen_percentage(mass)} to the others"
    if not unlisted.most:
        return f"{rest}, and none of these can have any."
    each = screen_percentage(unlisted.most)
    fewest = listed + math.ceil(mass / unlisted.most * (1.0 - _ROUNDING))
    given = listed + (unlisted.classes or 0)
    return (
        f"{rest}, of which none is likelier than {each}: the vocabulary has at least {fewest:,} classes,"
        f" not {given:,}."
    )
