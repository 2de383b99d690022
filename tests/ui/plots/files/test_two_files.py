"""The plots of two compared files, in the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot
from tests.suited import two_files
from tests.ui import hands

from tauscope.document.edits import table_edits, trace_edits
from tauscope.document.picture.answers import Ready
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.study import FinishedResults, StudyResults
from tauscope.document.studies.two_files import compared_over_tau, steps_compared
from tauscope.document.studies.two_files_words import nats
from tauscope.document.traces import other_file_at
from tauscope.sources.waiting import waiting
from tauscope.ui.editing.history import History
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.files.file_curves import PLACES, FileCurvesPlot
from tauscope.ui.plots.files.file_steps import FileStepsPlot
from tauscope.ui.window.main_window import MainWindow


@pytest.fixture
def steps(make_plot: Callable[[type[Plot]], Plot], history: History) -> FileStepsPlot:
    plot = make_plot(FileStepsPlot)
    assert isinstance(plot, FileStepsPlot)
    plot.resize(700, 420)
    history.start(two_files())
    return plot


@pytest.fixture
def curves(make_plot: Callable[[type[Plot]], Plot], history: History) -> FileCurvesPlot:
    plot = make_plot(FileCurvesPlot)
    assert isinstance(plot, FileCurvesPlot)
    plot.resize(700, 420)
    history.start(two_files())
    return plot


def test_a_click_goes_to_the_step_under_the_mouse(steps: FileStepsPlot, history: History) -> None:
    source = history.document.source
    with waiting(allowed=True):
        row = source.logits(source.at(source.initial(), 6))  # read before, and still held
    hands.click(steps, QPointF(steps.frame.x.pixel(7), steps.frame.rect.center().y()))
    assert history.document.source.position(history.document.state) == 6
    assert history.document.logits is row


def test_the_mouse_reads_a_step(steps: FileStepsPlot) -> None:
    assert steps.picture is not None
    answer = steps_compared(steps.picture)
    assert isinstance(answer, Ready)
    text = steps.value_at(QPointF(steps.frame.x.pixel(3), steps.frame.rect.center().y()))
    assert text.startswith("step 3\n")
    assert f"KL(this ‖ other) {nats(float(answer.value.forward[0, 2]))} nats" in text


def test_the_axis_follows_the_dial(steps: FileStepsPlot, history: History) -> None:
    before = steps.frame.y.high
    history.start(table_edits.set_temperature(two_files(), 0.2))
    assert steps.frame.y.high > 2 * before


def test_numbers_of_a_temperature_before_say_so(steps: FileStepsPlot, history: History) -> None:
    document, results = history.document, StudyResults()
    with waiting(allowed=True):
        steps_compared(Picture.of(document, None, results=results))
    finished = FinishedResults(results)
    assert steps.caption(Picture.of(document, None, results=finished)).startswith(
        "this and other.npy, in nats"
    )
    turned = Picture.of(table_edits.set_temperature(document, 2.0), None, results=finished)
    assert steps.caption(turned).startswith("this and other.npy, still at τ = 1.00 …")
    assert "still at τ = 1.00 …" in steps.describe(turned)


def test_bars_of_another_colour_are_named(
    steps: FileStepsPlot, history: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def written() -> list[str]:
        texts = list[str]()
        monkeypatch.setattr(marks, "write", lambda _painter, _at, text, *_: texts.append(text))
        steps.grab()
        return texts

    steps.resize(1000, 420)
    assert "another likeliest token" not in written()
    np.save(tmp_path / "far.npy", np.random.default_rng(9).normal(0, 3, (12, 40)))
    history.start(trace_edits.compare_with(two_files(), other_file_at(tmp_path / "far.npy")))
    assert "another likeliest token" in written()
    steps.resize(500, 420)  # as wide as the numbers of all steps
    assert "another likeliest token" not in written()


def test_the_line_of_the_curves_is_the_dial(curves: FileCurvesPlot, history: History) -> None:
    middle = curves.frame.rect.center()
    hands.drag(curves, [middle, middle + QPointF(-60, 0), middle + QPointF(-120, 0)])
    assert history.document.temperature < 1
    assert curves.picture is not None
    answer = compared_over_tau(curves.picture)
    assert isinstance(answer, Ready)
    assert "KL(this ‖ other)" in curves.value_at(middle)


def test_a_press_on_the_line_leaves_the_dial_where_it_is(curves: FileCurvesPlot, history: History) -> None:
    before = history.document.temperature
    middle, x = curves.frame.rect.center(), curves.frame.x.pixel(curves.place_of(before))
    hands.move(curves, QPointF(x + 3, middle.y()))
    assert curves.viewport().cursor().shape() == Qt.CursorShape.SizeHorCursor
    hands.click(curves, QPointF(x + 3, middle.y()))
    assert history.document.temperature == before
    hands.click(curves, QPointF(x + 40, middle.y()))
    assert history.document.temperature > before


def test_a_second_file_is_opened_from_the_menu(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.history.start(trace_edits.end_comparison(two_files()))
    path = tmp_path / "other.npy"
    np.save(path, np.random.default_rng(9).normal(0, 3, (12, 40)))
    monkeypatch.setattr(type(window.sources._questions), "file_to_open", lambda *_: path)
    window.actions_by_name["compare_file"].trigger()
    qtbot.waitUntil(lambda: "file_steps" in window.history.document.plots)
    assert window.history.undo_name == "compare with other.npy"
    window.history.undo()
    assert "file_steps" not in window.history.document.plots


def test_the_comparison_is_ended_from_the_menu(window: MainWindow) -> None:
    window.history.start(two_files())
    end = window.actions_by_name["end_comparison"]
    end.trigger()
    assert window.history.document.plots == ("distribution", "rank", "density")
    end.trigger()
    assert "No other file is compared" in window.notice.text
    window.history.undo()
    assert "file_steps" in window.history.document.plots


def test_the_names_of_the_curves_stand_where_these_are_low(
    curves: FileCurvesPlot, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = dict[str, float]()
    monkeypatch.setattr(
        "tauscope.ui.plots.files.file_curves.marks.write",
        lambda _, at, text, *__: places.update({text: at.x()}),
    )
    curves.resize(720, 440)
    curves.grab()
    assert curves.picture is not None
    answer = compared_over_tau(curves.picture)
    assert isinstance(answer, Ready)
    highest, xs = np.maximum(answer.value.forward[0], answer.value.backward[0]), curves.frame.x.pixels(PLACES)
    area, start = curves.frame.rect, places["KL(this ‖ other)"]
    right = start > area.center().x()
    width = area.right() - start if right else 0.3 * area.width()
    here = highest[xs >= area.right() - width] if right else highest[xs <= area.left() + width]
    there = highest[xs <= area.left() + width] if right else highest[xs >= area.right() - width]
    assert here.max() <= there.max()
