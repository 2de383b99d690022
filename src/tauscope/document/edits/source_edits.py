"""Edits of where the logits come from, and of where in it we are: pure functions Document → Document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.document.document import Document
from tauscope.sources import TypedTable
from tauscope.sources.running import stepping
from tauscope.sources.running.cursor import PlainCursor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.sources import Source
    from tauscope.sources.protocol import State


def use_source(document: Document, source: Source) -> Document:
    """Take the logits from somewhere else, from its start on; columns start anew as well."""
    start = source.initial()
    columns = tuple(replace(column, state=start) for column in document.columns if source.moves)
    return replace(document, source=source, state=start, columns=columns, preset="")


def go_to(document: Document, state: State) -> Document:
    """Look at another moment of the source."""
    return replace(document, state=state)


def choose(document: Document, row: int) -> Document:
    """Choose a class by hand: the source moves on by it."""
    if not document.source.moves:
        raise InputError("A typed table does not move on: there is nothing to choose for.")
    chosen = stepping.by_hand(PlainCursor(document.source, document.state), document.chain, row)
    return go_to(document, document.source.advance(document.state, chosen))


def take_as_table(document: Document) -> Document:
    """Keep the present logits as a typed table, whose classes can be edited in every way."""
    return replace(use_source(document, TypedTable(document.logits)), columns=())


def own_logits(document: Document) -> Document:
    """Take back what a hand changed of a model's logits."""
    own = document.source.without_edits()
    if own is document.source:
        raise InputError("No logit of a model was changed: there is nothing to take back.")
    return replace(document, source=own)


def restart(document: Document) -> Document:
    """Go back to the start of the source, in all columns."""
    return use_source(document, document.source)


def move_on(document: Document, states: Sequence[State]) -> Document:
    """Go where the source has gone: one state, or one for each column."""
    if not document.columns:
        (state,) = states
        return go_to(document, state)
    pairs = zip(document.columns, states, strict=True)
    return replace(document, columns=tuple(replace(column, state=state) for column, state in pairs))
