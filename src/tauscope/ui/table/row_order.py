"""In which order the table lists the rows of the logits.

Those of a source that moves stand by falling logit: its vocabulary has no order that a reader knows.
"""

from __future__ import annotations

import numpy as np

from tauscope.core.logits import Integers
from tauscope.document.picture.picture import Picture


def row_at(picture: Picture, place: int) -> int:
    """Row of the logits that stands at a place of the table."""
    return int(picture.logits.order[place]) if picture.document.source.abilities.ranked else place


def place_of(picture: Picture, row: int) -> int:
    """Where a row of the logits stands."""
    return int(picture.logits.ranks[row]) if picture.document.source.abilities.ranked else row


def places_of(picture: Picture, rows: Integers) -> Integers:
    """Where rows of the logits stand, from the top."""
    return np.sort(picture.logits.ranks[rows]) if picture.document.source.abilities.ranked else rows
