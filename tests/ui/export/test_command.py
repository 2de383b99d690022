"""`tauscope export` from end to end."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tauscope.core.errors import InputError
from tauscope.document.commands.requests import ExportRequest
from tauscope.document.document import Document
from tauscope.document.files.opening import read_document
from tauscope.document.reports.plot_data import WRITERS
from tauscope.ui.export.command import export
from tauscope.ui.export.formats import FORMATS


def request(target: Path, document: Document, plot: str = "levels") -> ExportRequest:
    return ExportRequest(document, plot, target, (60, 40), 72)


def run(code: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QT", "DISPLAY"))}
    path = os.pathsep.join(entry for entry in sys.path if entry)
    return subprocess.run(
        [sys.executable, "-c", code],
        check=False,
        cwd=folder,
        env=kept | {"PYTHONPATH": path} | environment,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize("ending", [*FORMATS, *WRITERS])
def test_every_format_is_written(ending: str, document: Document, tmp_path: Path) -> None:
    assert export(request(tmp_path / f"a{ending}", document)) == 0
    assert (tmp_path / f"a{ending}").stat().st_size > 100


def test_the_ending_may_be_in_capitals(document: Document, tmp_path: Path) -> None:
    export(request(tmp_path / "a.SVG", document))
    assert read_document(tmp_path / "a.SVG").document == document


def test_a_figure_needs_no_display(tmp_path: Path) -> None:
    code = (
        "from tauscope.cli import main; "
        "main('export --logits 2,1 --plot curves --to a.png --size 60x40 --dpi 72'.split())"
    )
    done = run(code, tmp_path, QT_QPA_PLATFORM="xcb")
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_numbers_need_no_qt(tmp_path: Path) -> None:
    code = (
        "import sys; from tauscope.cli import main; "
        "main('export --logits 2,1 --plot bench --to a.csv'.split()); "
        "sys.exit(any(name.startswith(('PySide6', 'pyqtgraph')) for name in sys.modules))"
    )
    done = run(code, tmp_path)
    assert (done.stderr, done.returncode) == ("", 0)
    assert (tmp_path / "a.csv").read_text().startswith("label,logit")


def test_qt_that_cannot_be_loaded_is_explained(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['PySide6.QtWidgets'] = None; from tauscope.cli import main; "
        "sys.exit(main('export --logits 2,1 --plot bench --to a.png'.split()))"
    )
    done = run(code, tmp_path)
    assert done.returncode == 2
    assert done.stderr.startswith("tauscope: Figures need Qt, which cannot be loaded: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("name", "plot", "sentence"),
    [
        ("a.xyz", "levels", "“a.xyz” ends in no known format; there are .png, .svg"),
        ("a.png", "pie", "no plot “pie”; there are distribution, curves, .* and bench"),
        ("missing/a.png", "levels", "“a.png” could not be saved: No such file or directory"),
        ("missing/a.csv", "levels", "“a.csv” could not be saved: No such file or directory"),
        ("folder.png", "levels", "“folder.png” could not be saved: it is a folder"),
    ],
)
def test_what_cannot_be_written_is_refused(
    name: str, plot: str, sentence: str, document: Document, tmp_path: Path
) -> None:
    (tmp_path / "folder.png").mkdir()
    with pytest.raises(InputError, match=sentence):
        export(request(tmp_path / name, document, plot))
