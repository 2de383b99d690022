"""Buttons that are words."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMenu, QToolButton

PAGE = "page"
"""Property of a widget: the name of the page that explains it."""


def word_button(text: str, tip: str, act: Callable[[], object] | None = None) -> QToolButton:
    """A word that does something."""
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    if act is not None:
        button.clicked.connect(act)
    return button


def menu_button(text: str, tip: str, menu: QMenu) -> QToolButton:
    """A word that opens a menu."""
    button = word_button(text, tip)
    button.setMenu(menu)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    return button
