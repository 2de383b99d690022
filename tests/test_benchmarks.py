"""The contract of `tests/benchmarks/run.py`; what it measures is no matter of the suite."""

from __future__ import annotations

import json
import runpy
from pathlib import Path
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parent / "benchmarks"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Give the runner's functions, with a benchmark that takes no time."""
    row = runpy.run_path(str(BENCHMARKS / "rows.py"))["Row"]
    functions = runpy.run_path(str(BENCHMARKS / "run.py"))
    rows = [row.below("fast", 2.0, "ms", "peer", 10.0, "≥ 3"), row.above("exact", 0.0, "", "floor", 1.0)]
    monkeypatch.setitem(
        functions["main"].__globals__, "rows_of", lambda _: [*rows, row.below("none", 0, "", "", 1)]
    )
    monkeypatch.setattr("sys.path", [])
    return functions


def test_an_unknown_name_is_refused_in_one_line(
    run: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run["main"](["nope"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("There is no benchmark 'nope'; there are ")
    assert err.count("\n") == 1


def test_every_module_is_a_benchmark(run: dict[str, Any]) -> None:
    modules = run["modules"]()
    assert {"frame", "sweep"} <= set(modules)
    files = {f"tests.benchmarks.{path.parent.name}.{path.stem}" for path in BENCHMARKS.glob("*/*.py")}
    assert set(modules.values()) == files


def test_the_table_has_a_line_a_row(run: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    assert run["main"](["sweep"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "sweep"
    assert lines[1].split() == ["fast", "2", "ms", "peer", "10", "ms", "ratio", "5", "(asked:", "≥", "3)"]
    assert len(lines) == 4


def test_json_is_valid(run: dict[str, Any], capsys: pytest.CaptureFixture[str]) -> None:
    assert run["main"](["frame", "--json"]) == 0
    fast, exact, none = json.loads(capsys.readouterr().out)
    assert fast["benchmark"] == "frame"
    assert (fast["figure"], fast["peer_figure"], fast["ratio"]) == (2, 10, 5)
    assert (exact["ratio"], none["ratio"]) == (0, "inf")
