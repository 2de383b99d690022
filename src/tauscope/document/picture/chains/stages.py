"""The distribution after each knob of a chain, for the plot of stages: what each knob cut and moved."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tauscope.core.bounds import Bounds
from tauscope.core.chain.chain import Chain
from tauscope.document.picture.entry_bounds import entry_bounds
from tauscope.document.picture.partial_words import undecided_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.bounds import DistributionBounds, Known, Number
    from tauscope.core.chain.candidates import Candidates
    from tauscope.core.chain.knob import Knob
    from tauscope.core.chain.partial_knowledge import PartialKnowledge
    from tauscope.core.chain.stage import Stage
    from tauscope.core.values import Floats, Mask
    from tauscope.document.picture.prepared_logits import PreparedLogits

TRAINED = "as trained"
"""Name of the distribution before the chain, at τ = 1 and uncut."""


class Step(NamedTuple):
    """The distribution before the chain, or after one of its knobs.

    Attributes
    ----------
    knob : Knob or None
        None for the distribution before the chain.
    p, before : tuple of float
        Probabilities after and before this step: of each row in `prepared.shown` and last, if there are more
        classes, of all others together.
    removed : tuple of float
        Part of each number in `before` that this step cut; of a single class all or nothing.
    gone : tuple of bool
        For each entry of `p`, whether this step or an earlier one cut all of it.
    entropy : float, Bounds or None
        Entropy after this step in nats; bounds of it where it is not known exactly.
    survivors : float or Bounds
        Number of classes left after this step.
    moved : float
        Total variation distance between the distributions before and after this step; NaN if unknown.
    bounds : tuple of Bounds
        Bounds of each entry of `p`, which is then the lower one; empty where `p` is exact.
    undecided : str
        What is said if not all classes are listed, and those that are do not decide what this step leaves;
        else empty.
    """

    knob: Knob | None
    p: tuple[float, ...]
    before: tuple[float, ...]
    removed: tuple[float, ...]
    gone: tuple[bool, ...]
    entropy: Number
    survivors: Known
    moved: float
    bounds: tuple[Bounds, ...] = ()
    undecided: str = ""

    @property
    def setting(self) -> str:
        """Value of the knob's first parameter, as text; empty before the chain."""
        if self.knob is None:
            return ""
        return self.knob.parameters[self.knob.main()].write(self.knob.value)

    @property
    def name(self) -> str:
        """Name and setting of the knob, as in "top-k 40"."""
        return TRAINED if self.knob is None else f"{self.knob.name} {self.setting}"


def steps(prepared: PreparedLogits, first: Candidates, stages: Sequence[Stage]) -> tuple[Step, ...]:
    """Return one `Step` for the distribution before the chain and one for each knob that is on.

    Parameters
    ----------
    prepared : PreparedLogits
    first : Candidates
        The candidates to which the chain is applied.
    stages : sequence of Stage
        Candidates before and after each knob that is on, in the order of the chain.
    """
    p = shares(prepared, first)
    trained = p
    result = [_step(None, first, (p, p, np.zeros(len(p))), np.zeros(len(p), dtype=bool), 0.0)]
    for stage in stages:
        before, p = p, shares(prepared, stage.after)
        columns = (p, before, removed_shares(prepared, stage, before))
        gone = (trained > 0) & ~_left(prepared, stage.after)
        result.append(_step(stage.knob, stage.after, columns, gone, stage.moved_mass))
    return tuple(result)


def _step(
    knob: Knob | None, left: Candidates, columns: tuple[Floats, Floats, Floats], gone: Mask, moved: float
) -> Step:
    p, before, removed = (tuple(column.tolist()) for column in columns)
    return Step(knob, p, before, removed, tuple(gone.tolist()), left.entropy, len(left), moved)


def bounded_steps(
    exact: Sequence[Step], partial: PartialKnowledge, prepared: PreparedLogits, knobs: Sequence[Knob]
) -> tuple[Step, ...]:
    """Return the steps with bounds in place of the numbers that the listed classes alone would have."""
    words = undecided_words(partial, Chain(tuple(knobs)), len(prepared.logits))
    undecided, found = ("", *words), list[Step]()
    for count, step in enumerate(exact):
        known = partial.bounds(Chain(tuple(knobs[:count])))
        bounds = entry_bounds(known, prepared)
        p = tuple(one.low for one in bounds)
        before = found[-1].p if found else p
        possible = known.possible[prepared.drawn_rows]
        left = [*prepared.any_of(possible).tolist(), bounds[-1].high > 0][: len(p)]
        trained = found[0].bounds if found else bounds
        gone = tuple(not here and was.high > 0 for here, was in zip(left, trained, strict=True))
        removed = tuple(0.0 if here else was for here, was in zip(left, before, strict=True))
        if prepared.grouped is not None and count:
            lost = partial.bounds(Chain(tuple(knobs[: count - 1]))).low[prepared.drawn_rows]
            removed = (
                *prepared.summed(np.where(possible, 0.0, lost)).tolist(),
                *removed[len(prepared.shown) :],
            )
        found.append(
            Step(
                step.knob,
                p,
                before,
                removed,
                gone,
                known.quantities.get("entropy"),
                known.count,
                math.nan,
                bounds,
                undecided[count],
            )
        )
    return tuple(found)


def removed_bounds(before: DistributionBounds, after: DistributionBounds) -> Bounds:
    """Return bounds of the probability, before a knob, of the classes that it cut."""
    if after.uncut:
        return Bounds(0.0, 0.0)
    most = float(before.high[after.possible].sum()) + (before.others.high if after.others.high else 0.0)
    least = float(before.low[after.certain].sum()) + (
        before.others.low if after.count.low > len(after.low) else 0.0
    )
    return Bounds(max(0.0, 1.0 - most), max(0.0, 1.0 - least))


def _left(prepared: PreparedLogits, candidates: Candidates) -> Mask:
    """For each row in `prepared.shown`, whether it is a candidate, and last, whether any other class is."""
    singly = prepared.inside(candidates)
    here = prepared.any_of(singly)
    return np.append(here, len(candidates) > int(singly.sum())) if prepared.other_count else here


def shares(prepared: PreparedLogits, candidates: Candidates) -> Floats:
    """Probabilities of the rows in `prepared.shown` and last, if there are more classes, of all others.

    Returns
    -------
    (len(shown),) or (len(shown) + 1,) float64
        0 for a row that is no candidate.
    """
    p = prepared.probabilities(candidates)
    if not prepared.other_count:
        return p
    # Whether others are left is counted, not read off 1 − Σp: rounding would show a bar where there is none.
    more = len(candidates) > int(prepared.inside(candidates).sum())
    return np.append(p, max(0.0, 1.0 - float(p.sum())) if more else 0.0)


def removed_shares(prepared: PreparedLogits, stage: Stage, before: Floats) -> Floats:
    """Part of each share in `before` that a stage cut; same shape as `before`.

    Parameters
    ----------
    prepared : PreparedLogits
    stage : Stage
    before : float64
        `shares` of the candidates before the stage.
    """
    here = prepared.inside(stage.before)
    gone = here & ~prepared.inside(stage.after)
    singly = before[: len(gone)] if prepared.grouped is None else prepared.singly(stage.before)
    removed = prepared.summed(np.where(gone, singly, 0.0))
    if not prepared.other_count:
        return removed
    more = len(stage.before) - len(stage.after) > int(gone.sum())
    others = stage.removed_mass - float(removed.sum()) if more else 0.0
    # Both sums round, so their difference may lie just outside the share of which it is a part.
    return np.append(removed, min(max(0.0, others), float(before[-1])))
