"""The chain: its knobs in order, under the table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from tauscope.core.chain import Chain
from tauscope.core.chain.engines import ENGINES
from tauscope.core.chain.knob import Knob
from tauscope.core.chain.knobs import KNOBS, Temperature
from tauscope.document.document import Document
from tauscope.document.edits import chain_edits, table_edits
from tauscope.document.library import engine_defaults
from tauscope.document.picture.partial_words import undecided_words
from tauscope.document.picture.picture import Picture
from tauscope.ui.chain.engine_menu import EngineMenu
from tauscope.ui.chain.knob_row import KnobRow
from tauscope.ui.chain.knob_row_stack import KnobRowStack, ScrolledKnobRows
from tauscope.ui.chain.row_drag import RowDrag
from tauscope.ui.editing.history import EditRequest, Perform
from tauscope.ui.editing.later import call_later
from tauscope.ui.theme import Theme
from tauscope.ui.widgets.bubble import show_bubble
from tauscope.ui.widgets.buttons import menu_button, word_button

if TYPE_CHECKING:
    from tauscope.core.chain.reordering import Reordering


class KnobList(QWidget):
    """List with a row for each knob; adds, moves and swaps knobs, and applies an engine's chain."""

    said = Signal(str)
    """Emitted with a sentence about what was done."""

    asked = Signal(str)
    """Emitted with the name of the help page to open."""

    def __init__(self, perform: Perform, theme: Theme) -> None:
        super().__init__()
        self.perform, self._theme = perform, theme
        self._document: Document | None = None
        self._picture: Picture | None = None
        self._classes: int | None = None
        self._undecided: dict[int, str] = {}
        self.setObjectName("knobList")
        self.setAccessibleName("Knobs, in order")
        self._hidden = False
        self.rows: list[KnobRow] = []
        self._drag: RowDrag | None = None
        self.stack = KnobRowStack(self.swap, self._swap_tip)
        self.view = ScrolledKnobRows(self.stack)
        title = QLabel("KNOBS, IN ORDER")
        title.setObjectName("cardTitle")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        help_button = word_button("?", "What the knobs do", partial(self.asked.emit, "words"))
        help_button.setObjectName("helpOnKnobs")
        heading = QHBoxLayout()
        heading.addWidget(title)
        heading.addWidget(help_button)
        heading.addStretch(1)
        layout.addLayout(heading)
        layout.addWidget(self.view)
        self.tools = (
            menu_button("+ Knob ▾", "Add a knob at the end of the chain", self._knob_menu()),
            menu_button("Engine ▾", "Use the chain of an inference engine", self._engine_menu()),
        )
        for key, by in (("Alt+Up", -1), ("Alt+Down", 1)):
            within = Qt.ShortcutContext.WidgetWithChildrenShortcut
            QShortcut(QKeySequence(key), self, partial(self._move_focused, by), context=within)

    def _menu(self, entries: Mapping[str, tuple[str, str]], choose: Callable[[str], object]) -> QMenu:
        """Menu of titles, each with its tooltip."""
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
        menu = EngineMenu(self, lambda: self._document)
        menu.chosen.connect(self.use_engine)
        menu.chosen_with_defaults.connect(self.use_engine_with_defaults)
        menu.compared.connect(self.compare_engines)
        menu.asked.connect(partial(self.asked.emit, "engines"))
        return menu

    def compare_engines(self) -> None:
        """Show all engines side by side in the large place."""
        self._do(EditRequest("show Engines", partial(table_edits.place_plot, place=0, name="engines")))

    @property
    def count(self) -> int:
        """Number of knobs in the chain."""
        return len(self.rows)

    def show_document(self, document: Document, picture: Picture | None = None) -> None:
        """Show the chain; a row stays with its knob wherever that stands.

        Parameters
        ----------
        document : Document
        picture : Picture or None
            None while the logits are awaited: what an edit of the chain changes cannot be told then.
        """
        before, classes = self._document, self.classes
        self._document, self._picture = document, picture
        if picture is not None:
            self._classes = len(picture.logits)
            self._undecided = _undecided(document, picture)
        # Of a temperature alone the list is hidden; its row follows when another knob is added.
        hidden = before is not None and _is_dial(before.chain) and _is_dial(document.chain)
        changed = before is None or before.chain is not document.chain or classes != self._classes
        if changed and not hidden:
            self._show_chain(document.chain)
        for place, row in enumerate(self.rows):
            row.show_verdict(self._undecided.get(place, ""))

    @property
    def classes(self) -> int | None:
        """Number of classes that were shown last; None before anything is shown."""
        return self._classes

    @property
    def undecided(self) -> dict[int, str]:
        """What is said, by place in the chain, of knobs that the listed classes do not decide."""
        return self._undecided

    def clear(self) -> None:
        """Remove the picture and all rows, even rows that an error left on the stack and not in the list."""
        self._drag, self._document, self._picture, self._classes, self.rows = None, None, None, None, []
        for row in self.stack.clear():
            row.hide()
            row.deleteLater()

    def _show_chain(self, chain: Chain) -> None:
        rows, before = self._rows_of(chain), self.rows
        if rows != before:
            self.rows = rows
            self.stack.show_rows(rows)
            self._order_tabs()
            for row in before:
                if row not in rows:
                    row.hide()
                    row.deleteLater()
        for row, knob in zip(rows, chain.knobs, strict=True):
            row.show_knob(knob)
        self._show_or_hide(chain)

    def set_hidden(self, hidden: bool) -> None:  # a state
        """Hide the knobs with their tools, or show them where the chain has more than the dial."""
        self._hidden = hidden
        for tool in self.tools:
            tool.setVisible(not hidden)
        self._show_or_hide(self._document.chain if self._document is not None else None)

    def _show_or_hide(self, chain: Chain | None) -> None:
        self.setVisible(not self._hidden and not (chain is not None and _is_dial(chain)))

    def _rows_of(self, chain: Chain) -> list[KnobRow]:
        """Row of each knob: the row that showed the knob, else one of the same kind, else a new row."""
        free = list(self.rows)
        found = [_taken(free, partial(_shows, knob)) for knob in chain.knobs]
        return [
            row or _taken(free, partial(_suits, knob)) or self._new_row(knob)
            for row, knob in zip(found, chain.knobs, strict=True)
        ]

    def _new_row(self, knob: Knob) -> KnobRow:
        row = KnobRow(self, knob)
        row.apply_theme(self._theme.base)
        row.grip.taken.connect(partial(self._take, row))
        row.grip.dragged.connect(self._carry)
        row.grip.dropped.connect(self._drop)
        row.grip.let_go.connect(self._put_back)
        return row

    def _order_tabs(self) -> None:
        """Set the tab order: down the rows, and after each row the swap button below it."""
        last: QWidget = self.tools[-1]
        for place, row in enumerate(self.rows):
            below = self.stack.buttons[place : place + 1] if place + 1 < self.count else []
            for widget in (*row.stops, *below):
                QWidget.setTabOrder(last, widget)
                last = widget

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self._theme = theme
        for row in self.rows:
            row.apply_theme(theme.base)

    # Commands

    def _do(self, request: EditRequest) -> bool:
        sentence = self.perform(request)
        if sentence:
            show_bubble(self, sentence)
        return not sentence

    def add(self, name: str) -> None:
        """Append a knob to the chain, and scroll to its row once it is laid out."""
        if self._do(EditRequest(f"add {KNOBS[name].title}", partial(chain_edits.add_knob, name=name))):
            # The new row gets its place when the posted layout events are handled.
            call_later(self.rows[-1], 0, partial(self.view.show_row, self.rows[-1]))

    def move_knob(self, place: int, to: int, gesture: object | None = None) -> None:
        """Move a knob to another place; during a drag no sentence is emitted."""
        if not 0 <= to < self.count or to == place:
            return
        row = self.rows[place]
        edit = partial(chain_edits.move_knob, place=place, to=to)
        if self._do(EditRequest(f"move {row.title}", edit, gesture)) and gesture is None:
            self._say_what_moved(place, row)

    def _say_what_moved(self, start: int, row: KnobRow) -> None:
        """Emit what moving a knob changed; the focus stays with its row."""
        from tauscope.core.chain.reordering import move  # noqa: PLC0415  # the window opens without it

        if not row.has_focus:
            row.switch.setFocus()
        self.view.show_row(row)
        if self._picture is not None:
            before = self._picture.document.present_chain.moved(row.place, start)
            effect = move(before, start, row.place, self._picture.logits)
            self.said.emit(effect.sentence("Moved"))

    def _move_focused(self, by: int) -> None:
        for row in self.rows:
            if row.has_focus:
                self.move_knob(row.place, row.place + by)
                return

    def swap(self, place: int) -> None:
        """Swap two neighbouring knobs, and emit what that changes."""
        effect = self._effect(place)
        done = self._do(EditRequest("swap knobs", partial(chain_edits.swap_knobs, place=place)))
        if done and effect is not None:
            self.said.emit(effect.sentence("Swapped"))

    def _effect(self, place: int) -> Reordering | None:
        """What a swap of two neighbours changes; None while the logits are awaited."""
        from tauscope.core.chain.reordering import swap  # noqa: PLC0415  # the window opens without it

        if self._picture is None:
            return None
        return swap(self._picture.document.present_chain, place, self._picture.logits)

    def _swap_tip(self, place: int) -> str:
        one, other = self.rows[place : place + 2]
        effect = self._effect(place)
        then = "" if effect is None else effect.sentence("Then")
        return f"Swap {one.title} and {other.title}.\n{then}".rstrip()

    # A row in the hand

    def _take(self, row: KnobRow, at: QPoint) -> None:
        self._drag = RowDrag(self, row, at)

    def _carry(self, at: QPoint) -> None:
        if self._drag is not None:
            self._drag.go_on(at)

    def _drop(self) -> None:
        if self._drag is None:
            return
        drag = self._end_drag(self._drag)
        if drag.alive and drag.row.place != drag.start:
            self._say_what_moved(drag.start, drag.row)

    def _put_back(self) -> None:
        if self._drag is not None:
            self._drag.put_back()
            self._end_drag(self._drag)

    def _end_drag(self, drag: RowDrag) -> RowDrag:
        drag.end()
        self._drag = None
        return drag

    def use_engine_with_defaults(self, name: str) -> None:
        """Use an engine's chain with the settings that the model on the bench recommends."""
        if self._document is None:
            return
        document, engine = self._document, ENGINES[name]
        edit = partial(engine_defaults.use_engine_with_defaults, name=name)
        if self._do(EditRequest(f"use the chain of {engine.title}", edit)):
            self.said.emit(engine_defaults.defaults_sentence(document, engine))

    def use_engine(self, name: str) -> None:
        """Use an engine's chain, at the present temperature if the engine allows it."""
        temperature = self._document.temperature if self._document is not None else None
        edit = partial(chain_edits.use_engine, name=name, temperature=temperature)
        engine = ENGINES[name]
        if self._do(EditRequest(f"use the chain of {engine.title}", edit)):
            self.said.emit(
                f"The chain of {engine.title}; source: {engine.source}. Temperature: {engine.at_zero}"
            )


def kinds(chain: Chain) -> list[str]:
    """Kind of each knob of a chain."""
    return [knob.name for knob in chain.knobs]


def _is_dial(chain: Chain) -> bool:
    """Return True if a chain is a temperature alone."""
    return len(chain.knobs) == 1 and kinds(chain) == [Temperature.name]


def _shows(knob: Knob, row: KnobRow) -> bool:
    return row.knob is knob


def _suits(knob: Knob, row: KnobRow) -> bool:
    return type(row.knob) is type(knob)


def _taken(rows: list[KnobRow], fits: Callable[[KnobRow], bool]) -> KnobRow | None:
    """Remove the first row that fits from a list, and return it."""
    for place, row in enumerate(rows):
        if fits(row):
            return rows.pop(place)
    return None


def _undecided(document: Document, picture: Picture) -> dict[int, str]:
    """Return by place in the chain what is said of each knob that the listed classes do not decide."""
    if picture.partial is None:
        return {}
    on = [place for place, knob in enumerate(document.chain.knobs) if knob.on]
    words = undecided_words(picture.partial, picture.document.present_chain, len(picture.logits))
    return {place: text for place, text in zip(on, words, strict=False) if text}
