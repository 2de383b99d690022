"""The generated text of a session whose model is not at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tauscope.sources.unavailable import StoredState

_AS_WRITTEN = str.maketrans("␣↵⇥", " \n\t")


def stored_pieces(state: StoredState) -> tuple[str, ...]:
    """Return the text of each token, from its label; sessions of older versions have only its id.

    Examples
    --------
    >>> from tauscope.core.draws.chosen import Chosen
    >>> from tauscope.sources.protocol import StoredPath
    >>> from tauscope.sources.unavailable import StoredState
    >>> path = (Chosen(5, 0.5, 1.0), Chosen(9, 0.1, 2.0))
    >>> stored_pieces(StoredState("{}", StoredPath(path, 2, {5: "␣king"})))
    (' king', '[9]')
    """
    labels = state.known.labels
    return tuple(labels.get(token.key, f"[{token.key}]").translate(_AS_WRITTEN) for token in state.known.path)


def stored_text(state: StoredState) -> str:
    """Return the whole generated text, without the prompt."""
    return "".join(stored_pieces(state))
