"""Registries name classes and functions by dotted paths, which are imported when they are first used."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def imported(path: str) -> Any:
    """Import the class or function at a dotted path.

    Examples
    --------
    >>> imported("tauscope.core.numbers.quoted")("cat")
    '“cat”'
    """
    module, _, name = path.rpartition(".")
    return getattr(import_module(module), name)
