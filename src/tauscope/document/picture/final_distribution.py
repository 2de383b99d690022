"""The distribution that the chain of a document leaves of its logits, with the numbers that are drawn."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar, TypeVarTuple

import numpy as np

from tauscope.core.boltzmann import Thermodynamics, inner_temperature, state_of_sums, thermodynamics
from tauscope.core.bounds import mapped
from tauscope.core.chain.chain import Chain
from tauscope.document.picture.plotted_class import PlottedClass
from tauscope.document.picture.prepared_logits import PreparedLogits

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Self

    from tauscope.core.bounds import Bounds, DistributionBounds, Known, Number
    from tauscope.core.chain.candidates import Candidates
    from tauscope.core.chain.partial_knowledge import PartialKnowledge
    from tauscope.core.chain.stage import Stage
    from tauscope.core.logits import Floats, Integers, Logits
    from tauscope.core.values import Mask
    from tauscope.document.document import Document
    from tauscope.document.picture.grouped_classes import OfMembers

T = TypeVar("T")
About = TypeVarTuple("About")

_NOTHING = 1e-200
"""Least probability of a group that is taken from the sums of all groups."""


@dataclass(frozen=True, eq=False)
class FinalDistribution:
    """Numbers of the present logits after the whole chain, each computed when it is first asked for.

    Attributes
    ----------
    document : Document
    prepared : PreparedLogits
        Of the document's present logits.
    """

    document: Document
    prepared: PreparedLogits

    def once(self, function: Callable[[Self, *About], T], *about: *About) -> T:
        """Return `function(self, *about)`, called once for each `about`: numbers that several views share.

        `function` is one of a module, so that it is the same object at each call.
        """
        known: dict[object, Any] = vars(self).setdefault("_once", {})
        key = function, about
        if key not in known:
            known[key] = function(self, *about)
        value: T = known[key]
        return value

    @property
    def logits(self) -> Logits:
        """Logits of the source's present state."""
        return self.prepared.logits

    @property
    def temperature(self) -> float:
        """Temperature τ to which the dial is set."""
        return self.document.temperature

    @cached_property
    def stages(self) -> tuple[Stage, ...]:
        """Candidates before and after each knob that is on, in the order of the chain."""
        return self.document.present_chain.stages_of(self.prepared.trained)

    @cached_property
    def final(self) -> Candidates:
        """Candidates that the whole chain left, with the final distribution."""
        return self.stages[-1].after if self.stages else self.prepared.trained

    @cached_property
    def softmax(self) -> Candidates:
        """Candidates with softmax(z/τ) at the dial's τ, whatever knobs are on; at τ = 0 the likeliest."""
        # The candidates of a stage may have their sums already.
        known, wanted = (self.prepared.trained, *(stage.after for stage in self.stages)), self.temperature
        at_hand = (one for one in known if one.whole and one.temperature == wanted)
        return next(at_hand, None) or self.prepared.trained.heated(wanted)

    @cached_property
    def plain(self) -> bool:
        """True if the final distribution equals softmax(z/τ) at the dial's τ, whatever knobs are on."""
        alone, final = self.softmax, self.final
        # Where all candidates tie, the last gap is 0 and every temperature gives the uniform distribution.
        as_hot = alone.temperature == final.temperature or not final.gaps.item(-1)
        return as_hot and (alone.start, alone.stop) == (final.start, final.stop)

    @property
    def kept(self) -> Mask:
        """Mask of the classes that the chain left, also those whose probability underflows; shape (V,).

        Where not all classes are listed, and the list does not decide it, of those that it may have left.
        """
        return self.final.kept if self.bounds is None else self.bounds.possible

    @cached_property
    def log_probabilities(self) -> Floats:
        """Logarithms of `probabilities` in nats, shape (V,); −inf for a class that is cut or masked."""
        return self.final.log_probabilities_of_rows

    @cached_property
    def probabilities(self) -> Floats:
        """Final probabilities, after the whole chain, in the order of the table; shape (V,)."""
        return self.final.probabilities_of_rows

    @cached_property
    def partial(self) -> PartialKnowledge | None:
        """Knowledge of the source about classes that are not listed; None if all are listed."""
        return self.document.source.partial(self.document.state)

    @cached_property
    def bounds(self) -> DistributionBounds | None:
        """Bounds of the final distribution; None if that is known exactly."""
        return None if self.partial is None else self.partial.bounds(self.document.present_chain)

    @cached_property
    def recorded_row(self) -> int | None:
        """Row of the class that a file marks as chosen, or as the true one; None if there is none."""
        key = self.document.source.recorded(self.document.state)
        return None if key is None else self.logits.row_of(key)

    def probability(self, row: int) -> Known:
        """Return the final probability of the class in `row`, or its bounds."""
        return self.final.probability_of(row) if self.bounds is None else self.bounds.of(row)

    def probabilities_of(self, rows: Integers) -> Floats:
        """Return the final probabilities of some rows; of a list their lower bounds."""
        if self.bounds is not None:
            return self.bounds.low[rows]
        ranks, final = self.logits.ranks_of(rows), self.final
        known, p = (ranks >= final.start) & (ranks < final.stop), np.zeros(len(rows))
        p[known] = final.probabilities_at(ranks[known] - final.start)
        return p

    def keeps(self, row: int) -> bool:
        """Entry of `kept` for one row."""
        return self.final.holds(row) if self.bounds is None else bool(self.bounds.possible[row])

    @cached_property
    def kept_drawn(self) -> Mask:
        """Entries of `kept` for the rows in `prepared.drawn_rows`."""
        if self.bounds is None:
            return self.prepared.inside(self.final)
        return self.bounds.possible[self.prepared.drawn_rows]

    def group_probability(self, number: int) -> Known:
        """Return Σ p of the members of a group of `prepared.grouped`, after the chain, or its bounds."""
        return self.once(_group_probability, number)

    @cached_property
    def of_members(self) -> OfMembers:
        """What the members of groups have; asked for where there are groups."""
        grouped = self.prepared.grouped
        assert grouped is not None  # noqa: S101  # asked for of groups alone
        return grouped.of_members(self.final) if self.bounds is None else grouped.of_listed(self.bounds.low)

    def entry_probability(self, row: int) -> Known:
        """Return the probability, or its bounds, of the class in `row`, or of the group that it is in."""
        grouped = self.prepared.grouped
        number = -1 if grouped is None else int(grouped.members.numbers[row])
        return self.probability(row) if number < 0 else self.group_probability(number)

    def is_group_cut(self, number: int) -> bool:
        """True if the chain removed every member of a group that is not masked."""
        grouped = self.prepared.grouped
        if grouped is None or not self._truncated:
            return False
        rows = grouped.members.rows_of(number)
        return not self.kept[rows].any() and bool((self.logits.values[rows] > -np.inf).any())

    def quantity(self, name: str) -> Number:
        """Return a quantity by name, exact or within bounds.

        "entropy" and "perplexity" are those of the final distribution, all others those of `thermodynamics`.
        """
        if name == "perplexity":
            return mapped(self.quantity("entropy"), math.exp)
        if self.bounds is not None:
            return self.bounds.quantities.get(name)
        return self.entropy if name == "entropy" else float(getattr(self.thermodynamics, name))

    @cached_property
    def uncut(self) -> Floats:
        """Probabilities of the rows in `prepared.shown` at the final temperature if no knob cut a class."""
        if self.partial is not None:
            return self.prepared.together(self._listed_uncut(self.partial))
        return self.bars if self.final.whole else self.prepared.together(self._singly_uncut)

    @cached_property
    def _singly_uncut(self) -> Floats:
        """Probabilities of the rows in `prepared.drawn_rows` at the final temperature if nothing is cut."""
        return self.prepared.singly(self._whole)

    @property
    def _whole(self) -> Candidates:
        """Candidates at the final temperature if no knob cut a class."""
        whole = self.prepared.trained.heated(self.final.temperature)
        same = self.softmax.temperature == whole.temperature and self.softmax.whole
        return self.softmax if same else whole

    @cached_property
    def bars(self) -> Floats:
        """Final probabilities of the rows in `prepared.shown`, shape (len(shown),)."""
        return self.prepared.probabilities(self.final)

    @cached_property
    def cut(self) -> Floats:
        """Entry of `uncut` for each row in `prepared.shown` that the chain cut; 0 for a row that it left.

        Of a group it is the part of the members that the chain cut.
        """
        if not self._truncated:
            return np.zeros(len(self.bars))
        if self.prepared.grouped is None:
            return np.where(self.kept_drawn, 0.0, self.uncut)
        uncut = self._singly_uncut if self.partial is None else self._listed_uncut(self.partial)
        return self.prepared.together(np.where(self.kept_drawn, 0.0, uncut))

    def _listed_uncut(self, partial: PartialKnowledge) -> Floats:
        """Lower bounds for the rows in `prepared.drawn_rows` if no knob cut a class; 0 if τ is not known."""
        rows, temperature = self.prepared.drawn_rows, None if self.bounds is None else self.bounds.temperature
        if temperature is None:
            return np.zeros(len(rows))
        return partial.bounds(Chain().with_temperature(temperature)).low[rows]

    @property
    def other_cut(self) -> float:
        """Probability, if no knob cut a class, of those that the chain cut and that are not drawn singly."""
        if self.partial is not None:
            return 0.0
        others_left = len(self.final) - self._drawn_left
        if not (self._truncated and self.prepared.other_count > others_left):
            return 0.0
        # Cutting multiplies the probability of every class that is left by one factor. The largest bar gives
        # that factor with the least relative error; `other_probability` over it is what those of the others
        # that are left have in `uncut`.
        place, left = int(np.argmax(self.bars)), 0.0
        if others_left:
            of_largest = float(self.uncut[place]) - float(self.cut[place])
            left = self.other_probability * of_largest / float(self.bars[place])
        return max(0.0, _remainder(self.uncut) - left)

    @property
    def _drawn_left(self) -> int:
        """Number of classes that the chain left, of those drawn singly or in a group."""
        return int(self.kept_drawn.sum())

    @cached_property
    def _truncated(self) -> bool:
        """True if the chain removed a class whose probability would otherwise be positive.

        At τ = 0 only the classes that tie at the top have a positive probability, so nothing counts as cut.
        """
        if self.bounds is not None:
            whole = np.array_equal(self.bounds.possible, self.logits.values > -np.inf)
            return not whole and self.temperature > 0
        return not self.final.whole and self.temperature > 0

    def is_cut(self, row: int) -> bool:
        """True if the chain removed the class of this row; a masked class has nothing to remove."""
        return self._truncated and not self.keeps(row) and math.isfinite(self.logits.values[row])

    @cached_property
    def ghosts(self) -> Floats:
        """Probabilities at τ = 1 of the rows in `prepared.shown`, shape (len(shown),)."""
        return self.prepared.ghosts

    @property
    def other_probability(self) -> float:
        """Final probability of all classes that are not drawn singly, together."""
        return _remainder(self.bars) if self.prepared.other_count else 0.0

    @property
    def other_ghost(self) -> float:
        """Probability at τ = 1 of all classes that are not drawn singly, together."""
        return _remainder(self.ghosts) if self.prepared.other_count else 0.0

    @cached_property
    def drawn(self) -> tuple[PlottedClass, ...]:
        """Classes that plots draw, in their order; last, if there are more, one entry for all others."""
        prepared = self.prepared
        rows, colours = prepared.shown.tolist(), prepared.colours
        kept = prepared.any_of(self.kept_drawn)
        p, ghosts, cut = (column.tolist() for column in (self.bars, self.ghosts, self.cut))
        columns = zip(rows, prepared.labels, p, ghosts, colours, kept.tolist(), cut, strict=True)
        singly = tuple(PlottedClass(*column) for column in columns)
        if self.bounds is not None:
            return self._bounded(singly, self.bounds)
        if not prepared.other_count:
            return singly
        others, more = prepared.others_label, self._drawn_left < len(self.final)
        return (
            *singly,
            PlottedClass(None, others, self.other_probability, self.other_ghost, None, more, self.other_cut),
        )

    def _bounded(
        self, singly: tuple[PlottedClass, ...], bounds: DistributionBounds
    ) -> tuple[PlottedClass, ...]:
        """Return the classes with bounds of their probabilities; the bar of each has its lower bound."""
        from tauscope.document.picture.entry_bounds import entry_bounds  # noqa: PLC0415  # the window opens without it

        others = self.prepared.other_count
        if others:
            singly = (*singly, PlottedClass(None, self.prepared.others_label, 0.0, self.other_ghost, None))
        now, at_1 = entry_bounds(bounds, self.prepared), self.shown_bounds(Chain())
        cuts, known = self._truncated, zip(singly, now, at_1, strict=True)
        return tuple(
            one._replace(
                p=both.low, ghost=ghost.low, bounds=both, gone=cuts and both.high == 0.0 < ghost.high
            )
            for one, both, ghost in known
        )

    def shown_bounds(self, chain: Chain) -> tuple[Bounds, ...]:
        """Return bounds for each entry of `drawn` after this chain; empty if all classes are listed."""
        if self.partial is None:
            return ()
        from tauscope.document.picture.entry_bounds import entry_bounds  # noqa: PLC0415  # the window opens without it

        return entry_bounds(self.partial.bounds(chain), self.prepared)

    @cached_property
    def thermodynamics(self) -> Thermodynamics:
        """State functions (log Z, U, F, S, C) of the Boltzmann distribution at τ, before any truncation."""
        values, temperature = self.logits.values, self.temperature
        usual = self.softmax.whole and 0 < temperature < math.inf
        if not usual or inner_temperature(values, temperature) != temperature:
            return thermodynamics(values, temperature)
        top = values.item(self.logits.order.item(0))
        return state_of_sums(top, temperature, np.array(self.softmax.tail_sums))

    @property
    def entropy(self) -> float:
        """Shannon entropy of the final distribution in nats."""
        return self.final.entropy

    @property
    def perplexity(self) -> float:
        """Effective number of choices, e^S."""
        return float(np.exp(self.entropy))

    @property
    def top(self) -> int:
        """Row of the most likely class, of those that are listed."""
        if self.bounds is not None:
            return int(self.bounds.low.argmax()) if self.bounds.low.any() else int(self.bounds.high.argmax())
        return int(self.logits.order[self.final.start])

    @property
    def second(self) -> int | None:
        """Row of the class that follows `top` by logit, even if the chain cut it; None if `top` is last."""
        place = (self.final.start if self.bounds is None else self.logits.rank_of(self.top)) + 1
        return int(self.logits.order[place]) if place < len(self.logits) else None


def _remainder(shown: Floats) -> float:
    """Return 1 − Σ `shown`; not below 0, where the rounding of the sum would take it."""
    return max(0.0, 1.0 - float(shown.sum()))


def _group_probability(picture: FinalDistribution, number: int) -> Known:
    grouped, bounds = picture.prepared.grouped, picture.bounds
    assert grouped is not None  # noqa: S101  # asked for of groups alone
    rows = grouped.members.rows_of(number)
    if bounds is None:
        together = float(picture.of_members.sums[number])
        # Of weights that are next to nothing the sums of all groups do not tell whether they are 0.
        known = together > _NOTHING
        return min(1.0, together if known else float(picture.probabilities_of(rows).sum()))
    from tauscope.document.picture.entry_bounds import group_bounds  # noqa: PLC0415  # the window opens without it

    unlisted = len(grouped.members.present[number].keys) - len(rows)
    return group_bounds(bounds, rows, unlisted if picture.prepared.unlisted != 0 else 0)
