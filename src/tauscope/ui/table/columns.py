"""Columns of the table: how their cells are written, and what a text that is typed in one of them means."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tauscope.core.bounds import Bounds, Number, written
from tauscope.core.numbers import (
    WIDE,
    parse_number,
    parse_percentage,
    plain_number,
    screen_logit,
    screen_number,
    screen_percentage,
    screen_probability,
)
from tauscope.document.edits import table_edits
from tauscope.document.formulas import with_formulas
from tauscope.document.picture.picture import Picture
from tauscope.ui.editing.history import Edit
from tauscope.ui.painting import marks

if TYPE_CHECKING:
    from tauscope.core.values import Integers


class Column(NamedTuple):
    """One column: how its cells are shown, what an editor starts with, and what a typed text means.

    In title and tip “z” and “Logit” stand for the symbol and the name of the source's values. `typing` says
    what may be typed where cells can be edited. Its width is that of `widest`, or where it is `fitted` that
    of the numbers in it.
    """

    title: str
    tip: str
    typing: str
    widest: str
    fitted: bool
    shown: Callable[[Picture, int], str]
    exact: Callable[[Picture, int], str]
    edit: Callable[[int, str], Edit]


def _logit(picture: Picture, row: int) -> float:
    return float(picture.logits.values[row])


def _energy(picture: Picture, row: int) -> float:
    return 0.0 - float(picture.logits.values[row])


def _counts(picture: Picture) -> Integers:
    document = picture.document
    return document.source.counts(document.state)


def _last(picture: Picture, row: int, written: Callable[[float], str]) -> str:
    """Text of the last column: the number of choices where the source counts them, else the energy."""
    if picture.document.source.abilities.counts_name:
        return f"{int(picture.once(_counts)[row]):,}"
    return written(_energy(picture, row))


def _shown(picture: Picture, value: float) -> str:
    """A logit as typed, or with the number of decimals that the source asks for, to line up."""
    can = picture.document.source.abilities
    if can.decimals is not None and abs(value) < WIDE:
        # Of a logit that would be 0.00 the digits count; of an estimate from noisy numbers they do not.
        lines_up = can.counts_name or value == 0 or 0.5 * 10**-can.decimals <= abs(value)
        return screen_number(value, can.decimals) if lines_up else screen_logit(value)
    return screen_logit(value)


def probability_text(number: Number) -> str:
    """Write a probability with four decimals, or two bounds of it in per cent, which is shorter.

    Of bounds that are both tiny the upper one says enough.

    Examples
    --------
    >>> [probability_text(number) for number in (0.385, Bounds(0.052, 0.223), Bounds(2e-5, 3e-4))]
    ['0.3850', '5.2–22.3%', '≤ 0.0003']
    """
    exact = written(number, screen_probability)
    if not isinstance(number, Bounds) or exact == screen_probability(number.high):
        return exact
    if screen_percentage(number.high).startswith("<"):
        return f"≤ {screen_probability(number.high)}"
    return written(number, screen_percentage)


WIDEST_BOUNDS = "00.0–00.0%"
"""A text as wide as most bounds of a probability: the column keeps its width while the dial turns."""


def _rename(row: int, text: str) -> Edit:
    return lambda document: table_edits.set_labels(document, row, [text])


def _set_logit(row: int, text: str) -> Edit:
    value = parse_number(text)
    return lambda document: table_edits.set_logit(document, row, value)


def _set_probability(row: int, text: str) -> Edit:
    value = parse_percentage(text)
    return lambda document: table_edits.set_probability(document, row, value)


def _set_energy(row: int, text: str) -> Edit:
    value = parse_number(text)
    return lambda document: table_edits.set_energy(document, row, value)


COLUMNS = (
    Column(
        "class",
        "Name of the class.",
        "Any text.",
        "",
        False,
        lambda picture, row: picture.logits.labels[row][:200],
        lambda picture, row: picture.logits.labels[row],
        _rename,
    ),
    Column(
        "z",
        "Logit z: the model's raw score.",
        "Type 1.5, 1/3 or ln 3; −∞ masks the class.",
        "−0.00",
        True,
        lambda picture, row: _shown(picture, _logit(picture, row)),
        lambda picture, row: plain_number(_logit(picture, row)),
        _set_logit,
    ),
    Column(
        "p",
        with_formulas("Probability $p = e^(z/τ)/Z$."),
        "Type 0.3, 30% or 1/3: the logit moves, the others keep their ratios.",
        "0.0e−00",
        False,
        lambda picture, row: marks.CUT if picture.is_cut(row) else probability_text(picture.probability(row)),
        lambda picture, row: written(picture.probability(row), plain_number),
        _set_probability,
    ),
    Column(
        "E = −z",
        with_formulas("Energy of the Boltzmann level: $E = −z$."),
        "",
        "−0.00",
        True,
        lambda picture, row: _last(picture, row, partial(_shown, picture)),
        lambda picture, row: _last(picture, row, plain_number),
        _set_energy,
    ),
)
LABEL, LOGIT, PROBABILITY, ENERGY = range(len(COLUMNS))

EDITABLE = (LABEL, PROBABILITY)
"""Columns of a group that can be edited."""

FOLD_KEYS = ("Alt+Right", "Alt+Left")
"""Keys that show or hide the members of a group."""
