"""The choice of what the numbers of a file are: logits, ln p, p or energies."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton

from tauscope.sources.trace.values import ValueKind
from tauscope.ui.widgets.bubble import hide_bubble, show_bubble
from tauscope.ui.widgets.buttons import give_menu

if TYPE_CHECKING:
    from collections.abc import Callable


class ValuesChoice(QToolButton):
    """Button that shows what the numbers of a file are taken as, with a menu of the kinds.

    Parameters
    ----------
    accept : callable
        Takes the kind that the user chose, and returns the sentence of a refusal, or None.
    """

    def __init__(self, accept: Callable[[ValueKind], str | None]) -> None:
        super().__init__()
        self._accept, self._kind = accept, ValueKind.LOGITS
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        group = QActionGroup(menu)
        self.actions_by_kind = dict[ValueKind, QAction]()
        for kind in ValueKind:
            action = self.actions_by_kind[kind] = QAction(kind.value, group, checkable=True)
            action.setToolTip(kind.explanation)
            action.triggered.connect(partial(self._choose, kind))
            menu.addAction(action)
        give_menu(self, menu)

    def show_kind(self, kind: ValueKind) -> None:
        """Show a kind; this edits nothing."""
        self._kind = kind
        text = f"{kind.value} ▾"
        if text != self.text():
            self.setText(text)
            self.setToolTip(f"{kind.explanation}; choose another kind if the file has others")
        self.actions_by_kind[kind].setChecked(True)

    def _choose(self, kind: ValueKind, *_: object) -> None:
        if sentence := self._accept(kind):
            show_bubble(self, sentence)
        else:
            hide_bubble(self)
        self.show_kind(self._kind)
