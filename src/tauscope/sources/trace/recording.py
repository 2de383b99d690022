"""A recording: what a file holds of a model's run, whatever its format, one distribution a step."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from tauscope.core.errors import InputError
from tauscope.sources.trace.values import ValueKind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tauscope.core.logits import Logits
    from tauscope.core.partial.unlisted import Unlisted
    from tauscope.core.values import Integers


@dataclass(frozen=True, eq=False)
class RecordedStep:
    """One step of a recording, as the file has it, before the user corrects its temperature or vocabulary.

    Attributes
    ----------
    logits : Logits
        Listed classes. Their values are logits, or natural logarithms of probabilities. The keys are ids of
        tokens where the file has them, and identify a class throughout the recording.
    unlisted : Unlisted or None
        What is known of classes that are not listed; None if all are.
    chosen : int or None
        Key of the class that was chosen here; None if the file does not say.
    """

    logits: Logits
    unlisted: Unlisted | None = None
    chosen: int | None = None


class Recording(ABC):
    """The steps of a file. Steps are numbered from 0; equal recordings have the same `fingerprint`.

    Attributes
    ----------
    name : str
        Name on screen: the file's, without its folder.
    recognised : str
        What the file was recognised as, for a line on screen: "OpenAI chat completion, top 20 of each token".
    path : Path or None
        The file; None for content that came by standard input or by pasting.
    fingerprint : str
        Text that tells whether a file is still the same: a hash of its size and of (parts of) its content.
    steps : int
        Number of steps, at least 1.
    pieces : sequence of str
        Part of the text that each step's chosen token adds, which joined are the text; empty if the file has
        no chosen tokens.
    vocabulary : int or None
        Number of classes of the model; None if the file does not say.
    applied : float or None
        Temperature that was applied before the numbers were written; None if the file does not say, which is
        then taken as 1.
    lists_all : bool
        True if every step lists all classes.
    values : ValueKind
        What the numbers in the file are taken as.
    missing : str
        A sentence on the steps that a file lacks which is cut short; empty for a whole one.
    says_values : bool
        True if the file says what its numbers are; False if they may be taken as another kind.
    has_ids : bool
        True if the keys of classes are ids of tokens or indices of an array, and not numbers of this file.
    has_names : bool
        True if classes have names of their own, and not only their numbers.
    says_vocabulary : bool
        True if the file says how many classes there are, or leaves it open; False if its lists only look as
        if they had all classes, so that the user may say that there are more.
    """

    name: str
    recognised: str
    path: Path | None
    fingerprint: str
    steps: int
    pieces: Sequence[str] = ()
    vocabulary: int | None = None
    applied: float | None = None
    lists_all: bool = True
    values: ValueKind = ValueKind.LOGITS
    missing: str = ""
    says_values: bool = True
    has_ids: bool = True
    has_names: bool = True
    says_vocabulary: bool = True

    @abstractmethod
    def step(self, number: int) -> RecordedStep:
        """Return a step; it may read a file.

        Raises
        ------
        InputError
            If the file is gone, has changed or is cut short, or the step has a number that is no logit. The
            sentence names the step, from 1, and the class.
        """

    @property
    def tokens(self) -> Integers | None:
        """Key of the class that was chosen at each step, −1 where it is not known; None if no step says."""
        return None

    def label(self, key: int) -> str:
        """Return the name of a class, which no step may list."""
        return f"#{key}"

    def chosen_text(self, number: int) -> str:
        """Return the text of a step's chosen token, without what `pieces` have between parts of a text."""
        return self.pieces[number]

    @property
    def in_short(self) -> str:
        """The part of `recognised` that says most in little room; empty if none does."""
        return self.recognised.partition(": ")[2]

    def taken_as(self, kind: ValueKind | None) -> Self:
        """Return the recording with its numbers taken as another kind; None for what they look like.

        Raises
        ------
        InputError
            If the file says itself what its numbers are.
        """
        if kind in {None, self.values}:
            return self
        raise InputError(f"This file says itself what its numbers are: {self.values.value}.")

    def of_vocabulary(self, classes: int | None) -> Self:
        """Return the recording of a model with so many classes; None for as many as the file seems to have.

        Raises
        ------
        InputError
            If the file has all classes, and they are not so many.
        """
        if self.lists_all and classes not in {None, self.vocabulary}:
            have = f"{self.vocabulary:,}"
            raise InputError(f"This file has a number for each of {have} classes, not {classes:,}.")
        return self

    def quick(self, number: int) -> bool:  # noqa: ARG002
        """Return True if `step` takes less than a millisecond, as for steps that are in memory."""
        return False
