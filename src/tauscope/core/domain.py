"""Domains of parameters: each has the check of a value, its error text, its text and its editor's limits."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from tauscope.core.errors import InputError
from tauscope.core.numbers import parse_number, parse_percentage, plain_number, quoted

Setting = float | int | str
_THOUSANDS = re.compile(r"\d{1,3}([.,]\d{3})+")


@dataclass(frozen=True)
class Interval:
    """Numbers from `low` to `high`, both included.

    Attributes
    ----------
    name : str
        Name of the parameter in a sentence.
    low, high : float
        Limits of the parameter.
    usual : (float, float), optional
        Range of a slider, if it is not all of the domain.
    logarithmic : bool
        True if a slider is logarithmic.

    Examples
    --------
    >>> Interval("temperature", 0.0, math.inf).check(0.25)
    0.25
    >>> Interval("top-p", 0.0, 1.0).parse("90 %")
    0.9
    """

    name: str
    low: float
    high: float
    usual: tuple[float, float] | None = None
    logarithmic: bool = False

    @property
    def is_share(self) -> bool:
        """True if all values are shares of a whole: they may be typed in per cent."""
        return self.low >= 0 and self.high <= 1

    def check(self, value: Any) -> float:
        """Return `value` as a float.

        Raises
        ------
        InputError
            If `value` is no number, NaN or outside the limits.
        """
        number = self._number(value)
        if math.isnan(number) or not self.low <= number <= self.high:
            raise InputError(f"{self._subject} goes {self}; {plain_number(number)} is outside.")
        return number + 0.0  # −0 becomes 0

    def _number(self, value: Any) -> float:
        """Convert a number of any type; raise `InputError` for anything else."""
        # float() takes True for 1, and a text that only `parse` may read.
        with suppress(TypeError, ValueError, OverflowError):
            if not isinstance(value, bool | str):
                return float(value)
        raise InputError(f"{self._subject} is a number; {quoted(str(value))} is not one.")

    def parse(self, text: str) -> float:
        """Read a text that was typed; errors are those of `check`, and of a text that is no number."""
        return self.check(self._typed(text))

    def _typed(self, text: str) -> float:
        """Read a number, a share in per cent too; an error names the parameter."""
        try:
            return parse_percentage(text) if self.is_share else parse_number(text)
        except InputError as error:
            sentence = str(error)
            raise InputError(f"{self._subject}: {sentence[:1].lower()}{sentence[1:]}") from None

    def write(self, value: Any) -> str:
        """The shortest text that `parse` reads as `value`."""
        return plain_number(value)

    @property
    def slider(self) -> tuple[float, float]:
        """Lower and upper end of a slider."""
        return self.usual or (self.low, self.high)

    @property
    def good(self) -> tuple[Setting, ...]:
        """Legal values, with both limits, for the tests of everything that has a domain."""
        return (self.low, *self.slider, self.high)

    @property
    def bad(self) -> tuple[Any, ...]:
        """Illegal values, for the tests of everything that has a domain."""
        above = () if self.high == math.inf else (math.nextafter(self.high, math.inf), math.inf)
        return (math.nextafter(self.low, -math.inf), -math.inf, math.nan, *above, "x", True)

    @property
    def _subject(self) -> str:
        return self.name.capitalize()

    def __str__(self) -> str:
        high = "∞" if self.high == math.inf else f"{self.high:g}"
        return f"from {self.low:g} to {high}"


@dataclass(frozen=True)
class Whole(Interval):
    """Whole numbers from `low` to `high`, both included and finite.

    Examples
    --------
    >>> Whole("rank", 1, 100).check(40.0)
    40
    """

    def check(self, value: Any) -> int:
        """Return `value` as an int; errors are those of `Interval`, and one if `value` is not whole."""
        number = super().check(value)
        if number != int(number):
            raise InputError(f"{self._subject} is a whole number {self}; {plain_number(number)} is not.")
        return int(number)

    def parse(self, text: str) -> int:
        """Read a text that was typed; 1,000 is refused, since it may mean 1 or a thousand."""
        if _THOUSANDS.fullmatch(text.strip()):
            raise InputError(f"{quoted(text)} may have marks for thousands: write {self.name} without any.")
        return self.check(self._typed(text))

    @property
    def bad(self) -> tuple[Any, ...]:
        """Illegal values."""
        return (self.low - 1, self.low + 0.5, self.high + 1, math.inf, -math.inf, math.nan, "x", True)

    def __str__(self) -> str:
        return f"from {self.low:,.0f} to {self.high:,.0f}"


@dataclass(frozen=True)
class Choice:
    """A choice between a few words.

    Attributes
    ----------
    name : str
        Name of the parameter in a sentence.
    meanings : mapping of str to str
        Each word, with its meaning as the end of a sentence.

    Examples
    --------
    >>> Choice("order", {"up": "rising", "down": "falling"}).check("up")
    'up'
    """

    name: str
    meanings: Mapping[str, str]

    def check(self, value: Any) -> str:
        """Return `value`.

        Raises
        ------
        InputError
            If `value` is none of the words.
        """
        if not isinstance(value, str) or value not in self.meanings:
            raise InputError(f"{self.name.capitalize()} is {self}; {quoted(str(value))} is not.")
        return value

    def parse(self, text: str) -> str:
        """Read a word that was typed; errors are those of `check`."""
        return self.check(text.strip())

    def write(self, value: Any) -> str:
        """The word itself."""
        return str(value)

    @property
    def good(self) -> tuple[Setting, ...]:
        """Legal values."""
        return tuple(self.meanings)

    @property
    def bad(self) -> tuple[Any, ...]:
        """Illegal values."""
        return ("", " ".join(self.meanings), 0, None)

    def __str__(self) -> str:
        return " or ".join(self.meanings)


Domain = Interval | Whole | Choice

TEMPERATURE = Interval("temperature", 0.0, math.inf, (0.01, 100.0), logarithmic=True)
