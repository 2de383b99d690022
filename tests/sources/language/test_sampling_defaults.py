"""What a model's folder recommends for sampling."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tauscope.core.errors import InputError
from tauscope.sources.language.sampling_defaults import (
    read_sampling_defaults,
    sampling_defaults,
)
from tauscope.sources.recommended import SamplingDefaults

GEMMA = {
    "do_sample": True,
    "top_k": 64,
    "top_p": 0.95,
    "cache_implementation": "hybrid",
    "eos_token_id": [1, 106],
}
QWEN = {
    "do_sample": True,
    "repetition_penalty": 1.1,
    "temperature": 0.7,
    "top_p": 0.8,
    "top_k": 20,
    "transformers_version": "4.37.0",
}


def _write(folder: Path, name: str, content: Any) -> None:
    (folder / name).write_text(json.dumps(content))


def test_the_settings_of_real_models_are_read() -> None:
    assert sampling_defaults(GEMMA) == SamplingDefaults(top_k=64, top_p=0.95, do_sample=True)
    assert sampling_defaults(QWEN) == SamplingDefaults(
        temperature=0.7, top_k=20, top_p=0.8, do_sample=True, left_out=("repetition_penalty",)
    )


def test_the_chain_has_the_order_of_hugging_face() -> None:
    everything = {
        "eta_cutoff": 0.002,
        "epsilon_cutoff": 0.0003,
        "typical_p": 0.95,
        "min_p": 0.05,
        "top_p": 0.9,
        "top_k": 40,
        "temperature": 0.8,
    }
    chain = sampling_defaults(everything).chain()
    assert str(chain) == (
        "temperature=0.8,top-k=40,top-p=0.9,min-p=0.05,typical-p=0.95,epsilon=0.0003,eta=0.002"
    )
    assert str(sampling_defaults(GEMMA).chain()) == "temperature=1,top-k=64,top-p=0.95"


@pytest.mark.parametrize(
    "settings", [{"do_sample": False, "temperature": 0.6, "top_p": 0.9}, {"temperature": 0}]
)
def test_a_greedy_model_gets_temperature_zero(settings: dict[str, Any]) -> None:
    defaults = sampling_defaults(settings)
    assert defaults.greedy
    assert str(defaults.chain()) == "temperature=0"


def test_values_that_switch_a_setting_off_recommend_nothing() -> None:
    off = {"top_k": 0, "top_p": 1.0, "min_p": 0.0, "typical_p": 1, "epsilon_cutoff": 0.0, "eta_cutoff": 0}
    neutral = {"repetition_penalty": 1.0, "num_beams": 1, "no_repeat_ngram_size": 0, "suppress_tokens": []}
    assert sampling_defaults({**off, **neutral}) == SamplingDefaults()
    assert sampling_defaults({}).chain() is None


def test_a_value_that_is_not_legal_is_named_and_left_out() -> None:
    wrong = {
        "temperature": "hot",
        "top_k": 2.5,
        "top_p": 1.5,
        "min_p": True,
        "do_sample": "yes",
        "typical_p": [],
    }
    defaults = sampling_defaults(wrong)
    assert set(defaults.left_out) == set(wrong)
    assert defaults.chain() is None


def test_an_infinite_temperature_is_named_and_left_out() -> None:
    assert sampling_defaults(json.loads('{"temperature": Infinity, "top_p": NaN}')).left_out == (
        "temperature",
        "top_p",
    )


def test_generation_config_alone_counts_where_it_exists(tmp_path: Path) -> None:
    _write(tmp_path, "config.json", {"temperature": 0.3})
    _write(tmp_path, "generation_config.json", {"top_p": 0.9})
    assert read_sampling_defaults(tmp_path) == SamplingDefaults(top_p=0.9)


def test_an_old_config_keeps_them_itself_beside_what_every_old_config_holds(tmp_path: Path) -> None:
    dumped = {"do_sample": False, "temperature": 1.0, "top_k": 50, "top_p": 1.0, "repetition_penalty": 1.0}
    _write(tmp_path, "config.json", {**dumped, "text_config": {"top_p": 0.9, "temperature": 0.6}})
    assert read_sampling_defaults(tmp_path) == SamplingDefaults(temperature=0.6, top_p=0.9)


def test_a_folder_without_configuration_recommends_nothing(tmp_path: Path) -> None:
    assert read_sampling_defaults(tmp_path) == SamplingDefaults()


def test_a_file_that_is_not_json_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "generation_config.json").write_text("{")
    with pytest.raises(InputError, match=r"generation_config\.json is not JSON\."):
        read_sampling_defaults(tmp_path)
