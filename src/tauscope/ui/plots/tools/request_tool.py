"""The request that every engine gets: four fields, or a menu where there is no room for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QWidget

from tauscope.core.chain.engines import REQUEST, SamplingRequest
from tauscope.core.numbers import plain_number, screen_temperature
from tauscope.document.edits import bench_edits
from tauscope.document.library.engine_defaults import NO_RECOMMENDATION, request_of, settings_words
from tauscope.document.library.presets import presets
from tauscope.ui.editing import history
from tauscope.ui.widgets.buttons import menu_button
from tauscope.ui.widgets.card import PLENTY
from tauscope.ui.widgets.entry import ValueEntry
from tauscope.ui.widgets.plain_text import tip_text
from tauscope.ui.widgets.prompt import ask

if TYPE_CHECKING:
    from tauscope.document.library.presets import Preset
    from tauscope.sources.recommended import SamplingDefaults
    from tauscope.ui.editing.history import Perform
    from tauscope.ui.theme import Theme

WORDS = {
    "temperature": ("τ", "The temperature sent to every engine; empty uses the dial's"),
    "top_k": ("top_k", "The most classes to keep; 0 is off, and so is −1 in engines that accept it"),
    "top_p": ("top_p", "Keep the most likely classes until their probabilities sum to this; 1 is off"),
    "min_p": ("min_p", "Keep classes at least this fraction as likely as the most likely; 0 is off"),
}
"""Short name and explanation of each setting."""

DEFAULT = "default"
SPACING = 4
"""Pixels between the parts."""


class RequestField(ValueEntry):
    """Field for one setting; empty means the default, which is shown in grey."""

    def __init__(self, perform: Perform, name: str) -> None:
        super().__init__()
        self._perform, self._name = perform, name
        self.setObjectName(f"request_{name}")
        self.setAccessibleName(f"Request, {name}")
        tip = WORDS[name][1]
        self.setToolTip(tip if name == "temperature" else f"{tip}.\nEmpty uses each engine's own default")

    def show_value(self, value: float | None, empty: str) -> None:
        """Show a setting, or the default that holds without one; this edits nothing."""
        self.show_text(written(value))
        if self.placeholderText() != empty:
            self.setPlaceholderText(empty)

    def ask(self, text: str) -> str | None:
        """Ask every engine with this setting."""
        return self._perform(setting(self._name, read(self._name, text)))


class RequestTool(QWidget):
    """The four fields, or a menu of them, and a menu of examples."""

    def __init__(self, perform: Perform, say_of: Callable[[str], object], theme: Theme) -> None:
        super().__init__()
        self._perform, self._say, self._room = perform, say_of, PLENTY
        self._request, self._temperature = SamplingRequest(), 1.0
        self._recommended: SamplingDefaults | None = None
        self.setObjectName("requestTool")
        self.fields = {name: RequestField(perform, name) for name in REQUEST}
        self.row = self._row()
        self.menu = QMenu(self)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.folded = menu_button("Request ▾", "The settings sent to every engine", self.menu)
        self.examples = QMenu(self)
        self.examples.setToolTipsVisible(True)
        self.examples.aboutToShow.connect(self._fill_examples)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        layout.addWidget(self.row)
        layout.addWidget(self.folded)
        tip = "Tables and requests that show how engines differ"
        self._more = menu_button("Examples ▾", tip, self.examples)
        layout.addWidget(self._more)
        self.apply_theme(theme)
        self.folded.hide()

    def _row(self) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACING)
        for name, field in self.fields.items():
            label = QLabel(WORDS[name][0])
            label.setBuddy(field)
            label.setToolTip(field.toolTip())
            layout.addWidget(label)
            layout.addWidget(field)
        return row

    def show_request(
        self, request: SamplingRequest, temperature: float, recommended: SamplingDefaults | None = None
    ) -> None:
        """Show the request, with the dial's τ if it sets none; this edits nothing.

        Parameters
        ----------
        request : SamplingRequest
        temperature : float
            The dial's.
        recommended : SamplingDefaults or None
            Settings that the model on the bench recommends.
        """
        self._request, self._temperature, self._recommended = request, temperature, recommended
        for name, field in self.fields.items():
            field.show_value(getattr(request, name), self._empty(name))

    def _empty(self, name: str) -> str:
        return f"dial {screen_temperature(self._temperature)}" if name == "temperature" else DEFAULT

    def apply_theme(self, theme: Theme) -> None:
        """Fit the fields to the text size of `theme`."""
        for name, field in self.fields.items():
            field.setFixedWidth(round((5.6 if name == "temperature" else 4.7) * theme.base) + 8)

    def fit(self, room: int) -> None:
        """Show the fields if they fit into `room` pixels, else a menu of them; Examples if it fits too."""
        self._room = room
        fold = room < self._wanted(self.row, self._more).width()
        two = not fold or room >= self._wanted(self.folded, self._more).width()
        for part, shown in ((self.row, not fold), (self.folded, fold), (self._more, two)):
            if part.isHidden() == shown:
                part.setVisible(shown)
                self.updateGeometry()

    def _wanted(self, *parts: QWidget) -> QSize:
        hints = [part.sizeHint() for part in parts]
        gaps = SPACING * (len(hints) - 1)
        return QSize(sum(hint.width() for hint in hints) + gaps, max(hint.height() for hint in hints))

    @property
    def is_folded(self) -> bool:
        """Whether the fields are in a menu."""
        return self.row.isHidden()

    @property
    def beside(self) -> int:
        """Pixels that are left in the heading for a note."""
        return max(0, self._room - self.sizeHint().width())

    def minimumSizeHint(self) -> QSize:
        """Room for one menu: the fields keep no card from becoming narrow."""
        return QSize(self.folded.sizeHint().width(), super().minimumSizeHint().height())

    # The menus

    def _fill_menu(self) -> None:
        self.menu.clear()
        for name in REQUEST:
            value = written(getattr(self._request, name)) or self._empty(name)
            self.menu.addAction(f"{WORDS[name][0]} = {value} …").triggered.connect(partial(self._ask, name))
        if self._more.isHidden():
            self.menu.addMenu(self.examples).setText("Examples")
        self._add_clear(self.menu)

    def _ask(self, name: str) -> None:
        label = f"{WORDS[name][1]}.\n{name}, empty for the {'dial' if name == 'temperature' else DEFAULT}:"
        answer = ask(self, "Request", label, written(getattr(self._request, name)), partial(read, name))
        if answer is not None:
            self._perform(setting(name, *answer))

    def _fill_examples(self) -> None:
        self.examples.clear()
        for preset in presets():
            if preset.asks_engines:
                action = self.examples.addAction(preset.title)
                action.setToolTip(tip_text(preset.note))
                action.triggered.connect(partial(self._show_example, preset))
        self._add_recommended(self.examples)
        self._add_clear(self.examples)

    def _show_example(self, preset: Preset) -> None:
        if not self._perform(history.EditRequest(f"preset {preset.title}", preset.put_on)):
            self._say(preset.note)

    def _add_recommended(self, menu: QMenu) -> None:
        """Add an entry that asks for the settings that the model recommends."""
        menu.addSeparator()
        action, defaults = menu.addAction("The Model's Own Defaults"), self._recommended
        action.setEnabled(defaults is not None)
        action.setToolTip(NO_RECOMMENDATION if defaults is None else f"Ask for {settings_words(defaults)}")
        if defaults is not None:
            edit = partial(bench_edits.put_request, request=request_of(defaults))
            action.triggered.connect(
                lambda: self._perform(history.EditRequest("ask for the model's defaults", edit))
            )

    def _add_clear(self, menu: QMenu) -> None:
        menu.addSeparator()
        clear = menu.addAction("Clear the Request")
        clear.setEnabled(bool(self._request.given))
        edit = partial(bench_edits.put_request, request=SamplingRequest())
        clear.triggered.connect(lambda: self._perform(history.EditRequest("clear the request", edit)))


def setting(name: str, value: float | None) -> history.EditRequest:
    """Edit request that sets one setting."""
    return history.EditRequest(f"set {name}", partial(bench_edits.set_request, name=name, value=value))


def read(name: str, text: str) -> float | None:
    """Parse a typed setting; None if the text is empty."""
    return REQUEST[name].parse(text) if text.strip().casefold() not in ("", DEFAULT, "dial") else None


def written(value: float | None) -> str:
    """Exact text of a setting."""
    return "" if value is None else plain_number(value).replace("inf", "∞").replace("-", "−")
