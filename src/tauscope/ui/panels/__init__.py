"""Panels that drive sources. A new one is one module here and one line in `PANELS`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.ui.panels.panel import Panel, PanelContext

PANELS = {"writer": "WriterPanel"}
"""Class of each panel, in the module of its name: `Abilities.panel` of a source is such a name."""


def panel_class(name: str) -> Callable[[PanelContext], Panel] | None:
    """Return the class of a panel; None where a source names none. The module is imported now."""
    if not name:
        return None
    panel: Callable[[PanelContext], Panel] = getattr(import_module(f"{__name__}.{name}"), PANELS[name])
    return panel
