"""Probabilities that someone claims for the table of a preset, beside the true ones."""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from tauscope.core.numbers import screen_number, screen_percentage, screen_tick
from tauscope.core.softmax import softmax
from tauscope.core.temperatures.inverse import temperature_at
from tauscope.resources import resource

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tauscope.core.logits import Logits

NEARLY_ONE = 0.9995
"""From this probability on one decimal of a per cent would be 100.0."""

LONGEST = 20
"""Most characters of a class's label in a sentence."""


@dataclass(frozen=True)
class Claim:
    """Probabilities that someone claims at one temperature: p[0] of the class in row 0, and so on."""

    temperature: float
    p: tuple[float, ...]

    def of(self, row: int | None) -> float | None:
        """Claimed probability of the class in `row`; None if nothing is claimed of the class."""
        return self.p[row] if row is not None and row < len(self.p) else None

    @property
    def sum(self) -> float:
        """Sum of the claimed probabilities; a wrong claim need not give 1."""
        return sum(self.p)


@dataclass(frozen=True)
class Claims:
    """All claims of one author about the table of a preset.

    Attributes
    ----------
    by : str
        Author of the claims, as the subject of a sentence.
    tag : str
        Author in one word, for the marks in a plot.
    claims : tuple of Claim
        One for each temperature.
    """

    by: str
    tag: str
    claims: tuple[Claim, ...]

    @classmethod
    def of(cls, entry: dict[str, Any]) -> Claims:
        """Make claims of the ``[claims]`` table of a preset's TOML file."""
        claims = (Claim(float(one["temperature"]), tuple(one["p"])) for one in entry["at"])
        return cls(entry["by"], entry["tag"], tuple(claims))

    def at(self, temperature: float) -> Claim | None:
        """Return the claim for this temperature, or None if there is none."""
        return next((claim for claim in self.claims if claim.temperature == temperature), None)

    def in_short(self, logits: Logits) -> list[str]:
        """Return the claims about the likeliest class as one line, in five wordings, the longest first."""
        top = int(logits.order[0])
        claims = [claim for claim in self.claims if claim.of(top) is not None]
        said = [claim.p[top] for claim in claims]
        claimed = ", ".join(f"{p:.0%}" for p in said)
        needed = ", ".join(needed_temperature(logits, p) for p in said)
        where = ", ".join(
            f"{p:.0%} at τ = {screen_tick(claim.temperature)}" for p, claim in zip(said, claims, strict=True)
        )
        true = ", ".join(_true_percentage(p) for p in _true(logits, claims))
        return [
            f"{self.by} says {where}. Softmax says {true}.",
            f"{self.by} says {claimed}: that would need τ = {needed}.",
            f"┄ {self.tag} {claimed}: needs τ = {needed}",
            f"┄ {self.tag}: {claimed}",
            f"┄ {claimed}",
        ]

    def sentences(self, logits: Logits) -> str:
        """Return sentences with the claimed and true probabilities of the likeliest class.

        They also name the temperatures at which the claims would hold, and claims that do not sum to 1.
        """
        top = int(logits.order[0])
        claims = [claim for claim in self.claims if claim.of(top) is not None]
        said = [claim.p[top] for claim in claims]
        true = _true(logits, claims)
        label = logits.labels[top][:LONGEST]
        first, *others = (
            f"{p:.0%}{f' for {label} at τ =' if not place else ' at'} {screen_tick(claim.temperature)}"
            for place, (p, claim) in enumerate(zip(said, claims, strict=True))
        )
        needed = (needed_temperature(logits, p) for p in said)
        parts = [
            f"{self.by} says {_and([first, *others])}. Softmax says {_and(map(_true_percentage, true))}.",
            f"The claims would hold at τ = {_and(needed)}.",
            *(_sum(claim) for claim in claims if len(claim.p) == len(logits) and round(claim.sum, 9) != 1),
        ]
        return " ".join(parts)


def claims_about(preset: str, logits: Logits) -> Claims | None:
    """Return the claims about a preset, or None if it has none or `logits` are no longer those of the preset.

    The labels may differ: claims are about numbers.
    """
    values, claims = _claimed().get(preset, ([], None))
    return claims if values == logits.values.tolist() else None


@cache
def _claimed() -> dict[str, tuple[list[float], Claims]]:
    """Logits and claims of each preset that has claims, by its id."""
    files = {path.stem: path.read_text(encoding="utf-8") for path in resource("presets").glob("*.toml")}
    entries = {name: tomllib.loads(text) for name, text in files.items()}
    return {
        name: (entry["scene"]["source"]["logits"], Claims.of(entry["claims"]))
        for name, entry in entries.items()
        if "claims" in entry
    }


def needed_temperature(logits: Logits, p: float) -> str:
    """Return the τ at which the likeliest class has probability `p`, as text; "none" if there is none."""
    temperature = temperature_at(logits.values, p)
    return "none" if temperature is None else screen_number(temperature, 3)


def _true(logits: Logits, claims: Iterable[Claim]) -> list[float]:
    """Return the true probability of the likeliest class at the temperature of each claim."""
    top = int(logits.order[0])
    return [float(softmax(logits.values, claim.temperature)[top]) for claim in claims]


def _true_percentage(p: float) -> str:
    """Write a probability in per cent; one next to 1 with as many decimals as tell it from 1.

    Examples
    --------
    >>> [_true_percentage(p) for p in (0.828, 0.99991696, 1.0)]
    ['82.8%', '99.992%', '100%']
    """
    if not NEARLY_ONE <= p < 1 - 1e-12:
        return screen_percentage(p)
    return f"{100 * p:.{math.ceil(-math.log10(100 * (1 - p)))}f}%"


def _sum(claim: Claim) -> str:
    """Return a sentence with the sum of the claimed probabilities in percent."""
    parts = " + ".join(f"{100 * p:.0f}" for p in claim.p)
    return f"And {parts} is {claim.sum:.0%}."


def _and(words: Iterable[str]) -> str:
    """Join words as in "a, b and c"."""
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
