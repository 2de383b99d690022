"""Entries of a session by which a model is recognised, and its texts are read without the model."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.resources import SHIPPED_MODEL, model_folder
from tauscope.sources.protocol import SourceUnavailableError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from tauscope.core.draws.chosen import Chosen
    from tauscope.sources.language.model import LanguageModel

LARGEST_VOCABULARY = 2**31
"""Limit of token ids in a session whose model is missing; no model has as many tokens."""

LONGEST_LABEL = 1000
"""Most characters of a token's label that are read from a session."""

_DIGITS = 16
"""Number of hexadecimal digits of a vocabulary's hash in a session."""


def open_stored_model(find: Callable[[], Path], open_model: Callable[[Path], LanguageModel]) -> LanguageModel:
    """Open the model of a session.

    Parameters
    ----------
    find : callable
        Returns the folder that the session names.
    open_model : callable
        Opens a folder.

    Raises
    ------
    SourceUnavailableError
        If the folder does not exist or cannot be opened.
    """
    try:
        folder = find()
    except InputError as error:
        raise SourceUnavailableError(str(error)) from None
    try:
        return open_model(folder)
    except InputError as error:
        said = str(error)
    if not _is_there(folder):
        raise SourceUnavailableError(f"The model {quoted(folder.name)} was not found at {folder}.")
    raise SourceUnavailableError(f"The model at {folder} cannot be opened. {said}")


def _is_there(folder: Path) -> bool:
    try:
        return folder.exists()
    except (OSError, ValueError):
        return False


def vocabulary_to_json(labels: Sequence[str]) -> dict[str, Any]:
    """Return the number of tokens and a hash of their labels, by which a session recognises its model."""
    digest = hashlib.sha256("\0".join(labels).encode("utf-8", "surrogatepass")).hexdigest()
    return {"tokens": len(labels), "hash": digest[:_DIGITS]}


def check_vocabulary(model: LanguageModel, stored: Any) -> None:
    """Check that a model has the vocabulary of a session; sessions of older versions store none.

    Raises
    ------
    SourceUnavailableError
        If the vocabularies differ.
    """
    if not isinstance(stored, dict) or "hash" not in stored:
        return
    found = vocabulary_to_json(model.labels)
    if found == stored:
        return
    counts = f"{found['tokens']:,} tokens"
    if found["tokens"] == stored.get("tokens"):
        counts += ", some of them different"
    elif isinstance(stored.get("tokens"), int):
        counts += f" where the session's model has {stored['tokens']:,}"
    raise SourceUnavailableError(
        f"{quoted(model.name)} at {model.folder} is not this session's model: its vocabulary has {counts}."
    )


def labels_to_json(path: Iterable[Chosen], labels: Sequence[str]) -> dict[str, str]:
    """Return the label of each token in a path, by its id."""
    return {str(key): labels[key] for key in sorted({choice.key for choice in path})}


def labels_from_json(entry: Any) -> Mapping[int, str]:
    """Read what `labels_to_json` gave; wrong entries are left out, since labels are only displayed."""
    labels = entry.get("labels") if isinstance(entry, dict) else None
    if not isinstance(labels, dict):
        return {}
    return {
        int(key): label[:LONGEST_LABEL]
        for key, label in labels.items()
        if key.isascii() and key.isdigit() and isinstance(label, str) and label.isprintable()
    }


def shipped_folder() -> Path:
    """Return the folder of the model that ships; `InputError` if this installation has none."""
    try:
        return model_folder()
    except FileNotFoundError as error:
        raise InputError(f"{error}.") from None


def folder_called(model: str) -> Path:
    """Return the folder that a session names, by its path or as the name of the model that ships."""
    return shipped_folder() if model == SHIPPED_MODEL else Path(model)


def name_of_folder(folder: Path) -> str:
    """Return what a session calls a model's folder: its path, or the name of the model that ships."""
    try:
        ships = folder == model_folder().resolve()
    except FileNotFoundError:
        ships = False
    return SHIPPED_MODEL if ships else str(folder)
