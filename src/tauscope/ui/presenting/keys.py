"""Keys of a presentation, in one table: what they do, and the list of keys in the help."""

# ruff: noqa: E501  # one key a line

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import Qt

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.ui.presenting.controls import Controls


class StageKey(NamedTuple):
    """One row of the table.

    Attributes
    ----------
    keys : tuple of Qt.Key
        Each of them does it; none of them reaches a widget while one presents.
    shown : str
        The keys in the list.
    does : str
    run : callable
        What is called, with the presentation.
    held : Qt.KeyboardModifier
        What is held with the key.
    """

    keys: tuple[Qt.Key, ...]
    shown: str
    does: str
    run: Callable[[Controls], object]
    held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier


_K = Qt.Key
STAGE_KEYS = (
    StageKey((_K.Key_PageDown,), "PgDn", "reveal, or go to the next step", lambda p: p.forward()),
    StageKey((_K.Key_PageUp,), "PgUp", "go to the step before", lambda p: p.back()),
    StageKey((_K.Key_Right,), "→", "step τ up; with Shift finer, with Ctrl coarser", lambda p: p.step_temperature(1)),
    StageKey((_K.Key_Left,), "←", "step τ down", lambda p: p.step_temperature(-1)),
    StageKey((_K.Key_Up,), "↑", "raise the outline that N has chosen; else step τ up", lambda p: p.step_bar(1)),
    StageKey((_K.Key_Down,), "↓", "lower the outline that N has chosen; else step τ down", lambda p: p.step_bar(-1)),
    StageKey((_K.Key_0,), "0", "τ = 0", lambda p: p.turn_to(0.0)),
    StageKey((_K.Key_1,), "1", "τ = 1", lambda p: p.turn_to(1.0)),
    StageKey((_K.Key_8,), "8", "τ = ∞", lambda p: p.turn_to(float("inf"))),
    StageKey((_K.Key_Space,), "Space", "play τ, or pause", lambda p: p.play()),
    StageKey((_K.Key_F7,), "F7", "write or play on from here, or pause", lambda p: p.run()),
    StageKey((_K.Key_F7,), "Shift+F7", "go back to the start of a text or a run", lambda p: p.restart(), Qt.KeyboardModifier.ShiftModifier),
    StageKey((_K.Key_G,), "G", "pin this distribution", lambda p: p.pin()),
    StageKey((_K.Key_R,), "R", "reveal what a prediction asks for", lambda p: p.reveal()),
    StageKey((_K.Key_N,), "N", "choose the room's answer or outline, again for the next one, or type its number", lambda p: p.answer()),
    StageKey((_K.Key_Z,), "Z", "one plot on the whole stage, and back", lambda p: p.toggle_whole()),
    StageKey((_K.Key_F,), "F", "freeze what the room sees, and show the present state again", lambda p: p.toggle_frozen()),
    StageKey((_K.Key_L,), "L", "a light that follows the mouse", lambda p: p.toggle_light()),
    StageKey((_K.Key_E,), "E", "the table over the stage, and back", lambda p: p.toggle_table()),
    StageKey((_K.Key_B, _K.Key_Period), "B or .", "black, and back", lambda p: p.toggle_black()),
    StageKey((_K.Key_W,), "W", "white, and back", lambda p: p.toggle_white()),
    StageKey((_K.Key_Escape, _K.Key_F5), "Esc or F5", "leave", lambda p: p.stop()),
)  # fmt: skip
"""Keys by what they do."""

CLICKER_KEYS = frozenset({_K.Key_PageDown, _K.Key_PageUp, _K.Key_F5, _K.Key_Escape})
"""Keys that act even while a field is typed in."""

TABLE_KEYS = frozenset({_K.Key_Up, _K.Key_Down, _K.Key_0, _K.Key_1, _K.Key_8})
"""Keys of a presentation that the table over the stage has for itself while it has the focus."""


def key_rows() -> list[tuple[str, str, str]]:
    """Where, keys and effect of each, for the list of keys."""
    return [("Presenting", row.shown, row.does) for row in STAGE_KEYS]
