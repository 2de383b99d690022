"""Escaping of text that a spreadsheet would take for a formula, and its reverse.

References
----------
OWASP, "CSV Injection".
"""

from __future__ import annotations

import re

_FORMULA = re.compile(r"'*[=+\-−@＝＋－＠\t\r\n]")


def for_spreadsheet(text: str) -> str:
    """Return `text` as a cell that a spreadsheet shows and does not compute.

    An apostrophe is put before a text that looks like a formula, also if that has apostrophes in front, so
    that `from_spreadsheet` gives the same text back.

    Examples
    --------
    >>> for_spreadsheet("=1+1"), for_spreadsheet("'=1+1"), for_spreadsheet("'tis")
    ("'=1+1", "''=1+1", "'tis")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def from_spreadsheet(cell: str) -> str:
    """Return the text of a cell that `for_spreadsheet` wrote.

    Examples
    --------
    >>> from_spreadsheet("'=1+1"), from_spreadsheet("=1+1"), from_spreadsheet("'tis")
    ('=1+1', '=1+1', "'tis")
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
