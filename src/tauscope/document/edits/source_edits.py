"""Edits of the source of the logits and of the state in it: each is a pure function Document → Document."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.document.document import Document
from tauscope.document.edits.group_edits import with_groups_of_same_classes
from tauscope.document.edits.plot_edits import without_plots
from tauscope.document.plot_sizes import PlotSizes
from tauscope.document.running import rule_ending, schedule_ends
from tauscope.sources import TypedTable
from tauscope.sources.cursor import PlainCursor
from tauscope.sources.running import stepping

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.sources.protocol import Source
    from tauscope.sources.state import State


def use_source(document: Document, source: Source) -> Document:
    """Replace the source, in its initial state; runs side by side restart in it, if it can have several.

    A source of another kind brings its own plots, if it has any; those of the source before go with it. So
    does a τ that followed a schedule, which was not the user's: the dial then stands at 1.
    """
    start, branches = source.initial(), source.abilities.branches
    runs = tuple(replace(run, state=start) for run in document.runs if branches)
    bench = replace(document, source=source, state=start, runs=runs, preset="")
    bench = with_groups_of_same_classes(bench, document)
    for before in document.panel_settings:
        settings = before.at_start()
        if source is not document.source:
            settings = settings.for_another_source()
        bench = bench.with_settings(settings)
        bench = without_plots(bench, set(before.plots) - set(settings.plots))
    if source.kind == document.source.kind:
        return bench
    if schedule_ends(document):
        bench = replace(bench, chain=bench.chain.with_temperature(1.0))
    own = source.abilities.plots or (Document.plots if document.source.abilities.plots else ())
    return replace(bench, plots=own, plot_sizes=PlotSizes.of(source.abilities.plot_widths)) if own else bench


def go_to(document: Document, state: State) -> Document:
    """Set the present state of the source."""
    return replace(document, state=state)


def go_to_position(document: Document, position: int) -> Document:
    """Go to the state after `position` choices; later choices are kept, so that one can go forth again."""
    return go_to(document, document.source.at(document.state, position))


def choose(document: Document, key: int) -> Document:
    """Choose the class with this key by hand, and go to the state that follows the choice."""
    if not document.source.abilities.steps:
        raise InputError("No choice leads on from these logits: they have one state.")
    if ending := rule_ending(document):
        raise InputError(ending)
    chosen = stepping.by_hand(PlainCursor(document.source, document.state), document.chain, key)
    return go_to(document, document.source.advance(document.state, chosen))


def take_as_table(document: Document) -> Document:
    """Replace the source by a typed table of the present logits, in which every class can be edited."""
    return replace(use_source(document, TypedTable(document.logits)), chain=document.chain, runs=())


def own_logits(document: Document) -> Document:
    """Undo the user's changes to a model's logits."""
    own = document.source.without_edits()
    if own is document.source:
        raise InputError("No logit of a model was changed: there is nothing to take back.")
    return replace(document, source=own)


def restart(document: Document) -> Document:
    """Return to the initial state of the source, in all runs."""
    return use_source(document, document.source)


def move_on(document: Document, states: Sequence[State]) -> Document:
    """Set the states that the source has reached: one for the document, or one for each of its runs."""
    if not document.runs:
        (state,) = states
        return go_to(document, state)
    pairs = zip(document.runs, states, strict=True)
    return replace(document, runs=tuple(replace(run, state=state) for run, state in pairs))
