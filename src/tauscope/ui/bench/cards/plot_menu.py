"""The menu in the heading of a plot: which plot stands there, and where and how large."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtGui import QAction

from tauscope.document.plots import MOST_PLOTS, PLOTS
from tauscope.ui.bench.cards.plot_commands import offered
from tauscope.ui.editing.job import nothing
from tauscope.ui.widgets.plain_text import menu_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QMenu

    from tauscope.document.document import Document

BACK = "&All Plots"


class CardOwner(Protocol):
    """What the menu of a card asks of the bench."""

    @property
    def document(self) -> Document:
        """What is on the bench."""
        ...

    @property
    def enlarged(self) -> int | None:
        """Place of the plot that has the whole bench; None while all are shown."""
        ...

    def enlarge(self, place: int | None) -> None:
        """Give a plot the whole bench, or show all of them."""
        ...

    def choose(self, place: int, name: str) -> None:
        """Show a plot in a place."""
        ...

    def bring_to_front(self, name: str) -> None:
        """Show a plot that has no room."""
        ...

    def add(self, name: str) -> None:
        """Add a plot to the bench."""
        ...

    def swap(self, place: int, other: int) -> None:
        """Let two plots change places."""
        ...

    def remove(self, place: int) -> None:
        """Take a plot off the bench."""
        ...

    def describe(self, place: int) -> None:
        """Show the description of a plot."""
        ...

    def reset_sizes(self) -> None:
        """Give all cards their automatic sizes."""
        ...


def fill_card_menu(menu: QMenu, owner: CardOwner, place: int) -> None:
    """Fill the menu of the plot in this place."""
    menu.clear()
    menu.setToolTipsVisible(True)
    document = owner.document
    plots = document.plots
    choose = partial(owner.choose, place)
    for name, reason in _of_document(document, plots[place]):
        action = _entry(menu, menu_text(PLOTS[name].title), partial(choose, name))
        action.setCheckable(True)
        action.setChecked(name == plots[place])
        _excuse(action, reason)
    _add_other_sources(menu, document, plots[place])
    menu.addSeparator()
    if owner.enlarged is None:
        _entry(menu, "&Enlarge", partial(owner.enlarge, place)).setToolTip("Or double-click the heading")
    else:
        _entry(menu, BACK, partial(owner.enlarge, None)).setToolTip("Or press Esc")
    _entry(menu, "&Describe", partial(owner.describe, place)).setToolTip("Say in words what this plot shows")
    last = len(plots) - 1
    for text, other in (("Make &Large", 0), ("Move &Left", place - 1), ("Move &Right", place + 1)):
        action = _entry(menu, text, partial(owner.swap, place, other))
        action.setEnabled(other != place and 0 <= other <= last)
    menu.addSeparator()
    fill_add_menu(menu.addMenu("&Add Plot"), document, owner.add)
    _excuse(
        _entry(menu, "&Remove", partial(owner.remove, place)),
        "" if last else "The last plot cannot be removed.",
    )
    if document.plot_sizes != type(document.plot_sizes)():
        _entry(menu, "Reset &Sizes", owner.reset_sizes)


def fill_add_menu(menu: QMenu, document: Document, add: Callable[[str], object]) -> None:
    """Fill a menu with the plots that can be added."""
    menu.clear()
    menu.setToolTipsVisible(True)
    plots = document.plots
    full = f"The bench holds at most {MOST_PLOTS} plots." if len(plots) >= MOST_PLOTS else ""
    for name, reason in _of_document(document):
        if name not in plots:
            action = _entry(menu, menu_text(PLOTS[name].title), partial(add, name))
            _excuse(action, full or reason)
    _add_other_sources(menu, document)


def _of_document(document: Document, present: str = "") -> list[tuple[str, str]]:
    """Return the plots of the document's own source and of any source, and the one that is shown."""
    every = offered(document)
    return [(name, reason) for name, reason in every if not _is_elsewhere(name, reason) or name == present]


def _is_elsewhere(name: str, reason: str) -> bool:
    """Return True for a plot that is about a source which the document has not."""
    return bool(reason and PLOTS[name].source)


def _add_other_sources(menu: QMenu, document: Document, present: str = "") -> None:
    """Add a submenu that says which plots other sources would bring; they cannot be chosen."""
    absent = [(name, why) for name, why in offered(document) if _is_elsewhere(name, why) and name != present]
    if not absent:
        return
    others = menu.addMenu("Of &Other Sources")
    others.setToolTipsVisible(True)
    for source in dict.fromkeys(PLOTS[name].source for name, _ in absent):
        others.addSection(source)
        for name, reason in absent:
            if PLOTS[name].source == source:
                _excuse(_entry(others, menu_text(PLOTS[name].title), nothing), reason)


def _entry(menu: QMenu, text: str, act: Callable[[], object]) -> QAction:
    action = QAction(text, menu)
    action.triggered.connect(lambda _=False: act())
    menu.addAction(action)
    return action


def _excuse(action: QAction, reason: str) -> None:
    """Grey an entry out, and say why, where there is a reason."""
    if reason:
        action.setEnabled(False)
        action.setToolTip(reason)
