from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tauscope.ui.display import has_display

pytestmark = pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there is always a display")


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)


def test_without_a_word_there_is_none() -> None:
    assert not has_display()


def test_a_platform_that_was_chosen_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    assert has_display()


@pytest.mark.parametrize("name", ["xcb", "wayland", "wayland;xcb", "xcb:nograb"])
def test_a_chosen_platform_without_its_display_is_none(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", name)
    assert not has_display()


@pytest.mark.parametrize("name", [":4242", "garbage", ""])
def test_an_x_server_that_is_gone_is_none(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("DISPLAY", name)
    assert not has_display()


def test_wayland_needs_its_socket(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert not has_display()
    (tmp_path / "wayland-0").touch()
    assert not has_display()


def test_the_window_does_without_a_display_that_is_gone(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tauscope"],
        env={**os.environ, "DISPLAY": ":4242", "HOME": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "There is no display" in done.stdout
    assert (tmp_path / "tauscope.png").exists()
