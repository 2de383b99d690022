"""The dialog that asks for an animation: what turns, from which τ to which, how long, and where to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from tauscope.core.domain import TEMPERATURE
from tauscope.core.errors import InputError
from tauscope.core.numbers import screen_temperature
from tauscope.document.animation.animation import FOREVER, RATE, SECONDS, Animation, AnimationRequest
from tauscope.document.animation.formats import FORMATS
from tauscope.document.document import Document
from tauscope.document.picture.study import StudyResults
from tauscope.document.reports.plot_data import BENCH
from tauscope.document.suitability import unsuited
from tauscope.ui.export.animation.frames import Frames
from tauscope.ui.export.animation.settings import HEIGHT, SIZES, WIDTH, AnimationSettings
from tauscope.ui.export.animation.write import encoder_for
from tauscope.ui.export.export_form import ExportForm
from tauscope.ui.export.fields import ask_for_file, choose, row
from tauscope.ui.export.number_field import NumberField
from tauscope.ui.export.preview import Preview
from tauscope.ui.plots import PLOTS
from tauscope.ui.theme import match_theme
from tauscope.ui.widgets.bubble import show_bubble

PLAYS = {FOREVER: "Forever", 1: "Once", 2: "Twice", 3: "3 times", 5: "5 times", 10: "10 times"}
"""Numbers of plays that the dialog offers."""


class AnimationDialog(ExportForm):
    """Asks for the settings of an animation, and shows the frames at both ends of the turn.

    Parameters
    ----------
    document, selection, parent, results
        As in `ExportForm`.
    settings : AnimationSettings, optional
        What to begin with: the last ones; else the turn of the dial's Play.
    """

    name = "animation"
    sizes = SIZES
    pause_ms = 150

    chosen = Signal(object)
    """Emitted with the AnimationRequest that is asked for."""

    def __init__(
        self,
        document: Document,
        selection: tuple[int, ...] = (),
        parent: QWidget | None = None,
        settings: AnimationSettings | None = None,
        results: StudyResults | None = None,
    ) -> None:
        super().__init__(document, selection, parent, results)
        self.settings = settings or AnimationSettings.of(document)
        self.setWindowTitle("Export Animation")
        self._make_fields()
        self._lay_out()
        self._fill(self.settings)
        self._connect()
        match_theme(self, parent)

    def _make_fields(self) -> None:
        titles = {name: entry.title for name, entry in PLOTS.items() if not unsuited(name, self._document)}
        formats = {ending: ending[1:].upper() for ending in FORMATS}
        self.make_choices(titles | {BENCH: "The whole bench"}, formats)
        self.width_field, self.height_field = NumberField(WIDTH, whole=True), NumberField(HEIGHT, whole=True)
        self.start, self.end = NumberField(TEMPERATURE), NumberField(TEMPERATURE)
        for field, name in ((self.start, "τ at the beginning"), (self.end, "τ at the end")):
            field.setAccessibleName(name)
            field.setToolTip(f"{name}, from 0 to inf; 0 and inf take one frame")
        self.seconds, self.rate = NumberField(SECONDS), NumberField(RATE)
        self.back = QCheckBox("There and back")
        self.plays = QComboBox()
        self.plays.setObjectName("animationPlays")
        self.plays.setAccessibleName("How often it is played")
        self.first, self.last = Preview(), Preview()
        self.last_words = QLabel()
        self.summary = QLabel(wordWrap=True)
        self.summary.setObjectName("animationSummary")

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow("Plot", self.plot)
        form.addRow("Format", self.format)
        form.addRow("τ from", row(self.start, QLabel("to"), self.end))
        form.addRow("", self.back)
        form.addRow("Length", row(self.seconds, QLabel("s")))
        form.addRow("Frames", row(self.rate, QLabel("per second")))
        form.addRow("Plays", self.plays)
        form.addRow("Size", self.preset)
        form.addRow("", row(self.width_field, QLabel("×"), self.height_field, QLabel("pixels")))
        form.addRow("Theme", self.theme)
        previews = QVBoxLayout()
        for words, preview in ((QLabel("First frame"), self.first), (self.last_words, self.last)):
            preview.setMinimumSize(340, 190)
            preview.setAccessibleName(words.text() or "Last frame")
            previews.addWidget(words)
            previews.addWidget(preview, 1)
        self.lay_out(form, previews, self.summary)

    def _fill(self, settings: AnimationSettings) -> None:
        turn = settings.animation
        choose(self.plot, self._document.plots[0])
        for box, value in (
            (self.plot, settings.plot),
            (self.format, settings.ending),
            (self.theme, settings.theme),
        ):
            choose(box, value)
        for field, number in zip(self.fields, (turn.start, turn.end), strict=False):
            field.setText(screen_temperature(number))
        self.seconds.show_number(turn.seconds)
        self.rate.show_number(turn.rate)
        self.back.setChecked(turn.back)
        self.show_size(settings.size)
        self._offer_plays(turn.plays)
        self.changed()

    def _connect(self) -> None:
        for box in (self.plot, self.theme, self.plays):
            box.currentIndexChanged.connect(self.changed)
        self.format.currentIndexChanged.connect(self._change_format)
        for field in self.fields:
            field.textEdited.connect(self.changed)
        self.back.toggled.connect(self.changed)

    # What is asked for

    @property
    def fields(self) -> tuple[NumberField, ...]:
        """The fields for numbers."""
        return self.start, self.end, self.seconds, self.rate, self.width_field, self.height_field

    def asked(self) -> AnimationSettings:
        """Read every field.

        Raises
        ------
        InputError
            If a number cannot be, or the numbers do not go together.
        """
        turn = Animation(
            self.start.number(),
            self.end.number(),
            self.seconds.number(),
            self.rate.number(),
            back=self.back.isChecked(),
            plays=self.plays.currentData(),
        )
        return AnimationSettings(
            plot=self.plot.currentData(),
            ending=self.format.currentData(),
            size=(int(self.width_field.number()), int(self.height_field.number())),
            theme=self.theme.currentData(),
            animation=turn,
            folder=self.settings.folder,
        )

    def request(self, target: Path | None = None) -> AnimationRequest:
        """Return what is asked for; `InputError` if it cannot be."""
        settings = self.asked()
        return settings.request(self._document, target or Path(f"{settings.plot}{settings.ending}"))

    def changed(self) -> None:
        """Name the size and the last frame, and start the timer of the previews."""
        self.last_words.setText("Frame where τ turns back" if self.back.isChecked() else "Last frame")
        super().changed()

    def _change_format(self) -> None:
        """Offer the plays that the format can hold."""
        self._offer_plays(self.plays.currentData())
        self.changed()

    def _offer_plays(self, wanted: int) -> None:
        """Offer the numbers of plays of the format, and choose one."""
        of_format = FORMATS[self.format.currentData()]
        before = self.plays.blockSignals(True)
        self.plays.clear()
        for plays, words in PLAYS.items():
            if of_format.repeats or plays != FOREVER:
                self.plays.addItem(words, plays)
        choose(self.plays, of_format.usual_plays)
        choose(self.plays, wanted)
        self.plays.setToolTip("" if of_format.repeats else "An MP4 ends: its player repeats it if you like")
        self.plays.blockSignals(before)

    # What is shown

    def show_preview(self) -> None:
        """Paint both ends of the turn; while something cannot be, say so and let the last ones stay."""
        try:
            request = self.request()
            encoder_for(request)
            ends = Frames(request, self._selection, self._results).ends(
                self.first.resolution(request.still.size_mm)
            )
        except InputError as refusal:
            self.summary.setText(str(refusal))
            return
        for preview, image in zip((self.first, self.last), ends, strict=True):
            preview.show_image(image)
        self.summary.setText(_summary(request))

    # Writing

    def ask_and_export(self) -> None:
        """Ask for a path, and hand on what is asked for."""
        try:
            encoder_for(self.request())
        except InputError as refusal:
            if all(field.check() for field in self.fields):
                show_bubble(self.export_button, str(refusal))
            return
        settings = self.asked()
        suggested = Path(settings.folder) / f"{settings.plot}{settings.ending}"
        if path := ask_for_file(self, "Export Animation", suggested):
            self.export_to(path)

    def export_to(self, path: Path) -> bool:
        """Hand on what is asked for and close; if refused, show the reason and stay open."""
        try:
            request = self.request(path)
            encoder_for(request)
        except InputError as refusal:
            show_bubble(self.export_button, str(refusal))
            return False
        self.settings = replace(self.asked(), folder=str(path.absolute().parent))
        self.accept()
        self.chosen.emit(request)
        return True


def _summary(request: AnimationRequest) -> str:
    """Say how many frames there will be, and how long they last."""
    count = request.written_frames
    width, height = request.size_px
    seconds = count / request.animation.rate
    return f"{count:,} frames of {width} × {height} pixels, {seconds:.3g} s"
