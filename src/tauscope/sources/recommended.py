"""The sampling settings that a source recommends."""

from __future__ import annotations

from dataclasses import dataclass

from tauscope.core.chain import Chain
from tauscope.core.chain.knobs import Epsilon, Eta, Knob, MinP, Temperature, TopK, TopP, TypicalP

SETTINGS: dict[str, type[Knob]] = {
    "temperature": Temperature,
    "top_k": TopK,
    "top_p": TopP,
    "min_p": MinP,
    "typical_p": TypicalP,
    "epsilon_cutoff": Epsilon,
    "eta_cutoff": Eta,
}
"""The knob of each setting, in the order in which Hugging Face applies them."""


@dataclass(frozen=True)
class SamplingDefaults:
    """Sampling settings that a model's folder recommends; None for a setting that it does not name.

    Attributes
    ----------
    temperature, top_p, min_p, typical_p, epsilon_cutoff, eta_cutoff : float or None
        A value that switches its knob off, such as top_p = 1, counts as none.
    top_k : int or None
    do_sample : bool or None
        False if the model recommends the likeliest token each time. Hugging Face takes None for False, vLLM
        takes it for True.
    left_out : tuple of str
        Names of settings that change the text and have no knob, or whose value is not legal.

    Examples
    --------
    >>> defaults = SamplingDefaults(temperature=0.6, top_p=0.9, do_sample=True)
    >>> str(defaults.chain())
    'temperature=0.6,top-p=0.9'
    """

    temperature: float | None = None
    top_k: int | None = None
    top_p: float | None = None
    min_p: float | None = None
    typical_p: float | None = None
    epsilon_cutoff: float | None = None
    eta_cutoff: float | None = None
    do_sample: bool | None = None
    left_out: tuple[str, ...] = ()

    @property
    def usable(self) -> bool:
        """True if the settings can be made a chain."""
        return bool(self.given) or self.greedy

    @property
    def given(self) -> dict[str, float]:
        """Values by name, without those that are None, in Hugging Face's order."""
        return {name: getattr(self, name) for name in SETTINGS if getattr(self, name) is not None}

    @property
    def greedy(self) -> bool:
        """True if the folder asks for the likeliest token each time."""
        return self.do_sample is False or self.temperature == 0

    def chain(self) -> Chain | None:
        """Return the recommended settings as a chain in Hugging Face's order; None if there are none.

        A greedy model gets τ = 0 alone, because no cut changes which token is the likeliest.
        """
        if self.greedy:
            return Chain((Temperature(0.0),))
        if not self.given:
            return None
        knobs = [SETTINGS[name]().with_setting("value", value) for name, value in self.given.items()]
        return Chain(tuple(knobs if self.temperature is not None else [Temperature(), *knobs]))
