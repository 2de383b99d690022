"""What packaging/launch.py decides before it does anything."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from tauscope import system_libraries
from tauscope.system_libraries import PAINTING, WAYLAND, X11, Library, how_to_install

SCRIPT = Path(__file__).parents[2] / "packaging" / "launch.py"
VENV_PACKAGE = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"


@pytest.fixture
def launch(tmp_path: Path) -> ModuleType:
    """The script as a module of its own, with a checkout under `tmp_path`."""
    spec = importlib.util.spec_from_file_location("launch", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    (tmp_path / "run.txt").write_text("numpy==2.4.6\n")
    venv = tmp_path / ".venv"
    vars(module).update(ROOT=tmp_path, REQUIREMENTS=tmp_path, VENV=venv, PYTHON=venv / "python")
    vars(module).update(MARK=venv / "made-by-tauscope", STAMP=venv / "tauscope-stamp")
    return module


class Commands:
    """Stands in for every command; those whose words include `failing` fail."""

    def __init__(self, failing: str = "nothing at all") -> None:
        self.failing = failing
        self.lines: list[str] = []

    def succeeds(self, command: list[str | Path], **_options: object) -> bool:
        self.lines.append(" ".join(str(word) for word in command))
        return self.failing not in self.lines[-1]

    def call(self, command: list[str | Path], **_options: object) -> int:
        return 0 if self.succeeds(command) else 3

    def last_words(self) -> list[str]:
        """Last word of each command; of a path in it, the name."""
        return [Path(line.split()[-1]).name or "." for line in self.lines]


# The version of Python


def test_old_python_is_named_in_one_line(launch: ModuleType) -> None:
    assert launch.python_problem((3, 9, 2), "/usr/bin/python3") == (
        "Tauscope needs Python 3.11 or newer; /usr/bin/python3 is Python 3.9.2."
    )


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 13, 1), (4, 0, 0)])
def test_new_python_will_do(launch: ModuleType, version: tuple[int, int, int]) -> None:
    assert launch.python_problem(version, "python3") == ""


def test_gate_stands_before_newer_syntax() -> None:
    gate, _ = SCRIPT.read_text("utf-8").split("sys.exit(2)")
    assert 'f"' not in gate
    assert "from __future__" not in gate


# Which libraries


@pytest.fixture
def bare(launch: ModuleType, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script on a Linux without any of the libraries."""
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(system_libraries, "loads", lambda _name: False)
    return launch


@pytest.mark.parametrize(
    ("line", "environment", "expected"),
    [
        ("", {"DISPLAY": ":0"}, (*PAINTING, *X11)),
        ("file.tauscope", {"WAYLAND_DISPLAY": "wayland-0"}, (*PAINTING, *WAYLAND)),
        ("", {}, PAINTING),
        ("", {"DISPLAY": ":0", "QT_QPA_PLATFORM": "offscreen"}, PAINTING),
        ("test -k dial", {"DISPLAY": ":0"}, PAINTING),
        ("test --help", {}, PAINTING),
        ("export --plot levels", {"DISPLAY": ":0"}, PAINTING),
    ],
)
def test_libraries_for_what_is_asked(
    bare: ModuleType, line: str, environment: dict[str, str], expected: tuple[Library, ...]
) -> None:
    assert bare.libraries_missing(line.split(), environment) == expected


@pytest.mark.parametrize(
    "line", ["compute --json", "write --model x", "--help", "export --help", "--version"]
)
def test_no_library_for_what_runs_without_qt(bare: ModuleType, line: str) -> None:
    assert bare.libraries_missing(line.split(), {"DISPLAY": ":0"}) == ()


def test_missing_packages_are_those_that_do_not_load(
    launch: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert launch.missing_packages(PAINTING[2:3], making_venv=False) == ["libegl1"]
    assert launch.missing_packages(PAINTING[2:3], making_venv=True) == ["libegl1", VENV_PACKAGE]
    assert launch.missing_packages((), making_venv=False) == []


def test_where_packages_have_other_names_the_line_has_them_all(
    bare: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bare, "like_debian", lambda: False)
    monkeypatch.setattr(os, "environ", {"DISPLAY": ":0"})
    with pytest.raises(bare.SetupError) as refusal:
        bare.check_system([], making_venv=False)
    assert str(refusal.value) == how_to_install((*PAINTING, *X11))
    bare.check_system(["compute"], making_venv=False)


# Which line


def test_user_gets_the_exact_line(launch: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    with pytest.raises(launch.SetupError) as refusal:
        launch.ensure_packages(["libegl1", VENV_PACKAGE])
    assert str(refusal.value).splitlines()[1:] == [
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends libegl1 " + VENV_PACKAGE
    ]


def test_root_installs_even_if_the_update_fails(launch: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = Commands(failing="update")
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(launch, "succeeds", commands.succeeds)
    launch.ensure_packages(["libegl1"])
    assert commands.lines == ["apt-get update", "apt-get install -y --no-install-recommends libegl1"]


def test_python_without_ensurepip_elsewhere_is_named(
    launch: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launch, "like_debian", lambda: False)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    monkeypatch.setattr(launch, "libraries_missing", lambda *_: ())
    launch.check_system([], making_venv=False)
    with pytest.raises(launch.SetupError, match="ensurepip"):
        launch.check_system([], making_venv=True)


# The stamp


def finish(launch: ModuleType, stamp: list[str]) -> None:
    """Leave what a finished set-up leaves."""
    launch.VENV.mkdir(exist_ok=True)
    launch.PYTHON.touch()
    launch.STAMP.write_text("\n".join(stamp))


def test_no_stamp_is_never_current(launch: ModuleType) -> None:
    assert launch.stamp_found(launch.STAMP) == ["", "", ""]
    finish(launch, [])
    assert launch.stamp_found(launch.STAMP) == ["", "", ""]
    assert not launch.is_current(["", "", ""], launch.stamp_wanted("run"))


def test_stamp_without_its_python_does_not_count(launch: ModuleType) -> None:
    finish(launch, launch.stamp_wanted("run"))
    assert launch.stamp_found(launch.STAMP) == launch.stamp_wanted("run")
    launch.PYTHON.unlink()
    assert launch.stamp_found(launch.STAMP) == ["", "", ""]


def test_test_tools_are_good_for_running_and_not_the_reverse(launch: ModuleType) -> None:
    run, test = launch.stamp_wanted("run"), launch.stamp_wanted("test")
    assert launch.is_current(run, run)
    assert launch.is_current(test, run)
    assert not launch.is_current(run, test)


@pytest.mark.parametrize("name", ["pyproject.toml", "run.txt"])
def test_changed_requirements_make_a_new_stamp(launch: ModuleType, tmp_path: Path, name: str) -> None:
    before = launch.stamp_wanted("run")
    (tmp_path / name).write_text("other\n")
    assert not launch.is_current(before, launch.stamp_wanted("run"))


def test_moved_checkout_makes_a_new_stamp(launch: ModuleType, tmp_path: Path) -> None:
    before = launch.stamp_wanted("run")
    moved = shutil.copytree(tmp_path, tmp_path / "moved")
    vars(launch).update(ROOT=moved)
    assert not launch.is_current(before, launch.stamp_wanted("run"))


# What is done about it


def update(launch: ModuleType, monkeypatch: pytest.MonkeyPatch, failing: str = "nothing at all") -> list[str]:
    """Bring the environment up to date with commands that do nothing; return the last words of each."""
    commands = Commands(failing)
    launch.VENV.mkdir(exist_ok=True)  # as venv would
    monkeypatch.setattr(launch, "succeeds", commands.succeeds)
    launch.update_environment(launch.stamp_found(launch.STAMP), launch.stamp_wanted("test"))
    return commands.last_words()


def test_first_setup_makes_the_environment_and_stamps_it(
    launch: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert update(launch, monkeypatch) == [".venv", "test.txt", "."]
    assert launch.STAMP.read_text().splitlines() == launch.stamp_wanted("test")


def test_changed_requirements_keep_the_environment(
    launch: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish(launch, [launch.stamp_wanted("run")[0], "other requirements", "run"])
    assert update(launch, monkeypatch) == ["test.txt", "."]


def test_another_python_starts_afresh(launch: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    finish(launch, ["another python", *launch.stamp_wanted("run")[1:]])
    assert update(launch, monkeypatch)[0] == ".venv"


@pytest.mark.parametrize("earlier", [False, True])
def test_failed_pip_leaves_the_earlier_stamp_or_none(
    launch: ModuleType, monkeypatch: pytest.MonkeyPatch, earlier: bool
) -> None:
    before = [launch.stamp_wanted("run")[0], "other requirements", "run"]
    if earlier:
        finish(launch, before)
    with pytest.raises(launch.SetupError, match="pip's own words"):
        update(launch, monkeypatch, failing="test.txt")
    assert launch.stamp_found(launch.STAMP) == (before if earlier else ["", "", ""])


def test_killed_setup_leaves_no_stamp(launch: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(_tools: str) -> bool:
        raise KeyboardInterrupt

    finish(launch, launch.stamp_wanted("run"))
    monkeypatch.setattr(launch, "install", killed)
    with pytest.raises(KeyboardInterrupt):
        launch.update_environment(launch.stamp_found(launch.STAMP), launch.stamp_wanted("test"))
    assert not launch.STAMP.exists()


EVERYTHING = ["run.txt", "models.txt", "animation.txt", "."]
"""What is installed for the window, in this order."""


def installed(launch: ModuleType, monkeypatch: pytest.MonkeyPatch, failing: str) -> tuple[bool, list[str]]:
    """Install what the window needs; return whether it went well, and the last words of each command."""
    commands = Commands(failing)
    monkeypatch.setattr(launch, "succeeds", commands.succeeds)
    return launch.install("run"), commands.last_words()


def test_window_gets_the_libraries_of_the_language_model_and_of_animations(
    launch: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert installed(launch, monkeypatch, "nothing at all") == (True, EVERYTHING)
    assert "could not be installed" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "purpose"), [("models", "of the language model"), ("animation", "that write animations as GIF")]
)
def test_window_opens_without_optional_libraries(
    launch: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    name: str,
    purpose: str,
) -> None:
    assert installed(launch, monkeypatch, f"{name}.txt") == (True, EVERYTHING)
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2
    assert said[1].startswith(f"The libraries {purpose} could not be installed here; ")
    assert " -I -m pip install " in said[1]
    assert said[1].endswith(f"{launch.REQUIREMENTS / name}.txt")


def test_nothing_is_said_of_the_language_model_where_nothing_could_be_fetched(
    launch: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert installed(launch, monkeypatch, "run.txt") == (False, ["run.txt"])
    assert "language model" not in capsys.readouterr().err


def test_pip_is_never_told_where_to_look(launch: ModuleType) -> None:
    words = [*launch.PIP_PINNED, *launch.PIP_PROJECT]
    assert not [word for word in words if "index" in str(word) or "://" in str(word)]


def test_what_is_fetched_is_pinned_by_hash_and_the_project_brings_nothing(launch: ModuleType) -> None:
    assert {"--require-hashes", "--only-binary=:all:"} <= set(launch.PIP_PINNED)
    assert {"--no-deps", "--no-build-isolation"} <= set(launch.PIP_PROJECT)


# Whose the environment is


def contents(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def refused(launch: ModuleType, monkeypatch: pytest.MonkeyPatch) -> str:
    """Launch; return what is said, after a check that no command was run."""
    commands = Commands()
    monkeypatch.setattr(launch, "succeeds", commands.succeeds)
    monkeypatch.setattr(launch, "check_system", lambda *_, **__: commands.lines.append("check"))
    with pytest.raises(launch.SetupError) as refusal:
        launch.launch(["compute"])
    assert commands.lines == []
    return str(refusal.value)


def test_an_environment_of_another_maker_is_left_alone(
    launch: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    (launch.VENV / "lib").mkdir(parents=True)
    (launch.VENV / "lib" / "precious").touch()
    launch.PYTHON.touch()
    said = refused(launch, monkeypatch)
    assert said.startswith(f"{launch.VENV} was not made by this script")
    assert contents(launch.VENV) == ["lib", "lib/precious", "python"]


@pytest.mark.parametrize("marked", [False, True])
def test_a_link_is_left_alone_whatever_it_leads_to(
    launch: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, marked: bool
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").touch()
    if marked:
        (elsewhere / launch.MARK.name).touch()
    before = contents(elsewhere)
    launch.VENV.symlink_to(elsewhere)
    assert "is a link or a file" in refused(launch, monkeypatch)
    assert contents(elsewhere) == before


def test_a_file_is_left_alone(launch: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    launch.VENV.write_text("precious")
    assert "is a link or a file" in refused(launch, monkeypatch)
    assert launch.VENV.read_text() == "precious"


def test_an_environment_that_is_complete_is_used_even_through_a_link(
    launch: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    finish(launch, launch.stamp_wanted("run"))
    launch.VENV.rename(tmp_path / "elsewhere")
    launch.VENV.symlink_to(tmp_path / "elsewhere")
    started: list[list[str]] = []
    monkeypatch.setattr(launch, "check_system", lambda *_, **__: None)
    monkeypatch.setattr(launch, "start", started.append)
    launch.launch(["compute"])
    assert started == [["compute"]]


def test_an_environment_of_before_the_mark_is_known_by_its_stamp(launch: ModuleType) -> None:
    finish(launch, ["another python", "other requirements", "run"])
    launch.check_ours()


def test_an_empty_folder_will_do(launch: ModuleType) -> None:
    launch.check_ours()
    launch.VENV.mkdir()
    launch.check_ours()


@pytest.mark.parametrize("moment", ["venv", "--require-hashes"])
def test_a_setup_that_is_killed_is_known_again_and_begins_afresh(
    launch: ModuleType, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    def killed(command: list[str | Path], **_options: object) -> bool:
        (launch.VENV / "lib").mkdir(exist_ok=True)
        (launch.VENV / "lib" / "half").touch()
        if moment in command:
            raise KeyboardInterrupt
        return True

    monkeypatch.setattr(launch, "check_system", lambda *_, **__: None)
    monkeypatch.setattr(launch, "succeeds", killed)
    with pytest.raises(KeyboardInterrupt):
        launch.launch([])
    assert contents(launch.VENV) == ["lib", "lib/half", launch.MARK.name]
    launch.check_ours()
    commands = Commands()
    monkeypatch.setattr(launch, "succeeds", commands.succeeds)
    monkeypatch.setattr(launch, "start", lambda _arguments: 0)
    assert launch.launch([]) == 0
    assert commands.last_words() == [".venv", *EVERYTHING]
    assert contents(launch.VENV) == [launch.MARK.name, launch.STAMP.name]


def test_what_links_in_the_environment_lead_to_is_not_cleared(launch: ModuleType, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "precious").touch()
    launch.VENV.mkdir()
    launch.MARK.touch()
    (launch.VENV / "lib64").symlink_to(elsewhere)
    launch.clear_venv()
    assert contents(launch.VENV) == [launch.MARK.name]
    assert contents(elsewhere) == ["precious"]


# Where the arguments go


@pytest.fixture
def ready(launch: ModuleType, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A script with nothing left to set up, and what it hands on."""
    calls = SimpleNamespace(launch=launch, start=[], gates=[])
    finish(launch, launch.stamp_wanted("test"))
    monkeypatch.setattr(launch, "check_system", lambda *_arguments, **_options: None)
    monkeypatch.setattr(launch, "start", lambda arguments: calls.start.append(arguments) or 0)
    monkeypatch.setattr(launch, "run_gates", lambda arguments: calls.gates.append(arguments) or 0)
    return calls


def test_arguments_go_to_the_program(ready: SimpleNamespace) -> None:
    assert ready.launch.main(["compute", "--json"]) == 0
    assert (ready.start, ready.gates) == ([["compute", "--json"]], [])


def test_arguments_after_test_go_to_the_gates(ready: SimpleNamespace) -> None:
    assert ready.launch.main(["test", "-k", "dial"]) == 0
    assert (ready.start, ready.gates) == ([], [["-k", "dial"]])


def test_only_pytest_gets_arguments(launch: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    commands = Commands()
    monkeypatch.setattr(subprocess, "call", commands.call)
    assert launch.run_gates(["-k", "dial"]) == 0
    assert [line.endswith("-k dial") for line in commands.lines] == [False] * 4 + [True]


def test_first_failing_gate_gives_its_status(
    launch: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    commands = Commands(failing="mypy")
    monkeypatch.setattr(subprocess, "call", commands.call)
    assert launch.run_gates([]) == 3
    assert len(commands.lines) == 3
    assert capsys.readouterr().err.endswith("== mypy\nmypy failed.\n")


def test_tests_may_write_bytecode_where_the_shell_forbids_it(
    launch: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    environments: list[dict[str, str]] = []

    def call(*_words: object, env: dict[str, str], **_options: object) -> int:
        environments.append(env)
        return 0

    monkeypatch.setattr(subprocess, "call", call)
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    expected = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    assert launch.run_gates([]) == 0
    assert environments == [expected] * len(launch.GATES)


def test_what_stops_the_setup_is_said_in_words(
    launch: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise launch.SetupError("No such luck.")

    monkeypatch.setattr(launch, "check_system", refuse)
    assert launch.main([]) == 2
    assert capsys.readouterr().err == "No such luck.\n"


def test_output_of_a_command_is_shown_only_if_it_fails(
    launch: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert launch.succeeds([sys.executable, "-c", "print('fine')"])
    assert capsys.readouterr().err == ""
    fails = [sys.executable, "-c", "print('alas'); exit(1)"]
    assert not launch.succeeds(fails)
    assert capsys.readouterr().err == "alas\n"
    assert not launch.succeeds(fails, quietly=True)
    assert capsys.readouterr().err == ""
