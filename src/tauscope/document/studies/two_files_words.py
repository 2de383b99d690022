"""What is said of two compared files: divergences of which bounds may be all that is known."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tauscope.core.bounds import written
from tauscope.core.numbers import screen_number, screen_percentage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tauscope.document.studies.two_files import FilesCompared


def nats(value: float) -> str:
    """Write a divergence with three digits that count.

    Examples
    --------
    >>> nats(0.01234), nats(1.5), nats(0.0), nats(float("inf")), nats(3e-7)
    ('0.0123', '1.50', '0', '∞', '3.00e−07')
    """
    if value == 0 or math.isinf(value):
        return "∞" if value else "0"
    if abs(value) >= 1:
        return screen_number(value, 2)
    text = f"{value:#.3g}"
    return text.replace("-", "−")


def divergence_words(pair: Iterable[float]) -> str:
    """Write a divergence of which both bounds are given; an unbounded one is “at least” its lower bound.

    Examples
    --------
    >>> divergence_words((0.5, 0.5)), divergence_words((0.5, 1.25))
    ('0.500', '0.500–1.25')
    >>> divergence_words((0.5, math.inf)), divergence_words((math.inf, math.inf))
    ('at least 0.500', '∞')
    """
    low, high = pair
    if math.isnan(low):
        return "unknown"
    if math.isinf(high) and high > low:
        return f"at least {nats(low)}"
    return nats(low) if nats(low) == nats(high) else f"{nats(low)}–{nats(high)}"


def total_words(result: FilesCompared) -> list[str]:
    """Say in short phrases how far two files are apart: means over the steps, divergences in nats."""
    lines = [
        f"KL(this ‖ other) {divergence_words(result.mean('forward'))}",
        f"KL(other ‖ this) {divergence_words(result.mean('backward'))}",
        f"same likeliest token {written(result.agreement, screen_percentage)}",
    ]
    gain = result.mean("gain")
    if not math.isnan(gain.low):
        some = result.with_gain < result.steps
        known = f" ({result.with_gain:,} of {result.steps:,} steps)" if some else ""
        lines.append(f"ln p of the chosen token: {gain_words(gain)}{known}")
    return [*lines, *([result.note] if result.note else [])]


def gain_words(pair: Iterable[float]) -> str:
    """Write by how much ln p is higher in the other file, of which both bounds are given.

    Examples
    --------
    >>> gain_words((0.5, 0.5)), gain_words((-1.25, -1.25)), gain_words((0.0, 0.0))
    ('0.500 higher in the other', '1.25 lower in the other', 'the same in the other')
    >>> gain_words((-1.25, 0.5))
    'from 1.25 lower to 0.500 higher in the other'
    """
    low, high = (
        "the same" if value == 0 else f"{nats(abs(value))} {'higher' if value > 0 else 'lower'}"
        for value in pair
    )
    return f"{low if low == high else f'from {low} to {high}'} in the other"
