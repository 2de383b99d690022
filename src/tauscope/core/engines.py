"""What the engines do with the same request: their order of knobs, their defaults, and what is cold to them.

Penalties and DRY look at the text so far: they are no part of a chain on one distribution, and left out.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from tauscope.core.domain import Interval, Whole
from tauscope.core.errors import InputError
from tauscope.core.knob import Knob
from tauscope.core.knobs import Epsilon, Eta, MinP, Temperature, TopK, TopNSigma, TopP, TypicalP
from tauscope.core.numbers import quoted, screen_temperature
from tauscope.core.pipeline import Chain

REQUEST = {
    "temperature": Interval("temperature", -math.inf, math.inf, (0.0, 2.0)),
    "top_k": Whole("top_k", -1, 10**9, (0, 200)),
    "top_p": Interval("top_p", 0.0, 1.0),
    "min_p": Interval("min_p", 0.0, 1.0),
}
"""What a request may set: how engines write it, and what the documentation of one of them at least allows."""

SWITCHED_OFF = {"top_k": (0, -1), "top_p": (1.0,), "min_p": (0.0,)}
"""With these values an engine skips the knob, where it takes them."""


@dataclass(frozen=True)
class Request:
    """Settings as a program sends them to an engine; None leaves the engine's default.

    Raises
    ------
    InputError
        If one is out of bounds.
    """

    temperature: float | None = None
    top_k: int | None = None
    top_p: float | None = None
    min_p: float | None = None

    def __post_init__(self) -> None:
        for name, value in self.given.items():
            object.__setattr__(self, name, REQUEST[name].check(value))

    @classmethod
    def parse(cls, texts: Mapping[str, str]) -> Request:
        """Read settings as they were typed."""
        settings: dict[str, Any] = {name: REQUEST[name].parse(text) for name, text in texts.items()}
        return cls(**settings)

    @property
    def given(self) -> dict[str, Any]:
        """What is not None."""
        return {name: getattr(self, name) for name in REQUEST if getattr(self, name) is not None}


@dataclass(frozen=True)
class Engine:
    """An engine: what of its behaviour shapes a distribution.

    Attributes
    ----------
    name, title : str
        On the command line, and in a sentence.
    knobs : tuple of Knob
        Its chain where a request sets nothing, with what it skips by default off.
    source : str
        Where that is read.
    at_zero : str
        What it does at temperature 0 or less, in a sentence.
    cold : str
        The same for the chain: it may "refuse"; be "greedy", which bypasses all else and takes the first
        maximum; take the first maximum of what the chain "left"; or keep all "ties" of the top.
    lowest, highest : float
        A positive temperature below the lowest is raised to it; above the highest it is refused.
    negative : bool
        Whether a negative temperature is as good as 0; else it is refused.
    refused : dict
        Settings of which this value is refused, with a sentence that says so.
    """

    name: str
    title: str
    knobs: tuple[Knob, ...]
    source: str
    at_zero: str
    cold: Literal["refuse", "greedy", "left", "ties"]
    lowest: float = 0.0
    highest: float = math.inf
    negative: bool = False
    refused: Mapping[str, tuple[float, str]] = field(default_factory=dict)

    def chain(
        self,
        temperature: float | None = None,
        top_k: int | None = None,
        top_p: float | None = None,
        min_p: float | None = None,
    ) -> Chain:
        """Give the chain that this engine makes of a request.

        Raises
        ------
        InputError
            If a setting is out of bounds, or the engine refuses it.

        Examples
        --------
        >>> str(ENGINES["ollama"].chain(temperature=0.7, top_p=1.0))
        'top-k=40:exact,temperature=0.7,top-p=1:passed:off,min-p=0:off'
        """
        return self.chain_of(Request(temperature, top_k, top_p, min_p))

    def chain_of(self, request: Request) -> Chain:
        """Do the same with a request."""
        for name, (value, sentence) in self.refused.items():
            if request.given.get(name) == value:
                raise InputError(f"{self.title}: {sentence}")
        chain = Chain(tuple(_set(knob, request) for knob in self.knobs))
        if request.temperature is None:
            return chain
        if request.temperature > 0:
            return chain.with_temperature(self._raised(request.temperature))
        return self._cold(chain, request.temperature)

    def ignored(self, request: Request) -> tuple[str, ...]:
        """Settings of a request that this engine does not know; they are left out.

        OpenAI's own server refuses a request with such a setting; without it the rest can be compared.
        """
        known = {knob.name for knob in self.knobs}
        return tuple(name for name in request.given if _knob_name(name) not in known)

    def _raised(self, temperature: float) -> float:
        if temperature > self.highest:
            raise InputError(
                f"{self.title} refuses a temperature above {self.highest:g};"
                f" {screen_temperature(temperature)} is."
            )
        return max(temperature, self.lowest)

    def _cold(self, chain: Chain, temperature: float) -> Chain:
        if self.cold == "refuse" or (temperature < 0 and not self.negative):
            raise InputError(f"{self.title}: {self.at_zero}")
        frozen, first = chain.with_temperature(0.0), TopK(1, "exact")
        if self.cold == "greedy":
            return Chain(tuple(_bypassed(knob) for knob in frozen.knobs))
        return Chain((*frozen.knobs, first)) if self.cold == "left" else frozen


def _knob_name(setting: str) -> str:
    return setting.replace("_", "-")


def _set(knob: Knob, request: Request) -> Knob:
    """The knob as the request wants it; the temperature is set apart."""
    setting = knob.name.replace("-", "_")
    value = request.given.get(setting)
    if value is None or setting == "temperature":
        return knob
    if value in SWITCHED_OFF[setting]:
        return knob.off() if setting == "top_k" else knob.with_setting("value", value).off()
    return replace(knob.with_setting("value", value), on=True)


def _bypassed(knob: Knob) -> Knob:
    if isinstance(knob, TopK):
        return TopK(1, "exact")
    return knob if isinstance(knob, Temperature) else knob.off()


def _listed(*engines: Engine) -> dict[str, Engine]:
    return {engine.name: engine for engine in engines}


ENGINES = _listed(
    Engine(
        name="huggingface",
        title="Hugging Face",
        knobs=(
            Temperature(1.0),
            TopK(50, "all"),
            TopP(1.0, "reached", on=False),
            MinP(0.0, on=False),
            TypicalP(1.0, on=False),
            Epsilon(0.0, on=False),
            Eta(0.0, on=False),
        ),
        source="transformers, generation/utils.py and generation/logits_process.py",
        at_zero="a temperature must be larger than 0; for greedy choice set do_sample=False.",
        cold="refuse",
        refused={"top_k": (-1, "a top_k must be larger than 0, or 0 to switch it off.")},
    ),
    Engine(
        name="vllm",
        title="vLLM",
        knobs=(
            Temperature(1.0),
            MinP(0.0, on=False),
            TopK(40, "all", on=False),
            TopP(1.0, "reached", on=False),
        ),
        source="vllm/v1/sample/sampler.py, vllm/sampling_params.py",
        at_zero="0 is greedy and resets top_k, top_p and min_p; a negative temperature is refused.",
        cold="greedy",
        lowest=0.01,
        highest=2.0,
        refused={"top_p": (0.0, "a top_p must be larger than 0.")},
    ),
    Engine(
        name="llama.cpp",
        title="llama.cpp",
        knobs=(
            TopNSigma(1.0, on=False),
            TopK(40, "exact"),
            TypicalP(1.0, "passed", on=False),
            TopP(0.95, "reached"),
            MinP(0.05),
            Temperature(0.8),
        ),
        source="llama.cpp, common/common.h, common/sampling.cpp, src/llama-sampler.cpp",
        at_zero="at 0 or less, the first maximum of what survived is kept.",
        cold="left",
        negative=True,
    ),
    Engine(
        name="ollama",
        title="Ollama",
        knobs=(TopK(40, "exact"), Temperature(0.8), TopP(0.9, "passed"), MinP(0.0, on=False)),
        source="ollama, sample/samplers.go, api/types.go",
        at_zero="0 or less is greedy and bypasses everything else.",
        cold="greedy",
        negative=True,
    ),
    Engine(
        name="openai",
        title="OpenAI",
        knobs=(Temperature(1.0), TopP(1.0, "reached", on=False)),
        source="OpenAI API reference, as documented: “alter one, not both”",
        at_zero="0 is nearly deterministic; a negative temperature is refused.",
        cold="ties",
        highest=2.0,
    ),
)
"""Presets by name."""


def engine_named(name: str) -> Engine:
    """Find an engine by its name or title, in whatever case.

    Raises
    ------
    InputError
        If there is none.

    Examples
    --------
    >>> engine_named("Hugging Face").name
    'huggingface'
    """
    wanted = name.strip().casefold()
    for engine in ENGINES.values():
        if wanted in (engine.name.casefold(), engine.title.casefold()):
            return engine
    raise InputError(f"No engine is called {quoted(name)}; there is: {', '.join(ENGINES)}.")
