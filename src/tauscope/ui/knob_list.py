"""The chain: its knobs in order, under the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QMenu, QVBoxLayout, QWidget

from tauscope.core.chain import Chain
from tauscope.core.engines import ENGINES
from tauscope.core.knob import Knob
from tauscope.core.knobs import KNOBS, Temperature
from tauscope.document import chain_edits, edits
from tauscope.document.picture import Picture
from tauscope.ui.bubble import say
from tauscope.ui.buttons import menu_button
from tauscope.ui.history import Perform, Request
from tauscope.ui.knob_row import KnobRow
from tauscope.ui.theme import Theme


class KnobList(QWidget):
    """A row for each knob; adds, moves and swaps them, and takes an engine's whole chain."""

    said = Signal(str)
    """A sentence about what was done."""

    def __init__(self, perform: Perform, theme: Theme) -> None:
        super().__init__()
        self.perform, self._theme = perform, theme
        self._picture: Picture | None = None
        self.setObjectName("knobList")
        self.setAccessibleName("Knobs, in order")
        self.rows: list[KnobRow] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 4, 0, 0)
        self._layout.setSpacing(2)
        title = QLabel("KNOBS, IN ORDER")
        title.setObjectName("cardTitle")
        self._layout.addWidget(title)
        self.tools = (
            menu_button("+ Knob ▾", "Put another knob at the end of the chain", self._knob_menu()),
            menu_button("Engine ▾", "The chain of an inference engine", self._engine_menu()),
        )

    def _menu(self, entries: Mapping[str, tuple[str, str]], choose: Callable[[str], object]) -> QMenu:
        """A menu of titles, each with its tip."""
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for name, (title, tip) in entries.items():
            action = menu.addAction(title)
            action.setToolTip(tip)
            action.triggered.connect(lambda _=False, chosen=name: choose(chosen))
        return menu

    def _knob_menu(self) -> QMenu:
        return self._menu({name: (kind.title, kind.explanation) for name, kind in KNOBS.items()}, self.add)

    def _engine_menu(self) -> QMenu:
        engines = {name: (engine.title, engine.source) for name, engine in ENGINES.items()}
        menu = self._menu(engines, self.use_engine)
        menu.addSeparator()
        together = menu.addAction("All Engines Side by Side")
        together.setToolTip("What each engine makes of the same request, and why they differ")
        together.triggered.connect(self.compare_engines)
        return menu

    def compare_engines(self) -> None:
        """Show all engines side by side in the large place."""
        self._do(Request("show Engines", partial(edits.place_plot, place=0, name="engines")))

    @property
    def count(self) -> int:
        """Knobs in the chain."""
        return len(self.rows)

    def show_picture(self, picture: Picture) -> None:
        """Show the chain of this picture; rows are made anew only where other knobs stand in it."""
        before, self._picture = self._picture, picture
        chain = picture.document.chain
        if before is None or kinds(before.document.chain) != kinds(chain):
            self._rebuild(chain)
        elif before.document.chain is not chain:
            for row, knob in zip(self.rows, chain.knobs, strict=True):
                row.show_knob(knob)

    def _rebuild(self, chain: Chain) -> None:
        for row in self.rows:
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [KnobRow(self, place, knob) for place, knob in enumerate(chain.knobs)]
        for row in self.rows:
            row.wear(self._theme.base)
            self._layout.addWidget(row)
        # A temperature alone is the dial.
        self.setVisible(kinds(chain) != [Temperature.name])

    def wear(self, theme: Theme) -> None:
        """Put on a theme."""
        self._theme = theme
        for row in self.rows:
            row.wear(theme.base)

    # Verbs

    def _do(self, request: Request) -> bool:
        sentence = self.perform(request)
        if sentence:
            say(self, sentence)
        return not sentence

    def add(self, name: str) -> None:
        """Put a knob last."""
        self._do(Request(f"add {KNOBS[name].title}", partial(chain_edits.add_knob, name=name)))

    def move_knob(self, place: int, to: int) -> None:
        """Move a knob; the keyboard stays with it."""
        edit = partial(chain_edits.move_knob, place=place, to=to)
        if 0 <= to < self.count and self._do(Request("move a knob", edit)):
            self.rows[to].switch.setFocus()

    def swap(self, place: int) -> None:
        """Swap two neighbours, and say what that changes."""
        if self._picture is not None:
            from tauscope.core.reordering import swap  # noqa: PLC0415  # the window opens without it

            effect = swap(self._picture.document.chain, place, self._picture.logits)
            if self._do(Request("swap knobs", partial(chain_edits.swap_knobs, place=place))):
                self.said.emit(effect.sentence("Swapped"))

    def use_engine(self, name: str) -> None:
        """Take an engine's chain, at the present temperature where it allows that."""
        temperature = self._picture.temperature if self._picture is not None else None
        edit = partial(chain_edits.use_engine, name=name, temperature=temperature)
        engine = ENGINES[name]
        if self._do(Request(f"use the chain of {engine.title}", edit)):
            self.said.emit(
                f"The chain of {engine.title}, read in {engine.source}. Temperature: {engine.at_zero}"
            )

    def explain(self, knob: Knob) -> None:
        """Say what a knob is."""
        self.said.emit(f"{knob.title} {knob.explanation}. {knob.formula} ({knob.source})")


def kinds(chain: Chain) -> list[str]:
    """Names of the knobs of a chain."""
    return [knob.name for knob in chain.knobs]
