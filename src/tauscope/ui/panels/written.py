"""A writer's text as its panel shows it."""

from __future__ import annotations

from tauscope.document.document import Document
from tauscope.sources.text import Text
from tauscope.sources.writer import Writer
from tauscope.ui.panels.token_view import Piece, surprisal


def pieces_of(source: Writer, text: Text) -> tuple[Piece, ...]:
    """What was written, token by token."""
    texts = source.pieces(text)
    return tuple(
        Piece(piece, surprisal(token.probability)) for piece, token in zip(texts, text.written, strict=True)
    )


def writer_of(document: Document) -> Writer:
    """The writer that this panel stands for."""
    if not isinstance(document.source, Writer):
        raise TypeError(document.source.kind)
    return document.source
