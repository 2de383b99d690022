"""Numbers of a distribution in which each group of classes counts as one; asked for with `once`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.bounds import lower
from tauscope.document.picture.grouped_classes import information

if TYPE_CHECKING:
    from tauscope.core.values import Floats
    from tauscope.document.picture.picture import Picture


def group_sums(picture: Picture) -> Floats:
    """Return Σ p of the members of each group that is there; where bounds are known, of the lower ones."""
    return np.empty(0) if picture.prepared.grouped is None else picture.of_members.sums


def grouped_entropy(picture: Picture) -> float | None:
    """Return the entropy in nats with each group as one class; None without groups, and for a list.

    It is that of the single classes without what is undecided inside the groups, so no sum over all classes
    is needed.
    """
    grouped = picture.prepared.grouped
    if grouped is None or picture.bounds is not None:
        return None
    inside, together = picture.of_members.information, information(picture.of_members.sums)
    return max(0.0, picture.entropy - inside + together)


def likeliest_entry(picture: Picture) -> int:
    """Return the row that stands for the likeliest entry: that of a group, or of a class in none."""
    grouped = picture.prepared.grouped
    if grouped is None:
        return picture.top
    sums = group_sums(picture)
    number = int(sums.argmax())
    is_group = sums[number] >= lower(picture.probability(picture.top)) > 0
    return int(grouped.members.first[number] if is_group else grouped.entry_of(picture.top))
