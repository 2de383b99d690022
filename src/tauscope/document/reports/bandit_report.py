"""Tables of a bandit's run: the arms at the shown step, and every step for a file."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.document.edits.bandit_edits import bandit_of
from tauscope.document.picture.subjects.bandit_numbers import bandit_numbers
from tauscope.document.reports.plot_data import WRITERS, Numbers, table_bytes

if TYPE_CHECKING:
    from tauscope.core.draws.chosen import Chosen
    from tauscope.document.document import Document
    from tauscope.document.picture.picture import Picture

STEP_HEADERS = (
    *("step", "arm", "reward", "true_value", "best_value", "probability", "entropy_nats"),
    *("temperature", "by_hand"),
)


def arms_numbers(picture: Picture) -> Numbers:
    """Table of every arm: estimate Q, standard error, pulls, chance to be next; true value unless hidden."""
    numbers = bandit_numbers(picture)
    columns = {
        "estimate": numbers.estimates,
        "standard_error": numbers.standard_errors,
        "pulls": numbers.counts,
        "chance": numbers.chances,
    }
    if numbers.settings.true_values:
        best = np.isin(np.arange(len(numbers.values)), numbers.best).astype(np.int64)
        columns = {"true_value": numbers.values, **columns, "best": best}
    rows = zip(picture.logits.labels, *(column.tolist() for column in columns.values()), strict=True)
    return Numbers(("label", *columns), list(rows))


def run_numbers(document: Document) -> Numbers:
    """Table of every step before the shown one, counted from 1: arm, reward, and what the arm was worth.

    The temperature is NaN, and `by_hand` is 0, where a policy without a temperature chose.
    """
    source, state = bandit_of(document), document.state
    arms = np.array(state.arms, dtype=np.int64)
    losses, rewards = source.run.losses(arms), source.run.rewards(arms)
    values = source.run.chosen_values(arms).tolist()
    labels = source.logits(state).labels
    rows = [
        (step + 1, labels[one.key], reward, value, value + loss, one.probability, one.entropy, *_how(one))
        for step, (one, reward, value, loss) in enumerate(
            zip(state.choices[: state.step], rewards.tolist(), values, losses.tolist(), strict=True)
        )
    ]
    return Numbers(STEP_HEADERS, rows)


def _how(choice: Chosen) -> tuple[float, int]:
    """Temperature of a choice, and 1 if it was made by hand."""
    if choice.settings is None:
        return math.nan, 0
    return choice.settings.chain.temperature, int(choice.settings.by_hand)


def run_bytes(document: Document, ending: str) -> bytes:
    """Write the table of every step to the bytes of a file.

    Parameters
    ----------
    document : Document
    ending : str
        One of `WRITERS`.

    Returns
    -------
    bytes
        Text in UTF-8.

    Raises
    ------
    InputError
        If `ending` is none of `WRITERS`.
    """
    if ending not in WRITERS:
        raise InputError(f"A run is written as {', '.join(WRITERS)}; {quoted(ending)} is not one of them.")
    numbers = run_numbers(document)
    return table_bytes(numbers.headers, numbers.rows, ending)
