"""`tauscope export --animate` from end to end."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.commands import check_refused
from tests.document.animation.readers import READERS

from tauscope.cli import main

SMALL = ["--size", "40x30", "--dpi", "72", "--seconds", "1", "--fps", "10"]
ANIMATE = ["export", "--plot", "distribution", "--animate", "0.1:10", *SMALL]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("ending", READERS)
def test_an_animation_is_written_and_nothing_else(ending: str, tmp_path: Path) -> None:
    assert main([*ANIMATE, "--to", f"sweep{ending}"]) == 0
    assert [path.name for path in tmp_path.iterdir()] == [f"sweep{ending}"]
    read = READERS[ending]((tmp_path / f"sweep{ending}").read_bytes())
    assert len(read.frames) == 10
    assert read.seconds == pytest.approx(1.0)
    assert read.frames[0].shape == (86, 114, 3)
    assert (read.frames[0] != read.frames[-1]).any()


def test_a_frame_has_1280_by_720_pixels_if_nothing_else_is_asked_for(tmp_path: Path) -> None:
    words = ["export", "--plot", "curves", "--animate", "0:inf", "--seconds", "0.6", "--fps", "10"]
    assert main([*words, "--back", "--loop", "3", "--to", "a.GIF"]) == 0
    read = READERS[".gif"]((tmp_path / "a.GIF").read_bytes())
    assert read.frames[0].shape == (720, 1280, 3)
    assert read.about["loop"] == 2


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--to", "a.gif", "--loop", "0"], "write 1, 2, 3 … or forever"),
        (["--to", "a.gif", "--fps", "x"], "“x” is not a number"),
        (["--to", "a.gif", "--seconds", "-3"], "length of an animation"),
        (["--to", "a.gif", "--animate", "-1:1"], "Temperature goes from 0 to ∞"),
        (["--to", "a.gif", "--animate", "1:1"], "both are the same"),
        (["--to", "a.gif", "--transparent"], "has a background"),
        (["--to", "a.gif", "--temperature", "2"], "leave one of them out"),
        (["--to", "a.gif", "--plot", "nonsense"], "There is no plot “nonsense”"),
        (["--to", "a.gif", "--plot", "teacher"], "digit"),
        (["--to", "a.png"], "there are .gif and .mp4"),
        (["--to", "a.mp4", "--loop", "forever"], "An MP4 ends"),
        (["--to", "gone/a.gif"], "there is no such folder"),
        (["--to", "-", "--format", "png"], "there are .gif and .mp4"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(
    words: list[str], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    check_refused(capsys, *ANIMATE, *words, message=message)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--to", "a.gif"], "A .gif is an animation: give --animate"),
        (["--to", "-", "--format", "mp4"], "A .mp4 is an animation: give --animate"),
        (["--to", "a.png", "--seconds", "3"], "--seconds is for animations"),
        (["--to", "a.png", "--back"], "--back is for animations"),
    ],
)
def test_figures_refuse_what_is_of_animations(
    words: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    check_refused(capsys, "export", "--plot", "curves", *words, message=message)


@pytest.mark.parametrize(("ending", "extra"), [(".gif", "animation"), (".mp4", "movie")])
def test_without_its_library_the_command_that_installs_it_is_named(
    ending: str, extra: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(name: str) -> object:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr("tauscope.document.animation.encoder.import_module", missing)
    check_refused(capsys, *ANIMATE, "--to", f"a{ending}", message=f'-m pip install "tauscope[{extra}]"')


def start(*words: str, stderr: int) -> subprocess.Popen[bytes]:
    path = os.pathsep.join(entry for entry in sys.path if entry)
    code = "import sys; from tauscope.cli import main; sys.exit(main(sys.argv[1:]))"
    return subprocess.Popen(
        [sys.executable, "-c", code, *words],
        env=os.environ | {"PYTHONPATH": path},
        stdout=subprocess.PIPE,
        stderr=stderr,
    )


def test_ctrl_c_leaves_the_old_file_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "a.gif").write_bytes(b"old")
    try:
        controller, terminal = pty.openpty()
    except OSError:
        pytest.skip("this machine has no pseudo-terminals")
    long = ["export", "--plot", "bench", "--animate", "0.1:10", "--seconds", "60", "--to", "a.gif"]
    process = start(*long, stderr=terminal)
    os.close(terminal)
    try:
        said = b""
        while b"Making a.gif" not in said:  # its progress: it is in the middle of it
            said += os.read(controller, 1000)
        process.send_signal(signal.SIGINT)
        process.communicate()
    finally:
        process.kill()
        os.close(controller)
    assert process.returncode == 130
    assert [path.name for path in tmp_path.iterdir()] == ["a.gif"]
    assert (tmp_path / "a.gif").read_bytes() == b"old"


def test_progress_is_for_terminals_and_the_content_may_go_to_standard_output() -> None:
    process = start(*ANIMATE, "--to", "-", "--format", "gif", stderr=subprocess.PIPE)
    content, error = process.communicate()
    assert (process.returncode, error) == (0, b"")
    assert len(READERS[".gif"](content).frames) == 10


def test_a_session_is_animated(tmp_path: Path) -> None:
    assert main(["export", "--plot", "curves", "--to", "a.svg"]) == 0
    assert main(["export", "a.svg", "--plot", "bench", "--animate", "1:2", *SMALL, "--to", "b.gif"]) == 0
    assert (tmp_path / "b.gif").stat().st_size > 1000
