"""Edits that give a class, or a group of classes, a probability: logits move so that the chain leaves it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.chain.knobs import Temperature
from tauscope.core.errors import InputError
from tauscope.core.logits import Logits
from tauscope.core.numbers import quoted
from tauscope.core.softmax import log_partition
from tauscope.document.edits.table_edits import set_logit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.values import Integers
    from tauscope.document.document import Document


_TOO_LARGE = "At this τ that probability needs a logit too large to write down."


def set_probability(document: Document, row: int, probability: float) -> Document:
    """Change one logit so that its class has `probability` after the chain; the others keep their ratios.

    z_i = τ (ln(p / (1 − p)) + ln Σ_{j≠i} e^(z_j/τ)), summed over the classes that the chain leaves.

    Raises
    ------
    InputError
        If the chain cuts the class, or would cut other classes than now after the change; at τ = 0 and ∞; and
        for a probability that no finite logit gives.
    """
    _check_settable(document, probability)
    if probability == 0:
        return set_logit(document, row, -math.inf)
    final = document.present_chain.candidates(document.logits)
    _check_not_cut(document, row)
    others = document.logits.values[final.rows[final.rows != row]]
    if not others.size:
        raise InputError(
            "This is the only class that can be chosen: its probability is 1 whatever its logit."
        )
    value = final.temperature * (_log_odds(probability) + log_partition(others, final.temperature))
    if not math.isfinite(value):
        raise InputError(_TOO_LARGE)
    return _if_reached(document, set_logit(document, row, value), [row], probability)


def set_probability_of_group(document: Document, rows: Sequence[int], probability: float) -> Document:
    """Move the logits of the classes in `rows` by one amount, so that together they have `probability`.

    The ratios among them stay as they are, and so do those among all others: the amount is
    τ (ln(P / (1 − P)) − ln(P_now / (1 − P_now))), the change of their odds.

    Raises
    ------
    InputError
        As `set_probability`, or if all of them are masked.
    """
    _check_settable(document, probability)
    logits, members = document.logits, np.asarray(rows, dtype=np.int64)
    if probability == 0:
        return _moved(document, members, -math.inf)
    if not np.isfinite(logits.values[members]).any():
        raise InputError("All classes of this group are masked (z = −∞): give one of them a logit first.")
    final = document.present_chain.candidates(logits)
    inside = np.isin(final.rows, members)
    if not inside.any():
        _check_not_cut(document, int(members[np.argmin(logits.ranks[members])]))
    if inside.all():
        raise InputError(
            "Only classes of this group can be chosen: its probability is 1 whatever their logits."
        )
    own, others = (
        log_partition(logits.values[final.rows[those]], final.temperature) for those in (inside, ~inside)
    )
    by = final.temperature * (_log_odds(probability) + others - own)
    if not math.isfinite(by):
        raise InputError(_TOO_LARGE)
    return _if_reached(document, _moved(document, members, by), members, probability)


def _moved(document: Document, rows: Integers, by: float) -> Document:
    """Return the document with `by` added to the logits in `rows`."""
    logits = document.logits
    values = logits.values.copy()
    values[rows] += by
    return document.with_logits(Logits.of(logits.labels, values, logits.keys))


def _check_settable(document: Document, probability: float) -> None:
    """Raise `InputError` if no logits give a probability, or none at the present τ."""
    if not 0 <= probability <= 1:
        raise InputError("A probability lies between 0 and 1 (0% and 100%).")
    if document.temperature in (0, math.inf):
        name = "0" if document.temperature == 0 else "∞"
        raise InputError(
            f"At τ = {name} the logits alone decide: turn the dial off its stop to set a probability."
        )
    if probability == 1:
        raise InputError(
            "Probability 1 would need an infinite logit: give less than 1, or mask the others with −∞."
        )


def _log_odds(probability: float) -> float:
    """Return ln(p / (1 − p)); as a difference of logarithms it keeps its precision for a p near 0 or 1."""
    return math.log(probability) - math.log1p(-probability)


def _if_reached(document: Document, changed: Document, rows: Sequence[int] | Integers, p: float) -> Document:
    """Return `changed`; raise `InputError` if the chain gives the classes in `rows` another sum than `p`."""
    if all(isinstance(knob, Temperature) for knob in document.chain.active):
        return changed
    reached = document.present_chain.candidates(changed.logits).probabilities_of_rows[rows].sum()
    if not math.isclose(reached, p, rel_tol=1e-6):
        raise InputError(
            "With that probability the chain would keep other classes: change the logit instead, or switch"
            " off what cuts."
        )
    return changed


def _check_not_cut(document: Document, row: int) -> None:
    """Raise `InputError` if a knob cuts the class in `row`; the sentence names the knob."""
    for stage in document.present_chain.stages(document.logits):
        if row in stage.removed:
            raise InputError(
                f"{quoted(document.logits.labels[row])} is cut by {stage.knob.title}: its probability is 0"
                " whatever is left, until its logit is larger or that knob lets it through."
            )
