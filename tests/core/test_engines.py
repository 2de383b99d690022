import math
from collections.abc import Iterator

import numpy as np
import pytest

from tauscope.core.chain import ENGINES, Chain, Request, engine_named
from tauscope.core.comparison import compare_engines, difference, explain, never_matters, same, swap
from tauscope.core.engines import Engine
from tauscope.core.errors import InputError
from tauscope.core.knobs import (
    KNOBS,
    DynamicTemperature,
    Knob,
    MinP,
    Temperature,
    TopK,
    TopNSigma,
    TopP,
)
from tauscope.core.logits import Logits

every_engine = pytest.mark.parametrize("engine", ENGINES.values(), ids=list(ENGINES))


def logits(*values: float) -> Logits:
    return Logits.unnamed(values)


@every_engine
def test_an_engine_has_a_chain_and_a_source(engine: Engine) -> None:
    chain = engine.chain()
    assert Chain.parse(str(chain)) == chain
    assert chain.dial is not None
    assert engine.source
    assert engine.at_zero.endswith(".")
    assert ENGINES[engine.name] is engine
    assert engine_named(engine.title.upper()) is engine
    assert {knob.name for knob in chain.knobs} <= set(KNOBS)


@pytest.mark.parametrize(
    ("name", "chain"),
    [
        ("huggingface", "temperature=1,top-k=50"),
        ("vllm", "temperature=1"),
        ("llama.cpp", "top-k=40:exact,top-p=0.95,min-p=0.05,temperature=0.8"),
        ("ollama", "top-k=40:exact,temperature=0.8,top-p=0.9:passed"),
        ("openai", "temperature=1"),
    ],
)
def test_what_is_on_by_default(name: str, chain: str) -> None:
    assert ENGINES[name].chain().active == Chain.parse(chain).knobs


@pytest.mark.parametrize(
    ("name", "chain"),
    [
        ("huggingface", "temperature=0.7,top-k=5,top-p=0.9,min-p=0.1"),
        ("vllm", "temperature=0.7,min-p=0.1,top-k=5,top-p=0.9"),
        ("llama.cpp", "top-k=5:exact,top-p=0.9,min-p=0.1,temperature=0.7"),
        ("ollama", "top-k=5:exact,temperature=0.7,top-p=0.9:passed,min-p=0.1"),
        ("openai", "temperature=0.7,top-p=0.9"),
    ],
)
def test_the_same_request_in_each_order(name: str, chain: str) -> None:
    assert ENGINES[name].chain(0.7, 5, 0.9, 0.1).active == Chain.parse(chain).knobs


def test_a_request_can_switch_off() -> None:
    for name in ("huggingface", "llama.cpp", "ollama"):
        assert ENGINES[name].chain(1, 0, 1, 0).active == (Temperature(1),)


@pytest.mark.parametrize(
    ("name", "temperature", "rows"),
    [
        ("vllm", 0, [0]),
        ("ollama", 0, [0]),
        ("ollama", -1, [0]),
        ("llama.cpp", 0, [0]),
        ("llama.cpp", -3, [0]),
        ("openai", 0, [0, 2]),
    ],
)
def test_cold(name: str, temperature: float, rows: list[int]) -> None:
    chain = ENGINES[name].chain(temperature)
    assert chain.temperature == 0
    assert chain.candidates(logits(2, 1, 2, 0)).rows.tolist() == rows


def test_greedy_bypasses_the_rest() -> None:
    assert ENGINES["vllm"].chain(0, 5, 0.9, 0.1).active == Chain.parse("temperature=0,top-k=1:exact").knobs
    assert ENGINES["ollama"].chain(0).active == Chain.parse("top-k=1:exact,temperature=0").knobs


def test_vllm_raises_a_small_temperature() -> None:
    for small in (0.005, 1e-7):
        assert ENGINES["vllm"].chain(small).temperature == 0.01
    assert ENGINES["vllm"].chain(0.01).temperature == 0.01
    assert ENGINES["huggingface"].chain(0.005).temperature == 0.005


@pytest.mark.parametrize(
    ("name", "temperature", "message"),
    [
        ("huggingface", 0, "Hugging Face: a temperature must be larger than 0; .*do_sample=False"),
        ("huggingface", -1, "larger than 0"),
        ("vllm", 2.1, "vLLM refuses a temperature above 2; 2.10 is"),
        ("vllm", -1, "a negative temperature is refused"),
        ("openai", 3, "OpenAI refuses a temperature above 2"),
        ("openai", -1, "a negative temperature is refused"),
        ("ollama", math.nan, "Temperature"),
    ],
)
def test_temperatures_that_an_engine_refuses(name: str, temperature: float, message: str) -> None:
    with pytest.raises(InputError, match=message):
        ENGINES[name].chain(temperature)


def test_requests_that_are_refused() -> None:
    with pytest.raises(InputError, match="Top_k is a whole number"):
        Request(top_k=2.5)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="Top_p goes from 0 to 1"):
        Request(top_p=1.1)
    with pytest.raises(InputError, match="No engine is called “gpt”; there is: huggingface, vllm"):
        engine_named("gpt")


def test_the_same_settings_give_other_survivors() -> None:
    outcomes = compare_engines(logits(3, 2, 1), Request(0.5, 40, 0.8, 0))
    kept = {outcome.engine.name: len(outcome.candidates) for outcome in outcomes if outcome.candidates}
    assert kept == {"huggingface": 1, "vllm": 1, "llama.cpp": 2, "ollama": 1, "openai": 1}
    assert [outcome.ignored for outcome in outcomes if outcome.ignored] == [("top_k", "min_p")]
    assert explain(outcomes) == (
        "Hugging Face applies temperature before top-p, llama.cpp after it:"
        " the second sees what the first has left."
    )


def between(one: str, other: str, values: Logits, request: Request) -> str:
    by_name = {outcome.engine.name: outcome for outcome in compare_engines(values, request)}
    return difference(by_name[one], by_name[other])


def test_the_first_difference_is_explained() -> None:
    flat = logits(*np.linspace(2, 0, 60))
    tied, halves = logits(2, 1, 1, 0), logits(*np.log([0.5, 0.3, 0.2]))
    assert between("huggingface", "vllm", flat, Request()) == (
        "Hugging Face also applies top-k 50, which vLLM does not."
    )
    assert between("vllm", "huggingface", flat, Request()) == (
        "Hugging Face also applies top-k 50, which vLLM does not."
    )
    assert between("huggingface", "llama.cpp", tied, Request(1, 2, 1, 0)) == (
        "Top-k: Hugging Face keeps all that tie at the last rank, llama.cpp keeps exactly k."
    )
    assert between("llama.cpp", "ollama", halves, Request(1, 0, 0.5, 0)).startswith("Top-p: llama.cpp stops")
    assert between("vllm", "huggingface", logits(0.01, 0), Request(0.005)) == (
        "vLLM applies temperature 0.01, Hugging Face temperature 0.005."
    )
    assert between("huggingface", "vllm", flat, Request(0)).startswith("Hugging Face: a temperature must")
    assert between("vllm", "openai", flat, Request(3)) == ""
    assert explain(compare_engines(logits(1, 0), Request(1, 0, 1, 0))) == (
        "All 5 engines keep the same classes with the same probabilities here."
    )


def chains() -> Iterator[Chain]:
    temperature, numbers = Temperature(0.5), np.random.default_rng(0)
    knobs: list[Knob] = [TopK(3), TopK(4, "exact"), TopNSigma(1), MinP(0.2), TopP(0.7), DynamicTemperature()]
    for knob in [*knobs, Temperature(3)]:
        yield Chain((temperature, knob))
    for _ in range(40):
        one, other = numbers.choice(len(knobs), 2)
        yield Chain((knobs[one], knobs[other]))


@pytest.mark.parametrize("chain", list(chains()), ids=str)
def test_a_swap_that_never_matters_does_not(chain: Chain) -> None:
    random = np.random.default_rng(1)
    reason = never_matters(*chain.knobs)
    for _ in range(50):
        values = Logits.unnamed(random.normal(0, 2, 7).round(1))
        swapped = swap(chain, 0, values)
        assert swapped.matters != same(swapped.before, swapped.after)
        if reason:
            assert not swapped.matters
            assert swapped.sentence == reason


@pytest.mark.parametrize(
    ("chain", "values", "sentence"),
    [
        ("temperature=0.5,top-p=0.8", (3, 2, 1), "Swapped, 2 classes are kept instead of 1."),
        ("top-p=0.8,temperature=0.5", (3, 2, 1), "Swapped, 1 class is kept instead of 2."),
        ("temperature=0.5,top-p=0.99", (1, 1), "Nothing changes for these logits; for others it may."),
        ("temperature=0.5,top-p=0.8:off", (3, 2, 1), "Top-p is off: its place changes nothing."),
        ("temperature=2,temperature=3", (3, 2, 1), "Never matters: two temperatures multiply."),
        ("top-k=2,min-p=0.5", (3, 2, 1), "Never matters: both cut by rank or by ratio to the top"),
        ("xtc=1:threshold=0.2,top-k=1", (3, 2.5, 1), "Swapped, 1 class is kept as before, but not the same"),
        (
            "top-k=2,dynamic-temperature=1",
            (3, 2, 1),
            "Swapped, the same classes are kept, with other probabilities.",
        ),
    ],
)
def test_what_a_swap_does_is_said(chain: str, values: tuple[float, ...], sentence: str) -> None:
    assert swap(Chain.parse(chain), 0, logits(*values)).sentence.startswith(sentence)


def test_top_k_and_temperature_may_be_swapped_at_the_ends_of_the_dial() -> None:
    for temperature in (0, math.inf):
        for knob in (TopK(2), TopK(1, "exact"), TopNSigma(0.5)):
            assert not swap(Chain((Temperature(temperature), knob)), 0, logits(2, 2, 1, 0)).matters
