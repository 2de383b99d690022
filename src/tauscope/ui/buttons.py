"""Buttons that are words."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu, QToolButton


def menu_button(text: str, tip: str, menu: QMenu) -> QToolButton:
    """A word that opens a menu."""
    button = QToolButton(text=text, toolTip=tip)
    button.setMenu(menu)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return button
