"""Buttons and fields that run a source: write, step, restart, pace and seed."""

from __future__ import annotations

import math
from dataclasses import replace

from PySide6.QtWidgets import QLabel, QToolButton, QWidget

from tauscope.core.draws.sampling import SEED
from tauscope.core.errors import InputError
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, source_edits
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.panels.panel import PanelContext
from tauscope.ui.widgets.bubble import hide_bubble, show_bubble
from tauscope.ui.widgets.buttons import word_button
from tauscope.ui.widgets.entry import Entry
from tauscope.ui.widgets.quiet_slider import QuietSlider

SLOWEST, FASTEST, STEPS = 1.0, 100.0, 40
"""Tokens per second at the ends of the slider, and its steps; the last step is full speed."""

AT_ONCE = 4
"""Steps of the slider that a command goes at once."""

WRITE = "Continue from here, or pause (F7)"
"""Tooltip of the button while a step is possible."""


class PaceSlider(QuietSlider):
    """Logarithmic slider for tokens per second; full speed at the right end."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pace")
        self.setRange(0, STEPS)
        self.setAccessibleName("Pace")
        self.setToolTip("Tokens per second; at the right end, full speed")

    @property
    def pace(self) -> float:
        """Tokens per second."""
        return pace_at(self.value())

    def show_pace(self, pace: float) -> None:
        """Show a pace; this changes nothing else."""
        self.blockSignals(True)  # Qt's own
        self.setValue(place_of(pace))
        self.blockSignals(False)


def pace_at(step: int) -> float:
    """Tokens per second at a step of the slider.

    Examples
    --------
    >>> [round(pace_at(step)) for step in (0, 20, 39)], pace_at(STEPS)
    ([1, 11, 100], inf)
    """
    if step >= STEPS:
        return math.inf
    return float(SLOWEST * (FASTEST / SLOWEST) ** (step / (STEPS - 1)))


def place_of(pace: float) -> int:
    """The step of the slider for a pace."""
    if pace > FASTEST:
        return STEPS
    return round((STEPS - 1) * math.log(max(pace, SLOWEST) / SLOWEST) / math.log(FASTEST / SLOWEST))


def next_pace(pace: float, way: int) -> float:
    """Return the pace some steps of the slider further, or back for a negative `way`.

    Examples
    --------
    >>> round(next_pace(10.0, 1)), round(next_pace(1.0, -1)), next_pace(math.inf, 1)
    (17, 1, inf)
    """
    return pace_at(min(STEPS, max(0, place_of(pace) + way * AT_ONCE)))


def pace_words(pace: float) -> str:
    """Return a pace in words.

    Examples
    --------
    >>> pace_words(10.0), pace_words(math.inf)
    ('10 / s', 'full speed')
    """
    return "full speed" if math.isinf(pace) else f"{pace:.0f} / s"


class SeedField(Entry):
    """The seed that the document draws with."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._perform, self._seed = context.perform, 0
        self.setObjectName("writingSeed")
        self.setAccessibleName("Seed")
        self.setToolTip("Seed of the dice: the same seed and settings write the same text")
        self.editingFinished.connect(self._enter)

    def show_seed(self, seed: int) -> None:
        """Show a seed; text that is being typed stays."""
        self._seed = seed
        if not self.isModified() or not self.hasFocus():
            self.setText(str(seed))

    def _enter(self) -> None:
        if not self.isModified():
            return
        self.setModified(False)
        try:
            seed = SEED.parse(self.text())
        except InputError as refusal:
            show_bubble(self, str(refusal))
        else:
            hide_bubble(self)
            self._perform(EditRequest("set the seed", lambda document: bench_edits.set_seed(document, seed)))
        self.setText(str(self._seed))


class Transport:
    """Tools of a panel that writes: each shows the state of the run."""

    def __init__(self, context: PanelContext) -> None:
        self._context = context
        run = context.run_controller
        self.write = word_button("▶ Write", WRITE, run.toggle)
        self.write.setObjectName("write")
        self.step = word_button("Step", "Write one token (F6)", run.step)
        self.anew = word_button(
            "Restart", "Go back to the prompt; the same seed writes the same text", self._anew
        )
        self.other = word_button("+ 1", "Start over with the next seed: another text", self._other)
        self.pace, self.pace_label = PaceSlider(), QLabel()
        self.pace.valueChanged.connect(lambda _: run.set_pace(self.pace.pace))
        self.seed = SeedField(context)
        seed_label = QLabel("seed")
        seed_label.setObjectName("cardNote")
        self.pace_label.setObjectName("cardNote")
        run.changed.connect(self.show_run)
        self.buttons: tuple[QWidget, ...] = (self.write, self.step, self.anew)
        self.fields: tuple[QWidget, ...] = (self.pace, self.pace_label, seed_label, self.seed, self.other)
        self.show_run()

    def show_document(self, document: Document) -> None:
        """Show the seed, and whether a step is possible."""
        self.seed.show_seed(document.seed)
        self.show_run()

    def show_run(self) -> None:
        """Show whether a run is active, and its pace."""
        run = self._context.run_controller
        _set_text(self.write, "❚❚ Pause" if run.going else "▶ Write")
        why_not = run.why_not
        self.write.setEnabled(not why_not)
        self.write.setToolTip(why_not or WRITE)
        self.step.setEnabled(run.can_go)
        self.pace.show_pace(run.pace)
        self.pace_label.setText(pace_words(run.pace))

    def apply_theme(self, base: float) -> None:
        """Fit the fields to the text size of `theme`."""
        self.seed.setFixedWidth(round(4 * base))
        self.pace.setFixedWidth(round(5 * base))
        self.pace_label.setFixedWidth(round(5.2 * base))
        self.write.setMinimumWidth(round(5.5 * base))

    def _anew(self) -> None:
        self._context.perform(EditRequest("restart", source_edits.restart))

    def _other(self) -> None:
        def edit(document: Document) -> Document:
            return source_edits.restart(replace(document, seed=(document.seed + 1) % int(SEED.high + 1)))

        self._context.perform(EditRequest("begin another text", edit))


def _set_text(button: QToolButton, text: str) -> None:
    if button.text() != text:
        button.setText(text)
