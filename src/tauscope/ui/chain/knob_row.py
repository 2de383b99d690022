"""One knob of the chain: a switch, a slider, an exact field and a menu."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtGui import QActionGroup, QPalette
from PySide6.QtWidgets import QGridLayout, QLabel, QMenu, QWidget

from tauscope.core.chain.knob import Knob
from tauscope.core.domain import Choice, Interval, Whole
from tauscope.core.errors import InputError
from tauscope.document.edits import chain_edits
from tauscope.document.formulas import formula
from tauscope.ui.chain.grip import Grip
from tauscope.ui.editing.history import Edit, EditRequest, Perform
from tauscope.ui.widgets.bubble import hide_bubble, show_bubble
from tauscope.ui.widgets.buttons import PAGE, menu_button, word_button
from tauscope.ui.widgets.entry import Entry
from tauscope.ui.widgets.keys import shown_key
from tauscope.ui.widgets.plain_text import tip_text
from tauscope.ui.widgets.prompt import ask
from tauscope.ui.widgets.quiet_slider import QuietSlider
from tauscope.ui.widgets.switch import Switch

STEPS = 400
"""Whole steps of a slider."""

GAP = 3
"""Pixels between two parts of a row."""


class KnobRowOwner(Protocol):
    """What a row asks of the list in which it stands."""

    @property
    def asked(self) -> SignalInstance:
        """Emitted with the name of the knob that the user wants explained."""
        ...

    @property
    def perform(self) -> Perform:
        """Perform an edit; return the sentence of a refusal, or None."""
        ...

    @property
    def classes(self) -> int | None:
        """Number of classes; None before anything is shown."""
        ...

    @property
    def count(self) -> int:
        """Number of knobs in the chain."""
        ...

    def move_knob(self, place: int, to: int, gesture: object | None = None) -> None:
        """Move a knob to another place in the order."""
        ...


class KnobRow(QWidget):
    """Shows one knob, and asks for edits of it."""

    def __init__(self, knobs: KnobRowOwner, knob: Knob) -> None:
        super().__init__()
        self._knobs, self._place, self.knob = knobs, 0, knob
        self._gesture = object()
        self.setAccessibleName(knob.title)
        self.setProperty(PAGE, knob.name)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.grip = Grip()
        self.grip.setAccessibleName(f"Move {knob.title}")
        self.grip.setToolTip("Drag it to another place in the chain (Esc cancels),\nor press Alt + ↑ or ↓")
        self.switch = Switch(knob.title)
        self.switch.setToolTip(
            tip_text(f"{knob.title} {knob.explanation}.\n{formula(knob.formula)}\n{knob.source}")
        )
        self.switch.clicked.connect(self._switch)
        self.slider = QuietSlider()
        self.slider.setRange(0, STEPS)
        self.slider.setAccessibleName(f"{knob.title}, slider")
        self.slider.sliderPressed.connect(self._begin)
        self.slider.valueChanged.connect(self._slide)
        self.field = Entry()
        self.field.setAccessibleName(f"{knob.title}, exact value")
        self.field.setToolTip(f"{self._domain.name.capitalize()} {self._domain}")
        self.field.editingFinished.connect(self._type)
        self.help = word_button("?", f"What {knob.title} does", partial(knobs.asked.emit, knob.name))
        self.help.setObjectName("helpOnKnob")
        self.help.setAccessibleName(f"What {knob.title} does")
        self.verdict = QLabel()
        self.verdict.setObjectName("knobVerdict")
        self.verdict.setTextFormat(Qt.TextFormat.PlainText)
        self.verdict.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.verdict.hide()
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._more = menu_button("⋯", "Move, change or remove this knob", self._menu)
        self._more.setObjectName("moreOfKnob")
        self._more.setAccessibleName(f"{knob.title}, more")
        self._lay_out()
        self._show(knob)

    def _lay_out(self) -> None:
        """Lay out the row with the slider under the name, where it has the whole width."""
        layout = QGridLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setHorizontalSpacing(GAP)
        layout.setVerticalSpacing(0)
        layout.addWidget(self.grip, 0, 0, 2, 1)
        layout.addWidget(self.switch, 0, 1)
        layout.addWidget(self.slider, 1, 1)
        for column, part in enumerate((self.field, self.help, self._more), 2):
            layout.addWidget(part, 0, column, 2, 1)
        layout.addWidget(self.verdict, 2, 1, 1, 4)
        layout.setColumnStretch(1, 1)

    @property
    def title(self) -> str:
        """Title of the knob."""
        return self.knob.title

    @property
    def place(self) -> int:
        """Index of the knob in the chain."""
        return self._place

    @place.setter
    def place(self, place: int) -> None:
        self._place = place
        self.setObjectName(f"knob_{place}")

    @property
    def stops(self) -> tuple[QWidget, ...]:
        """Widgets of the row in tab order."""
        return (self.switch, self.slider, self.field, self.help, self._more)

    @property
    def has_focus(self) -> bool:
        """Whether a widget of the row has the focus."""
        focused = self.window().focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    @property
    def _domain(self) -> Interval:
        domain = self.knob.parameters[self.knob.main()]
        assert isinstance(domain, Interval)  # noqa: S101  # the first parameter is a number
        return domain

    @property
    def _swept(self) -> Interval:
        """Domain of the slider; for a rank, no more than the number of classes."""
        domain, classes = self._domain, self._knobs.classes
        if not isinstance(domain, Whole) or classes is None:
            return domain
        low, high = domain.slider
        return replace(domain, usual=(low, max(low + 1, min(high, classes))))

    def show_verdict(self, text: str) -> None:
        """Show under the slider what cannot be told of the knob; empty hides the line."""
        if text != self.verdict.text():
            self.verdict.setText(text)
            self.verdict.setToolTip(
                tip_text(
                    f"{text[:1].upper()}{text[1:]}: what it leaves depends on classes that are not listed."
                )
            )
            self.verdict.setVisible(bool(text))

    def show_knob(self, knob: Knob) -> None:
        """Show these settings; this edits nothing."""
        if knob is not self.knob or self._classes != self._knobs.classes:
            self._show(knob)

    def _show(self, knob: Knob) -> None:
        self.knob, self._classes = knob, self._knobs.classes
        self.switch.setChecked(knob.on)
        self.slider.setEnabled(knob.on)
        self.field.setEnabled(knob.on)
        if not self.field.isModified() or not self.field.hasFocus():
            self.field.setText(self.knob.screen_value)
            self.field.setCursorPosition(0)  # the beginning of a long number is seen
        self.slider.blockSignals(True)  # `_slide` would take the new value for an edit of the user
        self.slider.setValue(round(STEPS * position(self._swept, float(knob.value))))
        self.slider.blockSignals(False)

    def apply_theme(self, base: float) -> None:
        """Fit the widgets of the row to text of height `base`."""
        self.field.setFixedWidth(round(3.7 * base) + 20)
        for button in (self.help, self._more):
            button.setFixedWidth(round(1.4 * base))

    # The hand

    def _do(self, what: str, edit: Edit, gesture: object | None = None) -> bool:
        sentence = self._knobs.perform(EditRequest(f"{what} {self.knob.title}", edit, gesture))
        if sentence:
            show_bubble(self.field, sentence)
        else:
            hide_bubble(self)
        return not sentence

    def _switch(self) -> None:
        on = self.switch.isChecked()
        edit = partial(chain_edits.switch_knob, place=self.place, on=on)
        self._do("switch on" if on else "switch off", edit)

    def _set(self, value: Any, gesture: object | None = None) -> bool:
        edit = partial(chain_edits.set_knob, place=self.place, name=self.knob.main(), value=value)
        return self._do("set", edit, gesture)

    def _begin(self) -> None:
        self._gesture = object()

    def _slide(self, step: int) -> None:
        # A drag is one gesture; each key, click or turn of the wheel is one of its own.
        if not self.slider.isSliderDown():
            self._begin()
        self._set(value_at(self._swept, step / STEPS), self._gesture)

    def _type(self) -> None:
        if not self.field.isModified():
            return
        # Qt emits editingFinished again when the focus leaves: a text counts once.
        self.field.setModified(False)
        try:
            value = self._domain.parse(self.field.text())
        except InputError as refusal:
            show_bubble(self.field, str(refusal))
        else:
            self._set(value)
        self.field.setText(self.knob.screen_value)

    def _move(self, by: int) -> None:
        self._knobs.move_knob(self.place, self.place + by)

    # The menu

    def _fill_menu(self) -> None:
        self._menu.clear()
        for name, domain in self.knob.parameters.items():
            if isinstance(domain, Choice):
                self._add_choice(name, domain)
            elif name != self.knob.main():
                text = f"{domain.name.capitalize()} = {domain.write(getattr(self.knob, name))} …"
                self._add(text, partial(self._ask, name, domain))
        self._add(f"Move Up\t{shown_key('Alt+Up')}", partial(self._move, -1), enabled=self.place > 0)
        last = self.place + 1 == self._knobs.count
        self._add(f"Move Down\t{shown_key('Alt+Down')}", partial(self._move, 1), enabled=not last)
        self._menu.addSeparator()
        self._add("Remove", self._remove)

    def _add(self, text: str, act: Callable[[], object], *, enabled: bool = True) -> None:
        action = self._menu.addAction(text)
        action.setEnabled(enabled)
        action.triggered.connect(act)

    def _add_choice(self, name: str, domain: Choice) -> None:
        group = QActionGroup(self._menu)
        for word, meaning in domain.meanings.items():
            action = group.addAction(f"{word}: {meaning}")
            action.setCheckable(True)
            action.setChecked(getattr(self.knob, name) == word)
            edit = partial(chain_edits.set_knob, place=self.place, name=name, value=word)
            action.triggered.connect(lambda _=False, chosen=edit: self._do("set", chosen))
            self._menu.addAction(action)
        self._menu.addSeparator()

    def _ask(self, name: str, domain: Interval) -> None:
        """Ask for a parameter without a slider; ask again after a bad value."""
        label = f"{domain.name.capitalize()}, {domain}:"
        answer = ask(self, self.knob.title, label, domain.write(getattr(self.knob, name)), domain.parse)
        if answer is not None:
            edit = partial(chain_edits.set_knob, place=self.place, name=name, value=answer[0])
            self._do("set", edit)

    def _remove(self) -> None:
        self._do("remove", partial(chain_edits.remove_knob, place=self.place))


def position(domain: Interval, value: float) -> float:
    """Position of a value on a slider, clamped to [0, 1]."""
    low, high = domain.slider
    if domain.logarithmic:
        value = min(max(value, low), high)
        return math.log(value / low) / math.log(high / low)
    return min(max((value - low) / (high - low), 0.0), 1.0)


def value_at(domain: Interval, place: float) -> float:
    """Value at a position of a slider, to three significant digits."""
    low, high = domain.slider
    value = low * (high / low) ** place if domain.logarithmic else low + (high - low) * place
    rounded = float(f"{value:.3g}")
    return float(round(value)) if isinstance(domain, Whole) else min(max(rounded, low), high)
