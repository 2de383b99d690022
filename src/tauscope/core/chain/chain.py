"""The knobs of a chain, one after the other, and what each of them did."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.chain.candidates import Candidates
from tauscope.core.chain.contract import applied
from tauscope.core.chain.knob import Knob
from tauscope.core.chain.knobs import KNOBS, Temperature
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.core.numbers import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.values import Floats, Integers

MOST_KNOBS = 32
"""Most knobs of a chain: each turn of the dial applies all of them, and no engine has half as many."""
MOST_DIFFERENT = 200_000
"""Different knobs of the chains of one text: two for each token of the longest."""
_LONGEST_TEXT = 100_000


@dataclass(frozen=True, eq=False)
class Stage:
    """What one knob of a chain did.

    Attributes
    ----------
    place : int
        Of the knob in its chain, among those that are off as well.
    knob : Knob
    before, after : Candidates
        What it was given and what it left.
    """

    place: int
    knob: Knob
    before: Candidates
    after: Candidates

    @property
    def removed(self) -> Integers:
        """Rows that it cut, by falling logit."""
        order, before, after = self.before.ranking.order, self.before, self.after
        return np.concatenate([order[before.start : after.start], order[after.stop : before.stop]])

    @property
    def removed_mass(self) -> float:
        """Which probability these had before."""
        head = self.after.start - self.before.start
        p = self.before.probabilities
        return float(p[:head].sum() + p[head + len(self.after) :].sum())

    @property
    def moved_mass(self) -> float:
        """Which probability changed its class: the total variation distance of before and after."""
        if self.after is self.before:
            return 0.0
        change = self.before.probabilities.copy()
        head = self.after.start - self.before.start
        change[head : head + len(self.after)] -= self.after.probabilities
        return float(np.abs(change).sum()) / 2


@dataclass(frozen=True)
class Chain:
    """Knobs in order, as one value. Those that are off keep their place and are skipped.

    Examples
    --------
    >>> chain = Chain.parse("temperature=0,7,top-k=40:exact,min-p=0.05:off")
    >>> chain.temperature, str(chain)
    (0.7, 'temperature=0.7,top-k=40:exact,min-p=0.05:off')
    """

    knobs: tuple[Knob, ...] = (Temperature(),)

    def __post_init__(self) -> None:
        check_count(len(self.knobs))

    @classmethod
    def parse(cls, text: str) -> Chain:
        """Read ``name=value,name=value:word:name=value``; see `Knob.parse` for what follows a colon.

        A decimal comma is no separator, for a name follows a separator.

        Raises
        ------
        InputError
            For an unknown knob, a missing or illegal value, and for more than `MOST_KNOBS` knobs.
        """
        return cls(tuple(map(_parse_knob, _knob_words(text))))

    def __str__(self) -> str:
        return self._text

    @cached_property
    def _text(self) -> str:
        return ",".join(map(str, self.knobs))

    @cached_property
    def active(self) -> tuple[Knob, ...]:
        """Its knobs that are on."""
        return tuple(knob for knob in self.knobs if knob.on)

    @property
    def dial(self) -> int | None:
        """Place of the knob that the dial turns: the first temperature that is on, else the first."""
        places = [place for place, knob in enumerate(self.knobs) if isinstance(knob, Temperature)]
        return next((place for place in places if self.knobs[place].on), places[0] if places else None)

    @property
    def temperature(self) -> float:
        """τ of the knob that the dial turns; 1 where there is none or it is off."""
        knob = None if self.dial is None else self.knobs[self.dial]
        return float(knob.value) if knob is not None and knob.on else 1.0

    @cached_property
    def temperatures(self) -> tuple[float, ...]:
        """τ of each temperature knob that is on, in the order of the chain."""
        return tuple(float(knob.value) for knob in self.active if isinstance(knob, Temperature))

    @property
    def product(self) -> float:
        """Product of `temperatures`; behind a 0 or an ∞ no other temperature changes anything.

        Examples
        --------
        >>> Chain.parse("temperature=0.5,top-p=0.9,temperature=3").product
        1.5
        """
        product = 1.0
        for temperature in self.temperatures:
            if product in (0.0, math.inf):
                break
            product *= temperature
        return product

    @cached_property
    def heat(self) -> float | None:
        """τ of all its knobs together, where those that are on are temperatures alone."""
        return math.prod(float(knob.value) for knob in self.active) if self.first_cut is None else None

    @cached_property
    def first_cut(self) -> Knob | None:
        """The first knob that is on and no mere temperature."""
        return next((knob for knob in self.active if not isinstance(knob, Temperature)), None)

    def at(self, position: int) -> Chain:
        """The same chain for a later choice of the same text: its coins fall anew.

        Examples
        --------
        >>> chain = Chain.parse("xtc=0.5:threshold=0.2")
        >>> [len(chain.at(position).candidates(Logits.unnamed([1.0, 1.0, 0.0]))) for position in range(6)]
        [3, 3, 3, 3, 2, 2]
        """
        return replace(self, knobs=tuple(knob.at(position) for knob in self.knobs)) if self.tosses else self

    @cached_property
    def tosses(self) -> bool:
        """Whether one of its knobs that are on is another one for each choice."""
        return any(knob.at(1) is not knob for knob in self.active)

    def with_temperature(self, temperature: float) -> Chain:
        """The same chain with the dial turned: its temperature switched on, and put first where missing."""
        knob = Temperature(temperature)
        return self.with_knob(0, knob, over=False) if self.dial is None else self.with_knob(self.dial, knob)

    def with_knob(self, place: int, knob: Knob, *, over: bool = True) -> Chain:
        """The same chain with a knob at `place`, over the one that is there or before it."""
        return replace(self, knobs=(*self.knobs[:place], knob, *self.knobs[place + over :]))

    def without(self, place: int) -> Chain:
        """The same chain without the knob at `place`."""
        return replace(self, knobs=(*self.knobs[:place], *self.knobs[place + 1 :]))

    def moved(self, place: int, to: int) -> Chain:
        """The same chain with the knob at `place` taken out and put back in at `to`."""
        return self.without(place).with_knob(to, self.knobs[place], over=False)

    def swapped(self, place: int) -> Chain:
        """The same chain with the knob at `place` and the one after it exchanged."""
        return self.moved(place, place + 1)

    def stages(self, logits: Logits) -> tuple[Stage, ...]:
        """What happens knob by knob, for each that is on."""
        stages, candidates = list[Stage](), Candidates.of(logits)
        for place, knob in enumerate(self.knobs):
            if knob.on:
                stages.append(Stage(place, knob, candidates, applied(knob, candidates)))
                candidates = stages[-1].after
        return tuple(stages)

    def candidates(self, logits: Logits) -> Candidates:
        """What is left in the end; at τ = 1 where every knob is off."""
        return self.left_of(Candidates.of(logits))

    def left_of(self, candidates: Candidates) -> Candidates:
        """What is left of these."""
        for knob in self.active:
            candidates = applied(knob, candidates)
        return candidates

    def apply(self, logits: Logits | Sequence[float] | Floats) -> Floats:
        """Give normalised log-probabilities.

        Parameters
        ----------
        logits : Logits or (V,) array-like
            Log-probabilities will do. A `Logits` keeps its order for the next chain.

        Returns
        -------
        (V,) float64
            In the order given; −inf for what is cut or masked.

        Examples
        --------
        >>> np.exp(Chain.parse("temperature=0.5,top-p=0.8").apply([3.0, 2.0, 1.0])).tolist()
        [1.0, 0.0, 0.0]
        >>> np.exp(Chain.parse("top-p=0.8,temperature=0.5").apply([3.0, 2.0, 1.0])).round(3).tolist()
        [0.881, 0.119, 0.0]
        """
        known = logits if isinstance(logits, Logits) else Logits.unnamed(logits)
        return self.candidates(known).log_probabilities_of_rows


def check_count(knobs: int) -> None:
    """Raise `InputError` if a chain cannot have so many knobs."""
    if knobs > MOST_KNOBS:
        raise InputError(f"A chain has at most {MOST_KNOBS} knobs; this one has {knobs:,}.")


class ChainReader:
    """Reads many chains: a knob that stands in several of them is read once.

    Examples
    --------
    >>> reader = ChainReader()
    >>> first, second = (reader.read(text) for text in ("top-k=1,min-p=0.1", "top-k=2,min-p=0.1"))
    >>> first.knobs[1] is second.knobs[1]
    True
    """

    def __init__(self) -> None:
        self._knobs: dict[str, Knob] = {}
        self._chains: dict[str, Chain] = {}

    def read(self, text: str) -> Chain:
        """Read a chain as `Chain.parse` does.

        Raises
        ------
        InputError
            As in `Chain.parse`, and when the chains have more than `MOST_DIFFERENT` different knobs.
        """
        if text not in self._chains:
            self._chains[text] = Chain(tuple(map(self._knob, _knob_words(text))))
        return self._chains[text]

    def _knob(self, word: str) -> Knob:
        if word not in self._knobs:
            if len(self._knobs) == MOST_DIFFERENT:
                raise InputError(
                    f"The chains have more than {MOST_DIFFERENT:,} different knobs, the most that are read."
                )
            self._knobs[word] = _parse_knob(word)
        return self._knobs[word]


def _knob_words(text: str) -> list[str]:
    """The text of each knob of a chain."""
    if len(text) > _LONGEST_TEXT:
        raise InputError(f"A chain is written in at most {_LONGEST_TEXT:,} characters.")
    words = [word for word in re.split(r"[,;]\s*(?=[^\d\s])|;", text.strip()) if word.strip()]
    check_count(len(words))
    return words


def _parse_knob(word: str) -> Knob:
    """Read one knob; its name may be written as in Python, with underscores."""
    name, equals, settings = word.partition("=")
    kind = KNOBS.get(name.strip().replace("_", "-"))
    if kind is None:
        raise InputError(f"No knob is called {quoted(name)}; there is: {', '.join(KNOBS)}.")
    if not equals:
        example = "temperature=0.7" if kind is Temperature else kind()
        raise InputError(f"{kind.name} needs a value, as in {example}.")
    return kind.parse(settings)
