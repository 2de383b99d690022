"""The one reader and writer of numbers: fields, table cells, pasted blocks, files and the command line.

Both decimal marks, exponents, typographic minus signs, the infinities, fractions (``1/3``) and natural
logarithms (``ln 3``) are read. Everything else is refused with a sentence, and nothing is guessed; a stock
spin box reads ``1,5`` as 15.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

from tauscope.core.errors import InputError
from tauscope.core.text.labels import one_line
from tauscope.core.text.number_syntax import hint_for, is_overflow, number_in

_LONGEST_QUOTE = 40
_READ_FOR_QUOTE = 1_000

MILLION = 1e6
WIDE = 1e5
"""Least number that may be written with an exponent, and whose decimals are limited by `LONGEST`."""

INTEGERS = 2.0**53
"""Up to here a float represents every whole number exactly; such numbers are written in full."""

LONGEST = 11
"""Most characters of a number from `WIDE` on, unless its whole part alone has more."""

_FEWEST, _ALL_DIGITS = 5, 17


def parse_number(text: str) -> float:
    """Read one number. ∞ and −∞ are numbers too; a caller to whom they mean nothing refuses them.

    Raises
    ------
    InputError
        If `text` is no number; the sentence quotes `text` and names the mistake.

    Examples
    --------
    >>> [parse_number(text) for text in ("0,25", "−2", "1e-3", ".5", "∞", "1/4", "ln 1")]
    [0.25, -2.0, 0.001, 0.5, inf, 0.25, 0.0]
    """
    number = number_in(text)
    if number is None:
        raise InputError(_refusal(text))
    if is_overflow(number, text):
        raise InputError(f"{quoted(text)} is too large: the largest number is about 1.8e308.")
    return number


def is_number(text: str) -> bool:
    """True if `parse_number` reads `text` without an error.

    Examples
    --------
    >>> [is_number(text) for text in ("0,25", "1/3", "ln 3", "cat", "1e999")]
    [True, True, True, False, False]
    """
    number = number_in(text)
    return number is not None and not is_overflow(number, text)


def parse_percentage(text: str) -> float:
    """Read a probability, as a number (0.25) or in per cent (25%).

    Examples
    --------
    >>> parse_percentage("82,5 %")
    0.825
    """
    plain = text.strip()
    return parse_number(plain[:-1]) / 100 if plain.endswith("%") else parse_number(plain)


def quoted(text: str) -> str:
    """Return `text` in quotation marks, on one line and shortened."""
    line = one_line(text[:_READ_FOR_QUOTE])
    is_whole = len(line) <= _LONGEST_QUOTE and len(text) <= _READ_FOR_QUOTE
    short = line if is_whole else line[: _LONGEST_QUOTE - 1] + "…"
    return f"“{short}”"


def _refusal(text: str) -> str:
    """Return the sentence on a text that is no number."""
    if not text.strip():
        return "A number is missing here."
    return f"{quoted(text)} is not a number.{hint_for(text)}"


def plain_number(value: float) -> str:
    """The shortest text that reads back as `value`, in ASCII: for files and the clipboard.

    Examples
    --------
    >>> [plain_number(value) for value in (2.0, 0.1, 1e-300, float("-inf"))]
    ['2', '0.1', '1e-300', '-inf']
    """
    text = repr(float(value))
    return text.removesuffix(".0")


def screen_number(value: float, decimals: int = 2, largest: float = INTEGERS) -> str:
    """Write a number for the screen: fixed decimals, a typographic minus sign, ∞, exponents from `largest`.

    From `WIDE` on a number has as many decimals as fit in `LONGEST` characters, so that small differences
    between large numbers can be seen.

    Examples
    --------
    >>> [screen_number(value) for value in (-2.0, 1e300, -1e-9, 100000.25, float("inf"))]
    ['−2.00', '1.00e300', '0.00', '100000.25', '∞']
    """
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    if abs(value) >= largest:
        mantissa, exponent = f"{value:.{decimals}e}".split("e")
        return f"{mantissa}e{int(exponent)}".replace("-", "−")
    text = _fixed(value, decimals)
    return text.removeprefix("-") if not float(text) else text.replace("-", "−")


def screen_logit(value: float) -> str:
    """Write a logit as it was typed, with at least two decimals, so that a column of logits lines up.

    Examples
    --------
    >>> [screen_logit(value) for value in (2.0, 0.123456789, 100000.1, 1e308, -1e-9)]
    ['2.00', '0.1235', '100000.1', '1e308', '−1e-9']
    """
    if math.isinf(value) or value == 0 or (value == round(value, 2) and abs(value) < WIDE):
        return screen_number(value)
    if 1e-3 <= abs(value) < WIDE:
        text = f"{value:.4f}".removesuffix("0").removesuffix("0")
    else:
        text = _shortest(value)
    return _with_exponent(text)


def _fixed(value: float, decimals: int) -> str:
    """Write `decimals` decimals, or from `WIDE` on as many as fit beside the digits before the point."""
    if abs(value) < WIDE:
        return f"{value:.{decimals}f}"
    fitting = min(decimals, LONGEST - 1 - len(str(int(abs(value)))))
    if fitting > 0:
        return f"{value:.{fitting}f}"
    # Halves go up: rounded to even, 1.5 and 2.5 would read alike.
    fraction, whole = math.modf(abs(value))
    return f"{math.copysign(whole + (fraction >= 0.5), value):.0f}"


def _shortest(value: float) -> str:
    """Write a tiny or huge number with or without an exponent, whichever is shorter."""
    if not WIDE <= abs(value) < INTEGERS:
        return min(f"{value:.4g}", plain_number(value), key=len)
    fixed = _fixed(value, 4)
    fixed = fixed.rstrip("0").removesuffix(".") if "." in fixed else fixed
    digits = len(fixed.replace(".", "").strip("-0")) - 1
    exponential = f"{float(fixed):.{digits}e}".replace("e+0", "e").replace("e+", "e")
    return min(fixed, exponential, key=len)


def _with_exponent(text: str) -> str:
    """Rewrite a number in Python's notation with a typographic minus sign, and an exponent without zeros."""
    mantissa, _, exponent = text.partition("e")
    shown = f"{mantissa}e{int(exponent)}" if exponent else mantissa
    return "−" + shown[1:] if shown.startswith("-") else shown


def told_apart(values: Sequence[float], write: Callable[[float], str] = screen_number) -> list[str]:
    """Write numbers that stand side by side, so that different numbers have different texts.

    Parameters
    ----------
    values : sequence of float
    write : callable
        Writes one number. If that gives two different numbers the same text, all numbers are written with the
        fewest significant digits that tell them apart.

    Returns
    -------
    list of str
        One text for each number.

    Examples
    --------
    >>> told_apart([2.0, 1.0])
    ['2.00', '1.00']
    >>> told_apart([1e16, 1e16 + 2, 5.0])
    ['10000000000000000', '10000000000000002', '5']
    """
    texts, different = [write(value) for value in values], len(set(values))
    for digits in range(_FEWEST, _ALL_DIGITS + 1):
        if len(set(texts)) >= different:
            break
        texts = [_with_exponent(f"{value:.{digits}g}").replace("inf", "∞") for value in values]
    return texts


def screen_temperature(value: float) -> str:
    """Write a temperature exactly as it was set; from 0.01 to 10 with at least two decimals.

    Examples
    --------
    >>> [screen_temperature(value) for value in (0.0, 0.25, 0.5, 1.0, 12.5, 1e-6, float("inf"))]
    ['0', '0.25', '0.50', '1.00', '12.5', '1e-6', '∞']
    """
    if value == 0 or math.isinf(value):
        return "∞" if value else "0"
    text = plain_number(value)
    if "e" in text or not 0.01 <= value < 10:
        mantissa, _, exponent = text.partition("e")
        return f"{mantissa}e{int(exponent)}" if exponent else mantissa
    return text if len(text.partition(".")[2]) > 2 else f"{value:.2f}"


def screen_percentage(p: float) -> str:
    """Write a probability in per cent with one decimal; only 0 and 1 themselves become 0% and 100%.

    Examples
    --------
    >>> [screen_percentage(p) for p in (0.5745, 0.0, 1.0, 1e-9, 1 - 1e-9)]
    ['57.5%', '0%', '100%', '<0.1%', '>99.9%']
    """
    if p in (0, 1):
        return f"{p:.0%}"
    # Outside these limits one decimal would read 0.0% or 100.0%.
    if p < 0.0005:
        return "<0.1%"
    return ">99.9%" if p >= 0.9995 else f"{100 * p:.1f}%"


def exact_percentage(p: float) -> str:
    """Write a probability in per cent: four significant digits, near 1 five, and tiny ones with an exponent.

    Examples
    --------
    >>> [exact_percentage(p) for p in (0.574482, 0.0, 1.0, 3.21e-9, 0.99996, 1 - 1e-9)]
    ['57.45%', '0%', '100%', '3.21e−7%', '99.996%', '>99.999%']
    """
    if p not in (0, 1) and p >= 0.999995:
        return ">99.999%"
    number = f"{100 * p:.4g}"
    if number == "100" and p < 1:
        number = f"{100 * p:.5g}"
    mantissa, exponent, power = number.partition("e")
    return f"{mantissa}e{int(power)}%".replace("-", "−") if exponent else f"{number}%"


def screen_ratio(value: float) -> str:
    """Write a ratio with two decimals; from 100 on with none, and from a million on with an exponent.

    Examples
    --------
    >>> [screen_ratio(value) for value in (7.389, 123.4, 22026.5, 2.7e9, float("inf"))]
    ['7.39', '123', '22,026', '2.70e9', '∞']
    """
    if 100 <= value < MILLION - 0.5:
        return f"{value:,.0f}"
    return screen_number(value, 2, WIDE)


def screen_tick(value: float) -> str:
    """Write a tick of a scale in its shortest form.

    Examples
    --------
    >>> [screen_tick(value) for value in (0.0, 0.1, 10.0, float("inf"))]
    ['0', '0.1', '10', '∞']
    """
    return "∞" if math.isinf(value) else f"{value:g}"


def screen_probability(p: float) -> str:
    """Write a probability with four decimals, or with an exponent if these would all be 0.

    Examples
    --------
    >>> [screen_probability(p) for p in (0.82821, 1.0, 0.0, 2.5e-7)]
    ['0.8282', '1.0000', '0', '2.5e−7']
    """
    if p == 0:
        return "0"
    if p < 1e-99:
        return "<1e−99"
    if p >= 5e-5:
        return f"{p:.4f}"
    mantissa, exponent = f"{p:.1e}".split("e")
    return f"{mantissa}e{int(exponent)}".replace("-", "−")
