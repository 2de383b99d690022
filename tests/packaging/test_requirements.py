"""What the launcher installs is what the project asks for, in one version each and with hashes."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "packaging" / "requirements"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
OPTIONAL = ("models", "animation", "movie")
WANTED = {
    "run": [*PROJECT["dependencies"], "hatchling", "editables"],
    **{name: EXTRAS[name] for name in OPTIONAL},
    "test": [
        *PROJECT["dependencies"],
        *(requirement for name in OPTIONAL for requirement in EXTRAS[name]),
        *EXTRAS["test"],
    ],
}
MACHINES = [
    {
        "sys_platform": system,
        "platform_machine": machine,
        "python_version": python,
        "python_full_version": f"{python}.1",
    }
    for system, machine in [
        ("linux", "x86_64"),
        ("linux", "aarch64"),
        ("darwin", "arm64"),
        ("darwin", "x86_64"),
        ("win32", "AMD64"),
    ]
    for python in ["3.11", "3.12", "3.13", "3.14"]
]


@cache
def pinned(name: str) -> list[tuple[Requirement, list[str]]]:
    """Requirements of a file, each with its hashes."""
    text = (FOLDER / f"{name}.txt").read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith(("#", "--"))]
    return [(Requirement(line.partition("--hash")[0]), re.findall(r"--hash=(\S+)", line)) for line in lines]


def applies(marker: Marker | None, machine: dict[str, str]) -> bool:
    return marker is None or marker.evaluate(machine)


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("name", WANTED)
def test_every_line_has_one_version_and_hashes(name: str) -> None:
    assert pinned(name)
    for requirement, hashes in pinned(name):
        assert [specifier.operator for specifier in requirement.specifier] == ["=="]
        assert hashes
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", one) for one in hashes)


@pytest.mark.parametrize("name", WANTED)
def test_no_source_is_built_and_no_index_named(name: str) -> None:
    text = (FOLDER / f"{name}.txt").read_text("utf-8")
    assert "--only-binary :all:" in text
    assert "://" not in text
    assert "index" not in text.replace("indexed", "")


@pytest.mark.parametrize("name", WANTED)
@pytest.mark.parametrize("machine", MACHINES, ids=lambda machine: "-".join(list(machine.values())[:3]))
def test_the_project_gets_what_it_asks_for_on_every_machine(name: str, machine: dict[str, str]) -> None:
    there = {
        normal(requirement.name): next(iter(requirement.specifier)).version
        for requirement, _ in pinned(name)
        if applies(requirement.marker, machine)
    }
    for wanted in map(Requirement, WANTED[name]):
        if applies(wanted.marker, machine) and wanted.name != "tauscope":
            assert wanted.specifier.contains(there[normal(wanted.name)]), wanted


@pytest.mark.parametrize("name", ["run", *OPTIONAL])
def test_tests_run_on_what_the_program_runs_on(name: str) -> None:
    def versions(name: str) -> set[tuple[str, str]]:
        return {(normal(one.name), str(one.specifier)) for one, _ in pinned(name)}

    assert versions(name) <= versions("test")
