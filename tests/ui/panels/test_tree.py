"""The panel of a decoding tree, by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot
from tests.ui.conftest import Answers

from tauscope.document.document import Document
from tauscope.document.panel_settings.tree import TreeSettings
from tauscope.resources import resource
from tauscope.sources.tree.source import TreeSource
from tauscope.ui.panels.tree import TreePanel
from tauscope.ui.widgets.bubble import Bubble
from tauscope.ui.window.main_window import MainWindow

WINDOW_SIZE = 1440, 900


@pytest.fixture
def tree(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """A window in which the tree of the nice dog was opened."""
    window.session.open_path(resource("trees", "nice-dog.toml"))
    qtbot.waitUntil(lambda: isinstance(window.history.document.source, TreeSource))
    QApplication.processEvents()
    return window


def panel(window: MainWindow) -> TreePanel:
    assert isinstance(window.bench.panel, TreePanel)
    return window.bench.panel


def settings(window: MainWindow) -> TreeSettings:
    return window.history.document.settings(TreeSettings)


def field(window: MainWindow, name: str) -> QLineEdit:
    found = panel(window).findChild(QLineEdit, name)
    assert found is not None
    return found


def enter(window: MainWindow, name: str, text: str) -> None:
    line = field(window, name)
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def click(window: MainWindow, name: str) -> None:
    button = panel(window).findChild(QToolButton, name)
    assert button is not None
    button.click()
    QApplication.processEvents()


def refusal(window: MainWindow) -> str:
    bubble = window.findChild(Bubble)
    return bubble.text() if bubble is not None and not bubble.isHidden() else ""


def note(window: MainWindow) -> str:
    labels = panel(window).card.findChildren(QLabel, "cardNote")
    return next(label.text() for label in labels if label.parent() is panel(window).card)


def shown(window: MainWindow) -> set[str]:
    fields = panel(window).findChildren(QLineEdit)
    return {one.objectName() for one in fields if one.isVisibleTo(panel(window))}


def test_it_names_the_tree_and_how_many_sequences_it_has(tree: MainWindow) -> None:
    assert note(tree) == "“The nice dog”, 9 sequences"
    assert tree.bench.state_line.text() == "next after “The”"


def test_a_method_shows_the_settings_that_it_has(tree: MainWindow) -> None:
    beams, draws = {"treeBeams", "lengthPenalty"}, {"treeDraws", "treeSeed"}
    for method, fields in (
        ("greedy", set()),
        ("beam", beams),
        ("sample", draws),
        ("all", beams | draws),
    ):
        panel(tree).method.buttons[method].click()
        assert settings(tree).method == method
        assert shown(tree) == fields
        assert panel(tree).fields.meaning.isVisibleTo(panel(tree)) == (method == "greedy")
    tree.history.undo()
    assert settings(tree).method == "sample"
    assert panel(tree).method.buttons["sample"].isChecked()


def test_what_is_typed_is_set_and_undone(tree: MainWindow) -> None:
    panel(tree).method.buttons["all"].click()
    enter(tree, "treeBeams", "3")
    enter(tree, "lengthPenalty", "0.5")
    enter(tree, "treeDraws", "250")
    enter(tree, "treeSeed", "7")
    assert settings(tree) == TreeSettings("all", 3, length_penalty=0.5, draws=250)
    assert tree.history.document.seed == 7
    tree.history.undo()
    tree.history.undo()
    assert (field(tree, "treeSeed").text(), field(tree, "treeDraws").text()) == ("1", "1000")


def test_beams_are_drawn_with_a_seed(tree: MainWindow) -> None:
    drawn = panel(tree).fields.drawn_beams
    drawn.click()
    assert settings(tree).drawn_beams
    assert shown(tree) == {"treeBeams", "lengthPenalty", "treeSeed"}
    tree.history.undo()
    assert not drawn.isChecked()
    assert "treeSeed" not in shown(tree)


def test_one_more_beam_one_more_draw_and_other_dice(tree: MainWindow) -> None:
    click(tree, "moreBeams")
    assert settings(tree).beams == 3
    panel(tree).method.buttons["sample"].click()
    click(tree, "moreDraws")
    assert settings(tree).draws == 1_001
    click(tree, "rollSeed")
    assert tree.history.document.seed != 1
    assert field(tree, "treeSeed").text() == str(tree.history.document.seed)


REFUSED = [
    ("treeBeams", "0", "The number of beams goes from 1 to 50; 0 is outside."),
    ("treeBeams", "two", "The number of beams: “two” is not a number"),
    ("lengthPenalty", "nan", "The length penalty"),
    ("lengthPenalty", "11", "The length penalty goes from -10 to 10; 11 is outside."),
    ("treeDraws", "1000000", "goes from 1 to 10,000; 1000000 is outside."),
    ("treeSeed", "1.5", "The seed is a whole number"),
]


def test_what_cannot_be_is_refused_beside_the_field(tree: MainWindow) -> None:
    panel(tree).method.buttons["all"].click()
    before = tree.history.document
    for name, text, sentence in REFUSED:
        was = field(tree, name).text()
        enter(tree, name, text)
        assert sentence in refusal(tree)
        assert tree.history.document is before, sentence
        assert field(tree, name).text() == was


def test_no_more_beams_than_there_may_be(tree: MainWindow) -> None:
    enter(tree, "treeBeams", "50")
    click(tree, "moreBeams")
    assert "goes from 1 to 50; 51 is outside" in refusal(tree)
    assert settings(tree).beams == 50


def test_a_step_draws_one_token_and_restart_goes_back(tree: MainWindow, qtbot: QtBot) -> None:
    restart = panel(tree).restart
    assert not restart.isEnabled()
    click(tree, "treeStep")
    position = tree.history.document.source.position
    qtbot.waitUntil(lambda: position(tree.history.document.state) == 1)
    qtbot.waitUntil(panel(tree).step.isEnabled)
    click(tree, "treeStep")
    qtbot.waitUntil(lambda: position(tree.history.document.state) == 2)
    qtbot.waitUntil(lambda: not tree.desk.run_controller.going)
    assert not panel(tree).step.isEnabled()
    assert restart.isEnabled()
    restart.click()
    assert position(tree.history.document.state) == 0


def test_the_way_is_exported_with_its_numbers(
    tree: MainWindow, qtbot: QtBot, answers: Answers, tmp_path: Path
) -> None:
    for key in (1, 6):
        tree.bench.table.select_rows([0])
        tree.sources._choose(key)  # as by hand in the table
    for name in ("way.txt", "way.json", "way.csv"):
        answers.text = tmp_path / name
        tree.desk.export()
        qtbot.waitUntil(answers.text.exists)
    assert (tmp_path / "way.txt").read_text() == "The dog has\n"
    rows = json.loads((tmp_path / "way.json").read_text())
    assert [row["label"] for row in rows] == ["dog", "has"]
    assert [row["probability"] for row in rows] == pytest.approx([0.4, 0.9])
    assert (tmp_path / "way.csv").read_text().startswith("position,label,text,probability,")


def test_every_part_has_a_name_and_a_tip(tree: MainWindow) -> None:
    for part in panel(tree).findChildren(QLineEdit) + panel(tree).findChildren(QToolButton):
        assert part.toolTip()
        assert part.accessibleName() or part.text().strip("+1 ")


def test_a_session_opens_with_the_same_settings(tree: MainWindow) -> None:
    from tauscope.document.files.codec import decode, encode  # noqa: PLC0415

    enter(tree, "treeBeams", "4")
    document: Document = tree.history.document
    assert decode(encode(document)).document == document
