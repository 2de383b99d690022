"""Sources of a document that cannot be opened, and the edit that replaces them once they are found."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.sources.unavailable import UnavailableSource

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tauscope.document.document import Document, Pin
    from tauscope.sources.protocol import Source
    from tauscope.sources.state import State

NOT_SAID = "The session does not say which vocabulary its model has, so this one was taken as it is."
OTHER_TEXT = "This is not the source of the session."


def unavailable_sources(document: Document) -> tuple[UnavailableSource, ...]:
    """Return the sources of the document and of its pins that could not be opened, without duplicates."""
    every = (document.source, *(pin.source for pin in document.pins))
    return tuple(dict.fromkeys(one for one in every if isinstance(one, UnavailableSource)))


def reopened(missing: Sequence[UnavailableSource], place: str = "") -> dict[UnavailableSource, Source]:
    """Open the first missing source, and all others of its kind and place.

    Parameters
    ----------
    missing : sequence of UnavailableSource
    place : str
        Path or address at which to open the sources; empty for the one that the session names.

    Returns
    -------
    dict of UnavailableSource to Source
        The source that was opened for each.

    Raises
    ------
    InputError
        If a source cannot be opened, or is another one than the session's.
    """
    first = missing[0]
    together = [
        one for one in missing if (one.entry["kind"], one.place) == (first.entry["kind"], first.place)
    ]
    return {one: one.reopened(place) for one in together}


def put_in_place(document: Document, found: Mapping[UnavailableSource, Source]) -> Document:
    """Replace each `UnavailableSource` of a document by the source that was found, in its stored state.

    Raises
    ------
    InputError
        If a stored state is none of the source that was found.
    """
    before = document.source
    source = _found(before, found)

    def state_of(state: State) -> State:
        return _state_in(source, before, state)

    runs = tuple(replace(one, state=state_of(one.state)) for one in document.runs)
    pins = tuple(_found_pin(pin, found) for pin in document.pins)
    return replace(document, source=source, state=state_of(document.state), runs=runs, pins=pins)


def _found(source: Source, found: Mapping[UnavailableSource, Source]) -> Source:
    """Return the source found for `source`, or `source` itself if there is none."""
    return found.get(source, source) if isinstance(source, UnavailableSource) else source


def _found_pin(pin: Pin, found: Mapping[UnavailableSource, Source]) -> Pin:
    """Return the pin with the source found for it, in its stored state."""
    source = _found(pin.source, found)
    return (
        pin
        if source is pin.source
        else replace(pin, source=source, state=_state_in(source, pin.source, pin.state))
    )


def _state_in(source: Source, before: Source, state: State) -> State:
    """Read in `source` a state that `before` stored."""
    if source is before:
        return state
    try:
        return source.state_from_json(before.state_to_json(state))
    except InputError as error:
        raise InputError(f"{OTHER_TEXT} {error}") from None
