"""Quantities that lessons name, as "p(cat)" or "entropy", and conditions, as "temperature < 0.3"."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tauscope.core.bounds import Bounds, Known, mapped, written
from tauscope.core.chain.engines import engine_named
from tauscope.core.errors import InputError
from tauscope.core.measures import nats_to_bits
from tauscope.core.numbers import (
    parse_number,
    plain_number,
    quoted,
    screen_number,
    screen_percentage,
    screen_ratio,
    screen_temperature,
)
from tauscope.document.picture.answers import ELLIPSIS
from tauscope.document.picture.class_ratio import class_ratio

if TYPE_CHECKING:
    from tauscope.document.picture.picture import Picture

_PLACE = re.compile(r"\{([a-z_]+(?:\([^(){}]*\))?)\}")
"""A quantity in a text, as "{p(cat)}"."""

_NAME = re.compile(r"^\s*(\w+)\s*(?:\((.*)\))?\s*$", re.DOTALL)
_COMPARED = re.compile(r"^(.*?)(<=|>=|<|>|=|≤|≥)([^()<>=]*)$", re.DOTALL)
EQUAL = 0.005
"""Relative difference up to which a number counts as reached: a dial is turned by hand."""

SAME = 1e-9
"""Largest difference of two probabilities of the same distribution."""


def _three(number: float) -> str:
    return screen_number(number, decimals=3)


def _number(picture: Picture, name: str) -> Known:
    found = picture.quantity(name)
    return math.nan if found is None else found


def _row(picture: Picture, label: str) -> int:
    labels = list(picture.logits.labels)
    if label not in labels:
        raise InputError(f"There is no class {quoted(label)}.")
    return labels.index(label)


def _entropy_bits(picture: Picture) -> Known:
    found = mapped(picture.quantity("entropy"), nats_to_bits)
    return math.nan if found is None else found


def _p(picture: Picture, label: str) -> Known:
    found = picture.probability(_row(picture, label))
    return math.nan if found is None else found


def _kept(picture: Picture) -> Known:
    return float((picture.probabilities > 0).sum()) if picture.bounds is None else picture.bounds.count


def _ratio(picture: Picture, one: str, other: str) -> Known:
    rows = _row(picture, one), _row(picture, other)
    if picture.bounds is not None:
        return class_ratio(picture, *rows)
    logs = [float(picture.log_probabilities[row]) for row in rows]
    gap = logs[0] - logs[1]
    if math.isnan(gap):
        return math.nan
    return math.exp(gap) if gap < 700 else math.inf


def _same_as_pin(picture: Picture) -> float:
    """1 if a pin with other settings has the present distribution, else 0."""
    others = [
        one
        for one in picture.pins
        if (one.pin.chain, one.pin.source) != (picture.document.chain, picture.document.source)
    ]
    if picture.bounds is not None:
        return float(any(picture.divergence(one) == 0.0 for one in others))
    return float(
        any((abs(one.aligned.probabilities - picture.probabilities) <= SAME).all() for one in others)
    )


def _engines_agree(picture: Picture, one: str, other: str) -> float:
    """1 if two engines make the same distribution of the present request, else 0."""
    wanted = {engine_named(name).name for name in (one, other)}
    answers = picture.engines.answers
    alike = ([answers[place] for place in group] for group in picture.engines.groups)
    found = ({each.engine.name for each in group if not each.refusal} for group in alike)
    return float(any(wanted <= names for names in found))


def _calibrated(name: str) -> Callable[[Picture], float]:
    """Return the function of a number of the calibration at the dial’s τ; NaN where there is none yet."""

    def number(picture: Picture) -> float:
        from tauscope.document.studies.calibration_words import calibrated  # noqa: PLC0415  # only in lessons

        return calibrated(picture, name)

    return number


def _unless_late(write: Callable[[float], str]) -> Callable[[float], str]:
    return lambda number: ELLIPSIS if math.isnan(number) else write(number)


@dataclass(frozen=True)
class Quantity:
    """A number of a picture.

    Attributes
    ----------
    of : callable
        Function of a picture and of the arguments, which are texts. Gives bounds where the logits list only
        some of the classes.
    arguments : int
        Number of arguments.
    written : callable
        Writes the number in a text.
    """

    of: Callable[..., Known]
    arguments: int = 0
    written: Callable[[float], str] = screen_number


QUANTITIES = {
    "temperature": Quantity(lambda picture: float(picture.document.temperature), written=screen_temperature),
    "entropy": Quantity(lambda picture: _number(picture, "entropy"), written=_three),
    "entropy_bits": Quantity(_entropy_bits, written=_three),
    "mean_energy": Quantity(lambda picture: _number(picture, "mean_energy"), written=_three),
    "free_energy": Quantity(lambda picture: _number(picture, "free_energy"), written=_three),
    "perplexity": Quantity(lambda picture: _number(picture, "perplexity")),
    "heat_capacity": Quantity(lambda picture: _number(picture, "heat_capacity"), written=_three),
    "kept": Quantity(_kept, written=plain_number),
    "draws": Quantity(lambda picture: float(picture.document.draws), written=plain_number),
    "pins": Quantity(lambda picture: float(len(picture.document.pins))),
    "position": Quantity(lambda picture: float(picture.document.source.position(picture.document.state))),
    "p": Quantity(_p, 1, screen_percentage),
    "ratio": Quantity(_ratio, 2, screen_ratio),
    "same_as_pin": Quantity(_same_as_pin),
    "engines_agree": Quantity(_engines_agree, 2),
    **{
        name: Quantity(_calibrated(name), written=_unless_late(write))
        for name, write in (
            ("accuracy", screen_percentage),
            ("confidence", screen_percentage),
            ("ece", screen_percentage),
            ("nll", _three),
            ("best_temperature", screen_temperature),
        )
    },
}
"""Quantities by name."""


@dataclass(frozen=True)
class Measure:
    """A quantity with its arguments.

    Examples
    --------
    >>> from tauscope.document.document import Document
    >>> from tauscope.document.picture.picture import Picture
    >>> round(Measure.parse("ratio(cat, dog)").of(Picture.of(Document())), 3)
    2.718
    """

    name: str
    arguments: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> Measure:
        """Read a quantity.

        Raises
        ------
        InputError
            If there is no such quantity, or it has other arguments.
        """
        found = _NAME.match(text)
        name, inside = (found[1], found[2]) if found else (text.strip(), None)
        if name not in QUANTITIES:
            raise InputError(f"{quoted(name)} is no quantity; there are {', '.join(QUANTITIES)}.")
        arguments = tuple(part.strip() for part in inside.split(",")) if inside is not None else ()
        if len(arguments) != QUANTITIES[name].arguments:
            wanted = QUANTITIES[name].arguments
            raise InputError(f"{quoted(name)} takes {wanted} names of classes, not {len(arguments)}.")
        return cls(name, arguments)

    def number(self, picture: Picture) -> Known:
        """Return the number in a picture, or bounds of it; `InputError` if a class it names is not there."""
        return QUANTITIES[self.name].of(picture, *self.arguments)

    def of(self, picture: Picture) -> float:
        """Return the number in a picture.

        Raises
        ------
        InputError
            If a class that it names is not there, or only bounds are known.
        """
        found = self.number(picture)
        if not isinstance(found, Bounds):
            return found
        if not math.isclose(found.low, found.high, rel_tol=SAME):
            raise InputError(f"{self} is known within bounds only: {self.written(found)}.")
        return found.high

    def written(self, number: Known) -> str:
        """Write a number, or its bounds."""
        return written(number, QUANTITIES[self.name].written)

    def __str__(self) -> str:
        return f"{self.name}({', '.join(self.arguments)})" if self.arguments else self.name


@dataclass(frozen=True)
class Condition:
    """A quantity compared with a number: parts joined by "and" must all hold.

    Attributes
    ----------
    parts : tuple of (Measure, str, float)
        Quantity, sign (one of <, ≤, =, ≥, >) and number.
    """

    parts: tuple[tuple[Measure, str, float], ...]

    @classmethod
    def parse(cls, text: str) -> Condition:
        """Read a condition.

        Raises
        ------
        InputError
            If a part is not a quantity, a sign and a number.

        Examples
        --------
        >>> Condition.parse("temperature < 0.3 and p(cat) >= 0.9").parts[1][1:]
        ('≥', 0.9)
        """
        parts = []
        for part in re.split(r"\s+and\s+", text.strip()):
            found = _COMPARED.match(part)
            if not found:
                raise InputError(f"{quoted(part)} is no condition: write one as temperature < 0.3.")
            sign = {"<=": "≤", ">=": "≥"}.get(found[2], found[2])
            parts.append((Measure.parse(found[1]), sign, parse_number(found[3])))
        return cls(tuple(parts))

    def holds(self, picture: Picture) -> bool:
        """Return True if all parts hold for certain; = means within `EQUAL` of the number."""
        return all(_holds(measure.number(picture), sign, number) for measure, sign, number in self.parts)


def _holds(value: Known, sign: str, number: float) -> bool:
    """True if a comparison holds, of bounds for all numbers between them."""
    ends = value if isinstance(value, Bounds) else (value,)
    return all(_compare(end, sign, number) for end in ends)


def _compare(value: float, sign: str, number: float) -> bool:
    match sign:
        case "<":
            return value < number
        case "≤":
            return value <= number
        case ">":
            return value > number
        case "≥":
            return value >= number
        case _:
            return value == number or math.isclose(value, number, rel_tol=EQUAL, abs_tol=EQUAL * 0.01)


def filled(text: str, picture: Picture) -> str:
    """Return a text in which each quantity in braces, as {p(cat)}, is replaced by its number.

    Raises
    ------
    InputError
        If a quantity is unknown, or a class that it names is not there.

    Examples
    --------
    >>> from tauscope.document.document import Document
    >>> from tauscope.document.picture.picture import Picture
    >>> filled("cat has {p(cat)}", Picture.of(Document()))
    'cat has 57.5%'
    """

    def number(found: re.Match[str]) -> str:
        measure = Measure.parse(found[1])
        return measure.written(measure.number(picture))

    return _PLACE.sub(number, text)
