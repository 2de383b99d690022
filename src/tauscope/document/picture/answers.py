"""Answers that may come late: a value, a sign that it is still computed, or a sentence why there is none."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Generic, TypeVar

from tauscope.core.errors import InputError

T = TypeVar("T")

ELLIPSIS = "…"
"""What stands where a number will be."""


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
        Why, for the user.
    error : InputError or None
        The refusal; its class may say what would help.
    """

    sentence: str
    error: InputError | None = field(default=None, compare=False)

    @classmethod
    def of(cls, error: Exception) -> Failed:
        """What is shown of an error."""
        if isinstance(error, InputError):
            return cls(str(error), error)
        return cls("An error of the program's own stood in the way; the log has its details.")


Late = Pending | Failed
Answer = Ready[T] | Pending | Failed
