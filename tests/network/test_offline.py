"""Tauscope uses no network of its own accord, whichever library it stands on."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.network.runs import Run

pytest.importorskip("onnxruntime", reason="language models need the extra “models”")
pytest.importorskip("tokenizers", reason="language models need the extra “models”")

NOTES_IMPORTS = """
import os, sys
class Notes:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name == "onnxruntime":
            with open(os.environ["NOTES"], "a") as notes:
                notes.write(os.environ.get("ORT_DISABLE_TELEMETRY", "unset") + " ")
sys.meta_path.insert(0, Notes)
"""
"""A sitecustomize that notes the variable as it is when ONNX Runtime is about to be imported."""

OPENS_A_GRAPH = """
from pathlib import Path
from tauscope.sources.language import network
try:
    network.open_network(Path("none.onnx"), 1)
except Exception:
    pass
"""


@pytest.mark.slow
@pytest.mark.parametrize("witness", ["strace", "resolver", "none"])
def test_models_in_use_for_half_a_minute_look_nothing_up_and_leave_no_file(
    witness: str, offline_runs: Mapping[str, Run]
) -> None:
    run = offline_runs[witness]
    if run.why_not:
        pytest.skip(run.why_not)
    status, output = run.finish()
    assert status == 0, output
    assert int(output) > 0
    assert run.lookups() == []
    assert [
        path for path in run.home.rglob("*") if "onnxruntime" in path.name or "Microsoft" in path.name
    ] == []


@pytest.mark.parametrize(
    "program",
    [
        "from tauscope.cli import main; main(['write', '--tokens', '1'])",
        "from tauscope.sources.language.writer import Writer; Writer.open(None)",
        OPENS_A_GRAPH,
    ],
)
def test_telemetry_is_off_before_the_runtime_is_imported(tmp_path: Path, program: str) -> None:
    (tmp_path / "sitecustomize.py").write_text(NOTES_IMPORTS, encoding="utf-8")
    notes = tmp_path / "notes"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ORT_")}
    subprocess.run(
        [sys.executable, "-c", program],
        env={**kept, "PYTHONPATH": str(tmp_path), "NOTES": str(notes)},
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    assert set(notes.read_text().split()) == {"1"}
