"""Edits of the columns: runs of one source side by side, each with settings of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tauscope.core.chain import Chain, engine_named
from tauscope.core.chain.engines import ENGINES
from tauscope.core.domain import TEMPERATURE
from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted, screen_temperature
from tauscope.document.chain_words import settings_text
from tauscope.document.document import MOST_COLUMNS, Column, Document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.sources.protocol import State

SIDE_BY_SIDE = (0.2, 0.8, 1.5)
"""Temperatures of the columns, unless others are chosen."""


def set_columns(document: Document, temperatures: Sequence[float]) -> Document:
    """Put runs at these temperatures side by side; a run that has these settings already goes on."""
    start = document.source.initial()
    return put_columns(document, [Column(temperature, start) for temperature in temperatures])


def put_columns(document: Document, columns: Sequence[Column]) -> Document:
    """Put these columns side by side; a run that has these settings already goes on."""
    if columns and not document.source.abilities.branches:
        raise InputError("These logits have one run only: there is nothing to put side by side.")
    return replace(document, columns=tuple(_continued(document, column) for column in columns))


def _continued(document: Document, column: Column) -> Column:
    known: list[State] = [one.state for one in document.columns if one.draws_like(column)]
    return replace(column, state=known[-1] if known else document.source.initial())


def put_column(document: Document, place: int, column: Column) -> Document:
    """Give the column at `place` other settings; its text begins anew if they draw otherwise than before."""
    columns, before = list(document.columns), document.columns[place]
    columns[place] = replace(column, state=before.state) if column.draws_like(before) else column
    return replace(document, columns=tuple(columns))


def heat_column(document: Document, place: int, temperature: float) -> Document:
    """Give the column at `place` the bench's chain, at this temperature."""
    return put_column(document, place, Column(temperature, document.source.initial()))


def use_chain(document: Document, place: int, chain: Chain) -> Document:
    """Give the column at `place` a chain of its own."""
    return put_column(document, place, Column.of_chain(chain, document.source.initial()))


def use_engine(document: Document, place: int, name: str) -> Document:
    """Give the column at `place` what an engine makes of the request, at the dial's τ where it names none.

    Raises
    ------
    InputError
        If the engine refuses the request.
    """
    engine, request = engine_named(name), document.request
    if request.temperature is None:
        request = replace(request, temperature=document.temperature)
    chain = engine.chain_of(request)
    return put_column(document, place, Column.of_chain(chain, document.source.initial(), engine.name))


def look_at(document: Document, place: int, token: int) -> Document:
    """Put the moment before a token of a column on the bench, with the column's chain.

    Where that changes more than the dial, each column without a chain of its own gets the chain that it has
    now: it would follow the bench otherwise, and draw the rest of its text with the knobs of another column.
    """
    column, bench = document.columns[place], document.chain
    chain = column.chain_on(bench)
    columns = tuple(
        one if one.chain_on(chain) == one.chain_on(bench) else replace(one, chain=one.chain_on(bench))
        for one in document.columns
    )
    return replace(document, state=document.source.at(column.state, token), chain=chain, columns=columns)


def add_column(document: Document) -> Document:
    """Add a column at the end, with the chain that the bench has now."""
    if len(document.columns) >= MOST_COLUMNS:
        raise InputError(f"At most {MOST_COLUMNS} columns stand side by side: remove one first.")
    column = Column.of_chain(document.chain, document.source.initial())
    return replace(document, columns=(*document.columns, column))


def remove_column(document: Document, place: int) -> Document:
    """Remove the column at `place`; when none is left there is one text again."""
    return replace(document, columns=document.columns[:place] + document.columns[place + 1 :])


def set_typed(document: Document, place: int, text: str) -> Document:
    """Give the column at `place` what was typed: a temperature, a chain, or an engine's name.

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
    return heat_column(document, place, temperature)


def column_name(column: Column) -> str:
    """What a column is called: its engine, its chain, or its temperature.

    Examples
    --------
    >>> column_name(Column.of_chain(Chain.parse("top-p=0.9,temperature=0.5"), None))
    'top-p 0.9 · τ 0.50'
    """
    if column.engine:
        return ENGINES[column.engine].title
    return (
        f"τ {screen_temperature(column.temperature)}" if column.chain is None else settings_text(column.chain)
    )


def column_settings(document: Document, column: Column) -> str:
    """The chain of a column, knob by knob."""
    return settings_text(column.chain_on(document.chain))
