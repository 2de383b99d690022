"""Edits of what is compared and drawn: requests, samples and pins, each a pure function of a Document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tauscope.core.draws.sampling import COUNT
from tauscope.document.document import Pin
from tauscope.document.parts import PARTS
from tauscope.document.plot_sizes import PlotSizes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tauscope.core.chain import Chain
    from tauscope.core.chain.engines import SamplingRequest
    from tauscope.document.document import Document


def set_request(document: Document, name: str, value: float | None) -> Document:
    """Set one setting of the request to all engines, a name in `REQUEST`; None means each one's default."""
    changed: dict[str, Any] = {name: value}
    return replace(document, request=replace(document.request, **changed))


def put_request(document: Document, request: SamplingRequest) -> Document:
    """Replace the request to all engines."""
    return replace(document, request=request)


def show_part(document: Document, part: str, *, shown: bool) -> Document:
    """Show a part of the window, a name in `PARTS`, or hide it."""
    return set_hidden(document, {*document.hidden} - {part} if shown else {*document.hidden, part})


def set_hidden(document: Document, parts: Iterable[str]) -> Document:
    """Hide these parts of the window, names in `PARTS`, and show all others."""
    hidden = set(parts)
    return replace(document, hidden=tuple(part for part in PARTS if part in hidden))


def show_one_plot_and_dial(document: Document) -> Document:
    """Show the distribution and the dial alone."""
    hidden = set_hidden(document, {"table", "knobs", "readouts"})
    return replace(hidden, plots=("distribution",), plot_sizes=PlotSizes())


def set_seed(document: Document, seed: int) -> Document:
    """Set the seed of the sample."""
    return replace(document, seed=seed)


def set_draws(document: Document, count: int) -> Document:
    """Set the number of draws of the sample."""
    return replace(document, draws=count)


def add_draws(document: Document, count: int) -> Document:
    """Add `count` draws to the sample, up to the largest size of a sample."""
    return set_draws(document, min(document.draws + count, int(COUNT.high)))


def set_ranks(document: Document, ranks: str) -> Document:
    """Choose what is drawn over ranks: one of `RANK_VIEWS`."""
    return replace(document, ranks=ranks)


def set_hopping(document: Document, *, hopping: bool) -> Document:
    """Let particles hop between the Boltzmann levels, or keep them still."""
    return replace(document, hopping=hopping)


def set_rounds(document: Document, rounds: int) -> Document:
    """Set the number of rounds in which particles have exchanged quanta."""
    return replace(document, rounds=rounds)


def pin(document: Document, chain: Chain | None = None) -> Document:
    """Pin the present distribution, or the one that another `chain` makes of the present logits."""
    kept = Pin(document.source, document.state, document.chain if chain is None else chain)
    return replace(document, pins=(*document.pins, kept))


def unpin(document: Document, place: int) -> Document:
    """Remove the pin at `place`."""
    return replace(document, pins=document.pins[:place] + document.pins[place + 1 :])


def turn_to_pin(document: Document, place: int) -> Document:
    """Replace the chain by that of a pin; the logits stay."""
    return replace(document, chain=document.pins[place].chain)


def return_to_pin(document: Document, place: int) -> Document:
    """Replace source, state and chain by those of a pin."""
    kept = document.pins[place]
    runs = document.runs if kept.source == document.source else ()
    return replace(document, source=kept.source, state=kept.state, chain=kept.chain, runs=runs)


def clear_pins(document: Document) -> Document:
    """Remove all pins."""
    return replace(document, pins=())
