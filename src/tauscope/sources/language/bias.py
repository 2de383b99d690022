"""Bias: numbers that the user adds to the logits of a model's tokens."""

from __future__ import annotations

import math
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.sources.table import INFINITIES, read_logit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tauscope.core.logits import Floats, Logits


def checked_bias(bias: Mapping[int, float], classes: int) -> Mapping[int, float]:
    """Return a read-only bias by token, sorted and without zeros.

    Raises
    ------
    InputError
        If there is no such token, or a number is NaN or +∞.
    """
    for row, added in bias.items():
        if not 0 <= row < classes:
            raise InputError(f"The model has {classes:,} tokens, and none is number {row}.")
        if not added < math.inf:
            raise InputError(f"What is added to the logit of token {row} is a number or −∞.")
    return MappingProxyType({row: bias[row] for row in sorted(bias) if bias[row]})


def bias_for(wanted: Logits, present: Floats, raw: Floats, bias: Mapping[int, float]) -> Mapping[int, float]:
    """Return the bias that gives the logits `wanted`; unchanged tokens keep theirs.

    Parameters
    ----------
    wanted : Logits
        Of the model's tokens, in their order.
    present, raw : (V,) float64
        Logits with `bias`, and those of the model itself.
    bias : mapping of int to float
        The present bias.

    Raises
    ------
    InputError
        If the model itself masks a token that shall be possible.
    """
    rows = np.flatnonzero(wanted.values != present)
    lost = rows[(raw[rows] == -np.inf) & (wanted.values[rows] > -np.inf)]
    if lost.size:
        label = quoted(wanted.labels[int(lost[0])])
        raise InputError(f"The model itself rules out {label}: nothing that is added brings it back.")
    # Tokens that were not edited keep their bias to the last bit: the difference of their logits from the
    # model's would differ from it by rounding.
    changes = np.where(wanted.values[rows] == -np.inf, -np.inf, wanted.values[rows] - raw[rows])
    return {**bias, **dict(zip(rows.tolist(), changes.tolist(), strict=True))}


def bias_to_json(bias: Mapping[int, float]) -> list[dict[str, Any]]:
    """Return the bias as a list of objects with id and added."""
    return [{"id": row, "added": INFINITIES.get(added, added)} for row, added in bias.items()]


def bias_from_json(entries: Any) -> dict[int, float]:
    """Read what `bias_to_json` gave; `InputError` if a value in the file is wrong."""
    if not isinstance(entries, list):
        raise InputError("The writer's bias is not a list.")
    return dict(map(_read_bias, entries))


def _read_bias(entry: object) -> tuple[int, float]:
    row = entry.get("id") if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or isinstance(row, bool) or not isinstance(row, int):
        raise InputError("The writer's bias is not a list of objects with id and added.")
    try:
        return row, read_logit(entry.get("added"))
    except InputError as error:
        raise InputError(f"The bias of token {row}: {error}") from None
