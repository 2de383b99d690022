"""The bench: cards with the table, the dial, the plots and the readouts, all shown one Picture."""

from __future__ import annotations

from functools import partial

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from tauscope.document import edits
from tauscope.document.document import PLACES, Document
from tauscope.document.picture import Picture
from tauscope.document.vocabularies import Vocabulary
from tauscope.ui.card import titled_card
from tauscope.ui.dial import TemperatureDial
from tauscope.ui.focus import Focus
from tauscope.ui.history import Perform, Request
from tauscope.ui.knob_list import KnobList
from tauscope.ui.logit_table import LogitTable
from tauscope.ui.plot_place import PlotPlace
from tauscope.ui.plots import PLOTS, plot_class
from tauscope.ui.plots.base import Plot
from tauscope.ui.readouts import Readouts
from tauscope.ui.temperature_field import TemperatureField
from tauscope.ui.theme import Theme, text_sizes

SIDE, SHARE, LARGEST_SHARE = 23.5, 0.24, 0.37
"""Width of the left column in text heights, and the shares of the window that it takes and may take."""

FEWEST_ACROSS, FEWEST_DOWN = 62, 41
"""Text heights that the bench needs; in a small window large text gives way, for cut text says nothing."""

SMALLEST_TEXT = 9.0
TOO_SMALL_TO_SEE = 0.02


class DialPanel(QWidget):
    """The dial, with the exact field in the gap of its ring."""

    def __init__(self, dial: TemperatureDial, field: TemperatureField) -> None:
        super().__init__()
        self._field = field
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(dial)
        field.setParent(self)
        self.setTabOrder(dial, field)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the field centred at the bottom."""
        super().resizeEvent(event)
        self.place_field()

    def place_field(self) -> None:
        """Put the field where the ring is open."""
        size = self._field.sizeHint()
        self._field.setGeometry(
            (self.width() - self._field.width()) // 2,
            self.height() - size.height(),
            self._field.width(),
            size.height(),
        )
        self._field.raise_()


class Bench(QWidget):
    """Lays out the cards, and shows a document in all of them."""

    def __init__(self, perform: Perform, focus: Focus, theme: Theme, vocabulary: Vocabulary) -> None:
        super().__init__()
        self._perform, self._focus, self._asked, self._theme = perform, focus, theme, theme
        self.table = LogitTable(perform, focus, theme)
        self.knobs = KnobList(perform, theme)
        self.dial = TemperatureDial(perform, theme, vocabulary)
        self.field = TemperatureField(perform)
        self.dial_panel = DialPanel(self.dial, self.field)
        self.readouts = Readouts(theme)
        self.plots: dict[str, Plot] = {}
        self.places = [self._place(number) for number in range(PLACES)]
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(2)
        self.picture: Picture | None = None
        self._lay_out()

    def _place(self, number: int) -> PlotPlace:
        def choose(name: str) -> None:
            edit = partial(edits.place_plot, place=number, name=name)
            self._perform(Request(f"show {PLOTS[name]}", edit))

        return PlotPlace(PLOTS, choose)

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(12, 12, 12, 12)
        grid.setSpacing(12)
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(12)
        side.addWidget(titled_card("Logits", self._with_buttons(), self.knobs.tools), 10)
        side.addWidget(titled_card("Temperature", self.dial_panel), 9)
        grid.addWidget(self._side, 0, 0, 2, 1)
        wide, *small = self.places
        grid.addWidget(wide, 0, 1, 1, len(small))
        for place, card in enumerate(small, 1):
            grid.addWidget(card, 1, place)
            grid.setColumnStretch(place, 1)
        grid.addWidget(self.readouts, 2, 0, 1, 1 + len(small))
        grid.setRowStretch(0, 10)
        grid.setRowStretch(1, 8)

    def _with_buttons(self) -> QWidget:
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table, 1)
        layout.addLayout(self.buttons)
        layout.addWidget(self.knobs)
        return box

    @property
    def shown(self) -> list[Plot]:
        """The plots that stand on the bench, the large one first."""
        return [place.plot for place in self.places if place.plot is not None]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the left column as wide as its text needs, within reason."""
        super().resizeEvent(event)
        if abs(self._fitting().base - self._theme.base) > TOO_SMALL_TO_SEE * self._theme.base:
            self.wear(self._asked)
        self._fit()

    def _fitting(self) -> Theme:
        """The theme asked for, its text no larger than this window has room for, nor lost in it."""
        room = max(SMALLEST_TEXT, min(self.width() / FEWEST_ACROSS, self.height() / FEWEST_DOWN))
        return self._asked.enlarged(
            min(room, max(self._asked.base, self._asked.fill * room)) / self._asked.base
        )

    def _fit(self) -> None:
        base = self._theme.base
        wanted = min(max(SIDE * base, SHARE * self.width()), 1.35 * SIDE * base)
        self._side.setFixedWidth(round(min(wanted, LARGEST_SHARE * self.width())))
        self.field.setFixedWidth(round(6.5 * base))

    def wear(self, theme: Theme) -> None:
        """Put on a theme."""
        self._asked = theme
        self._theme = theme = self._fitting()
        self.setStyleSheet("" if theme.base == self._asked.base else text_sizes(theme))
        self.table.wear(theme)
        self.knobs.wear(theme)
        self.dial.wear(theme)
        self.readouts.wear(theme)
        for plot in self.plots.values():
            plot.wear(theme)
        self._fit()

    def show_document(self, document: Document) -> None:
        """Show a document everywhere."""
        picture = self.picture = Picture.of(document, self.picture)
        self.table.show_picture(picture)
        self.knobs.show_picture(picture)
        self.dial.show_temperature(picture.temperature)
        self.field.show_temperature(picture.temperature)
        self.readouts.show_picture(picture)
        for place, name in zip(self.places, document.plots, strict=True):
            place.put(self.plot(name))
            place.show_picture(picture)

    def plot(self, name: str) -> Plot:
        """The plot of this name: made when it is first shown, and kept."""
        if name not in self.plots:
            self.plots[name] = plot_class(name)(self._perform, self._focus, self._theme)
        return self.plots[name]
