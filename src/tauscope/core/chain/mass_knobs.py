"""Knobs that cut by probability: by its running sum over the ranking, or below a threshold."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal, Self

import numpy as np

from tauscope.core.chain.candidates import ROUNDING
from tauscope.core.chain.knob import Knob
from tauscope.core.domain import Choice, Interval, Whole

if TYPE_CHECKING:
    from tauscope.core.chain.candidates import Candidates
    from tauscope.core.chain.listed import ListedCandidates
    from tauscope.core.values import Floats, Integers, Mask

MASS = Interval("top-p", 0.0, 1.0)
STOP = Choice(
    "stop",
    {"reached": "stops when the sum reaches p (≥)", "passed": "stops only when the sum is larger than p (>)"},
)
TYPICAL_MASS = Interval("typical-p", 0.0, 1.0)
EPSILON = Interval("epsilon", 0.0, 1.0, (1e-6, 0.1), logarithmic=True)
ETA = Interval("eta", 0.0, 1.0, (1e-6, 0.1), logarithmic=True)
CHANCE = Interval("the chance of XTC", 0.0, 1.0)
THRESHOLD = Interval("the threshold of XTC", 0.0, 1.0)
SEED = Whole("the seed", 0, 2**32 - 1, (0, 100))
COINS = 1
"""Second part of a coin's seed, which sets coins apart from the draws of the same seed.

With one sequence for both, which class is drawn would correlate with whether classes were cut.
"""


def _stop_index(running: Floats, mass: float, rule: str, total: float) -> int:
    """Return the index at which a running sum reaches, or passes, the share `mass` of the sum of all weights.

    Parameters
    ----------
    running : (n,) float64
        Running sum of weights, rising.
    mass : float
        In [0, 1].
    rule : str
        "reached" (≥) or "passed" (>), up to `ROUNDING`.
    total : float
        Sum of all weights; more than the last running sum where some classes are not listed.
    """
    sought, side = _sought(mass, rule, total)
    return int(running.searchsorted(sought, side))


def _sought(mass: float, rule: str, total: float) -> tuple[float, Literal["left", "right"]]:
    """Return the running sum that is sought for a share `mass`, and the side on which; see `_stop_index`."""
    if rule == "reached":
        return (mass - ROUNDING) * total, "left"
    return (mass + ROUNDING) * total, "right"


def _count_at_least(candidates: Candidates, log_p: float) -> int:
    """Count the candidates whose log-probability is at least `log_p`, up to `ROUNDING`."""
    # ln p = −d/τ − ln Z, so the threshold on ln p is one on the gap, which needs no array of probabilities.
    return candidates.within(ROUNDING - log_p - candidates.log_partition)


def _cut_below(candidates: Candidates, log_p: float) -> Candidates:
    """Keep the candidates whose log-probability is at least `log_p`, and always those that tie at the top."""
    return candidates.first(max(_count_at_least(candidates, log_p), candidates.ties(0)))


def _counts_at_least(before: ListedCandidates, log_p: float) -> tuple[tuple[int, int], bool]:
    """Return the least and the largest number of listed classes whose ln p is at least `log_p`.

    The second result is True if an unlisted class may reach it too.
    """
    low, high = (math.log(total) for total in before.totals)
    fewest, most = (before.possible.within(ROUNDING - log_p - total) for total in (high, low))
    return (fewest, most), before.distance <= ROUNDING - log_p - low


def _log(p: float) -> float:
    """Natural logarithm; −inf at 0."""
    return math.log(p) if p else -math.inf


@dataclass(frozen=True)
class TopP(Knob):
    """Keep the fewest most likely classes whose probabilities sum to p: the nucleus.

    The class with which the sum reaches p is kept. Where the sum is p exactly, most engines stop ("reached"),
    and Ollama before 0.30 keeps one more class ("passed"). In the engines rounding decides such a case: of
    .5, .3 and .2 at p = .8 Hugging Face keeps two in float32 and three in float64. Here sums that differ by
    less than `ROUNDING` count as equal.

    References
    ----------
    A. Holtzman, J. Buys, L. Du, M. Forbes, Y. Choi, "The Curious Case of Neural Text Degeneration", 2020.
    """

    value: Annotated[float, MASS] = 0.9
    stop: Annotated[str, STOP] = "reached"

    name: ClassVar[str] = "top-p"
    title: ClassVar[str] = "Top-p"
    explanation: ClassVar[str] = "keeps the most likely classes until their probabilities sum to p"
    formula: ClassVar[str] = "keep the smallest k with p₁ + … + p_k ≥ p"
    source: ClassVar[str] = "Holtzman et al. 2020, arXiv:1904.09751"

    def apply(self, candidates: Candidates) -> Candidates:
        """Return the candidates up to the one with which the sum is p."""
        # At p = 1 the sum may round to 1 long before the last class, and engines skip the knob.
        if self.value == 1.0:
            return candidates
        sought, side = _sought(self.value, self.stop, candidates.total)
        return candidates.first(candidates.place_of_sum(sought, side) + 1)

    def apply_to_list(self, before: ListedCandidates) -> ListedCandidates:
        """Keep the nucleus: a list decides it if the listed classes reach p at the same one in any case."""
        if self.value == 1.0:
            return before
        if not before.comparable:
            return before.some_of_the_first()
        running = before.possible.running[: before.head]
        low, high = (_stop_index(running, self.value, self.stop, total) + 1 for total in before.totals)
        if high > before.head:
            return before.cut(min(low, before.head), len(before.possible), before.tail and before.tail.some())
        return before.cut(low, high, None)


@dataclass(frozen=True)
class TypicalP(Knob):
    """Keep the classes whose surprise −ln p is nearest to the entropy, until their probabilities sum to p.

    The top class is cut where it is less surprising than is typical; at least one class stays. Where two
    classes are equally near, Hugging Face keeps both ("reached"); llama.cpp goes on until the sum is larger
    than p and then keeps no further class ("passed").

    References
    ----------
    C. Meister, T. Pimentel, G. Wiher, R. Cotterell, "Locally Typical Sampling", 2023.
    """

    value: Annotated[float, TYPICAL_MASS] = 0.95
    stop: Annotated[str, STOP] = "reached"

    name: ClassVar[str] = "typical-p"
    title: ClassVar[str] = "Typical-p"
    explanation: ClassVar[str] = "keeps what is about as surprising as expected; may cut even the top class"
    formula: ClassVar[str] = "by rising |−ln pᵢ − H|, keep until the sum is p"
    source: ClassVar[str] = "Meister et al. 2023, arXiv:2202.00666"
    cost: ClassVar[float] = 50.0

    def apply(self, candidates: Candidates) -> Candidates:
        """Return the range of candidates around the entropy that sums to p."""
        if self.value == 1.0:
            return candidates
        # Surprise rises along the ranking, so the classes nearest to the entropy are one range at `middle`.
        surprise = -candidates.log_probabilities - candidates.entropy
        middle, distance = int(np.searchsorted(surprise, 0.0)), np.abs(surprise)
        # One falling run and one rising one: a stable sort merges them in one pass.
        nearest = np.argsort(distance, kind="stable")
        running = np.cumsum(candidates.weights[nearest])
        last = _stop_index(running, self.value, self.stop, running.item(-1))
        chosen = nearest[: last + 1]
        if self.stop == "reached":
            edge = distance[nearest[min(last, len(nearest) - 1)]] + ROUNDING
            chosen = np.flatnonzero(distance <= edge)
        likelier = int(np.count_nonzero(chosen < middle))
        return candidates.between(middle - likelier, middle + len(chosen) - likelier)

    def apply_to_list(self, before: ListedCandidates) -> ListedCandidates:
        """Keep what is about as surprising as H: a list does not decide H, unless p = 1 keeps all."""
        return before if self.value == 1.0 else before.unknown_range()


@dataclass(frozen=True)
class Epsilon(Knob):
    """Keep the classes of probability at least ε, and always those that tie at the top.

    References
    ----------
    J. Hewitt, C. D. Manning, P. Liang, "Truncation Sampling as Language Model Desmoothing", 2022.
    """

    value: Annotated[float, EPSILON] = 3e-4

    name: ClassVar[str] = "epsilon"
    title: ClassVar[str] = "ε cutoff"
    explanation: ClassVar[str] = "cuts every class that is less likely than ε"
    formula: ClassVar[str] = "keep i while pᵢ ≥ ε"
    source: ClassVar[str] = "Hewitt, Manning & Liang 2022, arXiv:2210.15191"
    cost: ClassVar[float] = 10.0

    def apply(self, candidates: Candidates) -> Candidates:
        """Return the candidates down to probability ε."""
        return _cut_below(candidates, _log(self.value))

    def apply_to_list(self, before: ListedCandidates) -> ListedCandidates:
        """Keep down to ε: a list decides it if it is known which classes reach ε."""
        if not self.value:
            return before
        if not before.comparable:
            return before.some_of_the_first()
        (fewest, most), reached = _counts_at_least(before, _log(self.value))
        ties = before.possible.ties(0)
        left = before.tail is not None and (reached or before.may_tie(0))
        return before.cut(
            max(fewest, ties), max(most, ties), before.tail and before.tail.some() if left else None
        )


@dataclass(frozen=True)
class Eta(Knob):
    """Keep the classes of probability at least η = min(ε, √ε · e^(−H)), which falls as the entropy H rises.

    References
    ----------
    J. Hewitt, C. D. Manning, P. Liang, "Truncation Sampling as Language Model Desmoothing", 2022.
    """

    value: Annotated[float, ETA] = 3e-4

    name: ClassVar[str] = "eta"
    title: ClassVar[str] = "η cutoff"
    explanation: ClassVar[str] = "cuts what is less likely than η, which falls as the entropy rises"
    formula: ClassVar[str] = "keep i while pᵢ ≥ min(ε, √ε · e^(−H))"
    source: ClassVar[str] = "Hewitt, Manning & Liang 2022, arXiv:2210.15191"

    def apply(self, candidates: Candidates) -> Candidates:
        """Return the candidates down to probability η."""
        log = _log(self.value)
        return _cut_below(candidates, min(log, log / 2 - candidates.entropy))

    def apply_to_list(self, before: ListedCandidates) -> ListedCandidates:
        """Keep down to η ≤ ε: a list does not decide H, but what reaches ε is kept in any case."""
        if not self.value:
            return before
        if not before.comparable:
            return before.some_of_the_first()
        (fewest, _), _ = _counts_at_least(before, _log(self.value))
        return before.some_of_the_first(max(fewest, before.possible.ties(0)))


@dataclass(frozen=True)
class XTC(Knob):
    """Exclude top choices: of all classes that reach the threshold, keep only the least likely.

    A seeded coin, tossed anew for each choice of a text, decides with chance `value` whether anything is cut.
    Nothing is cut if the threshold is above 0.5 or fewer than two classes reach it. The top class may be cut,
    but the least likely class that reaches the threshold always stays.

    References
    ----------
    llama.cpp, src/llama-sampler.cpp, `llama_sampler_xtc`.
    """

    value: Annotated[float, CHANCE] = 0.5
    threshold: Annotated[float, THRESHOLD] = 0.1
    seed: Annotated[int, SEED] = 0
    position: int = field(default=0, kw_only=True)

    name: ClassVar[str] = "xtc"
    title: ClassVar[str] = "XTC"
    explanation: ClassVar[str] = "by a seeded coin, cuts all likely classes but the least likely of them"
    formula: ClassVar[str] = "cut i while pᵢ₊₁ ≥ threshold"
    source: ClassVar[str] = "llama.cpp, src/llama-sampler.cpp"

    def at(self, position: int) -> Self:
        """Return this knob with the coin of choice number `position`."""
        return replace(self, position=position)

    def apply(self, candidates: Candidates) -> Candidates:
        """Return the candidates without those above the threshold but the last, if the coin says so."""
        reaching = 0 if self.threshold > 0.5 else _count_at_least(candidates, _log(self.threshold))
        if reaching < 2 or not self._falls():
            return candidates
        return candidates.between(reaching - 1, len(candidates))

    def apply_to_list(self, before: ListedCandidates) -> ListedCandidates:
        """Cut top choices: a list decides it if it is known which classes reach the threshold.

        Where it is not, those are cut that are likelier than a class which reaches it for certain.
        """
        if self.threshold > 0.5 or not self._falls():
            return before
        if not before.comparable:
            return before.unknown_range()
        (fewest, most), reached = _counts_at_least(before, _log(self.threshold))
        first, last = max(min(fewest, before.stop) - 1, 0), max(most - 1, 0)
        possible = before.possible.between(first, len(before.possible))
        if reached or most > before.stop:
            return replace(before.unknown_range(), possible=possible)
        return replace(before, possible=possible, start=last - first, stop=before.stop - first)

    def falls(self, positions: Integers) -> Mask:
        """Toss the coins of many choices: True where classes are cut."""
        coins = np.random.Generator(np.random.PCG64((self.seed, COINS)))
        fallen: Mask = coins.random(int(positions.max(initial=0)) + 1)[positions] < self.value
        return fallen

    def _falls(self) -> bool:
        """Toss the coin of this choice."""
        # The generator skips to the number of this choice, so a coin does not depend on earlier choices.
        coins = np.random.PCG64((self.seed, COINS)).advance(self.position)
        return bool(np.random.Generator(coins).random() < self.value)
