"""The command line called in this process: what it prints, the values of its JSON, and its refusals."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tauscope.cli import main


def printed(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """Text that a command prints; it must succeed and print no error."""
    status = main([*words])
    output = capsys.readouterr()
    assert (status, output.err) == (0, "")
    return output.out


def printed_json(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    """Object that a command prints with `--json`, which must be JSON without NaN and Infinity."""
    found = json.loads(printed(capsys, *words, "--json"), parse_constant=pytest.fail)
    assert isinstance(found, dict)
    return found


def check_refused(capsys: pytest.CaptureFixture[str], *words: str, message: str) -> None:
    """Check that a command ends with status 2 and one line of error that holds `message`."""
    assert main([*words]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err.count("\n") == 1
    assert message in output.err
