import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.chain import Chain
from tauscope.core.chain.chain import MOST_KNOBS
from tauscope.core.chain.knobs import MinP, Temperature, TopK, TopNSigma, TopP, TypicalP
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.core.softmax import log_softmax, softmax

NAPKIN = np.array([2.0, 1.0, 0.5, 0.1])
SHARES = st.floats(0, 1)
KNOBS = (
    st.builds(Temperature, st.floats(0, math.inf), on=st.booleans())
    | st.builds(TopK, st.integers(1, 5), st.sampled_from(["all", "exact"]), on=st.booleans())
    | st.builds(TopP, SHARES, st.sampled_from(["reached", "passed"]))
    | st.builds(MinP, SHARES)
    | st.builds(TypicalP, SHARES)
)
CHAINS = st.lists(KNOBS, max_size=MOST_KNOBS).map(lambda knobs: Chain(tuple(knobs)))


@given(CHAINS)
def test_a_chain_is_read_back_from_its_text(chain: Chain) -> None:
    assert Chain.parse(str(chain)) == chain


@pytest.mark.parametrize(
    ("text", "temperatures"),
    [
        ("", []),
        ("temperature=0.7", [0.7]),
        (" temperature = 0,7 ", [0.7]),
        ("temperature=0,7,temperature=2", [0.7, 2]),
        ("temperature=1; temperature=inf", [1, math.inf]),
    ],
)
def test_chains_that_are_read(text: str, temperatures: list[float]) -> None:
    assert [knob.value for knob in Chain.parse(text).knobs] == temperatures


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("volume=11", "No knob is called “volume”; there is: temperature"),
        ("=3", "No knob is called “”"),
        ("temperature", "temperature needs a value, as in temperature=0.7"),
        ("temperature=", "Temperature: a number is missing"),
        ("temperature=hot", "“hot” is not a number"),
        ("temperature=-1", "Temperature goes from 0 to ∞; -1 is outside"),
    ],
)
def test_chains_that_are_refused(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        Chain.parse(text)


def test_the_dial_turns_the_first_temperature() -> None:
    chain = Chain((Temperature(2), Temperature(3)))
    assert chain.temperature == 2
    assert chain.with_temperature(5) == Chain((Temperature(5), Temperature(3)))
    assert chain == Chain((Temperature(2), Temperature(3)))
    assert Chain(()).temperature == 1
    assert Chain(()).with_temperature(5) == Chain((Temperature(5),))
    with pytest.raises(InputError, match="outside"):
        chain.with_temperature(-1)


@given(CHAINS)
def test_what_a_chain_leaves_is_a_distribution(chain: Chain) -> None:
    assert np.exp(chain.apply(NAPKIN)).sum() == pytest.approx(1)


def test_two_temperatures_multiply() -> None:
    chain = Chain((Temperature(2), Temperature(3)))
    np.testing.assert_allclose(chain.apply(NAPKIN), log_softmax(NAPKIN, 6))
    np.testing.assert_allclose(Chain(()).apply(NAPKIN), log_softmax(NAPKIN))


def survivors(text: str, *values: float) -> list[int]:
    return np.flatnonzero(Chain.parse(text).apply(values) > -np.inf).tolist()


def test_the_order_reaches_the_calculation() -> None:
    assert survivors("top-p=0.8,temperature=0.5", 3, 2, 1) == [0, 1]
    assert survivors("temperature=0.5,top-p=0.8", 3, 2, 1) == [0]
    assert survivors("temperature=0.5:off,top-p=0.8", 3, 2, 1) == [0, 1]


def test_nothing_is_cut_before_the_softmax() -> None:
    """A temperature of ∞ gives 1/V, not one over however many tokens are shown."""
    values = np.random.default_rng(0).normal(0, 3, 1000)
    np.testing.assert_allclose(np.exp(Chain.parse("temperature=inf").apply(values)), 1 / 1000)


def test_no_temperature_is_too_small() -> None:
    assert np.exp(Chain.parse("temperature=1e-6").apply([1000, 999, 0])).tolist() == [1, 0, 0]


def test_a_temperature_does_not_mix_probabilities_linearly() -> None:
    warm, halfway = softmax([2, 1, 0.5, 0.1], 2), (softmax([2, 1, 0.5, 0.1]) + 0.25) / 2
    assert np.abs(np.exp(Chain.parse("temperature=2").apply(NAPKIN)) - warm).max() < 1e-15
    assert np.abs(warm - halfway).max() > 0.005


def test_log_probabilities_are_as_good_as_logits() -> None:
    np.testing.assert_allclose(
        Chain.parse("temperature=0.3").apply(log_softmax(NAPKIN)), log_softmax(NAPKIN, 0.3), atol=1e-12
    )


def test_knobs_that_are_off_keep_their_place() -> None:
    chain = Chain((TopK(2, on=False), Temperature(2, on=False), Temperature(3)))
    assert chain.temperature == 3
    assert chain.dial == 2
    assert chain.active == (Temperature(3),)
    off = Chain((TopK(2), Temperature(2, on=False)))
    assert off.temperature == 1
    assert off.with_temperature(5) == Chain((TopK(2), Temperature(5)))
    assert Chain((TopK(2),)).with_temperature(5) == Chain((Temperature(5), TopK(2)))


def test_knobs_are_put_and_taken() -> None:
    a, b, c = knobs = (Temperature(2), TopK(2), MinP(0.5))
    chain = Chain(knobs)
    assert chain.moved(0, 2).knobs == (b, c, a)
    assert chain.moved(2, 0).knobs == (c, a, b)
    assert chain.swapped(1).knobs == (a, c, b)
    assert chain.without(1).knobs == (a, c)
    assert chain.with_knob(1, TopP()).knobs == (a, TopP(), c)
    assert chain.with_knob(3, TopP(), over=False).knobs == (a, b, c, TopP())


def test_stages_tell_what_each_knob_did() -> None:
    logits = Logits.of("abcd", NAPKIN)
    first, second, third = Chain((TopK(3), TopP(0.5, on=False), Temperature(0.5), TopNSigma(0.5))).stages(
        logits
    )
    assert [first.place, second.place, third.place] == [0, 2, 3]
    assert first.removed.tolist() == [3]
    assert first.removed_mass == pytest.approx(softmax(NAPKIN)[3])
    assert second.removed.tolist() == []
    assert second.removed_mass == 0
    assert second.after.entropy < second.before.entropy
    assert third.before is second.after
    assert third.removed.tolist() == [1, 2]


def test_a_stage_may_cut_at_both_ends() -> None:
    p = np.array([0.5, 0.1, 0.1, 0.1, 0.1, 0.0999, 0.0001])
    (stage,) = Chain((TypicalP(0.4),)).stages(Logits.unnamed(np.log(p)))
    assert stage.removed.tolist() == [0, 5, 6]
    assert stage.removed_mass == pytest.approx(0.6)


@given(CHAINS)
def test_the_last_stage_is_the_result(chain: Chain) -> None:
    logits = Logits.unnamed(NAPKIN)
    stages = chain.stages(logits)
    assert len(stages) == len(chain.active)
    if stages:
        np.testing.assert_array_equal(stages[-1].after.log_probabilities_of_rows, chain.apply(logits))
        assert sum(len(stage.removed) for stage in stages) == 4 - len(stages[-1].after)


def test_a_missing_value_is_asked_for_with_an_example() -> None:
    with pytest.raises(InputError, match="top-k needs a value, as in top-k=40"):
        Chain.parse("top-k")
