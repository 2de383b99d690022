"""Readouts of the teacher of digits: the numbers of its students, measured once more without the window."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tauscope.core.distillation.experiment import Distillation, TransferSet
from tauscope.core.distillation.loss import Loss
from tauscope.core.measures import entropy
from tauscope.core.softmax import softmax
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, digit_edits, source_edits, table_edits
from tauscope.document.panel_settings.digits import DigitsSettings
from tauscope.document.picture.answers import Answer, Failed, Pending
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.study import Study, StudyResults
from tauscope.sources.digits import TaughtDigit
from tauscope.sources.teacher import digit_data
from tauscope.ui.bench.readout_cell import NONE
from tauscope.ui.bench.readout_sets import readouts_for
from tauscope.ui.bench.readout_sets.digits import READOUTS
from tauscope.ui.bench.readout_texts import READOUTS as USUAL
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.window.main_window import MainWindow

pytestmark = pytest.mark.usefixtures("known_students")

FEW = {"images": 20}


def document(temperature: float = 20.0, **settings: Any) -> Document:
    digits = source_edits.use_source(Document(), TaughtDigit())
    return table_edits.set_temperature(digit_edits.change(digits, **{**FEW, **settings}), temperature)


def texts(picture: Picture) -> dict[str, tuple[str, str]]:
    return {one.name: (one.value(picture), one.note(picture)) for one in READOUTS}


def test_the_numbers_are_those_of_the_students() -> None:
    found = texts(Picture.of(document()))
    transfer = TransferSet((0, 1), 20)
    soft, hard = (
        Distillation(transfer, loss, 10).outcome(digit_data()) for loss in (Loss(20.0), Loss(1.0, 0.0))
    )
    first = Distillation(transfer, Loss(20.0), 1).outcome(digit_data())
    mean, sd = 100 * soft.accuracy.mean, 100 * soft.accuracy.sd
    assert found["student"] == (f"{100 * first.accuracy.mean:.1f}%", f"{mean:.1f} ± {sd:.1f}, 10 seeds")
    assert found["hard_labels"] == (
        f"{100 * hard.accuracy.mean:.1f}%",
        f"± {100 * hard.accuracy.sd:.1f}, 10 seeds",
    )
    unseen = soft.accuracy_of(range(2, 10))
    assert found["never_seen"] == (f"{100 * unseen.mean:.1f}%", f"± {100 * unseen.sd:.1f}, digits 2–9")
    assert found["teacher"] == ("99.4%", "500 test images")
    logits = TaughtDigit().logits(None).values
    assert found["target_entropy"] == (
        f"{entropy(softmax(logits, 20.0)):.3f} nats",
        f"{entropy(softmax(logits)):.3f} at τ = 1",
    )
    assert found["target_entropy"] == ("2.122 nats", "0.007 at τ = 1")
    assert found["student_weights"] == ("650 weights", "400 steps")


def test_there_may_be_nothing_that_was_never_seen() -> None:
    found = texts(Picture.of(document(digits=tuple(range(10)))))
    assert found["never_seen"] == (NONE, "the transfer set has all")
    without_3 = tuple(digit for digit in range(10) if digit != 3)
    assert texts(Picture.of(document(digits=without_3)))["never_seen"][1].endswith(", digit 3")


@pytest.mark.parametrize("temperature", [0.0, 1e-300, 1e300, math.inf])
def test_every_temperature_has_numbers(temperature: float) -> None:
    for value, _ in texts(Picture.of(document(temperature, seeds=10))).values():
        assert re.fullmatch(r"[\d.]+(%| nats| weights)", value)


def test_a_network_has_its_own_number_of_weights() -> None:
    readout = next(one for one in READOUTS if one.name == "student_weights")
    assert readout.value(Picture.of(document(hidden=32))) == "2,410 weights"


class Late(StudyResults):
    """Results that are late or fail."""

    answered: Answer[Any] = Pending()

    def _missing(self, study: Study[Any]) -> Answer[Any]:
        del study
        return self.answered


def test_what_is_late_or_failed_is_said() -> None:
    results = Late()
    found = texts(Picture.of(document(), results=results))
    assert [found[name][0] for name in ("student", "hard_labels", "never_seen")] == ["…"] * 3
    assert found["teacher"][0] == "99.4%"
    results.answered = Failed("It was stopped.")
    found = texts(Picture.of(document(), results=results))
    assert found["student"][0] == NONE


def test_only_digits_have_these_readouts() -> None:
    assert readouts_for(document()) == READOUTS
    assert readouts_for(Document()) == USUAL
    assert readouts_for(source_edits.take_as_table(document())) == USUAL


@pytest.mark.usefixtures("known_studies")  # whose numbers are those of the students, above
def test_the_row_of_the_window_follows_dial_and_settings(window: MainWindow, qtbot: QtBot) -> None:
    def cells() -> dict[str, tuple[str, str]]:
        QApplication.processEvents()
        return {cell.readout.name: (cell.value, cell.note) for cell in window.bench.readouts.cells}

    def settled() -> None:
        qtbot.waitUntil(lambda: not window.feed.studies.busy, timeout=60_000)

    window.history.start(document())
    settled()
    for changed in (
        lambda now: now,
        lambda now: table_edits.set_temperature(now, 3.0),
        lambda now: digit_edits.change(now, mix=0.0),
        lambda now: digit_edits.change(now, digits=(0, 1, 2, 4, 5)),
        bench_edits.pin,
        lambda now: digit_edits.show_image(now, 42),
    ):
        window.history.perform(EditRequest("change", changed))
        settled()
        assert cells() == texts(Picture.of(window.history.document))
    window.history.perform(EditRequest("take", source_edits.take_as_table))
    assert set(cells()) == {one.name for one in USUAL}


def test_settings_of_another_source_change_nothing_here() -> None:
    table = Document().with_settings(replace(DigitsSettings(), images=20))
    assert readouts_for(table) == USUAL
