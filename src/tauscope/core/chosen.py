"""What is told of one choice."""

from __future__ import annotations

from typing import NamedTuple


class Chosen(NamedTuple):
    """A class, and the distribution that it was chosen from.

    Attributes
    ----------
    row : int
    probability : float
        That this row had, after the whole chain; 0 if a hand chose one that was cut.
    entropy : float
        Of the whole distribution, in nats.
    """

    row: int
    probability: float
    entropy: float
