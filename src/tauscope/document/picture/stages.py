"""The distribution step by step along its chain, as it is drawn: what each knob cut and what it moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.bounds import Bounds, Number
    from tauscope.core.chain.candidates import Candidates
    from tauscope.core.chain.chain import Stage
    from tauscope.core.chain.knob import Knob
    from tauscope.core.values import Floats, Mask
    from tauscope.document.picture.prepared_logits import PreparedLogits

TRAINED = "as trained"
"""What the distribution before the chain is called."""


class Step(NamedTuple):
    """The distribution before the chain, or after one of its knobs.

    Attributes
    ----------
    knob : Knob or None
        None before the chain.
    p, before : tuple of float
        Probabilities after and before this step: of each row that is drawn and, last, of everything else
        where there is more.
    removed : tuple of float
        Of `before`, what this step cut: of a class all or nothing.
    gone : tuple of bool
        For each class that is drawn, whether this step or an earlier one cut all of it.
    entropy : float, Bounds or None
        In nats.
    survivors : int
    moved : float
        Probability that changed its class in this step.
    bounds : tuple of Bounds
        Of `p`; empty where it is exact.
    """

    knob: Knob | None
    p: tuple[float, ...]
    before: tuple[float, ...]
    removed: tuple[float, ...]
    gone: tuple[bool, ...]
    entropy: Number
    survivors: int
    moved: float
    bounds: tuple[Bounds, ...] = ()

    @property
    def setting(self) -> str:
        """Its knob's first parameter, as text."""
        if self.knob is None:
            return ""
        return self.knob.parameters[self.knob.main()].write(self.knob.value)

    @property
    def name(self) -> str:
        """Its knob with its setting, as in "top-k 40"."""
        return TRAINED if self.knob is None else f"{self.knob.name} {self.setting}"


def steps(prepared: PreparedLogits, first: Candidates, stages: Sequence[Stage]) -> tuple[Step, ...]:
    """Follow the distribution along its chain.

    Parameters
    ----------
    prepared logits : PreparedLogits
    first : Candidates
        What the chain is given.
    stages : sequence of Stage
        What each knob that is on did to it.
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


def _left(prepared: PreparedLogits, candidates: Candidates) -> Mask:
    """Which of the rows that are drawn are in play and, last, whether any of the others is."""
    singly = inside(prepared, candidates)
    return np.append(singly, len(candidates) > int(singly.sum())) if prepared.rest else singly


def inside(prepared: PreparedLogits, candidates: Candidates) -> Mask:
    """Which of the rows that are drawn are in play."""
    ranks = prepared.logits.ranks[prepared.shown]
    in_play: Mask = (ranks >= candidates.start) & (ranks < candidates.stop)
    return in_play


def shares(prepared: PreparedLogits, candidates: Candidates) -> Floats:
    """Probabilities of the rows that are drawn and, last, of everything else where there is more."""
    known, p = inside(prepared, candidates), np.zeros(len(prepared.shown))
    p[known] = candidates.probabilities[prepared.logits.ranks[prepared.shown][known] - candidates.start]
    if not prepared.rest:
        return p
    more = len(candidates) > int(known.sum())
    return np.append(p, max(0.0, 1.0 - float(p.sum())) if more else 0.0)


def removed_shares(prepared: PreparedLogits, stage: Stage, before: Floats) -> Floats:
    """What a stage cut of each share that there was."""
    gone = inside(prepared, stage.before) & ~inside(prepared, stage.after)
    removed = np.where(gone, before[: len(gone)], 0.0)
    if not prepared.rest:
        return removed
    more = len(stage.before) - len(stage.after) > int(gone.sum())
    others = stage.removed_mass - float(removed.sum()) if more else 0.0
    return np.append(removed, min(max(0.0, others), float(before[-1])))
