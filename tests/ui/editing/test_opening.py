"""Whatever the registry of openers has is opened in every way: menu, drop, recent files, command line."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot
from tests.document.files.openers.examples import ROWS, write_rows
from tests.ui.conftest import Answers
from tests.ui.editing.files.test_session import drop, recent_titles, turn

from tauscope.cli import main
from tauscope.document.document import Document
from tauscope.document.files.openers import OPENERS
from tauscope.resources import model_folder
from tauscope.sources.waiting import waiting
from tauscope.ui.application import _open_file
from tauscope.ui.editing.questions import Questions
from tauscope.ui.window.main_window import MainWindow

Until = Callable[[Callable[[], bool]], None]


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A file for an opener that is added to the registry."""
    monkeypatch.setitem(OPENERS, "rows", ROWS)
    return write_rows(tmp_path / "a.rows")


@pytest.fixture
def until(qtbot: QtBot) -> Until:
    return lambda condition: qtbot.waitUntil(condition, timeout=20_000)


@pytest.fixture
def model() -> Path:
    """The folder of a language model."""
    pytest.importorskip("onnxruntime")
    pytest.importorskip("tokenizers")
    return model_folder()


def values(window: MainWindow) -> list[float]:
    found: list[float] = window.history.document.logits.values.tolist()
    return found


def kind(window: MainWindow) -> str:
    return window.history.document.source.kind


def test_the_dialog_offers_every_kind(
    window: MainWindow, rows: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[str]()

    def choose(*given: object) -> tuple[str, str]:
        asked.append(str(given[3]))
        return str(rows), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", choose)
    assert Questions(window).file_to_open("") == rows
    assert "Rows (*.rows)" in asked[0].split(";;")
    assert "*.rows" in asked[0].split(";;")[0]


def test_one_more_kind_opens_from_the_menu_by_drop_and_again(
    window: MainWindow, answers: Answers, rows: Path
) -> None:
    answers.open = rows
    window.actions_by_name["open"].trigger()
    assert values(window) == [3, 2, 1, 0]
    window.session.new()
    assert drop(window, QUrl.fromLocalFile(str(rows)))
    assert values(window) == [3, 2, 1, 0]
    window.session.new()
    assert recent_titles(window)[0] == "a.rows"
    window.menus._recent.actions()[0].trigger()
    assert values(window) == [3, 2, 1, 0]


def test_an_address_goes_on_the_bench_and_comes_again(window: MainWindow, rows: Path, until: Until) -> None:
    del rows
    turn(window, 0.5)
    assert drop(window, QUrl("row://here/5/4"))
    until(lambda: values(window) == [5, 4])
    assert window.history.document.temperature == 0.5
    assert window.history.undo_name == "open “row://here/5/4”"
    window.history.undo()
    assert recent_titles(window)[0] == "row://here/5/4"
    window.menus._recent.actions()[0].trigger()
    until(lambda: values(window) == [5, 4])


def test_one_more_kind_opens_on_the_command_line(
    rows: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for place in (str(rows), "row://here/3/2/1/0"):
        assert main(["compute", place, "--json"]) == 0
        assert [one["logit"] for one in json.loads(capsys.readouterr().out)["classes"]] == [3, 2, 1, 0]
    assert main(["export", str(rows), "--plot", "distribution", "--to", str(tmp_path / "a.csv")]) == 0
    assert "column 4" in (tmp_path / "a.csv").read_text("utf-8")


def test_standard_input_begins_a_session(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, until: Until
) -> None:
    with io.BytesIO() as file:
        np.savez(file, one=np.array([[1.0, 2.0], [3.0, 4.0]]), two=np.ones((2, 5)))
        data = file.getvalue()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    _open_file(window, "-", {"tensor": "one", "step": "2", "labels": "missing.txt"})
    until(lambda: "There is no file “missing.txt”" in window.notice.text)
    assert window.history.document == Document()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))
    _open_file(window, "-", {"tensor": "one", "step": "2"})
    until(lambda: kind(window) == "trace")
    assert values(window) == [3.0, 4.0]
    assert not window.history.clean  # no file has it


def test_another_file_is_compared_from_the_start(window: MainWindow, tmp_path: Path, until: Until) -> None:
    rows = np.array([[1.0, 2.0, 0.0], [3.0, 4.0, 1.0]])
    np.save(tmp_path / "one.npy", rows)
    np.save(tmp_path / "other.npy", 0.5 * rows)
    _open_file(window, str(tmp_path / "one.npy"), {"compare": str(tmp_path / "other.npy"), "step": "2"})
    until(lambda: "file_steps" in window.history.document.plots)
    assert values(window) == [3.0, 4.0, 1.0]
    assert window.history.undo_name == "compare with other.npy"


@pytest.mark.parametrize("text", ["[1, 2, 3]", '[{"label": "a", "logit": 1}, {"label": "b", "logit": 2}]'])
def test_numbers_as_json_are_not_replaced_by_a_session(
    window: MainWindow, tmp_path: Path, until: Until, text: str
) -> None:
    path = tmp_path / "numbers.json"
    path.write_text(text, encoding="utf-8")
    window.session.open_path(path)
    until(lambda: values(window)[:2] == [1, 2])
    assert window.session.path is None
    assert window.session.save() is not True
    assert path.read_text(encoding="utf-8") == text


def test_a_models_folder_goes_on_the_bench_as_an_edit(window: MainWindow, model: Path, until: Until) -> None:
    turn(window, 0.5)
    window.session.open_path(model)
    until(lambda: kind(window) == "writer")
    assert window.history.document.temperature == 0.5
    assert recent_titles(window)[0] == model.name
    window.history.undo()
    assert kind(window) == "table"


def test_its_onnx_file_opens_it_from_the_menu(
    window: MainWindow, answers: Answers, model: Path, until: Until
) -> None:
    answers.open = model / "model.onnx"
    window.actions_by_name["open"].trigger()
    until(lambda: kind(window) == "writer")


def test_a_folder_that_is_gone_leaves_the_recent_files(
    window: MainWindow, tmp_path: Path, until: Until
) -> None:
    gone = tmp_path / "gone.onnx"
    window.remember_place(str(gone))
    window.session.open_path(gone)
    until(lambda: "There is no such file" in window.notice.text)
    assert recent_titles(window) == ["No files yet"]


def test_a_folder_of_something_else_is_refused(window: MainWindow, tmp_path: Path, until: Until) -> None:
    before = window.history.document
    assert drop(window, QUrl.fromLocalFile(str(tmp_path)))
    until(lambda: "This is a folder, but not a language model's" in window.notice.text)
    assert window.history.document is before


def test_a_models_folder_is_computed_on_the_command_line(
    model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with waiting(allowed=True):  # the command line has no window
        assert main(["compute", str(model), "--json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["classes"]) > 1000
