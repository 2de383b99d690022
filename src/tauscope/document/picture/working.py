"""The working of one probability: z, z/τ, e^(z/τ) and the division by Z, step by step with its numbers."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.bounds import Bounds, mapped, written
from tauscope.core.chain import Chain
from tauscope.core.numbers import WIDE, screen_logit, screen_number, screen_percentage, screen_temperature
from tauscope.core.softmax import log_partition, probabilities, scaled_gaps
from tauscope.document.formulas import formula
from tauscope.document.temperature_words import product_symbol

if TYPE_CHECKING:
    from tauscope.core.bounds import Number
    from tauscope.core.logits import Floats
    from tauscope.document.picture.picture import Picture

FARTHEST = 700.0
"""Exponents beyond this overflow or underflow a float: then the largest exponent is subtracted from all."""

_NESTED = re.compile(r"e\^\([^)]*\^")
_TEN = re.compile(r"·10\^\(([−\d]+)\)")

MOST_TERMS = 6
"""Largest number of terms that a sum is written out with."""

NO_MANTISSA = 1e12
"""Exponents from here on leave no digit of the power known."""


@dataclass(frozen=True)
class Line:
    """One step of the working.

    Attributes
    ----------
    name : str
        What the step does, in a word or two.
    texts : tuple of str
        The step with its numbers, at more and at less length.
    """

    name: str
    texts: tuple[str, ...]

    @property
    def flat(self) -> tuple[str, ...]:
        """The same texts without raised letters, for small fonts.

        Examples
        --------
        >>> Line("sum", ("e^(z/τ) = e^(20.0) = 4.85·10^(8)",)).flat
        ('exp(z/τ) = exp(20.0) = 4.85e8',)
        """
        return tuple(_TEN.sub(r"e\1", text.replace("e^(", "exp(")) for text in self.texts)

    @property
    def is_nested(self) -> bool:
        """True if a raised text has raised letters of its own, as in e^(z/τ − 1.00·10^(5))."""
        return any(_NESTED.search(text) for text in self.texts)

    @property
    def result(self) -> str:
        """The step in a few words, for screen readers."""
        return self.texts[0]


@dataclass(frozen=True, eq=False)
class Working:
    """How softmax makes the probability of one class, and what the knobs make of it.

    Attributes
    ----------
    picture : Picture
    row : int
        Row of the class.
    """

    picture: Picture
    row: int

    @property
    def label(self) -> str:
        """Label of the class."""
        return self.picture.logits.labels[self.row]

    @property
    def logit(self) -> float:
        """Logit z of the class."""
        return float(self.picture.logits.values[self.row])

    @property
    def temperature(self) -> float:
        """Temperature at which the chain leaves the classes, from 0 to ∞."""
        product = self.picture.document.present_chain.product
        if not product or self.picture.partial is not None:
            return product
        return self.picture.final.temperature

    @property
    def symbol(self) -> str:
        """Symbol of `temperature`: τ, or the product of several, or τ′ where a knob chose another."""
        chain = self.picture.document.present_chain
        same = math.isclose(self.temperature, chain.product) or self.temperature == chain.product
        return product_symbol(chain) if same else "τ′"

    @property
    def shift(self) -> float:
        """Largest z/τ if it is subtracted from every exponent, else 0."""
        if self.temperature in (0, math.inf):
            return 0.0
        top = float(self.picture.logits.values.max())
        with np.errstate(over="ignore"):
            largest = float(np.divide(top, self.temperature))
        return largest if abs(largest) > FARTHEST else 0.0

    @property
    def exponents(self) -> Floats:
        """Exponent of each class: z/τ, or what is left of it after the shift; 0 at τ = ∞. Not for τ = 0."""
        values = self.picture.logits.values
        if self.temperature == math.inf:
            return np.where(np.isneginf(values), -np.inf, 0.0)
        if self.shift:
            return scaled_gaps(values, self.temperature, float(values.max()))
        with np.errstate(over="ignore"):
            return values / self.temperature

    @property
    def log_sum(self) -> Number:
        """Logarithm of the sum of all powers, after the shift; within bounds where classes are not listed."""
        if self.picture.partial is not None:
            known = self.picture.quantity("log_partition")
            return mapped(known, lambda value: value - self.shift)
        if self.shift:
            return float(np.log(np.exp(self.exponents).sum()))
        return log_partition(self.picture.logits.values, self.temperature)

    @property
    def plain_p(self) -> Number:
        """Probability at `temperature` before any knob cuts."""
        if self.picture.partial is not None:
            return self.picture.partial.bounds(Chain().with_temperature(self.temperature)).of(self.row)
        return float(self.plain_probabilities[self.row])

    @property
    def plain_probabilities(self) -> Floats:
        """Probability of each class at `temperature` before any knob cuts; the listed ones alone count."""
        return probabilities(self.picture.logits.values, self.temperature)

    @property
    def is_cut(self) -> bool:
        """True if any class was cut."""
        if self.picture.bounds is not None:
            return not self.picture.kept.all() and self.temperature > 0
        final = self.picture.final
        return not final.whole and self.temperature > 0

    # In words

    @property
    def lines(self) -> tuple[Line, ...]:
        """The steps, in their order."""
        logit = Line("logit", (formula(f"z = {screen_logit(self.logit)}"),))
        if self.temperature == 0:
            return logit, *self._at_zero()
        return logit, self._divided, self._power, self._sum, self._share, *self._after_knobs()

    def _at_zero(self) -> tuple[Line, ...]:
        values = self.picture.logits.values
        top = float(values.max())
        ties = int(np.count_nonzero(values == top))
        p = written(self.picture.probability(self.row), screen_percentage)
        largest = f"largest z = {screen_logit(top)}"
        share = "takes all" if ties == 1 else f"{ties:,} classes share"
        return (
            Line("limit", ("Nothing is divided by 0: softmax has a limit as τ → 0.", "The limit as τ → 0:")),
            Line("largest", (f"{largest}: {share}", largest)),
            Line("probability", (formula(f"p {equation_end(p)}"),)),
        )

    @property
    def _divided(self) -> Line:
        tau = screen_temperature(float(f"{self.temperature:.4g}"))
        quotient, symbol = quotient_text(self.logit, self.temperature), self.symbol
        z = screen_logit(self.logit)
        z = f"({z})" if z.startswith("−") else z
        short = formula(f"z/{symbol} = {quotient}")
        return Line("divide by τ", (formula(f"z/{symbol} = {z}/{tau} = {quotient}"), short))

    @property
    def _power(self) -> Line:
        symbol, exponent = self.symbol, float(self.exponents[self.row])
        power = power_text(exponent)
        inner = f"z/{symbol}"
        if self.shift:
            inner += f" − {quotient_text(float(self.picture.logits.values.max()), self.temperature)}"
        inner = inner.replace("− −", "+ ")
        written_out = formula(f"e^({inner}) = e^({screen_number(exponent, 2, WIDE)}) = {power}")
        short = formula(f"e^({inner}) = {power}")
        return Line("exponential", (written_out, short, formula(f"= {power}")))

    @property
    def _sum(self) -> Line:
        total = self._sum_text
        rule = f"Z{self._prime} = Σ e^(z/{self.symbol}{' − max' if self.shift else ''})"
        short = (formula(f"{rule} = {total}"), formula(f"Z{self._prime} = {total}"))
        exponents = self.exponents
        powers = exponents[np.isfinite(exponents)].tolist()
        if self.picture.partial is not None or not 1 < len(powers) <= MOST_TERMS:
            return Line("sum over all", short)
        terms = " + ".join(map(power_text, powers))
        return Line("sum over all", (formula(f"{rule} = {terms} = {total}"), *short))

    @property
    def _prime(self) -> str:
        return "′" if self.shift else ""

    @property
    def _sum_text(self) -> str:
        total = self.log_sum
        if isinstance(total, Bounds):
            return f"{power_text(total.low)}–{power_text(total.high)}"
        return "unknown" if total is None else power_text(total)

    @property
    def _share(self) -> Line:
        p, power = written(self.plain_p, screen_percentage), power_text(float(self.exponents[self.row]))
        rule = f"e^(z/{self.symbol}{' − max' if self.shift else ''})/Z{self._prime}"
        total = self._sum_text
        numbers = f"{_factor(power)}/{_factor(total)}" if isinstance(self.log_sum, float) else ""
        name = "softmax, before cuts" if self.is_cut else "probability"
        if not numbers:
            return Line(name, (formula(f"p = {rule} {equation_end(p)}"), formula(f"p {equation_end(p)}")))
        middle = formula(f"p = {numbers} {equation_end(p)}")
        return Line(
            name,
            (formula(f"p = {rule} = {numbers} {equation_end(p)}"), middle, formula(f"p {equation_end(p)}")),
        )

    def _after_knobs(self) -> tuple[Line, ...]:
        if not self.is_cut:
            return ()
        final = written(self.picture.probability(self.row), screen_percentage)
        name = "what is left adds up to 1"
        if self.picture.partial is None:
            if not self.picture.kept[self.row]:
                return (Line(name, ("cut by a knob: p = 0", "cut: p = 0")),)
            left = written(float(self.plain_probabilities[self.picture.kept].sum()), screen_percentage)
            numbers = f"{written(self.plain_p, screen_percentage)}/{left} {equation_end(final)}"
            whole = f"after knobs: {formula(f'p = {numbers}')}"
            return (Line(name, (whole, f"kept: {formula(numbers)}", f"after knobs: {final}")),)
        return (Line(name, (f"after knobs: {final}", final)),)

    @property
    def note(self) -> str:
        """A sentence on what is unusual: a shift, or classes that are not listed; empty if nothing is."""
        if self.picture.partial is not None:
            return "Not all classes are listed: Z lies between bounds."
        if self.shift:
            return "The largest exponent is subtracted from all: the same p, and nothing overflows."
        return ""


def equation_end(text: str) -> str:
    """A text of a number as the end of an equation, or of an inequality.

    Examples
    --------
    >>> equation_end("82.8%"), equation_end(">99.9%")
    ('= 82.8%', '> 99.9%')
    """
    return f"{text[0]} {text[1:]}" if text[0] in "<>" else f"= {text}"


def _factor(text: str) -> str:
    """A number as one factor of a formula."""
    return f"({text})" if "·" in text else text


def power_text(exponent: float) -> str:
    """Write e^x in the notation of formulas, also where it overflows or underflows a float.

    Examples
    --------
    >>> [power_text(exponent) for exponent in (4.0, -3.0, 2000.0, -2000.0, float("-inf"), 1e300)]
    ['54.60', '0.0498', '3.88·10^(868)', '2.58·10^(−869)', '0', 'e^(1.00e300)']
    """
    if exponent == -math.inf:
        return "0"
    if abs(exponent) >= NO_MANTISSA:
        return f"e^({screen_number(exponent, 2, WIDE)})"
    if math.log(1e-4) <= exponent < math.log(WIDE):
        value = math.exp(exponent)
        return screen_number(value, 2 if value >= 0.1 else 4)
    return _ten(exponent / math.log(10))


def quotient_text(logit: float, temperature: float) -> str:
    """Write z/τ in the notation of formulas, also where it overflows a float.

    Examples
    --------
    >>> [quotient_text(*pair) for pair in ((2.0, 0.5), (-1.0, 3.0), (1e308, 0.1), (float("-inf"), 1.0))]
    ['4.00', '−0.33', '1.00·10^(309)', '−∞']
    """
    if logit == -math.inf:
        return "−∞"
    with np.errstate(over="ignore"):
        quotient = float(np.divide(logit, temperature))
    if math.isfinite(quotient) and abs(quotient) < WIDE:
        return screen_number(quotient)
    sign = "−" if logit < 0 else ""
    return sign + _ten(math.log10(abs(logit)) - math.log10(temperature))


def _ten(exponent: float) -> str:
    """Write 10^x with a mantissa of three digits."""
    whole = math.floor(exponent)
    mantissa = f"{10 ** (exponent - whole):.2f}"
    if mantissa == "10.00":
        mantissa, whole = "1.00", whole + 1
    return f"{mantissa}·10^({whole})".replace("-", "−")


def working_of(picture: Picture, keys: tuple[int, ...] = ()) -> Working:
    """Return the working of the class that was selected last, or else of the most likely one."""
    for key in reversed(keys):
        if (row := picture.logits.row_of(key)) is not None:
            return Working(picture, row)
    return Working(picture, picture.top)
