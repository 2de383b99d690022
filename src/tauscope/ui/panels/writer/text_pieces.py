"""A writer's text as its panel shows it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from tauscope.core.draws.chosen import Chosen
from tauscope.core.draws.sequences import shared
from tauscope.document.document import Document
from tauscope.sources.language.text import Text
from tauscope.ui.painting.surprise import surprisal
from tauscope.ui.panels.token_view import Piece

if TYPE_CHECKING:
    from tauscope.sources.language.writer import Writer

END = " ∎"
"""Shown for an end token that has no text."""


class TextPieces:
    """Pieces of a text, token by token. Of a growing text only new tokens are read."""

    def __init__(self) -> None:
        self._source: Writer | None = None
        self._written: Sequence[Chosen] = ()
        self._texts: tuple[str, ...] = ()
        self._pieces: tuple[Piece, ...] = ()

    def pieces(self, source: Writer, text: Text) -> tuple[Piece, ...]:
        """The pieces of a text: the same tuple for the same text."""
        if source is not self._source or source.path(text) is not self._written:
            self._follow(source, text)
        return self._pieces

    def _follow(self, source: Writer, text: Text) -> None:
        last = self._source
        alike = last is not None and (source.model, source.prompt) == (last.model, last.prompt)
        path = source.path(text)
        same = shared(self._written, path) if alike else 0
        texts = source.pieces(text, self._texts[:same])
        same = shared(self._texts[:same], texts)
        new = zip(texts[same:], path[same:], strict=True)
        ends = source.model.ends
        pieces = [
            Piece(piece or END * (token.key in ends), surprisal(token.probability)) for piece, token in new
        ]
        self._source, self._written, self._texts = source, path, texts
        self._pieces = (*self._pieces[:same], *pieces)


def writer_of(document: Document) -> Writer:
    """Return the source as the writer that it is: the panel was chosen by its `Abilities.panel`."""
    return cast("Writer", document.source)
