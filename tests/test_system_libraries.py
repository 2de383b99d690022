"""What Qt needs of the system is asked for before Qt is loaded, and told in one line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tauscope import system_libraries
from tauscope.system_libraries import (
    PAINTING,
    PLATFORMS,
    WAYLAND,
    X11,
    Library,
    chosen_platforms,
    how_to_install,
    loads,
    missing_libraries,
    platforms_with_display,
)


@pytest.fixture
def linux(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")


def lacking(monkeypatch: pytest.MonkeyPatch, *libraries: Library) -> None:
    names = {library.name for library in libraries}
    monkeypatch.setattr(system_libraries, "loads", lambda name: name not in names)


@pytest.mark.parametrize(
    ("environment", "platforms", "with_display"),
    [
        ({}, {"xcb", "wayland"}, set()),
        ({"DISPLAY": ":0"}, {"xcb", "wayland"}, {"xcb"}),
        ({"WAYLAND_DISPLAY": "wayland-0"}, {"xcb", "wayland"}, {"wayland"}),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "w"}, {"xcb", "wayland"}, {"xcb", "wayland"}),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, set(), set()),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "vnc:size=800x600"}, set(), set()),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "wayland-egl;xcb"}, {"xcb", "wayland"}, {"xcb"}),
        ({"DISPLAY": ":0", "QT_QPA_PLATFORM": "wayland"}, {"wayland"}, set()),
    ],
)
def test_platforms_follow_the_environment(
    environment: dict[str, str], platforms: set[str], with_display: set[str]
) -> None:
    assert set(chosen_platforms(environment)) == platforms
    assert set(platforms_with_display(environment)) == with_display


@pytest.mark.usefixtures("linux")
def test_of_two_platforms_one_that_works_will_do(monkeypatch: pytest.MonkeyPatch) -> None:
    lacking(monkeypatch, *X11)
    assert missing_libraries(["xcb"]) == X11
    assert missing_libraries(["xcb", "wayland"]) == ()
    assert missing_libraries([]) == ()
    lacking(monkeypatch, *X11, WAYLAND[0], PAINTING[1])
    assert missing_libraries(["xcb", "wayland"]) == (PAINTING[1], WAYLAND[0])
    assert missing_libraries([]) == (PAINTING[1],)


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_elsewhere_qt_brings_all_that_it_needs(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    lacking(monkeypatch, *PAINTING)
    assert missing_libraries(["xcb"]) == ()


def test_a_library_that_is_not_there_does_not_load() -> None:
    assert not loads("libtauscope-is-no-library.so.1")


@pytest.mark.parametrize("count", range(1, len(X11) + 1))
def test_the_line_names_each_package_once_for_four_package_managers(count: int) -> None:
    line = how_to_install(X11[:count])
    assert "\n" not in line
    assert X11[0].name in line
    commands = line.rstrip(".").partition("Install ")[2].partition(": ")[2].split("; or ")
    assert [command.split()[0] for command in commands] == ["apt", "dnf", "pacman", "zypper"]
    for command, packages in zip(commands, list(zip(*X11[:count], strict=True))[1:], strict=True):
        assert command.split()[2:] == list(dict.fromkeys(packages))


def test_each_library_has_a_name_and_four_packages() -> None:
    for library in (*PAINTING, *X11, *WAYLAND):
        assert ".so." in library.name
        assert all(field and field == field.strip() for field in library)
    assert set(PLATFORMS) == {"xcb", "wayland"}


@pytest.mark.parametrize(
    ("command", "lacks", "otherwise"),
    [
        ("", X11[0], "compute and write work without Qt."),
        ("", PAINTING[1], "compute and write work without Qt."),
        ("--theme dark", X11[0], "compute and write work without Qt."),
        ("export --logits 2,1 --plot levels --to a.png", PAINTING[1], ".csv, .tsv, .json need no Qt."),
    ],
)
def test_the_program_ends_with_one_line_before_qt_is_loaded(
    tmp_path: Path, command: str, lacks: Library, otherwise: str
) -> None:
    program = (
        f"import sys; sys.platform = 'linux'; sys.argv[1:] = {command.split()!r}\n"
        "from tauscope import cli, system_libraries\n"
        "from tauscope.ui import display\n"
        "display._answering_platforms = lambda: ['xcb']\n"
        f"system_libraries.loads = lambda name: name != {lacks.name!r}\n"
        "status = cli.main(sys.argv[1:])\n"
        "sys.exit(99 if any(name.startswith('PySide6') for name in sys.modules) else status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"tauscope: {how_to_install([lacks])} {otherwise}\n"
