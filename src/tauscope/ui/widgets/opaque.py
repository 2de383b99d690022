"""Widgets that paint all of themselves, so that nothing under them is painted first."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QWidget

_POLISHED = (QEvent.Type.Polish, QEvent.Type.StyleChange)


def keep_opaque(widget: QWidget, event: QEvent) -> None:
    """Mark a dial or line edit as opaque after this event: Fusion takes the mark away as it polishes it."""
    if event.type() in _POLISHED:
        widget.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)


def fill_card(widget: QWidget) -> None:
    """Let a widget on a card fill all of itself with the colour of the card."""
    widget.setBackgroundRole(QPalette.ColorRole.Base)
    widget.setAutoFillBackground(True)
