"""Heading of a column: the settings with which its text is written, and a menu of others."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from tauscope.core.chain import Chain
from tauscope.core.chain.engines import ENGINES
from tauscope.core.errors import InputError
from tauscope.core.numbers import screen_temperature
from tauscope.document.chain_words import settings_text
from tauscope.document.document import MOST_RUNS
from tauscope.document.edits import run_edits
from tauscope.document.picture.pins import TAGS
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.widgets.bubble import hide_bubble, show_bubble
from tauscope.ui.widgets.buttons import menu_button
from tauscope.ui.widgets.card import Elided
from tauscope.ui.widgets.entry import Entry
from tauscope.ui.widgets.plain_text import menu_text
from tauscope.ui.widgets.prompt import ask

if TYPE_CHECKING:
    from tauscope.document.document import Document, Run
    from tauscope.ui.editing.history import Edit
    from tauscope.ui.panels.panel import PanelContext
    from tauscope.ui.theme import Theme

TIP = (
    "How this text is written: a temperature (0.7), a chain (temperature=0.7,top-p=0.9)\n"
    "or an engine (llama.cpp). A change restarts the text."
)
NARROW = 14.0
"""Below this width in text heights the button is its arrow alone."""

QWIDGETSIZE_MAX = 2**24 - 1
"""Qt's own, which PySide does not name."""

CHOOSE = "Choose a chain, an engine or a temperature for this text"


class SettingsField(Entry):
    """A line for settings; a refused text stays until Esc, or until the line loses the focus."""

    dropped = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """With Esc drop the typed text, if there is any."""
        if event.key() == Qt.Key.Key_Escape and self.isModified():
            self._drop()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Drop a refused text: Qt emits editingFinished no second time."""
        super().focusOutEvent(event)
        if self.isModified():
            self._drop()

    def _drop(self) -> None:
        self.setModified(False)
        self.dropped.emit()


class ColumnHead(QWidget):
    """A field that takes a temperature, a chain or an engine; a menu; and the settings, knob by knob."""

    def __init__(self, context: PanelContext, place: int) -> None:
        super().__init__()
        self._context, self._place = context, place
        self._document: Document | None = None
        self._base = context.theme.base
        self.label = QLabel("τ =")
        self.field = SettingsField()
        self.field.dropped.connect(self._put_back)
        self.field.setAccessibleName(f"Settings of text {place + 1}")
        self.field.editingFinished.connect(self._enter)
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        self.menu.aboutToShow.connect(self._fill)
        self.button = menu_button("Chain ▾", CHOOSE, self.menu)
        self.settings = Elided("cardNote")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        row = QHBoxLayout()
        row.setSpacing(4)
        row.addWidget(self.label)
        row.addWidget(self.field, 1)
        row.addStretch(0)
        row.addWidget(self.button)
        layout.addLayout(row)
        layout.addWidget(self.settings)

    @property
    def _column(self) -> Run | None:
        document = self._document
        return None if document is None or self._place >= len(document.runs) else document.runs[self._place]

    def show_document(self, document: Document) -> None:
        """Show with what this column is written; edits nothing."""
        self._document = document
        column = document.runs[self._place]
        if not self.field.isModified() or not self.field.hasFocus():
            self.field.setText(settings_as_typed(column))
            self.field.setCursorPosition(0)  # of a long chain the first knobs are seen
        settings = run_edits.run_settings(document, column)
        self.field.setToolTip(f"{TIP}\nNow: {settings}")
        self.settings.set_text(settings)
        self.settings.setToolTip(settings)
        self.settings.setVisible(needs_settings_line(document))
        self.label.setVisible(column.chain is None)
        self._fit(column)

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to the field."""
        self._base = theme.base
        if (column := self._column) is not None:
            self._fit(column)

    def _fit(self, column: Run) -> None:
        """A temperature is short; a chain takes all the room that there is."""
        narrow = self.width() < NARROW * self._base
        self.button.setText("▾" if narrow else "Chain ▾")
        self.field.setMinimumWidth(round((3 if narrow else 5) * self._base))
        self.field.setMaximumWidth(round(5 * self._base) if column.chain is None else QWIDGETSIZE_MAX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow column leave the room to the field."""
        super().resizeEvent(event)
        if (column := self._column) is not None:
            self._fit(column)

    def minimumSizeHint(self) -> QSize:
        """No least width, so that columns may be narrow: `_fit` adapts the parts."""
        return QSize(0, super().minimumSizeHint().height())

    # The hand

    def _enter(self) -> None:
        if not self.field.isModified() or (column := self._column) is None:
            return
        self.field.setModified(False)
        text = self.field.text()
        edit = partial(run_edits.set_typed, place=self._place, text=text)
        sentence = self._change(f"set text {self._place + 1}", edit)
        if sentence:
            show_bubble(self.field, sentence)
            if self.field.hasFocus():  # what was typed stays, to be put right
                self.field.setModified(True)
                return
        else:
            hide_bubble(self)
        self.field.setText(settings_as_typed(self._column or column))
        self.field.setCursorPosition(0)

    def _put_back(self) -> None:
        if (column := self._column) is not None:
            self.field.setText(settings_as_typed(column))
            hide_bubble(self)

    def _change(self, name: str, edit: Edit) -> str | None:
        """Ask for an edit; a text that was being written goes on with what is new."""
        going = self._context.run_controller.going
        sentence = self._context.perform(EditRequest(name, edit))
        if going and not sentence:
            self._context.run_controller.write()
        return sentence

    def _choose(self, name: str, edit: Edit) -> None:
        if sentence := self._change(name, edit):
            show_bubble(self.button, sentence)
        else:
            hide_bubble(self)

    # The menu

    def _fill(self) -> None:
        self.menu.clear()
        document, column = self._document, self._column
        if document is None or column is None:
            return
        name = f"set text {self._place + 1}"
        own = column.chain if not column.engine else None
        heat = partial(run_edits.heat_run, place=self._place, temperature=column.temperature)
        tau = screen_temperature(column.temperature)
        tip = f"All knobs of the bench, with τ = {tau}"
        self._add("The Bench's Chain, at Its Own τ", tip, heat, name, on=column.chain is None)
        now, use = document.chain, self._with_chain(document.chain)
        self._add("The Bench's Chain as It Is Now", settings_text(now), use, name, on=own == now)
        for tag, pin in zip(TAGS, document.pins, strict=False):
            title, use = f"Pin {tag}  {settings_text(pin.chain)}", self._with_chain(pin.chain)
            self._add(title, "Use the chain of this pin for this text", use, name, on=own == pin.chain)
        self.menu.addAction("Type a Chain…").triggered.connect(self._ask)
        self.menu.addSeparator()
        for engine in ENGINES.values():
            use = partial(run_edits.use_engine, place=self._place, name=engine.name)
            tip = f"This engine's chain for the request. {engine.read_in}"
            self._add(engine.title, tip, use, name, on=column.engine == engine.name)
        self.menu.addSeparator()
        tip = "Add a text with the bench's chain"
        more = self._add("Add a Column", tip, run_edits.add_run, "add a column")
        more.setEnabled(len(document.runs) < MOST_RUNS)
        less = partial(run_edits.remove_run, place=self._place)
        self._add("Remove This Column", "Remove this text", less, "remove a column")

    def _add(self, title: str, tip: str, edit: Edit, name: str, *, on: bool | None = None) -> QAction:
        """Add an entry, ticked if `on`; None makes an entry without a tick."""
        action = self.menu.addAction(menu_text(title))
        action.setCheckable(on is not None)
        action.setChecked(bool(on))
        action.setToolTip(tip)
        action.triggered.connect(lambda: self._choose(name, edit))
        return action

    def _with_chain(self, chain: Chain) -> Edit:
        return partial(run_edits.use_chain, place=self._place, chain=chain)

    def _ask(self) -> None:
        """Ask for a chain; the present one stands in the line to be changed."""
        document, column = self._document, self._column
        if document is None or column is None:
            return
        label = "The knobs of this text in their order:"
        answer = ask(self, "Chain", label, str(column.chain_on(document.chain)), parse_chain)
        if answer is not None:
            self._choose(f"set text {self._place + 1}", self._with_chain(*answer))


def parse_chain(text: str) -> Chain:
    """Read a chain of one knob or more."""
    chain = Chain.parse(text)
    if not chain.knobs:
        raise InputError("Type a knob and its value, such as temperature=0.7.")
    return chain


def settings_as_typed(column: Run) -> str:
    """Text of the field: a temperature, the title of an engine, or a chain as it can be typed."""
    if column.chain is None:
        return screen_temperature(column.temperature)
    return ENGINES[column.engine].title if column.engine else str(column.chain)


def needs_settings_line(document: Document) -> bool:
    """Whether the fields alone do not say with what each text is written."""
    own = any(column.chain is not None for column in document.runs)
    return own or document.chain.first_cut is not None
