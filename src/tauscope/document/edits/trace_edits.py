"""Edits of a trace: what the user corrects of its file, and where in it the document is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.document.edits.plot_edits import without_plots
from tauscope.document.panel_settings.trace import COMPARING, OtherFile, TraceSettings
from tauscope.document.traces import trace_of
from tauscope.sources.trace import corrections

if TYPE_CHECKING:
    from pathlib import Path

    from tauscope.document.document import Document
    from tauscope.sources import Source
    from tauscope.sources.state import State
    from tauscope.sources.trace.source import TraceSource
    from tauscope.sources.trace.values import ValueKind


def set_source_temperature(document: Document, temperature: float | None) -> Document:
    """Set the temperature that was applied before the file was written; None takes the file's."""
    return replace(document, source=corrections.with_temperature(trace_of(document), temperature))


def set_vocabulary(document: Document, classes: int | None) -> Document:
    """Set the number of classes of the model; None takes the file's.

    Raises
    ------
    InputError
        If the file lists more classes at the present step, or leaves more probability to the others than
        these can have.
    """
    source = corrections.with_vocabulary(trace_of(document), classes)
    if document.source.ready(document.state):
        source.logits(document.state)
    return replace(document, source=source)


def set_values(document: Document, kind: ValueKind | None) -> Document:
    """Take the numbers of the file for logits, ln p, p or energies; None takes what they look like.

    Raises
    ------
    InputError
        If the file says itself what its numbers are, or the present step has one that is none of the kind.
    """
    source = corrections.with_values(trace_of(document), kind)
    source.logits(document.state)
    return replace(document, source=source)


def set_labels(document: Document, path: Path) -> Document:
    """Name the classes as a file does; `InputError` if it cannot be read, or the trace has its own names."""
    return show_names(document, corrections.with_labels(trace_of(document), path))


def show_names(document: Document, source: Source) -> Document:
    """Put on the bench the same trace with the names of classes that were read from a file."""
    return replace(document, source=source)


def open_again(document: Document, source: TraceSource) -> Document:
    """Go on with the trace as its file is now, at the same step, or at the last one; pins of it do so too."""
    before, last = document.source, source.steps - 1

    def state_of(state: State) -> State:
        return source.at(state, min(before.position(state), last))

    pins = tuple(
        replace(pin, source=source, state=state_of(pin.state)) if pin.source == before else pin
        for pin in document.pins
    )
    return replace(document, source=source, state=state_of(document.state), pins=pins)


def embed(document: Document) -> Document:
    """Keep the content of the file in the session; `InputError` if it is too large."""
    source = trace_of(document)
    if source.content is not None:
        raise InputError("The session holds the content of this trace already.")
    return replace(document, source=corrections.embedded(source))


def compare_with(document: Document, other: OtherFile) -> Document:
    """Compare the trace with another file of the same text.

    The plots that compare take the places of all but the first plot. Of these the steps stand first: a small
    window may have room for one plot, and what was asked for is to be seen.

    Raises
    ------
    InputError
        If the other file is the one on the bench.
    """
    source = trace_of(document)
    if source.fingerprint == other.fingerprint:
        raise InputError("This is the file on the bench: choose another one of the same text.")
    changed = document.with_settings(replace(document.settings(TraceSettings), other=other))
    kept = tuple(name for name in document.plots if name not in COMPARING)
    return replace(changed, plots=(COMPARING[0], *kept[:1], *COMPARING[1:]))


def end_comparison(document: Document) -> Document:
    """Compare the trace with no other file any more; `InputError` if it is compared with none."""
    settings = document.settings(TraceSettings)
    if settings.other is None:
        raise InputError("No other file is compared with this one.")
    return without_plots(document.with_settings(replace(settings, other=None)), COMPARING)
