"""Tools of the plot of reliability: the number of bins, and the button that turns the dial to τ*."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu, QToolButton

from tauscope.core.numbers import plain_number
from tauscope.document.edits import calibration_edits
from tauscope.document.panel_settings.calibration import (
    BIN_COUNT,
    HOLDOUT,
    SPLIT_SEED,
    CalibrationSettings,
)
from tauscope.document.studies.calibration import best_temperature, fit, settings
from tauscope.document.studies.calibration_words import best_sentence, is_bootstrap_stopped, is_fit_stopped
from tauscope.document.studies.labelled_examples import examples
from tauscope.ui.editing.dial_turn import fitted_turn
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.widgets.bubble import show_bubble
from tauscope.ui.widgets.buttons import add_choices, give_menu
from tauscope.ui.widgets.card import GAP, PLENTY
from tauscope.ui.widgets.prompt import ask

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.document.picture.picture import Picture
    from tauscope.ui.editing.history import Perform

HOLDOUTS = {"0.0": "Fit and Measure on All", "0.5": "Fit on Half, Measure on the Other"}
"""Shares that are held out."""

HALF = 0.5
"""Share that is held out where a split is asked for and none was before."""

COUNTS = (5, 10, 15, 20, 30, 50)


class BinsChoice(QToolButton):
    """Button with a menu of numbers of bins, of splits, and with a line for a bootstrap that was stopped.

    Parameters
    ----------
    perform : Perform
    restart : callable
        Starts again what was stopped.
    """

    def __init__(self, perform: Perform, restart: Callable[[], object]) -> None:
        super().__init__()
        self._perform, self._bins, self._room = perform, 15, PLENTY
        self._settings = CalibrationSettings()
        menu = QMenu(self)
        self._choices = add_choices(menu, {str(count): f"{count} bins" for count in COUNTS}, self._choose)
        menu.addAction("Another Number…").triggered.connect(self._ask)
        menu.addSeparator()
        self._holdouts = add_choices(menu, HOLDOUTS, self._hold_out)
        menu.addAction("Another Share…").triggered.connect(self._ask_share)
        menu.addSeparator()
        menu.addAction("Another Split").triggered.connect(self._split_again)
        menu.addAction("Seed of the Split…").triggered.connect(self._ask_seed)
        menu.addSeparator()
        self.bootstrap = menu.addAction("Bootstrap Again")
        self.bootstrap.triggered.connect(restart)
        self.bootstrap.setEnabled(False)
        give_menu(self, menu)
        self.setObjectName("binsChoice")
        self.setToolTip(
            "Bins of the reliability diagram and of ECE: each has equally many examples,\n"
            "and examples of the same confidence share one. Below: whether τ is fitted on\n"
            "some of the examples and measured on the others, the seed that splits them, and\n"
            "the bootstrap of τ*, if it was stopped"
        )
        self.show_bins(self._bins)

    def show_picture(self, picture: Picture) -> None:
        """Show the present choices, and whether the bootstrap was stopped; this edits nothing."""
        self._show_settings(settings(picture))
        self.bootstrap.setEnabled(is_fit_stopped(picture) or is_bootstrap_stopped(picture))

    def _show_settings(self, present: CalibrationSettings) -> None:
        """Show the present choices; this edits nothing."""
        self._settings = present
        for share, action in self._holdouts.items():
            action.setChecked(share == str(present.holdout))
        self.show_bins(present.bins)

    def show_bins(self, bins: int) -> None:
        """Show the number of bins."""
        self._bins = bins
        for count, action in self._choices.items():
            action.setChecked(count == str(bins))
        self._show_text()

    def fit(self, room: int) -> None:
        """Show the number alone where there is no room for the word."""
        self._room = room
        self._show_text()

    def _show_text(self) -> None:
        whole, short = f"{self._bins} bins ▾", f"{self._bins} ▾"
        wide = self.fontMetrics().horizontalAdvance(whole) + 2 * GAP
        text = whole if 2.4 * wide <= self._room else short
        if text != self.text():
            self.setText(text)
        self.setAccessibleName(f"Number of bins, and examples held out: {self._bins}")

    def _choose(self, bins: str) -> None:
        self._set(int(bins))

    def _set(self, bins: int) -> None:
        edit = partial(calibration_edits.change, bins=bins)
        if sentence := self._perform(EditRequest(f"sort into {bins} bins", edit)):
            show_bubble(self, sentence)

    def _hold_out(self, share: str) -> None:
        words = "fit on all examples" if not float(share) else "hold out examples"
        self._perform(EditRequest(words, partial(calibration_edits.change, holdout=float(share))))

    def _split_again(self) -> None:
        self._split((self._settings.seed + 1) % int(SPLIT_SEED.high))

    def _split(self, seed: int) -> None:
        held = self._settings.holdout or HALF
        edit = partial(calibration_edits.change, holdout=held, seed=seed)
        self._perform(EditRequest("split the examples again", edit))

    def _ask_share(self) -> None:
        words = f"{HOLDOUT.name.capitalize()}, {HOLDOUT}:"
        held = self._settings.holdout or HALF
        answer = ask(self, "Hold Out Examples", words, plain_number(held), HOLDOUT.parse)
        self._show_settings(self._settings)
        if answer is not None:
            self._hold_out(str(answer[0]))

    def _ask_seed(self) -> None:
        words = f"{SPLIT_SEED.name.capitalize()} of the split and of the bootstrap, {SPLIT_SEED}:"
        answer = ask(self, "Seed", words, str(self._settings.seed), SPLIT_SEED.parse)
        if answer is not None:
            self._split(int(answer[0]))

    def _ask(self) -> None:
        words = f"{BIN_COUNT.name.capitalize()}, {BIN_COUNT}:"
        answer = ask(self, "Number of Bins", words, str(self._bins), BIN_COUNT.parse)
        self.show_bins(self._bins)
        if answer is not None:
            self._set(int(answer[0]))


class FitButton(QToolButton):
    """Button that turns the dial to the τ with the least negative log-likelihood.

    Parameters
    ----------
    perform : Perform
    restart : callable
        Starts a fit again that was stopped.
    beside : QToolButton
        Tool that is shown first where room is short.
    """

    def __init__(self, perform: Perform, restart: Callable[[], object], beside: QToolButton) -> None:
        super().__init__()
        self._perform, self._restart, self._beside = perform, restart, beside
        self._best: float | None = None
        self._stopped = False
        self.setText("Fit τ")
        self.setObjectName("fitTemperature")
        self.setAccessibleName("Fit τ")
        self.setEnabled(False)  # there may never be a picture: of a file that is gone there is none
        self.clicked.connect(self._fit)

    def show_picture(self, picture: Picture) -> None:
        """Show where τ* is; this edits nothing."""
        self._best, self._stopped = best_temperature(picture), is_fit_stopped(picture)
        late, of = picture.once(fit), picture.once(examples).to_fit
        found = late.value
        waiting = late.trouble or "τ is being fitted …"
        tip = waiting if found is None or of is None else best_sentence(found, len(of))
        first = "Fit τ again.\n" if self._stopped else "" if self._best is None else "Turn the dial to τ*.\n"
        self.setToolTip(first + tip)
        elsewhere = self._best is not None and self._best != picture.document.temperature
        self.setEnabled(elsewhere or self._stopped)

    def _fit(self) -> None:
        if self._stopped:
            self._restart()
        elif self._best is not None and (sentence := self._perform(fitted_turn(self._best))):
            show_bubble(self, sentence)

    def fit(self, room: int) -> None:
        """Show the button if `room` pixels hold it and the other tool."""
        both = self._beside.sizeHint().width() + GAP + self.sizeHint().width()
        self.setVisible(not self._beside.isHidden() and both <= room)
