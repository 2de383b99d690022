"""Motions of the dial: τ goes from one temperature to another in some seconds, once or again and again."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Self

from tauscope.core.domain import TEMPERATURE, Choice, Interval
from tauscope.core.errors import InputError
from tauscope.core.numbers import parse_number, plain_number
from tauscope.core.temperatures import scale

SECONDS = Interval("the time of a play in seconds", 0.1, 600.0)
WAY = Choice(
    "the way of a play",
    {
        "once": "from the first temperature to the second",
        "there and back": "to the second temperature and back to the first",
        "loop": "to the second temperature, again and again",
        "back and forth": "to the second temperature and back, again and again",
    },
)

_GAP = scale.GAP / (1 - 2 * scale.GAP) * scale.DECADES
"""Width in decades of the gap between the ends of log τ on the dial and the stops at 0 and ∞."""

_LARGEST = 308.25
"""Largest power of ten that is computed; the next would overflow."""

_STEPS = 1000
"""Least number of different temperatures between two that are close together."""


@dataclass(frozen=True)
class Motion:
    """A hand that turns the dial evenly: equal ratios of τ in equal times.

    A bound of 0 or ∞ is a stop of the dial. Between 0.01 and 0, and between 100 and ∞, the motion crosses the
    gaps of the dial's ring; τ is at the stop in the outer half of a gap, as under a hand. A finite bound off
    the dial lengthens the scale to this bound.

    Attributes
    ----------
    start, end : float
        Temperatures, from 0 to ∞.
    seconds : float
        Time from one to the other.
    way : str
        One of `WAY`.

    Raises
    ------
    InputError
        If a number is outside its domain, or the way is unknown.

    Examples
    --------
    >>> [Motion(0.1, 10.0, 2.0).temperature_at(elapsed) for elapsed in (0.0, 0.5, 1.0, 5.0)]
    [0.1, 0.316, 1.0, 10.0]
    """

    start: float = 0.1
    end: float = 10.0
    seconds: float = 6.0
    way: str = "once"

    def __post_init__(self) -> None:
        for bound in (self.start, self.end):
            TEMPERATURE.check(bound)
        SECONDS.check(self.seconds)
        WAY.check(self.way)

    @property
    def duration(self) -> float:
        """Seconds until the motion ends; ∞ if it never ends."""
        turns = {"once": 1.0, "there and back": 2.0}.get(self.way, math.inf)
        return turns * self.seconds

    def temperature_at(self, elapsed: float) -> float:
        """Return τ after `elapsed` seconds."""
        share = self._share(elapsed)
        if share in (0.0, 1.0):
            return self.end if share else self.start
        start, end = self._place(self.start), self._place(self.end)
        return self._temperature(start + share * (end - start))

    def goes_back(self, elapsed: float) -> bool:
        """Return True if τ goes from `end` to `start` after `elapsed` seconds."""
        return self.way in ("there and back", "back and forth") and elapsed / self.seconds % 2 >= 1

    def elapsed_at(self, temperature: float, *, back: bool = False) -> float:
        """Return the seconds after which τ is nearest to `temperature` for the first time.

        Parameters
        ----------
        temperature : float
        back : bool
            True for the first time on the way back, if there is one.
        """
        start, end = self._place(self.start), self._place(self.end)
        share = (self._place(temperature) - start) / (end - start) if start != end else 0.0
        share = min(max(share, 0.0), 1.0)
        returns = back and self.way in ("there and back", "back and forth")
        return self.seconds * (2.0 - share if returns else share)

    def _share(self, elapsed: float) -> float:
        """Share of the way from `start` to `end` that is behind after `elapsed` seconds."""
        turns = max(0.0, min(elapsed, self.duration)) / self.seconds
        if self.way == "loop":
            return turns % 1
        turns = turns % 2 if self.way == "back and forth" else turns
        return turns if turns <= 1 else 2.0 - turns

    @property
    def _ends(self) -> tuple[float, float]:
        """Ends of the scale of log10 τ."""
        finite = [math.log10(bound) for bound in (self.start, self.end) if 0 < bound < math.inf]
        return (
            min(math.log10(scale.LOWEST), *finite, math.inf),
            max(math.log10(scale.HIGHEST), *finite, -math.inf),
        )

    def _place(self, temperature: float) -> float:
        """Place of τ on a line along which the motion is even, in decades."""
        low, high = self._ends
        if temperature in (0, math.inf):
            return high + _GAP if temperature else low - _GAP
        return min(max(math.log10(temperature), low), high)

    def _temperature(self, place: float) -> float:
        """Temperature at a place between those of the bounds, rounded as by a hand or finer."""
        low, high = self._ends
        if place < low - _GAP / 2:
            return 0.0
        if place > high + _GAP / 2:
            return math.inf
        width = abs(self._place(self.end) - self._place(self.start))
        digits = max(3, math.ceil(math.log10(_STEPS / max(width, 1e-12))))
        temperature = scale.rounded(10 ** min(max(place, low), high, _LARGEST), min(digits, 15))
        return min(max(temperature, min(self.start, self.end)), max(self.start, self.end))

    # In session files and lessons

    def to_json(self) -> dict[str, Any]:
        """Return the motion as values of JSON."""
        return {
            "from": plain_number(self.start),
            "to": plain_number(self.end),
            "seconds": self.seconds,
            "way": self.way,
        }

    @classmethod
    def from_json(cls, entry: object) -> Self:
        """Make a motion of values that `to_json` gave; those that are missing have their defaults.

        Raises
        ------
        InputError
            If a value is wrong.
        """
        if not isinstance(entry, dict):
            raise InputError("A motion of the dial is an object of from, to, seconds and way.")
        return cls(
            _temperature_of(entry.get("from", cls.start)),
            _temperature_of(entry.get("to", cls.end)),
            SECONDS.check(entry.get("seconds", cls.seconds)),
            WAY.check(entry.get("way", cls.way)),
        )


def _temperature_of(value: object) -> float:
    return TEMPERATURE.check(parse_number(value) if isinstance(value, str) else value)
