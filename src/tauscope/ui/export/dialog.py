"""The dialog that asks what to export, in which format, how large and where to."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from tauscope.core.errors import InputError
from tauscope.document.commands.requests import HEIGHT, RESOLUTION, WIDTH, WITH_OUTLINES, WITH_PIXELS
from tauscope.document.document import Document
from tauscope.document.picture.study import StudyResults, WatchedResults
from tauscope.document.reports.plot_data import BENCH, WRITERS, check_suits, written_numbers
from tauscope.ui.editing.files.file_writer import FileWriter
from tauscope.ui.export.export_form import ExportForm
from tauscope.ui.export.fields import ask_for_file, row
from tauscope.ui.export.formats import FORMATS
from tauscope.ui.export.number_field import NumberField
from tauscope.ui.export.preview import Preview
from tauscope.ui.export.settings import PRESETS, Settings
from tauscope.ui.export.write import NOT_YET, file_content
from tauscope.ui.plots import PLOTS
from tauscope.ui.theme import match_theme
from tauscope.ui.widgets.bubble import show_bubble

_LINES = 12


class ExportDialog(ExportForm):
    """Asks for the settings of an export, shows a preview, and exports.

    Parameters
    ----------
    document, selection, parent, results
        As in `ExportForm`.
    settings : Settings, optional
        What to begin with: the last ones.
    writer : FileWriter, optional
        Writes the file, and says so; it outlives the dialog.
    """

    name = "export"
    sizes = PRESETS
    pause_ms = 120

    exported = Signal(object)
    """Emitted with the ExportRequest that was written, or that a slow disk is still writing."""

    held: object = None
    """What keeps the document's logits in memory as long as the dialog is open."""

    def __init__(
        self,
        document: Document,
        selection: tuple[int, ...] = (),
        parent: QWidget | None = None,
        settings: Settings | None = None,
        writer: FileWriter | None = None,
        results: StudyResults | None = None,
    ) -> None:
        super().__init__(document, selection, parent, results)
        self._writer = writer or FileWriter(self)
        self.settings = settings or Settings()
        self.setWindowTitle("Export")
        self._make_fields()
        self._lay_out()
        self._fill(self.settings)
        self._connect()
        match_theme(self, parent)

    def _make_fields(self) -> None:
        titles = {name: entry.title for name, entry in PLOTS.items()} | {BENCH: "The whole bench"}
        endings = {ending: ending[1:].upper() for ending in (*FORMATS, *WRITERS)}
        self.make_choices(titles, endings)
        self.width_field, self.height_field = NumberField(WIDTH), NumberField(HEIGHT)
        self.dpi = NumberField(RESOLUTION, whole=True)
        self.transparent = QCheckBox("Transparent background")
        self.outlines = QCheckBox("Text as outlines")
        self.outlines.setToolTip(
            "Every program shows the text in the same font;\nit can no longer be edited or searched"
        )
        self.preview = Preview()

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow("Plot", self.plot)
        form.addRow("Format", self.format)
        form.addRow("Size", self.preset)
        form.addRow("", row(self.width_field, QLabel("×"), self.height_field, QLabel("mm")))
        form.addRow("Resolution", row(self.dpi, QLabel("dpi")))
        form.addRow("Theme", self.theme)
        form.addRow("", self.transparent)
        form.addRow("", self.outlines)
        preview = QVBoxLayout()
        preview.addWidget(self.preview)
        self.lay_out(form, preview)

    def _fill(self, settings: Settings) -> None:
        for box, value in (
            (self.plot, settings.plot),
            (self.format, settings.ending),
            (self.theme, settings.theme),
        ):
            box.setCurrentIndex(box.findData(value))
        self.show_size(settings.size_mm)
        self.dpi.show_number(settings.dpi)
        self.transparent.setChecked(settings.transparent)
        self.outlines.setChecked(settings.outlines)
        self.changed()

    def _connect(self) -> None:
        for box in (self.plot, self.format, self.theme):
            box.currentIndexChanged.connect(self.changed)
        for field in self.fields:
            field.textEdited.connect(self.changed)
        self.transparent.toggled.connect(self.changed)
        self.outlines.toggled.connect(self.changed)

    # What is asked for

    @property
    def fields(self) -> tuple[NumberField, ...]:
        """The fields for numbers."""
        return self.width_field, self.height_field, self.dpi

    def asked(self) -> Settings:
        """Read every field.

        Raises
        ------
        InputError
            If a number cannot be.
        """
        return Settings(
            plot=self.plot.currentData(),
            ending=self.format.currentData(),
            size_mm=(
                _number(self.width_field, self.settings.size_mm[0]),
                _number(self.height_field, self.settings.size_mm[1]),
            ),
            dpi=int(_number(self.dpi, self.settings.dpi)),
            theme=self.theme.currentData(),
            transparent=self.transparent.isChecked(),
            outlines=self.outlines.isChecked(),
            folder=self.settings.folder,
        )

    def changed(self) -> None:
        """Enable the fields that the format uses, name the size, and start the timer of the preview."""
        ending = self.format.currentData()
        for field in (self.preset, self.width_field, self.height_field, self.theme, self.transparent):
            field.setEnabled(ending not in WRITERS)
        self.dpi.setEnabled(ending in WITH_PIXELS)
        self.outlines.setEnabled(ending == WITH_OUTLINES)
        super().changed()

    def show_preview(self) -> None:
        """Paint the preview; while a number is invalid the last one stays."""
        try:
            settings = self.asked()
        except InputError:
            return
        try:
            check_suits(settings.plot, self._document)
            if settings.ending in WRITERS:
                self.preview.show_text(self._first_lines(settings))
            else:
                self.preview.show_figure(settings.figure(self._document, self._selection, self._results))
        except InputError as refusal:
            self.preview.show_text(str(refusal))

    def _first_lines(self, settings: Settings) -> str:
        """Return the beginning of the table, or a sentence while its numbers are being computed."""
        known = WatchedResults(self._results)
        text = written_numbers(self._document, settings.plot, settings.ending, known).decode()
        return NOT_YET if known.waits else "\n".join(line[:80] for line in text.splitlines()[:_LINES])

    # Writing

    def ask_and_export(self) -> None:
        """Ask for a path, and export to it."""
        if self._check() and (path := self._ask()):
            self.export_to(path)

    def _check(self) -> bool:
        return all(field.check() for field in self.fields if field.isEnabled())

    def _ask(self) -> Path | None:
        settings = self.asked()
        suggested = Path(settings.folder) / f"{settings.plot}{settings.ending}"
        return ask_for_file(self, "Export", suggested)

    def export_to(self, path: Path) -> bool:
        """Export to a file and close the dialog; if refused, show the reason and stay open.

        Returns
        -------
        bool
            False if it was refused; a slow disk is not waited for.
        """
        if not self._check():
            return False
        try:
            settings = self.asked()
            request = settings.request(self._document, path)
            # Painted in this thread, for it needs widgets; only the bytes are written in another.
            content = file_content(request, self._selection, self._results)
        except InputError as refusal:
            show_bubble(self.export_button, str(refusal))
            return False
        told = partial(show_bubble, self.export_button)
        if not self._writer.write(path, lambda: content, f"Exported to {path}", told):
            return False
        self.settings = replace(settings, folder=str(path.absolute().parent))
        self.accept()
        self.exported.emit(request)
        return True


def _number(field: NumberField, unasked: float) -> float:
    """Number in a field; `unasked` if the format does not use the field."""
    return field.number() if field.isEnabled() else unasked
