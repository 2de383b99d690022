"""A decoding tree in the window: opened, chosen from, drawn from, undone and saved."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.ui.conftest import Answers

from tauscope.document.files.codec import decode, encode
from tauscope.resources import resource
from tauscope.sources.tree.source import TreeSource
from tauscope.ui.table.columns import LABEL
from tauscope.ui.window.main_window import MainWindow

FILE = resource("trees", "nice-dog.toml")


@pytest.fixture
def tree(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """A window in which the tree of the nice dog was opened."""
    window.session.open_path(FILE)
    qtbot.waitUntil(lambda: isinstance(window.history.document.source, TreeSource))
    QApplication.processEvents()
    return window


def run(window: MainWindow, command: str) -> None:
    window.actions_by_name[command].trigger()
    QApplication.processEvents()


def names(window: MainWindow) -> list[str]:
    model = window.bench.table.model()
    return [str(model.index(row, LABEL).data()) for row in range(model.rowCount())]


def choose(window: MainWindow, name: str) -> None:
    window.bench.table.select_rows([names(window).index(name)])
    run(window, "choose")


def test_an_opened_tree_shows_its_first_tokens_and_says_what_to_see(tree: MainWindow) -> None:
    assert names(tree) == ["nice", "dog", "car"]
    assert "Greedy takes “nice” and ends at" in tree.notice.text
    run(tree, "undo")
    assert names(tree) == ["cat", "dog", "fox", "owl"]


def test_a_line_below_the_table_says_where_it_is(tree: MainWindow) -> None:
    line = tree.bench.state_line
    assert (line.text(), line.isHidden()) == ("next after “The”", False)
    choose(tree, "dog")
    assert line.text() == "next after “The dog”"
    choose(tree, "has")
    assert line.text() == "“The dog has” is complete"
    line.resize(60, line.height())
    assert line.text().startswith("…")
    assert line.accessibleName() == "“The dog has” is complete"
    for _ in range(3):
        run(tree, "undo")
    assert line.isHidden()


def test_a_choice_leads_to_the_next_node_and_waits_there(tree: MainWindow) -> None:
    choose(tree, "dog")
    assert names(tree) == ["has", "runs", "and"]
    assert not tree.desk.run_controller.going
    run(tree, "undo")
    assert names(tree) == ["nice", "dog", "car"]
    run(tree, "redo")
    choose(tree, "has")
    assert names(tree) == ["(end)"]
    choose(tree, "(end)")
    assert "The sequence has ended here" in tree.notice.text
    run(tree, "restart")
    assert names(tree) == ["nice", "dog", "car"]


def test_it_is_drawn_from_until_it_ends(tree: MainWindow, qtbot: QtBot) -> None:
    tree.desk.run_controller.set_pace(1000)
    run(tree, "write")
    qtbot.waitUntil(lambda: not tree.desk.run_controller.going)
    source = tree.history.document.source
    assert source.ended(tree.history.document.state)
    assert tree.history.document.source.position(tree.history.document.state) == 2


def test_a_session_holds_the_tree_and_where_it_is(tree: MainWindow) -> None:
    choose(tree, "nice")
    document = tree.history.document
    again = decode(encode(document))
    assert again.warnings == ()
    assert again.document == document
    assert again.document.logits.labels == ("woman", "house", "guy")


def test_a_broken_tree_is_refused_and_the_bench_stays(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, answers: Answers
) -> None:
    del answers
    path = tmp_path / "broken.toml"
    path.write_text("[node.start]\nyes = 0.9\nno = 0.9\n")
    before = window.history.document
    window.session.open_path(path)
    qtbot.waitUntil(lambda: "Line 1: The probabilities in the node “start” sum to 1.8" in window.notice.text)
    assert window.history.document is before


BROKEN = {
    "negative": ("[node.start]\nyes = 0.5\nno = -0.1\n", "Line 3: The probability of “no” is -0.1"),
    "above one": ("[node.start]\nyes = 0.9\nno = 0.9\n", "Line 1: The probabilities in the node “start” sum"),
    "twice": ("[node.start]\nyes = 0.5\nyes = 0.5\n", "Line 3: “yes” is there twice."),
    "missing": ('[node.start]\nyes = { p = 1, to = "no" }\n', "Line 2: “yes” leads to “no”, and there is no"),
    "circle": (
        '[node.a]\nx = { p = 1, to = "b" }\n[node.b]\ny = { p = 1, to = "a" }\n',
        "Line 4: “y” leads back to “a”: a tree has no circles.",
    ),
    "a million nodes": (
        "".join(f"[node.n{number}]\nt = 1\n" for number in range(1_000_000)),
        "This tree is larger than 1 MiB, the most that is read.",
    ),
}


def test_a_broken_tree_that_is_dropped_is_refused_and_the_tree_before_stays(
    tree: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    before = tree.history.document
    for number, (text, sentence) in enumerate(BROKEN.values()):
        path = tmp_path / f"broken {number}.toml"
        path.write_text(text)
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        drop = QDropEvent(
            QPointF(50, 50),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        tree.dropEvent(drop)
        said = f"“{path.name}”: {sentence}"
        qtbot.waitUntil(lambda said=said: said in tree.notice.text)  # type: ignore[misc]
        assert tree.history.document is before, sentence
    assert names(tree) == ["nice", "dog", "car"]
