"""What a source that moves is driven with. A new one is one module here and one line in `PANELS`."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.ui.panels.panel import Panel, PanelContext

PANELS = {"writer": "WriterPanel"}
"""Class of the panel by the kind of its source: in the module of that name, imported when first shown."""


def panel_class(kind: str) -> Callable[[PanelContext], Panel] | None:
    """Class of the panel for a kind of source; None for one that needs none."""
    if kind not in PANELS:
        return None
    panel: Callable[[PanelContext], Panel] = getattr(import_module(f"{__name__}.{kind}"), PANELS[kind])
    return panel
