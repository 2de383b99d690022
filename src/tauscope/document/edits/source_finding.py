"""Sources of a document that cannot be had, and the edit that puts them in place once they are found."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.sources.unavailable import UnavailableSource

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tauscope.document.document import Document, Pin
    from tauscope.sources.protocol import Source, State

NOT_SAID = "The session does not say which vocabulary its model has, so this one was taken as it is."
OTHER_TEXT = "This is not the source of the session."


def unavailable_sources(document: Document) -> tuple[UnavailableSource, ...]:
    """Return the sources of the document and of its pins that cannot be had, each once."""
    every = (document.source, *(pin.source for pin in document.pins))
    return tuple(dict.fromkeys(one for one in every if isinstance(one, UnavailableSource)))


def reopened(missing: Sequence[UnavailableSource], place: str = "") -> dict[UnavailableSource, Source]:
    """Open the first of these, and those that lay at the same place, at another one or where they were.

    Raises
    ------
    InputError
        If the first cannot be opened, or is another source than the session's.
    """
    first = missing[0]
    together = [
        one for one in missing if (one.entry["kind"], one.place) == (first.entry["kind"], first.place)
    ]
    return {one: one.reopened(place) for one in together}


def put_in_place(document: Document, found: Mapping[UnavailableSource, Source]) -> Document:
    """Put sources that were found where the document has `UnavailableSource`s, in their stored states.

    Raises
    ------
    InputError
        If a stored state cannot be in the source that was found.
    """
    before = document.source
    source = _found(before, found)

    def state_of(state: State) -> State:
        return _state_in(source, before, state)

    runs = tuple(replace(one, state=state_of(one.state)) for one in document.runs)
    pins = tuple(_found_pin(pin, found) for pin in document.pins)
    return replace(document, source=source, state=state_of(document.state), runs=runs, pins=pins)


def _found(source: Source, found: Mapping[UnavailableSource, Source]) -> Source:
    return found.get(source, source) if isinstance(source, UnavailableSource) else source


def _found_pin(pin: Pin, found: Mapping[UnavailableSource, Source]) -> Pin:
    source = _found(pin.source, found)
    return (
        pin
        if source is pin.source
        else replace(pin, source=source, state=_state_in(source, pin.source, pin.state))
    )


def _state_in(source: Source, before: Source, state: State) -> State:
    if source is before:
        return state
    try:
        return source.state_from_json(before.state_to_json(state))
    except InputError as error:
        raise InputError(f"{OTHER_TEXT} {error}") from None
