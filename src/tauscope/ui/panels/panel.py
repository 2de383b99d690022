"""Base class of panels, and what a panel may use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from tauscope.ui.widgets.card import titled_card

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tauscope.document.document import Document
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.editing.files.file_writer import FileWriter
    from tauscope.ui.editing.history import Perform
    from tauscope.ui.editing.questions import Questions
    from tauscope.ui.editing.run_controller import RunController
    from tauscope.ui.focus import Focus
    from tauscope.ui.theme import Theme


@dataclass(frozen=True)
class PanelContext:
    """Window's services that a panel may use.

    It asks for edits, points at classes, lets the document go on by itself, asks for files, and says what was
    done and what was not.
    """

    perform: Perform
    focus: Focus
    run_controller: RunController
    theme: Theme
    questions: Questions
    writer: FileWriter
    said: Callable[[str], object]
    refused: Callable[[str], object]


class Panel(QWidget):
    """Drives one kind of source, above the plots."""

    low: ClassVar[bool] = False
    """True for a strip of controls above all plots; False for a panel in the place of the large plot."""

    apart: ClassVar[bool] = False
    """True if the first plot keeps a row of its own below the panel where there is room."""

    def __init__(self, title: str, context: PanelContext, content: QWidget, tools: Sequence[QWidget]) -> None:
        super().__init__()
        self.setObjectName("sourcePanel")
        self.context = context
        self.card = titled_card(title, content, tools)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.card)

    def show_document(self, document: Document) -> None:
        """Show the state of the source; this edits nothing."""
        raise NotImplementedError

    def show_picture(self, picture: Picture) -> None:
        """Show the numbers of the present moment, which may come later than the document."""
        raise NotImplementedError

    def height_at(self, width: int) -> int:
        """Height in pixels of a low panel that is `width` pixels wide."""
        return max(self.minimumSizeHint().height(), self.heightForWidth(width))

    @property
    def numbers(self) -> Sequence[QWidget]:
        """Widgets that show numbers of the present moment: covered while the numbers are awaited."""
        return ()

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        raise NotImplementedError

    def jump(self, to: str) -> None:  # most sources have no such steps
        """Go to the step "back", the next "surprise" or the next "doubt", in a source of recorded steps."""

    def export(self) -> None:
        """Export the steps of the source to a file."""
        raise NotImplementedError
