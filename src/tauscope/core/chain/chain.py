"""Chains: knobs applied one after another to logits, with the candidates before and after each."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from tauscope.core.chain.candidates import Candidates
from tauscope.core.chain.contract import applied, applied_to_list
from tauscope.core.chain.knob import Knob
from tauscope.core.chain.knobs import KNOBS, Temperature
from tauscope.core.chain.stage import Stage
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.core.numbers import quoted

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.chain.listed import ListedCandidates
    from tauscope.core.values import Floats

MOST_KNOBS = 32
"""Most knobs of a chain: each turn of the dial applies every knob, and no engine has half as many."""
MOST_DIFFERENT = 200_000
"""Most different knobs in the chains of one text: two for each token of the longest text."""
_LONGEST_TEXT = 100_000


@dataclass(frozen=True)
class Chain:
    """Knobs in the order in which they act, as one frozen value; knobs that are off keep their place.

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
        """Read a chain such as ``temperature=0.7,top-k=40:exact``; `Knob.parse` says what follows a colon.

        A comma between digits is a decimal mark: after a separator comes a name.

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
        """The knobs that are on, in order."""
        return tuple(knob for knob in self.knobs if knob.on)

    @cached_property
    def dial(self) -> int | None:
        """Index of the knob that the dial turns; None if the chain has no temperature.

        The first temperature that is on, else the first temperature.
        """
        places = [place for place, knob in enumerate(self.knobs) if isinstance(knob, Temperature)]
        return next((place for place in places if self.knobs[place].on), places[0] if places else None)

    @cached_property
    def temperature(self) -> float:
        """Temperature τ of the knob that the dial turns; 1 if there is no such knob or the knob is off."""
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
        # The loop ends at 0 and ∞, whose product is NaN in floats.
        product = 1.0
        for temperature in self.temperatures:
            if product in (0.0, math.inf):
                break
            product *= temperature
        return product

    @cached_property
    def heat(self) -> float | None:
        """Product of all temperatures that are on; None if a knob of another kind is on."""
        return math.prod(float(knob.value) for knob in self.active) if self.first_cut is None else None

    @cached_property
    def first_cut(self) -> Knob | None:
        """The first knob that is on and is no `Temperature`; None if there is none."""
        return next((knob for knob in self.active if not isinstance(knob, Temperature)), None)

    def at(self, position: int) -> Chain:
        """Return this chain for the choice number `position` of a text: knobs with a coin toss a new one.

        Examples
        --------
        >>> chain = Chain.parse("xtc=0.5:threshold=0.2")
        >>> [len(chain.at(position).candidates(Logits.unnamed([1.0, 1.0, 0.0]))) for position in range(6)]
        [3, 3, 3, 3, 2, 2]
        """
        return replace(self, knobs=tuple(knob.at(position) for knob in self.knobs)) if self.tosses else self

    @cached_property
    def tosses(self) -> bool:
        """True if a knob that is on tosses a coin, so that it acts differently at each choice of a text."""
        return any(knob.at(1) is not knob for knob in self.active)

    def with_temperature(self, temperature: float) -> Chain:
        """Return this chain at the dial's new τ; its temperature is switched on, or put first if missing."""
        knob = Temperature(temperature)
        return self.with_knob(0, knob, over=False) if self.dial is None else self.with_knob(self.dial, knob)

    def with_knob(self, place: int, knob: Knob, *, over: bool = True) -> Chain:
        """Return this chain with `knob` at `place`: instead of the knob there if `over`, else before it."""
        return replace(self, knobs=(*self.knobs[:place], knob, *self.knobs[place + over :]))

    def without(self, place: int) -> Chain:
        """Return this chain without the knob at `place`."""
        return replace(self, knobs=(*self.knobs[:place], *self.knobs[place + 1 :]))

    def moved(self, place: int, to: int) -> Chain:
        """Return this chain with the knob at `place` taken out and inserted at `to`."""
        return self.without(place).with_knob(to, self.knobs[place], over=False)

    def swapped(self, place: int) -> Chain:
        """Return this chain with the knob at `place` and the one after it exchanged."""
        return self.moved(place, place + 1)

    def stages(self, logits: Logits) -> tuple[Stage, ...]:
        """Return the candidates before and after each knob that is on, in order."""
        return self.stages_of(Candidates.of(logits))

    def stages_of(self, candidates: Candidates) -> tuple[Stage, ...]:
        """Return `candidates` before and after each knob that is on, in order."""
        stages = list[Stage]()
        for place, knob in enumerate(self.knobs):
            if knob.on:
                stages.append(Stage(place, knob, candidates, applied(knob, candidates)))
                candidates = stages[-1].after
        return tuple(stages)

    def candidates(self, logits: Logits) -> Candidates:
        """Return the candidates that the chain leaves of `logits`; all, at τ = 1, if every knob is off."""
        return self.left_of(Candidates.of(logits))

    def left_of(self, candidates: Candidates) -> Candidates:
        """Return what the chain leaves of `candidates`."""
        for knob in self.active:
            candidates = applied(knob, candidates)
        return candidates

    def list_stages(self, listed: ListedCandidates) -> tuple[ListedCandidates, ...]:
        """Return what may be left of classes of which only some are listed, after each knob that is on."""
        stages = []
        for knob in self.active:
            listed = applied_to_list(knob, listed)
            stages.append(listed)
        return tuple(stages)

    def apply(self, logits: Logits | Sequence[float] | Floats) -> Floats:
        """Return the log-probabilities of the final distribution.

        Parameters
        ----------
        logits : Logits or (V,) array-like
            Logits, or log-probabilities, which are logits too. A `Logits` keeps its sorted order for the next
            chain.

        Returns
        -------
        (V,) float64
            In nats, in the order of `logits`; −inf for a class that is cut or masked.

        Raises
        ------
        InputError
            As `softmax` does, for logits that define no distribution.

        Examples
        --------
        >>> import numpy as np
        >>> np.exp(Chain.parse("temperature=0.5,top-p=0.8").apply([3.0, 2.0, 1.0])).tolist()
        [1.0, 0.0, 0.0]
        >>> np.exp(Chain.parse("top-p=0.8,temperature=0.5").apply([3.0, 2.0, 1.0])).round(3).tolist()
        [0.881, 0.119, 0.0]
        """
        known = logits if isinstance(logits, Logits) else Logits.unnamed(logits)
        return self.candidates(known).log_probabilities_of_rows


def check_count(knobs: int) -> None:
    """Raise `InputError` if `knobs` is more than `MOST_KNOBS`."""
    if knobs > MOST_KNOBS:
        raise InputError(f"A chain has at most {MOST_KNOBS} knobs; this one has {knobs:,}.")


class ChainReader:
    """Reads many chains, such as those of a text's tokens; a knob that several chains have is read once.

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
            As in `Chain.parse`, and if all chains together have more than `MOST_DIFFERENT` different knobs.
        """
        # A text of 100,000 tokens may have a chain for each; equal ones are parsed once and are one object.
        if text not in self._chains:
            self._chains[text] = Chain(tuple(map(self._knob, _knob_words(text))))
        return self._chains[text]

    def _knob(self, word: str) -> Knob:
        """Read one knob, or return the one that was read from the same text before."""
        if word not in self._knobs:
            if len(self._knobs) == MOST_DIFFERENT:
                raise InputError(
                    f"The chains have more than {MOST_DIFFERENT:,} different knobs, the most that are read."
                )
            self._knobs[word] = _parse_knob(word)
        return self._knobs[word]


def _knob_words(text: str) -> list[str]:
    """Split the text of a chain into one text for each knob."""
    if len(text) > _LONGEST_TEXT:
        raise InputError(f"A chain is written in at most {_LONGEST_TEXT:,} characters.")
    # A comma separates only if no digit follows it, so that "temperature=0,7,top-k=40" has two knobs.
    words = [word for word in re.split(r"[,;]\s*(?=[^\d\s])|;", text.strip()) if word.strip()]
    check_count(len(words))
    return words


def _parse_knob(word: str) -> Knob:
    """Read the text of one knob; its name may be written with underscores, as Python's engines do."""
    name, equals, settings = word.partition("=")
    kind = KNOBS.get(name.strip().replace("_", "-"))
    if kind is None:
        raise InputError(f"No knob is called {quoted(name)}; there is: {', '.join(KNOBS)}.")
    if not equals:
        example = "temperature=0.7" if kind is Temperature else kind()
        raise InputError(f"{kind.name} needs a value, as in {example}.")
    return kind.parse(settings)
