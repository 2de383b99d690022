"""Ways to write a number: with either decimal mark, an exponent, as ∞, a fraction or a natural logarithm."""

from __future__ import annotations

import math
import re

_UNSIGNED = r"(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?"
_DECIMAL = re.compile(rf"[+-]?{_UNSIGNED}")
_INFINITE = re.compile(r"([+-]?)(?:∞|inf|infinity)", re.IGNORECASE)
_FRACTION = re.compile(rf"([+-]?)\s*({_UNSIGNED})\s*[/⁄]\s*({_UNSIGNED})")
_LOGARITHM = re.compile(
    rf"([+-]?)\s*ln\s*(?:({_UNSIGNED})|\(\s*({_UNSIGNED}(?:\s*[/⁄]\s*{_UNSIGNED})?)\s*\))"
)
_MINUS_SIGNS = str.maketrans("−﹣－–‐‑‒", "-------")

_HINTS = (
    (re.compile(r".*%"), "Only probabilities are given in per cent."),
    (re.compile(r"[+-]?\s*ln\b[^()]*/.*"), "Put what stands after ln in brackets, as in ln(1/3)."),
    (re.compile(r"[+-]?\s*log\b.*"), "Write ln for the natural logarithm."),
    (_FRACTION, "It divides by zero."),
    (re.compile(r"[+-]?nan", re.IGNORECASE), "NaN has no place on a scale."),
    (re.compile(r"[^.,]*[.,][^.,]*[.,].*"), "It has more than one decimal mark."),
)
"""Patterns of the commonest mistakes, each with a sentence on the mistake."""


def number_in(text: str) -> float | None:
    """Return the value of a text that is a number; None for any other text.

    Examples
    --------
    >>> [number_in(text) for text in ("0,25", "1/4", "-ln 1", "−∞", "1e999", "cat")]
    [0.25, 0.25, -0.0, -inf, inf, None]
    """
    return _value(_with_plain_signs(text.strip()))


def is_overflow(number: float, text: str) -> bool:
    """True if `number`, the value of `text`, is infinite because no float is that large."""
    if not math.isinf(number):
        return False
    plain = _with_plain_signs(text.strip())
    return not (_INFINITE.fullmatch(plain) or _LOGARITHM.fullmatch(plain))


def hint_for(text: str) -> str:
    """Return a space and a sentence on the mistake in a text that is no number; empty for a rare mistake."""
    plain = _with_plain_signs(text.strip())
    return next((f" {hint}" for pattern, hint in _HINTS if pattern.fullmatch(plain)), "")


def _with_plain_signs(text: str) -> str:
    """Replace the minus signs and hyphens of typography by the ASCII one."""
    return text if text.isascii() else text.translate(_MINUS_SIGNS)


def _value(plain: str) -> float | None:
    """Value of a text with ASCII signs; None if the text is no number."""
    # Decimals first, because nearly all numbers of a large file are such.
    if _DECIMAL.fullmatch(plain):
        return float(plain.replace(",", "."))
    if "ln" in plain:
        return _logarithm(plain)
    if fraction := _FRACTION.fullmatch(plain):
        quotient = _quotient(fraction[2], fraction[3])
        return None if quotient is None else math.copysign(quotient, -1 if fraction[1] == "-" else 1)
    if infinite := _INFINITE.fullmatch(plain):
        return -math.inf if infinite[1] == "-" else math.inf
    return None


def _logarithm(plain: str) -> float | None:
    """Value of a text such as "-ln 3" or "ln(1/3)"; None for any other text."""
    logarithm = _LOGARITHM.fullmatch(plain)
    argument = _value(logarithm[2] or logarithm[3]) if logarithm else None
    if logarithm is None or argument is None or math.isinf(argument):
        return None
    value = math.log(argument) if argument else -math.inf
    return -value if logarithm[1] == "-" else value


def _quotient(above: str, below: str) -> float | None:
    """Quotient of two unsigned numbers; None if the denominator is 0."""
    denominator = float(below.replace(",", "."))
    return float(above.replace(",", ".")) / denominator if denominator else None
