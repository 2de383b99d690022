from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.files.codec import encode
from tauscope.resources import model_folder
from tauscope.ui import application
from tauscope.ui.window.main_window import MainWindow

SOURCE = Path(application.__file__).parents[2]


@pytest.fixture
def without_display(tmp_path: Path) -> dict[str, str]:
    """The surroundings of a program on a machine without a screen, with a home of its own."""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    home = {name: str(tmp_path) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME")}
    return {**kept, **home, "PYTHONPATH": str(SOURCE)}


def run(folder: Path, environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tauscope", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False, timeout=60
    )


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="there is always a display")
def test_without_a_display_there_are_numbers_and_a_picture(
    without_display: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "hot.tauscope"
    file.write_text(encode(table_edits.set_temperature(Document(), 2.5)), encoding="utf-8")
    done = run(tmp_path, without_display, str(file))
    assert done.returncode == 0, done.stderr
    assert "cat" in done.stdout
    assert "2.5" in done.stdout
    assert str(tmp_path / "tauscope.png") in done.stdout
    assert (tmp_path / "tauscope.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="there is always a display")
def test_without_a_display_a_file_that_is_not_ours_is_refused_in_one_line(
    without_display: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("words, words", encoding="utf-8")
    done = run(tmp_path, without_display, "a.txt")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "tauscope.png").exists()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="there is always a display")
def test_without_a_display_a_model_shows_its_first_moment(
    without_display: dict[str, str], tmp_path: Path
) -> None:
    done = run(tmp_path, without_display, "--model", str(model_folder()))
    assert done.returncode == 0, done.stderr
    assert "␣there" in done.stdout
    assert (tmp_path / "tauscope.png").exists()
    refused = run(tmp_path, without_display, "--model", str(tmp_path))
    assert refused.returncode == 2
    assert "no model.onnx" in refused.stderr


def test_a_mistake_of_its_own_is_told_and_logged_and_the_work_goes_on(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(application, "recovery_folder", lambda: tmp_path / "kept" / "recovery")
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    application.catch_mistakes(window)
    sys.excepthook(ZeroDivisionError, ZeroDivisionError("division by zero"), None)
    assert "ZeroDivisionError" in window.notice.text
    assert "division by zero" in (tmp_path / "kept" / "tauscope.log").read_text("utf-8")


def test_garbage_is_collected_once_the_window_is_made() -> None:
    with application.no_garbage():
        assert not gc.isenabled()
    assert gc.isenabled()
    with pytest.raises(ZeroDivisionError), application.no_garbage():
        raise ZeroDivisionError
    assert gc.isenabled()
