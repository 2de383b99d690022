r"""Writers of tables as TSV, CSV, JSON and LaTeX."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from itertools import chain
from typing import TYPE_CHECKING

from tauscope.core.bounds import Bounds
from tauscope.core.numbers import plain_number
from tauscope.document.reports.tables.latex_marks import UNICODE_CHARACTER, latex_mark
from tauscope.document.reports.tables.spreadsheets import for_spreadsheet

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    Cell = str | float | Bounds

_LATEX_DIGITS = 6
_QUOTED_IN_TSV, _QUOTED_IN_CSV = re.compile(r'[\t"\r\n]'), re.compile(r'[,;\t"\r\n]')
"""Characters for which a cell is put in quotation marks."""


def to_tsv(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    r"""Write rows separated by tabs, as a spreadsheet pastes them; numbers in full, with a decimal point.

    Text that looks like a formula gets an apostrophe in front.

    Examples
    --------
    >>> to_tsv(["class", "z"], [["cat", 2.0], ["dog", float("-inf")]])
    'class\tz\ncat\t2\ndog\t-inf\n'
    """
    return _separated(headers, rows, "\t", _QUOTED_IN_TSV)


def to_csv(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    r"""Write rows as comma-separated values; text that looks like a formula gets an apostrophe in front.

    Cells with a semicolon or a tab are quoted too, because spreadsheets in some countries split cells at
    these.

    Examples
    --------
    >>> to_csv(["class", "z"], [["cat, old", 0.5]])
    'class,z\n"cat, old",0.5\n'
    """
    return _separated(headers, rows, ",", _QUOTED_IN_CSV)


def _separated(
    headers: Sequence[str], rows: Iterable[Sequence[Cell]], delimiter: str, quoted: re.Pattern[str]
) -> str:
    """Write rows with a delimiter; text that matches `quoted` is put in quotation marks."""

    def plain(cell: str | float) -> str:
        if not isinstance(cell, str):
            return plain_number(cell)
        text = for_spreadsheet(cell)
        return '"' + text.replace('"', '""') + '"' if quoted.search(text) else text

    # A row of one empty cell would be an empty line, which readers of such files skip.
    lines = (delimiter.join(map(plain, row)) or '""' for row in _spread(headers, rows))
    return "".join(f"{line}\n" for line in lines)


def _spread(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[Sequence[str | float]]:
    """Yield headers and rows, with each column of bounds split into one of lower and one of upper ends."""
    body = list(rows)
    pairs = {place for row in body for place, cell in enumerate(row) if isinstance(cell, Bounds)}
    names = ((f"{name}_low", f"{name}_high") if at in pairs else (name,) for at, name in enumerate(headers))
    yield [*chain.from_iterable(names)]
    for row in body:
        cells = (_ends(cell) if at in pairs else _ends(cell)[:1] for at, cell in enumerate(row))
        yield [*chain.from_iterable(cells)]


def _ends(cell: Cell) -> tuple[str | float, str | float]:
    return (cell.low, cell.high) if isinstance(cell, Bounds) else (cell, cell)


def to_json(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Write rows as a JSON list of objects; infinities are the strings "inf" and "-inf", NaN is null.

    Examples
    --------
    >>> print(to_json(["class", "z"], [["cat", 2.0]]), end="")
    [
    {"class": "cat", "z": 2}
    ]
    """
    names = [json.dumps(header, ensure_ascii=False) for header in headers]
    objects = [_json_object(names, row) for row in rows]
    return "[\n" + ",\n".join(objects) + "\n]\n" if objects else "[]\n"


def _json_object(names: Sequence[str], row: Sequence[Cell]) -> str:
    return "{" + ", ".join(f"{name}: {_json(cell)}" for name, cell in zip(names, row, strict=True)) + "}"


def _json(cell: Cell) -> str:
    if isinstance(cell, str):
        return json.dumps(cell, ensure_ascii=False)
    if isinstance(cell, Bounds):
        return f"[{', '.join(map(_json, cell))}]"
    if math.isnan(cell):
        return "null"
    return f'"{plain_number(cell)}"' if math.isinf(cell) else plain_number(cell)


def to_latex(headers: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    r"""Write rows as a table for LaTeX with the package booktabs; numbers to six digits.

    A column is aligned left if the first row has text there, else right. Characters that pdfLaTeX may not
    know are printed by a command that is defined before the table.

    Examples
    --------
    >>> print(to_latex(["class", "z"], [["50 % off", float("-inf")]]), end="")
    \begin{tabular}{lr}
    \toprule
    class & z \\
    \midrule
    50 \% off & $-\infty$ \\
    \bottomrule
    \end{tabular}
    """
    body = [list(row) for row in rows]
    first = body[0] if body else headers
    columns = "".join("l" if isinstance(cell, str) else "r" for cell in first)
    lines = [
        rf"\begin{{tabular}}{{{columns}}}",
        r"\toprule",
        _latex_row(headers),
        r"\midrule",
        *map(_latex_row, body),
        r"\bottomrule",
        r"\end{tabular}",
    ]
    if any(r"\unicodechar" in line for line in lines):
        lines.insert(0, UNICODE_CHARACTER)
    return "\n".join(lines) + "\n"


def _latex_row(cells: Iterable[Cell]) -> str:
    return (
        " & ".join(latex_text(cell) if isinstance(cell, str) else _latex_value(cell) for cell in cells)
        + r" \\"
    )


def latex_text(text: str) -> str:
    r"""Escape all characters of a text that TeX does not print as they are, on one line.

    Examples
    --------
    >>> print(latex_text("R&D_1"))
    R\&D\_1
    """
    line = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join(map(latex_mark, line))


def _latex_value(cell: float | Bounds) -> str:
    if isinstance(cell, Bounds):
        return f"{_latex_number(cell.low)}--{_latex_number(cell.high)}"
    return _latex_number(cell)


def _latex_number(value: float) -> str:
    if math.isnan(value):
        return "--"
    if math.isinf(value):
        return r"$\infty$" if value > 0 else r"$-\infty$"
    mantissa, _, exponent = f"{value:.{_LATEX_DIGITS}g}".partition("e")
    return rf"${mantissa} \times 10^{{{int(exponent)}}}$" if exponent else f"${mantissa}$"
