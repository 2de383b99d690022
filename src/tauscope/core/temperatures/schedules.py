"""Schedules: a temperature for each step of a process."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.domain import TEMPERATURE, Choice, Interval
from tauscope.core.errors import InputError
from tauscope.core.numbers import parse_number, plain_number, quoted, screen_temperature

if TYPE_CHECKING:
    from tauscope.core.values import Floats

_FINITE = Interval("a temperature of a schedule", 0.0, 1e300)
_POINTS = 1000
"""Most points of a drawn schedule."""


class Schedule(ABC):
    """A temperature for each step."""

    @abstractmethod
    def temperatures(self, steps: int) -> Floats:
        """Temperatures of `steps` steps, shape (steps,), each in [0, ∞]."""

    @abstractmethod
    def __str__(self) -> str:
        """Return the schedule in a few words, as in "τ = 0.25"."""


@dataclass(frozen=True)
class Constant(Schedule):
    """The same temperature at every step, from 0 to ∞.

    Examples
    --------
    >>> Constant(0.25).temperatures(3)
    array([0.25, 0.25, 0.25])
    """

    temperature: float = 1.0

    def __post_init__(self) -> None:
        TEMPERATURE.check(self.temperature)

    def temperatures(self, steps: int) -> Floats:
        """Return `temperature` for each step."""
        return np.full(steps, float(self.temperature))

    def __str__(self) -> str:
        return f"τ = {screen_temperature(self.temperature)}"


@dataclass(frozen=True)
class Annealing(Schedule):
    """A temperature that starts at `start` and approaches `end`, both finite.

    Raises
    ------
    InputError
        If a temperature is negative, infinite or NaN, or the shape does not allow the temperatures.
    """

    start: float
    end: float

    shape = ""

    def __post_init__(self) -> None:
        _FINITE.check(self.start)
        _FINITE.check(self.end)

    def __str__(self) -> str:
        start, end = screen_temperature(self.start), screen_temperature(self.end)
        return f"τ from {start} to {end} ({self.shape})"


@dataclass(frozen=True)
class Linear(Annealing):
    """Equal differences from step to step; the last step has `end`.

    Examples
    --------
    >>> Linear(1.0, 0.0).temperatures(5)
    array([1.  , 0.75, 0.5 , 0.25, 0.  ])
    """

    shape = "linear"

    def temperatures(self, steps: int) -> Floats:
        """Temperatures from `start` to `end` by equal differences."""
        return np.linspace(self.start, self.end, steps)


@dataclass(frozen=True)
class Exponential(Annealing):
    """Equal ratios from step to step; the last step has `end`. Neither temperature is 0.

    Examples
    --------
    >>> Exponential(1.0, 0.01).temperatures(3).round(9)
    array([1.  , 0.1 , 0.01])
    """

    shape = "exponential"

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.start or not self.end:
            raise InputError(
                "An exponential schedule never reaches 0: give a temperature above 0, or linear."
            )

    def temperatures(self, steps: int) -> Floats:
        """Temperatures from `start` to `end` by equal ratios."""
        ratios = np.linspace(math.log(self.start), math.log(self.end), steps)
        temperatures = np.exp(ratios)
        temperatures[0] = self.start
        if steps > 1:
            temperatures[-1] = self.end
        return temperatures


@dataclass(frozen=True)
class Logarithmic(Annealing):
    """start / ln(e + t) at t = 0, 1, 2 …, but never below `end`, which the last step need not reach.

    Examples
    --------
    >>> Logarithmic(1.0, 0.5).temperatures(10).round(2)
    array([1.  , 0.76, 0.64, 0.57, 0.52, 0.5 , 0.5 , 0.5 , 0.5 , 0.5 ])
    """

    shape = "log"

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.start < self.end:
            raise InputError(
                f"A log schedule falls: it cannot begin at {plain_number(self.start)}, "
                f"below its end {plain_number(self.end)}."
            )

    def temperatures(self, steps: int) -> Floats:
        """Return start / ln(e + t), or `end` where that is larger."""
        falling: Floats = self.start / np.log(math.e + np.arange(steps))
        return falling.clip(min=self.end)

    def __str__(self) -> str:
        start, end = screen_temperature(self.start), screen_temperature(self.end)
        return f"τ = {start} / ln(e + t), not below {end}"


@dataclass(frozen=True)
class Drawn(Schedule):
    """Straight lines between points drawn by hand; constant before the first point and after the last.

    Parameters
    ----------
    points : tuple of (float, float)
        Step (0 is the first) and temperature of each point, by rising step.

    Raises
    ------
    InputError
        If there are no points, steps do not rise, or a temperature is negative, infinite or NaN.

    Examples
    --------
    >>> Drawn(((1, 2.0), (3, 1.0))).temperatures(5)
    array([2. , 2. , 1.5, 1. , 1. ])
    """

    points: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        if not 1 <= len(self.points) <= _POINTS:
            raise InputError(f"A drawn schedule has from 1 to {_POINTS:,} points, not {len(self.points):,}.")
        for _, temperature in self.points:
            _FINITE.check(temperature)
        places = np.array([place for place, _ in self.points], dtype=np.float64)
        if not (np.isfinite(places).all() and (np.diff(places) > 0).all()):
            raise InputError(
                "The points of a drawn schedule go from step to step, each later than the one before."
            )

    def temperatures(self, steps: int) -> Floats:
        """Temperatures on the lines between the points."""
        places, temperatures = zip(*self.points, strict=True)
        return np.asarray(np.interp(np.arange(steps), places, temperatures), dtype=np.float64)

    def __str__(self) -> str:
        return f"τ along {len(self.points)} drawn points"


ANNEALINGS: dict[str, type[Annealing]] = {kind.shape: kind for kind in (Exponential, Linear, Logarithmic)}
"""Shapes of annealing by name."""

SHAPE = Choice(
    "the shape of a schedule",
    {
        "exponential": "equal ratios from step to step",
        "linear": "equal differences from step to step",
        "log": "start / ln(e + t), never below the end",
    },
)


def parse_annealing(text: str) -> Annealing:
    """Read a schedule that was typed as start, end and shape.

    Raises
    ------
    InputError
        If `text` has other parts, or the shape does not allow these temperatures.

    Examples
    --------
    >>> parse_annealing("1:0.1:exponential")
    Exponential(start=1.0, end=0.1)
    """
    parts = text.split(":")
    if len(parts) != 3:
        raise InputError(f"{quoted(text)} is no schedule: write start:end:shape, as in 1:0.1:exponential.")
    start, end, shape = parts
    return ANNEALINGS[SHAPE.parse(shape)](parse_number(start), parse_number(end))
