"""What every shape makes of an answer: steps that list tokens, column by column, as the file has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

MOST_STEPS, MOST_LISTED = 200_000, 1_000_000
"""Most steps of an answer, and most tokens that are listed in all of them."""


class Chosen(NamedTuple):
    """The token that was chosen at a step, not yet checked; what the file does not have is None.

    Attributes
    ----------
    text : str or None
    number : float or None
        Its log-probability, or its probability in a linear answer.
    id : int or None
    spelled : list of int or None
        Its bytes.
    """

    text: Any = None
    number: Any = None
    id: Any = None
    spelled: Any = None


class ListedStep(NamedTuple):
    """Tokens that are listed at one step. Columns have the same length, and their values are not yet checked.

    Attributes
    ----------
    texts : sequence of str or None
    numbers : sequence of float or None
        Log-probabilities, or probabilities in a linear answer.
    ids : sequence of int or None
        None if the file has no ids.
    spelled : sequence of list of int or None
        Bytes of the tokens; None if the file has none.
    chosen : Chosen or None
        None if the file does not say which token was chosen.
    extended : bool or None
        True if the chosen token may have been added to the likeliest ones although it is not one of them,
        False if not; None if the order of the tokens tells.
    unique : bool
        True if no token can be listed twice, as of the keys of an object.
    """

    texts: Sequence[Any] = ()
    numbers: Sequence[Any] = ()
    ids: Sequence[Any] | None = None
    spelled: Sequence[Any] | None = None
    chosen: Chosen | None = None
    extended: bool | None = None
    unique: bool = False


class ListedSteps(NamedTuple):
    """Several steps, each of which lists tokens and has a chosen one, in columns over all of them.

    Attributes
    ----------
    texts, numbers, ids, spelled : list
        As of `ListedStep`, one step after the other; `ids` and `spelled` are None if the file has none.
    counts : list of int
        Number of tokens that each step lists, at least 1.
    chosen : list of Chosen
        The chosen token of each step.
    extended, unique
        As of each `ListedStep`.
    """

    texts: list[Any]
    numbers: list[Any]
    ids: list[Any] | None
    spelled: list[Any] | None
    counts: list[int]
    chosen: list[Chosen]
    extended: bool | None = None
    unique: bool = False

    def singly(self) -> Iterator[ListedStep]:
        """Yield one step after the other."""
        start = 0
        for count, chosen in zip(self.counts, self.chosen, strict=True):
            yield self.one(start, start + count, chosen)
            start += count

    def one(self, start: int, stop: int, chosen: Chosen) -> ListedStep:
        """Return the step of these rows."""
        rows = slice(start, stop)
        ids = None if self.ids is None else self.ids[rows]
        spelled = None if self.spelled is None else self.spelled[rows]
        return ListedStep(
            self.texts[rows], self.numbers[rows], ids, spelled, chosen, self.extended, self.unique
        )


@dataclass(frozen=True)
class Answer:
    """Steps of an answer, or of a part of a streamed answer.

    Attributes
    ----------
    what : str
        Name of the shape on screen.
    steps : iterable of ListedStep or ListedSteps
    applied : float or None
        Temperature that was applied before the numbers were written; None if unknown.
    linear : bool
        True if the numbers are probabilities, False if they are natural logarithms of probabilities.
    note : str
        What else a user should know of the numbers, to be read after a comma.
    key : str
        Parts with the same key belong to one answer; empty for an answer that is whole.
    ends : bool
        True if no part of the answer follows.
    replaces : bool
        True if this part holds those before too.
    """

    what: str
    steps: Iterable[ListedStep | ListedSteps]
    applied: float | None = None
    linear: bool = False
    note: str = ""
    key: str = ""
    ends: bool = True
    replaces: bool = False
