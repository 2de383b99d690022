"""Panel of the teacher of digits: the image on the bench, and what the students learn from."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from tauscope.ui.panels.digit_images import DigitImages
from tauscope.ui.panels.panel import Panel, PanelContext
from tauscope.ui.panels.student_row import StudentRow
from tauscope.ui.widgets.card import OR

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.theme import Theme


class DigitsPanel(Panel):
    """Two rows: images of which one is on the bench, and settings of the students."""

    low: ClassVar[bool] = True

    def __init__(self, context: PanelContext) -> None:
        self.images = DigitImages(context)
        self.student = StudentRow(context)
        super().__init__("Digits", context, self.student, (self.images,))
        self.apply_theme(context.theme)

    def show_document(self, document: Document) -> None:
        """Show the image and the settings of the students."""
        note = self.images.show_document(document)
        self.student.show_document(document)
        self.card.set_note(OR.join((note, "")))

    def show_picture(self, picture: Picture) -> None:
        """Show nothing: the numbers stand in the plots and readouts."""

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to both rows."""
        self.images.apply_theme(theme)
        self.student.apply_theme(theme)

    def export(self) -> None:
        """Say how to export: a digit has no steps."""
        self.context.refused(
            "A digit has no text. To export a plot or its numbers, choose File → Export Figure."
        )
