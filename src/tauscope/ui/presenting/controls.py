"""What keys and the presenter's window ask of a presentation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance
    from PySide6.QtGui import QColor
    from PySide6.QtWidgets import QWidget

    from tauscope.ui.presenting.stage import Stage


class Controls(Protocol):
    """A presentation, for those who drive it."""

    began: float
    """Time of its beginning, as `time.monotonic` counts."""

    stage: Stage | None

    @property
    def presenter(self) -> QWidget | None:
        """The presenter's window, if it is open."""
        ...

    @property
    def changed(self) -> SignalInstance:
        """Emitted when the stage is opened, closed, covered, frozen or shown again."""
        ...

    def forward(self) -> None:
        """Reveal, or go to the next step."""
        ...

    def back(self) -> None:
        """Go to the step before."""
        ...

    def go_to(self, step: int) -> None:
        """Go to a step of the lesson."""
        ...

    def reveal(self) -> None:
        """Show what the prediction asks for."""
        ...

    def answer(self) -> None:
        """Answer the prediction for the room."""
        ...

    def step_temperature(self, steps: int) -> None:
        """Turn τ by steps of the dial."""
        ...

    def step_bar(self, steps: int) -> None:
        """Move the chosen outline of a prediction by steps, or turn τ where there is none."""
        ...

    def turn_to(self, temperature: float) -> None:
        """Set τ."""
        ...

    def play(self) -> None:
        """Play τ, or pause."""
        ...

    def run(self) -> None:
        """Let the source go on by itself, or pause it."""
        ...

    def restart(self) -> None:
        """Let the source go back to its start."""
        ...

    def pin(self) -> None:
        """Pin the present distribution."""
        ...

    def toggle_whole(self) -> None:
        """Show one plot on the whole stage, or everything again."""
        ...

    def toggle_frozen(self) -> None:
        """Hold what the room sees, or show the present state."""
        ...

    def toggle_light(self) -> None:
        """Let a spotlight follow the mouse, or end it."""
        ...

    def toggle_table(self) -> None:
        """Show the table over the stage, or hide it."""
        ...

    def toggle_black(self) -> None:
        """Cover the stage with black, or show it."""
        ...

    def toggle_white(self) -> None:
        """Cover the stage with white, or show it."""
        ...

    def cover(self, colour: QColor | None) -> None:
        """Cover the stage with a colour; None shows it."""
        ...

    def stop(self) -> None:
        """Close stage and presenter's window."""
        ...

    def forget_presenter(self) -> None:
        """The presenter's window was closed; the stage stays."""
        ...
