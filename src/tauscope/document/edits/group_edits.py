"""Edits of the groups of classes: each is a pure function Document → Document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.errors import InputError
from tauscope.core.text.labels import clean_labels
from tauscope.document.groups import LONGEST_NAME, NO_GROUPS, ClassGroup, ClassGroups
from tauscope.sources.waiting import check_may_wait

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tauscope.core.logits import Logits
    from tauscope.document.document import Document

NOTHING_ALIKE = "No two classes here differ only in case and blanks."
MANY = 50_000
"""Largest number of classes whose names are compared in the thread of the window."""

TOO_FEW = "Select two rows or more to group them."

_BLANKS = " \t\n\u00a0␣↵⇥▁Ġ"
"""Blanks, and the signs that labels and tokenizers have for them."""


def group_classes(document: Document, rows: Sequence[int], name: str = "") -> Document:
    """Make one group of the classes in `rows`, the likeliest first.

    Members of other groups leave these. Without a name the group is named after its likeliest member, or
    keeps the name of the only group that is among the rows.
    """
    logits, chosen = document.logits, np.unique(np.asarray(rows, dtype=np.int64))
    chosen = chosen[np.argsort(logits.ranks[chosen])]
    if len(chosen) < 2:
        raise InputError(TOO_FEW)
    keys = tuple(logits.keys[chosen].tolist())
    if not name:
        old = {id(group): group for key in keys if (group := document.groups.of_key(key)) is not None}
        name = default_name(logits.labels[chosen[0]], len(keys))
        if len(old) == 1:
            name = _grown_name(next(iter(old.values())), len(keys))
    return replace(document, groups=document.groups.joined([ClassGroup(_clean(name), keys)]))


def _grown_name(group: ClassGroup, count: int) -> str:
    """Return the name of a group that gets more members, counted again if it says how many there are."""
    stem = group.name.removesuffix(default_name("", len(group.keys)))
    return group.name if stem == group.name else default_name(stem, count)


def default_name(label: str, count: int) -> str:
    """Return the name of a group of `count` classes after its first one, without blanks before that.

    Examples
    --------
    >>> default_name("␣Yes", 3)
    'Yes +2'
    """
    more, stem = f" +{count - 1:,}", label.lstrip(_BLANKS) or label
    return f"{stem[: LONGEST_NAME - len(more)]}{more}"


def _clean(name: str) -> str:
    return clean_labels([name])[0][:LONGEST_NAME]


def rename_group(document: Document, key: int, name: str) -> Document:
    """Give another name to the group of the class with this key."""
    group = document.groups.of_key(key)
    if group is None:
        raise InputError("This class is in no group.")
    if not name.strip():
        raise InputError("A group of classes needs a name.")
    if len(name) > LONGEST_NAME:
        raise InputError(f"The name of a group has at most {LONGEST_NAME} characters.")
    renamed = replace(group, name=_clean(name))
    changed = tuple(renamed if one is group else one for one in document.groups)
    return replace(document, groups=ClassGroups(changed))


def ungroup(document: Document, keys: Iterable[int]) -> Document:
    """Dissolve every group that has one of these classes."""
    wanted = [group for key in keys if (group := document.groups.of_key(key)) is not None]
    if not wanted:
        raise InputError("No group is selected: select a group, or a class of one.")
    names = set(map(id, wanted))
    return replace(
        document, groups=ClassGroups(tuple(one for one in document.groups if id(one) not in names))
    )


def group_same_words(document: Document, rows: Sequence[int] | None = None) -> Document:
    """Group the classes whose names differ only in case and in blanks at their ends.

    Parameters
    ----------
    document : Document
    rows : sequence of int or None
        Rows among which is looked; None for all. Classes that are in a group stay there.
    """
    logits = document.logits
    where = range(len(logits)) if rows is None else rows
    if len(where) > MANY:
        check_may_wait()
    alike: dict[str, list[int]] = {}
    taken = set(document.groups.keys.tolist())
    keys = logits.keys.tolist()
    for row in where:
        if keys[row] not in taken and (word := same_word(logits.labels[row])):
            alike.setdefault(word, []).append(row)
    ranks = logits.ranks
    new = [
        _named_after_first(logits, sorted(of, key=ranks.__getitem__)) for of in alike.values() if len(of) > 1
    ]
    if not new:
        raise InputError(NOTHING_ALIKE)
    return replace(document, groups=document.groups.joined(new))


def _named_after_first(logits: Logits, rows: list[int]) -> ClassGroup:
    name = default_name(logits.labels[rows[0]], len(rows))
    return ClassGroup(name, tuple(logits.keys[rows].tolist()))


def same_word(label: str) -> str:
    """Return what the names of classes have in common if they differ only in case and blanks at their ends.

    Empty for a name of blanks alone. The marks that tokenizers write for a blank count as blanks.

    Examples
    --------
    >>> {same_word(label) for label in (" Yes", "yes", "YES ", "▁Yes", "ĠYES")}
    {'yes'}
    """
    return label.strip(_BLANKS).casefold()


def with_groups_of_same_classes(document: Document, before: Document) -> Document:
    """Return a document with another source without the groups whose classes are not the same in it.

    A key means a class in one source alone: a group stays if its keys have the same names in both. Where
    names are not at hand, sources of one kind count as having the same classes.
    """
    if not document.groups:
        return document
    one, other = before.logits_at_hand, document.logits_at_hand
    if one is None or other is None:
        return document if before.source.kind == document.source.kind else replace(document, groups=NO_GROUPS)
    keys = document.groups.keys
    here, there = _names(one, keys), _names(other, keys)
    changed = [key for key in keys.tolist() if here.get(key) != there.get(key, here.get(key))]
    missing = not there
    groups = NO_GROUPS if missing else document.groups.without(changed)
    return replace(document, groups=groups)


def _names(logits: Logits, keys: np.ndarray[tuple[int], np.dtype[np.int64]]) -> dict[int, str]:
    rows = np.flatnonzero(np.isin(logits.keys, keys)).tolist()
    return {int(logits.keys[row]): logits.labels[row] for row in rows}
