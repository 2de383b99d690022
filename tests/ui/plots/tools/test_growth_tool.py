"""The tools of a model's tree: search and growth by menu, by click and by key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from tests.sources.listed import Keys, Listed
from tests.suited import tree_document
from tests.ui import hands

from tauscope.core.errors import InputError
from tauscope.core.search.growth import GrownNode, GrownTree
from tauscope.document.document import Document
from tauscope.document.edits import growth_edits
from tauscope.document.panel_settings.tree import TreeSettings
from tauscope.document.picture.picture import Picture
from tauscope.ui.editing.history import History
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.tools import growth_tool
from tauscope.ui.plots.tools.growth_tool import GrowthTool, SearchTool
from tauscope.ui.plots.trees.tree import TreePlot
from tauscope.ui.widgets.bubble import Bubble


@dataclass(frozen=True)
class Speaking(Listed):
    """A source with a prompt, as a language model has."""

    @property
    def prompt(self) -> str:
        return "So"


def document() -> Document:
    return growth_edits.set_growth(Document(source=Speaking(), state=()), mass=0.2, depth=3)


@pytest.fixture
def plot(make_plot: Callable[[type[Plot]], Plot], history: History) -> TreePlot:
    history.start(document())
    plot = make_plot(TreePlot)
    assert isinstance(plot, TreePlot)
    plot.resize(1000, 500)
    plot.show_in_tools(Picture.of(history.document))
    return plot


def settings(history: History) -> TreeSettings:
    return history.document.settings(TreeSettings)


def entries(menu: QMenu) -> dict[str, QAction]:
    menu.aboutToShow.emit()
    return {action.text(): action for action in menu.actions() if action.text()}


def search(plot: TreePlot) -> SearchTool:
    return plot.of_model[0]


def growth(plot: TreePlot) -> GrowthTool:
    return plot.of_model[1]


def answer(monkeypatch: pytest.MonkeyPatch, *texts: str) -> list[str]:
    """Type these texts, one after another, in place of the user; return the refusals."""
    refused, waiting = list[str](), list(texts)

    def ask(_parent: object, _title: str, _label: str, _text: str, parse: Callable[[str], Any]) -> Any:
        while waiting:
            try:
                return (parse(waiting.pop(0)),)
            except InputError as error:
                refused.append(str(error))
        return None

    monkeypatch.setattr(growth_tool, "ask", ask)
    return refused


def test_a_tree_of_its_own_has_no_such_tools(plot: TreePlot) -> None:
    assert all(not tool.isHidden() for tool in plot.of_model)
    plot.show_in_tools(Picture.of(tree_document("nice-dog")))
    assert all(tool.isHidden() for tool in plot.of_model)


def test_a_search_is_chosen_and_its_settings_are_asked_for(
    plot: TreePlot, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = search(plot)
    assert tool.text() == "Beam 2 ▾"
    assert [text for text, entry in entries(tool.choices).items() if entry.isChecked()] == ["Beam"]
    entries(tool.choices)["All Together"].trigger()
    assert settings(history).method == "all"
    refused = answer(monkeypatch, "0", "4")
    entries(tool.choices)["Beams: 2 …"].trigger()
    assert refused == ["The number of beams goes from 1 to 50; 0 is outside."]
    assert settings(history).beams == 4
    answer(monkeypatch, "0.5")
    entries(tool.choices)["Length Penalty: 1 …"].trigger()
    answer(monkeypatch, "9")
    entries(tool.choices)["Seed: 1 …"].trigger()
    assert (settings(history).length_penalty, history.document.seed) == (0.5, 9)
    history.undo()
    assert history.document.seed == 1
    entries(tool.choices)["Draw the Beams"].trigger()
    assert settings(history).drawn_beams


def test_how_far_a_tree_grows_is_chosen(
    plot: TreePlot, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    menu = growth(plot).choices
    inner = entries(menu)["Expand All above: 20%"].menu()
    assert isinstance(inner, QMenu)
    entries(inner)["5%"].trigger()
    assert settings(history).growth.mass == 0.05
    plot.show_in_tools(Picture.of(history.document))
    inner = entries(menu)["Expand All above: 5%"].menu()
    assert isinstance(inner, QMenu)
    assert entries(inner)["5%"].isChecked()
    refused = answer(monkeypatch, "0", "2.5 %")
    entries(inner)["Another…"].trigger()
    assert len(refused) == 1
    assert settings(history).growth.mass == pytest.approx(0.025)
    inner = entries(menu)["Most Nodes: 100"].menu()
    assert isinstance(inner, QMenu)
    refused = answer(monkeypatch, "1000000", "7")
    entries(inner)["Another…"].trigger()
    assert refused == ["The number of nodes goes from 1 to 1,000; 1000000 is outside."]
    assert settings(history).growth.nodes == 7


def test_a_second_click_lets_a_token_grow_and_del_folds_it(plot: TreePlot, history: History) -> None:
    def view() -> Any:
        return plot.view(plot.picture)

    def click(node: int) -> None:
        assert plot.picture is not None
        layout = plot.layout_of(plot.picture)
        assert layout is not None
        hands.click(plot, layout.of_node[node].rect.center())

    tree = view().tree
    leaf = next(node for node in tree.downward if node and tree.nodes[node].logits is None)
    keys: Keys = tree.keys(leaf)
    click(leaf)
    assert history.document.state == keys
    click(view().tree.find(keys))
    assert settings(history).growth.opened == {keys}
    assert view().tree.nodes[view().tree.find(keys)].logits is not None
    QTest.keyClick(plot, Qt.Key.Key_Delete)
    assert settings(history).growth.closed == {keys}
    assert settings(history).growth.opened == frozenset()
    plot.show_in_tools(Picture.of(history.document))
    entries(growth(plot).choices)["As It Grows by Itself"].trigger()
    assert settings(history).growth.closed == frozenset()
    QTest.keyClick(plot, Qt.Key.Key_Return)
    assert settings(history).growth.opened == {keys}


def test_the_menu_says_how_many_nodes_there_are(plot: TreePlot, history: History) -> None:
    first = next(iter(entries(growth(plot).choices)))
    assert first.endswith(" nodes")
    few = growth_edits.set_growth(history.document, nodes=2, mass=0.001)
    plot.show_in_tools(Picture.of(few))
    entry = entries(growth(plot).choices)["2 nodes, as many as asked for"]
    assert not entry.isEnabled()
    growth(plot).show_grown(GrownTree((GrownNode((), 0.0, None),), full=True))
    assert "1 node: no more have room in memory" in entries(growth(plot).choices)


def test_a_refusal_is_said_under_the_button(plot: TreePlot, history: History) -> None:
    history.start(document())
    entries(growth(plot).choices)["Fold Here"].trigger()
    bubble = growth(plot).window().findChild(Bubble)
    assert bubble is not None
    assert bubble.text() == "The start of a tree cannot be folded."
