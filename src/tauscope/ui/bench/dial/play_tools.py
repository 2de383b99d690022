"""The buttons of the player of τ: play or pause, and a menu of its settings."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from tauscope.core.domain import TEMPERATURE, Interval
from tauscope.core.numbers import plain_number, screen_temperature, screen_tick
from tauscope.document.edits import table_edits
from tauscope.document.motion import SECONDS, WAY, Motion
from tauscope.ui.editing.history import EditRequest, Perform
from tauscope.ui.widgets.buttons import add_choices, menu_button, word_button
from tauscope.ui.widgets.prompt import ask

PLAY, PAUSE = "Play", "Pause"
TIPS = {
    PLAY: "Let τ run {motion} (F9); everything else stays editable",
    PAUSE: "Stop τ here (F9); Play goes on from here",
}
WAYS = {
    "once": "&Once",
    "there and back": "There and &Back",
    "loop": "&Loop",
    "back and forth": "Back &and Forth",
}


class PlayTools(QWidget):
    """A button that plays τ or pauses, and one with the menu of settings."""

    asked = Signal()
    """Emitted to play τ, or to pause."""

    def __init__(self, perform: Perform) -> None:
        super().__init__()
        self._perform, self._motion, self._going = perform, Motion(), False
        self.setObjectName("playTools")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.button = word_button(PLAY, "", self.asked.emit)
        self.button.setObjectName("play")
        self.menu = QMenu("Play &Settings", self)
        self.menu.aboutToShow.connect(self._fill)
        self.more = menu_button("⋯", "From where to where τ runs, how long, and how often", self.menu)
        self.more.setObjectName("playSettings")
        self.more.setAccessibleName("Play settings")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.button)
        layout.addWidget(self.more)
        self._show()

    def show_motion(self, motion: Motion) -> None:
        """Show the settings of the play; this edits nothing."""
        if motion != self._motion:
            self._motion = motion
            self._show()

    def show_going(self, going: bool) -> None:  # a state
        """Show whether τ is being played."""
        self._going = going
        self._show()

    def _show(self) -> None:
        word = PAUSE if self._going else PLAY
        tip = TIPS[word].format(motion=in_words(self._motion))
        self.button.setText(word)
        self.button.setToolTip(tip)
        self.button.setAccessibleName(f"{word} τ")
        self.button.setAccessibleDescription(tip)

    # The menu

    def _fill(self) -> None:
        self.menu.clear()
        motion = self._motion
        for title, name, value, text, domain in (
            ("&From τ =", "start", motion.start, screen_temperature(motion.start), TEMPERATURE),
            ("&To τ =", "end", motion.end, screen_temperature(motion.end), TEMPERATURE),
            ("&Seconds:", "seconds", motion.seconds, screen_tick(motion.seconds), SECONDS),
        ):
            action = self.menu.addAction(f"{title} {text} …")
            action.setObjectName(f"play_{name}")
            action.triggered.connect(partial(self._ask, name, value, domain))
        self.menu.addSeparator()
        actions = add_choices(self.menu, WAYS, lambda way: self._set(way=way))
        for way, action in actions.items():
            action.setToolTip(WAY.meanings[way].capitalize())
            action.setChecked(way == motion.way)
        self.menu.setToolTipsVisible(True)

    def _ask(self, name: str, value: float, domain: Interval) -> None:
        label = {"start": "Play from τ =", "end": "Play to τ =", "seconds": "Seconds from one to the other:"}[
            name
        ]
        answer = ask(self, "Play τ", label, plain_number(value), domain.parse)
        if answer is not None:
            self._set(**{name: answer[0]})

    def _set(self, **changes: Any) -> None:
        def edit(document: Any) -> Any:
            return table_edits.set_motion(document, replace(document.motion, **changes))

        self._perform(EditRequest("set the play of τ", edit))


def in_words(motion: Motion) -> str:
    """A motion in words.

    Examples
    --------
    >>> in_words(Motion())
    'from 0.10 to 10 in 6 s, once'
    """
    start, end = screen_temperature(motion.start), screen_temperature(motion.end)
    return f"from {start} to {end} in {screen_tick(motion.seconds)} s, {motion.way}"
