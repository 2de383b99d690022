"""Edits of where the logits come from, and of where in it we are: pure functions Document → Document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.document.document import Document
from tauscope.sources import TypedTable
from tauscope.sources.protocol import PlainCursor
from tauscope.sources.running import stepping

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.sources.protocol import Source, State


def use_source(document: Document, source: Source) -> Document:
    """Take the logits from another source, from its start on; runs side by side start there as well."""
    start, branches = source.initial(), source.abilities.branches
    runs = tuple(replace(run, state=start) for run in document.runs if branches)
    return replace(document, source=source, state=start, runs=runs, preset="")


def go_to(document: Document, state: State) -> Document:
    """Put another state of the source on the bench."""
    return replace(document, state=state)


def go_to_position(document: Document, position: int) -> Document:
    """Go back or forth to the state after `position` choices; the choices after it stay known."""
    return go_to(document, document.source.at(document.state, position))


def choose(document: Document, key: int) -> Document:
    """Choose the class of this key by hand, and go on to the state that it leads to."""
    if not document.source.abilities.steps:
        raise InputError("No choice leads on from these logits: they have one state.")
    chosen = stepping.by_hand(PlainCursor(document.source, document.state), document.chain, key)
    return go_to(document, document.source.advance(document.state, chosen))


def take_as_table(document: Document) -> Document:
    """Keep the present logits as a typed table, whose classes can be edited in every way."""
    return replace(use_source(document, TypedTable(document.logits)), runs=())


def own_logits(document: Document) -> Document:
    """Take back what a hand changed of a model's logits."""
    own = document.source.without_edits()
    if own is document.source:
        raise InputError("No logit of a model was changed: there is nothing to take back.")
    return replace(document, source=own)


def restart(document: Document) -> Document:
    """Go back to the start of the source, in all runs."""
    return use_source(document, document.source)


def move_on(document: Document, states: Sequence[State]) -> Document:
    """Go where the source has gone: one state, or one for each run."""
    if not document.runs:
        (state,) = states
        return go_to(document, state)
    pairs = zip(document.runs, states, strict=True)
    return replace(document, runs=tuple(replace(run, state=state) for run, state in pairs))
