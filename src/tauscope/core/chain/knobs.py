"""Knobs that heat, or cut by rank, ratio or logit. A new one is a frozen class and its name in `KNOBS`.

A knob is applied to the candidates that the knobs before it left, and leaves at least one of these: the top
class, except for typical-p and XTC, which may cut the top class and leave another. The knobs that cut by the
probabilities themselves, or by their sum, are in `mass_knobs`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, ClassVar

import numpy as np

from tauscope.core.chain.candidates import ROUNDING
from tauscope.core.chain.contract import registered
from tauscope.core.chain.knob import Knob
from tauscope.core.chain.mass_knobs import XTC, Epsilon, Eta, TopP, TypicalP
from tauscope.core.domain import TEMPERATURE, Choice, Interval, Whole

if TYPE_CHECKING:
    from tauscope.core.chain.candidates import Candidates
    from tauscope.core.chain.listed import ListedCandidates

__all__ = [
    "KNOBS",
    "XTC",
    "DynamicTemperature",
    "Epsilon",
    "Eta",
    "Knob",
    "MinP",
    "Temperature",
    "TopK",
    "TopNSigma",
    "TopP",
    "TypicalP",
]

RANK = Whole("top-k", 1, 10**9, (1, 200), logarithmic=True)
TIES = Choice("ties", {"all": "keeps all that tie at the last rank", "exact": "keeps exactly k"})
FRACTION = Interval("min-p", 0.0, 1.0)
DEVIATIONS = Interval("top-nσ", 0.0, math.inf, (0.0, 5.0))
RANGE = Interval("the range of the temperature", 0.0, 100.0, (0.0, 2.0))
EXPONENT = Interval("the exponent", 0.0, 10.0, (0.0, 4.0))


@dataclass(frozen=True)
class Temperature(Knob):
    """Divide every logit by τ: p ∝ e^(z/τ); at 0 uniform over the ties at the top, at ∞ uniform over all.

    References
    ----------
    D. H. Ackley, G. E. Hinton, T. J. Sejnowski, "A Learning Algorithm for Boltzmann Machines", 1985.
    """

    value: Annotated[float, TEMPERATURE] = 1.0

    name: ClassVar[str] = "temperature"
    title: ClassVar[str] = "Temperature"
    explanation: ClassVar[str] = "divides every logit by τ: below 1 sharpens, above 1 flattens, order stays"
    formula: ClassVar[str] = "pᵢ ∝ e^(zᵢ/τ)"
    source: ClassVar[str] = "Ackley, Hinton & Sejnowski 1985"
    by_shape: ClassVar[bool] = True
    cost: ClassVar[float] = 0.0

    def apply(self, candidates: Candidates) -> Candidates:
        """Return the candidates at τ times their temperature so far."""
        return candidates.heated(self.value)

    def apply_to_list(self, before: ListedCandidates) -> ListedCandidates:
        """Heat: a temperature is decided by any list, but 0 not if an unlisted class may tie at the top."""
        return before.heated(self.value)


@dataclass(frozen=True)
class DynamicTemperature(Knob):
    """Heat by the entropy H of the candidates: from τ − range at H = 0 to τ + range at H = ln n.

    T = Tmin + (Tmax − Tmin) (H / ln n)^exponent over n candidates, with Tmin = max(0, τ − range) and
    Tmax = τ + range.

    References
    ----------
    llama.cpp, src/llama-sampler.cpp, `llama_sampler_temp_ext`.
    """

    value: Annotated[float, TEMPERATURE] = 1.0
    range: Annotated[float, RANGE] = 0.5
    exponent: Annotated[float, EXPONENT] = 1.0

    name: ClassVar[str] = "dynamic-temperature"
    title: ClassVar[str] = "Dynamic τ"
    explanation: ClassVar[str] = "heats by the entropy: sharpens where the model is sure, flattens where not"
    formula: ClassVar[str] = "T = T_min + (T_max − T_min) · (H/ln n)^a"
    source: ClassVar[str] = "llama.cpp, src/llama-sampler.cpp"
    cost: ClassVar[float] = 20.0

    def apply(self, candidates: Candidates) -> Candidates:
        """Return the candidates at T times their temperature so far."""
        # One candidate has H = ln n = 0, for which the ratio is undefined, and one probability at any T.
        if len(candidates) == 1 or math.isinf(self.value):
            return candidates.heated(self.value)
        lowest = max(0.0, self.value - self.range)
        # The entropy of equal probabilities may round to a little more than ln n.
        share = min(1.0, candidates.entropy / math.log(len(candidates)))
        return candidates.heated(lowest + (self.value + self.range - lowest) * share**self.exponent)

    def apply_to_list(self, before: ListedCandidates) -> ListedCandidates:
        """Heat by T from Tmin to Tmax: a list decides T only if these are equal, or the exponent is 0."""
        if math.isinf(self.value):
            return before.heated(self.value)
        highest = self.value + self.range
        lowest = highest if not self.exponent else min(highest, max(0.0, self.value - self.range))
        return before.heated_between(lowest, highest)


@dataclass(frozen=True)
class TopK(Knob):
    """Keep the k most likely classes.

    Engines differ at a tie for rank k: Hugging Face and vLLM keep all of it ("all"), llama.cpp, mlx-lm and
    Ollama keep exactly k ("exact"), here the first in the table.

    References
    ----------
    A. Fan, M. Lewis, Y. Dauphin, "Hierarchical Neural Story Generation", 2018.
    """

    value: Annotated[int, RANK] = 40
    ties: Annotated[str, TIES] = "all"

    name: ClassVar[str] = "top-k"
    title: ClassVar[str] = "Top-k"
    explanation: ClassVar[str] = "keeps the k most likely classes, however likely or unlikely they are"
    formula: ClassVar[str] = "keep i while rank(i) ≤ k"
    source: ClassVar[str] = "Fan, Lewis & Dauphin 2018, arXiv:1805.04833"
    by_rank: ClassVar[bool] = True
    by_shape: ClassVar[bool] = True
    cost: ClassVar[float] = 0.5

    @classmethod
    def starting(cls, classes: int) -> TopK:
        """Return a new knob with the usual k, or, where that would cut nothing, half of the classes."""
        return cls() if cls.value < classes else cls(max(1, classes // 2))

    def apply(self, candidates: Candidates) -> Candidates:
        """Return the first k candidates, with or without those that tie at rank k."""
        if self.value >= len(candidates):
            return candidates
        count = candidates.ties(self.value - 1) if self.ties == "all" else self.value
        return candidates.first(count)

    def apply_to_list(self, before: ListedCandidates) -> ListedCandidates:
        """Keep the first k: a list decides it if it has k classes, and none that is not listed may tie.

        Where the tie at rank k is cut, listed classes stand before unlisted ones.
        """
        tail, k, listed = before.tail, self.value, len(before.possible)
        if k >= listed + (tail.left if tail is not None else 0):
            return before  # there are no more classes
        if not before.anchored:
            return before.unknown_range()
        all_ties = self.ties == "all"
        most = listed if k > before.head else before.possible.ties(k - 1) if all_ties else k
        fewest = min(most, before.head)
        if tail is None or (k <= before.head and not (all_ties and before.may_tie(most - 1))):
            return before.cut(most, most, None)
        # Of the unlisted classes at least those are left for which the listed ones do not suffice. Those that
        # tie with a listed class have its probability each, and no more of them have room in their mass.
        least, tied = max(0, k - listed), tail.tied if k <= before.head else math.inf
        left = tail.largest(least, tied if all_ties else max(0, k - before.head))
        return before.cut(fewest, listed if k > before.head else most, left)


@dataclass(frozen=True)
class MinP(Knob):
    """Keep the classes that are at least m times as likely as the top class.

    At the temperature in force there, p ≥ m·p_max is z ≥ max z + τ ln m: so no sum and no exponential is
    needed, and min-p m after a temperature τ keeps what min-p m^τ keeps before it.

    References
    ----------
    M. Nguyen et al., "Turning Up the Heat: Min-p Sampling for Creative and Coherent LLM Outputs", 2024.
    """

    value: Annotated[float, FRACTION] = 0.05

    name: ClassVar[str] = "min-p"
    title: ClassVar[str] = "Min-p"
    explanation: ClassVar[str] = "keeps what is at least a given fraction as likely as the top class"
    formula: ClassVar[str] = "keep i while pᵢ ≥ m · p_max"
    source: ClassVar[str] = "Nguyen et al. 2024, arXiv:2407.01082"
    by_rank: ClassVar[bool] = True
    cost: ClassVar[float] = 4.0

    def apply(self, candidates: Candidates) -> Candidates:
        """Return the candidates down to the fraction m of the top probability."""
        # A ratio that equals m in exact arithmetic must not be cut because ln m or the gap rounds.
        distance = -math.log(self.value) if self.value else math.inf
        return candidates.first(candidates.within(distance + ROUNDING))

    def apply_to_list(self, before: ListedCandidates) -> ListedCandidates:
        """Keep down to m·p_max: a list decides it if no unlisted class can be so likely."""
        if not self.value or (before.comparable and math.isinf(before.hottest)):
            return before
        if not before.comparable:
            return before.some_of_the_first()
        distance = -math.log(self.value)
        count = max(1, before.possible.within(distance + ROUNDING))
        reached = before.tail is not None and before.distance <= distance + ROUNDING
        return before.cut(count, count, before.tail.some() if before.tail is not None and reached else None)


@dataclass(frozen=True)
class TopNSigma(Knob):
    """Keep the logits within n standard deviations σ of the largest; σ is that of the candidates' logits.

    Gaps and σ both scale with 1/τ, so no temperature changes what is kept.

    References
    ----------
    C. Tang, J. Liu, H. Xu, L. Huang, "Top-nσ: Not All Logits Are You Need", 2024.
    """

    value: Annotated[float, DEVIATIONS] = 1.0

    name: ClassVar[str] = "top-n-sigma"
    title: ClassVar[str] = "Top-nσ"
    explanation: ClassVar[str] = "keeps logits within n standard deviations of the top, whatever τ is"
    formula: ClassVar[str] = "keep i while zᵢ ≥ max z − n·σ(z)"
    source: ClassVar[str] = "Tang et al. 2024, arXiv:2411.07641"
    by_shape: ClassVar[bool] = True
    cost: ClassVar[float] = 8.0

    def apply(self, candidates: Candidates) -> Candidates:
        """Return the candidates whose gap to the largest is at most n·σ."""
        deviation = candidates.deviation
        # At σ = 0 all candidates tie, and n may be ∞: ∞·0 would be NaN.
        reach = self.value * deviation * (1.0 + ROUNDING) if deviation else 0.0
        return candidates.first(int(np.searchsorted(candidates.gaps, reach, side="right")))

    def apply_to_list(self, before: ListedCandidates) -> ListedCandidates:
        """Keep within n·σ: σ is one of all logits, which no list decides unless n is 0 or ∞."""
        if math.isinf(self.value):
            return before
        if self.value or not before.anchored:
            return before.some_of_the_first(before.possible.ties(0))
        ties = before.possible.ties(0)
        return before.cut(ties, ties, before.tail.some() if before.tail and before.may_tie(0) else None)


KNOBS = registered(
    {
        "temperature": "tauscope.core.chain.knobs.Temperature",
        "top-k": "tauscope.core.chain.knobs.TopK",
        "top-p": "tauscope.core.chain.mass_knobs.TopP",
        "min-p": "tauscope.core.chain.knobs.MinP",
        "typical-p": "tauscope.core.chain.mass_knobs.TypicalP",
        "top-n-sigma": "tauscope.core.chain.knobs.TopNSigma",
        "epsilon": "tauscope.core.chain.mass_knobs.Epsilon",
        "eta": "tauscope.core.chain.mass_knobs.Eta",
        "dynamic-temperature": "tauscope.core.chain.knobs.DynamicTemperature",
        "xtc": "tauscope.core.chain.mass_knobs.XTC",
    }
)
"""Classes of the knobs by name. Unlike other registries it imports all at once: they are small."""
