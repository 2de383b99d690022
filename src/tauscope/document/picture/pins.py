"""Pins beside the present logits: what each distribution that was kept gives to the classes there are now.

Nothing here depends on the dial. What a pin keeps is computed once, where its classes stand among the present
ones once for their keys, and a turn of the dial costs one sum a pin.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.measures import kl_divergence_of_logarithms
from tauscope.document.chain_words import settings_text
from tauscope.document.picture.answers import ELLIPSIS, Failed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tauscope.core.chain.candidates import Candidates
    from tauscope.core.logits import Floats, Integers, Logits
    from tauscope.core.values import Mask
    from tauscope.document.document import Pin
    from tauscope.document.picture.answers import Late
    from tauscope.document.picture.prepared_logits import PreparedLogits

MOST_NAMES = 64
"""Number of the likeliest classes whose names decide whether a pin fits the present classes."""

TAGS = "①②③④"
"""What pins are called where there is little room, in their order."""


@dataclass(frozen=True, eq=False)
class FrozenDistribution:
    """The distribution that a pin keeps, in the order of its own table."""

    pin: Pin

    @cached_property
    def logits(self) -> Logits:
        """Held, for a source gives the same object only as long as someone holds it."""
        return self.pin.logits

    @cached_property
    def final(self) -> Candidates:
        """What its chain left."""
        return self.pin.present_chain.candidates(self.logits)


@dataclass(frozen=True, eq=False)
class ClassAlignment:
    """What a pin keeps, class by class as they stand now: a class is known by its key.

    Attributes
    ----------
    kept : FrozenDistribution
    keys : (V,) int64
        Of the present classes.
    rows : (V,) int64 or None
        The row of each in the pin, −1 where the pin does not have it; None where all stand where they stood.
    """

    kept: FrozenDistribution
    keys: Integers
    rows: Integers | None

    @classmethod
    def of(cls, kept: FrozenDistribution, keys: Integers) -> ClassAlignment:
        """Find each class among those of a pin."""
        same = keys is kept.logits.keys or np.array_equal(keys, kept.logits.keys)
        return cls(kept, keys, None if same else _places(keys, kept.logits.keys))

    def spread(self, values: Floats, missing: float) -> Floats:
        """(V,) what the pin says of each present class."""
        if self.rows is None:
            return values
        return np.where(self.rows < 0, missing, values[self.rows])

    @cached_property
    def probabilities(self) -> Floats:
        """(V,) NaN of a class that the pin does not have."""
        return self.spread(self.kept.final.probabilities_of_rows, math.nan)

    @cached_property
    def log_probabilities(self) -> Floats:
        """(V,) −inf of a class that the pin cut or does not have."""
        return self.spread(self.kept.final.log_probabilities_of_rows, -math.inf)

    @cached_property
    def lacking(self) -> Mask | None:
        """(V,) the classes that the pin cut or does not have; None where there are none."""
        lacking = self.spread(self.kept.final.kept.astype(np.float64), 0.0) == 0
        return lacking if bool(lacking.any()) else None

    def is_of(self, present: Logits) -> bool:
        """Whether the pin's table is the present one, in any order."""
        kept = self.kept.logits
        if kept is present:
            return True
        return len(kept) == len(present) and np.array_equal(
            self.spread(kept.values, math.nan), present.values
        )


def _places(keys: Integers, among: Integers) -> Integers:
    """Where each key stands among others, −1 where it does not."""
    order = np.argsort(among)
    rows = order[np.minimum(np.searchsorted(among, keys, sorter=order), len(among) - 1)]
    return np.where(among[rows] == keys, rows, -1)


@dataclass(frozen=True, eq=False)
class PinView:
    """One pin as it is drawn.

    Attributes
    ----------
    place : int
        Among the pins of the document.
    name : str
        Its settings; no two pins have the same.
    aligned : ClassAlignment
    prepared logits : PreparedLogits
        Of the present logits.
    named : bool
        True if the names of the present classes have to agree with the pin's, not their keys alone.
    """

    place: int
    name: str
    aligned: ClassAlignment
    prepared: PreparedLogits
    named: bool = False

    @property
    def tag(self) -> str:
        """Its number, in a circle."""
        return TAGS[self.place]

    @property
    def title(self) -> str:
        """Number and settings."""
        return f"{self.tag} {self.name}"

    @property
    def pin(self) -> Pin:
        """What the document keeps."""
        return self.aligned.kept.pin

    @property
    def temperature(self) -> float:
        """τ of its chain."""
        return self.pin.chain.temperature

    @cached_property
    def fits(self) -> bool:
        """True if the pin has one of the present classes at least; else it is set aside.

        Where classes can be edited, keys are given so that equal keys mean equal classes, whatever their
        names. Elsewhere a key means something in its own source alone, such as a token's number in a
        vocabulary: there the names have to agree as well.
        """
        present, kept = self.prepared.logits, self.aligned.kept.logits
        rows = self.aligned.rows
        if kept is present or not (self.named or not self.pin.source.abilities.classes_editable):
            return rows is None or bool((rows >= 0).any())
        likeliest = present.order[:MOST_NAMES].tolist()
        pairs = ((row, row if rows is None else int(rows[row])) for row in likeliest)
        return any(there >= 0 and present.labels[here] == kept.labels[there] for here, there in pairs)

    @property
    def other_logits(self) -> bool:
        """Whether it was pinned with other logits than there are now."""
        return not self.aligned.is_of(self.prepared.logits)

    @cached_property
    def bars(self) -> tuple[float | None, ...]:
        """What plots draw of it, in their order, everything else last; None of a class that it lacks."""
        every = self.aligned.probabilities
        shown = every[self.prepared.shown]
        singly = tuple(None if math.isnan(p) else p for p in shown.tolist())
        if not self.prepared.rest:
            return singly
        return (*singly, max(0.0, float(np.nansum(every)) - float(np.nansum(shown))))

    def lacking(self, left: Candidates) -> int | None:
        """The likeliest row of what is left now that the pin has no chance for."""
        if self.aligned.lacking is None:
            return None
        rows = left.rows[self.aligned.lacking[left.rows]]
        return int(rows[0]) if rows.size else None

    def divergence(self, left: Candidates, log_p: Floats, p: Floats) -> float:
        """KL(p ‖ pin) in nats of what is left now; ∞ where the pin has no chance for a class of that.

        Parameters
        ----------
        left : Candidates
        log_p, p : (V,) float64
            The same, in the order of the table.
        """
        if self.lacking(left) is not None:
            return math.inf
        return kl_divergence_of_logarithms(log_p, p, self.aligned.log_probabilities)


@dataclass(frozen=True, eq=False)
class LatePin:
    """A pin whose logits are not at hand: only its settings can be shown.

    Attributes
    ----------
    place : int
        Among the pins of the document.
    pin : Pin
    answer : Pending or Failed
    """

    place: int
    pin: Pin
    answer: Late

    @property
    def tag(self) -> str:
        """Its number, in a circle."""
        return TAGS[self.place]

    @property
    def name(self) -> str:
        """Its settings."""
        return settings_text(self.pin.chain)

    @property
    def title(self) -> str:
        """Number and settings."""
        return f"{self.tag} {self.name}"

    @property
    def note(self) -> str:
        """What stands where a number would: that it is awaited, or the sentence why there is none."""
        return self.answer.sentence if isinstance(self.answer, Failed) else ELLIPSIS


AnyPin = PinView | LatePin


def pinned(
    pins: Mapping[int, Pin],
    prepared: PreparedLogits,
    before: tuple[PinView, ...] = (),
    *,
    named: bool = False,
) -> tuple[PinView, ...]:
    """Set pins beside the present logits; those of the picture `before` lend what has not changed.

    Parameters
    ----------
    pins : mapping of int to Pin
        By their places in the document.
    """
    if len(pins) == len(before) and all(map(_stays, pins.items(), before, [prepared] * len(pins))):
        return before
    lenders = {id(one.pin): one.aligned for one in before}
    aligned = [_aligned(pin, prepared.logits.keys, lenders.get(id(pin))) for pin in pins.values()]
    views = zip(pins, _names(aligned, prepared.logits), aligned, strict=True)
    return tuple(PinView(place, name, one, prepared, named) for place, name, one in views)


def _stays(pin: tuple[int, Pin], before: PinView, prepared: PreparedLogits) -> bool:
    return before.place == pin[0] and before.pin is pin[1] and before.prepared is prepared


def _aligned(pin: Pin, keys: Integers, lender: ClassAlignment | None) -> ClassAlignment:
    if lender is None:
        return ClassAlignment.of(FrozenDistribution(pin), keys)
    return lender if lender.keys is keys else ClassAlignment.of(lender.kept, keys)


def _names(aligned: Sequence[ClassAlignment], present: Logits) -> Iterator[str]:
    """Name pins by their settings; those that would have one name are numbered."""
    found: Counter[str] = Counter()
    for one in aligned:
        notes = [] if one.is_of(present) else ["other logits"]
        name = settings_text(one.kept.pin.chain)
        found[f"{name} {notes}"] += 1
        if (number := found[f"{name} {notes}"]) > 1:
            notes.append(str(number))
        yield f"{name} ({', '.join(notes)})" if notes else name
