"""What someone claims of a table's probabilities, beside what is true."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from tauscope.core.inverse import temperature_at
from tauscope.core.numbers import screen_number, screen_percentage, screen_tick
from tauscope.core.softmax import softmax
from tauscope.resources import resource

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tauscope.core.logits import Logits

LONGEST = 20
"""Letters of a name in a sentence."""


@dataclass(frozen=True)
class Claim:
    """Probabilities that someone gives at a temperature: of the first class, the second and so on."""

    temperature: float
    p: tuple[float, ...]

    def of(self, row: int | None) -> float | None:
        """What it says of a class; None where it says nothing."""
        return self.p[row] if row is not None and row < len(self.p) else None

    @property
    def sum(self) -> float:
        """What its probabilities add up to."""
        return sum(self.p)


@dataclass(frozen=True)
class Claims:
    """All that someone claims of a table.

    Attributes
    ----------
    by : str
        Who claims it, as the beginning of a sentence.
    tag : str
        The same in a word, for the marks in a plot.
    claims : tuple of Claim
    """

    by: str
    tag: str
    claims: tuple[Claim, ...]

    @classmethod
    def of(cls, entry: dict[str, Any]) -> Claims:
        """Read what a file says."""
        claims = (Claim(float(one["temperature"]), tuple(one["p"])) for one in entry["at"])
        return cls(entry["by"], entry["tag"], tuple(claims))

    def at(self, temperature: float) -> Claim | None:
        """What is claimed at this temperature, if anything is."""
        return next((claim for claim in self.claims if claim.temperature == temperature), None)

    def in_short(self, logits: Logits) -> list[str]:
        """Say the same in a line, at more and at less length."""
        top = int(logits.order[0])
        said = [claim.p[top] for claim in self.claims if claim.of(top) is not None]
        claimed = ", ".join(f"{p:.0%}" for p in said)
        needed = ", ".join(needed_temperature(logits, p) for p in said)
        return [
            f"{self.by} says {claimed}: that would need τ = {needed}.",
            f"┄ {self.tag} {claimed}: needs τ = {needed}",
            f"┄ {self.tag}: {claimed}",
            f"┄ {claimed}",
        ]

    def sentences(self, logits: Logits) -> str:
        """Say what is claimed of the likeliest class, what is true, and where the claims would hold."""
        top = int(logits.order[0])
        claims = [claim for claim in self.claims if claim.of(top) is not None]
        said = [claim.p[top] for claim in claims]
        true = [float(softmax(logits.values, claim.temperature)[top]) for claim in claims]
        label = logits.labels[top][:LONGEST]
        first, *others = (
            f"{p:.0%}{f' for {label} at τ =' if not place else ' at'} {screen_tick(claim.temperature)}"
            for place, (p, claim) in enumerate(zip(said, claims, strict=True))
        )
        needed = (needed_temperature(logits, p) for p in said)
        parts = [
            f"{self.by} says {_and([first, *others])}. Softmax says {_and(map(screen_percentage, true))}.",
            f"The claims would hold at τ = {_and(needed)}.",
            *(_sum(claim) for claim in claims if len(claim.p) == len(logits) and round(claim.sum, 9) != 1),
        ]
        return " ".join(parts)


def claims_about(preset: str, logits: Logits) -> Claims | None:
    """What is claimed of a preset, as long as its logits are in place, whatever its classes are called."""
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
    """The τ at which the likeliest class has this probability, as text."""
    temperature = temperature_at(logits.values, p)
    return "none" if temperature is None else screen_number(temperature, 3)


def _sum(claim: Claim) -> str:
    parts = " + ".join(f"{100 * p:.0f}" for p in claim.p)
    return f"And {parts} is {claim.sum:.0%}."


def _and(words: Iterable[str]) -> str:
    *most, last = words
    return f"{', '.join(most)} and {last}" if most else last
