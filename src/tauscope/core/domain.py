"""The domain of a parameter: one place for its check, its error text and the limits of its editor."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tauscope.core.errors import InputError


@dataclass(frozen=True)
class Interval:
    """Numbers from `low` to `high`, both included.

    Examples
    --------
    >>> Interval("temperature", 0.0, math.inf).check(0.25)
    0.25
    """

    name: str
    low: float
    high: float

    def check(self, value: float) -> float:
        """Return `value` as a float.

        Raises
        ------
        InputError
            If it is NaN or outside.
        """
        number = float(value)
        if math.isnan(number) or not self.low <= number <= self.high:
            raise InputError(f"{self.name.capitalize()} goes {self}; {number:g} is outside.")
        return number

    def __str__(self) -> str:
        high = "∞" if self.high == math.inf else f"{self.high:g}"
        return f"from {self.low:g} to {high}"


TEMPERATURE = Interval("temperature", 0.0, math.inf)
