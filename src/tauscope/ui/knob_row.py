"""One knob of the chain: a switch, a slider, an exact field, and a menu of all else."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QActionGroup, QKeyEvent, QWheelEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QInputDialog, QMenu, QSlider, QWidget

from tauscope.core.domain import Choice, Interval, Whole
from tauscope.core.errors import InputError
from tauscope.core.knob import Knob
from tauscope.core.numbers import screen_temperature
from tauscope.document import chain_edits
from tauscope.ui.bubble import hush, say
from tauscope.ui.buttons import menu_button
from tauscope.ui.entry import Entry
from tauscope.ui.history import Edit, Request

if TYPE_CHECKING:
    from tauscope.ui.knob_list import KnobList

STEPS = 400
"""Whole steps of a slider."""


class QuietSlider(QSlider):
    """A slider that the wheel turns only while it has the focus."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Let the page have it, unless focused."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class KnobRow(QWidget):
    """Shows one knob, and asks for edits of it."""

    def __init__(self, knobs: KnobList, place: int, knob: Knob) -> None:
        super().__init__()
        self._knobs, self.place, self._knob = knobs, place, knob
        self._gesture = object()
        self.setObjectName(f"knob_{place}")
        self.setAccessibleName(knob.title)
        self.switch = QCheckBox(knob.title)
        self.switch.setToolTip(f"{knob.title} {knob.explanation}.\n{knob.formula}\n{knob.source}")
        self.switch.clicked.connect(self._switch)
        self.slider = QuietSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, STEPS)
        self.slider.setAccessibleName(f"{knob.title}, slider")
        self.slider.sliderPressed.connect(self._begin)
        self.slider.valueChanged.connect(self._slide)
        self.field = Entry()
        self.field.setAccessibleName(f"{knob.title}, exact value")
        self.field.setToolTip(f"{self._domain.name.capitalize()} {self._domain}")
        self.field.editingFinished.connect(self._type)
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.switch, 3)
        layout.addWidget(self.slider, 2)
        layout.addWidget(self.field)
        layout.addWidget(menu_button("⋯", "Order, variants, what it is", self._menu))
        self.show_knob(knob)

    @property
    def _domain(self) -> Interval:
        domain = self._knob.parameters[self._knob.main()]
        assert isinstance(domain, Interval)  # noqa: S101  # the first parameter is a number
        return domain

    def show_knob(self, knob: Knob) -> None:
        """Show these settings; this edits nothing."""
        self._knob = knob
        self.switch.setChecked(knob.on)
        self.slider.setEnabled(knob.on)
        self.field.setEnabled(knob.on)
        if not self.field.isModified() or not self.field.hasFocus():
            self.field.setText(self._text())
        self.slider.blockSignals(True)  # Qt's own
        self.slider.setValue(round(STEPS * position(self._domain, float(knob.value))))
        self.slider.blockSignals(False)

    def wear(self, base: float) -> None:
        """Fit the field to the text."""
        self.field.setFixedWidth(round(4.3 * base))

    def _text(self) -> str:
        value = self._knob.value
        return str(value) if isinstance(value, int) else screen_temperature(float(value))

    # The hand

    def _do(self, what: str, edit: Edit, gesture: object | None = None) -> bool:
        sentence = self._knobs.perform(Request(f"{what} {self._knob.title}", edit, gesture))
        if sentence:
            say(self.field, sentence)
        else:
            hush(self)
        return not sentence

    def _switch(self) -> None:
        on = self.switch.isChecked()
        edit = partial(chain_edits.switch_knob, place=self.place, on=on)
        self._do("switch on" if on else "switch off", edit)

    def _set(self, value: Any, gesture: object | None = None) -> bool:
        edit = partial(chain_edits.set_knob, place=self.place, name=self._knob.main(), value=value)
        return self._do("set", edit, gesture)

    def _begin(self) -> None:
        self._gesture = object()

    def _slide(self, step: int) -> None:
        if not self.slider.isSliderDown():
            self._begin()
        self._set(value_at(self._domain, step / STEPS), self._gesture)

    def _type(self) -> None:
        if not self.field.isModified():
            return
        self.field.setModified(False)
        try:
            value = self._domain.parse(self.field.text())
        except InputError as refusal:
            say(self.field, str(refusal))
        else:
            self._set(value)
        self.field.setText(self._text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt + arrows move the knob."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in steps:
            self._move(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _move(self, by: int) -> None:
        self._knobs.move_knob(self.place, self.place + by)

    # The menu

    def _fill_menu(self) -> None:
        self._menu.clear()
        for name, domain in self._knob.parameters.items():
            if isinstance(domain, Choice):
                self._add_choice(name, domain)
            elif name != self._knob.main():
                text = f"{domain.name.capitalize()} = {domain.write(getattr(self._knob, name))} …"
                self._add(text, partial(self._ask, name, domain))
        self._add("Move Up", partial(self._move, -1), enabled=self.place > 0)
        self._add("Move Down", partial(self._move, 1), enabled=self._has_next)
        self._add("Swap with the Next, and Say What Changes", self._swap, enabled=self._has_next)
        self._menu.addSeparator()
        self._add("Remove", self._remove)
        self._add("What It Is", partial(self._knobs.explain, self._knob))

    @property
    def _has_next(self) -> bool:
        return self.place + 1 < self._knobs.count

    def _add(self, text: str, act: Callable[[], object], *, enabled: bool = True) -> None:
        action = self._menu.addAction(text)
        action.setEnabled(enabled)
        action.triggered.connect(act)

    def _add_choice(self, name: str, domain: Choice) -> None:
        group = QActionGroup(self._menu)
        for word, meaning in domain.meanings.items():
            action = group.addAction(f"{word}: {meaning}")
            action.setCheckable(True)
            action.setChecked(getattr(self._knob, name) == word)
            edit = partial(chain_edits.set_knob, place=self.place, name=name, value=word)
            action.triggered.connect(lambda _=False, chosen=edit: self._do("set", chosen))
            self._menu.addAction(action)
        self._menu.addSeparator()

    def _ask(self, name: str, domain: Interval) -> None:
        """Ask for one of the lesser parameters; a bad value is refused and asked for again."""
        text, problem, asked = domain.write(getattr(self._knob, name)), "", True
        while asked:
            label = f"{problem}\n{domain.name.capitalize()}, {domain}:".strip()
            text, asked = QInputDialog.getText(self, self._knob.title, label, text=text)
            try:
                value = domain.parse(text)
            except InputError as refusal:
                problem = str(refusal)
                continue
            if asked:
                edit = partial(chain_edits.set_knob, place=self.place, name=name, value=value)
                self._do("set", edit)
            return

    def _swap(self) -> None:
        self._knobs.swap(self.place)

    def _remove(self) -> None:
        self._do("remove", partial(chain_edits.remove_knob, place=self.place))


def position(domain: Interval, value: float) -> float:
    """Where on a slider a value is, from 0 to 1; beyond its ends it is at the end."""
    low, high = domain.slider
    if domain.logarithmic:
        value = min(max(value, low), high)
        return math.log(value / low) / math.log(high / low)
    return min(max((value - low) / (high - low), 0.0), 1.0)


def value_at(domain: Interval, place: float) -> float:
    """What a place on a slider means, to three significant digits."""
    low, high = domain.slider
    value = low * (high / low) ** place if domain.logarithmic else low + (high - low) * place
    rounded = float(f"{value:.3g}")
    return float(round(value)) if isinstance(domain, Whole) else min(max(rounded, low), high)
