from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, ClassVar

import pytest

from tauscope.core.chain import Chain
from tauscope.core.chain.candidates import Candidates
from tauscope.core.chain.contract import ContractError, registered
from tauscope.core.chain.knobs import KNOBS, Knob, TopK
from tauscope.core.domain import Interval
from tauscope.core.logits import Logits


@dataclass(frozen=True)
class Smoothing(Knob):
    """Squares the gaps, as quadratic sampling does: no temperature does the same."""

    value: Annotated[float, Interval("smoothing", 0, 9)] = 1.0

    name: ClassVar[str] = "smoothing"
    title: ClassVar[str] = "Smoothing"
    explanation: ClassVar[str] = "squares how far each logit lies below the first"
    formula: ClassVar[str] = "dᵢ ← dᵢ²"
    source: ClassVar[str] = "this test"

    def apply(self, candidates: Candidates) -> Candidates:
        ranking = candidates.ranking
        return replace(candidates, ranking=ranking._replace(gaps=ranking.gaps**2))


class Nothing(Smoothing):
    """Leaves no class."""

    def apply(self, candidates: Candidates) -> Candidates:
        return replace(candidates, stop=candidates.start)


class Returning(Smoothing):
    """Brings back what was cut before it."""

    def apply(self, candidates: Candidates) -> Candidates:
        return Candidates.among(candidates.ranking)


class Frozen(Smoothing):
    """Divides by a temperature that is none."""

    def apply(self, candidates: Candidates) -> Candidates:
        return replace(candidates, temperature=0.0)


class Shapely(TopK):
    """Claims that no temperature changes what it cuts."""

    by_shape: ClassVar[bool] = True

    def apply(self, candidates: Candidates) -> Candidates:
        return candidates.first(2 if candidates.temperature > 1 else 1)


class Silent(TopK):
    """Has no formula to show."""

    formula: ClassVar[str] = ""


class Loud(TopK):
    """Has a name that no command line can hold."""

    name: ClassVar[str] = "Top K"


class Bare(Knob):
    """Has no parameter."""

    name, title, explanation, formula, source = "bare", "Bare", "does nothing", "p", "this test"

    def apply(self, candidates: Candidates) -> Candidates:
        return candidates


class Forgetful(TopK):
    """Does not write its value."""

    def __str__(self) -> str:
        return "top-k=7"


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (Smoothing, "must heat, or cut a range"),
        (Nothing, "must heat, or cut a range"),
        (Returning, "must heat, or cut a range"),
        (Frozen, "must heat, or cut a range"),
        (Shapely, "by_shape"),
        (Silent, "no formula"),
        (Loud, "small letters"),
        (Bare, "no parameter"),
        (Forgetful, "not read back"),
    ],
)
def test_a_knob_that_breaks_the_contract_is_not_registered(kind: type[Knob], sentence: str) -> None:
    with pytest.raises(ContractError, match=sentence):
        registered({kind.name: f"{__name__}.{kind.__name__}"})


def test_a_knob_is_registered_under_its_own_name() -> None:
    with pytest.raises(ContractError, match="TopK calls itself top-k, and is registered as top-q"):
        registered({"top-q": "tauscope.core.chain.knobs.TopK"})


@pytest.mark.parametrize("kind", [Smoothing, Nothing, Returning, Frozen])
def test_a_chain_refuses_it_wherever_it_came_from(kind: type[Knob]) -> None:
    logits = Logits.unnamed([2.0, 1.0, 0.0])
    chain = Chain((TopK(2), kind()))
    for broken in (chain.candidates, chain.stages):
        with pytest.raises(ContractError, match="Smoothing must heat"):
            broken(logits)


def test_all_that_ship_keep_to_it() -> None:
    assert registered({name: f"{kind.__module__}.{kind.__name__}" for name, kind in KNOBS.items()}) == KNOBS
