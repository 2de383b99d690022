"""Settings of the panels, and of the plots of calibration: what is not part of the source itself.

A document holds those that differ from their defaults. A new panel with settings is a `PanelSettings` in a
module here and one line in `PANEL_SETTINGS`.
"""

from __future__ import annotations

from tauscope.core.registry import imported
from tauscope.document.panel_settings.panel_settings import PanelSettings

__all__ = ["PANEL_SETTINGS", "PanelSettings", "panel_settings_class"]

PANEL_SETTINGS = {
    "tree": "tauscope.document.panel_settings.tree.TreeSettings",
    "digits": "tauscope.document.panel_settings.digits.DigitsSettings",
    "bandit": "tauscope.document.panel_settings.bandit.BanditSettings",
    "trace": "tauscope.document.panel_settings.trace.TraceSettings",
    "calibration": "tauscope.document.panel_settings.calibration.CalibrationSettings",
}
"""Dotted paths of the classes, by the name of the panel or of what they set."""


def panel_settings_class(name: str) -> type[PanelSettings]:
    """Return the class of the settings of this panel."""
    found: type[PanelSettings] = imported(PANEL_SETTINGS[name])
    return found
