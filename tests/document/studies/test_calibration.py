"""Calibration of the logits on the bench: which examples, what is fitted, and what is said of it."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from typing import Any

import pytest
from tests.labelled_numbers import SPECIAL
from tests.suited import calibrated

from tauscope.core.calibration.bootstrap import bootstrap
from tauscope.core.calibration.fit import Minimum, fit_temperature
from tauscope.core.calibration.labelled import split
from tauscope.core.calibration.likelihood import nll_at
from tauscope.core.calibration.reliability import reliability
from tauscope.core.errors import InputError
from tauscope.document.calibrating import CALIBRATION_PLOTS, NO_LABELS, is_calibrating, unsuited
from tauscope.document.document import Document
from tauscope.document.edits import calibration_edits, digit_edits, source_edits, table_edits
from tauscope.document.files.codec import decode, encode
from tauscope.document.panel_settings.calibration import CalibrationSettings
from tauscope.document.panel_settings.digits import DigitsSettings
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.study import StudyResults
from tauscope.document.reports.plot_data import written_numbers
from tauscope.document.studies import calibration, calibration_words
from tauscope.document.studies.calibration_studies import OverTemperatures
from tauscope.document.studies.labelled_examples import HoldingOut, examples
from tauscope.sources.digits import TaughtDigit
from tauscope.sources.teacher import labelled_test_digits, labelled_training_digits


def digits(temperature: float = 1.0) -> Document:
    document = source_edits.use_source(Document(), TaughtDigit())
    return table_edits.set_temperature(document, temperature)


def of(name: str) -> Document:
    return source_edits.use_source(Document(), SPECIAL[name])


# Which examples


def test_a_table_has_no_labels_and_digits_have() -> None:
    assert unsuited(Document()) == NO_LABELS
    assert unsuited(digits()) == ""
    assert not is_calibrating(digits())
    assert is_calibrating(calibration_edits.show_calibration(digits()))
    assert not is_calibrating(Document(plots=CALIBRATION_PLOTS))


def test_the_plots_come_and_go_with_one_edit() -> None:
    before = digits()
    shown = calibration_edits.show_calibration(before)
    assert shown.plots == CALIBRATION_PLOTS
    assert calibration_edits.show_calibration(shown) is shown
    assert calibration_edits.show_calibration(shown, on=False).plots == before.plots
    one = replace(before, plots=("teacher", "nll"))
    assert calibration_edits.calibrate(one, "training").plots == one.plots


@pytest.mark.parametrize(
    ("which", "count", "name"),
    [
        ("given", 500, "teacher, 500 test images"),
        ("training", 1297, "teacher, 1,297 training images"),
        ("student", 500, "student after 4,000 steps, 500 test images"),
    ],
)
def test_digits_have_three_sets_of_examples(which: str, count: int, name: str) -> None:
    found = examples(Picture.of(calibrated(which)))
    assert found.labelled is not None
    assert (len(found.labelled), found.name, found.is_current) == (count, name, True)


def test_a_first_student_learns_from_all_digits_and_a_chosen_transfer_set_is_kept() -> None:
    assert calibration_edits.calibrate(digits(), "student").settings(DigitsSettings).experiment == "ordinary"
    chosen = digit_edits.use_experiment(digits(), "no-threes")
    kept = calibration_edits.calibrate(chosen, "student").settings(DigitsSettings)
    assert kept.experiment == "no-threes"


def test_another_source_is_asked_for_its_own_examples_whatever_digits_had() -> None:
    document = calibration_edits.change(of("three of four"), examples="student")
    found = examples(Picture.of(document))
    assert found.name == "4 examples"


# What is measured


def test_the_numbers_are_those_of_the_core() -> None:
    document = table_edits.set_temperature(calibrated("given"), 2.5)
    picture = Picture.of(document)
    labelled = labelled_test_digits()
    assert calibration.fit(picture).value == fit_temperature(labelled)
    now = calibration.at_dial(picture).value
    assert now is not None
    assert now.reliability == reliability(labelled, 2.5)
    assert now.nll == nll_at(labelled, 2.5)
    assert now.histogram.sum() == 500
    curve = calibration.nll_curve(picture).value
    assert curve is not None
    assert curve.at(2.5) == pytest.approx(now.nll, rel=1e-2)
    ece = calibration.ece_curve(picture).value
    assert ece is not None
    assert ece.values[70] == reliability(labelled, float(ece.temperatures[70])).ece


def test_accuracy_stays_whatever_the_temperature_is() -> None:
    picture = [Picture.of(table_edits.set_temperature(calibrated(), tau)) for tau in (0.1, 1.0, 40.0)]
    found = [calibration.at_dial(one).value for one in picture]
    assert len({one.reliability.accuracy for one in found if one is not None}) == 1


def test_training_images_have_their_best_temperature_at_zero() -> None:
    picture = Picture.of(calibrated("training"))
    fitted = calibration.fit(picture).value
    assert fitted is not None
    assert fitted.minimum is Minimum.AT_ZERO
    assert calibration.best_temperature(picture) == 0
    assert labelled_training_digits().accuracy == 1


def test_the_temperature_follows_the_training_of_the_student() -> None:
    results = StudyResults()
    found = [
        calibration.best_temperature(
            Picture.of(calibration_edits.change(calibrated(), steps=steps), results=results)
        )
        for steps in (400, 4000)
    ]
    assert found == pytest.approx([1.01, 1.47], abs=0.02)


def test_the_number_of_bins_changes_ece_and_not_the_fit() -> None:
    few, many = (Picture.of(calibration_edits.change(calibrated(), bins=bins)) for bins in (5, 50))
    assert calibration.best_temperature(few) == calibration.best_temperature(many)
    one, other = calibration.at_1(few).value, calibration.at_1(many).value
    assert one is not None
    assert other is not None
    assert one.reliability.ece != other.reliability.ece
    assert len(one.reliability.bins) == 5


@pytest.mark.parametrize(
    ("name", "ends"),
    [("all right", (0.05, 5.0)), ("all wrong", (0.2, 50.0)), ("all alike", (0.25, 5.0))],
)
def test_the_axis_has_room_for_one_where_the_minimum_is_not_inside(
    name: str, ends: tuple[float, float]
) -> None:
    fitted = calibration.fit(Picture.of(of(name))).value
    assert fitted is not None
    assert calibration.axis_ends(fitted) == ends


def test_the_axis_holds_one_and_the_minimum_and_its_interval() -> None:
    fitted = calibration.fit(Picture.of(calibrated("given"))).value
    assert fitted is not None
    assert fitted.temperature is not None
    assert fitted.interval is not None
    low, high = calibration.axis_ends(fitted)
    assert low < min(1.0, fitted.interval.low) < max(1.0, fitted.interval.high) < high


def test_a_curve_of_many_examples_has_its_points_where_it_is_least(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tauscope.document.studies.calibration_studies.LARGE", 1)
    study = OverTemperatures(labelled_test_digits(), 0.25, 8.0, 1.12, 15)
    found = study.result(lambda _: None).temperatures
    assert len(found) < 45
    assert (found[1:] > found[:-1]).all()
    assert (found[0], found[-1]) == pytest.approx((0.25, 8.0))
    near = found[(found > 1.0) & (found < 1.25)]
    assert len(near) >= 4
    assert abs(near - 1.12).min() < 1e-9


def test_splits_of_many_examples_count_as_several_results(monkeypatch: pytest.MonkeyPatch) -> None:
    study = HoldingOut(labelled_test_digits(), 0.5, 1)
    parts = study.result(lambda _: None)
    assert (study.weight(parts), study.title) == (1, "")
    monkeypatch.setattr("tauscope.document.studies.labelled_examples.LARGE", 500)
    assert study.weight(parts) == 21
    assert study.title == "Splitting the examples"


# What is said


@pytest.mark.parametrize(
    ("name", "label", "said"),
    [
        ("three of four", "τ* 0.91", "τ* = 0.91: here the mean negative"),
        ("all right", "τ* 0", "every true class has the largest logit of its example, so the colder"),
        ("tied at the top", "τ* 0", "has the largest logit of its example, though not alone, so the colder"),
        ("all wrong", "τ* ∞", "true classes have no larger logits"),
        ("all alike", "no τ*", "every τ fits equally well"),
        ("masked", "no τ*", "the true class of example 2 has the logit −∞"),
    ],
)
def test_each_kind_of_minimum_has_a_sentence(name: str, label: str, said: str) -> None:
    picture = Picture.of(of(name))
    marked = calibration_words.marked(picture)
    assert marked is not None
    assert marked.label == label
    assert said in marked.sentence
    assert marked.sentence.endswith(".")
    best, why = calibration_words.go_to_best(picture)
    assert (best is None) == label.startswith("no")
    assert (why == "") == (best is not None)
    for text in calibration_words.findings(picture):
        assert text.endswith(".")


def test_the_finding_of_a_student_names_what_was_measured() -> None:
    text = calibration_words.findings(Picture.of(calibrated()))[0]
    assert "at τ = 1 it is 92.1% sure and 86.4% right, over-confident." in text
    assert "τ* = 1.47: here the mean negative log-likelihood (NLL) of 500 examples is least." in text


def test_held_out_examples_are_measured_and_the_others_fitted() -> None:
    document = calibration_edits.change(calibrated("given"), holdout=0.4, seed=3)
    picture = Picture.of(document)
    fitted, held = split(labelled_test_digits(), 0.4, 3)
    assert (len(fitted), len(held)) == (300, 200)
    assert calibration.fit(picture).value == fit_temperature(fitted)
    now = calibration.at_dial(picture).value
    assert now is not None
    assert now.reliability == reliability(held, 1.0)
    assert calibration.bootstrap(picture).value == bootstrap(fitted, fit_temperature(fitted), seed=3)


def test_one_example_cannot_be_split_and_says_so() -> None:
    source = replace(SPECIAL["three of four"], rows=((1.0, 0.0),), classes=(0,))
    document = calibration_edits.change(source_edits.use_source(Document(), source), holdout=0.5)
    found = examples(Picture.of(document))
    assert found.labelled is None
    assert found.trouble == "One example cannot be split into those to fit and those held out."


# Files


def test_settings_are_saved_and_read_back() -> None:
    settings = CalibrationSettings(20, "student", 400, 0.5, 7)
    document = digits().with_settings(settings)
    again = decode(encode(document)).document
    assert again.settings(CalibrationSettings) == settings


@pytest.mark.parametrize(
    "entry",
    [{"bins": 1}, {"bins": 2.5}, {"examples": "own"}, {"examples": 3}, {"steps": 123}, {"steps": "x"}],
)
def test_wrong_settings_are_refused(entry: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        CalibrationSettings.from_json(entry)


@pytest.mark.parametrize("name", CALIBRATION_PLOTS)
@pytest.mark.parametrize("which", SPECIAL)
def test_every_plot_exports_its_numbers(name: str, which: str) -> None:
    document = table_edits.set_temperature(of(which), 0.7)
    text = written_numbers(document, name, ".json")
    assert json.loads(text)
    assert written_numbers(document, name, ".csv").decode().startswith(("temperature", "from", "at"))


def test_exported_reliability_holds_each_bin() -> None:
    document = table_edits.set_temperature(calibrated("given"), math.inf)
    lines = written_numbers(document, "reliability", ".csv").decode().splitlines()
    # At τ = ∞ all confidences are equal: one bin.
    assert len(lines) == 1 + 15 + 1
