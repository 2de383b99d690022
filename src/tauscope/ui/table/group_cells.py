"""What the cells in the line of a group of classes show, and what can be typed there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.core.bounds import written
from tauscope.core.errors import InputError
from tauscope.core.numbers import parse_percentage, plain_number, screen_number
from tauscope.document.edits import group_edits, probability_edits
from tauscope.document.formulas import formula
from tauscope.ui.painting import marks
from tauscope.ui.table.columns import ENERGY, FOLD_KEYS, LABEL, PROBABILITY, probability_text
from tauscope.ui.widgets.keys import shown_key

if TYPE_CHECKING:
    from tauscope.document.groups import ClassGroup
    from tauscope.document.picture.grouped_classes import GroupedClasses
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.editing.history import Edit

FOLDED, UNFOLDED = "▸", "▾"
"""Mark before the name of a group whose members are hidden or shown."""

NAMED = 12
"""Most members that the tooltip of a group names."""


def read_only() -> str:
    """Return why only name and probability of a group can be edited."""
    key = shown_key(FOLD_KEYS[0])
    return f"Of a group only name and p can be edited: unfold it ({key}) to edit its classes."


def shown(picture: Picture, number: int, column: int, *, unfolded: bool) -> str:
    """Text of a cell in the line of a group."""
    grouped = _grouped(picture)
    if column == LABEL:
        return f"{UNFOLDED if unfolded else FOLDED} {_group(picture, number).name}"
    if column == PROBABILITY:
        cut = picture.is_group_cut(number)
        return marks.CUT if cut else probability_text(picture, picture.group_probability(number))
    if column == ENERGY and picture.document.source.abilities.counts_name:
        document = picture.document
        counts = document.source.counts(document.state)
        return f"{int(counts[grouped.members.rows_of(number)].sum()):,}"
    return screen_number(_logit(picture, number, column))


def exact(picture: Picture, number: int, column: int) -> str:
    """Text with which an editor starts."""
    if column == LABEL:
        return _group(picture, number).name
    if column == PROBABILITY:
        return written(picture.group_probability(number), plain_number)
    return plain_number(_logit(picture, number, column))


def tip(picture: Picture, number: int, column: int) -> str:
    """Explain a cell in the line of a group."""
    group, rows = _group(picture, number), _grouped(picture).members.rows_of(number)
    if column == LABEL:
        labels = [picture.logits.labels[row][:40] for row in rows[:NAMED].tolist()]
        more = f" and {len(rows) - NAMED:,} more" if len(rows) > NAMED else ""
        return f"{group.name[:60]}: {', '.join(labels)}{more}. Double-click to rename."
    if column == PROBABILITY:
        unlisted = len(group.keys) - len(rows)
        text = f"Sum of the probabilities of {len(rows):,} classes, after the chain."
        if picture.document.source.abilities.editable:
            text += (
                "\nType 0.3, 30% or 1/3, or drag the bar: their logits move together, so their ratios stay."
            )
        if unlisted and picture.partial:
            more = f"{unlisted:,} more are" if unlisted > 1 else "One more is"
            text += f"\n{more} not listed here: its p is at most that of an unlisted class."
        return text
    symbol = picture.document.source.value_symbol
    if column == ENERGY:
        return f"Free energy of the group at this τ: minus its {symbol}."
    z = formula(f"τ ln Σ e^({symbol}/τ)")
    return (
        f"The {symbol} that one class would need to be as likely as the group: {z}.\n"
        "It moves with τ, because no single one is right at every τ."
    )


def edit(picture: Picture, number: int, column: int, text: str) -> Edit:
    """Return the edit for a text that was typed; `InputError` if the column of a group cannot be edited."""
    if column == LABEL:
        key = _group(picture, number).keys[0]
        return lambda document: group_edits.rename_group(document, key, text)
    if column != PROBABILITY:
        raise InputError(read_only())
    p, rows = parse_percentage(text), _grouped(picture).members.rows_of(number).tolist()
    return lambda document: probability_edits.set_probability_of_group(document, rows, p)


def _logit(picture: Picture, number: int, column: int) -> float:
    z = picture.once(_group_logit, number)
    return 0.0 - z if column == ENERGY else z


def _group_logit(picture: Picture, number: int) -> float:
    return _grouped(picture).logit(number, picture.temperature)


def _grouped(picture: Picture) -> GroupedClasses:
    grouped = picture.prepared.grouped
    assert grouped is not None  # noqa: S101  # there is a line of a group
    return grouped


def _group(picture: Picture, number: int) -> ClassGroup:
    return _grouped(picture).members.present[number]
