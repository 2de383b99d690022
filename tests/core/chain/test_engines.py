import math
import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tauscope.core.chain import ENGINES, Chain, SamplingRequest, engine_named
from tauscope.core.chain.comparison import Outcome, compare_engines, difference, explain
from tauscope.core.chain.engines import Engine
from tauscope.core.chain.knobs import KNOBS, Temperature
from tauscope.core.chain.reordering import same
from tauscope.core.errors import InputError
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
    assert engine.version in engine.edition
    assert re.search(r"\b20\d\d", engine.read)
    assert engine.edition in engine.read_in


def test_names_that_programs_use_stay_and_ollama_is_the_present_one() -> None:
    for name in ("huggingface", "vllm", "llama.cpp", "ollama", "openai"):
        assert engine_named(name).name == name
    assert engine_named("Ollama") is engine_named("Ollama ≥ 0.30")
    assert engine_named("Ollama < 0.30").name == "ollama-before-0.30"


def test_ollama_has_the_order_of_llama_cpp_with_values_of_its_own() -> None:
    ours, theirs = ENGINES["ollama"].knobs, ENGINES["llama.cpp"].knobs
    assert [knob.name for knob in ours] == [knob.name for knob in theirs]
    assert ours[-1].name == "temperature"
    assert [knob.name for knob in ENGINES["ollama-before-0.30"].knobs].index("temperature") == 1


@pytest.mark.parametrize("name", ["llama.cpp", "ollama"])
def test_xtc_stands_before_the_temperature(name: str) -> None:
    assert [knob.name for knob in ENGINES[name].knobs][-3:] == ["min-p", "xtc", "temperature"]


@pytest.mark.parametrize(
    ("name", "chain"),
    [
        ("huggingface", "temperature=1,top-k=50"),
        ("vllm", "temperature=1"),
        ("llama.cpp", "top-k=40:exact,top-p=0.95,min-p=0.05,temperature=0.8"),
        ("mlx-lm", "top-k=1:exact,temperature=0"),
        ("ollama", "top-k=40:exact,top-p=0.9,temperature=0.8"),
        ("ollama-mlx", "top-k=40:exact,temperature=0.8,top-p=0.9"),
        ("ollama-before-0.30", "top-k=40:exact,temperature=0.8,top-p=0.9:passed"),
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
        ("mlx-lm", "top-p=0.9,min-p=0.1,top-k=5:exact,temperature=0.7"),
        ("ollama", "top-k=5:exact,top-p=0.9,min-p=0.1,temperature=0.7"),
        ("ollama-mlx", "top-k=5:exact,temperature=0.7,top-p=0.9,min-p=0.1"),
        ("ollama-before-0.30", "top-k=5:exact,temperature=0.7,top-p=0.9:passed,min-p=0.1"),
        ("openai", "temperature=0.7,top-p=0.9"),
    ],
)
def test_the_same_request_in_each_order(name: str, chain: str) -> None:
    assert ENGINES[name].chain(0.7, 5, 0.9, 0.1).active == Chain.parse(chain).knobs


def test_a_request_can_switch_off() -> None:
    for name in ENGINES:
        assert ENGINES[name].chain(1, 0, 1, 0).active == (Temperature(1),)


@pytest.mark.parametrize("name", ["vllm", "llama.cpp", "ollama", "ollama-mlx", "ollama-before-0.30"])
def test_a_negative_top_k_is_off_too(name: str) -> None:
    assert ENGINES[name].chain(1, -1, 1, 0).active == (Temperature(1),)


@pytest.mark.parametrize("name", ["huggingface", "llama.cpp", "ollama", "ollama-before-0.30", "openai"])
def test_a_top_p_of_0_leaves_the_first(name: str) -> None:
    assert len(ENGINES[name].chain(1, 0, 0, 0).candidates(logits(2, 1, 0))) == 1


@pytest.mark.parametrize("name", ["mlx-lm", "ollama-mlx"])
def test_with_mlx_a_top_p_of_0_is_off(name: str) -> None:
    assert ENGINES[name].chain(1, 0, 0, 0).active == (Temperature(1),)


@pytest.mark.parametrize(
    ("name", "settings", "sentence"),
    [
        ("huggingface", {"top_k": -1}, "Hugging Face: a top_k must be larger than 0, or 0 to switch it off."),
        ("vllm", {"top_p": 0}, "vLLM: a top_p must be larger than 0."),
        ("mlx-lm", {"top_k": -1}, "mlx-lm: a top_k must not be negative; 0 switches it off."),
    ],
)
def test_settings_that_one_engine_refuses(name: str, settings: dict[str, int], sentence: str) -> None:
    with pytest.raises(InputError) as refusal:
        ENGINES[name].chain(1, **settings)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    ("name", "temperature", "rows"),
    [
        ("vllm", 0, [0]),
        ("mlx-lm", 0, [0]),
        ("mlx-lm", None, [0]),
        ("ollama", 0, [0]),
        ("ollama", -1, [0]),
        ("ollama-mlx", 0, [0]),
        ("ollama-before-0.30", 0, [0]),
        ("ollama-before-0.30", -1, [0]),
        ("llama.cpp", 0, [0]),
        ("llama.cpp", -3, [0]),
        ("openai", 0, [0, 2]),
    ],
)
def test_cold(name: str, temperature: float | None, rows: list[int]) -> None:
    chain = ENGINES[name].chain(temperature)
    assert chain.temperature == 0
    assert chain.candidates(logits(2, 1, 2, 0)).rows.tolist() == rows


def test_greedy_bypasses_the_rest() -> None:
    assert ENGINES["vllm"].chain(0, 5, 0.9, 0.1).active == Chain.parse("temperature=0,top-k=1:exact").knobs
    for name in ("mlx-lm", "ollama-mlx", "ollama-before-0.30"):
        assert ENGINES[name].chain(0, 5, 0.9, 0.1).active == Chain.parse("top-k=1:exact,temperature=0").knobs


def test_at_0_ollama_keeps_the_first_of_what_its_cuts_left() -> None:
    kept = Chain.parse("top-k=5:exact,top-p=0.9,min-p=0.1,temperature=0,top-k=1:exact").knobs
    assert ENGINES["ollama"].chain(0, 5, 0.9, 0.1).active == kept


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
        ("mlx-lm", -1, "mlx-lm: .*a negative temperature is refused"),
        ("ollama-mlx", -1, "would reverse the order"),
        ("ollama", math.nan, "Temperature"),
    ],
)
def test_temperatures_that_an_engine_refuses(name: str, temperature: float, message: str) -> None:
    with pytest.raises(InputError, match=message):
        ENGINES[name].chain(temperature)


def test_requests_that_are_refused() -> None:
    with pytest.raises(InputError, match="Top_k is a whole number"):
        SamplingRequest(top_k=2.5)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="Top_k goes from -1 to 1,000,000,000; -2 is outside"):
        SamplingRequest(top_k=-2)
    with pytest.raises(InputError, match="Top_p goes from 0 to 1"):
        SamplingRequest(top_p=1.1)
    with pytest.raises(InputError, match="No engine is called “gpt”; there is: huggingface, vllm"):
        engine_named("gpt")


def test_the_same_settings_give_other_survivors() -> None:
    outcomes = compare_engines(logits(3, 2, 1), SamplingRequest(0.5, 40, 0.8, 0))
    kept = {outcome.engine.name: len(outcome.candidates) for outcome in outcomes if outcome.candidates}
    assert [name for name, count in kept.items() if count == 2] == ["llama.cpp", "mlx-lm", "ollama"]
    assert [name for name, count in kept.items() if count == 1] == [
        "huggingface",
        "vllm",
        "ollama-mlx",
        "ollama-before-0.30",
        "openai",
    ]
    assert [outcome.ignored for outcome in outcomes if outcome.ignored] == [("top_k", "min_p")]
    assert explain(outcomes) == (
        "Hugging Face applies temperature before top-p, llama.cpp after it:"
        " the second sees what the first has left."
    )


def between(one: str, other: str, values: Logits, request: SamplingRequest) -> str:
    by_name = {outcome.engine.name: outcome for outcome in compare_engines(values, request)}
    return difference(by_name[one], by_name[other])


def test_the_first_difference_is_explained() -> None:
    flat = logits(*np.linspace(2, 0, 60))
    tied, halves = logits(2, 1, 1, 0), logits(*np.log([0.5, 0.3, 0.2]))
    assert between("huggingface", "vllm", flat, SamplingRequest()) == (
        "Hugging Face also applies top-k 50, which vLLM does not."
    )
    assert between("vllm", "huggingface", flat, SamplingRequest()) == (
        "Hugging Face also applies top-k 50, which vLLM does not."
    )
    assert between("huggingface", "llama.cpp", tied, SamplingRequest(1, 2, 1, 0)) == (
        "Top-k: Hugging Face keeps all that tie at the last rank, llama.cpp keeps exactly k."
    )
    assert between("llama.cpp", "ollama", halves, SamplingRequest(1, 0, 0.5, 0)) == ""
    assert between("llama.cpp", "ollama-before-0.30", halves, SamplingRequest(1, 0, 0.5, 0)).startswith(
        "Top-p: llama.cpp stops"
    )
    assert between("ollama-before-0.30", "ollama", logits(3, 2, 1), SamplingRequest(0.5, 0, 0.8, 0)) == (
        "Ollama < 0.30 applies temperature before top-p, Ollama ≥ 0.30 after it:"
        " the second sees what the first has left."
    )
    assert between(
        "mlx-lm", "llama.cpp", logits(1.6, 0, 0, 0, 0, 0), SamplingRequest(1, 2, 0.8, 0)
    ).startswith("mlx-lm applies top-p before top-k, llama.cpp after it")
    assert between("vllm", "huggingface", logits(0.01, 0), SamplingRequest(0.005)) == (
        "vLLM applies temperature 0.01, Hugging Face temperature 0.005."
    )
    assert between("huggingface", "vllm", flat, SamplingRequest(0)).startswith(
        "Hugging Face: a temperature must"
    )
    assert between("vllm", "openai", flat, SamplingRequest(3)) == ""
    assert between("huggingface", "llama.cpp", flat, SamplingRequest(0.7, 0, 1, 0.1)) == (
        "Hugging Face applies temperature before min-p, llama.cpp after it:"
        " the second sees what the first has left."
    )
    assert between("huggingface", "llama.cpp", flat, SamplingRequest(0.7)) == (
        "Hugging Face applies top-k 50, llama.cpp top-k 40. That is not all that differs."
    )
    assert explain(compare_engines(logits(1, 0), SamplingRequest(1, 0, 1, 0))) == (
        "All 8 engines keep the same classes with the same probabilities here."
    )


@given(
    values=st.lists(st.integers(-20, 20).map(lambda tenths: tenths / 10), min_size=1, max_size=6),
    temperature=st.sampled_from([0.0, 0.3, 1.0, 1.9]),
    top_k=st.sampled_from([None, -1, 0, 1, 2]),
    top_p=st.sampled_from([None, 0.0, 0.5, 0.8, 1.0]),
    min_p=st.sampled_from([None, 0.0, 0.3, 1.0]),
)
def test_each_engine_compared_is_its_own_chain(
    values: list[float], temperature: float, top_k: int | None, top_p: float | None, min_p: float | None
) -> None:
    request, table = SamplingRequest(temperature, top_k, top_p, min_p), logits(*values)
    outcomes = compare_engines(table, request)
    assert [outcome.engine for outcome in outcomes] == list(ENGINES.values())
    for outcome in outcomes:
        if outcome.candidates is None:
            with pytest.raises(InputError) as refusal:
                outcome.engine.chain_of(request)
            assert outcome.refusal == str(refusal.value)
        else:
            alone = outcome.engine.chain_of(request).candidates(table)
            assert outcome.candidates.rows.tolist() == alone.rows.tolist()
            assert outcome.candidates.probabilities.tolist() == alone.probabilities.tolist()
            assert difference(outcome, outcomes[0]).endswith(".") or same_as(outcome, outcomes[0])


def same_as(one: Outcome, other: Outcome) -> bool:
    return (
        one.candidates is not None and other.candidates is not None and same(one.candidates, other.candidates)
    )


def test_a_chain_in_short_words() -> None:
    by_name = {
        one.engine.name: one for one in compare_engines(logits(1, 0), SamplingRequest(0.7, 5, 0.123456789, 0))
    }
    assert by_name["huggingface"].steps == ("τ 0.70", "top-k 5", "top-p 0.123456789")
    assert by_name["openai"].ignored == ("top_k", "min_p")
    refused = compare_engines(logits(1, 0), SamplingRequest(0))[0]
    assert (refused.steps, refused.candidates) == ((), None)
