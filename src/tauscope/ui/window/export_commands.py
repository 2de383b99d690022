"""Export commands of the window: figures, numbers and code."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from tauscope.core.errors import InputError
from tauscope.document.animation.animation import AnimationRequest
from tauscope.document.commands.requests import ExportRequest
from tauscope.document.picture.answers import Failed
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.study import WatchedResults
from tauscope.document.reports.plot_data import BENCH
from tauscope.document.reports.plot_numbers.classes import shown_numbers
from tauscope.document.reports.snippets import python_script
from tauscope.document.reports.tables.table_formats import to_latex
from tauscope.ui.editing.feed import Feed
from tauscope.ui.editing.files.file_writer import FileWriter
from tauscope.ui.editing.jobs import Jobs
from tauscope.ui.export.clipboard import clipboard_data
from tauscope.ui.export.dialog import ExportDialog
from tauscope.ui.export.figure import Figure
from tauscope.ui.export.settings import Settings
from tauscope.ui.export.write import NOT_YET, file_content
from tauscope.ui.focus import Focus

if TYPE_CHECKING:
    from tauscope.ui.export.animation.dialog import AnimationDialog
    from tauscope.ui.export.animation.maker import AnimationMaker
    from tauscope.ui.export.animation.settings import AnimationSettings

PICTURE_MM = (240.0, 150.0)
"""Size of the bench as a picture on the clipboard."""


class Exports(QObject):
    """Exports and copies what the window shows, and remembers the last export."""

    said = Signal(str)
    refused = Signal(str)

    def __init__(self, feed: Feed, focus: Focus, writer: FileWriter, jobs: Jobs, window: QWidget) -> None:
        super().__init__(window)
        self._writer, self._jobs = writer, jobs
        self._feed, self._focus, self._window = feed, focus, window
        self._last: ExportRequest | AnimationRequest | None = None
        self._settings: Settings | None = None
        self._animation_settings: AnimationSettings | None = None

    def _numbers(self) -> Picture | None:
        """Picture to export; None, with a message, if there are no numbers."""
        picture, answer = self._feed.shown, self._feed.answer
        if picture is None:
            self.refused.emit(
                f"Nothing to export: {answer.sentence}" if isinstance(answer, Failed) else NOT_YET
            )
        return picture

    def ask(self) -> ExportDialog | None:
        """Open the dialog; None where there is nothing to export."""
        picture = self._numbers()
        if picture is None:
            return None
        dialog = ExportDialog(
            picture.document,
            self._focus.selected,
            self._window,
            self._settings,
            self._writer,
            self._feed.studies,
        )
        self._feed.studies.arrived.connect(dialog.results_arrived)
        dialog.held = picture
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.exported.connect(lambda request: self._done(request, dialog))
        dialog.open()
        return dialog

    def _done(self, request: ExportRequest, dialog: ExportDialog) -> None:
        self._last, self._settings = request, dialog.settings

    @cached_property
    def maker(self) -> AnimationMaker:
        """Made for the first animation."""
        from tauscope.ui.export.animation.maker import AnimationMaker  # noqa: PLC0415

        maker = AnimationMaker(self._jobs, self._writer, self)
        maker.refused.connect(self.refused)
        return maker

    def animate(self) -> AnimationDialog | None:
        """Open the dialog of animations; None where there is nothing to export."""
        from tauscope.ui.export.animation.dialog import AnimationDialog  # noqa: PLC0415

        picture = self._numbers()
        if picture is None:
            return None
        dialog = AnimationDialog(
            picture.document,
            self._focus.selected,
            self._window,
            self._animation_settings,
            self._feed.studies,
        )
        self._feed.studies.arrived.connect(dialog.results_arrived)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(lambda request: self._make(request, dialog, picture))
        dialog.open()
        return dialog

    def _make(self, request: AnimationRequest, dialog: AnimationDialog, picture: Picture) -> None:
        self._last, self._animation_settings = request, dialog.settings
        self._start(request, picture)

    def _start(self, request: AnimationRequest, picture: Picture) -> None:
        try:
            self.maker.start(request, self._focus.selected, self._feed.studies, held=picture)
        except InputError as refusal:
            self.refused.emit(str(refusal))

    def close(self) -> None:
        """Drop animations that are not finished."""
        if "maker" in vars(self):
            self.maker.close()

    def again(self) -> None:
        """Replace the last exported file with what is shown now; ask where there was none."""
        if self._last is None:
            self.ask()
            return
        picture = self._numbers()
        if picture is None:
            return
        if isinstance(self._last, AnimationRequest):
            still = replace(self._last.still, document=picture.document)
            self._last = replace(self._last, still=still)
            self._start(self._last, picture)
            return
        request = replace(self._last, document=picture.document)
        try:
            content = file_content(request, self._focus.selected, self._feed.studies)
        except InputError as refusal:
            self.refused.emit(str(refusal))
            return
        self._last = request
        self._writer.write(request.target, lambda: content, f"Exported again to {request.target}")

    def copy_picture(self) -> None:
        """Copy the whole bench as a picture."""
        picture = self._numbers()
        if picture is None:
            return
        known = WatchedResults(self._feed.studies)
        figure = Figure(picture.document, BENCH, PICTURE_MM, selection=self._focus.selected, results=known)
        data = clipboard_data(figure)
        if known.waits:
            self.refused.emit(NOT_YET)
            return
        QGuiApplication.clipboard().setMimeData(data)
        self.said.emit("Copied the bench as a picture.")

    def copy_python(self) -> None:
        """Copy a script that draws the distribution."""
        picture = self._numbers()
        if picture is None:
            return
        script = python_script(picture.document)
        QGuiApplication.clipboard().setText(script.code)
        self.said.emit(script.notice)

    def copy_latex(self) -> None:
        """Copy the numbers as a LaTeX table."""
        picture = self._numbers()
        if picture is None:
            return
        numbers = shown_numbers(picture)
        QGuiApplication.clipboard().setText(to_latex(numbers.headers, numbers.rows))
        cut = (
            f" of the {len(picture.prepared.shown)} classes that are shown"
            if picture.prepared.other_count
            else ""
        )
        self.said.emit(f"Copied a LaTeX table{cut}; it needs the package booktabs.")

    def copy_scene(self) -> None:
        """Copy the settings of the bench as the TOML of a preset or an article."""
        from tauscope.document.library.scene import Scene  # noqa: PLC0415  # the window opens without it

        picture = self._numbers()
        if picture is None:
            return
        QGuiApplication.clipboard().setText(Scene.of(picture.document).text + "\n")
        left_out = ", without the pins" if picture.document.pins else ""
        self.said.emit(f"Copied the bench as a scene for a preset{left_out}.")
