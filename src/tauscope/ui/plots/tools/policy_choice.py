"""The choice of the policies that are compared, and of the number of runs."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton

from tauscope.core.bandit.testbed import RUNS
from tauscope.core.domain import TEMPERATURE
from tauscope.core.numbers import screen_temperature
from tauscope.document.edits import exploration_edits
from tauscope.document.panel_settings.bandit import BanditSettings
from tauscope.document.studies.exploration import runs_words
from tauscope.ui.editing.history import Edit, EditRequest, Perform
from tauscope.ui.widgets.bubble import show_bubble
from tauscope.ui.widgets.buttons import give_menu
from tauscope.ui.widgets.card import PLENTY
from tauscope.ui.widgets.prompt import ask

TITLES = {
    "constant": "Constant τ",
    "epsilon-greedy": "ε-Greedy, ε = 0.1",
    "ucb": "UCB1",
    "greedy": "Greedy",
}
RUN_COUNTS = (200, 2000, 10_000)
SHORT = "⋯"


class PolicyChoice(QToolButton):
    """Button with a menu of policies and numbers of runs."""

    def __init__(self, perform: Perform) -> None:
        super().__init__()
        self._perform, self._settings, self._room = perform, BanditSettings(), PLENTY
        self._whole = ""
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self._fill)
        give_menu(self, self._menu)
        self.setObjectName("policyChoice")
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setToolTip(
            "How many runs are averaged, and which policies are compared.\n"
            "All of them meet the same arms and the same noise."
        )
        self.show_settings(self._settings, self._settings.runs)

    def show_settings(self, settings: BanditSettings, runs: int) -> None:
        """Show the present choices, and over how many runs the curves are; this edits nothing."""
        if settings.runs != self._settings.runs:
            self.updateGeometry()
        self._settings, self._whole = settings, f"{runs_words(runs)} ▾"
        self._show_text()

    def _fill(self) -> None:
        self._menu.clear()
        for name, title in TITLES.items():
            text = title
            if name == "constant":
                text = f"{title} = {screen_temperature(self._settings.constant)}"
            on = name in self._settings.compared
            words = f"{'stop comparing' if on else 'compare'} with {title}"
            edit = partial(exploration_edits.compare_policy, name=name, on=not on)
            self._add(text, on, words, edit)
        self._menu.addAction("Another Constant τ…").triggered.connect(self._ask_constant)
        self._menu.addSeparator()
        for runs in sorted({*RUN_COUNTS, self._settings.runs}):
            words = f"average over {runs_words(runs)}"
            edit = partial(exploration_edits.set_runs, runs=runs)
            self._add(runs_words(runs).capitalize(), runs == self._settings.runs, words, edit)
        self._menu.addAction("Another Number of Runs…").triggered.connect(self._ask_runs)

    def _add(self, text: str, on: bool, words: str, edit: Edit) -> None:  # as in the menu
        action = QAction(text, self._menu, checkable=True, checked=on)
        action.triggered.connect(lambda _=False: self._do(words, edit))
        self._menu.addAction(action)

    def _ask_constant(self) -> None:
        present = screen_temperature(self._settings.constant)
        answer = ask(self, "Constant τ", f"Temperature, {TEMPERATURE}:", present, TEMPERATURE.parse)
        if answer is not None:
            edit = partial(exploration_edits.set_constant, temperature=answer[0])
            self._do("set the constant τ that is compared", edit)

    def _ask_runs(self) -> None:
        present = str(self._settings.runs)
        answer = ask(self, "Number of Runs", f"{RUNS.name.capitalize()}, {RUNS}:", present, RUNS.parse)
        if answer is not None:
            self._do("set the number of runs", partial(exploration_edits.set_runs, runs=answer[0]))

    def _do(self, words: str, edit: Edit) -> None:
        if sentence := self._perform(EditRequest(words, edit)):
            show_bubble(self, sentence)

    # Room

    def fit(self, room: int) -> None:
        """Show the number of runs, or dots where it has no room."""
        self._room = room
        self._show_text()

    def _show_text(self) -> None:
        text = self._whole if self._width(self._whole) <= self._room else SHORT
        if text != self.text():
            self.setText(text)
        # The number stays in the name where only dots have room.
        self.setAccessibleName(f"Runs and policies: {self._whole.removesuffix(' ▾')}")

    def _width(self, text: str) -> int:
        """Width in pixels of the button with another text."""
        new, old = (self.fontMetrics().horizontalAdvance(one) for one in (text, self.text()))
        return super().sizeHint().width() + new - old

    def sizeHint(self) -> QSize:
        """Size with the number of all runs, so that nothing moves while a preview of fewer runs is shown."""
        hint = super().sizeHint()
        if self.text() == SHORT:
            return hint
        return hint.expandedTo(QSize(self._width(f"{runs_words(self._settings.runs)} ▾"), 0))

    def minimumSizeHint(self) -> QSize:
        """Size with the dots."""
        return QSize(self._width(SHORT), super().minimumSizeHint().height())
