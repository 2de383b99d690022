"""A pinned distribution, and how its classes match the present ones by their keys."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.bounds import Bounds

if TYPE_CHECKING:
    from tauscope.core.bounds import DistributionBounds, Number
    from tauscope.core.chain.candidates import Candidates
    from tauscope.core.logits import Floats, Integers, Logits
    from tauscope.core.values import Mask
    from tauscope.document.document import Pin


@dataclass(frozen=True, eq=False)
class FrozenDistribution:
    """The pinned distribution, in the order of the table that was pinned."""

    pin: Pin

    @cached_property
    def logits(self) -> Logits:
        """Logits of the pinned state."""
        # Held here, because a source gives the same object only as long as someone holds it, and the pictures
        # compare logits and keys by identity.
        return self.pin.logits

    @cached_property
    def final(self) -> Candidates:
        """Candidates that the chain of the pin left."""
        return self.pin.present_chain.candidates(self.logits)

    @cached_property
    def bounds(self) -> DistributionBounds | None:
        """Bounds of the pinned distribution where not all classes are listed; None where all are."""
        partial = self.pin.source.partial(self.pin.state)
        return None if partial is None else partial.bounds(self.pin.present_chain)


@dataclass(frozen=True, eq=False)
class ClassAlignment:
    """A pinned distribution, matched by key with the present classes.

    Attributes
    ----------
    kept : FrozenDistribution
    keys : (V,) int64
        Keys of the present classes.
    rows : (V,) int64 or None
        Row in the pinned table of each present class, −1 if the pin lacks the class; None if the keys of both
        tables are equal, so that every row is its own counterpart.
    """

    kept: FrozenDistribution
    keys: Integers
    rows: Integers | None

    @classmethod
    def of(cls, kept: FrozenDistribution, keys: Integers) -> ClassAlignment:
        """Match the present classes, given by their keys, with those of a pin."""
        same = keys is kept.logits.keys or np.array_equal(keys, kept.logits.keys)
        return cls(kept, keys, None if same else _places(keys, kept.logits.keys))

    def spread(self, values: Floats, missing: float) -> Floats:
        """Give each present class its pinned value, or `missing` if the pin lacks the class; shape (V,)."""
        if self.rows is None:
            return values
        return np.where(self.rows < 0, missing, values[self.rows])

    @cached_property
    def probabilities(self) -> Floats:
        """Pinned probability of each present class, shape (V,); NaN for a class that the pin lacks.

        Where not all classes were listed, the lower bound of it.
        """
        bounds = self.kept.bounds
        p = self.kept.final.probabilities_of_rows if bounds is None else bounds.low
        return self.spread(p, math.nan)

    @cached_property
    def numbers(self) -> list[Number]:
        """Pinned probability of each present class, or its bounds; NaN for a class that the pin lacks."""
        bounds = self.kept.bounds
        if bounds is None:
            return list(self.probabilities.tolist())
        high = self.spread(bounds.high, math.nan)
        return [*map(Bounds, self.probabilities.tolist(), high.tolist())]

    @property
    def elsewhere(self) -> Number:
        """Pinned probability of all classes that are not present, or its bounds."""
        ends = [
            Bounds(*one) if isinstance(one, Bounds) else Bounds(one or 0.0, one or 0.0)
            for one in self.numbers
        ]
        known = [one for one in ends if not math.isnan(one.low)]
        bounds = self.kept.bounds
        if bounds is not None and bounds.others.high == 0.0 and len(known) == len(self.kept.logits):
            return Bounds(0.0, 0.0)  # whatever rounding leaves of 1 − Σ p
        low, high = 1.0 - sum(one.high for one in known), 1.0 - sum(one.low for one in known)
        return Bounds(max(0.0, low), max(0.0, high)) if self.kept.bounds is not None else max(0.0, low)

    @cached_property
    def log_probabilities(self) -> Floats:
        """Pinned log-probability of each present class, shape (V,); −inf for a class the pin cut or lacks."""
        return self.spread(self.kept.final.log_probabilities_of_rows, -math.inf)

    @cached_property
    def lacking(self) -> Mask | None:
        """Mask of the present classes that the pin cut or lacks, shape (V,); None if there are none."""
        lacking = self.spread(self.kept.final.kept.astype(np.float64), 0.0) == 0
        return lacking if bool(lacking.any()) else None

    def is_of(self, present: Logits) -> bool:
        """True if the pinned table has the same classes and logits as the present one, in any order."""
        kept = self.kept.logits
        if kept is present:
            return True
        return len(kept) == len(present) and np.array_equal(
            self.spread(kept.values, math.nan), present.values
        )


def _places(keys: Integers, among: Integers) -> Integers:
    """Return the index in `among` of each of `keys`, −1 for a key that is not there."""
    order = np.argsort(among)
    # A key above all others would be looked up one past the end; any index will do, for the test below fails.
    rows = order[np.minimum(np.searchsorted(among, keys, sorter=order), len(among) - 1)]
    return np.where(among[rows] == keys, rows, -1)
