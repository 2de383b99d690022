"""Second row of the panel of digits: what the students learn from."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QLabel, QWidget

from tauscope.core.distillation.digit_list import parse_digits, written_digits
from tauscope.core.distillation.loss import MIX
from tauscope.core.distillation.presets import EXPERIMENTS
from tauscope.core.numbers import plain_number
from tauscope.document.calibrating import is_calibrating
from tauscope.document.edits import digit_edits
from tauscope.document.panel_settings.calibration import STUDENT, CalibrationSettings
from tauscope.document.panel_settings.digits import SEED, STUDENTS, TRANSFER_IMAGES, DigitsSettings
from tauscope.ui.editing.history import Edit, EditRequest
from tauscope.ui.panels.digits.calibration_choice import CalibrationChoice
from tauscope.ui.widgets.bubble import hide_bubble, show_bubble
from tauscope.ui.widgets.entry import ValueEntry
from tauscope.ui.widgets.fields.whole_field import FRAME, WholeField
from tauscope.ui.widgets.flow import FlowLayout, group
from tauscope.ui.widgets.quiet_slider import QuietSlider
from tauscope.ui.widgets.segments import Segment, Segments
from tauscope.ui.widgets.switch import Switch

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QResizeEvent

    from tauscope.core.domain import Whole
    from tauscope.document.document import Document
    from tauscope.ui.panels.panel import PanelContext
    from tauscope.ui.theme import Theme

OWN = "own"
_TITLES = {"ordinary": "Ordinary"}
"""Shorter titles of experiments."""

MLP = 32
"""Hidden units of the student that is no softmax regression."""


class TypedField(ValueEntry):
    """A field as wide as a sample of its text."""

    def __init__(self, name: str, sample: str, accept: Callable[[str], str | None]) -> None:
        super().__init__()
        self._sample, self._accept = sample, accept
        self.setAccessibleName(name)

    def ask(self, text: str) -> str | None:
        """Ask for the edit that a typed text stands for."""
        return self._accept(text)

    def sizeHint(self) -> QSize:
        """Size with the sample."""
        width = self.fontMetrics().horizontalAdvance(self._sample)
        return QSize(width + FRAME, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Size with the sample."""
        return self.sizeHint()


class StudentRow(QWidget):
    """Experiment, transfer set, seeds and targets of the students; they are trained at once."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._perform, self._gesture = context.perform, object()
        self._settings = DigitsSettings()
        self._fitted: tuple[bool, int, int] | None = None
        self.setObjectName("studentRow")
        self.experiments = Segments("Experiment", _experiments())
        self.experiments.chosen.connect(self._choose)
        self.digits = TypedField("Digits of the transfer set", "0–2, 4–9", self._set_digits)
        self.digits.setToolTip(
            "Digits that the student learns from, as in 0, 1 or 0–2, 4–9; it is tested on all ten"
        )
        self.images = self._whole(
            TRANSFER_IMAGES, "images", "Images in the transfer set, divided among the digits"
        )
        self.first_seed = self._whole(
            SEED,
            "first_seed",
            "Selects the images and the first weights of the first student; the others follow it",
        )
        self.seeds = self._whole(STUDENTS, "seeds", "Students, each with a seed of its own, for the spread")
        self.slider = QuietSlider()
        self.slider.setRange(0, 100)
        self.slider.setAccessibleName("Weight of the soft targets, slider")
        self.slider.setToolTip(
            "From true labels alone (hard) to the teacher's softmax at the dial's τ alone (soft)"
        )
        self.slider.sliderPressed.connect(self._begin)
        self.slider.valueChanged.connect(self._slide)
        self.mix = TypedField("Weight of the soft targets", "0.888", self._set_mix)
        self.mix.setToolTip("Weight of the soft targets, from 0 to 1; their loss is multiplied by τ²")
        self.shuffled = Switch("Shuffled control")
        self.shuffled.setToolTip(
            "Give each image the teacher's logits of another image of the same digit:\n"
            "what the student then still learns, it learns from how alike the digits are"
        )
        self.shuffled.clicked.connect(self._shuffle)
        self.network = Switch(f"MLP-{MLP}")
        self.network.setToolTip(
            f"The student is a network with {MLP} hidden units, which takes longer,\n"
            "and not softmax regression with 650 weights"
        )
        self.network.clicked.connect(self._set_student)
        self.calibration = CalibrationChoice(context.perform)
        self._lay_out()

    def _lay_out(self) -> None:
        self._flow = flow = FlowLayout(self)
        title = QLabel("STUDENT")
        title.setObjectName("cardTitle")
        images = (
            group(title, self.experiments),
            group(_note("digits"), self.digits),
            group(_note("images"), self.images),
            group(_note("seed"), self.first_seed),
        )
        # A student that is trained on is one, with true labels.
        self._of_soft_targets = (
            group(_note("seeds"), self.seeds),
            group(_note("hard"), self.slider, _note("soft"), self.mix),
            group(self.shuffled),
        )
        self._of_any_student = (*images, group(self.network))
        for box in (*images, *self._of_soft_targets, self._of_any_student[-1], *self.calibration.groups):
            flow.addWidget(box)

    def _whole(self, domain: Whole, attribute: str, tip: str) -> WholeField:
        name = f"set {domain.name}"
        field = WholeField(domain, lambda number: self._change(name, **{attribute: number}))
        field.setObjectName(f"student_{attribute}")
        field.setToolTip(f"{tip}; {domain}")
        return field

    def apply_theme(self, theme: Theme) -> None:
        """Fit the slider to the text size of `theme`."""
        self.slider.setFixedWidth(round(5 * theme.base))
        self.calibration.apply_theme(theme)

    def show_document(self, document: Document) -> None:
        """Show the settings of a document; this edits nothing."""
        settings = self._settings = document.settings(DigitsSettings)
        self.experiments.show_choice(settings.experiment or OWN)
        self.digits.show_text(written_digits(settings.digits))
        self.images.show_number(settings.images)
        self.first_seed.show_number(settings.first_seed)
        self.seeds.show_number(settings.seeds)
        self.mix.show_text(plain_number(settings.mix))
        self.slider.blockSignals(True)  # `_slide` would take the new value for an edit of the user
        self.slider.setValue(round(100 * settings.mix))
        self.slider.blockSignals(False)
        self.shuffled.setChecked(settings.shuffled)
        self.network.setChecked(bool(settings.hidden))
        self.calibration.show_document(document)
        calibrating = is_calibrating(document)
        of_student = not calibrating or document.settings(CalibrationSettings).examples == STUDENT
        for box in self._of_any_student:
            box.setVisible(of_student)
        for box in self._of_soft_targets:
            box.setVisible(not calibrating)
        self._fit_button()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the button of the calibrated student if the width leaves room for it."""
        super().resizeEvent(event)
        self._fit_button()

    def _fit_button(self) -> None:
        """Show the button if that takes no further line: the switch beside it leads there as well."""
        choice = self.calibration
        shown = choice.wants_button
        of = shown, self.width(), choice.switch.sizeHint().width()
        if of == self._fitted:  # each turn of the dial comes here
            return
        self._fitted = of
        if shown:
            choice.show_button(shown=False)
            without = self._flow.heightForWidth(self.width())
            choice.show_button(shown=True)
            shown = self._flow.heightForWidth(self.width()) <= without
        choice.show_button(shown=shown)

    # The hand

    def _do(self, name: str, edit: Edit, gesture: object | None = None) -> str | None:
        return self._perform(EditRequest(name, edit, gesture))

    def _change(self, name: str, gesture: object | None = None, **values: Any) -> str | None:
        return self._do(name, partial(digit_edits.change, **values), gesture)

    def _choose(self, experiment: str) -> None:
        """Take the transfer set of an experiment; for one's own set go to the field of its digits."""
        if experiment == OWN:
            self.digits.setFocus()
            self.digits.selectAll()
            return
        hide_bubble(self)
        name = f"train with {_title(experiment).lower()}"
        self._told(self.experiments, self._do(name, partial(digit_edits.use_experiment, name=experiment)))

    def _set_digits(self, text: str) -> str | None:
        return self._change("set the digits", digits=parse_digits(text))

    def _set_mix(self, text: str) -> str | None:
        return self._change("set the weight of the soft targets", mix=MIX.parse(text))

    def _begin(self) -> None:
        self._gesture = object()

    def _slide(self, step: int) -> None:
        # A drag is one gesture; each key, click or turn of the wheel is one of its own.
        if not self.slider.isSliderDown():
            self._begin()
        self._change("set the weight of the soft targets", self._gesture, mix=step / 100)

    def _shuffle(self) -> None:
        on = self.shuffled.isChecked()
        self._change("shuffle the logits" if on else "give the images their own logits", shuffled=on)

    def _set_student(self) -> None:
        on = self.network.isChecked()
        name = "train networks" if on else "train softmax regressions"
        self._change(name, hidden=MLP if on else 0)

    def _told(self, widget: QWidget, sentence: str | None) -> None:
        if sentence:
            show_bubble(widget, sentence)


def _title(experiment: str) -> str:
    return _TITLES.get(experiment, EXPERIMENTS[experiment].title)


def _experiments() -> dict[str, Segment]:
    """Experiments with their notes, and the user's own transfer set."""
    shipped = {name: Segment(_title(name), one.note) for name, one in EXPERIMENTS.items()}
    return {**shipped, OWN: Segment("Own…", "Choose the digits and the number of images yourself")}


def _note(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("cardNote")
    return label
