"""Panel of the teacher of digits: the image on the bench, and what the students learn from."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QVBoxLayout, QWidget

from tauscope.document.calibrating import is_calibrating
from tauscope.document.studies import calibration_words
from tauscope.document.studies.student_words import findings
from tauscope.ui.panels.digits.digit_images import DigitImages
from tauscope.ui.panels.digits.student_row import StudentRow
from tauscope.ui.panels.panel import Panel, PanelContext
from tauscope.ui.widgets.card import OR, Elided
from tauscope.ui.widgets.flow import LINE_GAP

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.theme import Theme


class DigitsPanel(Panel):
    """Images of which one is on the bench, settings of the students, and a sentence on what these learned."""

    low: ClassVar[bool] = True

    def __init__(self, context: PanelContext) -> None:
        self.images = DigitImages(context)
        self.student = StudentRow(context)
        self.finding = Elided("cardNote")
        self.finding.setAccessibleName("What the students learned")
        content = QWidget()
        rows = QVBoxLayout(content)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(LINE_GAP)
        rows.addWidget(self.student)
        rows.addWidget(self.finding)
        super().__init__("Digits", context, content, (self.images,))
        self.apply_theme(context.theme)

    def show_document(self, document: Document) -> None:
        """Show the image and the settings of the students."""
        note = self.images.show_document(document)
        self.student.show_document(document)
        self.card.set_note(OR.join((note, "")))

    def show_picture(self, picture: Picture) -> None:
        """Say what the students learned, or how well a classifier is calibrated, once it is measured."""
        calibrating = is_calibrating(picture.document)
        texts = picture.once(calibration_words.findings if calibrating else findings)
        self.finding.set_text(OR.join(texts))
        self.finding.setToolTip(texts[0])

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to both rows."""
        self.images.apply_theme(theme)
        self.student.apply_theme(theme)

    def export(self) -> None:
        """Say how to export: a digit has no steps."""
        self.context.refused(
            "A digit has no text. To export a plot or its numbers, choose File → Export Figure."
        )
