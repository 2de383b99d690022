import math
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.chain import Chain
from tauscope.core.chain.candidates import Candidates
from tauscope.core.chain.knobs import (
    KNOBS,
    XTC,
    DynamicTemperature,
    Epsilon,
    Eta,
    Knob,
    MinP,
    Temperature,
    TopK,
    TopNSigma,
    TopP,
    TypicalP,
)
from tauscope.core.domain import Choice, Interval, Whole
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits

INF = math.inf
EXTREMES = [1e308, -1e308, 1.7e308, -1.7e308, -INF, 5e-324, 0.0, 1.0]
ROWS = st.lists(st.floats(-20, 20) | st.sampled_from(EXTREMES), min_size=1, max_size=9).filter(
    lambda row: max(row) > -INF
)
TEMPERATURES = st.floats(0, INF) | st.sampled_from([0.0, 5e-324, 0.5, 1.0, 2.0, 1e308, INF])

every_knob = pytest.mark.parametrize("kind", KNOBS.values(), ids=list(KNOBS))


def candidates(*values: float) -> Candidates:
    return Candidates.of(Logits.unnamed(values))


def of_probabilities(*p: float) -> Candidates:
    return candidates(*(math.log(share) if share else -INF for share in p))


def kept(knob: Knob, given: Candidates) -> list[int]:
    return sorted(knob.apply(given).rows.tolist())


@dataclass(frozen=True)
class Worst(Knob):
    """Keep the least likely classes: no engine does."""

    value: Annotated[int, Whole("the worst", 1, 99)] = 2
    mood: Annotated[str, Choice("mood", {"calm": "is calm", "wild": "is wild"})] = "calm"

    name: ClassVar[str] = "worst"
    title: ClassVar[str] = "Worst"
    explanation: ClassVar[str] = "keeps the least likely classes, against all advice"
    formula: ClassVar[str] = "keep the last n"
    source: ClassVar[str] = "nobody"

    def apply(self, candidates: Candidates) -> Candidates:
        return candidates.between(len(candidates) - self.value, len(candidates))


@st.composite
def knobs(draw: st.DrawFn, kinds: tuple[type[Knob], ...] = tuple(KNOBS.values())) -> Knob:
    kind = draw(st.sampled_from(kinds))
    return kind(**{name: draw(settings_of(domain)) for name, domain in kind.parameters.items()})


def settings_of(domain: Any) -> st.SearchStrategy[Any]:
    good = st.sampled_from(domain.good)
    if isinstance(domain, Choice):
        return good
    if isinstance(domain, Whole):
        return good | st.integers(int(domain.low), min(9, int(domain.high)))
    return good | st.floats(domain.low, domain.high)


def check_entry(kind: type[Knob]) -> None:
    """What holds for every entry of the registry."""
    assert KNOBS[kind.name] is kind
    assert kind.name == kind.name.lower()
    assert not set(kind.name) & set("=:,; ")
    assert 20 < len(kind.explanation) < 110
    assert kind.title
    assert kind.formula
    assert kind.source
    assert kind().on
    for name, domain in kind.parameters.items():
        assert not isinstance(domain, Choice) or "off" not in domain.meanings
        for value in domain.good:
            knob = kind().with_setting(name, value)
            assert knob.settings[name] == value
            assert domain.parse(domain.write(value)) == value
            assert Chain.parse(str(knob)).knobs == (knob,)
        for value in domain.bad:
            with pytest.raises(InputError, match=f"(?i){domain.name}"):
                kind().with_setting(name, value)
        check_apply(kind())


def check_apply(knob: Knob) -> None:
    given = candidates(2.0, -INF, 1.0, 0.5, 0.1)
    left = knob.apply(given)
    assert 1 <= len(left) <= 4
    assert given.start == 0
    assert given.stop == 4


@every_knob
def test_an_entry_of_the_registry(kind: type[Knob]) -> None:
    check_entry(kind)


def test_a_knob_is_added_by_one_class_and_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KNOBS, Worst.name, Worst)
    check_entry(Worst)
    chain = Chain.parse("temperature=0,5, worst = 1 :wild:off")
    assert chain.knobs == (Temperature(0.5), Worst(1, "wild", on=False))
    assert str(chain) == "temperature=0.5,worst=1:wild:off"
    assert np.exp(Chain.parse("worst=1").apply([2, 1, 3])).tolist() == [0, 1, 0]


@given(knobs(), ROWS, TEMPERATURES)
def test_what_any_knob_leaves_is_a_distribution_over_some_of_what_it_was_given(
    knob: Knob, row: list[float], temperature: float
) -> None:
    given = candidates(*row).heated(temperature)
    left = knob.apply(given)
    assert given.start <= left.start < left.stop <= given.stop
    assert left.probabilities.sum() == pytest.approx(1)
    assert (np.diff(left.probabilities) <= 0).all()
    if not isinstance(knob, TypicalP | XTC):
        assert left.start == given.start


@given(ROWS, TEMPERATURES, st.data())
def test_a_looser_setting_keeps_no_less(row: list[float], temperature: float, data: st.DataObject) -> None:
    given = candidates(*row).heated(temperature)
    kinds: list[type[Knob]] = [TopK, TopP, MinP, TopNSigma, Epsilon, Eta]
    kind = data.draw(st.sampled_from(kinds))
    low, high = sorted(data.draw(settings_of(kind.parameters["value"])) for _ in range(2))
    tight, loose = (low, high) if kind in (TopK, TopP, TopNSigma) else (high, low)
    counts = [len(kind().with_setting("value", value).apply(given)) for value in (tight, loose)]
    assert counts == sorted(counts)


def test_top_k_and_its_ties() -> None:
    tied = candidates(1, 2, 1, 1, 0)
    assert kept(TopK(2), tied) == [0, 1, 2, 3]
    assert kept(TopK(2, "exact"), tied) == [0, 1]
    assert kept(TopK(9), tied) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    ("p", "reached", "passed"),
    [(0.8, 2, 3), (0.5, 1, 2), (0.79, 2, 2), (0.81, 3, 3), (0.0, 1, 1), (1.0, 3, 3)],
)
def test_top_p_keeps_the_crossing_class_and_rounding_decides_nothing(
    p: float, reached: int, passed: int
) -> None:
    given = of_probabilities(0.5, 0.3, 0.2)
    assert len(TopP(p).apply(given)) == reached
    assert len(TopP(p, "passed").apply(given)) == passed


def test_where_hugging_faces_rounding_decides() -> None:
    """Its rule, that the ascending sum is at most 1 − p, in float64 and in float32."""
    for kind, count in ((np.float64, 3), (np.float32, 2)):
        rising = np.cumsum(np.array([0.2, 0.3, 0.5], dtype=kind), dtype=kind)
        assert np.count_nonzero(rising > kind(1 - 0.8)) == count


def test_min_p() -> None:
    given = of_probabilities(0.5, 0.3, 0.2)
    assert [len(MinP(m).apply(given)) for m in (0, 0.4, 0.6, 0.61, 1)] == [3, 3, 2, 1, 1]
    assert kept(MinP(1), candidates(2, 2, 1)) == [0, 1]


@given(st.lists(st.floats(-20, 20), min_size=1), st.floats(0.05, 20), st.floats(0.001, 0.999))
def test_min_p_after_a_temperature_is_its_power_before_it(row: list[float], tau: float, m: float) -> None:
    given, power = candidates(*row), m**tau
    gaps = given.gaps / tau + math.log(m)
    if power > 1e-300 and (np.abs(gaps) > 1e-6).all():
        assert kept(MinP(m), given.heated(tau)) == kept(MinP(power), given)


@given(ROWS, TEMPERATURES, knobs((TopK, TopNSigma)))
def test_what_top_k_and_top_n_sigma_keep_does_not_change_with_the_temperature(
    row: list[float], temperature: float, knob: Knob
) -> None:
    given = candidates(*row)
    if temperature and given.temperature * temperature:
        assert kept(knob, given) == kept(knob, given.heated(temperature))


def test_top_n_sigma_takes_the_deviation_of_the_population_over_finite_logits() -> None:
    given = candidates(4, 2, 4, 6, -INF)  # σ = √2
    assert kept(TopNSigma(1), given) == [3]
    assert kept(TopNSigma(1.42), given) == [0, 2, 3]
    assert kept(TopNSigma(0), given) == [3]
    assert kept(TopNSigma(INF), candidates(1, 1)) == [0, 1]


def test_typical_p_may_cut_the_top() -> None:
    given = of_probabilities(0.4, *[0.05] * 12)
    assert 0 not in kept(TypicalP(0.5), given)
    assert kept(TypicalP(1), given) == list(range(13))
    assert len(TypicalP(0).apply(given)) == 12
    assert len(TypicalP(0, "passed").apply(given)) == 1
    assert len(TypicalP(0.25, "passed").apply(given)) == 6


def test_typical_p_of_extreme_logits() -> None:
    assert kept(TypicalP(0.5), candidates(1e308, -1e308)) == [0]
    assert kept(TypicalP(0.5), candidates(3)) == [0]


def test_epsilon_and_eta() -> None:
    given = of_probabilities(0.5, 0.3, 0.2)
    assert [len(Epsilon(e).apply(given)) for e in (0, 0.2, 0.21, 0.31, 1)] == [3, 3, 2, 1, 1]
    assert kept(Epsilon(1), candidates(2, 2, 1)) == [0, 1]
    h = given.entropy
    for epsilon in (1e-3, 0.3, 0.6, 0.9):
        cutoff = min(epsilon, math.sqrt(epsilon) * math.exp(-h))
        assert len(Eta(epsilon).apply(given)) == sum(p >= cutoff for p in (0.5, 0.3, 0.2))


def test_dynamic_temperature() -> None:
    given = of_probabilities(0.5, 0.3, 0.2)
    share = given.entropy / math.log(3)
    assert DynamicTemperature(1, 0.5, 2).apply(given).temperature == pytest.approx(0.5 + share**2)
    assert DynamicTemperature(1, 2).apply(given).temperature == pytest.approx(3 * share)
    assert DynamicTemperature(0.7, 0).apply(given).temperature == 0.7
    assert DynamicTemperature(1, 0.5).apply(candidates(1, 1)).temperature == pytest.approx(1.5)
    assert DynamicTemperature(INF, 1).apply(given).temperature == INF
    assert kept(DynamicTemperature(0.5, 0.5), candidates(1e4, 0)) == [0]


def test_xtc_cuts_the_likely_but_the_least_likely_of_them() -> None:
    given = of_probabilities(0.4, 0.3, 0.2, 0.1)
    assert kept(XTC(1, 0.15), given) == [2, 3]
    assert kept(XTC(1, 0.2), given) == [2, 3]
    assert kept(XTC(1, 0.35), given) == [0, 1, 2, 3]
    assert kept(XTC(1, 0.51), of_probabilities(0.9, 0.1)) == [0, 1]
    assert kept(XTC(0, 0.15), given) == [0, 1, 2, 3]
    tosses = [len(XTC(0.5, 0.15, seed).apply(given)) for seed in range(200)]
    assert 70 < tosses.count(2) < 130
    assert tosses == [len(XTC(0.5, 0.15, seed).apply(given)) for seed in range(200)]


def test_the_coin_of_xtc_is_tossed_for_each_choice_of_a_text() -> None:
    given = of_probabilities(0.4, 0.3, 0.2, 0.1)
    coins = np.random.Generator(np.random.PCG64((5, 1))).random(200)
    fallen = [len(XTC(0.5, 0.15, 5).at(position).apply(given)) == 2 for position in range(200)]
    assert fallen == (coins < 0.5).tolist()
    assert XTC(0.5, 0.15, 5).at(0) == XTC(0.5, 0.15, 5)
    assert str(XTC(0.5, 0.15, 5).at(9)) == str(XTC(0.5, 0.15, 5))


@pytest.mark.parametrize("kind", KNOBS.values())
def test_other_knobs_do_the_same_at_every_choice(kind: type[Knob]) -> None:
    chain = Chain((kind(),))
    assert (chain.at(7) is chain) == (kind is not XTC)


def test_words_after_a_colon() -> None:
    assert str(TopK(40, "exact", on=False)) == "top-k=40:exact:off"
    assert str(DynamicTemperature(0.7, 0.5, 2)) == "dynamic-temperature=0.7:exponent=2"
    assert DynamicTemperature.parse("0,7 : range = 0,25") == DynamicTemperature(0.7, 0.25)
    assert TopP.parse("0.9:stop=passed") == TopP.parse("0.9:passed") == TopP(0.9, "passed")
    assert XTC(0.5, 0.1, 3).settings == {"value": 0.5, "threshold": 0.1, "seed": 3}


@pytest.mark.parametrize(
    ("knob", "text", "message"),
    [
        (TopK, "2.5", "Top-k is a whole number from 1 to 1,000,000,000; 2.5 is not"),
        (TopK, "0", "Top-k goes from 1 to 1,000,000,000; 0 is outside"),
        (TopK, "40:fuzzy", "top-k has no setting “fuzzy”; it knows all, exact, off"),
        (TopK, "40:exact:all", "top-k is given “ties” twice"),
        (TopK, "40:ties=some", "Ties is all or exact; “some” is not"),
        (DynamicTemperature, "1:range=x", "“x” is not a number"),
        (DynamicTemperature, "1:x=1", "has no setting “x=1”; it knows range=, exponent=, off"),
    ],
)
def test_words_that_are_refused(knob: type[Knob], text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        knob.parse(text)


def test_settings_that_are_refused() -> None:
    with pytest.raises(InputError, match="Top-k has no setting “name”"):
        TopK().with_setting("name", "x")
    with pytest.raises(InputError, match="is on or off; “1” is neither"):
        TopK().with_setting("on", 1)
    assert TopK(40.0).value == 40  # type: ignore[arg-type]
    assert isinstance(TopK(40.0).value, int)  # type: ignore[arg-type]


def test_an_interval_checks_and_describes_itself() -> None:
    interval = Interval("share", 0, 1)
    assert interval.check(1) == 1.0
    assert isinstance(interval.check(1), float)
    assert str(interval) == "from 0 to 1"
    assert str(Temperature.parameters["value"]) == "from 0 to ∞"
    assert math.copysign(1, interval.check(-0.0)) == 1
    for value in (-0.1, 1.1, math.nan, INF):
        with pytest.raises(InputError, match="Share goes from 0 to 1"):
            interval.check(value)
    wrong: list[Any] = ["0.5", None, [], 10**400, True]
    for value in wrong:
        with pytest.raises(InputError, match="Share is a number"):
            interval.check(value)
