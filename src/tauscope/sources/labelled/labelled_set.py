"""Examples with logits and true classes, as they were read from a file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import numpy as np

from tauscope.core.calibration.labelled import LabelledLogits
from tauscope.core.errors import InputError
from tauscope.core.text.labels import clean_labels

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.values import Floats, Integers

MOST_NUMBERS = 2**26
"""Most logits of a file; the 50,000 images and 1,000 classes of ImageNet are fewer."""

_CLOSE_TO_ONE = 1e-3
_PROBABILITIES = (
    "In every row the numbers add up to 1, as probabilities do: logits are the logarithms of them."
)


@dataclass(frozen=True)
class LabelledSet:
    """Logits of examples, their true classes, and the names of the classes; equal if the numbers are.

    Attributes
    ----------
    fingerprint : str
        Hash of the numbers, the true classes and the names.
    labelled : LabelledLogits
    classes : tuple of str, length C
        Names of the classes.
    recognised : str
        What the file was recognised as, for a line on screen.
    notes : tuple of str
        Sentences on what a reader of the numbers should know.
    choices : tuple of tuple of str
        Names of the classes of each example, where these differ between examples; else empty.
    """

    fingerprint: str
    labelled: LabelledLogits = field(compare=False, repr=False)
    classes: tuple[str, ...] = field(compare=False)
    recognised: str = field(compare=False)
    notes: tuple[str, ...] = field(default=(), compare=False)
    choices: tuple[tuple[str, ...], ...] = field(default=(), compare=False, repr=False)

    @classmethod
    def of(
        cls,
        labelled: LabelledLogits,
        classes: Sequence[str] | None,
        recognised: str,
        notes: Sequence[str] = (),
        choices: Sequence[tuple[str, ...]] = (),
    ) -> Self:
        """Make a set; classes without names are called by their numbers, from 0.

        Raises
        ------
        InputError
            If there are not as many names as classes, or one is longer than a label may be.
        """
        given = tuple(map(str, range(labelled.classes))) if classes is None else classes
        names = tuple(clean_labels(given))
        if len(names) != labelled.classes:
            raise InputError(f"{labelled.classes:,} classes need as many names; there are {len(names):,}.")
        said = (
            *notes,
            *([_PROBABILITIES] if _add_up_to_one(labelled.logits) else []),
            *_ties(labelled.logits),
        )
        rows = [tuple(clean_labels(row)) for row in choices]
        return cls.restored(labelled, names, recognised, said, rows)

    @classmethod
    def restored(
        cls,
        labelled: LabelledLogits,
        classes: tuple[str, ...],
        recognised: str,
        notes: tuple[str, ...],
        choices: Sequence[tuple[str, ...]],
    ) -> Self:
        """Make a set of values that are checked and have their notes, as those of a session."""
        rows = tuple(choices)
        return cls(_fingerprint(labelled, classes, rows), labelled, classes, recognised, notes, rows)

    def __len__(self) -> int:
        return len(self.labelled)

    def names_of(self, row: int) -> tuple[str, ...]:
        """Return the names of the classes of an example, counted from 0."""
        return self.choices[row] if self.choices else self.classes

    @property
    def shape_in_words(self) -> str:
        """Numbers of examples and of classes: "500 examples, 10 classes"."""
        examples = "1 example" if len(self) == 1 else f"{len(self):,} examples"
        return f"{examples}, {self.labelled.classes:,} classes"


def check_size(examples: int, classes: int) -> None:
    """Raise `InputError` if a file has more numbers than are read."""
    if examples * classes > MOST_NUMBERS:
        raise InputError(
            f"It has {examples:,} × {classes:,} logits; at most {MOST_NUMBERS:,} are read at once."
        )


def refuse_counting_from_one(labels: Integers, classes: int) -> None:
    """Raise `InputError` with a hint if true classes seem to be counted from 1."""
    if len(labels) and labels.min() >= 1 and labels.max() == classes:
        row = int(labels.argmax())
        raise InputError(
            f"The label of row {row + 1} is {classes}; labels are 0 to {classes - 1} here. If they count"
            " from 1, subtract 1."
        )


def _add_up_to_one(logits: Floats) -> bool:
    """True if every row could be probabilities that no class has all of."""
    if logits.min() < 0 or logits.max() >= 1:
        return False
    return bool((np.abs(logits.sum(axis=1) - 1) < _CLOSE_TO_ONE).all())


def _ties(logits: Floats) -> list[str]:
    """Say in how many examples the likeliest class is one of several; nothing if in none."""
    tied = int(((logits == logits.max(axis=1, keepdims=True)).sum(axis=1) > 1).sum())
    if not tied:
        return []
    of = f"In {tied:,} of {len(logits):,} examples" if len(logits) > 1 else "In the example"
    return [f"{of} several classes share the largest logit: accuracy counts the first of them as the answer."]


def _fingerprint(
    labelled: LabelledLogits, classes: tuple[str, ...], choices: tuple[tuple[str, ...], ...]
) -> str:
    found = hashlib.blake2b(digest_size=16)
    found.update(repr((labelled.logits.shape, classes, choices)).encode("utf-8", "backslashreplace"))
    found.update(np.ascontiguousarray(labelled.logits, "<f8").data)
    found.update(np.ascontiguousarray(labelled.labels, "<i8").data)
    return found.hexdigest()
