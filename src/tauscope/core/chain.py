"""A chain: knobs in the order in which they are applied."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.core.knobs import KNOBS, Knob, Temperature
from tauscope.core.numbers import parse_number, plain_number, quoted

if TYPE_CHECKING:
    from tauscope.core.logits import Floats


@dataclass(frozen=True)
class Chain:
    """Knobs in order, as one value.

    Examples
    --------
    >>> chain = Chain.parse("temperature=0,7")
    >>> chain.temperature, str(chain)
    (0.7, 'temperature=0.7')
    """

    knobs: tuple[Knob, ...] = (Temperature(),)

    @classmethod
    def parse(cls, text: str) -> Chain:
        """Read ``name=value,name=value``; a decimal comma is no separator, for a name follows a separator.

        Raises
        ------
        InputError
            For an unknown knob, a missing or illegal value.
        """
        words = [word for word in re.split(r"[,;]\s*(?=[^\d\s])|;", text.strip()) if word.strip()]
        return cls(tuple(_parse_knob(word) for word in words))

    def __str__(self) -> str:
        return ",".join(f"{knob.name}={plain_number(knob.value)}" for knob in self.knobs)

    @property
    def temperature(self) -> float:
        """τ of the first temperature knob; 1 where there is none."""
        return next((knob.value for knob in self.knobs if isinstance(knob, Temperature)), 1.0)

    def with_temperature(self, temperature: float) -> Chain:
        """The same chain with its first temperature knob set, put first where there was none."""
        for place, knob in enumerate(self.knobs):
            if isinstance(knob, Temperature):
                knobs = (*self.knobs[:place], Temperature(temperature), *self.knobs[place + 1 :])
                return replace(self, knobs=knobs)
        return replace(self, knobs=(Temperature(temperature), *self.knobs))

    def apply(self, log_probabilities: Floats) -> Floats:
        """(V,) logits or log-probabilities through every knob: normalised log-probabilities."""
        result = Temperature().apply(log_probabilities) if not self.knobs else log_probabilities
        for knob in self.knobs:
            result = knob.apply(result)
        return result


def _parse_knob(word: str) -> Knob:
    name, equals, value = word.partition("=")
    kind = KNOBS.get(name.strip())
    if kind is None:
        raise InputError(f"No knob is called {quoted(name)}; there is: {', '.join(KNOBS)}.")
    if not equals:
        raise InputError(f"{name.strip()} needs a value, as in {name.strip()}=0.7.")
    return kind(kind.domain.check(parse_number(value)))
