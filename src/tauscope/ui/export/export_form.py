"""What the dialogs of exports have in common: plot, format, size and theme, a preview, and buttons."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QHBoxLayout, QVBoxLayout, QWidget

from tauscope.document.picture.study import StudyResults
from tauscope.ui.export.fields import choice, choose
from tauscope.ui.theme import THEMES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from PySide6.QtGui import QShowEvent
    from PySide6.QtWidgets import QLayout

    from tauscope.document.document import Document
    from tauscope.ui.export.number_field import NumberField

OWN_SIZE = "Other size"


class ExportForm(QDialog):
    """Base of the dialogs that ask for an export.

    Parameters
    ----------
    document : Document
        What is exported.
    selection : tuple of int
        Keys of the classes that are marked.
    parent : QWidget, optional
    results : StudyResults, optional
        Results of studies that the window knows or is computing.
    """

    name: ClassVar[str]
    """Beginning of the object names of the dialog and of its fields."""

    sizes: ClassVar[Mapping[str, tuple[float, float]]]
    """Usual sizes by their names in the dialog."""

    pause_ms: ClassVar[int]
    """Milliseconds after the last change until the preview is painted."""

    width_field: NumberField
    height_field: NumberField

    def __init__(
        self,
        document: Document,
        selection: tuple[int, ...],
        parent: QWidget | None,
        results: StudyResults | None,
    ) -> None:
        super().__init__(parent)
        self._document, self._selection = document, selection
        self._results = results or StudyResults()
        self.setObjectName(f"{self.name}Dialog")
        self._timer = QTimer(self, singleShot=True, interval=self.pause_ms)
        self._timer.timeout.connect(self.show_preview)

    def make_choices(self, plots: Mapping[str, str], formats: Mapping[str, str]) -> None:
        """Make the boxes for plot, format, size and theme, and the buttons of the dialog.

        Parameters
        ----------
        plots, formats : mapping of str to str
            What can be chosen, and its text.
        """
        self.plot = choice(f"{self.name}Plot", "Plot", plots)
        self.format = choice(f"{self.name}Format", "Format", formats)
        self.preset = choice(f"{self.name}Size", "Size", {name: name for name in (*self.sizes, OWN_SIZE)})
        self.theme = choice(f"{self.name}Theme", "Theme", {name: name.capitalize() for name in THEMES})
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.export_button = self.buttons.addButton("Export…", QDialogButtonBox.ButtonRole.AcceptRole)
        self.preset.activated.connect(self._choose_size)
        self.buttons.accepted.connect(self.ask_and_export)
        self.buttons.rejected.connect(self.reject)

    def lay_out(self, form: QFormLayout, preview: QLayout, *below: QWidget) -> None:
        """Put the preview beside the form, and widgets and buttons below both."""
        upper = QHBoxLayout()
        upper.setSpacing(18)
        upper.addLayout(form)
        upper.addLayout(preview, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(upper, 1)
        for widget in (*below, self.buttons):
            layout.addWidget(widget)

    def show_size(self, size: tuple[float, float]) -> None:
        """Show a width and a height in their fields."""
        for field, side in zip((self.width_field, self.height_field), size, strict=True):
            field.show_number(side)

    def changed(self) -> None:
        """Name the size, and start the timer of the preview."""
        size = self.width_field.text(), self.height_field.text()
        names = {tuple(f"{side:g}" for side in preset): name for name, preset in self.sizes.items()}
        choose(self.preset, names.get(size, OWN_SIZE))
        self._timer.start()

    def _choose_size(self) -> None:
        if size := self.sizes.get(self.preset.currentData()):
            self.show_size(size)
        self.changed()

    def showEvent(self, event: QShowEvent) -> None:
        """Paint the first preview."""
        super().showEvent(event)
        self._timer.start(0)

    def results_arrived(self) -> None:
        """Paint the preview again: a result of a study has come."""
        self._timer.start()

    def show_preview(self) -> None:
        """Paint the preview; while nothing can be exported, the last one stays or a sentence says why."""
        raise NotImplementedError

    def ask_and_export(self) -> None:
        """Ask for a path, and export to it."""
        raise NotImplementedError
