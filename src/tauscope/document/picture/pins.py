"""Pins beside the present logits: the probability that each pinned distribution gives to each present class.

Nothing here depends on the dial. The pinned distribution is computed once, and its classes are matched with
the present ones once for each array of keys; a turn of the dial then costs one sum for each pin.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.bounds import Bounds, lower
from tauscope.core.measures import kl_divergence_of_logarithms
from tauscope.document.chain_words import settings_text
from tauscope.document.picture.answers import ELLIPSIS, Failed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tauscope.core.bounds import DistributionBounds, Number
    from tauscope.core.chain.candidates import Candidates
    from tauscope.core.chain.partial_knowledge import PartialKnowledge
    from tauscope.core.logits import Floats, Integers, Logits
    from tauscope.document.document import Pin
    from tauscope.document.picture.answers import Late
    from tauscope.document.picture.class_alignment import ClassAlignment
    from tauscope.document.picture.prepared_logits import PreparedLogits

MOST_NAMES = 64
"""Number of the likeliest classes whose names decide whether a pin fits the present classes."""

TAGS = "①②③④"
"""Short name of each pin, by its place among the pins."""


@dataclass(frozen=True, eq=False)
class PinView:
    """One pin as it is drawn.

    Attributes
    ----------
    place : int
        Index in the document's pins.
    name : str
        Settings of the pin's chain as text; no two pins have the same name.
    aligned : ClassAlignment
    prepared : PreparedLogits
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
        """Number of the pin in a circle, from `TAGS`."""
        return TAGS[self.place]

    @property
    def title(self) -> str:
        """Number and settings of the pin."""
        return f"{self.tag} {self.name}"

    @property
    def pin(self) -> Pin:
        """The pin as the document stores it."""
        return self.aligned.kept.pin

    @property
    def temperature(self) -> float:
        """Temperature τ of the pin's chain."""
        return self.pin.chain.temperature

    @cached_property
    def fits(self) -> bool:
        """True if the pin has at least one of the present classes; no plot draws a pin that has none.

        A table gives keys so that equal keys mean equal classes, whatever their names. In any other source a
        key means something in that source alone, such as a token's number in a vocabulary, and so does one in
        the table of another step of a lesson: there at least one of the `MOST_NAMES` likeliest classes must
        have the same name in both.
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
        """True if the pinned logits differ from the present ones."""
        return not self.aligned.is_of(self.prepared.logits)

    @cached_property
    def bars(self) -> tuple[float | None, ...]:
        """Pinned probabilities in the order of `Picture.drawn`; None for a class that the pin lacks."""
        every = self.aligned.probabilities
        shown = every[self.prepared.drawn_rows]
        if self.prepared.grouped is None:
            singly = tuple(None if math.isnan(p) else p for p in shown.tolist())
        else:
            # A group has what the pin gives to those of its members that the pin has.
            sums = self.prepared.summed(np.nan_to_num(shown, nan=0.0)).tolist()
            known = self.prepared.any_of(~np.isnan(shown)).tolist()
            singly = tuple(p if there else None for p, there in zip(sums, known, strict=True))
        if not self.prepared.other_count:
            return singly
        kept = self.aligned.kept.bounds
        # Of a list lower bounds are known, whose sum is not that of all classes.
        if kept is not None:
            high = self.aligned.spread(kept.high, math.nan)[self.prepared.drawn_rows]
            return (*singly, max(0.0, 1.0 - float(np.nansum(high))))
        return (*singly, max(0.0, float(np.nansum(every)) - float(np.nansum(shown))))

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """Entries of `bars`, as bounds where the pin does not list all classes; None where it lacks one."""
        low, bounds = self.bars, self.aligned.kept.bounds
        if bounds is None:
            return low
        shown, high = self.prepared.drawn_rows, self.aligned.spread(bounds.high, math.nan)
        high_shown = high[shown]
        if self.prepared.grouped is not None:
            high_shown = np.minimum(self.prepared.summed(np.nan_to_num(high_shown, nan=0.0)), 1.0)
        singly = [
            None if least is None else Bounds(least, most)
            for least, most in zip(low, high_shown.tolist(), strict=False)
        ]
        if not self.prepared.other_count:
            return tuple(singly)
        ends = (1.0 - sum(one.high for one in singly if one), 1.0 - sum(one.low for one in singly if one))
        return (*singly, Bounds(max(0.0, ends[0]), max(0.0, ends[1])))

    @cached_property
    def ends(self) -> tuple[tuple[float, ...], ...]:
        """Heights at which the pin is marked over each entry of `bars`: none, one, or both bounds."""
        return tuple(
            () if one is None else one if isinstance(one, Bounds) and one.low < one.high else (lower(one),)
            for one in self.numbers
        )

    @cached_property
    def ungrouped(self) -> PinView:
        """The same pin beside the single classes, where the present ones are grouped."""
        return replace(self, prepared=self.prepared.ungrouped)

    def lacking(self, left: Candidates) -> int | None:
        """Row of the likeliest of `left` to which the pin gives probability 0; None if there is none."""
        if self.aligned.lacking is None:
            return None
        rows = left.rows[self.aligned.lacking[left.rows]]
        return int(rows[0]) if rows.size else None

    def divergence(self, left: Candidates, log_p: Floats, p: Floats) -> float:
        """KL(p ‖ pin) in nats; ∞ if the pin gives probability 0 to a class that the present chain left.

        Parameters
        ----------
        left : Candidates
            What the present chain left.
        log_p, p : (V,) float64
            Log-probabilities and probabilities of `left`, in the order of the table.
        """
        # By class, not by number: a class that is left has a probability even if its float underflows to 0.
        if self.lacking(left) is not None:
            return math.inf
        return kl_divergence_of_logarithms(log_p, p, self.aligned.log_probabilities)

    def divergence_bounds(
        self, left: Candidates, bounds: DistributionBounds | None, shared: PartialKnowledge | None
    ) -> Number:
        """KL(p ‖ pin) in nats, or bounds of it, where the pin or the present list leaves classes out.

        Parameters
        ----------
        left : Candidates
            What the present chain left; of a list that of the listed classes alone.
        bounds : DistributionBounds or None
            Of the present distribution; None if all classes are listed.
        shared : PartialKnowledge or None
            Knowledge of the list, if the pin is one of the same.
        """
        from tauscope.core.partial.divergence import Listed, divergence_bounds, exact_bounds  # noqa: PLC0415  # for lists alone

        kept = self.aligned.kept
        here = Listed(left.logits.values, bounds or exact_bounds(left))
        there = Listed(kept.logits.values, kept.bounds or exact_bounds(kept.final))
        found = divergence_bounds(here, there, self.aligned.rows, shared)
        return found.low if found.low == found.high else found


@dataclass(frozen=True, eq=False)
class LatePin:
    """A pin whose logits are not at hand: only its settings can be shown.

    Attributes
    ----------
    place : int
        Index in the document's pins.
    pin : Pin
    answer : Pending or Failed
        Why the logits of the pin are not at hand.
    """

    place: int
    pin: Pin
    answer: Late

    @property
    def tag(self) -> str:
        """Number of the pin in a circle, from `TAGS`."""
        return TAGS[self.place]

    @property
    def name(self) -> str:
        """Settings of the pin's chain as text."""
        return settings_text(self.pin.chain)

    @property
    def title(self) -> str:
        """Number and settings of the pin."""
        return f"{self.tag} {self.name}"

    @property
    def note(self) -> str:
        """Text shown in place of a number: `ELLIPSIS` while it is computed, or why there is none."""
        return self.answer.sentence if isinstance(self.answer, Failed) else ELLIPSIS


AnyPin = PinView | LatePin


def pinned(
    pins: Mapping[int, Pin],
    prepared: PreparedLogits,
    before: tuple[PinView, ...] = (),
    *,
    named: bool = False,
) -> tuple[PinView, ...]:
    """Make the view of each pin beside the present logits.

    Parameters
    ----------
    pins : mapping of int to Pin
        The pins whose logits are at hand, by place in the document.
    prepared : PreparedLogits
        Of the present logits.
    before : tuple of PinView
        Views of the picture before, which are reused where neither the pin nor the logits changed.
    named : bool
        True if the names of the present classes have to agree with the pin's, not their keys alone.
    """
    # All of these are frozen, so the same object means the same values: identity answers at every turn of the
    # dial what would else be a comparison of whole vocabularies.
    if len(pins) == len(before) and all(map(_is_unchanged, pins.items(), before, [prepared] * len(pins))):
        return before
    lenders = {id(one.pin): one.aligned for one in before}
    aligned = [_aligned(pin, prepared.logits.keys, lenders.get(id(pin))) for pin in pins.values()]
    views = zip(pins, _names(aligned, prepared.logits), aligned, strict=True)
    return tuple(PinView(place, name, one, prepared, named) for place, name, one in views)


def _is_unchanged(pin: tuple[int, Pin], before: PinView, prepared: PreparedLogits) -> bool:
    """Tell whether the view `before` is still that of `pin`, which is given with its place."""
    return before.place == pin[0] and before.pin is pin[1] and before.prepared is prepared


def _aligned(pin: Pin, keys: Integers, lender: ClassAlignment | None) -> ClassAlignment:
    """Match `keys` with the classes of `pin`, with what an earlier alignment of the same pin computed."""
    from tauscope.document.picture.class_alignment import ClassAlignment, FrozenDistribution  # noqa: PLC0415  # for pins alone

    if lender is None:
        return ClassAlignment.of(FrozenDistribution(pin), keys)
    return lender if lender.keys is keys else ClassAlignment.of(lender.kept, keys)


def _names(aligned: Sequence[ClassAlignment], present: Logits) -> Iterator[str]:
    """Name each pin by its settings; pins that would share a name get numbers from 2 on."""
    found: Counter[str] = Counter()
    for one in aligned:
        notes = [] if one.is_of(present) else ["other logits"]
        name = settings_text(one.kept.pin.chain)
        found[f"{name} {notes}"] += 1
        if (number := found[f"{name} {notes}"]) > 1:
            notes.append(str(number))
        yield f"{name} ({', '.join(notes)})" if notes else name
