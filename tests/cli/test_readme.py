"""README's usages name every option of each command, and none that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tauscope.cli import main

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
USAGES = README.partition("## Command line")[2].partition("NAME is ")[0]
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]+")
COMMANDS = ("", "compute", "export", "write", "explore", "distill", "calibrate")


def named(command: str) -> set[str]:
    """Return the options in README's usages of a command; of the window's if the name is empty."""
    usages = re.sub(r"\n {8}", " ", USAGES).split("\n    tauscope ")[1:]
    words = [(set(usage.split()[0].strip("[]").split("|")), usage) for usage in usages]
    chosen = [usage for first, usage in words if command in first or not (command or first & {*COMMANDS})]
    return set(OPTION.findall(" ".join(chosen)))


@pytest.mark.parametrize("command", COMMANDS)
def test_usages_have_no_option_that_the_command_lacks(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*command.split(), "--help"]) == 0
    offered = set(OPTION.findall(capsys.readouterr().out))
    assert named(command) <= offered
    assert len(named(command)) >= 2


def test_readme_names_every_option(capsys: pytest.CaptureFixture[str]) -> None:
    for command in COMMANDS:
        assert main([*command.split(), "--help"]) == 0
    offered = set(OPTION.findall(capsys.readouterr().out)) - {"--help", "--version"}
    assert offered == set(OPTION.findall(README))
