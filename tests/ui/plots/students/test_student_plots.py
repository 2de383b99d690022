"""Plots of students: what they say is what was measured, and what they show while a student is trained."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage
from tests.ui import hands
from tests.ui.plots.conftest import Written

from tauscope.core.distillation.experiment import Distillation, TransferSet
from tauscope.core.distillation.loss import Loss
from tauscope.core.distillation.outcome import Outcome
from tauscope.document.document import Document
from tauscope.document.edits import source_edits, table_edits
from tauscope.document.library.explanations import pages
from tauscope.document.panel_settings.digits import DigitsSettings
from tauscope.document.picture.answers import Answer, Failed, Pending
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.study import Study, StudyResults
from tauscope.document.reports.plot_data import plot_numbers
from tauscope.document.studies import student
from tauscope.document.studies.student_words import finding, per_cent
from tauscope.sources.digits import TaughtDigit
from tauscope.sources.teacher import digit_data
from tauscope.ui.bench.readout_sets.digits import READOUTS
from tauscope.ui.editing.history import History
from tauscope.ui.plots import plot_class
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.students.accuracy import AccuracyPlot
from tauscope.ui.plots.students.confusion import ConfusionPlot
from tauscope.ui.plots.students.learning import LearningPlot
from tauscope.ui.plots.students.student_plot import accuracy_axis
from tauscope.ui.plots.students.weights import WeightsPlot

pytestmark = pytest.mark.usefixtures("known_students")

NAMES = ("learning", "accuracy", "confusion", "weights")
Texts = Callable[[Plot], list[Written]]


def document(temperature: float = 10.0, **settings: Any) -> Document:
    made = source_edits.use_source(Document(), TaughtDigit())
    made = made.with_settings(replace(DigitsSettings(), **{"images": 20, **settings}))
    return table_edits.set_temperature(made, temperature)


def trained(temperature: float = 10.0, seeds: int = 1, mix: float = 1.0) -> Outcome:
    wanted = Distillation(TransferSet((0, 1), 20), Loss(temperature, mix), seeds)
    return wanted.outcome(digit_data())


@pytest.fixture
def make(make_plot: Callable[[type[Plot]], Plot], history: History) -> Callable[[str, Document], Plot]:
    def made(name: str, shown: Document) -> Plot:
        history.start(shown)
        return make_plot(plot_class(name))

    return made


def texts(written: Texts, plot: Plot) -> set[str]:
    return {one.text for one in written(plot)}


def test_learning_ends_at_the_accuracy_of_the_student(
    make: Callable[[str, Document], Plot], written: Texts
) -> None:
    plot = make("learning", document())
    assert isinstance(plot, LearningPlot)
    outcome = trained()
    said = texts(written, plot)
    assert f"{100 * outcome.accuracy.mean:.1f}%" in said
    assert "thin: 10 seeds" in said
    assert any("before the bias step" in text for text in said)
    value = plot.value_at(plot.frame.point(399.0, 0.1))
    assert f"step 400: {100 * outcome.accuracy.mean:.1f}%" in value
    assert f"before the bias step: {100 * outcome.accuracy_before_bias.mean:.1f}%" in value


def test_learning_without_threes_is_the_share_of_threes(make: Callable[[str, Document], Plot]) -> None:
    made = document(digits=(0, 1, 2, 4, 5, 6, 7, 8, 9), images=30)
    plot = make("learning", made)
    assert "the 3s" in plot.caption(Picture.of(made))
    outcome = Distillation(TransferSet((0, 1, 2, 4, 5, 6, 7, 8, 9), 30), Loss(10.0), 1).outcome(digit_data())
    share = 100 * outcome.confusion[0, 3, 3] / outcome.confusion[0, 3].sum()
    assert f"step 400: {share:.1f}%" in plot.value_at(plot.frame.point(400.0, 0.1))


def test_accuracy_has_the_numbers_over_the_seeds(
    make: Callable[[str, Document], Plot], written: Texts
) -> None:
    plot = make("accuracy", document(7.0))
    said = texts(written, plot)
    assert per_cent(trained(7.0, 10).accuracy) in said
    assert f"hard labels {per_cent(trained(1.0, 10, 0.0).accuracy)}" in said
    for temperature in (2.0, 50.0):
        measured = trained(temperature, 10).accuracy
        assert f"{100 * measured.mean:.1f}" in said
        at = plot.frame.point(math.log10(temperature), 0.1)
        assert plot.value_at(at).endswith(f": {per_cent(measured)}")


def test_the_line_of_accuracy_is_the_dial(make: Callable[[str, Document], Plot], history: History) -> None:
    plot = make("accuracy", document(1.0))
    assert isinstance(plot, AccuracyPlot)

    def at(temperature: float) -> QPointF:
        return plot.frame.point(math.log10(temperature), 0.05)

    hands.drag(plot, [at(1.0), at(3.0), at(20.0)])
    assert history.document.temperature == pytest.approx(20.0, rel=0.03)
    hands.release(plot, at(20.0))
    hands.click(plot, at(5.0))
    assert history.document.temperature == pytest.approx(5.0, rel=0.03)
    history.undo()
    history.undo()
    assert history.document.temperature == 1.0


def test_the_article_is_a_click_away(make: Callable[[str, Document], Plot]) -> None:
    plot, asked = make("accuracy", document(1.0)), list[str]()
    assert isinstance(plot, AccuracyPlot)
    plot.asked.connect(asked.append)
    plot.help_button.click()  # type: ignore[attr-defined]
    assert asked == ["distillation"]
    assert asked[0] in pages()


@pytest.mark.parametrize("temperature", [0.0, 0.1, 100.0, math.inf])
def test_a_dial_beyond_the_axis_is_named(
    make: Callable[[str, Document], Plot], written: Texts, temperature: float
) -> None:
    plot = make("accuracy", document(temperature))
    assert any(" at τ = " in text for text in texts(written, plot))


def test_confusion_says_counts_and_shares(make: Callable[[str, Document], Plot], written: Texts) -> None:
    plot = make("confusion", document())
    assert isinstance(plot, ConfusionPlot)
    counts = trained().confusion[0]
    count, images = counts[2, 7], counts[2].sum()
    assert plot.value_at(plot.frame.point(7.5, 2.5)).startswith(f"2 called 7: {count} of {images} (")
    assert plot.class_at(plot.frame.point(7.5, 2.5)) == 2
    assert plot.value_at(QPointF(1, 1)) == ""
    shares = [one.text for one in written(plot) if one.text.endswith("%")]
    assert shares == [f"{counts[digit, digit] / counts[digit].sum():.0%}" for digit in range(10)]


def test_counts_stand_in_cells_that_hold_a_line_of_text(
    make: Callable[[str, Document], Plot], written: Texts
) -> None:
    plot = make("confusion", document())
    assert isinstance(plot, ConfusionPlot)
    counts = [str(count) for row in trained().confusion[0].tolist() for count in row if count]
    base = plot.theme.base
    for lines, expected in ((1.85, counts), (1.3, [])):
        plot.resize(round(60 * base), round((10 * lines + 1.6) * base))
        found = [one.text for one in written(plot) if one.text.isdigit()]
        assert sorted(found) == sorted([*expected, *"01234567890123456789"])


def test_highlights_are_seen(make: Callable[[str, Document], Plot]) -> None:
    for name in ("confusion", "weights"):
        plot = make(name, document())
        plain = plot.grab().toImage()
        plot.focus.hover(int(plot.key(4)))
        assert plot.grab().toImage() != plain
        plot.focus.hover(None)
        assert plot.grab().toImage() == plain


@pytest.mark.parametrize("hidden", [0, 12])
def test_weights_are_those_of_the_student(make: Callable[[str, Document], Plot], hidden: int) -> None:
    plot = make("weights", document(hidden=hidden))
    assert isinstance(plot, WeightsPlot)
    wanted = Distillation(TransferSet((0, 1), 20), Loss(10.0), 1, hidden=hidden)
    weights = wanted.outcome(digit_data()).students.weights[0]
    box = plot._box(3)
    at = QPointF(box.left() + 5.5 / 8 * box.width(), box.top() + 2.5 / 8 * box.height())
    name = "hidden unit 4" if hidden else "digit 3"
    value = f"{weights[2 * 8 + 5, 3]:.2f}".replace("-", "−")
    assert plot.value_at(at) == f"{name}, row 3, column 6: {value}"
    assert (plot.class_at(at) is None) == bool(hidden)
    assert weights.shape == (64, hidden or 10)


def test_signs_of_weights_have_two_colours(make: Callable[[str, Document], Plot]) -> None:
    plot = make("weights", document())
    assert isinstance(plot, WeightsPlot)
    up, down, none = (plot._colour(share) for share in (1.0, -1.0, 0.0))
    assert (up, down, none) == (
        plot.theme.colours.track_hot,
        plot.theme.colours.track_cold,
        plot.theme.colours.card,
    )


class Late(StudyResults):
    """Results of studies that are finished by hand."""

    answer_meanwhile: Answer[Any] = Pending()

    def _missing(self, study: Study[Any]) -> Answer[Any]:
        del study
        return self.answer_meanwhile

    def finish(self, study: Study[Any]) -> None:
        self._computed(study)


@pytest.mark.parametrize("name", NAMES)
def test_the_result_before_is_drawn_with_its_temperature(
    make: Callable[[str, Document], Plot], name: str
) -> None:
    plot, results = make(name, document(10.0)), Late()
    before, now = (Picture.of(document(tau), results=results) for tau in (10.0, 2.0))
    results.finish(student.shown_student(before).study)
    results.finish(student.all_students(before).study)
    plot.show_picture(now)
    drawn: QImage = plot.grab().toImage()
    if name != "accuracy":
        assert "τ = 10 …" in plot.caption(now)
        assert "…" not in plot.caption(Picture.of(document(10.0)))
    wanted = Distillation(TransferSet((0, 1), 20), Loss(2.0), 10)
    results.finish(student.StudentTraining(replace(wanted, seeds=1), student.SHOWN_STUDENT))
    results.finish(student.StudentTraining(wanted, student.ALL_STUDENTS))
    plot.show_picture(Picture.of(document(2.0), results=results))
    assert plot.grab().toImage() != drawn


@pytest.mark.parametrize("name", NAMES)
def test_a_turn_of_the_dial_alone_paints_no_result_again(
    make: Callable[[str, Document], Plot], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    plot, results = make(name, document(10.0)), Late()
    made = document(10.0)
    for asked in (student.shown_student, student.all_students, student.hard_labels, student.over_temperature):
        results.finish(asked(Picture.of(made, results=results)).study)
    shown = Picture.of(made, results=results)
    for picture in (shown, Picture.of(table_edits.set_temperature(made, 3.0), shown, results=results)):
        plot.show_picture(picture)  # from here on results are those of an earlier τ
    drawn, laid_out = plot.grab().toImage(), list[Picture]()
    lay_out = plot.lay_out

    def watched(picture: Picture) -> object:
        laid_out.append(picture)
        return lay_out(picture)

    monkeypatch.setattr(plot, "lay_out", watched)
    plot.show_picture(Picture.of(table_edits.set_temperature(made, 2.0), shown, results=results))
    moved = plot.grab().toImage()
    assert not laid_out
    assert (moved != drawn) == (name == "accuracy")  # its line is the dial
    plot.arrange()
    assert plot.grab().toImage() == moved


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("answer", [Pending(), Failed("It was stopped.")])
def test_without_a_result_there_is_a_word(
    make: Callable[[str, Document], Plot], written: Texts, name: str, answer: Answer[Any]
) -> None:
    plot, results = make(name, document()), Late()
    results.answer_meanwhile = answer
    plot.show_picture(Picture.of(document(3.0), results=results))
    said, asked = texts(written, plot), list[None]()
    plot.again.connect(lambda: asked.append(None))
    hands.click(plot, plot.frame.rect.center())
    if answer == Pending():
        assert "…" in said
        assert not asked
    else:
        assert "It was stopped. Click to try again." in said
        assert asked


def test_numbers_are_those_of_the_students() -> None:
    picture = Picture.of(document(7.0))
    one, every, hard = trained(7.0), trained(7.0, 10), trained(1.0, 10, 0.0)
    learning = plot_numbers("learning", picture)
    assert learning.headers[:3] == ("step", "accuracy", "accuracy_before_bias")
    assert learning.headers[-1] == "accuracy of seed 9"
    last = learning.rows[-1]
    assert last[:3] == (400, one.accuracy.mean, one.accuracy_before_bias.mean)
    assert list(last[3:]) == every.accuracy.values.tolist()
    accuracy = plot_numbers("accuracy", picture)
    rows = {(row[0], row[1]): row[2:] for row in accuracy.rows}
    assert rows["soft targets at the dial", 7.0] == (every.accuracy.mean, every.accuracy.sd, 10)
    assert rows["hard labels", 1.0] == (hard.accuracy.mean, hard.accuracy.sd, 10)
    assert rows["soft targets", 5.0][0] == trained(5.0, 10).accuracy.mean
    confusion = plot_numbers("confusion", picture)
    assert [list(row[1:11]) for row in confusion.rows] == one.confusion[0].tolist()
    assert confusion.rows[3][11] == one.confusion[0, 3, 3] / one.confusion[0, 3].sum()
    weights = plot_numbers("weights", picture)
    assert weights.rows[8 * 2 + 5][:2] == (3, 6)
    assert list(weights.rows[8 * 2 + 5][2:]) == one.students.weights[0][8 * 2 + 5].tolist()


def test_ticks_of_accuracy() -> None:
    assert accuracy_axis(0.86, 3.0) == [(0.0, "0%"), (1.0, "100%")]
    assert [text for _, text in accuracy_axis(0.15, 20.0)] == ["0%", "10%", "20%"]
    assert len(accuracy_axis(0.7, 20.0)) == 9


def test_seeds_before_are_named_with_their_temperature(
    make: Callable[[str, Document], Plot], written: Texts
) -> None:
    plot, results = make("learning", document(10.0)), Late()
    for tau, role, seeds in ((10.0, student.ALL_STUDENTS, 10), (2.0, student.SHOWN_STUDENT, 1)):
        wanted = Distillation(TransferSet((0, 1), 20), Loss(tau), seeds)
        results.finish(student.StudentTraining(wanted, role))
    plot.show_picture(Picture.of(document(2.0), results=results))
    assert "thin: 10 seeds at τ = 10 …" in texts(written, plot)


def test_students_of_another_experiment_are_not_taken_for_the_present_ones(
    make: Callable[[str, Document], Plot], written: Texts
) -> None:
    before, after = document(1.0), document(1.0, digits=(2, 3))
    plot, results = make("accuracy", before), Late()
    old = Picture.of(before, results=results)
    for asked in (student.shown_student, student.all_students, student.hard_labels, student.over_temperature):
        results.finish(asked(old).study)
        old = Picture.of(before, results=results)
    assert "before" not in plot.caption(old)
    now = Picture.of(after, results=results)
    plot.show_picture(now)
    said = texts(written, plot)
    assert "the settings before …" in plot.caption(now)
    assert any(text.endswith(" with the settings before …") for text in said)
    assert any(text.startswith("hard labels before") for text in said)
    assert finding(now) == "Students with these settings are being trained …"
    values = {readout.name: readout.value(now) for readout in READOUTS}
    assert {values[name] for name in ("student", "hard_labels", "never_seen")} == {"…"}
