"""Whether a document has logits with true labels, and plots of their calibration on the bench.

The window asks this at its start, so that this module imports next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tauscope.document.document import Document

CALIBRATION_PLOTS = ("reliability", "confidence", "nll", "ece")
"""Names of the plots of calibration."""

NO_LABELS = (
    "Calibration needs logits with true labels. Open a file that has both, or choose Source → Digits "
    "and switch Calibration on."
)


def unsuited(document: Document) -> str:
    """Return why the plots of calibration have nothing to show of a document; "" if they have."""
    return NO_LABELS if document.source.labelled(document.state) is None else ""


def is_calibrating(document: Document) -> bool:
    """Return True if a plot of calibration is on the bench and has something to show."""
    return any(plot in CALIBRATION_PLOTS for plot in document.plots) and not unsuited(document)
