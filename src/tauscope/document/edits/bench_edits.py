"""Edits of what is compared and drawn: requests, samples and pins, each a pure function of a Document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tauscope.core.draws.sampling import COUNT
from tauscope.document.document import Pin

if TYPE_CHECKING:
    from tauscope.core.chain import Chain
    from tauscope.core.chain.engines import SamplingRequest
    from tauscope.document.document import Document


def set_request(document: Document, name: str, value: float | None) -> Document:
    """Hand all engines another setting: one of `REQUEST`, or None for the default of each."""
    changed: dict[str, Any] = {name: value}
    return replace(document, request=replace(document.request, **changed))


def put_request(document: Document, request: SamplingRequest) -> Document:
    """Hand all engines another request."""
    return replace(document, request=request)


def set_seed(document: Document, seed: int) -> Document:
    """Draw with other random numbers."""
    return replace(document, seed=seed)


def set_draws(document: Document, count: int) -> Document:
    """Draw so many times in all."""
    return replace(document, draws=count)


def add_draws(document: Document, count: int) -> Document:
    """Draw so many times more, as far as can be."""
    return set_draws(document, min(document.draws + count, int(COUNT.high)))


def pin(document: Document, chain: Chain | None = None) -> Document:
    """Keep the present distribution to compare with, or the one that another chain makes of these logits."""
    kept = Pin(document.source, document.state, document.chain if chain is None else chain)
    return replace(document, pins=(*document.pins, kept))


def unpin(document: Document, place: int) -> Document:
    """Let one of the pins go."""
    return replace(document, pins=document.pins[:place] + document.pins[place + 1 :])


def turn_to_pin(document: Document, place: int) -> Document:
    """Turn the knobs to those of a pin; the logits stay."""
    return replace(document, chain=document.pins[place].chain)


def return_to_pin(document: Document, place: int) -> Document:
    """Put a pin's distribution back on the bench: its logits and its knobs."""
    kept = document.pins[place]
    runs = document.runs if kept.source == document.source else ()
    return replace(document, source=kept.source, state=kept.state, chain=kept.chain, runs=runs)


def clear_pins(document: Document) -> Document:
    """Let all pins go."""
    return replace(document, pins=())
