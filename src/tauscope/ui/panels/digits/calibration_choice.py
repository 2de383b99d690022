"""Part of the panel of digits: whether the bench calibrates, with which examples and which student."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLabel

from tauscope.core.distillation.training_on import CHECKPOINTS
from tauscope.document.calibrating import is_calibrating
from tauscope.document.edits import calibration_edits
from tauscope.document.panel_settings.calibration import (
    EXAMPLES,
    GIVEN,
    STUDENT,
    TRAINING,
    CalibrationSettings,
)
from tauscope.ui.editing.history import Edit, EditRequest
from tauscope.ui.widgets.bubble import show_bubble
from tauscope.ui.widgets.buttons import word_button
from tauscope.ui.widgets.flow import group
from tauscope.ui.widgets.quiet_slider import QuietSlider
from tauscope.ui.widgets.segments import Segment, Segments
from tauscope.ui.widgets.switch import Switch

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.ui.editing.history import Perform
    from tauscope.ui.theme import Theme

SEGMENTS = {
    GIVEN: Segment("Test images", "The teacher's logits for the 500 images that it was not trained on"),
    TRAINING: Segment(
        "Training images",
        "The teacher's logits for the 1,297 images that it was trained on: all are right, and τ* is 0",
    ),
    STUDENT: Segment(
        "Student",
        "Logits of a student that is trained on and on with true labels, for the 500 test images",
    ),
}


STUDENT_TIP = (
    "Take the logits of a student for the 500 test images, and fit the τ that calibrates it;\n"
    "drag its steps of training, and τ* follows"
)


class CalibrationChoice:
    """Widgets of the calibration, for the row of the students."""

    def __init__(self, perform: Perform) -> None:
        self._perform, self._gesture = perform, object()
        self.switch = Switch("Calibration")
        self.switch.setObjectName("calibrationSwitch")
        self.switch.setToolTip(
            "Show how sure the classifier is beside how often it is right, and the τ that makes both equal"
        )
        self.switch.clicked.connect(self._toggle)
        self.of_student = word_button("Student’s τ* ▸", STUDENT_TIP, partial(self._choose, STUDENT))
        self.of_student.setObjectName("calibrateStudent")
        self.wants_button = True
        self.examples = Segments("Examples to calibrate with", SEGMENTS)
        self.examples.chosen.connect(self._choose)
        self.slider = QuietSlider()
        self.slider.setObjectName("trainingSteps")
        self.slider.setRange(0, len(CHECKPOINTS) - 1)
        self.slider.setPageStep(1)
        self.slider.setAccessibleName("Steps of training of the student")
        self.slider.setToolTip("How long the student was trained; τ* follows")
        self.slider.sliderPressed.connect(self._begin)
        self.slider.valueChanged.connect(self._slide)
        self.steps = _note("")
        self.training = group(_note("trained for"), self.slider, self.steps)
        self.of_student.setFixedHeight(self.switch.sizeHint().height())
        self.choice = group(self.switch, self.of_student, self.examples)
        self.groups = (self.choice, self.training)

    def apply_theme(self, theme: Theme) -> None:
        """Fit the slider and the number beside it to the text size of `theme`."""
        self.slider.setFixedWidth(round(7 * theme.base))
        self.of_student.setFixedHeight(self.switch.sizeHint().height())
        self.steps.setMinimumWidth(round(4.6 * theme.base))

    def show_document(self, document: Document) -> None:
        """Show the settings of a document; this edits nothing."""
        on, settings = is_calibrating(document), document.settings(CalibrationSettings)
        self.switch.setChecked(on)
        self.examples.setVisible(on)
        self.wants_button = not on
        self.examples.show_choice(settings.examples)
        self.training.setVisible(on and settings.examples == STUDENT)
        self.slider.blockSignals(True)  # `_slide` would take the new value for an edit of the user
        self.slider.setValue(CHECKPOINTS.index(settings.steps))
        self.slider.blockSignals(False)
        self.steps.setText(f"{settings.steps:,} steps")

    def show_button(self, *, shown: bool) -> None:
        """Show the button of the student, or leave its room to the plots."""
        if self.of_student.isHidden() == shown:
            self.of_student.setVisible(shown)
            self.choice.updateGeometry()

    # The hand

    def _do(self, name: str, edit: Edit, gesture: object | None = None) -> None:
        if sentence := self._perform(EditRequest(name, edit, gesture)):
            show_bubble(self.switch, sentence)

    def _toggle(self) -> None:
        on = self.switch.isChecked()
        name = "show the calibration" if on else "leave the calibration"
        self._do(name, partial(calibration_edits.show_calibration, on=on))

    def _choose(self, examples: str) -> None:
        name = f"calibrate with the {SEGMENTS[EXAMPLES.check(examples)].text.lower()}"
        self._do(name, partial(calibration_edits.calibrate, examples=examples))

    def _begin(self) -> None:
        self._gesture = object()

    def _slide(self, place: int) -> None:
        # A drag is one gesture; each key, click or turn of the wheel is one of its own.
        if not self.slider.isSliderDown():
            self._begin()
        edit = partial(calibration_edits.change, steps=CHECKPOINTS[place])
        self._do("train the student on", edit, self._gesture)


def _note(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("cardNote")
    return label
