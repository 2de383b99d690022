"""Full distributions that are cut to a list: whatever is said of the list must hold for them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st

from tauscope.core.bounds import Bounds
from tauscope.core.logits import Floats, Logits
from tauscope.core.partial.knowledge import ListKnowledge
from tauscope.core.partial.unlisted import Unlisted
from tauscope.core.softmax import softmax

SPREADS = (1e-3, 0.1, 1.0, 3.0, 8.0, 20.0)


@dataclass(frozen=True)
class CutList:
    """A distribution, the likeliest classes first, and what a list of the first few says of it."""

    values: Floats
    listed: int
    unlisted: Unlisted

    @property
    def full(self) -> Logits:
        """All classes; those that are listed have the first rows."""
        return Logits.unnamed(self.values)

    @property
    def knowledge(self) -> ListKnowledge:
        """What the list says."""
        return ListKnowledge.of(Logits.unnamed(self.values[: self.listed]), self.unlisted)


def cut_list(values: Floats, listed: int, temperature: float = 1.0, *, sized: bool = True) -> CutList:
    """Cut a distribution to its likeliest classes."""
    falling = np.sort(values)[::-1]
    p = softmax(falling, temperature)
    mass = float(p[listed:][::-1].sum())
    classes = len(falling) - listed if sized else None
    return CutList(falling, listed, Unlisted(classes, Bounds(mass, mass), float(p[listed - 1]), temperature))


@dataclass(frozen=True)
class AddedList:
    """A distribution of which the likeliest classes are listed, and one of the others.

    Attributes
    ----------
    values : (V,) float64
        Logits of all classes, in falling order.
    top, added : int
        Number of the likeliest that are listed; place of the one that was added.
    temperature : float
        Temperature that was applied before the list was made.
    sized : bool
        Whether the number of classes is known.
    """

    values: Floats
    top: int
    added: int
    temperature: float = 1.0
    sized: bool = True

    @property
    def knowledge(self) -> ListKnowledge:
        """What the list says."""
        p = softmax(self.values, self.temperature)
        mass = float(np.delete(p, self.listed)[::-1].sum())
        classes = len(self.values) - self.top - 1 if self.sized else None
        listed = Logits.unnamed(self.values[self.listed])
        most = float(p[self.top - 1])
        unlisted = Unlisted(classes, Bounds(mass, mass), most, self.temperature, added=self.top)
        return ListKnowledge.of(listed, unlisted)

    @property
    def listed(self) -> list[int]:
        """Rows of the listed classes among all."""
        return [*range(self.top), self.added]


@st.composite
def added_lists(draw: st.DrawFn, largest: int = 60) -> AddedList:
    """Random distributions, with ties or without, of which the first few are listed, and a later one."""
    classes = draw(st.integers(3, largest))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    values = np.sort(rng.normal(0.0, draw(st.sampled_from(SPREADS)), classes))[::-1]
    if draw(st.booleans()):
        values = values.round()
    top = draw(st.integers(1, classes - 2))
    added = draw(st.integers(top, classes - 1))
    return AddedList(values, top, added, draw(st.sampled_from((1.0, 0.5, 2.0))), draw(st.booleans()))


@st.composite
def cut_lists(draw: st.DrawFn, largest: int = 200) -> CutList:
    """Random distributions, wide or narrow, with ties or without, cut anywhere."""
    classes = draw(st.integers(2, largest))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    values = rng.normal(0.0, draw(st.sampled_from(SPREADS)), classes)
    if draw(st.booleans()):
        values = values.round()
    listed = draw(st.integers(1, classes - 1))
    found = cut_list(values, listed, draw(st.sampled_from((1.0, 0.5, 2.0))), sized=draw(st.booleans()))
    if draw(st.booleans()):
        mass = found.unlisted.mass.low
        around = Bounds(mass * (1.0 - 1e-3), min(mass * (1.0 + 1e-3), 1.0 - 1e-9))
        one = found.unlisted
        found = CutList(found.values, listed, Unlisted(one.classes, around, one.most, one.temperature))
    return found


def temperatures() -> st.SearchStrategy[float]:
    """Temperatures of the dial and its two ends, with some that are far beyond."""
    inside = st.floats(-2.0, 2.0).map(lambda power: 10.0**power)
    return st.one_of(st.sampled_from((0.0, np.inf, 1.0, 0.5, 2.0, 1e-300, 1e300)), inside)
