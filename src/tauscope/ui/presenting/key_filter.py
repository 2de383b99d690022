"""Keys of a presentation, taken before any widget of the stage or of the presenter's window has them."""

from __future__ import annotations

from functools import partial
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from tauscope.ui.presenting.keys import CLICKER_KEYS, STAGE_KEYS, TABLE_KEYS
from tauscope.ui.table.logit_table import LogitTable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tauscope.ui.presenting.controls import Controls

NONE, SHIFT, CONTROL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)
STEPS = {NONE: 1.0, SHIFT: 0.1, CONTROL: 10.0}
"""Steps of the dial by what is held with the arrow keys."""

ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)

PAUSE = 0.8
"""Seconds within which turns by key are one gesture."""


class KeyFilter(QObject):
    """Event filter of the application: lets keys in the windows of a presentation drive it.

    Parameters
    ----------
    controls : Controls
        The presentation.
    with_control : mapping of Qt.Key to callable
        What is called for a key with Ctrl.
    parent : QObject
    """

    def __init__(
        self, controls: Controls, with_control: Mapping[Qt.Key, Callable[[], object]], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._controls, self._with_control = controls, with_control
        self.arrows_lead = False
        """True if arrow keys lead through a lesson, and do not turn τ: some remotes send these."""
        self._held = NONE
        self._gesture: object = object()
        self._turned = 0.0

    @property
    def step(self) -> float:
        """Steps of the dial for one arrow key: fewer with Shift, more with Ctrl."""
        return STEPS.get(self._held, 1.0)

    def gesture(self) -> object:
        """Return the gesture of which a key is part: keys that follow one another are undone together."""
        if monotonic() - self._turned > PAUSE:
            self._gesture = object()
        self._turned = monotonic()
        return self._gesture

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Handle a key of the table `STAGE_KEYS`, or one with Ctrl, in a window of the presentation."""
        if event.type() not in (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride):
            return False
        if not isinstance(watched, QWidget) or not isinstance(event, QKeyEvent):
            return False
        if watched.window() not in (self._controls.stage, self._controls.presenter):
            return False
        return not self._goes_to_the_focus(event) and self._handle(event)

    def _goes_to_the_focus(self, event: QKeyEvent) -> bool:
        """Return True if the key belongs to what has the focus: a field that is typed in, or the table.

        A clicker's keys never do. What was typed into a cell is kept before they act.
        """
        focus = QApplication.focusWidget()
        if isinstance(focus, QLineEdit):
            if event.key() not in CLICKER_KEYS:
                return True
            if event.type() == QEvent.Type.KeyPress:
                focus.clearFocus()
            return False
        return isinstance(focus, LogitTable) and event.key() in TABLE_KEYS

    def _handle(self, event: QKeyEvent) -> bool:
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        # Where + is on the other side of a key it comes with Shift.
        if event.key() == Qt.Key.Key_Plus:
            held &= ~Qt.KeyboardModifier.ShiftModifier
        command = self._command(Qt.Key(event.key()), held)
        if command is None:
            return False
        if event.type() == QEvent.Type.KeyPress:
            self._held = held
            command()
        event.accept()
        return True

    def _command(self, key: Qt.Key, held: Qt.KeyboardModifier) -> Callable[[], object] | None:
        """Return what a key does; None if it is none of a presentation's."""
        if held == CONTROL and key in self._with_control:
            return self._with_control[key]
        if self.arrows_lead and key in ARROWS and held == NONE:
            onward = key in (Qt.Key.Key_Right, Qt.Key.Key_Down)
            return self._controls.forward if onward else self._controls.back
        for row in STAGE_KEYS:
            if key in row.keys and (held == row.held or (key in ARROWS and held in STEPS)):
                return partial(row.run, self._controls)
        return None
