"""Lines of the table as text, as a spreadsheet takes it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tauscope.document.picture.partial_words import unlisted_words
from tauscope.document.reports.tables.table_formats import to_tsv

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.core.bounds import Known
    from tauscope.document.document import Document
    from tauscope.document.picture.picture import Picture


def lines_as_tsv(picture: Picture, lines: Sequence[tuple[int | None, int]], *, others: bool) -> str:
    """Return name, logit, probability and energy of each line; without p while a lesson asks for it.

    Parameters
    ----------
    picture : Picture
    lines : sequence of (int or None, int)
        Number of the group of which it is the line, or None for the line of a class, and the class's row.
    others : bool
        Whether a line with all classes that are not listed follows, where some are not.
    """
    logits, bounds, rows = picture.logits, picture.bounds, [row for _, row in lines]
    names = [logits.labels[row] for row in rows]
    values = logits.values[rows].tolist()
    p: list[Known] = picture.probabilities[rows].tolist() if bounds is None else [*map(bounds.of, rows)]
    grouped = picture.prepared.grouped
    for place, (number, _) in enumerate(lines):
        if number is not None and grouped is not None:
            names[place] = grouped.members.present[number].name
            values[place] = grouped.logit(number, picture.temperature)
            p[place] = picture.group_probability(number)
    if others and bounds is not None and bounds.unlisted != 0:
        names.append(unlisted_words(bounds.unlisted))
        values.append(math.nan)
        p.append(bounds.others)
    columns: dict[str, list[Known]] = {picture.document.source.value_symbol: values}
    if not _is_asked(picture.document):
        columns["p"] = p
    columns["E"] = [0.0 - z for z in values]
    return to_tsv(["class", *columns], zip(names, *columns.values(), strict=True))


def _is_asked(document: Document) -> bool:
    """Return True while the probabilities would tell the answer to a lesson's question."""
    if document.lesson is None:
        return False
    from tauscope.document.library.lesson_walk import covers_plots  # noqa: PLC0415  # only in lessons

    return covers_plots(document)
