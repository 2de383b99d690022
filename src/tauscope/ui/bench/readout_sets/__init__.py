"""Readouts of sources that have their own numbers. A new set is a module here and a line in the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.core.registry import imported
from tauscope.document.calibrating import is_calibrating
from tauscope.ui.bench.readout_texts import READOUTS

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.ui.bench.readout_texts import Readout

PANEL_READOUTS: dict[str, str] = {
    "bandit": "tauscope.ui.bench.readout_sets.bandit.READOUTS",
    "tree": "tauscope.ui.bench.readout_sets.tree.READOUTS",
    "trace": "tauscope.ui.bench.readout_sets.trace.readouts",
    "digits": "tauscope.ui.bench.readout_sets.digits.READOUTS",
}
"""Readouts that stand in the row while a panel is there, by the panel's name.

Each is the dotted path of a tuple, or of a function Document → tuple.
"""

CALIBRATION = "tauscope.ui.bench.readout_sets.calibration.READOUTS"
"""Dotted path of the readouts that stand there while a plot of calibration is on the bench."""


def readouts_for(document: Document) -> tuple[Readout, ...]:
    """Return the readouts of a document, without those of its pins."""
    path = CALIBRATION if is_calibrating(document) else PANEL_READOUTS.get(document.source.abilities.panel)
    if path is None:
        return READOUTS
    found = imported(path)
    readouts: tuple[Readout, ...] = found(document) if callable(found) else found
    return readouts
