"""Tables of the numbers that the plots of two compared files draw."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, TypeVar

from tauscope.core.bounds import Bounds
from tauscope.core.errors import InputError
from tauscope.document.picture.answers import Failed, Ready
from tauscope.document.reports.plot_data import Numbers
from tauscope.document.studies.two_files import TEMPERATURES, compared_over_tau, steps_compared
from tauscope.document.traces import trace_of

if TYPE_CHECKING:
    from tauscope.core.logits import Floats
    from tauscope.document.picture.answers import Answer
    from tauscope.document.picture.picture import Picture

R = TypeVar("R")

_STEPS = ("step", "token", "kl_this_other", "kl_other_this", "same_top", "log_probability_gain")
_CURVES = ("temperature", "kl_this_other", "kl_other_this", "mean_of_steps", "of_steps")


def file_steps_numbers(picture: Picture) -> Numbers:
    """Table of all compared steps; divergences in nats, as pairs where only a lower bound is known."""
    found, source = _value(picture.once(steps_compared)), trace_of(picture.document)
    text_of = source.recording.chosen_text
    columns = [_cells(pair) for pair in (found.forward, found.backward, found.gain)]
    same = _cells(found.same_top.astype(float))
    rows = [
        (number, text_of(number - 1) if source.has_tokens else "", *cells)
        for number, cells in enumerate(zip(*columns[:2], same, columns[2], strict=True), 1)
    ]
    return Numbers(_STEPS, rows)


def file_curves_numbers(picture: Picture) -> Numbers:
    """Table of the mean divergences at each temperature, in nats, and of how many steps they are the mean."""
    found = _value(picture.once(compared_over_tau))
    ends = [_cells(curve) for curve in (found.forward, found.backward)]
    rows = [(*row, found.steps, found.every) for row in zip(TEMPERATURES.tolist(), *ends, strict=True)]
    return Numbers(_CURVES, rows)


def _value(answer: Answer[R]) -> R:
    """Return what was computed; `InputError` if it cannot be had, or not yet."""
    if isinstance(answer, Ready):
        return answer.value
    raise InputError(answer.sentence if isinstance(answer, Failed) else "The files are being compared.")


def _cells(pair: Floats) -> list[float | Bounds]:
    return [low if low == high or math.isnan(low) else Bounds(low, high) for low, high in pair.T.tolist()]
