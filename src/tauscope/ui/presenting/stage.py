"""The audience's stage: plots, dial and key numbers in type for the back row."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tauscope.document.library.lesson_walk import covers_plots, hidden_parts
from tauscope.document.picture.answers import Answer, Failed, Ready
from tauscope.document.suitability import unsuited
from tauscope.document.temperature_words import product_words
from tauscope.ui.bench.bench import AFTER_REVEAL
from tauscope.ui.bench.dial.dial import TemperatureDial
from tauscope.ui.bench.dial.marked_temperature import marked_temperature
from tauscope.ui.plots import plot_class
from tauscope.ui.presenting.plot_title import TitledPlot
from tauscope.ui.presenting.stage_bars import choose_next_bar, step_bar
from tauscope.ui.presenting.stage_cover import StageCover
from tauscope.ui.presenting.stage_number import StageNumber, predict
from tauscope.ui.presenting.stage_text import StageText
from tauscope.ui.presenting.stage_title import StageTitle
from tauscope.ui.presenting.stage_words import TOUCH, KeyNumbers, StageFoot
from tauscope.ui.theme import load_theme, palette, style_sheet
from tauscope.ui.widgets.late_cover import Covers

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.document.document import Document
    from tauscope.document.library.vocabularies import Vocabulary
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.editing.feed import Feed
    from tauscope.ui.editing.history import Perform
    from tauscope.ui.focus import Focus
    from tauscope.ui.plots.base.plot import Plot
    from tauscope.ui.theme import Theme

TEXT, NUMBER = 0.0295, 0.0375
"""Height of text and of key numbers, as shares of the stage's height."""

MOST = 3
"""Most plots on the stage: with more none could be read from the back row."""

TEXT_SHARE, PLOTS_SHARE = 2, 3
"""Shares of the height of a text, which takes no more than it needs, and of the plots below it."""

FIRST, OTHER = 10, 9
"""Shares of the height that the first plot has and each other one: curves need it as much as bars."""

SIDE, MARGIN, GAP = (0.25, 0.33), 0.03, 0.02
"""Least and greatest width of the column of the dial; margin and gaps as shares of the height."""

DIAL = 15.8
"""Width in text heights with which the words under the dial's number are as large as the text."""

SHOW = "show"
"""Asked for by a touch on a stage that is covered."""


class Stage(QWidget):
    """Shows a document to the room. It has a theme of its own, whatever that of the window is."""

    left = Signal()
    """Emitted when the window system closes the stage."""

    resized = Signal()
    """Emitted when the stage has another size."""

    asked = Signal(str)
    """Emitted with what a click or a touch asks for: one of the names in `HINTS`, or `SHOW`."""

    def __init__(
        self, perform: Perform, feed: Feed, focus: Focus, vocabulary: Vocabulary, theme: str, scale: float
    ) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self._perform, self._feed, self._focus = perform, feed, focus
        self._theme_name, self._scale = theme, scale
        self.theme = self._fitting()
        self.plots: dict[str, Plot] = {}
        self._titled: dict[str, TitledPlot] = {}
        self._shown: tuple[str, ...] = ()
        self._document: Document | None = None
        self.whole = False
        self.covered: QColor | None = None
        self._frozen: QPixmap | None = None
        self._light: QPointF | None = None
        self.setObjectName("stage")
        self.setWindowTitle("Tauscope: stage")
        self.title, self.foot = StageTitle(self.theme), StageFoot(self.theme)
        self.title.chosen.connect(self._choose)
        self.number = StageNumber(perform, self.theme)
        self.text = StageText(self.theme)
        self.dial = TemperatureDial(perform, self.theme, vocabulary)
        self.dial.set_least_target(TOUCH)
        self.numbers = KeyNumbers(self.theme)
        self.covers = Covers()
        self._over = StageCover(self)
        self._over.pressed.connect(partial(self.asked.emit, SHOW))
        self.foot.asked.connect(self.asked)
        self._lay_out()
        self._apply()

    def _lay_out(self) -> None:
        self._plots_box = QWidget()
        self._plots = QVBoxLayout(self._plots_box)
        self._plots.setContentsMargins(0, 0, 0, 0)
        self._side = QWidget()
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(self.dial, 1)
        side.addWidget(self.numbers)
        left = QVBoxLayout()
        left.addWidget(self.title)
        left.addWidget(self.number)
        left.addWidget(self.text, TEXT_SHARE)
        left.addWidget(self._plots_box, PLOTS_SHARE)
        across = QHBoxLayout()
        across.addLayout(left, 1)
        across.addWidget(self._side)
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(across, 1)
        self._layout.addWidget(self.foot)

    # What is shown

    def show_document(self, document: Document) -> None:
        """Show the settings of a document."""
        if self.is_frozen:
            self._document = document
            return
        self._document = document
        wanted = document.plots[: 1 if self.whole else MOST]
        shown = tuple(name for name in wanted if not unsuited(name, document))
        others = shown != self._shown
        if others:
            self._place(shown)
        self.title.show_document(document)
        self.number.show_place(document.lesson)
        self.foot.show_document(document)
        self.text.show_document(document)
        self._show_dial(document)
        self._fit_title()
        if others and self._feed.answer is not None:
            # The numbers may have come before the plots that are to show them.
            self.show_answer(self._feed.answer)

    def answer(self) -> None:
        """Choose the first answer for the room, or the one after that chosen; let a number be typed.

        Of bars, choose the outline that keys move.
        """
        place = self._document.lesson if self._document is not None else None
        if place is None or place.present.prediction is None or not place.asks:
            return
        if answers := place.present.prediction.answers:
            self._choose(int(place.guess[0] + 1) % len(answers) if place.guess else 0)
        elif place.present.prediction.kind == "draw":
            choose_next_bar(self._feed.shown, self._focus)
        else:
            self.number.type()

    def step_bar(self, steps: float, gesture: Callable[[], object]) -> bool:
        """Move the chosen outline by steps, as part of a gesture; return False if none can be moved."""
        return step_bar(self._feed.shown, self._focus, self._perform, steps, gesture)

    def _choose(self, number: int) -> None:
        predict(self._perform, float(number))

    def _fit_title(self) -> None:
        """Give title and caption the height that they need beside the column of the dial."""
        # A widget that sets its height while it is being resized is not laid out again.
        margins, gap = self._layout.contentsMargins(), self._layout.spacing()
        side = 0 if self._side.isHidden() else self._side.width() + gap
        self.title.fit(self.width() - margins.left() - margins.right() - side)

    def _show_dial(self, document: Document) -> None:
        self.dial.show_temperature(document.temperature, product_words(document.chain))
        hidden = hidden_parts(document)
        self.dial.setVisible("dial" not in hidden)
        self.numbers.setVisible("readouts" not in hidden)
        self._side.setVisible(not self.whole and not {"dial", "readouts"} <= set(hidden))

    def show_gliding(self, document: Document) -> None:
        """Turn the dial with the bars on their way to another step."""
        if not self.is_frozen:
            self._show_dial(document)

    def show_answer(self, answer: Answer[Picture]) -> None:
        """Show the numbers, or that they are awaited or failed."""
        if self.is_frozen:
            return
        if isinstance(answer, Ready):
            self.covers.lift()
            covered = covers_plots(answer.value.document)
            for name in self._shown:
                self._titled[name].show_picture(answer.value, covered=covered)
            self.numbers.show_picture(answer.value)
            self.dial.show_best(marked_temperature(answer.value))
            self.title.show_picture(answer.value)
            if covered:
                for plot in self.shown:
                    self.covers.hide_on_purpose(plot, AFTER_REVEAL)
            return
        buttons = self._feed.failure_buttons(answer) if isinstance(answer, Failed) else {}
        self.numbers.show_late(answer)
        for plot in self.shown:
            self.covers.show_late(plot, answer, buttons)

    @property
    def shown(self) -> list[Plot]:
        """Plots on the stage."""
        return [self.plots[name] for name in self._shown]

    def _place(self, shown: tuple[str, ...]) -> None:
        """Put these plots under one another, the first one the largest."""
        for name in self._shown:
            self._plots.removeWidget(self._titled[name])
            self._titled[name].hide()
        self._shown = shown
        for place, name in enumerate(shown):
            if name not in self.plots:
                plot = self.plots[name] = plot_class(name)(self._perform, self._focus, self.theme)
                plot.again.connect(self._feed.try_again)
                self._titled[name] = TitledPlot(plot, self.theme)
            self._plots.addWidget(self._titled[name], FIRST if place == 0 else OTHER)
            self._titled[name].show()

    def toggle_whole(self) -> None:
        """Show the first plot alone on the whole stage, or everything again."""
        self.whole = not self.whole
        self._renew()

    def _renew(self) -> None:
        if self._document is not None:
            self.show_document(self._document)
        if self._feed.answer is not None:
            self.show_answer(self._feed.answer)

    # What lies over it

    @property
    def is_frozen(self) -> bool:
        """Whether the room sees a still picture while the next state is prepared."""
        return self._frozen is not None

    def freeze(self, frozen: bool) -> None:
        """Hold the picture that the room sees, or show the present state again."""
        self._frozen = self.grab() if frozen else None
        self._over.show_over(self._frozen, self.covered, self._light)
        if not frozen:
            self._renew()

    def cover(self, colour: QColor | None) -> None:
        """Cover the stage with black or white; None shows it."""
        self.covered = colour
        self._over.show_over(self._frozen, self.covered, self._light)

    def shine(self, at: QPointF | None) -> None:
        """Leave a circle of light around a point and dim the rest; None ends it."""
        self._light = at
        self._over.show_over(self._frozen, self.covered, self._light)

    # How large it is

    @property
    def scale(self) -> float:
        """Magnification of font, lines and points."""
        return self._scale

    def set_scale(self, scale: float) -> None:
        """Make font, lines and points larger or smaller together."""
        self._scale = scale
        self._apply()

    def _fitting(self) -> Theme:
        """The theme for the height of the stage."""
        theme = load_theme(self._theme_name, 10.0)
        # On a stage that is narrower than 4:3 the width decides.
        height = max(1.0, min(float(self.height()), 0.75 * self.width()))
        theme = theme.enlarged(self._scale * TEXT * height / theme.base)
        return theme.for_stage(NUMBER / TEXT, min(theme.base, TEXT * height))

    def _apply(self) -> None:
        self.theme = theme = self._fitting()
        self.setPalette(palette(theme))
        self.setStyleSheet(
            style_sheet(theme)
            + f" QWidget#stage {{ background: {theme.colours.card.name()}; }}"
            + f" QPushButton, QToolButton {{ min-height: {TOUCH}px; min-width: {TOUCH}px; }}"
            + f" QWidget#drawTools QToolButton {{ border: 1px solid {theme.colours.border.name()}; }}"
        )
        margin, gap = round(MARGIN * self.height()), round(GAP * self.height())
        self._layout.setContentsMargins(margin, margin, margin, round(0.6 * margin))
        self._layout.setSpacing(gap)
        least, greatest = (share * self.width() for share in SIDE)
        self._side.setFixedWidth(round(min(max(least, DIAL * theme.base), greatest)))
        for part in (self.title, self.number, self.foot, self.text, self.numbers, self.dial):
            part.apply_theme(theme)
        for titled in self._titled.values():
            titled.apply_theme(theme)
        self._fit_title()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the type to the new height."""
        super().resizeEvent(event)
        self._over.setGeometry(self.rect())
        self._apply()
        self.resized.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave the presentation."""
        super().closeEvent(event)
        self.left.emit()
