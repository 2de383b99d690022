"""Panels that drive sources. A new one is one module here and one line in `PANELS`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tauscope.core.registry import imported

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.ui.panels.panel import Panel, PanelContext

PANELS = {
    "bandit": "tauscope.ui.panels.bandit.BanditPanel",
    "digits": "tauscope.ui.panels.digits.digits_panel.DigitsPanel",
    "trace": "tauscope.ui.panels.trace.trace_panel.TracePanel",
    "labelled": "tauscope.ui.panels.labelled.LabelledPanel",
    "tree": "tauscope.ui.panels.tree.TreePanel",
    "unavailable": "tauscope.ui.panels.unavailable.UnavailablePanel",
    "writer": "tauscope.ui.panels.writer.writer_panel.WriterPanel",
}
"""Dotted path of the class of each panel: `Abilities.panel` of a source is such a name."""


def panel_class(name: str) -> Callable[[PanelContext], Panel] | None:
    """Return the class of a panel; None where a source names none. The module is imported now."""
    if not name:
        return None
    panel: Callable[[PanelContext], Panel] = imported(PANELS[name])
    return panel
