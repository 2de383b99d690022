"""The sampling settings that a model's folder recommends in generation_config.json."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tauscope.core.chain.knobs import TopK
from tauscope.core.errors import InputError
from tauscope.sources.language.folder import read_config, text_config
from tauscope.sources.recommended import SETTINGS, SamplingDefaults

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_SWITCHED_OFF: dict[str, tuple[float, ...]] = {
    "top_k": (0,),
    "top_p": (1.0,),
    "min_p": (0.0,),
    "typical_p": (1.0,),
    "epsilon_cutoff": (0.0,),
    "eta_cutoff": (0.0,),
}
"""Values with which Hugging Face skips a setting."""

_WITHOUT_KNOB: dict[str, tuple[Any, ...]] = {
    "repetition_penalty": (1.0,),
    "encoder_repetition_penalty": (1.0,),
    "presence_penalty": (0.0,),
    "frequency_penalty": (0.0,),
    "no_repeat_ngram_size": (0,),
    "penalty_alpha": (0.0,),
    "top_h": (),
    "num_beams": (1,),
    "diversity_penalty": (0.0,),
    "dola_layers": (),
    "guidance_scale": (1.0,),
    "min_length": (0,),
    "min_new_tokens": (0,),
    "exponential_decay_length_penalty": (),
    "bad_words_ids": ([],),
    "sequence_bias": ({}, []),
    "suppress_tokens": ([],),
    "begin_suppress_tokens": ([],),
    "forced_bos_token_id": (),
    "forced_eos_token_id": (),
}
"""Settings of Hugging Face that change the text and have no knob, with the values that switch them off."""

_LEGACY_DEFAULTS: dict[str, Any] = {"do_sample": False, "temperature": 1.0, "top_k": 50, "top_p": 1.0}
"""Defaults that older versions of transformers wrote into every config.json, and that recommend nothing."""


def read_sampling_defaults(folder: Path) -> SamplingDefaults:
    """Read the sampling settings that a model's folder recommends.

    Parameters
    ----------
    folder : Path
        With generation_config.json; where that is missing the settings are taken from config.json and its
        text_config, in which older models keep them.

    Raises
    ------
    InputError
        If one of these files is not JSON.
    OSError
        If one cannot be read.

    Examples
    --------
    >>> from tauscope.resources import model_folder
    >>> read_sampling_defaults(model_folder())
    SamplingDefaults(temperature=None, top_k=None, top_p=None, min_p=None, typical_p=None, \
epsilon_cutoff=None, eta_cutoff=None, do_sample=None, left_out=())
    """
    generation = folder / "generation_config.json"
    if generation.exists():
        return sampling_defaults(read_config(generation))
    config = folder / "config.json"
    return sampling_defaults(_legacy(read_config(config))) if config.exists() else SamplingDefaults()


def sampling_defaults(settings: Mapping[str, Any]) -> SamplingDefaults:
    """Return the sampling settings in the content of a generation_config.json.

    Examples
    --------
    >>> sampling_defaults({"top_p": 1.5, "temperature": 0.7, "repetition_penalty": 1.1}).left_out
    ('top_p', 'repetition_penalty')
    """
    values = dict[str, float]()
    left_out = list[str]()
    for name, kind in SETTINGS.items():
        value = settings.get(name)
        if value is None or value in _SWITCHED_OFF.get(name, ()):
            continue
        try:
            number = float(kind.parameters[kind.main()].check(value))
        except InputError:
            number = math.inf
        if math.isfinite(number):
            values[name] = int(number) if kind is TopK else number
        else:
            left_out.append(name)
    sampled = settings.get("do_sample")
    if sampled is not None and not isinstance(sampled, bool):
        left_out.append("do_sample")
        sampled = None
    left_out += [name for name, off in _WITHOUT_KNOB.items() if settings.get(name) not in (None, False, *off)]
    return SamplingDefaults(**values, do_sample=sampled, left_out=tuple(left_out))  # type: ignore[arg-type]
    # top_k was checked


def _legacy(config: dict[str, Any]) -> dict[str, Any]:
    """Sampling settings in an old config.json, without the defaults that every such file holds."""
    names = (*SETTINGS, *_WITHOUT_KNOB, "do_sample")
    found = dict[str, Any]()
    for place in (config, text_config(config)):
        for name in names:
            value = place.get(name)
            if value is not None and value != _LEGACY_DEFAULTS.get(name):
                found.setdefault(name, value)
    return found
