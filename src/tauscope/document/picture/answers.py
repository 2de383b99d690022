"""Answers that may come late: a value, a sign that the value is being computed, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from tauscope.core.errors import InputError

T = TypeVar("T")

ELLIPSIS = "…"
"""Text shown in place of a number that is being computed."""


@dataclass(frozen=True)
class Ready(Generic[T]):
    """The value is at hand."""

    value: T


@dataclass(frozen=True)
class Pending:
    """The value is being computed."""


@dataclass(frozen=True)
class Failed:
    """The value cannot be had.

    Attributes
    ----------
    sentence : str
        Why there is no value, as a sentence for the user.
    error : InputError or None
        The exception behind `sentence`; its class may say which repair to offer.
    """

    sentence: str
    error: InputError | None = field(default=None, compare=False)

    @classmethod
    def of(cls, error: Exception) -> Failed:
        """Make a failure with a sentence for the user; of all exceptions only an `InputError` brings one."""
        if isinstance(error, InputError):
            return cls(str(error), error)
        return cls("An error of the program's own stood in the way; the log has its details.")


Late = Pending | Failed
Answer = Ready[T] | Pending | Failed
