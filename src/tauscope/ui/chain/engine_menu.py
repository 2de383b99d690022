"""The menu of engines: each with its own defaults, or with those of the model on the bench."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QWidget

from tauscope.core.chain.engines import ENGINES, Engine
from tauscope.core.errors import InputError
from tauscope.document.library.engine_defaults import NO_RECOMMENDATION, settings_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.document.document import Document


class EngineMenu(QMenu):
    """Menu of the engines; emits the name of the engine that was chosen.

    Parameters
    ----------
    parent : QWidget
    document : callable
        Gives the document on the bench, or None, when the menu opens.
    """

    chosen = Signal(str)
    chosen_with_defaults = Signal(str)
    """Emitted with an engine's name, to use the settings that the model on the bench recommends."""
    compared = Signal()
    asked = Signal()
    """Emitted to open the page on how engines differ."""

    def __init__(self, parent: QWidget, document: Callable[[], Document | None]) -> None:
        super().__init__(parent)
        self._document = document
        self.setToolTipsVisible(True)
        _fill(self, self.chosen.emit)
        self.addSeparator()
        self.with_defaults = self.addMenu("With the Model's Own Defaults")
        self.with_defaults.setToolTipsVisible(True)
        _fill(self.with_defaults, self.chosen_with_defaults.emit)
        together = self.addAction("All Engines Side by Side")
        together.setToolTip("What each engine does with the same request, and why they differ")
        together.triggered.connect(self.compared)
        self.addAction("How Engines Differ").triggered.connect(self.asked)
        self.aboutToShow.connect(self._show_document)

    def _show_document(self) -> None:
        """Tick the engine whose chain the bench has, and offer what its model recommends, if anything."""
        document = self._document()
        for action, engine in zip(self.actions(), ENGINES.values(), strict=False):
            action.setChecked(document is not None and has_chain_of(engine, document))
        defaults = None if document is None else document.source.recommended
        usable = defaults is not None and defaults.usable
        action = self.with_defaults.menuAction()
        action.setEnabled(usable)
        action.setToolTip(
            f"Its maker recommends {settings_words(defaults)}" if defaults and usable else NO_RECOMMENDATION
        )


def _fill(menu: QMenu, choose: Callable[[str], object]) -> None:
    for name, engine in ENGINES.items():
        # Qt puts text behind a tab at the right, where keys stand.
        action = menu.addAction(f"{engine.title}\t{engine.edition}")
        action.setToolTip(engine_tip(engine))
        action.setCheckable(True)
        action.triggered.connect(lambda _=False, chosen=name: choose(chosen))


def has_chain_of(engine: Engine, document: Document) -> bool:
    """Whether the bench has an engine's chain with its own defaults, at whatever temperature."""
    try:
        return engine.chain(temperature=document.temperature) == document.chain
    except InputError:
        return False


def engine_tip(engine: Engine) -> str:
    """Tool tip of an engine: where and when it was read, in which version, and what is special about it."""
    return "\n".join(filter(None, (engine.read_in, engine.note)))
