"""What the copy commands put on the clipboard, and what the window says of it."""

from __future__ import annotations

import tomllib
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tauscope.core.chain import Chain
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.library.scene import Scene
from tauscope.document.reports.snippet_knobs import KNOB_FUNCTIONS
from tauscope.ui.editing.feed import Feed
from tauscope.ui.editing.files.file_writer import FileWriter
from tauscope.ui.editing.history import History
from tauscope.ui.editing.jobs import Jobs
from tauscope.ui.focus import Focus
from tauscope.ui.window.export_commands import Exports


@pytest.fixture
def exports(history: History, focus: Focus, qtbot: QtBot) -> Exports:
    window = QWidget()
    qtbot.addWidget(window)
    jobs = Jobs(window)
    feed = Feed(jobs, window)
    history.changed.connect(lambda _, after: feed.show(after))
    feed.show(history.document)
    return Exports(feed, focus, FileWriter(window), jobs, window)


def copied(exports: Exports, command: str) -> tuple[str, str]:
    """Text on the clipboard, and what was said."""
    said: list[str] = []
    exports.said.connect(said.append)
    getattr(exports, command)()
    text = QGuiApplication.clipboard().text()
    QGuiApplication.clipboard().clear()
    (sentence,) = said
    return text, sentence


def vocabulary() -> Document:
    values = np.random.default_rng(0).normal(0, 2, 4000)
    return table_edits.replace_classes(Document(), [f"token {row}" for row in range(4000)], values)


def test_a_copied_script_runs(exports: Exports, history: History) -> None:
    history.start(table_edits.set_chain(history.document, Chain.parse("temperature=0.5,top-p=0.9")))
    text, sentence = copied(exports, "copy_python")
    compile(text, "script", "exec")
    assert "top_p(*state, value=0.9" in text
    assert sentence == "Copied a Python script for numpy and matplotlib."


def test_what_a_copied_script_leaves_out_is_said(
    exports: Exports, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(KNOB_FUNCTIONS, "top-k")
    history.start(table_edits.set_chain(history.document, Chain.parse("temperature=0.5,top-k=2")))
    _, sentence = copied(exports, "copy_python")
    assert sentence == "Copied a Python script (without Top-k, which it cannot express)."


def test_a_vocabulary_is_copied_as_far_as_it_is_shown(exports: Exports, history: History) -> None:
    history.start(vocabulary())
    script, sentence = copied(exports, "copy_python")
    assert "24 classes" in sentence
    assert len(script) < 20_000
    table, sentence = copied(exports, "copy_latex")
    assert sentence == "Copied a LaTeX table of the 24 classes that are shown; it needs the package booktabs."
    assert len(table.splitlines()) == 25 + 6
    assert "3,{}976 others" in table


def test_a_small_table_is_copied_whole(exports: Exports, history: History) -> None:
    history.start(replace(Document()))
    table, sentence = copied(exports, "copy_latex")
    assert sentence == "Copied a LaTeX table; it needs the package booktabs."
    assert len(table.splitlines()) == 4 + 6


def test_the_bench_is_copied_as_a_scene(exports: Exports) -> None:
    text, sentence = copied(exports, "copy_scene")
    assert Scene(tomllib.loads(text)["scene"]).document == Document()
    assert sentence == "Copied the bench as a scene for a preset."
