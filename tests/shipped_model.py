"""The language model that ships, read from its files once in a process of the tests."""

from __future__ import annotations

import copy
from collections.abc import Callable
from functools import wraps
from pathlib import Path

from tauscope.resources import model_folder
from tauscope.sources.language.model import LanguageModel
from tauscope.sources.language.prefixes import Prefixes

Opened = Callable[[Path], LanguageModel]
"""Opens a model's folder."""

_READ: dict[Path, LanguageModel] = {}
"""The model by its folder; nobody has it but those to whom it is copied."""


def opened_once(opened: Opened) -> Opened:
    """Return `opened`, which reads the model that ships once: graph and tokenizer never change.

    Each that opens it has a model of its own, which remembers nothing that others asked for.
    """

    @wraps(opened)
    def opened_or_copied(folder: Path) -> LanguageModel:
        if not _ships(folder):
            return opened(folder)
        if folder not in _READ:
            _READ[folder] = opened(folder)
        return own(_READ[folder])

    return opened_or_copied


def _ships(folder: Path) -> bool:
    try:
        return folder in (model_folder(), model_folder().resolve())
    except FileNotFoundError:  # an installation without it
        return False


def own(model: LanguageModel) -> LanguageModel:
    """Return a model with the same graph and tokenizer, whose cache of prefixes is empty."""
    made = copy.copy(model)
    made._prefixes = Prefixes()
    return made
