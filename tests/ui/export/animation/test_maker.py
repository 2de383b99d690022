"""Animations that the window makes while it is used: cancelled, closed, refused, made again."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot
from tests.document.animation.readers import READERS
from tests.ui.conftest import end

from tauscope.core.errors import InputError
from tauscope.document.animation.animation import Animation, AnimationRequest
from tauscope.document.commands.requests import ExportRequest
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.picture.picture import Picture
from tauscope.ui.editing.files.file_writer import FileWriter
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.editing.jobs import Jobs
from tauscope.ui.export.animation import frames as painted_frames
from tauscope.ui.export.animation.maker import AnimationMaker
from tauscope.ui.export.fields import choose
from tauscope.ui.export.sheet import Sheet
from tauscope.ui.window.main_window import MainWindow

SHORT = Animation(0.1, 10.0, seconds=1, rate=10, plays=1)
LONG = Animation(0.1, 10.0, seconds=60, rate=25, plays=1)


def request(target: Path, turn: Animation = SHORT, plot: str = "distribution") -> AnimationRequest:
    return AnimationRequest(ExportRequest(Document(), plot, target, (60, 40), 72), turn)


@pytest.mark.parametrize("ending", READERS)
def test_a_window_makes_what_the_command_makes(
    ending: str, window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    asked = request(tmp_path / f"a{ending}", plot="bench")
    with qtbot.waitSignal(window.writer.said) as said:
        window.exports.maker.start(asked, (), window.feed.studies, None)
    assert said.args == [f"Exported to {tmp_path / f'a{ending}'}"]
    read = READERS[ending]((tmp_path / f"a{ending}").read_bytes())
    assert len(read.frames) == 10
    assert [path.name for path in tmp_path.iterdir()] == [f"a{ending}"]


def test_the_window_goes_on_meanwhile(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    long = replace(SHORT, seconds=4)
    shown = []
    with qtbot.waitSignal(window.writer.said):
        window.exports.maker.start(request(tmp_path / "a.gif", long), (), window.feed.studies, None)
        for temperature in (0.5, 2.0, 3.0):
            window.turn_to(temperature)
            qtbot.wait(1)
            assert window.feed.shown is not None
            shown.append(window.feed.shown.temperature)
    assert shown == [0.5, 2.0, 3.0]
    # What is made shows the document as it was when it was asked for.
    assert len(READERS[".gif"]((tmp_path / "a.gif").read_bytes()).frames) == 40


def running(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    """Start an animation that takes long, and wait until it has frames."""
    with qtbot.waitSignal(window.jobs.progressed):
        window.exports.maker.start(request(tmp_path / "a.gif", LONG), (), window.feed.studies, None)


def none_is_painted(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether no frame is painted any more."""
    painted, show = list[Sheet](), Sheet.show

    def noted(sheet: Sheet, picture: Picture) -> None:
        painted.append(sheet)
        show(sheet, picture)

    monkeypatch.setattr(Sheet, "show", noted)
    qtbot.wait(100)
    return not painted


def test_cancel_leaves_nothing(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.gif").write_bytes(b"old")
    running(window, tmp_path, qtbot)
    qtbot.waitUntil(lambda: window.job_notice.shown is not None)
    assert window.notice.text.startswith("Making a.gif …")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.jobs.busy_at_all
    assert none_is_painted(qtbot, monkeypatch)
    assert [path.name for path in tmp_path.iterdir()] == ["a.gif"]
    assert (tmp_path / "a.gif").read_bytes() == b"old"


def test_a_window_that_closes_waits_for_none_and_leaves_nothing(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    running(window, tmp_path, qtbot)
    assert window.close()
    assert not window.isVisible()
    assert none_is_painted(qtbot, monkeypatch)
    assert not list(tmp_path.iterdir())


def test_the_newest_animation_of_a_file_counts(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    running(window, tmp_path, qtbot)
    with qtbot.waitSignal(window.writer.said):
        window.exports.maker.start(request(tmp_path / "a.gif"), (), window.feed.studies, None)
    assert len(READERS[".gif"]((tmp_path / "a.gif").read_bytes()).frames) == 10
    assert not window.jobs.busy_at_all


def test_two_files_are_made_side_by_side(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    said: list[str] = []
    window.writer.said.connect(said.append)
    for name in ("a.gif", "b.mp4"):
        window.exports.maker.start(request(tmp_path / name), (), window.feed.studies, None)
    qtbot.waitUntil(lambda: len(said) == 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.gif", "b.mp4"]


def test_a_file_that_cannot_be_written_is_refused(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    with qtbot.waitSignal(window.writer.refused) as refused:
        window.exports.maker.start(request(tmp_path / "gone" / "a.gif"), (), window.feed.studies, None)
    assert "could not be saved" in refused.args[0]


def test_too_little_memory_is_said(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_paper(_width: int, _height: int) -> None:
        raise InputError("There is not enough memory.")

    monkeypatch.setattr(painted_frames.Frames, "_paper", staticmethod(no_paper))
    with qtbot.waitSignal(window.exports.refused) as refused:
        window.exports.maker.start(request(tmp_path / "a.gif"), (), window.feed.studies, None)
    assert refused.args == ["There is not enough memory."]
    assert not window.jobs.busy_at_all


def test_a_mistake_in_painting_ends_it(
    qtbot: QtBot, qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    del qapp
    jobs, writer = Jobs(), FileWriter()
    maker = AnimationMaker(jobs, writer)

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Sheet, "hold", broken)
    monkeypatch.setattr(Sheet, "_hold_around", lambda *_: None)
    with qtbot.captureExceptions() as raised:
        maker.start(request(tmp_path / "a.gif"), (), None, None)  # type: ignore[arg-type]
        qtbot.waitUntil(lambda: bool(raised))
    assert raised[0][0] is ZeroDivisionError
    assert not jobs.busy_at_all
    end(jobs)


def test_export_again_makes_the_animation_of_what_is_shown_now(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = window.exports.animate()
    assert dialog is not None
    dialog.seconds.setText("1")
    dialog.rate.setText("5")
    choose(dialog.preset, "Small, 640 × 360")
    dialog.preset.activated.emit(dialog.preset.currentIndex())
    with qtbot.waitSignal(window.writer.said):
        assert dialog.export_to(tmp_path / "a.gif")
    before = READERS[".gif"]((tmp_path / "a.gif").read_bytes())
    window.history.perform(EditRequest("edit", lambda d: table_edits.set_logit(d, 3, 9.0)))
    with qtbot.waitSignal(window.writer.said):
        window.exports.again()
    after = READERS[".gif"]((tmp_path / "a.gif").read_bytes())
    assert len(before.frames) == len(after.frames) == 5
    assert (before.frames[0] != after.frames[0]).any()
    again = window.exports.animate()
    assert again is not None
    assert again.asked().size == (640, 360)
    again.reject()


def test_the_dialog_is_in_the_menu(window: MainWindow) -> None:
    window.actions_by_name["export_animation"].trigger()
    dialog = window.findChild(QDialog, "animationDialog")
    assert dialog is not None
    dialog.reject()
