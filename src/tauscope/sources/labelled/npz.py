"""The reader of .npz files with logits (N, C) and labels (N,)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np

from tauscope.core.calibration.labelled import LabelledLogits
from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.sources.labelled.archive import Archive, Member, open_archive
from tauscope.sources.labelled.classes import class_numbers
from tauscope.sources.labelled.labelled_set import LabelledSet, check_size, refuse_counting_from_one

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from tauscope.core.values import Floats, Integers

LOGITS = ("logits", "logit", "z", "scores", "outputs")
PROBABILITIES = ("probabilities", "probability", "probs", "p")
LABELS = ("labels", "label", "targets", "target", "y", "y_true")
CLASSES = ("classes", "class_names", "names")

_NUMBERS, _TEXTS = "fiu", "US"
_MOST_NAME_BYTES = 2**26
_LISTED = 6
_LOGARITHMS = "The logits are the logarithms of the probabilities in the file."


def read_npz(file: BinaryIO) -> LabelledSet:
    """Read logits, labels and, where there is an array `classes`, the names of the classes.

    Raises
    ------
    InputError
        If the file is damaged, its arrays are not those of labelled logits, or a number is no logit.
    """
    with open_archive(file) as archive:
        logits, labels = arrays_of(archive.members)
        check_size(*logits.shape)
        names = _class_names(archive, logits.shape[1])
        numbers = _true_classes(archive, labels, logits, names)
        values = _values(archive, logits)
    return LabelledSet.of(
        LabelledLogits(values, numbers),
        names,
        f"NumPy arrays {quoted(logits.name)} and {quoted(labels.name)}",
        [_LOGARITHMS] if logits.name.lower() in PROBABILITIES else [],
    )


def holds_labelled_logits(file: BinaryIO, most: int) -> bool:
    """Return True if arrays are named as logits and labels, and the labels are not those of the classes.

    Parameters
    ----------
    file : binary file
    most : int
        Most bytes that are read.
    """
    try:
        with open_archive(file, most) as archive:
            logits = [name for name in archive.names if name.lower() in (*LOGITS, *PROBABILITIES)]
            labels = [name for name in archive.names if name.lower() in LABELS]
            if not logits or not labels:
                return False
            given, of = archive.member(labels[0]), archive.member(logits[0])
    except InputError:
        return False
    return given.dtype.kind not in _TEXTS or given.shape[:1] == of.shape[:1]


def arrays_of(members: Sequence[Member]) -> tuple[Member, Member]:
    """Return the arrays of logits and of labels, told by their names, else by their shapes.

    Raises
    ------
    InputError
        If there are none, or several that could be meant; the sentence lists what is there.
    """
    logits = _named(members, (*LOGITS, *PROBABILITIES)) or _only(
        one for one in members if len(one.shape) == 2 and one.dtype.kind == "f"
    )
    labels = _named(members, LABELS) or _only(
        one
        for one in members
        if logits is not None
        and one is not logits
        and len(one.shape) == 1
        and one.dtype.kind in "iu"
        and one.shape[0] == logits.shape[0]
    )
    if logits is None or labels is None:
        there = ", ".join(map(str, members[:_LISTED])) + (", …" if len(members) > _LISTED else "")
        raise InputError(
            "Arrays “logits” (examples, classes) and “labels” (examples,) are needed; there"
            f" {'are' if len(members) > 1 else 'is'} {there or 'no array'}."
        )
    if len(logits.shape) != 2 or 0 in logits.shape:
        raise InputError(f"Logits to calibrate have the shape (examples, classes); there is {logits}.")
    _check_kind(logits, _NUMBERS, "numbers")
    return logits, labels


def _named(members: Sequence[Member], names: Sequence[str]) -> Member | None:
    """Return the member with the first of these names; `InputError` if two differ in capitals alone."""
    for name in names:
        found = [one for one in members if one.name.lower() == name]
        if len(found) > 1:
            raise InputError(f"Two arrays are named {quoted(found[0].name)}; only one can be meant.")
        if found:
            return found[0]
    return None


def _only(members: Iterable[Member]) -> Member | None:
    found = list(members)
    return found[0] if len(found) == 1 else None


def _check_kind(member: Member, kinds: str, what: str) -> None:
    """Raise `InputError` for numbers of another kind; objects are refused when they are read."""
    if member.dtype.kind not in kinds and not member.dtype.hasobject:
        raise InputError(f"These are no {what}: {member}.")


def _values(archive: Archive, logits: Member) -> Floats:
    """Read the logits as float64, as logarithms if the file has probabilities."""
    values = np.asarray(archive.array(logits), dtype=np.float64)
    if logits.name.lower() not in PROBABILITIES:
        return values
    wrong = ~((values >= 0) & (values <= 1))
    if wrong.any():
        row, place = (int(index[0]) for index in wrong.nonzero())
        raise InputError(
            f"Row {row + 1}, class {place}: {values[row, place]:g} is no probability, which goes from 0 to 1."
        )
    with np.errstate(divide="ignore"):
        return np.asarray(np.log(values))


def _class_names(archive: Archive, classes: int) -> tuple[str, ...] | None:
    """Return the names of the classes; None if there is no array of as many texts."""
    member = _named([archive.member(name) for name in archive.names if name.lower() in CLASSES], CLASSES)
    if member is None or member.dtype.kind not in _TEXTS or member.shape != (classes,):
        return None
    return tuple(_texts(archive, member))


def _texts(archive: Archive, member: Member) -> list[str]:
    if member.size > _MOST_NAME_BYTES:
        raise InputError(f"{quoted(member.name)} is larger than {_MOST_NAME_BYTES // 2**20} MiB.")
    texts = archive.array(member).ravel()
    if member.dtype.kind == "S":
        return [text.decode("utf-8", "replace") for text in texts.tolist()]
    return [str(text) for text in texts.tolist()]


def _true_classes(
    archive: Archive, labels: Member, logits: Member, names: tuple[str, ...] | None
) -> Integers:
    """Read the labels as numbers of classes, from 0."""
    examples, classes = logits.shape
    if labels.shape not in ((examples,), (examples, 1)):
        raise InputError(f"{examples:,} rows of logits need as many labels; there is {labels}.")
    if labels.dtype.kind in _TEXTS:
        return class_numbers(_texts(archive, labels), names or (), classes)
    _check_kind(labels, _NUMBERS + "b", "labels")
    values = archive.array(labels).ravel()
    whole = _whole(values)
    refuse_counting_from_one(whole, classes)
    return whole


def _whole(values: NDArray[Any]) -> Integers:
    """Return labels as int64; `InputError` for one that is not whole."""
    if values.dtype.kind == "f":
        with np.errstate(invalid="ignore"):
            wrong = ~(values == np.trunc(values)) | (np.abs(values) > 2**53)
        if wrong.any():
            row = int(wrong.argmax())
            raise InputError(f"The label of row {row + 1} is {values[row]:g}, which is no whole number.")
    if values.dtype.kind == "u" and len(values) and values.max() > np.iinfo(np.int64).max:
        raise InputError(f"The label of row {int(values.argmax()) + 1} is {values.max()}, which is no class.")
    return values.astype(np.int64)
