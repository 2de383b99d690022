"""Buttons that run the bandit: play, one step, restart, pace and seed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QLabel, QWidget

from tauscope.core.draws.sampling import SEED
from tauscope.document.document import Document
from tauscope.document.edits import bandit_edits, source_edits
from tauscope.ui.editing.history import Edit
from tauscope.ui.panels.panel import PanelContext
from tauscope.ui.panels.transport import PaceSlider, pace_words
from tauscope.ui.widgets.buttons import word_button
from tauscope.ui.widgets.fields.whole_field import WholeField
from tauscope.ui.widgets.flow import group

PLAY = "Let the policy choose arm after arm, or pause (F7)"
"""Tooltip of the button while a step is possible."""

Do = Callable[[str, Edit], "str | None"]
"""Asks for an edit by name; returns the sentence of a refusal, or None."""


class BanditTransport:
    """Tools of the panel: each shows the state of the run."""

    def __init__(self, context: PanelContext, do: Do) -> None:
        run = self._run = context.run_controller
        self.play = word_button("▶ Play", PLAY, run.toggle)
        self.play.setObjectName("write")  # the style of a main button
        self.step = word_button("Step", "Let the policy choose one arm (F6)", run.step)
        self.restart = word_button(
            "Restart",
            "Go back to the first step (Shift+F7); the same seed and settings give the same run",
            partial(do, "restart", source_edits.restart),
        )
        self.pace, self.pace_label = PaceSlider(), QLabel()
        self.pace.setToolTip("Steps per second; at the right end, full speed")
        self.pace.valueChanged.connect(lambda _: run.set_pace(self.pace.pace))
        self.seed = WholeField(
            SEED, lambda seed: do("set the seed", partial(bandit_edits.set_seed, seed=seed))
        )
        self.seed.setObjectName("banditSeed")
        self.seed.setAccessibleName("Seed")
        self.seed.setToolTip("Seed of arms, rewards and draws. Another seed begins a new run")
        self.other = word_button(
            "+ 1",
            "Begin a new run with the next seed: other arms, other rewards",
            partial(do, "begin another run", bandit_edits.next_seed),
        )
        self.other.setAccessibleName("Next seed")
        seed_label = QLabel("seed")
        for label in (seed_label, self.pace_label):
            label.setObjectName("cardNote")
        self.seeds = group(seed_label, self.seed, self.other)
        self.parts: tuple[QWidget, ...] = (
            group(self.pace, self.pace_label),
            self.restart,
            self.step,
            self.play,
        )
        run.changed.connect(self.show_run)

    def show_document(self, document: Document) -> None:
        """Show the seed, and whether a step is possible."""
        self.seed.show_number(bandit_edits.bandit_of(document).run.seed)
        self.show_run()

    def show_run(self) -> None:
        """Show whether the bandit is being played, and its pace."""
        run = self._run
        text = "❚❚ Pause" if run.going else "▶ Play"
        if text != self.play.text():
            self.play.setText(text)
        why_not = run.why_not
        self.play.setEnabled(not why_not)
        self.play.setToolTip(why_not or PLAY)
        self.step.setEnabled(run.can_go)
        self.pace.show_pace(run.pace)
        self.pace_label.setText(pace_words(run.pace))

    def apply_theme(self, base: float) -> None:
        """Fit the tools to a height of text in pixels."""
        self.seed.setFixedWidth(round(3.4 * base))
        self.pace.setFixedWidth(round(3.8 * base))
        self.pace_label.setFixedWidth(round(4.6 * base))
        self.play.setMinimumWidth(round(5.2 * base))
