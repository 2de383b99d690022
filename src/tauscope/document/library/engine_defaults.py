"""Chains that engines make of the sampling settings that a model recommends."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from tauscope.core.chain import Chain, Engine, SamplingRequest, engine_named
from tauscope.core.chain.knobs import Temperature, TopK
from tauscope.core.errors import InputError
from tauscope.core.numbers import plain_number
from tauscope.document.edits import table_edits

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.sources.recommended import SamplingDefaults

NO_RECOMMENDATION = (
    "This source recommends no settings: a model does in its generation_config.json. (Those in a GGUF file,"
    " general.sampling.*, are not read: such files are not opened here.)"
)

_BEYOND_REQUEST = {"typical_p": "typical-p", "epsilon_cutoff": "epsilon", "eta_cutoff": "eta"}
"""Settings of a model that a `SamplingRequest` does not have, and the knob of each."""


class ModelChain(NamedTuple):
    """Chain that an engine makes of a model's settings, and names of the settings that the engine lacks."""

    chain: Chain
    left_out: tuple[str, ...]


def request_of(defaults: SamplingDefaults) -> SamplingRequest:
    """Return a request with those of a model's settings that a `SamplingRequest` can have."""
    temperature = 0.0 if defaults.greedy else defaults.temperature
    return SamplingRequest(temperature, defaults.top_k, defaults.top_p, defaults.min_p)


def settings_words(defaults: SamplingDefaults) -> str:
    """Write the settings of a model in one line.

    Examples
    --------
    >>> from tauscope.sources.recommended import SamplingDefaults
    >>> settings_words(SamplingDefaults(temperature=0.6, top_p=0.9))
    'temperature 0.6, top_p 0.9'
    """
    if defaults.greedy:
        return "the likeliest token each time (temperature 0)"
    return ", ".join(f"{name} {plain_number(value)}" for name, value in defaults.given.items())


def engine_chain(engine: Engine, defaults: SamplingDefaults, temperature: float) -> ModelChain:
    """Return the chain that an engine makes of a model's settings, with its own values for all others.

    Parameters
    ----------
    engine : Engine
    defaults : SamplingDefaults
    temperature : float
        Used if the model names no temperature.

    Raises
    ------
    InputError
        If the engine refuses one of the settings.
    """
    if defaults.greedy and engine.cold == "refuse":  # greedy choice is another switch there
        return ModelChain(Chain((Temperature(0.0), TopK(1, "exact"))), ())
    request = request_of(defaults)
    if request.temperature is None:
        request = replace(request, temperature=temperature)
    chain, left_out = engine.chain_of(request), list(engine.ignored(request))
    for setting, name in () if defaults.greedy else _BEYOND_REQUEST.items():
        value: Any = getattr(defaults, setting)
        place = next((place for place, knob in enumerate(chain.knobs) if knob.name == name), None)
        if value is not None and place is None:
            left_out.append(setting)
        elif value is not None and place is not None:
            knob = replace(chain.knobs[place].with_setting("value", value), on=True)
            chain = chain.with_knob(place, knob)
    return ModelChain(chain, tuple(left_out))


def defaults_sentence(document: Document, engine: Engine) -> str:
    """Return a sentence on an engine's chain of the settings of the document's model."""
    defaults = document.source.recommended
    if not defaults.usable:
        return NO_RECOMMENDATION
    left_out = engine_chain(engine, defaults, document.temperature).left_out
    without = f", without {', '.join(left_out)}, which it does not know" if left_out else ""
    return f"{engine.title} with the model's own defaults: {settings_words(defaults)}{without}."


def use_engine_with_defaults(document: Document, name: str) -> Document:
    """Replace the chain by the one that an engine makes of the settings of the document's model.

    Raises
    ------
    InputError
        If the model recommends no settings, or the engine refuses one.
    """
    defaults = document.source.recommended
    if not defaults.usable:
        raise InputError(NO_RECOMMENDATION)
    return table_edits.set_chain(
        document, engine_chain(engine_named(name), defaults, document.temperature).chain
    )
