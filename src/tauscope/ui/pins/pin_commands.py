"""Commands of the menu Pins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu

from tauscope.document.edits import bench_edits
from tauscope.document.picture.answers import Failed
from tauscope.ui.editing.history import EditRequest, History
from tauscope.ui.pins.pin_menu import fill_pin_menu, pin_request
from tauscope.ui.widgets.plain_text import menu_text

if TYPE_CHECKING:
    from tauscope.ui.editing.feed import Feed


class PinCommands(QObject):
    """Pins the present distribution, clears pins, and lists them in a menu."""

    refused = Signal(str)
    done = Signal()
    again = Signal()
    """Emitted when a pin whose logits could not be had is to be asked for once more."""

    def __init__(self, history: History, feed: Feed, parent: QObject) -> None:
        super().__init__(parent)
        self._history, self._feed = history, feed

    def ask(self, request: EditRequest) -> None:
        """Ask for an edit; show the reason beside the widget if it is refused."""
        sentence = self._history.perform(request)
        self.refused.emit(sentence) if sentence else self.done.emit()

    def pin(self) -> None:
        """Pin the present distribution, or say why there is none; one that is late may be pinned."""
        answer = self._feed.answer
        if isinstance(answer, Failed):
            self.refused.emit(f"Nothing to pin: {answer.sentence}")
            return
        self.ask(pin_request(self._history.document.chain))

    def clear(self) -> None:
        """Clear all pins."""
        self.ask(EditRequest("clear pins", bench_edits.clear_pins))

    def fill(self, menu: QMenu) -> None:
        """Append a submenu of commands for each pin to a menu that is about to be shown."""
        for old in menu.findChildren(QMenu, "pinMenu"):
            menu.removeAction(old.menuAction())
            old.deleteLater()
        picture = self._feed.shown
        if picture is not None:
            for one in picture.in_order:
                each = QMenu(menu_text(one.title), menu)
                each.setObjectName("pinMenu")
                fill_pin_menu(each, picture, one, self.ask, self.again.emit)
                menu.addMenu(each)
