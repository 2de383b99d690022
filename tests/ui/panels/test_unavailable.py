"""A session whose model is gone, in the window: it is read, and Find It… puts the model in place."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot
from tests.ui.conftest import Answers

from tauscope.core.chain import Chain
from tauscope.document.document import Document, Run
from tauscope.document.edits import bench_edits, source_edits, table_edits
from tauscope.document.files.codec import decode, encode
from tauscope.resources import model_folder
from tauscope.sources.trace.opening import open_recording
from tauscope.sources.trace.source import TraceSource
from tauscope.sources.waiting import waiting
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.panels.unavailable import UnavailablePanel
from tauscope.ui.widgets.late_cover import LateCover
from tauscope.ui.window.main_window import MainWindow

pytest.importorskip("onnxruntime")
pytest.importorskip("tokenizers")

from tauscope.sources.language.writer import Writer  # it needs both

Until = Callable[[Callable[[], bool]], None]


@pytest.fixture
def until(qtbot: QtBot) -> Until:
    return lambda condition: qtbot.waitUntil(condition, timeout=20_000)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A model at a place of its own."""
    shutil.copytree(model_folder(), tmp_path / "mine")
    return tmp_path / "mine"


@pytest.fixture
def moved(folder: Path) -> Path:
    """Where the model is once it is gone."""
    return folder.with_name("moved")


@pytest.fixture
def document(folder: Path) -> Document:
    """A text, looked back in, with a pin of its own."""
    with waiting(allowed=True):
        document = source_edits.use_source(Document(), Writer.open(folder, "Once there was"))
        for _ in range(6):
            document = source_edits.choose(document, int(document.logits.keys[document.logits.order[0]]))
        document = source_edits.go_to_position(document, 4)
        return bench_edits.pin(document, Chain.parse("temperature=0.5"))


def opened(window: MainWindow, document: Document, folder: Path, until: Until) -> Path:
    """Open the session of a document without its model."""
    path = folder.with_name("a.tauscope")
    path.write_text(encode(document), encoding="utf-8")
    shutil.move(folder, folder.with_name("moved"))
    window.show()
    window.session.open_path(path)
    until(lambda: window.session.path == path)
    return path


def covers(window: MainWindow) -> list[LateCover]:
    return [one for one in window.findChildren(LateCover) if one.isVisible()]


def press(window: MainWindow, text: str, until: Until) -> None:
    """Press a button of a cover, as soon as there is one: while a source is asked again there is none."""

    def buttons() -> list[QToolButton]:
        every = (button for cover in covers(window) for button in cover.findChildren(QToolButton))
        return [one for one in every if one.text() == text and one.isVisible()]

    until(lambda: bool(buttons()))
    buttons()[0].click()


@pytest.fixture
def missing(window: MainWindow, document: Document, folder: Path, until: Until) -> MainWindow:
    opened(window, document, folder, until)
    until(lambda: any("was not found" in one.text for one in covers(window)))
    return window


def panel_of(window: MainWindow) -> UnavailablePanel:
    panel = window.bench.panel
    assert isinstance(panel, UnavailablePanel)
    return panel


def test_its_text_is_read_and_the_cards_say_what_is_missing(missing: MainWindow, folder: Path) -> None:
    (view,) = panel_of(missing)._views
    assert view.toPlainText().startswith("Once there was ")
    assert len(view.toPlainText()) > 25
    assert len(covers(missing)) >= 2
    assert {one.text for one in covers(missing)} == {f"The model “mine” was not found at {folder}."}
    assert "τ 0.50" in panel_of(missing)._pins.text()
    view.picked.emit(0)
    assert "came with" in panel_of(missing).card._note._whole or "had" in panel_of(missing).card._note._whole


def test_a_click_past_the_end_of_its_text_shows_how_many_tokens_there_are(missing: MainWindow) -> None:
    note = panel_of(missing).card._note
    (view,) = panel_of(missing)._views
    before = note._whole
    view.picked.emit(0)
    assert note._whole != before
    view.picked.emit(len(view._tokens))
    assert note._whole == before


def test_find_it_puts_the_model_in_place_as_one_edit(
    missing: MainWindow, answers: Answers, moved: Path, document: Document, until: Until
) -> None:
    before = missing.history.document
    answers.model = moved
    press(missing, "Find It…", until)
    until(lambda: missing.history.document.source.kind == "writer")
    assert missing.history.undo_name == "find the model"
    assert missing.history.document.state == document.state
    until(lambda: missing.feed.picture is not None and not covers(missing))
    assert not any(pin.source.unavailable for pin in missing.history.document.pins)
    until(lambda: "The model is back." in missing.notice.text)
    assert not missing.history.clean
    missing.history.undo()
    assert missing.history.document is before
    until(lambda: bool(covers(missing)))


def test_another_folder_is_refused_in_words(
    missing: MainWindow, answers: Answers, tmp_path: Path, until: Until
) -> None:
    before = missing.history.document
    answers.model = tmp_path
    press(missing, "Find It…", until)
    until(lambda: bool(missing.notice.property("refused")))
    assert missing.history.document is before
    answers.model = None
    press(missing, "Find It…", until)
    assert missing.history.document is before


def test_try_again_takes_it_when_it_is_back(
    missing: MainWindow, moved: Path, folder: Path, until: Until
) -> None:
    missing.finder._timer.stop()
    press(missing, "Try Again", until)
    until(lambda: bool(missing.notice.property("refused")))
    shutil.move(moved, folder)
    press(missing, "Try Again", until)
    until(lambda: missing.history.document.source.kind == "writer")


def test_it_comes_back_by_itself(missing: MainWindow, moved: Path, folder: Path, until: Until) -> None:
    until(lambda: missing.finder._was_there == {str(folder): False})
    shutil.move(moved, folder)
    missing.finder.look()
    until(lambda: missing.history.document.source.kind == "writer")
    assert not missing.finder._timer.isActive()
    until(lambda: "The model is back." in missing.notice.text)
    assert missing.history.clean


def test_undo_does_not_bring_it_back_at_once(
    missing: MainWindow, moved: Path, folder: Path, until: Until
) -> None:
    until(lambda: missing.finder._was_there == {str(folder): False})
    shutil.move(moved, folder)
    missing.finder.look()
    until(lambda: missing.history.document.source.kind == "writer")
    missing.history.undo()
    for _ in range(2):
        missing.finder._was_there.clear()
        missing.finder.look()
        until(lambda: missing.finder._was_there == {str(folder): True})
    assert missing.history.document.source.unavailable


def test_edits_are_refused_and_the_dial_turns(missing: MainWindow, folder: Path, until: Until) -> None:
    refusal = missing.history.perform(EditRequest("take as a table", source_edits.take_as_table))
    assert refusal == f"The model “mine” was not found at {folder}."
    missing.actions_by_name["write"].trigger()
    until(lambda: missing.notice.text == refusal)
    hot = missing.history.perform(EditRequest("turn", lambda one: table_edits.set_temperature(one, 2.0)))
    assert hot is None
    assert missing.bench.dial.accessibleDescription() is not None
    assert missing.history.document.temperature == 2


def test_it_is_saved_as_it_was(missing: MainWindow, document: Document) -> None:
    path = missing.session.path
    assert path is not None
    before = path.read_text("utf-8")
    missing.history.perform(EditRequest("turn", lambda one: table_edits.set_temperature(one, 2.0)))
    missing.history.undo()
    assert missing.session.save()
    assert path.read_text("utf-8") == before == encode(document)


def test_texts_side_by_side_are_read(
    window: MainWindow, document: Document, folder: Path, until: Until
) -> None:
    columns = (Run(0.5, document.state), Run(1.5, document.source.at(document.state, 2)))
    opened(window, replace(document, runs=columns), folder, until)
    until(lambda: window.bench.panel is not None)
    panel = panel_of(window)
    assert [view.isVisible() for view in panel._views] == [True, True]
    assert [head._whole for head in panel._heads] == ["τ 0.50", "τ 1.50"]


def test_a_pin_alone_is_set_aside_and_found(
    window: MainWindow, document: Document, folder: Path, answers: Answers, until: Until
) -> None:
    table = bench_edits.pin(replace(Document(), pins=document.pins), Chain.parse("temperature=4"))
    path = opened(window, table, folder, until)
    until(lambda: "A pin is set aside. The model “mine” was not found at" in window.notice.text)
    until(lambda: window.feed.picture is not None and len(window.feed.picture.pins) == 1)
    assert not covers(window)
    answers.model = folder.with_name("moved")
    next(one for one in window.notice.findChildren(QToolButton) if one.text() == "Find It…").click()
    until(lambda: not any(pin.source.unavailable for pin in window.history.document.pins))
    assert decode(path.read_bytes()).document.pins[0].source.unavailable


@pytest.mark.parametrize("name", ["a.txt", "a.csv"])
def test_its_text_is_exported_alone(
    missing: MainWindow, answers: Answers, tmp_path: Path, name: str, until: Until
) -> None:
    answers.text = tmp_path / name
    missing.desk.export()
    if name == "a.txt":
        until((tmp_path / name).exists)
        assert len((tmp_path / name).read_text("utf-8").split()) > 2
    else:
        assert "only as .txt" in missing.notice.text


def test_a_missing_file_without_a_text_leaves_no_card_empty(
    window: MainWindow, tmp_path: Path, until: Until
) -> None:
    file = tmp_path / "steps.npy"
    np.save(file, np.zeros((3, 4), dtype=np.float32))
    session = tmp_path / "a.tauscope"
    with waiting(allowed=True):
        source = TraceSource(open_recording(file))
        session.write_text(encode(source_edits.use_source(Document(), source)), encoding="utf-8")
    file.unlink()
    window.show()
    window.session.open_path(session)
    until(lambda: isinstance(window.bench.panel, UnavailablePanel) and bool(covers(window)))
    over = [cover for cover in covers(window) if panel_of(window).isAncestorOf(cover)]
    assert [cover.text for cover in over] == [f"“steps.npy” was not found in {tmp_path}."]


def test_a_file_that_has_changed_is_taken_as_it_is_at_the_step_of_the_session(
    window: MainWindow, tmp_path: Path, until: Until
) -> None:
    file = tmp_path / "steps.npy"
    np.save(file, np.zeros((3, 4), dtype=np.float32))
    session = tmp_path / "a.tauscope"
    with waiting(allowed=True):
        source = TraceSource(open_recording(file))
        document = source_edits.use_source(Document(), source)
        document = replace(document, state=source.at(source.initial(), 2))
        session.write_text(encode(bench_edits.pin(document)), encoding="utf-8")
    rows = np.array([[0, 1, 2, 3], [1, 1, 1, 1], [4, 3, 2, 9]], dtype=np.float32)
    np.save(file, rows)
    window.show()
    window.session.open_path(session)
    until(lambda: isinstance(window.bench.panel, UnavailablePanel) and bool(covers(window)))
    (cover, *_) = covers(window)
    assert cover.text == "“steps.npy” has changed since the session was saved."
    buttons = cover.findChildren(QToolButton)[-3:]  # those of an earlier sentence go later
    assert [button.text() for button in buttons] == ["Open Again", "Find It…", "Try Again"]
    buttons[0].click()
    until(lambda: not window.history.document.source.unavailable)
    until(lambda: window.feed.shown is not None)
    taken = window.history.document
    assert taken.source.position(taken.state) == 2
    assert taken.pins[0].source == taken.source
    assert window.feed.shown is not None
    assert window.feed.shown.logits.values.tolist() == [4, 3, 2, 9]
    window.history.undo()
    assert window.history.document.source.unavailable
