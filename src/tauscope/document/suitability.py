"""Which plots have something to show of a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.core.registry import imported
from tauscope.document.plots import PLOTS

if TYPE_CHECKING:
    from tauscope.document.document import Document


def unsuited(plot: str, document: Document) -> str:
    """Return a sentence on why a plot cannot show `document`; empty if it can, or if it is the whole bench.

    It is empty too while a source cannot be had, for that is then the reason.

    Examples
    --------
    >>> from tauscope.document.document import Document
    >>> unsuited("levels", Document())
    ''
    """
    if document.source.unavailable:
        return ""  # what covers the plot says why there are no numbers, and what they were of is not known
    path = PLOTS[plot].unsuited if plot in PLOTS else ""
    return str(imported(path)(document)) if path else ""
