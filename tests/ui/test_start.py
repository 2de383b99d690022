"""What a start leaves out: modules without use for the first picture, their sources, a second layout."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

START = """
import json, linecache, sys
from tauscope.ui.application import make_application, make_window
from PySide6.QtCore import QStandardPaths
QStandardPaths.setTestModeEnabled(True)
from tauscope.ui.plots.base.axes import Axes
laid_out, arranged = [], Axes.arranged
def counted(axes, *ranges):
    laid_out.append(axes.scene().views()[0].name)
    return arranged(axes, *ranges)
Axes.arranged = counted
application = make_application()
window = make_window("light")
window.resize(1440, 900)
window.show()
for _ in range(3):
    application.processEvents()
assert window.bench.grid.cards[0].isVisible()
print(json.dumps({"modules": list(sys.modules), "read": list(linecache.cache), "laid_out": laid_out}))
sys.stdout.flush()
import os; os._exit(0)
"""

NOT_NEEDED = (
    *("numpy.random", "numpy.testing", "scipy", "onnxruntime", "tokenizers"),
    *("tauscope.cli", "tauscope.core.calibration", "tauscope.core.bandit", "tauscope.core.distillation"),
    *("tauscope.core.search", "tauscope.sources.trace", "tauscope.sources.tree", "tauscope.sources.language"),
    *("tauscope.document.lessons", "tauscope.document.animation", "tauscope.document.reports"),
    *("tauscope.document.edits.group_edits", "tauscope.document.picture.group_numbers"),
    *("tauscope.document.picture.grouped_classes", "tauscope.document.picture.entry_bounds"),
    *("tauscope.document.picture.energy_curve", "tauscope.ui.table.group_cells", "tauscope.core.partial"),
    *("tauscope.core.particles.heat_bath", "tauscope.ui.plots.details.bar_ratio"),
    *("tauscope.document.studies", "tauscope.document.files.openers", "tauscope.ui.lessons"),
    *("tauscope.ui.presenting", "tauscope.ui.export", "tauscope.ui.help", "tauscope.ui.panels"),
)


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-P", "-c", START],
        cwd=tmp_path_factory.mktemp("start"),
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("package", NOT_NEEDED)
def test_the_window_opens_without(package: str, started: dict[str, Any]) -> None:
    assert [name for name in started["modules"] if f"{name}.".startswith(f"{package}.")] == []


def test_no_source_is_read_to_see_whether_it_renames_methods_of_qt(started: dict[str, Any]) -> None:
    packages = {part for name in started["read"] for part in Path(name).parts}
    assert "pyqtgraph" in started["modules"]
    assert not {"tauscope", "pyqtgraph", "numpy"} & packages


def test_each_plot_is_laid_out_once_for_the_size_in_which_it_is_shown(started: dict[str, Any]) -> None:
    assert sorted(started["laid_out"]) == ["curves", "distribution", "levels"]
