"""A button with a menu of usual values for one setting, and an entry that asks for any other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Generic, TypeVar

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton

from tauscope.ui.widgets.bubble import hide_bubble, show_bubble
from tauscope.ui.widgets.buttons import give_menu, show_choice
from tauscope.ui.widgets.prompt import ask

V = TypeVar("V")

OTHER = "Another…"


class ValueChoice(QToolButton, Generic[V]):
    """Button that says the present value.

    Parameters
    ----------
    title : str
        Title of the question for another value.
    usual : sequence
        Values in the menu.
    told : callable
        Words for a value, on the button and in the menu.
    written, parse : callable
        The text with which the question begins, and the value that a text stands for.
    accept : callable
        Takes a chosen value, and returns the sentence of a refusal, or None.
    """

    def __init__(
        self,
        title: str,
        usual: Sequence[V],
        told: Callable[[V], str],
        written: Callable[[V], str],
        parse: Callable[[str], V],
        accept: Callable[[V], str | None],
    ) -> None:
        super().__init__()
        self._title, self._told, self._written, self._parse = title, told, written, parse
        self._accept, self._value = accept, usual[0]
        menu = QMenu(self)
        self._group = QActionGroup(menu)
        self.actions_by_value: dict[V, QAction] = {}
        for value in usual:
            action = self.actions_by_value[value] = QAction(told(value), self._group, checkable=True)
            action.triggered.connect(partial(self._choose, value))
            menu.addAction(action)
        menu.addSeparator()
        self.other = menu.addAction(OTHER)
        self.other.triggered.connect(self._ask)
        give_menu(self, menu)

    def show_value(self, value: V) -> None:
        """Show a value; this edits nothing."""
        self._value = value
        show_choice(self, self._title, self._told(value))
        if (ticked := self.actions_by_value.get(value)) is not None:
            ticked.setChecked(True)
        elif (before := self._group.checkedAction()) is not None:
            before.setChecked(False)

    def _choose(self, value: V, *_: object) -> None:
        if sentence := self._accept(value):
            show_bubble(self, sentence)
        else:
            hide_bubble(self)
        self.show_value(self._value)

    def _ask(self) -> None:
        answer = ask(self, self._title, f"{self._title}:", self._written(self._value), self._parse)
        if answer is not None:
            self._choose(*answer)
