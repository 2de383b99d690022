"""What the export commands of the window do."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tauscope.ui.main_window import MainWindow


class Exports:
    """Figures, numbers and code of what the window shows."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def ask(self) -> None: ...
    def again(self) -> None: ...
    def copy_picture(self) -> None: ...
    def copy_python(self) -> None: ...
    def copy_latex(self) -> None: ...
