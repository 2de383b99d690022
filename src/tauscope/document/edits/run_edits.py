"""Edits of the runs of one source that go side by side, each with settings of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tauscope.core.chain import Chain, engine_named
from tauscope.core.chain.engines import ENGINES
from tauscope.core.domain import TEMPERATURE
from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted, screen_temperature
from tauscope.document.chain_words import settings_text
from tauscope.document.document import MOST_RUNS, Document, Run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.sources.state import State

SIDE_BY_SIDE = (0.2, 0.8, 1.5)
"""Temperatures of new runs."""


def set_runs(document: Document, temperatures: Sequence[float]) -> Document:
    """Replace the runs by one at each temperature; a run with the same settings as before keeps its text."""
    start = document.source.initial()
    return put_runs(document, [Run(temperature, start) for temperature in temperatures])


def put_runs(document: Document, runs: Sequence[Run]) -> Document:
    """Replace the runs; a run with the same settings as one before keeps its text."""
    if runs and not document.source.abilities.branches:
        raise InputError("These logits have one run only: there is nothing to put side by side.")
    return replace(document, runs=tuple(_continued(document, run) for run in runs))


def _continued(document: Document, run: Run) -> Run:
    """Return `run` in the state of the present run with the same settings, else in the initial state."""
    known: list[State] = [one.state for one in document.runs if one.draws_like(run)]
    return replace(run, state=known[-1] if known else document.source.initial())


def put_run(document: Document, place: int, run: Run) -> Document:
    """Replace the run at `place`; the text is kept if chain and temperature stay the same."""
    runs, before = list(document.runs), document.runs[place]
    runs[place] = replace(run, state=before.state) if run.draws_like(before) else run
    return replace(document, runs=tuple(runs))


def heat_run(document: Document, place: int, temperature: float) -> Document:
    """Give the run at `place` the bench's chain, at this temperature."""
    return put_run(document, place, Run(temperature, document.source.initial()))


def use_chain(document: Document, place: int, chain: Chain) -> Document:
    """Give the run at `place` a chain of its own."""
    return put_run(document, place, Run.of_chain(chain, document.source.initial()))


def use_engine(document: Document, place: int, name: str) -> Document:
    """Give the run at `place` the chain that an engine makes of the request, or of it at the dial's τ.

    Raises
    ------
    InputError
        If the engine refuses the request.
    """
    engine, request = engine_named(name), document.request
    if request.temperature is None:
        request = replace(request, temperature=document.temperature)
    chain = engine.chain_of(request)
    return put_run(document, place, Run.of_chain(chain, document.source.initial(), engine.name))


def look_at(document: Document, place: int, token: int) -> Document:
    """Show the distribution from which a token of a run was chosen: its state, and the chain of the run.

    Parameters
    ----------
    document : Document
    place : int
        Index of the run.
    token : int
        Position of the token in the text of the run.
    """
    run, bench = document.runs[place], document.chain
    chain = run.chain_on(bench)
    # A run without a chain of its own follows the bench's. If the new chain differs in more than the dial,
    # such a run would draw the rest of its text with the knobs of another run, so it gets the chain it has
    # now.
    runs = tuple(
        one if one.chain_on(chain) == one.chain_on(bench) else replace(one, chain=one.chain_on(bench))
        for one in document.runs
    )
    return replace(document, state=document.source.at(run.state, token), chain=chain, runs=runs)


def add_run(document: Document) -> Document:
    """Add a run at the end, with the chain that the bench has now."""
    if len(document.runs) >= MOST_RUNS:
        raise InputError(f"At most {MOST_RUNS} columns stand side by side: remove one first.")
    run = Run.of_chain(document.chain, document.source.initial())
    return replace(document, runs=(*document.runs, run))


def remove_run(document: Document, place: int) -> Document:
    """Remove the run at `place`; without any run the document has one text."""
    return replace(document, runs=document.runs[:place] + document.runs[place + 1 :])


def set_typed(document: Document, place: int, text: str) -> Document:
    """Give the run at `place` the settings that were typed: a temperature, a chain, or an engine's name.

    Raises
    ------
    InputError
        If the text is none of these, or a value in it is not legal.
    """
    if "=" in text:
        return use_chain(document, place, Chain.parse(text))
    words = [name.casefold() for engine in ENGINES.values() for name in (engine.name, engine.title)]
    if text.strip().casefold() in words:
        return use_engine(document, place, text)
    try:
        temperature = TEMPERATURE.parse(text)
    except InputError as refusal:
        if any(character.isdigit() for character in text):
            raise
        raise InputError(
            f"{quoted(text)} is no temperature, chain or engine: write 0.7, or temperature=0.7,top-p=0.9, or"
            " llama.cpp."
        ) from refusal
    return heat_run(document, place, temperature)


def run_name(run: Run) -> str:
    """Return the name of a run: its engine, its chain, or its temperature.

    Examples
    --------
    >>> run_name(Run.of_chain(Chain.parse("top-p=0.9,temperature=0.5"), None))
    'top-p 0.9 · τ 0.50'
    """
    if run.engine:
        return ENGINES[run.engine].title
    return f"τ {screen_temperature(run.temperature)}" if run.chain is None else settings_text(run.chain)


def run_settings(document: Document, run: Run) -> str:
    """Return the settings of the chain of a run, knob by knob."""
    return settings_text(run.chain_on(document.chain))
