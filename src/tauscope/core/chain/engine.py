"""A request, and the rules by which an engine makes a chain of it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from tauscope.core.chain.chain import Chain
from tauscope.core.chain.knob import Knob
from tauscope.core.chain.knobs import Temperature, TopK
from tauscope.core.domain import Interval, Whole
from tauscope.core.errors import InputError
from tauscope.core.numbers import screen_temperature

REQUEST = {
    "temperature": Interval("temperature", -math.inf, math.inf, (0.0, 2.0)),
    "top_k": Whole("top_k", -1, 10**9, (0, 200)),
    "top_p": Interval("top_p", 0.0, 1.0),
    "min_p": Interval("min_p", 0.0, 1.0),
}
"""Domain of each setting of a request; a value is legal here if at least one engine documents it."""

SWITCHED_OFF = {"top_k": (0, -1), "top_p": (1.0,), "min_p": (0.0,)}
"""Values with which an engine skips the knob of a setting, unless the engine refuses them."""


@dataclass(frozen=True)
class SamplingRequest:
    """Settings as a program sends them to an engine; None leaves the engine's default.

    Raises
    ------
    InputError
        If a setting is outside its domain in `REQUEST`.
    """

    temperature: float | None = None
    top_k: int | None = None
    top_p: float | None = None
    min_p: float | None = None

    def __post_init__(self) -> None:
        for name, value in self.given.items():
            object.__setattr__(self, name, REQUEST[name].check(value))

    @classmethod
    def parse(cls, texts: Mapping[str, str]) -> SamplingRequest:
        """Read settings that were typed, by name.

        Raises
        ------
        InputError
            If a text is no number, or the number is outside its domain.
        """
        settings: dict[str, Any] = {name: REQUEST[name].parse(text) for name, text in texts.items()}
        return cls(**settings)

    @property
    def given(self) -> dict[str, Any]:
        """The settings that are not None, by name."""
        return {name: getattr(self, name) for name in REQUEST if getattr(self, name) is not None}


@dataclass(frozen=True)
class Engine:
    """A program that runs language models, by the rules with which it makes a chain of a request.

    Attributes
    ----------
    name, title : str
        Name on the command line, and name in sentences.
    knobs : tuple of Knob
        Chain of a request that sets nothing; knobs that the engine skips by default are off.
    source : str
        Files of the engine in which these rules were read.
    version, read : str
        Version that was read, and date of reading: "2026-08-21", or as much of a date as is known.
    at_zero : str
        What the engine does at temperature 0 or less, as a sentence.
    cold : str
        What becomes of the chain at temperature 0 or less: "refuse" refuses the request; "greedy" takes the
        first maximum and bypasses all other knobs; "left" takes the first maximum of what the other knobs
        left; "ties" keeps all classes that tie with the maximum.
    lowest, highest : float
        A positive temperature below `lowest` is raised to `lowest`; one above `highest` is refused.
    negative : bool
        True if the engine takes a negative temperature as 0; else the request is refused.
    refused : dict
        By setting, a value that the engine refuses and a sentence that says so.
    skipped : dict
        By setting, values with which the engine skips its knob, beside those of `SWITCHED_OFF`.
    note : str
        Sentences on what is left out here, or is special about the engine.
    """

    name: str
    title: str
    knobs: tuple[Knob, ...]
    source: str
    version: str
    read: str
    at_zero: str
    cold: Literal["refuse", "greedy", "left", "ties"]
    lowest: float = 0.0
    highest: float = math.inf
    negative: bool = False
    refused: Mapping[str, tuple[float, str]] = field(default_factory=dict)
    skipped: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    note: str = ""

    @property
    def edition(self) -> str:
        """Version that was read and date of reading, for a line on the screen.

        Examples
        --------
        >>> from tauscope.core.chain.engines import ENGINES
        >>> ENGINES["mlx-lm"].edition
        'main, read 2026-08-22'
        """
        return f"{self.version}, read {self.read}"

    @property
    def read_in(self) -> str:
        """Files, version and date in which the engine's rules were read, as a sentence."""
        return f"Read in {self.source} ({self.edition})."

    def chain(
        self,
        temperature: float | None = None,
        top_k: int | None = None,
        top_p: float | None = None,
        min_p: float | None = None,
    ) -> Chain:
        """Return the chain that this engine makes of a request with these settings.

        Raises
        ------
        InputError
            If a setting is outside its domain, or the engine refuses the request.

        Examples
        --------
        >>> from tauscope.core.chain.engines import ENGINES
        >>> str(ENGINES["ollama-mlx"].chain(temperature=0.7, top_p=1.0))
        'top-k=40:exact,temperature=0.7,top-p=1:off,min-p=0:off'
        """
        return self.chain_of(SamplingRequest(temperature, top_k, top_p, min_p))

    def chain_of(self, request: SamplingRequest) -> Chain:
        """Return the chain that this engine makes of `request`; errors as in `chain`."""
        for name, (value, sentence) in self.refused.items():
            if request.given.get(name) == value:
                raise InputError(f"{self.title}: {sentence}")
        chain = Chain(tuple(self._set(knob, request) for knob in self.knobs))
        # A default may be cold too: that of mlx-lm is 0.
        temperature = chain.temperature if request.temperature is None else request.temperature
        if temperature > 0:
            return chain.with_temperature(self._checked_temperature(temperature))
        return self._chain_at_zero(chain, temperature)

    def ignored(self, request: SamplingRequest) -> tuple[str, ...]:
        """Return the settings of a request that this engine does not know; `chain_of` leaves them out.

        OpenAI's own server refuses a request with an unknown setting. Here the setting is left out, so that
        the rest of the request can be compared.
        """
        known = {knob.name for knob in self.knobs}
        return tuple(name for name in request.given if _knob_name(name) not in known)

    def _set(self, knob: Knob, request: SamplingRequest) -> Knob:
        """Return `knob` with the request's value, if there is one; `chain_of` sets the temperature."""
        setting = knob.name.replace("-", "_")
        value = request.given.get(setting)
        if value is None or setting == "temperature":
            return knob
        # A top_k of 0 or −1 is no rank, so the knob keeps its usual one and is only switched off.
        if value in (*SWITCHED_OFF[setting], *self.skipped.get(setting, ())):
            return knob.off() if setting == "top_k" else knob.with_setting("value", value).off()
        return replace(knob.with_setting("value", value), on=True)

    def _checked_temperature(self, temperature: float) -> float:
        """Return a positive temperature, raised to `lowest`; raise `InputError` if it is above `highest`."""
        if temperature > self.highest:
            raise InputError(
                f"{self.title} refuses a temperature above {self.highest:g};"
                f" {screen_temperature(temperature)} is."
            )
        return max(temperature, self.lowest)

    def _chain_at_zero(self, chain: Chain, temperature: float) -> Chain:
        """Return the chain at a temperature of 0 or less, as `cold` says."""
        if self.cold == "refuse" or (temperature < 0 and not self.negative):
            raise InputError(f"{self.title}: {self.at_zero}")
        frozen, first = chain.with_temperature(0.0), TopK(1, "exact")
        if self.cold == "greedy":
            return Chain(tuple(_greedy_knob(knob) for knob in frozen.knobs))
        # llama.cpp's temperature sampler at 0 keeps the first maximum alone (src/llama-sampler.cpp); a
        # temperature of 0 keeps all ties, so top-k 1 follows it.
        return Chain((*frozen.knobs, first)) if self.cold == "left" else frozen


def _knob_name(setting: str) -> str:
    """Name of the knob that a setting of a request turns: "top-k" for "top_k"."""
    return setting.replace("_", "-")


def _greedy_knob(knob: Knob) -> Knob:
    """Return `knob` as in a greedy chain: top-k takes the first maximum, all but temperature is off."""
    if isinstance(knob, TopK):
        return TopK(1, "exact")
    return knob if isinstance(knob, Temperature) else knob.off()
