"""Studies of students: what is asked when, and what is said of the results."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from tauscope.core.distillation.experiment import Distillation, TransferSet
from tauscope.core.distillation.loss import Loss
from tauscope.core.distillation.presets import EXPERIMENTS
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.panel_settings.digits import DigitsSettings
from tauscope.document.picture.answers import Answer, Failed, Pending
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.study import Study, StudyResults
from tauscope.document.studies import student
from tauscope.document.studies.student_words import finding, findings, named_digits, per_cent, unsuited
from tauscope.sources.digits import TaughtDigit
from tauscope.sources.teacher import digit_data

FEW = {"images": 20}
"""Students that learn fast."""

REMEMBERED = pytest.mark.usefixtures("known_studies", "known_students")
"""Mark of tests to which it does not matter when a student is trained."""


def document(temperature: float, **settings: Any) -> Document:
    wanted = replace(DigitsSettings(), **settings)
    return table_edits.set_temperature(Document(source=TaughtDigit()).with_settings(wanted), temperature)


class Slow(StudyResults):
    """Results that are pending until they are finished by hand."""

    late: Answer[Any] = Pending()

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Study[Any]] = []

    def _missing(self, study: Study[Any]) -> Answer[Any]:
        self.asked.append(study)
        return self.late

    def finish(self) -> None:
        study = self.asked.pop()
        self._computed(study)


@REMEMBERED
def test_students_are_asked_for_one_after_the_other() -> None:
    results, shown = Slow(), document(10.0, **FEW)

    def picture() -> Picture:
        return Picture.of(shown, results=results)

    assert not student.over_temperature(picture()).is_current
    assert [one.slot for one in results.asked] == [student.SHOWN_STUDENT]
    results.finish()
    assert student.shown_student(picture()).is_current
    student.over_temperature(picture())
    assert [one.slot for one in results.asked] == [student.ALL_STUDENTS]
    results.finish()
    student.over_temperature(picture())
    assert [one.slot for one in results.asked] == [student.OVER_TEMPERATURE]


def test_the_student_before_is_shown_with_its_own_settings_meanwhile() -> None:
    results = Slow()
    student.shown_student(Picture.of(document(10.0, **FEW), results=results))
    results.finish()
    found = student.shown_student(Picture.of(document(2.0, **FEW), results=results))
    assert (found.is_current, found.study.distillation.loss.temperature) == (False, 10.0)
    assert found.result is not None


@REMEMBERED
def test_what_the_dial_does_not_change_is_one_study() -> None:
    pictures = [Picture.of(document(tau, **FEW)) for tau in (1.0, 20.0)]
    for function in (student.hard_labels, student.over_temperature):
        assert function(pictures[0]).study == function(pictures[1]).study
    hard = [student.all_students(Picture.of(document(tau, **FEW, mix=0.0))).study for tau in (1.0, 20.0)]
    assert hard[0] == hard[1]


@REMEMBERED
def test_accuracy_over_temperature_is_that_of_students_at_each() -> None:
    found = student.over_temperature(Picture.of(document(3.0, **FEW))).result
    assert found is not None
    expected = Distillation(TransferSet((0, 1), 20), Loss(5.0), 10).outcome(digit_data())
    place = found.temperatures.index(5.0)
    assert found.measured((0, 1, 2))[place].values == pytest.approx(expected.accuracy_of((0, 1, 2)).values)


def test_progress_over_temperature_rises_and_can_end_it() -> None:
    told = list[float]()
    study = student.AccuracyOverTemperature(Distillation(TransferSet((0, 1), 10), seeds=1))
    study.result(told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0

    def cancel(fraction: float) -> None:
        if fraction > 0.2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        study.result(cancel)


def experiment(name: str, temperature: float, **settings: Any) -> str:
    transfer = EXPERIMENTS[name].transfer
    made = document(temperature, digits=transfer.digits, images=transfer.images, **settings)
    return finding(Picture.of(made))


@REMEMBERED
def test_what_zeros_and_ones_teach() -> None:
    warm = experiment("only-zeros-and-ones", 10.0)
    outcome = Distillation(EXPERIMENTS["only-zeros-and-ones"].transfer, Loss(10.0), 10).outcome(digit_data())
    assert f"{per_cent(outcome.accuracy)} of all ten digits at τ = 10, and " in warm
    assert f"Of the digits they never saw: {per_cent(outcome.accuracy_of(range(2, 10)))}." in warm
    assert "Next to nothing is gained" in experiment("only-zeros-and-ones", 1.0)
    control = experiment("only-zeros-and-ones", 10.0, shuffled=True)
    assert control.startswith("Control, logits shuffled within each digit: ")
    assert f"own logits {per_cent(outcome.accuracy)}. What the teacher says of the single" in control


@REMEMBERED
def test_what_is_said_without_threes() -> None:
    warm = experiment("no-threes", 10.0)
    assert "of the 3s at τ = 10" in warm
    assert "Before the bias step: 0.0 ± 0.0%." in warm
    assert "A gain of " in warm
    control = experiment("no-threes", 10.0, shuffled=True)
    assert control.endswith("Shuffling changes next to nothing: how alike the digits are is enough.")


@REMEMBERED
def test_ordinary_distillation_says_that_it_gains_next_to_nothing() -> None:
    assert "Next to nothing is gained: +" in experiment("ordinary", 10.0)
    assert experiment("ordinary", 10.0, shuffled=True).endswith("Shuffling changes next to nothing.")


@REMEMBERED
def test_what_is_said_where_there_is_nothing_to_learn_from() -> None:
    assert "nothing is learned" in finding(Picture.of(document(0.0, **FEW)))
    assert finding(Picture.of(document(3.0, **FEW, mix=0.0))).endswith("τ changes nothing.")
    assert "at τ = ∞" in finding(Picture.of(document(math.inf, **FEW)))


def test_nothing_is_said_before_it_is_measured_and_failures_are() -> None:
    results, made = Slow(), document(10.0, **FEW)
    assert finding(Picture.of(made, results=results)) == ""
    results.finish()
    results.late = Failed("It was stopped.")
    assert finding(Picture.of(made, results=results)) == "It was stopped."


@REMEMBERED
def test_the_finding_before_stays_with_its_temperature() -> None:
    results = Slow()
    picture = Picture.of(document(10.0, **FEW), results=results)
    while not finding(picture):
        results.finish()
        picture = Picture.of(document(10.0, **FEW), results=results)
    assert "at τ = 10, and" in finding(Picture.of(document(3.0, **FEW), results=results))
    other = Picture.of(document(3.0, images=30), results=results)
    assert finding(other) == "Students with these settings are being trained …"
    longer, *_, short = findings(picture)
    assert longer.endswith(short)
    assert len(short) < len(longer)


def test_only_digits_have_students() -> None:
    assert unsuited(Document()) == "Students learn from the teacher of digits: choose Source → Digits."
    assert unsuited(document(1.0)) == ""


def test_digits_are_named() -> None:
    assert named_digits((3, 5, 8)) == "the 3s, 5s and 8s"
