"""Trees in the menu Source: those that ship, growth from a model, and a file."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot
from tests.document.studies.searching import is_searching
from tests.ui.conftest import Answers

from tauscope.document.panel_settings.tree import TreeSettings
from tauscope.document.picture.answers import Ready
from tauscope.document.studies.shown_tree import decoding_tree
from tauscope.document.studies.tree_view import tree_view
from tauscope.ui.window.main_window import MainWindow
from tauscope.ui.window.tree_commands import TreeCommands


def trees(window: MainWindow) -> QMenu:
    menu = window.menus.trees
    menu.aboutToShow.emit()
    return menu


def _shows(window: MainWindow, title: str) -> bool:
    return window.history.document.source.title == title


def test_the_menu_opens_each_tree_that_ships(window: MainWindow, qtbot: QtBot) -> None:
    titles = ["The nice dog", "Two beams do worse than one", "The empty sentence"]
    actions = trees(window).actions()
    assert [action.text() for action in actions][:3] == titles
    assert trees(window).actions() == actions
    for action in actions:
        action.trigger()
        qtbot.waitUntil(partial(_shows, window, f"“{action.text()}”"))
        assert action.toolTip()
    window.history.undo()
    assert window.history.document.source.title == "“The empty sentence”"


def test_a_hand_written_tree_is_saved_and_does_not_grow(
    window: MainWindow, qtbot: QtBot, answers: Answers, tmp_path: Path
) -> None:
    trees(window).actions()[0].trigger()
    qtbot.waitUntil(lambda: window.history.document.source.kind == "tree")
    for command in ("open_node", "close_node"):
        window.actions_by_name[command].trigger()
        assert "only the tree of a language model grows" in window.notice.text
    answers.tree = tmp_path / "mine.toml"
    window.actions_by_name["save_tree"].trigger()
    qtbot.waitUntil(lambda: "Saved the tree as" in window.notice.text)
    assert answers.asked[-1] == "save tree as the-nice-dog.toml"
    source = window.history.document.source
    window.history.undo()
    window.session.open_path(answers.tree)
    qtbot.waitUntil(lambda: window.history.document.source.kind == "tree")
    assert window.history.document.source == source


def test_a_table_has_no_tree_to_save(window: MainWindow) -> None:
    window.trees.save()
    assert "no tree grows" in window.notice.text
    window.trees.grow()
    assert "No tree grows from these logits" in window.notice.text


@pytest.fixture
def story(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """A window with the model that ships."""
    pytest.importorskip("onnxruntime", reason="language models need the extra “models”")
    pytest.importorskip("tokenizers", reason="language models need the extra “models”")
    window.sources.story()
    qtbot.waitUntil(lambda: window.history.document.source.prompt is not None, timeout=60_000)
    qtbot.waitUntil(lambda: window.feed.shown is not None)
    return window


def inner(window: MainWindow) -> set[tuple[int, ...]] | None:
    picture = window.feed.shown
    answer = None if picture is None else picture.once(decoding_tree)
    if not isinstance(answer, Ready):
        return None
    return {answer.value.keys(node) for node in answer.value.inner}


def test_a_tree_grows_from_the_model_and_is_saved(
    story: MainWindow, qtbot: QtBot, answers: Answers, tmp_path: Path
) -> None:
    story.actions_by_name["grow_tree"].trigger()
    assert story.history.document.plots[0] == "tree"
    qtbot.waitUntil(lambda: len(inner(story) or ()) > 1)
    answers.tree = tmp_path / "grown.toml"
    story.actions_by_name["save_tree"].trigger()
    qtbot.waitUntil(lambda: answers.tree is not None and answers.tree.exists())
    assert "[node.start]" in answers.tree.read_text("utf-8")


def test_a_node_is_expanded_and_folded_where_one_is(story: MainWindow, qtbot: QtBot) -> None:
    story.actions_by_name["grow_tree"].trigger()
    qtbot.waitUntil(lambda: len(inner(story) or ()) > 1)
    document = story.history.document
    unlikely = int(document.logits.keys[document.logits.order[100]])
    story.sources._choose(unlikely)  # as by hand in the table
    QApplication.processEvents()
    assert (unlikely,) not in (inner(story) or ())
    story.actions_by_name["open_node"].trigger()
    qtbot.waitUntil(lambda: (unlikely,) in (inner(story) or ()))
    assert story.history.document.settings(TreeSettings).growth.opened == {(unlikely,)}
    story.actions_by_name["close_node"].trigger()
    qtbot.waitUntil(lambda: inner(story) is not None and (unlikely,) not in (inner(story) or ()))
    story.history.undo()
    qtbot.waitUntil(lambda: (unlikely,) in (inner(story) or ()))


def test_a_session_opens_with_the_tree_of_the_model_and_its_numbers(
    story: MainWindow, qtbot: QtBot, answers: Answers, tmp_path: Path
) -> None:
    document = story.history.document
    unlikely = int(document.logits.keys[document.logits.order[50]])
    story.sources._choose(unlikely)  # as by hand in the table
    for command in ("grow_tree", "open_node"):
        story.actions_by_name[command].trigger()
    story.turn_to(0.6)
    qtbot.waitUntil(partial(_is_settled, story), timeout=60_000)
    before = _numbers(story)
    answers.save = tmp_path / "tree.tauscope"
    story.actions_by_name["save_as"].trigger()
    qtbot.waitUntil(lambda: story.history.clean)
    story.actions_by_name["new"].trigger()
    assert story.history.document.source.prompt is None
    story.session.open_path(answers.save)
    qtbot.waitUntil(lambda: story.history.document.source.prompt is not None, timeout=60_000)
    qtbot.waitUntil(partial(_is_settled, story), timeout=60_000)
    assert _numbers(story) == before


def _is_settled(window: MainWindow) -> bool:
    picture = window.feed.shown
    return picture is not None and not window.feed.studies.busy and not is_searching(picture)


def _numbers(window: MainWindow) -> dict[tuple[int, ...], float]:
    """Joint probability of each node at the dial's τ."""
    assert window.feed.shown is not None
    answer = window.feed.shown.once(tree_view)
    assert isinstance(answer, Ready)
    tree = answer.value.tree
    return {tree.keys(node): float(answer.value.now.probabilities[node]) for node in range(len(tree))}


def test_commands_of_trees_are_made_when_they_are_needed(window: MainWindow) -> None:
    assert not window.has("trees")
    assert isinstance(window.trees, TreeCommands)
