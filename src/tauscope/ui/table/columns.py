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
from tauscope.document.edits import probability_edits, table_edits
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


TINY_SHARE = 5e-5
"""Least probability whose two decimals in per cent are not all 0."""

TWO_DIGITS = 0.09995
"""Probability from which on a bound in per cent has two digits before the point, and one decimal."""


def probability_text(picture: Picture, number: Number) -> str:
    """Write a probability with four decimals, or in per cent in a picture that has bounds in places.

    All cells of the column have one unit, whether their number is exact or an interval.
    """
    if isinstance(number, float) and picture.partial is None:
        return screen_probability(number)
    return share_text(number)


def share_text(number: Number) -> str:
    """Write a probability in per cent, with two decimals, or both its bounds; from 10% on these have one.

    Of bounds that are both tiny the upper one says enough.

    Examples
    --------
    >>> [share_text(p) for p in (0.385, 0.0164, 2.5e-7, 0.0, 0.99999)]
    ['38.50%', '1.64%', '2.5e−5%', '0%', '>99.99%']
    >>> [share_text(Bounds(*both)) for both in ((0.052, 0.223), (0.016, 0.0164), (2e-5, 3e-4), (1e-9, 2e-7))]
    ['5.2–22.3%', '1.60–1.64%', '≤ 0.03%', '≤ 2.0e−5%']
    """
    if not isinstance(number, Bounds):
        return written(number, _share)
    if number.high >= TWO_DIGITS:
        return written(number, screen_percentage)
    low, high = map(_share, number)
    return f"≤ {high}" if low != high and 0 < number.low < TINY_SHARE else written(number, _share)


def _share(p: float) -> str:
    """Write a probability in per cent with two decimals, or with an exponent if these would all be 0."""
    if p in (0, 1):
        return f"{p:.0%}"
    if p < 1e-99:
        return "<1e−97%"
    if p < TINY_SHARE:
        mantissa, exponent = f"{100 * p:.1e}".split("e")
        return f"{mantissa}e{int(exponent)}%".replace("-", "−")
    return ">99.99%" if p >= 0.99995 else f"{100 * p:.2f}%"


WIDEST_BOUNDS = "00.0–00.0%"
"""A text as wide as most bounds of a probability: the column keeps its width while the dial turns."""


def _rename(row: int, text: str) -> Edit:
    return lambda document: table_edits.set_labels(document, row, [text])


def _set_logit(row: int, text: str) -> Edit:
    value = parse_number(text)
    return lambda document: table_edits.set_logit(document, row, value)


def _set_probability(row: int, text: str) -> Edit:
    value = parse_percentage(text)
    return lambda document: probability_edits.set_probability(document, row, value)


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
        lambda picture, row: (
            marks.CUT if picture.is_cut(row) else probability_text(picture, picture.probability(row))
        ),
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
