"""Properties that are computed once, as by `functools.cached_property`, without a lock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

T = TypeVar("T")


class unlocked_property(Generic[T]):  # noqa: N801  # as other decorators
    """A property whose value is computed when it is first asked for, and kept in the instance.

    `functools.cached_property` has a lock before Python 3.12, one for all instances of a class: while another
    thread sorts one row, the window's thread would wait to sort another. Here two threads may both compute a
    value, of which the last is kept.

    Parameters
    ----------
    compute : callable
        Returns the value for an instance.
    """

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self._compute = compute
        self.__doc__ = compute.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...

    def __get__(self, instance: object | None, owner: type) -> Self | T:
        """Return the value; it then stands in the instance, where Python finds it first."""
        if instance is None:
            return self
        value = self._compute(instance)
        vars(instance)[self._name] = value
        return value
