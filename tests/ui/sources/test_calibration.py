"""Calibration in the window: the mark of τ* on the dial, the fit, the readouts, and the panel of digits."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from tests.labelled_numbers import SPECIAL
from tests.sources.labelled.files import table
from tests.suited import calibrated
from tests.ui import hands
from tests.ui.plots.painted_text import painted_texts

from tauscope.core.bounds import Bounds
from tauscope.core.calibration.likelihood import nll_at
from tauscope.core.calibration.reliability import Reliability, reliability, reliability_bins
from tauscope.document.calibrating import CALIBRATION_PLOTS
from tauscope.document.document import Document
from tauscope.document.edits import source_edits, table_edits
from tauscope.document.files.codec import decode, encode
from tauscope.document.files.opening import read_document
from tauscope.document.lessons.lesson_file import shipped_lesson
from tauscope.document.library.lesson_walk import step_document
from tauscope.document.panel_settings.calibration import CalibrationSettings
from tauscope.document.picture.picture import Picture
from tauscope.document.studies import calibration_words
from tauscope.document.studies.calibration import fit, nll_curve
from tauscope.document.studies.calibration_words import BestTemperature, nats
from tauscope.document.studies.labelled_examples import examples
from tauscope.sources.teacher import labelled_test_digits, labelled_training_digits
from tauscope.ui.bench.readout_sets.calibration import READOUTS
from tauscope.ui.painting import marks
from tauscope.ui.panels.digits.digits_panel import DigitsPanel
from tauscope.ui.plots.base.axes import TICK_FONT
from tauscope.ui.plots.calibration.ece import EcePlot
from tauscope.ui.plots.calibration.nll import NllPlot
from tauscope.ui.plots.calibration.reliability import ReliabilityPlot
from tauscope.ui.plots.calibration.reliability_bars import ReliabilityBar, reliability_bars
from tauscope.ui.plots.tools.calibration_tools import FitButton
from tauscope.ui.widgets.card import OR
from tauscope.ui.widgets.late_cover import LateCover
from tauscope.ui.window.main_window import MainWindow

WINDOW_SIZE = 1440, 900

pytestmark = pytest.mark.usefixtures("known_studies")

BEST = 1.47
"""τ* of the student."""


@pytest.fixture
def shown(window: MainWindow, qtbot: QtBot) -> MainWindow:
    window.history.start(calibrated())
    settle(window, qtbot)
    return window


def settle(window: MainWindow, qtbot: QtBot) -> None:
    QTest.qWait(1)
    qtbot.waitUntil(lambda: not window.feed.studies.busy, timeout=60_000)
    QTest.qWait(1)


def start(window: MainWindow, qtbot: QtBot, name: str) -> None:
    window.history.start(source_edits.use_source(Document(), SPECIAL[name]))
    settle(window, qtbot)


def plot(window: MainWindow, name: str) -> object:
    return next(one for one in window.bench.shown if one.name == name)


def readouts(window: MainWindow) -> dict[str, tuple[str, str]]:
    return {cell.readout.name: (cell.value, cell.note) for cell in window.bench.readouts.cells}


def panel(window: MainWindow) -> DigitsPanel:
    found = window.bench.panel
    assert isinstance(found, DigitsPanel)
    return found


# The mark on the dial


def test_one_click_on_the_mark_turns_the_dial_to_the_best_temperature(shown: MainWindow) -> None:
    mark = shown.bench.dial.best_mark
    assert mark is not None
    assert mark.best.label == f"τ* {BEST}"
    assert mark.text_area is not None
    hands.click(shown.bench.dial, mark.text_area.center())
    assert shown.history.document.temperature == BEST
    assert shown.history.undo_name == "go to τ*"
    shown.history.undo()
    assert shown.history.document.temperature == 1


def test_the_mark_says_what_is_fitted(shown: MainWindow) -> None:
    mark = shown.bench.dial.best_mark
    assert mark is not None
    assert "(NLL) of 500 examples" in mark.best.tip
    assert "95% interval: 1.31–1.64" in mark.best.tip
    assert "1.31–1.64" in shown.bench.dial.accessibleDescription()


def test_each_kind_of_minimum_is_marked(window: MainWindow, qtbot: QtBot) -> None:
    for name in SPECIAL:
        start(window, qtbot, name)
        mark = window.bench.dial.best_mark
        assert mark is not None, name
        before = window.history.document.temperature
        assert mark.text_area is not None, name
        assert not window.bench.dial.grab().isNull(), name
        hands.click(window.bench.dial, mark.text_area.center())
        best = mark.best.temperature
        assert window.history.document.temperature == (before if best is None else best), name


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768), (1920, 1080)])
def test_the_text_of_the_mark_is_inside_and_over_no_number(
    window: MainWindow, qtbot: QtBot, size: tuple[int, int]
) -> None:
    window.resize(*size)
    dial = window.bench.dial
    for name in SPECIAL:
        start(window, qtbot, name)
        mark = dial.best_mark
        assert mark is not None, name
        area = mark.text_area
        assert area is not None, name
        assert dial.rect().contains(area.toAlignedRect()), name
        for corner in (area.topLeft(), area.topRight(), area.bottomLeft(), area.bottomRight(), area.center()):
            assert dial.tick_at(corner) is None or not _on_number(dial, corner), name


def _on_number(dial: object, point: QPointF) -> bool:
    stops = dial.best_mark._stops[:5]  # type: ignore[attr-defined]
    return any(stop.contains(point) for stop in stops)


def test_the_mark_goes_with_the_plots(shown: MainWindow, qtbot: QtBot) -> None:
    shown.history.start(replace(calibrated(), plots=("teacher",)))
    settle(shown, qtbot)
    assert shown.bench.dial.best_mark is None
    assert "brier" not in readouts(shown)


# The fit


def test_the_button_the_key_and_the_menu_fit(shown: MainWindow) -> None:
    found = plot(shown, "reliability")
    assert isinstance(found, ReliabilityPlot)
    assert found.fit_button.isEnabled()
    found.fit_button.click()
    assert shown.history.document.temperature == BEST
    assert not found.fit_button.isEnabled()
    shown.history.undo()
    assert shown.history.document.temperature == 1
    QTest.keyClick(shown, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert shown.history.document.temperature == BEST


def test_the_command_says_why_it_cannot_fit(window: MainWindow, qtbot: QtBot) -> None:
    window.calibration.turn_to_best()
    assert "Calibration needs logits with true labels" in window.notice.text
    start(window, qtbot, "masked")
    window.calibration.turn_to_best()
    assert "has the logit −∞" in window.notice.text


def test_dragging_the_line_of_nll_turns_the_dial_as_one_gesture(shown: MainWindow) -> None:
    found = plot(shown, "nll")
    assert isinstance(found, NllPlot)
    middle = found.frame.rect.center().y()
    start_x, end_x = (found.frame.x.pixel(math.log10(tau)) for tau in (1.0, 2.0))
    hands.drag(found, [QPointF(start_x, middle), QPointF(end_x, middle)])
    assert shown.history.document.temperature == pytest.approx(2.0, rel=0.05)
    shown.history.undo()
    assert shown.history.document.temperature == 1


# Readouts


def test_readouts_compare_with_the_temperature_1(shown: MainWindow) -> None:
    shown.calibration.turn_to_best()
    found = readouts(shown)
    assert found["accuracy"] == ("86.4%", "unchanged: τ keeps the argmax")
    assert found["nll"] == ("0.418 nats", "0.462 at τ = 1")
    assert found["ece"] == ("3.7%", "5.8% at τ = 1")
    assert found["brier"] == ("0.1895", "0.2000 at τ = 1")
    assert found["confidence"] == ("86.7%", "92.1% at τ = 1")
    assert found["best"] == ("1.47", "95%: 1.31–1.64, bootstrap of 2,000: 1.31–1.62")


def test_readouts_of_each_kind_of_minimum(window: MainWindow, qtbot: QtBot) -> None:
    best = {"three of four": "0.91", "all right": "0", "tied at the top": "0", "all wrong": "∞"}
    for name in SPECIAL:
        start(window, qtbot, name)
        assert readouts(window)["best"][0] == best.get(name, "none"), name


def test_at_an_infinite_temperature_the_accuracy_is_that_below_it(shown: MainWindow) -> None:
    shown.history.start(table_edits.set_temperature(shown.history.document, math.inf))
    assert readouts(shown)["accuracy"] == ("86.4%", "below τ = ∞")


def test_samples_that_are_all_at_one_end_are_not_told_as_an_interval(
    window: MainWindow, qtbot: QtBot
) -> None:
    start(window, qtbot, "all right")
    assert "ootstrap" not in marked(window).sentence
    assert "ootstrap" not in readouts(window)["best"][1]
    start(window, qtbot, "three of four")
    assert "ootstrap" in marked(window).sentence


def test_a_flat_curve_has_ticks_that_can_be_told_apart(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1440, 900)
    start(window, qtbot, "all alike")
    found = plot(window, "nll")
    assert isinstance(found, NllPlot)
    (ticks,) = found.axes._axis("left")._tickLevels
    texts = [text for _, text in ticks]
    assert len(texts) == len(set(texts)) >= 2
    assert max(map(len, texts)) <= 5


def test_ticks_of_an_axis_of_hundreds_of_decades_do_not_touch(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1024, 768)
    rows = ((1e308, -1e308), (1.0, 0.0), (0.0, 1.0), (1.0, 0.0))
    source = replace(SPECIAL["three of four"], rows=rows, classes=(0, 0, 0, 1))
    window.history.start(source_edits.use_source(Document(), source))
    settle(window, qtbot)
    found = plot(window, "nll")
    assert isinstance(found, NllPlot)
    font = found.theme.font(TICK_FONT)
    (ticks,) = found.axes._axis("bottom")._tickLevels
    assert len(ticks) >= 2
    for (left, before), (right, after) in pairwise(ticks):
        room = found.frame.x.pixel(right) - found.frame.x.pixel(left)
        assert room >= (marks.text_width(before, font) + marks.text_width(after, font)) / 2


# The panel of digits


def test_the_switch_brings_the_four_plots_and_takes_them_away(window: MainWindow, qtbot: QtBot) -> None:
    window.sources.open_digits()
    before = window.history.document.plots
    switch = panel(window).student.calibration.switch
    switch.click()
    assert window.history.document.plots == CALIBRATION_PLOTS
    settle(window, qtbot)
    assert "99.4% right" in panel(window).finding.toolTip()
    switch.click()
    assert window.history.document.plots == before
    window.history.undo()
    window.history.undo()
    assert window.history.document.plots == before


def test_one_click_on_the_bench_of_students_takes_one_and_marks_its_best_temperature(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.sources.open_digits()
    before, choice = window.history.document, panel(window).student.calibration
    assert not choice.of_student.isHidden()
    choice.of_student.click()
    settle(window, qtbot)
    assert window.history.document.plots == CALIBRATION_PLOTS
    assert marked(window).label == f"τ* {BEST}"
    assert choice.of_student.isHidden()
    window.history.undo()
    assert window.history.document == before


def test_a_student_is_followed_while_it_trains(window: MainWindow, qtbot: QtBot) -> None:
    window.sources.open_digits()
    choice = panel(window).student.calibration
    choice.switch.click()
    choice.examples.buttons["training"].click()
    settle(window, qtbot)
    mark = window.bench.dial.best_mark
    assert mark is not None
    assert mark.best.label == "τ* 0"
    choice.examples.buttons["student"].click()
    settle(window, qtbot)
    labels = []
    for place in range(choice.slider.maximum(), 0, -3):
        choice.slider.setValue(place)
        settle(window, qtbot)
        mark = window.bench.dial.best_mark
        assert mark is not None
        labels.append(mark.best.temperature or 0.0)
    assert labels == sorted(labels, reverse=True)
    assert labels[0] == BEST
    assert window.history.document.settings(CalibrationSettings).steps < 100


def test_only_what_makes_the_student_is_shown(shown: MainWindow) -> None:
    row = panel(shown).student
    assert row.experiments.isVisible()
    assert row.network.isVisible()
    assert not row.seeds.isVisible()
    assert not row.shuffled.isVisible()
    row.calibration.examples.buttons["given"].click()
    assert not row.experiments.isVisible()
    assert not row.calibration.slider.isVisible()


# The plots


def test_bars_join_where_they_would_be_too_narrow_and_lose_no_example() -> None:
    bins = reliability(labelled_test_digits(), 1.0).bins
    for least in (1e-9, 0.01, 0.05, 0.5):
        bars = reliability_bars(bins, least)
        assert sum(bar.examples for bar in bars) == 500
        assert sum(bar.bins for bar in bars) == len(bins)
        assert all(bar.right - bar.left >= min(least, 0.999) - 1e-12 for bar in bars)
        assert all(one.right <= other.left + 1e-12 for one, other in pairwise(bars))
        assert all(0 <= bar.left < bar.right <= 1 for bar in bars)


def test_one_confidence_for_all_is_one_bar() -> None:
    labelled = labelled_test_digits()
    bins = reliability(labelled, math.inf).bins
    (bar,) = reliability_bars(bins, 0.02)
    assert bar.left < 0.1 < bar.right
    assert Reliability(reliability_bins(labelled.logits.max(axis=1) * 0 + 0.1, labelled.right), 0.0).ece > 0.5


def test_pointing_at_a_bar_gives_its_numbers(shown: MainWindow) -> None:
    found = plot(shown, "reliability")
    assert isinstance(found, ReliabilityPlot)
    text = found.value_at(found.frame.point(0.45, 0.5))
    assert "examples, confidence" in text
    assert "95% band" in text
    assert found.value_at(found.frame.point(0.1, 0.5)) == ""


def test_a_diagram_says_which_way_the_gaps_go(shown: MainWindow) -> None:
    found = plot(shown, "reliability")
    assert isinstance(found, ReliabilityPlot)
    found.resize(900, 500)
    said = [one.text for one in painted_texts(found)]
    assert any(text.startswith("ECE 5.8%, 2.1% by chance, MCE ") for text in said)
    assert said.count("over-confident") >= 1
    assert said.count("surer than right") == said.count("over-confident")
    assert "τ = 1" in said
    shown.history.start(table_edits.set_temperature(shown.history.document, 2.2))
    said = [one.text for one in painted_texts(found)]
    assert "under-confident" in said
    assert "less sure than right" in said


def test_a_difference_that_chance_explains_is_no_verdict(window: MainWindow, qtbot: QtBot) -> None:
    """Three of four right with a confidence of 73.1%: the band of four examples holds that by far."""
    window.resize(1440, 900)
    start(window, qtbot, "three of four")
    found = plot(window, "reliability")
    assert isinstance(found, ReliabilityPlot)
    assert not any("confident" in one.text for one in painted_texts(found))
    assert window.feed.shown is not None
    said = calibration_words.findings(window.feed.shown)[0]
    assert "73.1% sure and 75.0% right, a difference that chance explains." in said


def test_dot_and_band_of_a_bin_stand_at_its_mean_confidence(shown: MainWindow) -> None:
    """A bin may be much wider below its mean than above it; a calibrated one must be on the diagonal."""
    found = plot(shown, "reliability")
    assert isinstance(found, ReliabilityPlot)
    found.resize(900, 500)
    bar = ReliabilityBar(0.2, 0.8, 0.2, 0.8, 1, 50, 0.7, 0.7, Bounds(0.55, 0.8))
    image = QImage(found.size(), QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    found._paint_bar(painter, 0.0, bar)
    painter.end()
    over = found.frame.point(0.0, 0.76)  # above the bar, inside the band
    columns = [
        x
        for x in range(image.width())
        if image.pixelColor(x, round(over.y())).lightness() < 128  # the pen of the band is dark here
    ]
    expected = found.frame.x.pixel(0.7)
    assert columns
    assert all(abs(x - expected) <= 2 for x in columns)


def test_a_small_brier_score_is_not_written_as_0() -> None:
    lesson = shipped_lesson("sure-is-not-right")
    picture = Picture.of(step_document(lesson, 4, revealed=True))
    logits = labelled_training_digits()
    p = np.exp(logits.logits - logits.logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    p[np.arange(len(p)), logits.labels] -= 1
    true = float((p**2).sum(axis=1).mean())
    assert 0 < true < 5e-5
    (brier,) = [one for one in READOUTS if one.name == "brier"]
    assert brier.value(picture) == f"{true:.1e}".replace("e-0", "e−")


def test_the_dial_moves_the_right_diagram_alone(shown: MainWindow) -> None:
    found = plot(shown, "reliability")
    assert isinstance(found, ReliabilityPlot)
    picture = shown.feed.shown
    assert picture is not None
    before = found._laid_out
    shown.history.start(table_edits.set_temperature(shown.history.document, 3.0))
    assert found._laid_out == before


def test_the_number_of_bins_is_chosen_in_the_heading(
    shown: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = plot(shown, "reliability")
    assert isinstance(found, ReliabilityPlot)
    found.bins._choices["30"].trigger()
    assert shown.history.document.settings(CalibrationSettings).bins == 30
    settle(shown, qtbot)
    assert "30" in found.bins.text()
    answers: list[Callable[[], tuple[int]]] = [lambda: (7,)]
    monkeypatch.setattr("tauscope.ui.plots.tools.calibration_tools.ask", lambda *_: answers.pop()())
    found.bins._ask()
    assert shown.history.document.settings(CalibrationSettings).bins == 7


def test_a_small_plot_names_ece_at_the_dial_before_the_least_one(shown: MainWindow) -> None:
    shown.calibration.turn_to_best()
    found = plot(shown, "ece")
    assert isinstance(found, EcePlot)
    base = found.theme.base
    for width, height in product(range(18, 28), (6, 7, 8, 9, 10, 11, 12)):
        found.resize(round(width * base), round(height * base))
        said = " ".join(one.text for one in painted_texts(found))
        assert "3.7%" in said or "3.4%" not in said
    found.resize(round(30 * base), round(16 * base))
    said = " ".join(one.text for one in painted_texts(found))
    assert "3.7% at τ = 1.47" in said
    assert "least 3.4% at 1.50" in said


def test_half_of_the_examples_are_held_out(shown: MainWindow, qtbot: QtBot) -> None:
    found = plot(shown, "reliability")
    assert isinstance(found, ReliabilityPlot)
    before = readouts(shown)
    found.bins._holdouts["0.5"].trigger()
    settle(shown, qtbot)
    picture = shown.feed.shown
    assert picture is not None
    of = picture.once(examples)
    assert of.labelled is not None
    assert of.fitted is not None
    assert (len(of.labelled), len(of.fitted)) == (250, 250)
    assert of.name == "student after 4,000 steps, 250 of 500 test images held out with seed 0"
    assert "of 250 examples" in marked(shown).sentence
    assert readouts(shown)["accuracy"] != before["accuracy"]
    curve = plot(shown, "nll")
    assert isinstance(curve, NllPlot)
    assert "nats, held out" in curve.caption(picture).split(OR)
    at_best = nats(nll_at(of.labelled, picture.once(fit).value.temperature))  # type: ignore[union-attr, arg-type]
    assert f", {at_best} at τ*. " in curve.describe(picture), "not that of the fitted examples"
    assert picture.once(nll_curve).value is not None
    best = marked(shown).temperature
    found.bins._split_again()
    settle(shown, qtbot)
    assert marked(shown).temperature != best
    found.bins._holdouts["0.0"].trigger()
    settle(shown, qtbot)
    assert readouts(shown)["accuracy"] == before["accuracy"]
    assert marked(shown).temperature == BEST


def test_share_and_seed_of_the_split_are_those_that_were_typed(
    shown: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same seed splits in the same way as `tauscope calibrate --holdout 0.2 --seed 7`."""
    found = plot(shown, "reliability")
    assert isinstance(found, ReliabilityPlot)
    typed = iter(["20%", "7"])
    monkeypatch.setattr(
        "tauscope.ui.plots.tools.calibration_tools.ask", lambda *given: (given[-1](next(typed)),)
    )
    found.bins._ask_share()
    found.bins._ask_seed()
    settle(shown, qtbot)
    settings = shown.history.document.settings(CalibrationSettings)
    assert (settings.holdout, settings.seed) == (0.2, 7)
    picture = shown.feed.shown
    assert picture is not None
    of = picture.once(examples)
    assert of.labelled is not None
    assert of.name == "student after 4,000 steps, 100 of 500 test images held out with seed 7"
    assert of.name in found.caption(picture)
    shown.history.undo()
    shown.history.undo()
    assert shown.history.document.settings(CalibrationSettings).holdout == 0


def test_a_session_whose_file_has_changed_says_so_in_every_plot(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """No plot asks for labels then: the session has them, and the file is what is missing."""
    window.resize(1440, 900)
    monkeypatch.setattr("tauscope.sources.labelled.stored.MOST_EMBEDDED", 0)
    path = tmp_path / "a.csv"
    path.write_bytes(table())
    stored = encode(read_document(path).document)
    path.write_bytes(table().replace(b"1.5", b"1.6"))
    window.history.start(decode(stored).document)
    qtbot.waitUntil(lambda: len(covers(window)) > 1, timeout=20_000)
    shown = window.bench.shown
    assert {one.name for one in shown} >= {"reliability", "nll", "confidence"}
    assert all(one.unsuited(window.history.document) == "" for one in shown)
    assert not any(one.isEnabled() for one in window.findChildren(FitButton))
    over = [place for cover in covers(window) if (place := cover.parentWidget()) is not None]
    assert all(any(one is place or place.isAncestorOf(one) for place in over) for one in shown)
    sentence = "“a.csv” has changed since the session was saved: its numbers are others."
    assert {cover.text for cover in covers(window)} == {sentence}


def covers(window: MainWindow) -> list[LateCover]:
    return [one for one in window.findChildren(LateCover) if one.isVisible()]


def test_the_bootstrap_stands_beside_the_interval(shown: MainWindow) -> None:
    assert "Bootstrap (2,000 samples, seed 0): 1.31–1.62." in marked(shown).sentence
    assert "\nBootstrap (2,000 samples, seed 0): 1.31–1.62.\n" in marked(shown).tip


def marked(window: MainWindow) -> BestTemperature:
    found = window.bench.dial.best_mark
    assert found is not None
    return found.best
