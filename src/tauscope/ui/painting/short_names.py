"""Shorter names of classes, for where whole ones have no room."""

from __future__ import annotations

from collections.abc import Sequence


def short_names(labels: Sequence[str]) -> dict[str, str]:
    """Return for each label what sets it apart from the others: what follows a first word that all share.

    Labels stay as they are where no word is shared, where nothing follows it, or where rests are equal.

    Examples
    --------
    >>> short_names(["arm 1", "arm 2", "arm 10"])
    {'arm 1': '1', 'arm 2': '2', 'arm 10': '10'}
    >>> short_names(["cat", "dog"])
    {'cat': 'cat', 'dog': 'dog'}
    """
    parts = [label.partition(" ") for label in labels]
    rests = [rest.strip() for _, _, rest in parts]
    shared = len({first for first, _, _ in parts}) == 1
    if len(labels) > 1 and shared and all(rests) and len(set(rests)) == len(set(labels)):
        return dict(zip(labels, rests, strict=True))
    return {label: label for label in labels}
