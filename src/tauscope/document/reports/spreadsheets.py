"""Text that spreadsheets would take for a formula: how it is written, and read back.

References
----------
OWASP, "CSV Injection".
"""

from __future__ import annotations

import re

_FORMULA = re.compile(r"'*[=+\-−@＝＋－＠\t\r\n]")


def for_spreadsheet(text: str) -> str:
    """`text` as a cell that a spreadsheet shows and does not compute.

    An apostrophe stands before what looks like a formula.

    Examples
    --------
    >>> for_spreadsheet("=1+1"), for_spreadsheet("'=1+1"), for_spreadsheet("'tis")
    ("'=1+1", "''=1+1", "'tis")
    """
    return f"'{text}" if _FORMULA.match(text) else text


def from_spreadsheet(cell: str) -> str:
    """The text that `for_spreadsheet` wrote.

    Examples
    --------
    >>> from_spreadsheet("'=1+1"), from_spreadsheet("=1+1"), from_spreadsheet("'tis")
    ('=1+1', '=1+1', "'tis")
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell
