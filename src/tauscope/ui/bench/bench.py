"""The bench: cards with the table, the dial, the plots and the readouts, all shown one Picture."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from tauscope.core.chain.knobs import Temperature
from tauscope.document.document import Document
from tauscope.document.library.vocabularies import Vocabulary
from tauscope.document.motion import Motion
from tauscope.document.picture.answers import Answer, Failed, Late, Ready
from tauscope.document.picture.picture import Picture
from tauscope.document.running import schedule_ends
from tauscope.document.temperature_words import product_words
from tauscope.ui.bench.cards.plot_card import PlotCard
from tauscope.ui.bench.cards.plot_grid import PlotGrid
from tauscope.ui.bench.dial.dial import TemperatureDial
from tauscope.ui.bench.dial.dial_panel import DialPanel
from tauscope.ui.bench.dial.marked_temperature import marked_temperature
from tauscope.ui.bench.dial.play_tools import PlayTools
from tauscope.ui.bench.dial.temperature_field import TemperatureField
from tauscope.ui.bench.logits_column import LogitsColumn
from tauscope.ui.bench.readouts import Readouts
from tauscope.ui.bench.side_column import SideColumn
from tauscope.ui.chain.knob_list import KnobList, kinds
from tauscope.ui.editing.feed import Feed
from tauscope.ui.editing.history import Perform
from tauscope.ui.focus import Focus
from tauscope.ui.plots import plot_class
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.table.logit_table import LogitTable
from tauscope.ui.theme import Theme, text_sizes
from tauscope.ui.widgets.buttons import PAGE, word_button
from tauscope.ui.widgets.card import titled_card
from tauscope.ui.widgets.late_cover import Covers
from tauscope.ui.widgets.when_heard import catch_up, turning

if TYPE_CHECKING:
    from collections.abc import Collection

    from tauscope.ui.panels.panel import Panel

SIDE, SHARE, LARGEST_SHARE = 24.5, 0.24, 0.385
"""Width of the left column in text heights, and the shares of the window that it takes and may take."""

FEWEST_ACROSS, FEWEST_DOWN = 62, 42
"""Width and height that the bench needs, in text heights; in a small window text gets smaller."""

SMALLEST_TEXT = 9.0
TOO_SMALL_TO_SEE, ROUNDING = 0.02, 0.999

AFTER_REVEAL = "after you reveal"
"""What stands in place of plots that would tell what a lesson asks for."""

POINTED = "pointed"
"""Property of a card that is outlined."""

AIR, WITH_AIR = 12, 800
"""Pixels around the cards, and how wide a bench must be to have as much."""


class Bench(QWidget):
    """Lays out the cards, and shows a document in all of them."""

    said = Signal(str)
    """A sentence about what was done."""

    asked = Signal(str)
    """Name of the page that explains something."""

    fitted = Signal()
    """Emitted when the text was fitted into the window after a change of theme or size."""

    def __init__(
        self, perform: Perform, feed: Feed, focus: Focus, theme: Theme, vocabulary: Vocabulary
    ) -> None:
        super().__init__()
        self._feed = feed
        self._is_turning = False
        feed.studies.gate.rested.connect(catch_up)
        feed.changed.connect(self.show_answer)
        self._perform, self._focus, self._asked, self._theme = perform, focus, theme, theme
        self.table = LogitTable(perform, focus, theme)
        self.knobs = KnobList(perform, theme)
        self.knobs.said.connect(self.said)
        self.knobs.asked.connect(self.asked)
        self.dial = TemperatureDial(perform, theme, vocabulary)
        self.field = TemperatureField(perform)
        self.dial_panel = DialPanel(self.dial, self.field)
        self.play_tools = PlayTools(perform)
        self._playing = False
        self._needs: object = None
        self.readouts = Readouts(theme)
        self.plots: dict[str, Plot] = {}
        self.grid = PlotGrid(perform, self.plot, theme)
        self.grid.revealed.connect(self._cover_late)
        self.logits_column = column = LogitsColumn(self.table, self.knobs, theme)
        self.state_line, self.others_line = column.state_line, column.others_line
        self.buttons = column.buttons
        self.covers = Covers()
        self._late: Late | None = None
        self._crowded = False
        self._hidden: tuple[str, ...] = ()
        self.panel: Panel | None = None
        self._lay_out()

    def _lay_out(self) -> None:
        self._layout = layout = QGridLayout(self)
        self._side = SideColumn(self.table, self.knobs, self.dial)
        self._logits = titled_card("Logits", self.logits_column, self.knobs.tools)
        self.dial_panel.setProperty(PAGE, Temperature.name)
        help_button = word_button("?", "What temperature does", partial(self.asked.emit, Temperature.name))
        help_button.setObjectName("helpOnDial")
        tools = (self.play_tools, help_button)
        self._temperature = titled_card("Temperature", self.dial_panel, tools)
        self._side.hold(self._logits, self._temperature)
        layout.addWidget(self._side, 0, 0)
        layout.addWidget(self.grid, 0, 1)
        layout.addWidget(self.readouts, 1, 0, 1, 2)
        layout.setRowStretch(0, 1)
        layout.setColumnStretch(1, 1)

    def put_panel(self, panel: Panel | None) -> None:
        """Place the panel of a source above the plots; None removes it."""
        if self.panel is not None:
            # It is deleted when control is back in the event loop, and would be seen until then.
            self.panel.hide()
            self.panel.deleteLater()
        self.panel = panel
        self.grid.put_panel(panel)

    def make_room(self, crowded: bool) -> None:
        """Hide table and dial if `crowded`: a page leaves no room for them beside the plots."""
        self._crowded = crowded
        self._side.setVisible(not crowded and not {"table", "knobs", "dial"} <= set(self._hidden))

    def _show_parts(self, hidden: tuple[str, ...]) -> None:
        """Show all parts but those with these names in `PARTS`."""
        if hidden == self._hidden:
            return
        self._hidden = hidden
        self.logits_column.show_parts(table="table" not in hidden, knobs="knobs" not in hidden)
        self._logits.setVisible(not {"table", "knobs"} <= set(hidden))
        self._temperature.setVisible("dial" not in hidden)
        self.table.hide_columns(energy="energy" in hidden, probability="probability" in hidden)
        self.readouts.setVisible("readouts" not in hidden)
        self.grid.hide_panel("panel" in hidden)
        self.make_room(self._crowded)
        self._side.share()

    def point_at(self, names: Collection[str]) -> None:
        """Outline the parts with these names: "table", "dial", "readouts", or names of plots."""
        parts: dict[str, QWidget] = {
            "table": self._logits,
            "knobs": self._logits,
            "dial": self._temperature,
            "readouts": self.readouts,
            **dict(zip(self.grid.document.plots, self.grid.cards, strict=False)),
        }
        pointed = {parts[name] for name in names if name in parts}
        for part in {*parts.values(), *self.grid.cards}:
            if bool(part.property(POINTED)) != (part in pointed):
                part.setProperty(POINTED, part in pointed)
                # A style sheet looks at a property only when the widget is polished.
                part.style().polish(part)
                part.update()

    @property
    def theme(self) -> Theme:
        """Theme of the bench."""
        return self._theme

    @property
    def places(self) -> list[PlotCard]:
        """Cards of the plots, the large one first."""
        return self.grid.cards[: len(self.grid.document.plots)]

    @property
    def shown(self) -> list[Plot]:
        """The plots that are seen on the bench, the large one first."""
        return self.grid.shown

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the left column as wide as its text needs, within reason."""
        super().resizeEvent(event)
        new, old = self._fitting(), self._theme
        sizes = ((new.base, old.base), (new.in_plots, old.in_plots), (new.number, old.number))
        # Text that is a little too small is not seen, but what is a little too large has no room.
        if any(
            after < ROUNDING * before or after - before > TOO_SMALL_TO_SEE * before for after, before in sizes
        ):
            self.apply_theme(self._asked)
        self._fit()
        # At once, so that plots are laid out for the new size alone, and not for the old column's width too.
        self._layout.activate()

    def _fitting(self) -> Theme:
        """The chosen theme with a text size that suits the size of this window."""
        room = max(SMALLEST_TEXT, min(self.width() / FEWEST_ACROSS, self.height() / FEWEST_DOWN))
        fitting = min(room, max(self._asked.base, self._asked.fill * room))
        return self._asked.enlarged(fitting / self._asked.base).for_window(self.window().height())

    def _fit(self) -> None:
        base, air = self._theme.base, AIR if self.width() >= WITH_AIR else AIR // 2
        self._layout.setContentsMargins(air, air, air, air)
        self._layout.setSpacing(air)
        self.grid.set_gap(air)
        wanted = min(max(SIDE * base, SHARE * self.width()), 1.35 * SIDE * base)
        self._side.setFixedWidth(round(min(wanted, LARGEST_SHARE * self.width())))
        self.field.setMaximumWidth(round(6.5 * base))
        self.dial_panel.place_field()

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self._asked, self._needs = theme, None
        self._theme = theme = self._fitting()
        # The window has a sheet with these sizes: only fitted text needs one of its own.
        sheet = "" if theme.base == self._asked.base else text_sizes(theme)
        if sheet != self.styleSheet():  # else Qt would style each widget again
            self.setStyleSheet(sheet)
        self.table.apply_theme(theme)
        self.others_line.apply_theme(theme)
        self.knobs.apply_theme(theme)
        self.dial.apply_theme(theme)
        self.readouts.apply_theme(theme)
        for plot in self.plots.values():
            plot.apply_theme(theme)
        if self.panel is not None:
            self.panel.apply_theme(theme)
        self.grid.apply_theme(theme)
        self._fit()
        self.fitted.emit()

    def show_document(self, document: Document) -> None:
        """Show the settings of a document at once, before its numbers are known."""
        self._show_parts(_hidden_parts(document))
        self.knobs.show_document(document)
        self.state_line.show_text(document.source.words_at(document.state))
        self._is_turning = not self._feed.studies.gate.at_rest
        with turning(on=self._is_turning):
            self.dial.show_temperature(document.temperature, product_words(document.chain))
        self.dial.show_schedule(schedule_ends(document))
        self.field.show_temperature(document.temperature)
        self.play_tools.show_motion(document.motion)
        self._mark_bounds(document.motion)
        self.grid.show_document(document)
        if self.panel is not None:
            self.panel.show_document(document)
        self._cover_late()

    def show_playing(self, going: bool) -> None:  # a state
        """Show whether τ is being played."""
        self._playing = going
        self.play_tools.show_going(going)
        self._mark_bounds(self.grid.document.motion)

    def _mark_bounds(self, motion: Motion) -> None:
        """Mark the bounds of the play on the dial while it goes on, and where the user set them."""
        shown = self._playing or motion != Motion()
        self.dial.show_bounds((motion.start, motion.end) if shown else ())

    def _cover_late(self) -> None:
        if self._late is not None:
            self._show_late(self._late)
        elif (picture := self._feed.shown) is not None and picture.document.lesson is not None:
            self._cover_answers(picture.document)

    def show_answer(self, answer: Answer[Picture]) -> None:
        """Show the numbers, or a cover that says that they are awaited or failed."""
        self._late = None if isinstance(answer, Ready) else answer
        if isinstance(answer, Ready):
            self._show_picture(answer.value)
        else:
            self._show_late(answer)

    def _show_picture(self, picture: Picture) -> None:
        self.covers.lift()
        self.table.show_picture(picture)
        with turning(on=self._is_turning):
            self.others_line.show_picture(picture)
        self.knobs.show_document(picture.document, picture)
        needs = (self.table.lines_shown, kinds(picture.document.chain), self.knobs.undecided)
        if needs != self._needs:
            # Table and chain may need another height now.
            self._needs = needs
            self._side.share()
        with turning(on=self._is_turning):
            self.readouts.show_picture(picture)
            self.grid.show_picture(picture)
        self.dial.show_best(marked_temperature(picture))
        for name in self.plots.keys() - set(picture.document.plots):
            self.plots[name].release()
        if picture.document.lesson is not None:
            self._cover_answers(picture.document)
        if self.panel is not None:
            self.panel.show_picture(picture)

    def _cover_answers(self, document: Document) -> None:
        """Cover the plots if they would tell what a lesson asks for."""
        from tauscope.document.library.lesson_walk import covers_plots  # noqa: PLC0415  # only in lessons

        if covers_plots(document):
            for plot in self.shown:
                self.covers.hide_on_purpose(plot, AFTER_REVEAL)

    def _show_late(self, answer: Late) -> None:
        buttons = self._feed.failure_buttons(answer) if isinstance(answer, Failed) else {}
        self.table.show_late()
        self.readouts.show_late(answer)
        self.dial.show_best(None)
        for card in self.grid.cards:
            card.set_note("")
        parts: list[QWidget] = [self.table, *self.shown]
        parts += self.panel.numbers if self.panel is not None else ()
        for part in parts:
            self.covers.show_late(part, answer, buttons)

    def clear(self) -> None:
        """Remove all plots and clear the other parts: an error may have left them half changed."""
        self.covers.clear()
        self.table.clear()
        self.knobs.clear()
        self.grid.clear()
        plots, self.plots = self.plots, {}
        for plot in plots.values():
            # A card that shows a plot is the parent of its tools.
            for tool in plot.tools:
                tool.deleteLater()
            plot.deleteLater()

    def plot(self, name: str) -> Plot:
        """Plot of this name, made on first access and kept."""
        if name not in self.plots:
            plot = self.plots[name] = plot_class(name)(self._perform, self._focus, self._theme)
            plot.said.connect(self.said)
            plot.again.connect(self._feed.try_again)
            plot.asked.connect(self.asked)
        return self.plots[name]


def _hidden_parts(document: Document) -> tuple[str, ...]:
    """Return names of the parts that are not shown."""
    if document.lesson is None:
        return document.hidden
    from tauscope.document.library.lesson_walk import hidden_parts  # noqa: PLC0415  # only in lessons

    return hidden_parts(document)
