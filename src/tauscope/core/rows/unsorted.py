"""A cut of a row of logits without sorting it, for who wants to know how much is left.

All classes are counted into ranges of their gaps, and only those of the range into which the cut falls are
sorted. The arrays are kept from row to row: to ask for memory anew at each row costs more than the sums.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from tauscope.core.chain.candidates import ROUNDING
from tauscope.core.chain.knobs import MinP, Temperature
from tauscope.core.chain.mass_knobs import Epsilon, Eta, TopP, TypicalP
from tauscope.core.rows.typical import SURE

if TYPE_CHECKING:
    from tauscope.core.chain.chain import Chain
    from tauscope.core.chain.knob import Knob
    from tauscope.core.values import Floats

_RANGES = 4096
"""Ranges into which classes are counted."""

_FEW = 2048
"""Most classes that are sorted."""

_LARGEST_GAP, _COLDEST = 1e200, 1e-50
"""Beyond these a quotient may overflow. Masked classes are given that gap, which no sum sees."""

_LEAST_EXPONENT = -700.0
"""Exponents below are taken for this one, whose weight is 1e−304: the processor is slow with smaller ones."""


class RowLeft(NamedTuple):
    """What a chain leaves of a row: the entropy in nats, p of the chosen class, and the number of classes."""

    entropy: float
    chosen: float
    left: int


class _Cut(NamedTuple):
    """Keys and how many classes of the least of them are left.

    Attributes
    ----------
    last : float
        Largest key that is left.
    ties : int or None
        How many classes with just this key are left; None for all.
    first_gap : float
        Gap of the likeliest class that is left.
    """

    last: float
    ties: int | None
    first_gap: float


class RowCutter:
    """Applies temperatures and one cut to rows, one after the other. For one thread at a time."""

    def __init__(self) -> None:
        self._resize(0)

    def _resize(self, classes: int) -> None:
        self._gaps, self._scaled, self._weights = (np.empty(classes) for _ in range(3))
        self._keys, self._some = (np.empty(classes) for _ in range(2))
        self._index, self._mask = np.empty(classes, np.intp), np.empty(classes, np.bool_)

    def left(self, chain: Chain, values: Floats, gap: float, place: int) -> RowLeft | None:
        """Return what a chain leaves of a row.

        Parameters
        ----------
        chain : Chain
        values : (V,) float64
            Checked logits.
        gap : float
            How far the chosen class is below the largest logit; NaN where none is known.
        place : int
            Its rank, from 0, ties in the order of the row.

        Returns
        -------
        RowLeft or None
            None if the chain has more than temperatures and one cut by top-p, min-p, typical-p, ε or η, or
            if rounding decides what is left.
        """
        knob, before, after = _parts(chain)
        top = float(values.max())
        if knob is None or not abs(top) < _LARGEST_GAP:
            return None
        if values.size != self._gaps.size:
            self._resize(values.size)
        np.minimum(np.subtract(top, values, out=self._gaps), _LARGEST_GAP, out=self._gaps)
        np.divide(self._gaps, before, out=self._scaled)
        self._weigh(self._scaled)
        cut = self._by_mass(knob) if isinstance(knob, (TopP, TypicalP)) else self._below(knob)
        if cut is None or not cut.last < _LARGEST_GAP / before / 2:
            return None
        return self._numbers(cut, before, after, gap, place)

    def _weigh(self, scaled: Floats) -> None:
        """Put e^(−scaled) into the weights."""
        np.maximum(np.negative(scaled, out=self._weights), _LEAST_EXPONENT, out=self._weights)
        np.exp(self._weights, out=self._weights)

    def _moment(self, scaled: Floats) -> float:
        """Return Σ weight · scaled."""
        # A product and a sum: a dot product of so many would start threads, which costs more.
        return float(np.multiply(self._weights, scaled, out=self._some).sum())

    def _below(self, knob: MinP | Epsilon | Eta) -> _Cut:
        """Return the cut by a least probability, or by a least ratio to the largest one."""
        np.copyto(self._keys, self._scaled)
        least = math.log(knob.value)
        if not isinstance(knob, MinP):
            total = float(self._weights.sum())
            if isinstance(knob, Eta):
                entropy = math.log(total) + self._moment(self._scaled) / total
                least = min(least, least / 2 - entropy)
            least += math.log(total)
        # What ties at the top is kept in any case.
        return _Cut(max(ROUNDING - least, 0.0), None, 0.0)

    def _by_mass(self, knob: TopP | TypicalP) -> _Cut | None:
        total = float(self._weights.sum())
        np.copyto(self._keys, self._scaled)
        if isinstance(knob, TypicalP):
            # The surprise of a class less the entropy is its scaled gap less the mean of these.
            np.subtract(self._scaled, self._moment(self._scaled) / total, out=self._keys)
            np.abs(self._keys, out=self._keys)
        last, ties = self._edge(*_sought(knob, total))
        return _Cut(last, ties, 0.0) if isinstance(knob, TopP) else self._typical(knob, last, ties)

    def _typical(self, knob: TypicalP, last: float, ties: int) -> _Cut | None:
        """Return the cut of typical-p; None if it falls between classes on both sides of the mean."""
        np.abs(np.subtract(self._keys, last, out=self._some), out=self._some)
        np.less_equal(self._some, SURE, out=self._mask)
        near = self._scaled[self._mask]
        if near.max() - near.min() > 2 * SURE or last <= SURE:
            return None
        if knob.stop == "reached":
            last += ROUNDING
        elif ties < near.size:
            return None
        np.less_equal(self._keys, last, out=self._mask)
        return _Cut(last, None, float(self._gaps.min(where=self._mask, initial=np.inf)))

    def _edge(self, sought: float, side: Literal["left", "right"]) -> tuple[float, int]:
        """Return the key at which a sum of weights by rising key is reached, and how many of it count."""
        scale = _RANGES / max(float(self._keys.max()), 1e-100)
        np.minimum(np.multiply(self._keys, scale, out=self._some), _RANGES - 1, out=self._some)
        np.copyto(self._index, self._some, casting="unsafe")
        running = np.bincount(self._index, self._weights, _RANGES).cumsum()
        place = min(int(running.searchsorted(sought, side)), _RANGES - 1)
        before = running.item(place - 1) if place else 0.0
        np.equal(self._index, place, out=self._mask)
        keys, weights = self._keys[self._mask], self._weights[self._mask]
        if keys.size > _FEW:
            keys, weights, before = _narrowed(keys, weights, before, sought, side)
        order = keys.argsort(kind="stable")
        running = before + weights[order].cumsum()
        last = min(int(running.searchsorted(sought, side)), keys.size - 1)
        key = keys.item(order[last])
        return key, last + 1 - int(np.count_nonzero(keys < key))

    def _numbers(self, cut: _Cut, before: float, after: float, gap: float, place: int) -> RowLeft:
        """Return the numbers of what is left at the last temperature."""
        compare = np.less_equal if cut.ties is None else np.less
        compare(self._keys, cut.last, out=self._mask)
        count, begin = int(np.count_nonzero(self._mask)), 0
        np.divide(np.subtract(self._gaps, cut.first_gap, out=self._scaled), after, out=self._scaled)
        self._weigh(self._scaled)
        np.multiply(self._weights, self._mask, out=self._weights)
        total, moment = float(self._weights.sum()), self._moment(self._scaled)
        if cut.ties is not None:
            far = cut.last * before / after
            total += cut.ties * math.exp(-far)
            moment += cut.ties * math.exp(-far) * far
            count += cut.ties
        if cut.first_gap:
            begin = int(np.count_nonzero(np.less(self._gaps, cut.first_gap, out=self._mask)))
        chosen = math.nan if math.isnan(gap) else 0.0
        if begin <= place < begin + count:
            chosen = math.exp((cut.first_gap - gap) / after) / total
        return RowLeft(math.log(total) + moment / total, chosen, count)


def _parts(chain: Chain) -> tuple[TopP | MinP | TypicalP | Epsilon | Eta | None, float, float]:
    """Return the only cut of a chain, the temperature at which it acts, and the last one; else None."""
    cuts: list[Knob] = [knob for knob in chain.active if not isinstance(knob, Temperature)]
    if len(cuts) != 1 or not isinstance(cuts[0], (TopP, MinP, TypicalP, Epsilon, Eta)):
        return None, 1.0, 1.0
    at = chain.active.index(cuts[0])
    before = math.prod(float(knob.value) for knob in chain.active[:at] if isinstance(knob, Temperature))
    later = (knob for knob in chain.active[at:] if isinstance(knob, Temperature))
    after = before * math.prod(float(knob.value) for knob in later)
    is_known = all(_COLDEST < one < 1 / _COLDEST for one in (before, after)) and 0 < cuts[0].value < 1
    return cuts[0] if is_known else None, before, after


def _sought(knob: TopP | TypicalP, total: float) -> tuple[float, Literal["left", "right"]]:
    """Return the running sum at which a knob stops, and the side of equal sums."""
    if knob.stop == "reached":
        return (knob.value - ROUNDING) * total, "left"
    return (knob.value + ROUNDING) * total, "right"


def _narrowed(
    keys: Floats, weights: Floats, before: float, sought: float, side: Literal["left", "right"]
) -> tuple[Floats, Floats, float]:
    """Return the few keys among which a running sum reaches one, their weights, and the sum before them."""
    while keys.size > _FEW:
        low, high = float(keys.min()), float(keys.max())
        if high - low < 1e-100:  # they tie
            break
        index = np.minimum((keys - low) * (_RANGES / (high - low)), _RANGES - 1).astype(np.intp)
        running = before + np.bincount(index, weights, _RANGES).cumsum()
        place = min(int(running.searchsorted(sought, side)), _RANGES - 1)
        before, inside = running.item(place - 1) if place else before, index == place
        keys, weights = keys[inside], weights[inside]
    return keys, weights, before
