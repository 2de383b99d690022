"""The typed table: logits that the user edits class by class."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

from tauscope.core.errors import InputError
from tauscope.core.logits import Floats, Logits
from tauscope.core.numbers import parse_number, quoted
from tauscope.core.text.labels import clean_label, clean_labels, whole_characters
from tauscope.sources.abilities import Abilities
from tauscope.sources.still import StillSource

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

INFINITIES = {math.inf: "inf", -math.inf: "-inf"}
"""Text in JSON for each infinity, which JSON numbers cannot be."""

ONE_OBJECT_EACH = 1_000
"""Most classes of a table that is saved with an object for each; a longer one has a list for each column.

Lists take a third of the memory while they are read, so that several vocabularies fit into one session.
"""


FEW_HASHED = 16
"""Number of classes that enter the hash of a table."""


@dataclass(frozen=True)
class TypedTable(StillSource):
    """Logits that were typed, pasted or read from a file."""

    table: Logits

    kind: ClassVar[str] = "table"
    abilities: ClassVar[Abilities] = Abilities(editable=True, classes_editable=True)

    @classmethod
    def of(cls, labels: Iterable[str], values: Sequence[float] | Floats) -> Self:
        """Make a table of labels and logits.

        Examples
        --------
        >>> TypedTable.of(["yes", "no"], [1.0, 0.0]).logits(None).labels
        ('yes', 'no')
        """
        return cls(Logits.of(labels, values))

    def __hash__(self) -> int:
        """Hash of the first `FEW_HASHED` classes, because a table may be long, and few differ only below."""
        first = slice(FEW_HASHED)
        values, keys = self.table.values[first].tolist(), self.table.keys[first].tolist()
        return hash((len(self.table), tuple(self.table.labels[first]), tuple(values), tuple(keys)))

    def logits(self, state: None) -> Logits:  # noqa: ARG002  # the protocol's signature
        """Return the typed logits; a table has one state only."""
        return self.table

    def edited(self, state: None, logits: Logits) -> tuple[TypedTable, None]:  # noqa: ARG002
        """Return a table of these logits."""
        return TypedTable(logits), None

    def to_json(self) -> dict[str, Any]:
        """Return the classes with their keys, so that colours stay with the classes."""
        logits = [INFINITIES.get(value, value) for value in self.table.values.tolist()]
        labels, keys = list(self.table.labels), self.table.keys.tolist()
        if len(labels) > ONE_OBJECT_EACH:
            numbered = keys == list(range(len(keys)))
            return {"labels": labels, "logits": logits, **({} if numbered else {"keys": keys})}
        rows = zip(labels, logits, keys, strict=True)
        return {"classes": [{"label": label, "logit": logit, "key": key} for label, logit, key in rows]}

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Read the classes, from a list of objects or from a list for each column; keys may be missing."""
        labels, values, keys = list[str](), list[float](), list[int | None]()
        for number, given in enumerate(_given_classes(entry), 1):
            label, value, key = _read_class(number, *given)
            labels.append(label)
            values.append(value)
            keys.append(key)
        unique = None not in keys and len(set(keys)) == len(keys)
        known = [key for key in keys if key is not None] if unique else None
        return cls(Logits.of(_cleaned(labels), values, known))


def _given_classes(entry: dict[str, Any]) -> Iterator[tuple[object, object, object]]:
    """Yield label, logit and key of each class, unchecked."""
    if "labels" not in entry:
        classes = _filled_list(entry, "classes")
        return map(_given_class, range(1, len(classes) + 1), classes)
    labels, logits = _filled_list(entry, "labels"), _filled_list(entry, "logits")
    keys = _filled_list(entry, "keys") if "keys" in entry else range(len(labels))
    if not len(labels) == len(logits) == len(keys):
        raise InputError("The table's lists of labels, logits and keys differ in length.")
    return zip(labels, logits, keys, strict=True)


def _filled_list(entry: dict[str, Any], name: str) -> list[object]:
    found = entry.get(name)
    if not isinstance(found, list) or not found:
        raise InputError(f"The table has no list of {name}.")
    return found


def _given_class(number: int, entry: object) -> tuple[object, object, object]:
    if not isinstance(entry, dict):
        raise InputError(f"Class {number} is not an object with label and logit.")
    return entry.get("label"), entry.get("logit"), entry.get("key")


def _read_class(number: int, label: object, logit: object, key: object) -> tuple[str, float, int | None]:
    if not isinstance(label, str):
        raise InputError(f"The label of class {number} is not a text.")
    legal = key if isinstance(key, int) and not isinstance(key, bool) and 0 <= key < 2**62 else None
    try:
        return label, read_logit(logit), legal
    except InputError as error:
        raise InputError(f"Class {number}, {quoted(label)}: {error}") from None


def _cleaned(labels: list[str]) -> list[str]:
    """Return the labels as a table shows them; an error names the first class with a wrong label."""
    whole = [label if label.isascii() else whole_characters(label) for label in labels]
    try:
        return clean_labels(whole)
    except InputError:
        for number, label in enumerate(whole, 1):
            try:
                clean_label(label)
            except InputError as error:
                raise InputError(f"Class {number}, {quoted(label)}: {error}") from None
        raise


def read_logit(logit: object) -> float:
    """Read a logit in JSON, which is a number or a text such as "-inf"; `InputError` for anything else."""
    if isinstance(logit, str):
        return parse_number(logit)
    if isinstance(logit, bool) or not isinstance(logit, int | float):
        raise InputError("Its logit is not a number.")
    try:
        return float(logit)
    except OverflowError:
        raise InputError("Its logit is too large.") from None
