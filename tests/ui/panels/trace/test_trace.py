"""The panel of a trace, by hand."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot
from tests.sources.trace.dump_writer import dump_of
from tests.sources.trace.recorded import Recorded, full, listed
from tests.ui.conftest import Answers

from tauscope.core.chain import Chain
from tauscope.document.edits import bench_edits, source_edits, table_edits
from tauscope.document.panel_settings.trace import TraceSettings
from tauscope.document.picture.answers import Failed
from tauscope.document.picture.picture import Picture
from tauscope.document.preferences import Preferences
from tauscope.document.reports.report import report
from tauscope.document.reports.trace_report import HEADERS, trace_rows
from tauscope.document.studies.trace_reading import ReadTrace, TraceReading
from tauscope.document.studies.trace_tempering import TemperedTrace
from tauscope.document.traces import trace_of
from tauscope.sources.trace.arrays.stored_file import FileChangedError
from tauscope.sources.trace.source import TraceSource
from tauscope.sources.trace.values import ValueKind
from tauscope.ui.bench.readout_cell import NONE
from tauscope.ui.bench.readout_sets.trace import NOT_SAID, READOUTS
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.painting import marks
from tauscope.ui.painting.surprise import surprise_level
from tauscope.ui.panels.trace import trace_strip
from tauscope.ui.panels.trace.strip_columns import columns_of
from tauscope.ui.panels.trace.trace_panel import TracePanel
from tauscope.ui.panels.trace.trace_tools import TraceTools
from tauscope.ui.panels.transport import STEPS as STEPS_OF_PACE
from tauscope.ui.table.cell_painter import PADDING
from tauscope.ui.table.columns import LABEL, LOGIT, PROBABILITY
from tauscope.ui.table.table_commands import BY_RANK
from tauscope.ui.widgets.bubble import Bubble
from tauscope.ui.widgets.card import Elided
from tauscope.ui.window.main_window import MainWindow

WINDOW_SIZE = 1440, 900

STEPS = 30


class Walk:
    """A window with a trace, and its panel."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self._qtbot = window, qtbot

    @property
    def panel(self) -> TracePanel:
        panel = self.window.bench.panel
        assert isinstance(panel, TracePanel)
        return panel

    @property
    def at(self) -> int:
        at: int = self.window.history.document.state.at
        return at

    @property
    def trace(self) -> TraceSource:
        return trace_of(self.window.history.document)

    def open(self, recording: Recorded) -> None:
        """Put a recording on the bench, and wait for its numbers."""
        edit = partial(source_edits.use_source, source=TraceSource(recording))
        assert self.window.history.perform(EditRequest("open", edit)) is None
        self.until(lambda: self.panel._read is not None and self.panel._tempered is not None)

    def until(self, condition: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(condition)

    def run(self, command: str) -> None:
        self.window.actions_by_name[command].trigger()
        QApplication.processEvents()

    def click(self, name: str) -> None:
        button = self.panel.findChild(QToolButton, name)
        assert button is not None
        button.click()
        QApplication.processEvents()

    def enter(self, name: str, text: str) -> None:
        line = self.panel.findChild(QLineEdit, name)
        assert line is not None
        line.selectAll()
        QTest.keyClicks(line, text)
        QTest.keyClick(line, Qt.Key.Key_Return)


def spoken(seed: int = 3) -> Recorded:
    return replace(full(STEPS, 40, tokens=True, seed=seed), is_quick=True)


@pytest.fixture
def walk(window: MainWindow, qtbot: QtBot) -> Walk:
    opened = Walk(window, qtbot)
    opened.open(spoken())
    return opened


def test_it_shows_the_text_of_the_file_coloured_by_surprise(walk: Walk) -> None:
    assert walk.panel.text.text == "".join(walk.trace.recording.pieces)
    read = walk.panel._read
    assert read is not None
    assert walk.panel.text._tokens.levels.tolist() == [
        surprise_level(bits) for bits in read.surprise.tolist()
    ]
    assert np.ptp(read.surprise) > 1


def test_the_choice_of_values_is_an_edit_that_is_undone(walk: Walk, tmp_path: Path) -> None:
    path = tmp_path / "p.npy"
    np.save(path, np.full((3, 4), 0.25))
    choice = walk.panel.values
    assert not choice.isVisible()  # a recording that says itself what it has
    walk.window.session.open_path(path)
    walk.until(lambda: walk.window.history.document.source.abilities.recorded and walk.trace.steps == 3)
    walk.until(lambda: isinstance(walk.window.bench.panel, TracePanel) and walk.panel.values.isVisible())
    choice = walk.panel.values
    assert choice.text() == "p ▾"
    assert not walk.panel.vocabulary.isVisible()
    choice.actions_by_kind[ValueKind.ENERGIES].trigger()
    walk.until(lambda: choice.text() == "energies ▾")
    assert walk.window.history.document.logits.values.tolist() == [-0.25] * 4
    walk.run("undo")
    assert choice.text() == "p ▾"
    choice.actions_by_kind[ValueKind.LN_P].trigger()
    walk.until(lambda: bool(walk.window.findChildren(Bubble) or walk.window.notice.text))
    assert choice.text() == "p ▾"
    assert walk.trace.values == ""


def test_the_slider_sets_the_pace_of_play(walk: Walk) -> None:
    walk.panel.pace.setValue(STEPS_OF_PACE)
    assert math.isinf(walk.panel.context.run_controller.pace)
    assert "full speed" in walk.panel.pace.toolTip()
    walk.panel.pace.setValue(0)
    assert walk.panel.context.run_controller.pace == 1
    assert walk.panel.pace.toolTip().startswith("Pace of Play: 1 / s")


def test_keys_set_the_pace_where_the_heading_has_no_room_for_the_slider(walk: Walk) -> None:
    walk.window.resize(1024, 768)
    QApplication.processEvents()
    assert not walk.panel.pace.isVisible()
    run = walk.panel.context.run_controller
    before = run.pace
    walk.run("faster")
    assert run.pace > before
    assert walk.panel.pace.pace == pytest.approx(run.pace)
    assert f"Pace: {run.pace:.0f} / s" in walk.window.notice.text
    walk.run("slower")
    assert run.pace == pytest.approx(before, rel=0.1)
    for _ in range(STEPS_OF_PACE):
        walk.run("faster")
    assert math.isinf(run.pace)
    assert "full speed" in walk.window.notice.text
    for _ in range(STEPS_OF_PACE):
        walk.run("slower")
    assert run.pace == 1


def test_a_bar_below_each_step_hangs_the_lower_the_less_likely_its_token_was(walk: Walk) -> None:
    strip, read = walk.panel.strip, walk.panel._read
    assert read is not None
    assert set(read.ranks.tolist()) == {1, 2, 3}
    strip.resize(800, 260)
    walk.panel.go_to(STEPS - 1)  # the cursor stands over the last bar
    image, cold = strip.grab().toImage(), strip._theme.colours.track_cold
    band = strip.band.toAlignedRect()
    lengths = [
        sum(
            image.pixelColor(round(strip.x_of(step)), y) == cold for y in range(band.top(), band.bottom() + 2)
        )
        for step in range(STEPS - 1)
    ]
    by_rank = [{one for one, rank in zip(lengths, read.ranks, strict=False) if rank == n} for n in (1, 2, 3)]
    assert 0 < max(by_rank[0]) < min(by_rank[1])
    assert max(by_rank[1]) < min(by_rank[2])
    strip.resize(800, 80)
    assert strip.band.height() == 0  # a low strip has no room for it


def test_ranks_of_several_steps_share_a_column() -> None:
    nothing = np.zeros(100)
    ranks = np.ones(100, dtype=np.int64)
    ranks[[7, 8]] = 50, 0
    beyond = np.zeros(100, dtype=np.int64)
    beyond[7] = 1
    read = ReadTrace(nothing, beyond > 0, ranks, beyond, ranks, nothing, ranks)
    columns = columns_of(read, None, 100, 20)
    assert columns.ranks.tolist() == [50.0, *[1.0] * 9]
    assert columns.beyond.tolist() == [True, *[False] * 9]
    assert np.isnan(columns_of(None, None, 3, 100).ranks).all()


def test_a_click_on_a_token_goes_there_and_frames_it(walk: Walk) -> None:
    text = walk.panel.text
    spot = text.cursorRect(text._span(text._tokens.start(5) + 3, text._tokens.start(5) + 3)).center()
    QTest.mouseClick(text.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert walk.at == 5
    (frame, *_) = text.frames()
    assert frame.contains(spot)
    walk.run("undo")
    assert walk.at == 0


def test_the_strip_is_a_slider_for_the_mouse_and_keys(walk: Walk) -> None:
    strip = walk.panel.strip
    for step in (7, STEPS - 1, 0):
        QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(round(strip.x_of(step)), 20))
        assert walk.at == step
    for key, step in (
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_Left, 0),
        (Qt.Key.Key_Left, 0),
        (Qt.Key.Key_PageDown, 10),
        (Qt.Key.Key_End, STEPS - 1),
        (Qt.Key.Key_Right, STEPS - 1),
        (Qt.Key.Key_Home, 0),
    ):
        QTest.keyClick(strip, key)
        assert walk.at == step


def test_a_drag_along_the_strip_is_one_step_of_undo(walk: Walk) -> None:
    strip = walk.panel.strip
    QTest.mousePress(strip, Qt.MouseButton.LeftButton, pos=QPoint(round(strip.x_of(3)), 20))
    for step in (9, 12, 20):
        QTest.mouseMove(strip, QPoint(round(strip.x_of(step)), 20))
        strip.picked.emit(step, True)  # the mouse of the test has no button while it moves
    QTest.mouseRelease(strip, Qt.MouseButton.LeftButton)
    assert walk.at == 20
    walk.run("undo")
    assert walk.at == 0


def test_buttons_and_commands_step_and_jump(walk: Walk) -> None:
    walk.click("traceNext")
    assert walk.at == 1
    walk.run("step_back")
    assert walk.at == 0
    read, tempered = walk.panel._read, walk.panel._tempered
    assert read is not None
    assert tempered is not None
    for button, command, numbers in (
        ("nextSurprise", "next_surprise", read.surprise),
        ("nextDoubt", "next_doubt", tempered.entropy[0]),
    ):
        largest = sorted(np.argsort(numbers)[-3:].tolist())
        walk.panel.go_to(0)
        visited = []
        for number in range(3):
            walk.click(button) if number % 2 else walk.run(command)
            visited.append(walk.at)
        assert sorted(visited) == largest


def test_play_walks_to_the_end_as_the_file_did(walk: Walk) -> None:
    controller = walk.window.desk.run_controller
    controller.set_pace(1e6)
    walk.click("tracePlay")
    walk.until(lambda: not controller.going)
    assert walk.at == STEPS - 1
    assert walk.window.history.document.source.path(walk.window.history.document.state) == ()
    assert "file ends here" in controller.why_not
    walk.run("undo")
    assert walk.at == 0


def test_another_token_than_the_file_s_is_refused_with_nothing_lost(walk: Walk) -> None:
    table, before = walk.window.bench.table, walk.window.history.document
    wrong = next(row for row in range(40) if row != walk.trace.recorded(before.state))
    table.select_rows([wrong])
    walk.run("choose")
    assert walk.window.history.document is before
    assert "The file holds what followed" in walk.window.notice.text


def test_the_strip_follows_the_dial_and_the_chain(walk: Walk) -> None:
    before = walk.panel._tempered
    assert before is not None
    walk.window.turn_to(0.5)
    walk.until(lambda: walk.panel._tempered is not before)
    cold = walk.panel._tempered
    assert cold is not None
    assert (cold.entropy < before.entropy).all()
    assert walk.panel.strip._tempered is cold


def test_the_source_s_temperature_is_corrected_and_undone(walk: Walk) -> None:
    before = walk.window.history.document.logits.values
    walk.enter("sourceTemperature", "2")
    walk.until(lambda: walk.window.history.document.ready)
    assert walk.window.history.document.logits.values == pytest.approx(2 * before)
    assert walk.panel.of_applied.text() == "source τ"
    walk.run("undo")
    assert walk.trace.temperature is None
    assert walk.panel.of_applied.text() == "assumed τ"
    assert "does not say" in walk.panel.applied.toolTip()
    walk.enter("sourceTemperature", "1")  # which is now known
    walk.until(lambda: walk.panel.of_applied.text() == "source τ")
    walk.open(replace(spoken(), applied=1.0, fingerprint="c3"))
    assert walk.panel.of_applied.text() == "source τ"
    assert "does not say" not in walk.panel.applied.toolTip()
    walk.open(replace(spoken(), fingerprint="d4"))
    walk.enter("sourceTemperature", "0")
    bubble = walk.window.findChild(Bubble)
    assert bubble is not None
    assert "from 0.001 to 1000" in bubble.text()
    assert walk.trace.temperature is None


def test_a_file_of_all_classes_leaves_no_vocabulary_to_correct(walk: Walk) -> None:
    line = walk.panel.vocabulary
    assert (line.text(), line.isReadOnly()) == ("40", True)


def test_a_file_without_tokens_has_the_strip_of_entropy_alone(walk: Walk) -> None:
    walk.open(replace(full(STEPS, 40, seed=8), is_quick=True, fingerprint="other"))
    assert not walk.panel.text.isVisible()
    assert not walk.panel.surprise.isVisible()
    assert walk.panel.strip.height() > 0.8 * walk.panel.view.height()
    walk.run("next_surprise")
    assert "does not say which tokens were chosen" in walk.window.notice.text


def test_the_name_of_entropy_stands_at_the_end_of_its_line(
    walk: Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = dict[str, float]()

    def write(_: object, at: QPointF, text: str, *__: object) -> None:
        written[text] = at.y()

    walk.open(replace(full(STEPS, 40, seed=8), is_quick=True, fingerprint="other"))
    strip = walk.panel.strip
    monkeypatch.setattr(marks, "write", write)
    strip.grab()
    assert walk.panel._tempered is not None
    entropy = walk.panel._tempered.entropy[0, -1]
    assert written[trace_strip.ENTROPY] == pytest.approx(strip.y_of(entropy), abs=strip._theme.base)
    assert trace_strip.SURPRISE not in written
    walk.panel._read = None
    walk.open(spoken())
    strip.grab()
    assert written[trace_strip.ENTROPY] <= written[trace_strip.SURPRISE] - strip._theme.base


def test_its_steps_are_exported(walk: Walk, answers: Answers, tmp_path: Path) -> None:
    answers.text = tmp_path / "steps.csv"
    walk.run("export_text")
    walk.until(lambda: answers.text is not None and answers.text.exists())
    first, *rows = answers.text.read_text("utf-8").splitlines()
    assert first.startswith("step,text,surprise_bits,rank")
    assert len(rows) == STEPS
    answers.text = tmp_path / "text.txt"
    walk.run("export_text")
    walk.until(lambda: answers.text is not None and answers.text.exists())
    assert answers.text.read_text("utf-8") == "".join(walk.trace.recording.pieces) + "\n"


def test_a_file_of_several_arrays_asks_which(
    window: MainWindow, qtbot: QtBot, answers: Answers, tmp_path: Path
) -> None:
    rows = np.random.default_rng(1).normal(0, 1, (3, 5))
    np.savez(tmp_path / "two.npz", first=rows, second=2 * rows)
    answers.array = "second"
    window.session.open_path(tmp_path / "two.npz")
    qtbot.waitUntil(lambda: window.history.document.source.kind == "trace")
    assert any("which of “first”" in asked for asked in answers.asked)
    source = trace_of(window.history.document)
    assert source.tensor == "second"
    qtbot.waitUntil(lambda: window.history.document.ready)
    assert window.history.document.logits.values == pytest.approx(2 * rows[0])


def test_what_has_changed_is_said_and_found_again(
    window: MainWindow, qtbot: QtBot, answers: Answers, tmp_path: Path
) -> None:
    path = tmp_path / "rows.npy"
    rows = np.random.default_rng(1).normal(0, 1, (3, 5))
    np.save(path, rows)
    window.session.open_path(path)
    qtbot.waitUntil(lambda: window.history.document.source.kind == "trace")
    answers.save = tmp_path / "a.tauscope"
    window.actions_by_name["save"].trigger()
    qtbot.waitUntil(lambda: answers.save is not None and answers.save.exists())
    answers.model = path.rename(tmp_path / "moved.npy")
    window.session.read(answers.save)
    assert "rows.npy" in window.history.document.source.unavailable
    window.desk.show(window.history.document)
    window.finder.find()
    qtbot.waitUntil(lambda: window.history.document.source.kind == "trace")
    assert answers.asked[-1] == "find a file"
    assert trace_of(window.history.document).recording.path == answers.model
    qtbot.waitUntil(lambda: "The file is back." in window.notice.text)


def test_tokens_that_knobs_cut_are_counted_and_hatched(walk: Walk) -> None:
    chain = Chain.parse("temperature=1,top-k=1")
    edit = partial(table_edits.set_chain, chain=chain)
    assert walk.window.history.perform(EditRequest("set the chain", edit)) is None
    read = walk.panel._read
    assert read is not None
    cut = int(np.count_nonzero(read.ranks > 1))
    walk.until(lambda: f"knobs cut {cut} of {STEPS} tokens" in walk.panel.card._note.shown)
    columns = columns_of(read, walk.panel._tempered, STEPS, 900)
    assert np.count_nonzero(columns.cut) == cut > 0


def test_a_corrected_vocabulary_is_shown_and_undone(walk: Walk) -> None:
    walk.open(replace(listed(STEPS, 20, 40), is_quick=True, fingerprint="listed"))
    assert walk.panel.vocabulary.text() == "40"
    walk.enter("vocabulary", "128,256")
    assert walk.trace.classes == 128_256
    assert walk.panel.vocabulary.text() == "128,256"
    walk.until(lambda: walk.window.feed.shown is not None)
    picture = walk.window.feed.shown
    assert picture is not None
    assert picture.bounds is not None
    assert picture.bounds.unlisted == 128_236
    walk.enter("vocabulary", "5")
    bubble = walk.window.findChild(Bubble)
    assert bubble is not None
    assert "lists 20 classes, more than a vocabulary of 5" in bubble.text()
    assert walk.panel.vocabulary.text() == "128,256"
    walk.enter("vocabulary", " ")
    assert walk.trace.vocabulary is None
    walk.run("undo")
    assert walk.trace.vocabulary == 128_256


def test_a_long_text_has_a_column_for_several_steps() -> None:
    nothing = np.zeros(1000, dtype=np.int64)
    read = ReadTrace(np.arange(1000.0), nothing > 0, nothing, nothing, nothing, np.zeros(1000), nothing)
    entropy = np.array([np.full(1000, 2.0), np.full(1000, 3.0)])
    entropy[:, 5] = 1.0, 9.0
    columns = columns_of(read, TemperedTrace(entropy, np.full((2, 1000), 0.5), np.ones(1000)), 1000, 200)
    assert len(columns.surprise) == 100
    assert columns.surprise[:2].tolist() == [9.0, 19.0]
    assert columns.entropy[:, :2].tolist() == [[1.0, 2.0], [9.0, 3.0]]


def test_a_step_that_the_vocabulary_cannot_hold_says_so_and_the_others_are_shown(walk: Walk) -> None:
    recording = replace(listed(4, 3, 8), is_quick=True, fingerprint="listed", vocabulary=None)
    steps = list(recording.made)
    rest = steps[2].unlisted
    assert rest is not None
    steps[2] = replace(steps[2], unlisted=replace(rest, most=rest.mass.low / 50))
    walk.open(replace(recording, made=steps))
    walk.enter("vocabulary", "20")
    assert walk.trace.classes == 20
    walk.panel.go_to(2)
    walk.until(lambda: isinstance(walk.window.feed.answer, Failed))
    assert isinstance(walk.window.feed.answer, Failed)
    assert "the vocabulary has at least" in walk.window.feed.answer.sentence
    walk.panel.go_to(1)
    walk.until(lambda: walk.window.feed.shown is not None and walk.panel._tempered is not None)
    tempered = walk.panel._tempered
    assert tempered is not None
    assert np.isnan(tempered.entropy[0]).tolist() == [False, False, True, False]
    walk.panel.go_to(2)
    walk.enter("vocabulary", "1000")
    walk.until(lambda: walk.window.feed.shown is not None)


@pytest.mark.parametrize(("width", "gone"), [(1900, set()), (1024, {"nextDoubt", "tracePlay"})])
def test_tools_give_way_in_a_narrow_window(
    walk: Walk, width: int, gone: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    walk.window.resize(width, 768)
    for _ in range(5):
        QApplication.processEvents()
    hidden = {one.objectName() for one in walk.panel.findChildren(QToolButton) if one.isHidden()}
    assert gone <= hidden if gone else not hidden
    for part in (walk.panel.applied, walk.panel.vocabulary, walk.panel.back):
        area = part.rect().translated(part.mapTo(walk.panel, QPoint(0, 0)))
        assert walk.panel.rect().contains(area), part.objectName()
    calls = list[int]()

    def fit(tools: TraceTools, room: int) -> None:
        calls.append(room)
        fitted(tools, room)

    fitted = TraceTools.fit
    monkeypatch.setattr(TraceTools, "fit", fit)
    for _ in range(20):
        QApplication.processEvents()
    assert len(calls) < 5  # it comes to rest


@pytest.mark.parametrize("theme", ["light", "projector"])
def test_each_field_stands_beside_its_word_in_a_narrow_window(walk: Walk, theme: str) -> None:
    walk.open(replace(listed(6, 20, 400), is_quick=True, fingerprint="b2"))
    walk.window.appearance.choose(theme, 1.0)
    walk.window.resize(1024, 768)
    for _ in range(5):
        QApplication.processEvents()
    words = [label.text() for label in walk.panel.tools.findChildren(QLabel) if label.isVisible()]
    assert "assumed τ" in words
    assert any(word.startswith("vocab") for word in words)


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)])
def test_the_row_of_all_others_is_lined_up_with_the_column_above(walk: Walk, size: tuple[int, int]) -> None:
    walk.window.resize(*size)
    walk.open(replace(listed(6, 20, 400), is_quick=True, fingerprint="b2"))
    table, others = walk.window.bench.table, walk.window.bench.others_line
    walk.until(lambda: not others.isHidden())
    for _ in range(3):
        QApplication.processEvents()
    index = table.model().index(0, PROBABILITY)
    cell = table.visualRect(index).right() - PADDING
    end = others.probability.mapTo(walk.window, QPoint(others.probability.width(), 0)).x()
    assert abs(table.viewport().mapTo(walk.window, QPoint(cell, 0)).x() - end) <= 1


def test_bits_have_the_same_decimals_in_a_narrow_readout(walk: Walk) -> None:
    walk.open(replace(listed(6, 20, 400), is_quick=True, fingerprint="b2"))
    walk.window.turn_to(1.2)
    picture = Picture.of(walk.window.history.document)
    row = READOUTS[0]
    assert row.short_note is not None
    assert row.short_note(picture) == row.note(picture)


def test_a_token_of_which_nothing_is_known_has_readouts(walk: Walk, tmp_path: Path) -> None:
    top = [{"token": "a", "logprob": -0.5}, {"token": "b", "logprob": -1.5}]
    content = [{**top[0], "top_logprobs": top}, {"token": "c", "logprob": None, "top_logprobs": []}]
    path = tmp_path / "answer.json"
    path.write_text(json.dumps({"choices": [{"message": {}, "logprobs": {"content": content}}]}))
    window = walk.window
    window.session.open_path(path)
    walk.until(lambda: walk.trace.recording.name == "answer.json" and not window.feed.waits)
    window.history.perform(EditRequest("go", partial(source_edits.go_to_position, position=1)))
    walk.until(lambda: walk.panel._read is not None and walk.panel._tempered is not None)
    picture = Picture.of(window.history.document)
    known = {one.name: (one.value(picture), one.note(picture)) for one in READOUTS}
    assert known["surprise"][0] == NONE
    assert known["chosen"][1] == NOT_SAID


def test_of_several_arrays_one_is_chosen_to_compare_with(
    walk: Walk, tmp_path: Path, answers: Answers
) -> None:
    rows = np.arange(40.0).reshape(4, 10)
    np.save(tmp_path / "rows.npy", rows)
    np.savez(tmp_path / "two.npz", first=rows, second=rows + 1.0)
    window = walk.window
    window.session.open_path(tmp_path / "rows.npy")
    walk.until(lambda: walk.trace.recording.name == "rows.npy" and not window.feed.waits)
    answers.array = "second"
    window.traces.compare_with(tmp_path / "two.npz")
    walk.until(lambda: window.history.document.settings(TraceSettings).other is not None)
    other = window.history.document.settings(TraceSettings).other
    assert other is not None
    assert other.tensor == "second"


def test_a_file_that_was_changed_is_opened_again_at_the_same_step(walk: Walk, tmp_path: Path) -> None:
    path = tmp_path / "rows.npy"
    np.save(path, np.arange(40.0).reshape(4, 10))
    window = walk.window
    window.session.open_path(path)
    walk.until(lambda: walk.trace.recording.name == "rows.npy" and not window.feed.waits)
    window.history.perform(EditRequest("pin", lambda document: bench_edits.pin(document, Chain())))
    np.save(path, -np.arange(60.0).reshape(6, 10))
    go = partial(source_edits.go_to_position, position=2)
    window.history.perform(EditRequest("go", go))
    walk.until(lambda: isinstance(window.feed.answer, Failed))
    answer = window.feed.answer
    assert isinstance(answer, Failed)
    assert "was changed after it was opened" in answer.sentence
    window.feed.failure_buttons(answer)["Open Again"]()
    walk.until(lambda: walk.trace.steps == 6 and not window.feed.waits)
    assert walk.at == 2
    assert window.history.document.logits.values.tolist() == (-np.arange(20.0, 30.0)).tolist()
    assert window.history.document.pins[0].source == walk.trace
    walk.run("undo")
    walk.until(lambda: isinstance(window.feed.answer, Failed))


def test_a_file_that_was_only_touched_opens_again_and_leaves_the_session_saved(
    walk: Walk, tmp_path: Path
) -> None:
    path = tmp_path / "rows.npy"
    np.save(path, np.arange(40.0).reshape(4, 10))
    window = walk.window
    window.session.open_path(path)
    walk.until(lambda: walk.trace.recording.name == "rows.npy" and not window.feed.waits)
    window.history.perform(EditRequest("go", partial(source_edits.go_to_position, position=2)))
    walk.until(lambda: not window.feed.waits)
    window.history.mark_saved(window.history.document)
    os.utime(path, ns=(1, 1))
    window.traces.open_again()
    walk.until(lambda: walk.trace.openings == 1)
    assert window.history.clean
    assert walk.trace.to_json() == TraceSource.from_json(walk.trace.to_json()).to_json()


def test_a_step_that_cannot_be_read_leaves_the_others_their_numbers(walk: Walk, tmp_path: Path) -> None:
    rows = np.random.default_rng(3).normal(0.0, 3.0, (60, 10))
    rows[16, 4] = np.nan
    np.save(tmp_path / "rows.npy", rows)
    window = walk.window
    window.session.open_path(tmp_path / "rows.npy")
    walk.until(lambda: walk.trace.recording.name == "rows.npy" and walk.panel._tempered is not None)
    read, tempered = walk.panel._read, walk.panel._tempered
    assert read is not None
    assert tempered is not None
    assert read.unreadable.tolist() == [16]
    assert np.flatnonzero(np.isnan(tempered.entropy[0])).tolist() == [16]
    window.turn_to(0.5)
    walk.until(lambda: walk.panel._tempered is not tempered)
    assert "step 17 cannot be read" in walk.panel.card._note.shown
    window.history.perform(EditRequest("go", partial(source_edits.go_to_position, position=16)))
    walk.until(lambda: isinstance(window.feed.answer, Failed))
    answer = window.feed.answer
    assert isinstance(answer, Failed)
    assert answer.sentence == "Step 17: the logit of #4 is not a number (NaN), which no logit can be."
    window.pins.pin()
    assert window.notice.text == f"Nothing to pin: {answer.sentence}"
    assert not window.history.document.pins


def test_the_strip_says_why_a_file_cannot_be_read(
    walk: Walk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: object) -> ReadTrace:
        raise FileChangedError("“rows.npy” is gone.")

    monkeypatch.setattr(TraceReading, "result", gone)
    np.save(tmp_path / "rows.npy", np.random.default_rng(3).normal(0.0, 3.0, (60, 10)))
    walk.window.session.open_path(tmp_path / "rows.npy")
    walk.until(lambda: walk.trace.recording.name == "rows.npy" and bool(walk.panel.strip._failure))
    assert walk.panel.strip._failure == "“rows.npy” is gone."
    monkeypatch.undo()
    walk.window.feed.try_again()
    walk.until(lambda: not walk.panel.strip._failure and walk.panel._read is not None)


def test_a_chosen_token_at_the_floor_of_a_dump_has_bounds(walk: Walk, tmp_path: Path) -> None:
    rows = np.full((1, 8, 5), -30.0)
    rows[:, :, :2] = [1.0, 0.0]
    path = tmp_path / "wiki.kld"
    path.write_bytes(dump_of(rows, [[0, 0, 0, 0, 0, 1, 3, 0]]))
    walk.window.session.open_path(path)
    walk.until(lambda: walk.window.history.document.source.title == "“wiki.kld”")
    walk.until(lambda: walk.panel._read is not None and walk.panel._read.listed.size == 3)
    walk.panel.go_to(1)
    walk.until(lambda: walk.window.feed.shown is not None and walk.at == 1)
    picture = walk.window.feed.shown
    assert picture is not None
    # 16 nats below the largest p, which is 1 / (1 + 1/e), and half a step of 16 bits.
    least = (math.log(1 + math.exp(-1)) + 16 - 16 / 65535 / 2) / math.log(2)
    said = {one.name: (one.value(picture), one.note(picture)) for one in READOUTS}
    assert said["chosen"] == ("#3 not listed", "below rank 2")
    assert said["surprise"] == (f"≥ {least:.2f} bits", "at τ = 1.00")
    assert walk.panel._words_of(1).splitlines()[1] == f"≥ {least:.2f} bits of surprise, below rank 2"
    walk.panel.go_to(0)
    walk.panel.jump("surprise")
    assert walk.at == 1
    last = dict(zip(HEADERS, trace_rows(walk.window.history.document)[1], strict=True))
    assert (last["text"], last["rank"], last["rank_is_least"], last["surprise_is_least"]) == ("#3 ", 3, 1, 1)
    assert report(walk.window.history.document)["recording"]["chosen"] == "#3"


def test_a_step_between_unknown_ones_is_seen_in_the_strip(walk: Walk, tmp_path: Path) -> None:
    rows = np.random.default_rng(3).normal(0.0, 1.0, (5, 10))
    rows[[1, 3], 4] = np.nan
    np.save(tmp_path / "rows.npy", rows)
    walk.window.session.open_path(tmp_path / "rows.npy")
    walk.until(lambda: walk.panel._tempered is not None and walk.panel._tempered.left.size == len(rows))
    strip, tempered = walk.panel.strip, walk.panel._tempered
    assert tempered is not None
    entropy, image = tempered.entropy[0, 2], strip._painted().toImage()
    ratio = image.devicePixelRatio()
    spot = QPoint(round(strip.x_of(2) * ratio), round(strip.y_of(float(entropy)) * ratio))
    assert image.pixelColor(spot) != image.pixelColor(spot + QPoint(0, round(8 * ratio)))


@pytest.mark.parametrize("theme", ["light", "projector"])
def test_a_narrow_heading_still_names_the_file(
    make_window: Callable[..., MainWindow], qtbot: QtBot, theme: str
) -> None:
    window = make_window(Preferences(theme=theme))
    window.resize(1024, 768)
    walk = Walk(window, qtbot)
    walk.open(replace(listed(30, 4), is_quick=True, name="story.json"))
    QApplication.processEvents()
    note = walk.panel.card.findChild(Elided, "cardNote")
    assert note is not None
    assert note.shown.startswith("story.")
    button = walk.panel.surprise
    assert button.isVisible() == (theme == "light")  # its key and its line of the menu stay
    window.resize(1440, 900)
    QApplication.processEvents()
    assert button.isVisible()
    assert button.text() == "Next surprise"
    assert note.shown.startswith("story.json")
    said = "A server's answer with log-probabilities: 30 tokens, top 3 each, after its sampling settings"
    walk.open(replace(listed(30, 4), is_quick=True, name="b.json", recognised=said, fingerprint="e5"))
    window.resize(1440, 900)
    QApplication.processEvents()
    assert note.shown.startswith("b.json, 30 tokens")


def column_of(walk: Walk, column: int) -> list[str]:
    model = walk.window.bench.table.model()
    return [model.index(place, column).data() for place in range(model.rowCount())]


def title_of(walk: Walk, column: int) -> str:
    return str(walk.window.bench.table.model().headerData(column, Qt.Orientation.Horizontal))


def test_a_click_on_a_heading_sorts_the_lines_of_a_file_and_changes_no_logits(walk: Walk) -> None:
    table, before = walk.window.bench.table, walk.window.history.document
    header = table.horizontalHeader()

    def click(column: int) -> None:
        middle = header.sectionViewportPosition(column) + header.sectionSize(column) // 2
        QTest.mouseClick(
            header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(middle, header.height() // 2)
        )

    usual = column_of(walk, LABEL)
    table.select_rows([walk.window.feed.shown.logits.order.item(2)])  # type: ignore[union-attr]
    click(LOGIT)
    assert column_of(walk, LABEL) == usual[::-1]
    assert title_of(walk, LOGIT) == "z ↑"
    assert [index.row() for index in table.selectionModel().selectedRows()] == [len(usual) - 3]
    click(PROBABILITY)
    assert column_of(walk, LABEL) == usual
    assert title_of(walk, LOGIT) == "z"
    click(LABEL)
    names = column_of(walk, LABEL)
    assert [name.strip(" ␣").casefold() for name in names] == sorted(
        name.strip(" ␣").casefold() for name in usual
    )
    assert title_of(walk, LABEL) == "class ↑"
    walk.run("sort_logit")
    assert column_of(walk, LABEL) == usual
    walk.run("sort_label")
    assert column_of(walk, LABEL) == names
    click(LABEL)
    assert column_of(walk, LABEL) == names[::-1]
    # At the next step the names stay, and the numbers beside them are those of that step.
    walk.panel.go_to(3)
    walk.until(lambda: walk.window.feed.shown is not None)
    assert column_of(walk, LABEL) == names[::-1]
    p = dict(zip(column_of(walk, LABEL), column_of(walk, PROBABILITY), strict=True))
    picture = walk.window.feed.shown
    assert picture is not None
    top = picture.logits.labels[picture.top]
    assert float(p[next(name for name in p if name.strip(" ␣") == top.strip())]) == max(
        map(float, p.values())
    )
    assert walk.window.history.document.source is before.source
    assert not walk.window.history.undo_name or "sort" not in walk.window.history.undo_name


def test_what_was_found_keeps_its_order(walk: Walk) -> None:
    bench = walk.window.bench
    bench.logits_column.find_class("word")
    walk.until(lambda: bench.table.is_finding)
    found = column_of(walk, LABEL)
    walk.window.table_commands.sort_by_column(LABEL)
    assert column_of(walk, LABEL) == found
    bubbles = [one.text() for one in walk.window.findChildren(Bubble) if one.isVisible()]
    assert BY_RANK in bubbles


def test_the_strip_is_seen_while_it_has_the_focus(walk: Walk) -> None:
    strip, looks = walk.panel.strip, walk.panel.context.theme.colours
    QTest.mouseClick(strip, Qt.MouseButton.LeftButton, pos=strip.rect().center())
    walk.until(lambda: walk.window.feed.shown is not None)
    assert strip.hasFocus()
    image = strip.grab().toImage()
    colours = {image.pixelColor(2, y).name() for y in range(3, strip.height() - 3)}
    # At the left edge there is the ground and nothing else.
    assert colours == {looks.card.name()}
    assert image.pixelColor(0, strip.height() // 2).name() == looks.accent.name()
