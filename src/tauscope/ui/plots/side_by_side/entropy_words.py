"""The entropy of one of several distributions side by side, in words for less and less room."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tauscope.core.bounds import UNKNOWN, written
from tauscope.core.numbers import screen_number
from tauscope.document.formulas import ENTROPY

if TYPE_CHECKING:
    from tauscope.core.bounds import Number


def entropy_texts(entropy: Number) -> list[str]:
    """Return texts of an entropy in nats, the longest first.

    Examples
    --------
    >>> entropy_texts(0.5)[-1], entropy_texts(None)[-1]
    ('0.500', 'unknown')
    """
    if entropy is None:
        return [f"{ENTROPY} {UNKNOWN}", UNKNOWN]
    fine = written(entropy, partial(screen_number, decimals=3))
    return [f"{ENTROPY} = {fine} nats", f"{ENTROPY} = {fine}", fine]


def shorter_entropy_texts(entropy: Number) -> list[str]:
    """Return `entropy_texts` with shorter ones, which have fewer decimals."""
    if entropy is None:
        return entropy_texts(entropy)
    roughly = written(entropy, screen_number)
    fullest = entropy_texts(entropy)[:2]
    return [*fullest, f"{ENTROPY} {roughly}", roughly, written(entropy, "{:.1f}".format)]
