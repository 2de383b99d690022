"""Tools of the draws: number, seed, single draws and runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QEvent, QSize, QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QMenu, QSizePolicy, QWidget

from tauscope.core.domain import Whole
from tauscope.core.draws.sampling import COUNT, SEED, other_seed
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits
from tauscope.ui.editing.history import Edit, EditRequest, Perform
from tauscope.ui.widgets.buttons import menu_button, word_button
from tauscope.ui.widgets.fields.whole_field import Accept, WholeField
from tauscope.ui.widgets.prompt import ask

STEPS = (1, 10, 1000)
"""Numbers of draws that the buttons add."""

TICK_MS = 40
GROWTH = 30
"""Each tick of a run adds 1 / GROWTH of the draws: an even pace on the logarithmic axis."""

SPACING = 4
FEWEST = 1
FULL = "A million draws is the limit. Press Restart to begin again."


class DrawTools(QWidget):
    """Buttons that draw, and fields for number and seed; in a narrow card the fields are a menu."""

    def __init__(self, perform: Perform, say: Callable[[str], object]) -> None:
        super().__init__()
        self._perform, self._say = perform, say
        self._document = Document()
        self._asking = self._short = False
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.timeout.connect(self._tick)
        self.setObjectName("drawTools")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.run = word_button(
            "Run", "Keep drawing, faster and faster, up to a million; press again to pause"
        )
        self.run.setCheckable(True)
        self.run.setObjectName("runDraws")
        self.run.clicked.connect(self._toggle)
        self.count = WholeField(COUNT, self._set_count)
        self.seed = WholeField(SEED, self._set_seed)
        self._lay_out()

    def _lay_out(self) -> None:
        self._steps = [
            word_button(f"+{step:,}", f"Draw {step:,} more", partial(self._draw, step)) for step in STEPS
        ]
        for step, button in zip(STEPS, self._steps, strict=True):
            button.setObjectName(f"draw_{step}")
            button.setAccessibleName(f"Draw {step:,} more")
        self._exact = _row(
            QLabel("n"),
            self.count,
            QLabel("seed"),
            self.seed,
            word_button("Roll", "Use another seed: other dice", self._roll),
            word_button("Restart", "Go back to the first draw, with the same dice", self._begin),
        )
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill_menu)
        self._more = menu_button("⋯", "Number of draws, seed, restart", self._menu)
        self._more.setAccessibleName("Draws, more")
        layout = _line(self)
        layout.addStretch(1)
        for part in (*self._steps, self.run, self._exact, self._more):
            layout.addWidget(part)

    # Room

    def shorten(self) -> None:
        """Have number and seed in the menu however much room there is."""
        self._short = True
        self._fit()

    def sizeHint(self) -> QSize:
        """Size with all buttons, and with the fields or their menu."""
        return self._wanted(*self._steps, self.run, self._more if self._short else self._exact)

    def minimumSizeHint(self) -> QSize:
        """Size with the run button and a menu for the rest."""
        return self._wanted(self.run, self._more)

    def _wanted(self, *parts: QWidget) -> QSize:
        hints = [part.sizeHint() for part in parts]
        gaps = SPACING * (len(hints) - 1)
        return QSize(sum(hint.width() for hint in hints) + gaps, max(hint.height() for hint in hints))

    def event(self, event: QEvent) -> bool:
        """Fit the tools again after a resize or a change of font."""
        done = super().event(event)
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._fit()
        return done

    def _fit(self) -> None:
        """Show the buttons and fields that fit; the menu has the rest."""
        room, wide = self.width(), self.width() >= self.sizeHint().width() and not self._short
        first, middle, last = self._steps
        choices = ((first, middle, last), (first, last), (last,))
        fitting = (some for some in choices if self._wanted(*some, self.run, self._more).width() <= room)
        shown = tuple(self._steps) if wide else next(fitting, ())
        for button in self._steps:
            button.setVisible(button in shown)
        self._exact.setVisible(wide)
        self._more.setVisible(not wide)

    # What is shown

    def show_document(self, document: Document) -> None:
        """Show number and seed; end a run if anything else changed them, such as undo."""
        before, self._document = self._document, document
        if not self._asking and (before.draws, before.seed) != (document.draws, document.seed):
            self.pause()
        self.count.show_number(document.draws)
        self.seed.show_number(document.seed)

    # Edits

    def _do(self, name: str, edit: Edit, *, on: bool = False) -> str | None:
        self._asking = True
        try:
            return self._perform(EditRequest(name, edit, on=on))
        finally:
            self._asking = False

    def _set_count(self, count: int) -> str | None:
        return self._do("set the number of draws", lambda document: bench_edits.set_draws(document, count))

    def _set_seed(self, seed: int) -> str | None:
        return self._do("set the seed", lambda document: bench_edits.set_seed(document, seed))

    def _roll(self) -> None:
        seed = other_seed(self._document.seed)
        self._do("roll another seed", lambda document: bench_edits.set_seed(document, seed))

    def _begin(self) -> None:
        self._do("restart the draws", lambda document: bench_edits.set_draws(document, FEWEST))

    def _draw(self, count: int) -> None:
        if not self._is_full():
            self._do(f"draw {count:,} more", lambda document: bench_edits.add_draws(document, count))

    def _is_full(self) -> bool:
        """Whether the limit of draws is reached; says so if it is."""
        full = self._document.draws >= COUNT.high
        if full:
            self._say(FULL)
        return full

    # A run

    @property
    def running(self) -> bool:
        """Whether a run is active."""
        return self._timer.isActive()

    def _toggle(self) -> None:
        if self.running or self._is_full():
            self.pause()
        else:
            self._timer.start()
            self._go_on("run the draws")

    def pause(self) -> None:
        """End a run."""
        self._timer.stop()
        self.run.setChecked(False)

    def _tick(self) -> None:
        if QApplication.activeModalWidget() is not None:  # a question is asked about this document
            return
        self._go_on()
        if self.running:
            self._timer.start()  # anew: however long that took, the hand has its turn in between

    def _go_on(self, name: str = "") -> None:
        """Add draws: as a new undo step if `name` is given, else as part of the present one."""
        count = max(1, self._document.draws // GROWTH)
        self._do(name, lambda document: bench_edits.add_draws(document, count), on=not name)
        if self._is_full():
            self.pause()

    def hideEvent(self, event: QHideEvent) -> None:
        """End a run when the plot leaves the bench or the window closes."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.pause()

    # The menu

    def _fill_menu(self) -> None:
        self._menu.clear()
        for step in STEPS:
            self._menu.addAction(f"Draw {step:,} More").triggered.connect(partial(self._draw, step))
        self._menu.addSeparator()
        for title, domain, number, accept in (
            ("Number of Draws", COUNT, self._document.draws, self._set_count),
            ("Seed", SEED, self._document.seed, self._set_seed),
        ):
            question = partial(self._ask, title, domain, number, accept)
            self._menu.addAction(f"{title}: {number} …").triggered.connect(question)
        self._menu.addAction("Roll Another Seed").triggered.connect(self._roll)
        self._menu.addAction("Restart").triggered.connect(self._begin)

    def _ask(self, title: str, domain: Whole, number: int, accept: Accept) -> None:
        answer = ask(self, title, f"{domain.name.capitalize()}, {domain}:", str(number), domain.parse)
        if answer is not None:
            accept(*answer)


def _line(parent: QWidget) -> QHBoxLayout:
    layout = QHBoxLayout(parent)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(SPACING)
    return layout


def _row(*parts: QWidget) -> QWidget:
    row = QWidget()
    layout = _line(row)
    for part in parts:
        layout.addWidget(part)
    return row
