"""Actions of the window, one for each command: menus, tool bar and the table's context menu show them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from tauscope.ui.widgets.keys import with_key
from tauscope.ui.widgets.plain_text import menu_text
from tauscope.ui.window.commands import COMMANDS, Command, Window

if TYPE_CHECKING:
    from tauscope.document.document import Document

OF_HISTORY = ("undo", "redo")
"""Actions that are enabled by the history, not by the document."""


def make_actions(window: Window, parent: QObject) -> dict[str, QAction]:
    """Make an action of each command; `parent` keeps the actions."""
    return {name: _action(command, window, parent) for name, command in COMMANDS.items()}


def _action(command: Command, window: Window, parent: QObject) -> QAction:
    action = QAction(command.text, parent)
    action.setObjectName(command.id)
    action.setShortcuts([QKeySequence(key) for key in command.keys])
    action.setToolTip(with_key(command.tip, command.keys))
    action.setIconText(command.bar or command.text.replace("&", "").removesuffix("…"))
    if command.on_table:
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    action.setCheckable(command.checked is not None)
    action.triggered.connect(lambda: _run(command, window))
    return action


def _run(command: Command, window: Window) -> None:
    window.finish_typing()
    command.run(window)


def fit_actions(actions: Mapping[str, QAction], document: Document) -> None:
    """Tick the commands whose effect is on, and grey those that have nothing to do: for a menu that opens."""
    for name, command in COMMANDS.items():
        if command.checked is not None:
            actions[name].setChecked(command.checked(document))
        if name not in OF_HISTORY:
            actions[name].setEnabled(command.enabled(document))


def release_actions(actions: Mapping[str, QAction]) -> None:
    """Let all keys work again when a menu has closed: a command with nothing to do says why."""
    for name, action in actions.items():
        if name not in OF_HISTORY:
            action.setEnabled(True)


def name_undo(actions: Mapping[str, QAction], undo: str | None, redo: str | None) -> None:
    """Write into Undo and Redo what they would change, and grey one that has nothing; it is None then."""
    for name, what in (("undo", undo), ("redo", redo)):
        action = actions[name]
        if action.isEnabled() != (what is not None):
            action.setEnabled(what is not None)
        text = f"&{name.capitalize()} {menu_text(what or '')}".rstrip()
        if action.text() != text:
            action.setText(text)


def add_to_table(table: QWidget, actions: dict[str, QAction]) -> None:
    """Give the table its keys and its context menu."""
    for name, command in COMMANDS.items():
        if command.on_table:
            table.addAction(actions[name])
