from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from tests.sources.fake_model import fake
from tests.stepping import Stepping

from tauscope.core.chain import ENGINES, Chain, SamplingRequest
from tauscope.core.errors import InputError
from tauscope.document.document import Document
from tauscope.document.edits import source_edits, table_edits
from tauscope.document.library.engine_defaults import (
    NO_RECOMMENDATION,
    defaults_sentence,
    engine_chain,
    request_of,
    settings_words,
    use_engine_with_defaults,
)
from tauscope.sources.language.sampling_defaults import sampling_defaults
from tauscope.sources.language.writer import Writer
from tauscope.sources.recommended import SamplingDefaults

QWEN = sampling_defaults({"do_sample": True, "temperature": 0.6, "top_k": 20, "top_p": 0.95})
"""Settings as many instruction-tuned models name them."""

TYPICAL = sampling_defaults({"do_sample": True, "typical_p": 0.9, "epsilon_cutoff": 0.001})
GREEDY = sampling_defaults({"do_sample": False})


@dataclass(frozen=True)
class Recommending(Stepping):
    """A source that recommends settings."""

    recommended: SamplingDefaults = QWEN


def on_bench(defaults: SamplingDefaults) -> Document:
    return source_edits.use_source(Document(), Recommending(recommended=defaults))


@pytest.mark.parametrize(
    ("name", "chain"),
    [
        ("huggingface", "temperature=0.6,top-k=20,top-p=0.95"),
        ("vllm", "temperature=0.6,top-k=20,top-p=0.95"),
        ("llama.cpp", "top-k=20:exact,top-p=0.95,min-p=0.05,temperature=0.6"),
        ("mlx-lm", "top-p=0.95,top-k=20:exact,temperature=0.6"),
        ("ollama", "top-k=20:exact,top-p=0.95,temperature=0.6"),
        ("openai", "temperature=0.6,top-p=0.95"),
    ],
)
def test_an_engine_puts_a_models_settings_in_its_own_order(name: str, chain: str) -> None:
    made = engine_chain(ENGINES[name], QWEN, 1.7)
    assert made.chain.active == Chain.parse(chain).knobs
    assert made.left_out == (("top_k",) if name == "openai" else ())


def test_without_a_temperature_of_the_model_the_bench_keeps_its_own() -> None:
    assert engine_chain(ENGINES["vllm"], sampling_defaults({"top_p": 0.9}), 1.7).chain.temperature == 1.7


def test_settings_that_no_request_has_go_to_the_engines_that_know_them() -> None:
    made = engine_chain(ENGINES["huggingface"], TYPICAL, 1.0)
    chain = Chain.parse("temperature=1,top-k=50,typical-p=0.9,epsilon=0.001")
    assert (made.chain.active, made.left_out) == (chain.knobs, ())
    made = engine_chain(ENGINES["llama.cpp"], TYPICAL, 1.0)
    assert [str(knob) for knob in made.chain.active][1] == "typical-p=0.9:passed"
    assert made.left_out == ("epsilon_cutoff",)
    assert engine_chain(ENGINES["vllm"], TYPICAL, 1.0).left_out == ("typical_p", "epsilon_cutoff")


@pytest.mark.parametrize("name", ENGINES)
def test_a_greedy_model_is_greedy_everywhere(name: str) -> None:
    chain = engine_chain(ENGINES[name], GREEDY, 1.0).chain
    assert chain.temperature == 0
    assert request_of(GREEDY) == SamplingRequest(temperature=0.0)
    assert settings_words(GREEDY) == "the likeliest token each time (temperature 0)"


def test_the_settings_of_the_model_on_the_bench_are_used() -> None:
    document = on_bench(QWEN)
    assert (
        use_engine_with_defaults(document, "ollama").chain == engine_chain(ENGINES["ollama"], QWEN, 1.0).chain
    )
    assert defaults_sentence(document, ENGINES["openai"]) == (
        "OpenAI with the model's own defaults: temperature 0.6, top_k 20, top_p 0.95,"
        " without top_k, which it does not know."
    )


def test_what_an_engine_refuses_of_a_model_is_said() -> None:
    hot = replace(QWEN, temperature=3.0)
    with pytest.raises(InputError, match="vLLM refuses a temperature above 2"):
        use_engine_with_defaults(on_bench(hot), "vllm")


def test_a_source_without_recommendations_says_so() -> None:
    assert not Document().source.recommended.usable
    assert not Writer(fake(), "ab").recommended.usable
    with pytest.raises(InputError, match="This source recommends no settings"):
        use_engine_with_defaults(table_edits.set_temperature(Document(), 0.5), "vllm")
    assert "GGUF" in NO_RECOMMENDATION
