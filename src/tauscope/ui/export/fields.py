"""Fields that the dialogs of exports share."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QWidget

from tauscope.ui.export.number_field import NumberField
from tauscope.ui.theme import match_theme


def choice(name: str, title: str, entries: Mapping[str, str]) -> QComboBox:
    """Return a box with entries, each with its name as data."""
    box = QComboBox()
    box.setObjectName(name)
    box.setAccessibleName(title)
    for value, text in entries.items():
        box.addItem(text, value)
    return box


def choose(box: QComboBox, value: object) -> None:
    """Choose the entry with this data, if there is one."""
    place = box.findData(value)
    if place >= 0:
        box.setCurrentIndex(place)


def row(*widgets: QWidget) -> QHBoxLayout:
    """Return a row of widgets, in which fields for numbers share the room."""
    layout = QHBoxLayout()
    for widget in widgets:
        layout.addWidget(widget, int(isinstance(widget, NumberField)), Qt.AlignmentFlag.AlignVCenter)
    return layout


def ask_for_file(dialog: QWidget, title: str, suggested: Path) -> Path | None:
    """Ask where to write a file, whose ending is that of the suggested one; None if nothing is chosen."""
    ending = suggested.suffix
    asking = QFileDialog(dialog, title, str(suggested), f"{ending[1:].upper()} (*{ending})")
    asking.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    asking.selectFile(suggested.name)
    asking.setDefaultSuffix(ending[1:])
    match_theme(asking, dialog.parentWidget())
    chosen = asking.selectedFiles() if asking.exec() else []
    asking.deleteLater()
    return Path(chosen[0]) if chosen else None
