"""Edits of the chain and its knobs: each is a pure function Document → Document.

A place is an index among all knobs, also those that are off. Each edit raises `InputError` with a sentence
for what cannot be done.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tauscope.core.chain import Chain, engine_named
from tauscope.core.chain.knobs import KNOBS
from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted

if TYPE_CHECKING:
    from tauscope.document.document import Document


def set_knob(document: Document, place: int, name: str, value: Any) -> Document:
    """Set the parameter `name` of the knob at `place`."""
    chain = document.chain
    return _with_chain(document, chain.with_knob(place, chain.knobs[place].with_setting(name, value)))


def switch_knob(document: Document, place: int, *, on: bool) -> Document:
    """Switch a knob on or off; it keeps its place and its settings."""
    return set_knob(document, place, "on", on)


def move_knob(document: Document, place: int, to: int) -> Document:
    """Move the knob at `place` to the place `to`, or to the end of the chain that `to` is beyond."""
    last = len(document.chain.knobs) - 1
    return _with_chain(document, document.chain.moved(place, min(max(to, 0), last)))


def swap_knobs(document: Document, place: int) -> Document:
    """Exchange a knob and the one after it."""
    if not 0 <= place < len(document.chain.knobs) - 1:
        raise InputError("There is no knob after this one to swap it with.")
    return _with_chain(document, document.chain.swapped(place))


def add_knob(document: Document, name: str, place: int | None = None) -> Document:
    """Insert a new knob before `place`, or last, with settings usual for the number of present candidates."""
    kind = KNOBS.get(name)
    if kind is None:
        raise InputError(f"No knob is called {quoted(name)}.")
    logits = document.logits_at_hand
    new = kind() if logits is None else kind.starting(len(document.present_chain.candidates(logits)))
    where = len(document.chain.knobs) if place is None else place
    return _with_chain(document, document.chain.with_knob(where, new, over=False))


def remove_knob(document: Document, place: int) -> Document:
    """Remove the knob at `place`."""
    return _with_chain(document, document.chain.without(place))


def use_engine(document: Document, name: str, **settings: float | None) -> Document:
    """Replace the chain by the one that an engine makes of temperature, top_k, top_p and min_p.

    Raises
    ------
    InputError
        If there is no such engine, or it refuses a setting.
    """
    chain: Chain = engine_named(name).chain(**settings)  # type: ignore[arg-type]  # a request checks them
    return _with_chain(document, chain)


def _with_chain(document: Document, chain: Chain) -> Document:
    return replace(document, chain=chain)
