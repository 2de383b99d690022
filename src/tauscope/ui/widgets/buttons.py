"""Buttons that are words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QCursor
from PySide6.QtWidgets import QMenu, QToolButton

from tauscope.ui.editing.later import call_later

PAGE = "page"
"""Property of a widget: the name of the page that explains it."""


def word_button(text: str, tip: str, act: Callable[[], object] | None = None) -> QToolButton:
    """Make a button with a text and an action."""
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    if act is not None:
        button.clicked.connect(act)
    return button


def menu_button(text: str, tip: str, menu: QMenu) -> QToolButton:
    """Make a button with a text and a menu."""
    button = word_button(text, tip)
    give_menu(button, menu)
    return button


def give_menu(button: QToolButton, menu: QMenu) -> None:
    """Make a button open a menu, which it owns if nothing else does."""
    if menu.parent() is None:
        # Without a parent, what its entries call would keep the menu, and the menu its entries.
        menu.setParent(button, menu.windowFlags())
    button.setMenu(menu)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    menu.aboutToHide.connect(partial(call_later, button, 0, partial(_go_out, button)))


def show_choice(button: QToolButton, of: str, text: str) -> bool:
    """Write the present choice on a button with a menu, and tell screen readers what it is a choice of.

    Returns
    -------
    bool
        True if the button has another text now.
    """
    shown = f"{text} ▾"
    if shown == button.text():
        return False
    button.setText(shown)
    button.setAccessibleName(f"{of}: {text}")
    return True


def _go_out(button: QToolButton) -> None:
    """Clear the hover of a button whose menu closed: Qt sends the button no event when the mouse has left."""
    if not button.rect().contains(button.mapFromGlobal(QCursor.pos())):
        button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    button.setDown(False)
    button.update()


def add_choices(
    menu: QMenu, choices: Mapping[str, str], choose: Callable[[str], object]
) -> dict[str, QAction]:
    """Add entries to a menu, at most one of which is ticked.

    Parameters
    ----------
    menu : QMenu
    choices : mapping
        Title of each entry by the name of the choice.
    choose : callable
        Called with the name that was chosen.

    Returns
    -------
    dict
        Each action by the name of its choice; `setChecked(True)` ticks it and no other.
    """
    group, actions = QActionGroup(menu), dict[str, QAction]()
    for name, title in choices.items():
        action = actions[name] = QAction(title, group, checkable=True)
        action.triggered.connect(lambda _=False, chosen=name: choose(chosen))
        menu.addAction(action)
    return actions
