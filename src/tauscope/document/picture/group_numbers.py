"""Numbers of a distribution in which each group of classes counts as one; asked for with `once`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.bounds import lower

if TYPE_CHECKING:
    from tauscope.core.values import Floats
    from tauscope.document.picture.picture import Picture


def group_sums(picture: Picture) -> Floats:
    """Return Σ p of the members of each group that is there; where bounds are known, of the lower ones."""
    grouped = picture.prepared.grouped
    if grouped is None:
        return np.empty(0)
    return np.add.reduceat(picture.once(member_probabilities), grouped.members.starts)


def member_probabilities(picture: Picture) -> Floats:
    """Return p of each member of a group, in the order of `GroupMembers.rows`; of a list the lower bounds."""
    grouped = picture.prepared.grouped
    return np.empty(0) if grouped is None else picture.probabilities_of(grouped.members.rows)


def grouped_entropy(picture: Picture) -> float | None:
    """Return the entropy in nats with each group as one class; None without groups, and for a list.

    It is that of the single classes without what is undecided inside the groups, so no sum over all classes
    is needed.
    """
    grouped = picture.prepared.grouped
    if grouped is None or picture.bounds is not None:
        return None
    single = float(_information(picture.once(member_probabilities)).sum())
    together = float(_information(picture.once(group_sums)).sum())
    return max(0.0, picture.entropy - single + together)


def _information(p: Floats) -> Floats:
    """Return −p ln p, which is 0 for p = 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(p > 0.0, -p * np.log(p), 0.0)


def likeliest_entry(picture: Picture) -> int:
    """Return the row that stands for the likeliest entry: that of a group, or of a class in none."""
    grouped = picture.prepared.grouped
    if grouped is None:
        return picture.top
    sums = picture.once(group_sums)
    number = int(sums.argmax())
    is_group = sums[number] >= lower(picture.probability(picture.top)) > 0
    return int(grouped.members.first[number] if is_group else grouped.entry_of(picture.top))
