import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.chain import Chain
from tauscope.core.domain import TEMPERATURE, Interval
from tauscope.core.errors import InputError
from tauscope.core.knobs import KNOBS, Knob, Temperature
from tauscope.core.softmax import log_softmax

NAPKIN = np.array([2.0, 1.0, 0.5, 0.1])
CHAINS = st.lists(st.builds(Temperature, st.floats(0, math.inf))).map(lambda knobs: Chain(tuple(knobs)))

every_knob = pytest.mark.parametrize("kind", KNOBS.values(), ids=list(KNOBS))


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
        ("temperature=", "A number is missing"),
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


@every_knob
def test_a_knob_keeps_to_its_domain(kind: type[Knob]) -> None:
    domain = kind.domain
    for value in (domain.low, domain.high):
        assert kind(value).value == value
    for value in (domain.low - 1, math.nan, -math.inf):
        with pytest.raises(InputError, match=domain.name.capitalize()):
            kind(value)


@every_knob
def test_a_knob_says_what_it_does(kind: type[Knob]) -> None:
    assert KNOBS[kind.name] is kind
    assert kind.name == kind.name.lower()
    assert 20 < len(kind.explanation) < 110


@every_knob
def test_a_knob_leaves_a_distribution_and_its_input(kind: type[Knob]) -> None:
    logits = np.array([2.0, -np.inf, 1.0])
    log_p = kind(kind.domain.low).apply(logits)
    assert np.exp(log_p).sum() == pytest.approx(1)
    assert log_p[1] == -np.inf
    assert logits.tolist() == [2, -np.inf, 1]


def test_an_interval_checks_and_describes_itself() -> None:
    interval = Interval("share", 0, 1)
    assert interval.check(1) == 1.0
    assert isinstance(interval.check(1), float)
    assert str(interval) == "from 0 to 1"
    assert str(TEMPERATURE) == "from 0 to ∞"
    for value in (-0.1, 1.1, math.nan, math.inf):
        with pytest.raises(InputError, match="Share goes from 0 to 1"):
            interval.check(value)
