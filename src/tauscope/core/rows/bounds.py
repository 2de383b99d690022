"""Bounds of what a chain leaves of many rows of logits, from their densities of states alone.

A cut falls into one bin of a row. The bins beside it are kept whole, and their sums are known; of that one
bin it is open which classes are kept. So the number of classes that are left has two bounds, and with it the
entropy, which rises with each further class at the end: a distribution is more even with the next likeliest
class than without it. A cut at the top makes it more even or less so, and both ends are looked at.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from tauscope.core.chain.knobs import DynamicTemperature, MinP, Temperature, TopK, TopNSigma
from tauscope.core.chain.mass_knobs import XTC, Epsilon, Eta, TopP, TypicalP
from tauscope.core.rows.bins import ERROR, RowBins, at

if TYPE_CHECKING:
    from tauscope.core.chain.chain import Chain
    from tauscope.core.chain.knob import Knob
    from tauscope.core.rows.bins import Sums
    from tauscope.core.rows.chains import Chosen
    from tauscope.core.rows.densities import RowDensities
    from tauscope.core.values import Floats, Integers, Mask

BOUNDED = (Temperature, DynamicTemperature, TopK, TopP, MinP, Epsilon, Eta, TopNSigma, TypicalP, XTC)
"""Knobs whose cuts have bounds; each keeps a range of the ranking."""

_AT_ONCE = 2**17
"""Most bins, of all rows of a block together, that are processed at once."""


TIGHT = 1e-5
"""Difference of entropies in nats, and relative one of probabilities, that is too small to be seen."""


class RowBounds(NamedTuple):
    """What a chain leaves of each of N rows; the first of two is the lower bound.

    Attributes
    ----------
    entropy : (2, N) float64
        In nats.
    chosen : (2, N) float64
        Probability of the chosen class; NaN where none is known.
    left : (2, N) float64
        Number of classes that are left.
    """

    entropy: Floats
    chosen: Floats
    left: Floats

    @property
    def is_tight(self) -> Mask:
        """True for rows whose two bounds differ by less than is ever written, shape (N,)."""
        (least, largest), (low, high), (fewest, most) = self
        near = (largest - least < TIGHT) & (fewest == most)
        is_tight: Mask = near & ((high - low <= TIGHT * low) | np.isnan(low))
        return is_tight


def has_bounds(chain: Chain) -> bool:
    """Return True if all knobs of a chain are `BOUNDED`."""
    return all(isinstance(knob, BOUNDED) for knob in chain.active)


def bounds_of_rows(
    chain: Chain,
    densities: RowDensities,
    chosen: Chosen,
    rows: Integers,
    progress: Callable[[float], object] = lambda _: None,
) -> RowBounds | None:
    """Return bounds of what a chain leaves of some rows.

    Parameters
    ----------
    chain : Chain
    densities : RowDensities
    chosen : Chosen
        Of all rows that have densities.
    rows : (N,) int64
        Numbers of the rows that are wanted.
    progress : callable
        Called with the fraction that is done.

    Returns
    -------
    RowBounds or None
        None if one of the knobs is none of `BOUNDED`, or the densities do not cover a temperature.
    """
    if not has_bounds(chain):
        return None
    numbers = np.full((6, len(rows)), np.nan)
    widest = int(np.diff(densities.starts).max())
    block = max(1, _AT_ONCE // widest)
    for start in range(0, len(rows), block):
        progress(start / len(rows))
        some = rows[start : start + block]
        part = _Part(densities, some)
        for knob in chain.active:
            if not part.apply(knob):
                return None
        numbers[:, start : start + block] = part.numbers(chosen.gaps[some], chosen.places[some])
    return RowBounds(numbers[0:2], numbers[2:4], numbers[4:6])


class _Part(RowBins):
    """Rows of which knobs leave what their rules say, as far as bins decide it."""

    def __init__(self, densities: RowDensities, rows: Integers) -> None:
        super().__init__(densities, rows)
        self._densities, self._rows = densities, rows

    @property
    def _is_even(self) -> bool:
        """True at τ = ∞, where all classes are equally likely."""
        return bool(np.isinf(self.hotter).any())

    def apply(self, knob: Knob) -> bool:
        """Apply a knob; return False if the densities do not decide anything."""
        rules: dict[type[Knob], Callable[[Any], bool]] = {
            Temperature: self._apply_temperature,
            DynamicTemperature: self._apply_dynamic_temperature,
            TopK: self._apply_top_k,
            TopP: self._apply_top_p,
            MinP: self._apply_min_p,
            Epsilon: self._apply_threshold,
            Eta: self._apply_threshold,
            TopNSigma: self._apply_top_n_sigma,
            TypicalP: self._apply_typical_p,
            XTC: self._apply_xtc,
        }
        return rules[type(knob)](knob)

    # Temperatures

    def _apply_temperature(self, knob: Temperature) -> bool:
        return self._heat_by(knob.value)

    def _heat_by(self, temperature: float) -> bool:
        if self._is_even:
            return True
        if math.isinf(temperature) and not self.colder.all():
            return False
        colder = self.colder * temperature
        if not temperature or not colder.any():
            ties, most = self._ties_of_first()
            self.stop_between(ties, most)
            return True
        # Beyond the coldest that the bins cover, numbers are bounds only where a knob sets the temperature.
        hotter = colder if self.hotter is self.colder else self.hotter * temperature
        if self.hotter is self.colder and not self._densities.covers(float(colder[0])):
            return False
        if not self._densities.covers(max(float(hotter.max()), self.lowest)):
            return False
        self.heat(colder, hotter)
        return True

    def _apply_dynamic_temperature(self, knob: DynamicTemperature) -> bool:
        if math.isinf(knob.value) or self._is_even:
            return self._heat_by(knob.value)
        ends, highest = self.ends, knob.value + knob.range
        lowest = max(0.0, knob.value - knob.range)
        low, high = (
            np.clip(
                np.divide(entropy, np.log(count), out=np.full_like(entropy, alone), where=count > 1), 0, 1
            )
            for entropy, count, alone in (
                (ends.least, self.most, 0.0),
                (ends.largest, self.fewest, 1.0),
            )
        )
        colder, hotter = (lowest + (highest - lowest) * share**knob.exponent for share in (low, high))
        colder, hotter = self.colder * colder * (1 - ERROR), self.hotter * hotter * (1 + ERROR)
        if not self._densities.covers(max(float(hotter.max()), self.lowest)):
            return False
        ties, _ = self._ties_of_first()
        self.stop_between(np.where(colder == 0, ties, self.stops[0]), self.stops[1])
        self.heat(colder, hotter)
        return True

    # Cuts at the end

    def _ties_of_first(self) -> tuple[Floats, Floats]:
        """Return where what ties with the first class that is left ends: the least and the largest place."""
        begin, late = self.begins
        end = at(self.reached, self.bin_with(late))
        return np.where(late == 0, self.counts[:, 0], begin + 1), end

    def _stop_at_gap(self, nearest: Floats, farthest: Floats) -> None:
        """Cut at a gap between these two; what ties with the first class stays."""
        sure, may = self.within(nearest, farthest)
        ties, most = self._ties_of_first()
        self.stop_between(np.maximum(sure, ties), np.maximum(may, most))

    def _apply_threshold(self, knob: Epsilon | Eta) -> bool:
        """Cut by a least probability; return False at τ = ∞, where all classes have the same."""
        if self._is_even or not knob.value:
            return not knob.value
        logarithm, ends = math.log(knob.value), self.ends
        if isinstance(knob, Epsilon):
            low = high = np.full(len(self._rows), logarithm)
        else:
            low, high = (
                np.minimum(logarithm, logarithm / 2 - entropy) for entropy in (ends.largest, ends.least)
            )
        self._stop_at_gap(*self._reaching(low, high))
        return True

    def _reaching(self, low: Floats, high: Floats) -> tuple[Floats, Floats]:
        """Return bounds of the largest gap at which ln p reaches a threshold between these two."""
        near, far = -high - self.ends.log_high, -low - self.ends.log_low
        betas = self.cold_beta, self.hot_beta
        return (
            np.minimum(*(_divided(near, beta) for beta in betas)),
            np.maximum(*(_divided(far, beta) for beta in betas)),
        )

    def _apply_min_p(self, knob: MinP) -> bool:
        if not knob.value or self._is_even:
            return True
        begin, late = (self.bin_with(place) for place in self.begins)
        distance = np.full(len(self._rows), -math.log(knob.value))
        self._stop_at_gap(
            at(self.low, begin) + _divided(distance, self.cold_beta),
            at(self.high, late) + _divided(distance, self.hot_beta),
        )
        return True

    def _apply_top_n_sigma(self, knob: TopNSigma) -> bool:
        if math.isinf(knob.value):
            return True
        total = self.reached[:, -1]
        mean = (self.counts * self.means).sum(axis=1) / total
        variance = (self.counts * (self.means - mean[:, None]) ** 2 + self.squares).sum(axis=1) / total
        reach = knob.value * np.sqrt(variance)
        # σ is that of what is left, which is only known where nothing was cut.
        known = (self.fewest == self.possible) & (total == self.possible)
        self._stop_at_gap(np.where(known, reach, 0.0), np.where(known, reach, np.inf))
        return True

    def _apply_top_k(self, knob: TopK) -> bool:
        begin, late = self.begins
        most = late + knob.value
        if knob.ties == "all":
            most = at(self.reached, self.bin_with(most - 1))
        self.stop_between(begin + knob.value, np.maximum(most, late + knob.value))
        return True

    def _apply_top_p(self, knob: TopP) -> bool:
        if knob.value == 1.0:
            return True
        ends, places = self.ends, self.places
        share = (
            knob.value * (1 - ERROR) * np.exp(ends.log_low),
            knob.value * (1 + ERROR) * np.exp(ends.log_high),
        )
        # What is left begins with the first bin at the earliest, and with the first sure one at the latest.
        place, missing, classes = self._bin_where(self.hot, places.first, share[0])
        heaviest = np.exp(np.maximum(-np.minimum(self.hot_beta, 1.0) * at(self.low, place), -700.0))
        fewest = classes + np.maximum(np.ceil(missing / heaviest * (1 - 1e-6)), 1.0)
        place, missing, classes = self._bin_where(self.cold, places.first_sure, share[1])
        count, weight = at(self.counts, place), at(self.cold.weights, place)
        part = np.divide(missing, weight, out=np.ones_like(missing), where=weight > 0)
        most = classes + np.minimum(np.ceil(count * np.clip(part, 0, 1) * (1 + 1e-6)), count) + 1
        self.stop_between(np.minimum(fewest, most), most)
        return True

    def _bin_where(self, sums: Sums, first: Integers, sought: Floats) -> tuple[Integers, Floats, Floats]:
        """Return where a sum from a bin on reaches a weight, what is missing there, and classes before."""
        first = np.minimum(first, self.final + 1)
        sought = sought + at(sums.partition, first)
        place = (sums.partition[:, 1:] < sought[:, None]).sum(axis=1)
        place = np.minimum(np.maximum(place, first), self.final)
        return place, sought - at(sums.partition, place), at(self.before, place)

    # Cuts at the top

    def _apply_xtc(self, knob: XTC) -> bool:
        if self._is_even or knob.threshold > 0.5 or not knob.value:
            return knob.threshold > 0.5 or not knob.value
        logarithm = math.log(knob.threshold) if knob.threshold else -math.inf
        threshold = np.full(len(self._rows), logarithm)
        sure, may = self.within(*self._reaching(threshold, threshold))
        last = np.minimum(sure, self.stops[0]) - 1, np.minimum(may, self.stops[1]) - 1
        falls = knob.falls(self._rows)
        self.begin_between(*(np.where(falls, place, 0.0) for place in last))
        return True

    def _apply_typical_p(self, knob: TypicalP) -> bool:
        """Keep what is nearest to the mean gap, for −ln p − H = β (d − ⟨d⟩)."""
        if self._is_even or knob.value == 1.0:
            return knob.value == 1.0
        (low, high), ends, places = self.mean_gaps, self.ends, self.places
        number = np.arange(self.counts.shape[1])
        sure = (number >= places.first_sure[:, None]) & (number <= places.last_sure[:, None])
        may = (number >= places.first[:, None]) & (number <= places.last[:, None])
        farthest = np.maximum(np.maximum(high[:, None] - self.low, self.high - low[:, None]), 0.0)
        nearest = np.maximum(np.maximum(self.low - high[:, None], low[:, None] - self.high), 0.0)
        # Rounding may tip the sum at the threshold, and what is as near as that goes with it.
        enough = knob.value * (1 + ERROR) * np.exp(ends.log_high)
        most = _distance_with(farthest, np.where(sure, self.cold.weights, 0.0), np.maximum(enough, 1e-300))
        too_few = knob.value * (1 - ERROR) * np.exp(ends.log_low)
        least = _distance_with(nearest, np.where(may, self.hot.weights, 0.0), too_few)
        room = ERROR * (1.0 + high)
        kept = sure & (farthest <= (least * (1 - ERROR) - room)[:, None])
        touched = may & (nearest <= (most * (1 + ERROR) + room)[:, None])
        first, last = _ends_of(touched)
        begin = np.maximum(at(self.before, first), self.begins[0])
        stop = np.where(np.isinf(most), self.stops[1], np.minimum(at(self.reached, last), self.stops[1]))
        first, last = _ends_of(kept)
        has_core = kept.any(axis=1)
        self.begins = begin, np.where(has_core, at(self.before, first), stop - 1)
        self.stops = np.where(has_core, at(self.reached, last), begin + 1), stop
        self._forget("places", "ends", "mean_gaps")
        return True

    # What is told

    def numbers(self, gaps: Floats, places: Integers) -> Floats:
        """Return bounds of entropy, probability of the chosen class and number of classes, shape (6, rows).

        Parameters
        ----------
        gaps : (rows,) float64
            How far the chosen class is below the top, in logits; NaN where none is known.
        places : (rows,) int64
            Its rank, from 0.
        """
        ends, (begin, late), (stop, late_stop) = self.ends, self.begins, self.stops
        low, high = (_exponents(gaps, temperature) for temperature in (self.colder, self.hotter))
        surely, perhaps = (places >= late) & (places < stop), (places >= begin) & (places < late_stop)
        p_low = np.where(surely, np.exp(np.minimum(low - ends.log_high, 0.0)), 0.0)
        p_high = np.where(perhaps, np.exp(np.minimum(high - ends.log_low, 0.0)), 0.0)
        unknown = np.isnan(gaps)
        p_low[unknown] = p_high[unknown] = np.nan
        return np.stack([ends.least, ends.largest, p_low, p_high, self.fewest, self.most])


def _exponents(gaps: Floats, temperature: Floats) -> Floats:
    """Return −d/τ of each row; 0 for what ties with the top, at τ = 0 too."""
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Floats = np.where(gaps > 0, -gaps / temperature, np.where(gaps == 0, 0.0, np.nan))
    return np.where(np.isinf(gaps), -np.inf, found)


def _divided(distance: Floats, beta: Floats) -> Floats:
    """Return a distance in units of τ as a gap; 0 for β = ∞."""
    return np.where(np.isinf(beta), 0.0, distance / np.where(np.isinf(beta), 1.0, beta))


def _distance_with(distances: Floats, weights: Floats, sought: Floats) -> Floats:
    """Return the least distance of each row within which there is a weight; ∞ if there is less in all."""
    # One falling run and one rising one: a stable sort merges them in one pass.
    order = distances.argsort(axis=1, kind="stable")
    running = np.take_along_axis(weights, order, axis=1).cumsum(axis=1)
    place = (running < sought[:, None]).sum(axis=1)
    last = np.take_along_axis(order, np.minimum(place, order.shape[1] - 1)[:, None], axis=1)[:, 0]
    found = at(distances, last)
    return np.where(place < order.shape[1], found, np.inf)


def _ends_of(mask: Mask) -> tuple[Integers, Integers]:
    """Return the first and the last place of each row where a mask is true."""
    return mask.argmax(axis=1), mask.shape[1] - 1 - mask[:, ::-1].argmax(axis=1)
