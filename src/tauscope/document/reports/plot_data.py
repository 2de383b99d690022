"""Tables of the numbers that each plot draws; `PLOTS` names the functions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.core.registry import imported
from tauscope.document.document import Document
from tauscope.document.picture.picture import Picture
from tauscope.document.plots import PLOTS
from tauscope.document.reports.provenance import provenance_columns
from tauscope.document.suitability import unsuited

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tauscope.document.picture.study import StudyResults
    from tauscope.document.reports.tables.table_formats import Cell

BENCH = "bench"
"""Name of the table of the whole bench."""

WRITERS = {
    ".csv": "tauscope.document.reports.tables.table_formats.to_csv",
    ".tsv": "tauscope.document.reports.tables.table_formats.to_tsv",
    ".json": "tauscope.document.reports.tables.table_formats.to_json",
}
"""Dotted path of the function that writes a table, by the ending of the file."""


@dataclass(frozen=True)
class Numbers:
    """A table.

    Attributes
    ----------
    headers : sequence of str
        Names of the columns, all different.
    rows : sequence of sequence
        Each cell is a text, a number or `Bounds`.
    """

    headers: Sequence[str]
    rows: Sequence[Sequence[Any]]


NUMBERS = {name: entry.numbers for name, entry in PLOTS.items()} | {
    BENCH: "tauscope.document.reports.plot_numbers.classes.bench_numbers"
}
"""Dotted path of the function that makes the table, by the name of the plot."""


def plot_numbers(name: str, picture: Picture) -> Numbers:
    """Make the table of a plot, or of the whole bench, with columns that say where its numbers come from.

    Raises
    ------
    InputError
        If there is no plot called `name`, or it cannot show the document.
    """
    check_plot(name)
    check_suits(name, picture.document)
    numbers: Numbers = imported(NUMBERS[name])(picture if name == BENCH else picture.for_plot(name))
    origin = provenance_columns(picture, name)
    added = {name: cell for name, cell in origin.items() if name not in numbers.headers}
    same = tuple(added.values())
    return Numbers((*numbers.headers, *added), [(*row, *same) for row in numbers.rows]) if same else numbers


def distinct(names: Iterable[str]) -> list[str]:
    """Return the names, with a number after each that stands earlier in the list.

    Examples
    --------
    >>> distinct(["p(a)", "p(b)", "p(a)"])
    ['p(a)', 'p(b)', 'p(a) 2']
    """
    found: dict[str, None] = {}
    for name in names:
        number, new = 1, name
        while new in found:
            number += 1
            new = f"{name} {number}"
        found[new] = None
    return list(found)


def check_plot(name: str) -> str:
    """Return `name` if it is in `NUMBERS`.

    Raises
    ------
    InputError
        If there is no plot called `name`; the sentence lists all plots.
    """
    if name not in NUMBERS:
        *most, last = NUMBERS
        raise InputError(f"There is no plot {quoted(name)}; there are {', '.join(most)} and {last}.")
    return name


def check_suits(plot: str, document: Document) -> None:
    """Check that a plot has something to show of a document.

    Raises
    ------
    InputError
        If it has not; the message says why.
    """
    if reason := unsuited(plot, document):
        raise InputError(reason)


def written_numbers(document: Document, plot: str, ending: str, results: StudyResults | None = None) -> bytes:
    """Write the table of a plot to the bytes of a file.

    Parameters
    ----------
    document : Document
    plot : str
        One of `NUMBERS`.
    ending : str
        One of `WRITERS`.
    results : StudyResults or None
        Results of studies that are known; None computes those that the table needs.

    Returns
    -------
    bytes
        Text in UTF-8.

    Raises
    ------
    InputError
        If the plot cannot show the document, or a study has no result yet.
    """
    numbers = plot_numbers(plot, Picture.of(document, results=results))
    return table_bytes(numbers.headers, numbers.rows, ending)


def table_bytes(headers: Sequence[str], rows: Iterable[Sequence[Cell]], ending: str) -> bytes:
    """Write a table to the bytes of a file with one of the endings in `WRITERS`: text in UTF-8."""
    text: str = imported(WRITERS[ending])(headers, rows)
    return text.encode()
