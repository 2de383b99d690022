"""Exports to a disk that answers late, never, or with an error."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from tests.ui.editing.files.slow_disk import SlowDisk, slow_disk

from tauscope.ui.editing import settings
from tauscope.ui.editing.files import file_writer, session_file
from tauscope.ui.window import job_notice
from tauscope.ui.window.main_window import MainWindow


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowDisk]:
    monkeypatch.setattr(session_file, "PATIENCE", 0.01)
    with slow_disk(monkeypatch, file_writer) as disk:
        yield disk


def test_a_figure_on_a_slow_disk_keeps_neither_dialog_nor_window(
    window: MainWindow, disk: SlowDisk, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_notice, "DELAY_MS", 1)
    dialog = window.exports.ask()
    assert dialog is not None
    path = tmp_path / "a.svg"
    assert dialog.export_to(path)
    assert not dialog.isVisible()
    qtbot.waitUntil(lambda: window.notice.text == "Writing a.svg …", timeout=30_000)
    disk.gate.set()
    qtbot.waitUntil(lambda: window.notice.text == f"Exported to {path}", timeout=30_000)
    assert path.exists()
    window.exports.again()
    qtbot.waitUntil(lambda: window.notice.text == f"Exported again to {path}", timeout=30_000)


def test_a_late_refusal_is_told_in_the_window(
    window: MainWindow, disk: SlowDisk, tmp_path: Path, qtbot: QtBot
) -> None:
    dialog = window.exports.ask()
    assert dialog is not None
    dialog.export_to(tmp_path / "a.svg")
    disk.refusal = "“a.svg” could not be saved: the disk is full."
    disk.gate.set()
    qtbot.waitUntil(lambda: window.notice.text == disk.refusal, timeout=30_000)
    assert not (tmp_path / "a.svg").exists()


def test_of_two_writes_to_one_file_the_newest_comes_last(
    window: MainWindow, disk: SlowDisk, tmp_path: Path, qtbot: QtBot
) -> None:
    for content in (b"one", b"two", b"three"):
        window.writer.write(tmp_path / "a", lambda content=content: content, "Written.")  # type: ignore[misc]
    disk.gate.set()
    qtbot.waitUntil(lambda: not window.writer.busy, timeout=30_000)
    assert (tmp_path / "a").read_bytes() == b"three"


def test_settings_on_a_disk_that_does_not_answer_halt_nothing(
    window: MainWindow, disk: SlowDisk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "replace_file", disk.write)
    window.choose_theme("dark")
    window.choose_theme("projector")
    assert window.appearance.theme.name == "projector"
    disk.gate.set()
    qtbot.waitUntil(lambda: not window.writer.busy, timeout=30_000)
    assert settings.load_preferences().preferences.theme == "projector"


@pytest.mark.parametrize("refusal", ["", "“a” could not be saved: the disk is full."])
def test_the_window_is_gone_at_once_and_an_export_is_still_written(
    window: MainWindow, disk: SlowDisk, tmp_path: Path, qtbot: QtBot, refusal: str
) -> None:
    window.writer.write(tmp_path / "a", lambda: b"content", "Written.")
    window.close()
    assert not window.isVisible()
    disk.refusal = refusal
    disk.gate.set()
    if refusal:
        qtbot.waitUntil(window.isVisible, timeout=30_000)
        assert window.notice.text == refusal
    else:
        qtbot.waitUntil(lambda: window.closing._may_close, timeout=30_000)
        assert (tmp_path / "a").read_bytes() == b"content"
        assert not window.closing.gave_up
