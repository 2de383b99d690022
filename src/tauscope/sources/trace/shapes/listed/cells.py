"""Cells of the tokens that an answer lists, collected step by step and checked together."""

from __future__ import annotations

import math
from itertools import repeat
from typing import TYPE_CHECKING, Any

import numpy as np

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.core.text.labels import LONGEST_LABEL
from tauscope.sources.trace.shapes.step import MOST_LISTED, MOST_STEPS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.values import Floats, Integers
    from tauscope.sources.trace.shapes.step import Chosen, ListedStep, ListedSteps

_ABOVE_ZERO = 1e-3
"""Most that rounding lifts a log-probability above 0."""
_LONGEST_NUMBER = 30
_NUMBERS = frozenset({float, int, type(None)})


class Cells:
    """Cells of the listed tokens, over all steps, with one list for each column.

    Attributes
    ----------
    texts, numbers, ids, spelled : list
        Text, log-probability, id and bytes of each token as the file has them, not yet checked.
    ends : list of int
        One past the last row of each step.
    chosen : list of tuple of Chosen
        Tokens whose text each step adds: the chosen one, and those before it of which nothing is known.
    chosen_rows : list of int
        Row of the chosen token of each step; −1 if it has none.
    added : list of bool
        True for each step whose chosen token was not in the list of the likeliest and became its last row.
    has_ids, has_bytes : bool
        True if a token has an id, or bytes; else the columns are all None.
    may_repeat : bool
        True if a step may list a token twice.
    extended : list of bool or None
        `ListedStep.extended` of each step.
    """

    def __init__(self) -> None:
        self.texts, self.numbers = list[Any](), list[Any]()
        self.ids, self.spelled = list[Any](), list[Any]()
        self.ends, self.chosen_rows = list[int](), list[int]()
        self.added, self.extended = list[bool](), list[bool | None]()
        self.chosen = list["tuple[Chosen, ...]"]()
        self.may_repeat = self.has_ids = self.has_bytes = False
        self._before: list[Chosen] | None = None

    def begin(self) -> None:
        """Begin an answer."""
        self._before = []

    def add(self, step: ListedStep, *, linear: bool) -> None:
        """Add a step, in a linear answer with the logarithms of its probabilities.

        Raises
        ------
        InputError
            If the chosen token is no text, or a number of a linear answer no probability. The sentence does
            not name the step.
        """
        if step.chosen is not None:
            _check_text(step.chosen.text)
            # Nothing is known of the first token of a prompt: it is no step, and its text goes to the next.
            if self._before is not None and not step.texts and step.chosen.number is None:
                self._before.append(step.chosen)
                return
        first, count = len(self.texts), len(step.texts)
        if len(self.ends) == MOST_STEPS or first + count > MOST_LISTED:
            raise InputError(
                f"An answer has at most {MOST_STEPS:,} steps that list at most {MOST_LISTED:,} tokens in all."
            )
        row = _row_of(step)
        is_added = row is None and step.chosen is not None
        self._extend(step, linear=linear)
        if step.chosen is not None and row is None:
            self._append(step.chosen, linear=linear)
            row = count
        self.chosen_rows.append(-1 if row is None else first + row)
        self.ends.append(len(self.texts))
        self.added.append(is_added)
        self.extended.append(step.extended)
        own = () if step.chosen is None else (step.chosen,)
        self.chosen.append((*self._before, *own) if self._before else own)
        self._before = None

    def add_all(self, steps: ListedSteps) -> None:
        """Add several steps, whose numbers are logarithms.

        Raises
        ------
        InputError
            If a chosen token is no text. The sentence does not name the step, which is the one after those
            that have an end.
        """
        most = len(self.texts) + len(steps.texts) + len(steps.counts)
        if len(self.ends) + len(steps.counts) > MOST_STEPS or most > MOST_LISTED:
            for step in steps.singly():
                self.add(step, linear=False)
            return
        before, self._before = self._before, None
        first, taken, start = len(self.texts), 0, 0
        for count, chosen in zip(steps.counts, steps.chosen, strict=True):
            _check_text(chosen.text)
            stop = start + count
            row = _place_of(steps, start, stop, chosen)
            self.chosen_rows.append(first + (stop if row is None else row))
            self.added.append(row is None)
            if row is None:
                self._take(steps, taken, stop)
                self._append(chosen, linear=False)
                taken = stop
                first += 1
            self.ends.append(first + stop)
            start = stop
        self._take(steps, taken, start)
        self.extended.extend(repeat(steps.extended, len(steps.counts)))
        self.chosen.extend(zip(steps.chosen))
        if before:
            self.chosen[-len(steps.counts)] = (*before, steps.chosen[0])
        self.has_ids = self.has_ids or steps.ids is not None
        self.has_bytes = self.has_bytes or steps.spelled is not None
        self.may_repeat = self.may_repeat or not steps.unique

    def _take(self, steps: ListedSteps, start: int, stop: int) -> None:
        """Add these rows."""
        for column, more in (
            (self.texts, steps.texts),
            (self.numbers, steps.numbers),
            (self.ids, steps.ids),
            (self.spelled, steps.spelled),
        ):
            column.extend(repeat(None, stop - start) if more is None else more[start:stop])

    def _extend(self, step: ListedStep, *, linear: bool) -> None:
        """Add the rows of a step."""
        texts, numbers, ids, spelled, *_ = step
        self.texts.extend(texts)
        self.numbers.extend(map(_logarithm, numbers) if linear else numbers)
        self.ids.extend(repeat(None, len(texts)) if ids is None else ids)
        self.spelled.extend(repeat(None, len(texts)) if spelled is None else spelled)
        self.has_ids = self.has_ids or ids is not None
        self.has_bytes = self.has_bytes or spelled is not None
        self.may_repeat = self.may_repeat or not step.unique

    def _append(self, chosen: Chosen, *, linear: bool) -> None:
        """Add the row of a chosen token that its step does not list."""
        text, number, token, spelled = chosen
        self.texts.append(text)
        self.numbers.append(_logarithm(number) if linear else number)
        self.ids.append(token)
        self.spelled.append(spelled)
        self.has_ids = self.has_ids or token is not None
        self.has_bytes = self.has_bytes or spelled is not None


def _check_text(text: object) -> None:
    if text is not None and not isinstance(text, str):  # a union of types takes longer
        raise InputError(f"The chosen token is {_told(text)} and not a text.")
    if text is not None and len(text) > LONGEST_LABEL:
        raise InputError(f"The chosen token has more than {LONGEST_LABEL:,} characters.")


def _row_of(step: ListedStep) -> int | None:
    """Return the row of the chosen token in its step, by id where there are ids; None if it is not listed."""
    chosen = step.chosen
    if chosen is None:
        return None
    if step.ids is not None and chosen.id is not None:
        return step.ids.index(chosen.id) if chosen.id in step.ids else None
    times = int(chosen.text in step.texts) if step.unique else step.texts.count(chosen.text)
    if times < 2:
        return step.texts.index(chosen.text) if times else None
    rows = [row for row, text in enumerate(step.texts) if text == chosen.text]  # different tokens
    alike = [row for row in rows if _spelled(step, row) == chosen.spelled]
    return ([row for row in alike if step.numbers[row] == chosen.number] or alike or rows)[0]


def _place_of(steps: ListedSteps, start: int, stop: int, chosen: Chosen) -> int | None:
    """Return the row of the chosen token of the step with these rows; None if it is not listed."""
    column, sought = steps.texts, chosen.text
    if steps.ids is not None and chosen.id is not None:
        column, sought = steps.ids, chosen.id
    elif not steps.unique and column[start:stop].count(sought) > 1:
        row = _row_of(steps.one(start, stop, chosen))
        return None if row is None else start + row
    try:
        return column.index(sought, start, stop)
    except ValueError:
        return None


def _spelled(step: ListedStep, row: int) -> Any:
    return None if step.spelled is None else step.spelled[row]


def _logarithm(probability: object) -> float | None:
    """Return the natural logarithm of a probability; None for 0 and for null."""
    if probability is None or probability == 0:
        return None
    if isinstance(probability, bool) or not isinstance(probability, int | float):
        raise InputError(f"{_told(probability)} is not a probability.")
    if not 0 < probability <= 1 + _ABOVE_ZERO:  # false for NaN too
        raise InputError(f"The probability {_told(probability)} is not between 0 and 1.")
    return math.log(probability)


def checked_values(cells: Cells, steps: Integers) -> Floats:
    """Return the log-probabilities as an array, −∞ where there is none; `steps` are the steps of the rows.

    Raises
    ------
    InputError
        If one is not a number, is NaN, or is above 0.
    """
    numbers: Sequence[Any] = cells.numbers
    kinds = set(map(type, numbers))
    if not kinds <= _NUMBERS:
        wrong = next(row for row, number in enumerate(numbers) if type(number) not in _NUMBERS)
        raise _refusal(cells, steps, wrong, "is not a number")
    if type(None) in kinds:
        numbers = [-math.inf if number is None else number for number in numbers]
    try:
        values = np.array(numbers, np.float64)
    except OverflowError:
        wrong = next(row for row, number in enumerate(numbers) if abs(number) > 1e308)
        raise _refusal(cells, steps, wrong, "is too large") from None
    for wrongs, reason in (
        (np.isnan(values) | np.isposinf(values), "is not a number"),
        (values > _ABOVE_ZERO, "is above 0"),
    ):
        if wrongs.any():
            raise _refusal(cells, steps, int(np.flatnonzero(wrongs)[0]), reason)
    return np.minimum(values, 0.0)


def _refusal(cells: Cells, steps: Integers, row: int, reason: str) -> InputError:
    text = cells.texts[row]
    token = quoted(text) if isinstance(text, str) else f"token {_told(cells.ids[row])}"
    number = _told(cells.numbers[row])
    return InputError(f"Step {int(steps[row]) + 1:,}: the log-probability of {token}, {number}, {reason}.")


def _told(value: object) -> str:
    """Return a value of JSON for a sentence, shortened."""
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "an object"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, int) and abs(value) >= 10**_LONGEST_NUMBER:
        return f"a number of more than {_LONGEST_NUMBER} digits"
    return str(value).replace("-", "−").replace("nan", "NaN").replace("inf", "Infinity")
