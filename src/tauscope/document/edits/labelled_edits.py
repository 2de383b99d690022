"""Edits of the example that is shown of a labelled set: each is a pure function Document → Document."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tauscope.core.errors import InputError
from tauscope.document.edits import source_edits
from tauscope.document.picture.subjects.labelled_example import labelled_of

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.sources.labelled.source import LabelledSource


def show_row(document: Document, row: int) -> Document:
    """Show the example with this number, from 0; `InputError` if there is none."""
    source = labelled_of(document)
    return document if source is None else source_edits.go_to(document, source.checked(row))


def step_row(document: Document, by: int) -> Document:
    """Go on by some examples; both ends are stops."""
    source = labelled_of(document)
    if source is None:
        return document
    return show_row(document, min(max(document.state + by, 0), len(source.examples) - 1))


def next_wrong(document: Document, by: int = 1) -> Document:
    """Show the next example, or for −1 the one before, of which the likeliest class is not the true one.

    Raises
    ------
    InputError
        If there is none in this direction.
    """
    source = labelled_of(document)
    if source is None:
        return document
    row = wrong_row(source, document.state, by)
    if row is None:
        where = "before this row" if by < 0 else "after this row"
        raise InputError(f"There is none {where} of which the likeliest class is not the true one.")
    return show_row(document, row)


def wrong_row(source: LabelledSource, row: int, by: int) -> int | None:
    """Return the next example after `row`, or before it for −1, that is taken for another class."""
    (wrong,) = np.nonzero(~source.examples.labelled.right)
    found = wrong[wrong > row][:1] if by > 0 else wrong[wrong < row][-1:]
    return int(found[0]) if len(found) else None
