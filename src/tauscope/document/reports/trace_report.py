"""Files of a trace: its text, or each step with its numbers at the source and under the document's chain."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.document.picture.study import unfollowed
from tauscope.document.reports.plot_data import WRITERS, table_bytes
from tauscope.document.studies.trace_reading import TraceReading
from tauscope.document.studies.trace_tempering import TraceTempering
from tauscope.document.traces import trace_of

if TYPE_CHECKING:
    from tauscope.document.document import Document

ENDINGS = (".txt", *WRITERS)
HEADERS = (
    *("step", "text", "surprise_bits", "rank", "rank_is_least"),
    *("probability_low", "probability_high", "entropy_bits_low", "entropy_bits_high", "left"),
    "surprise_is_least",
)
"""Columns: surprise and rank are the file's; those from the probability to what is left are of the chain."""


def trace_rows(document: Document) -> list[list[str | float]]:
    """Return a row for each step, with the columns of `HEADERS`; empty where nothing is known."""
    source = trace_of(document)
    read = TraceReading(source).result(unfollowed)
    # Tight bounds are near enough on screen; a file has the numbers of each step themselves.
    tempered = TraceTempering(source, document.chain, read, tight_is_enough=False).result(unfollowed)
    rows = list[list[str | float]]()
    for number in range(source.steps):
        text = source.recording.chosen_text(number) if source.has_tokens else ""
        rank = int(read.ranks[number]) or ""
        chain = (*tempered.chosen[:, number], *tempered.entropy[:, number], tempered.left[number])
        numbers = [float(read.surprise[number]), rank, int(read.beyond[number]), *map(float, chain)]
        numbers.append(int(read.at_least[number]))
        rows.append([number + 1, text, *("" if _is_unknown(one) else one for one in numbers)])
    return rows


def trace_bytes(document: Document, ending: str) -> bytes:
    """Write a trace to the bytes of a file: .txt has its text, the others of `ENDINGS` a row for each step.

    Raises
    ------
    InputError
        If there is no such format, or no text.
    """
    if ending not in ENDINGS:
        raise InputError(f"A trace is written as {', '.join(ENDINGS)}; {quoted(ending)} is not one of them.")
    source = trace_of(document)
    if ending != ".txt":
        return table_bytes(HEADERS, trace_rows(document), ending)
    if not source.has_tokens:
        raise InputError("The file does not say which tokens were chosen: export the numbers as .csv.")
    return f"{''.join(source.recording.pieces)}\n".encode()


def _is_unknown(number: float | str) -> bool:
    return isinstance(number, float) and math.isnan(number)
