"""The menu of a plot's card: which plots it offers, and what leads to the page on a plot."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QMenu
from tests.suited import tree_document

from tauscope.document.document import Document
from tauscope.document.edits import bandit_edits
from tauscope.document.plots import PLOTS
from tauscope.document.suitability import unsuited
from tauscope.ui.bench.cards.plot_menu import fill_add_menu
from tauscope.ui.plots.tools.page_button import PageButton
from tauscope.ui.widgets.buttons import word_button
from tauscope.ui.widgets.plain_text import menu_text

OTHERS = "Of &Other Sources"


def filled(document: Document) -> tuple[QMenu, list[str], QMenu]:
    """Return a menu, the titles in it, and the submenu of what other sources would bring."""
    menu, added = QMenu(), list[str]()
    fill_add_menu(menu, document, added.append)
    titles = [action.text() for action in menu.actions() if action.menu() is None]
    (others,) = (child for child in menu.findChildren(QMenu) if child.title() == OTHERS)
    return menu, titles, others


def test_plots_of_other_sources_stand_apart_with_their_sources(qapp: object) -> None:
    del qapp
    document = Document(plots=("levels",))
    menu, titles, others = filled(document)
    everywhere = {entry.title for name, entry in PLOTS.items() if not entry.source and name != "levels"}
    assert set(titles) == everywhere
    sections = [action.text() for action in others.actions() if action.isSeparator()]
    assert sections == ["Digits", "Labelled Logits", "Decoding Tree", "Bandit"]
    entries = [action for action in others.actions() if not action.isSeparator()]
    assert len(entries) == sum(bool(entry.source) for entry in PLOTS.values())
    assert not any(action.isEnabled() for action in entries)
    reasons = {menu_text(entry.title): unsuited(name, document) for name, entry in PLOTS.items()}
    assert {action.text(): action.toolTip() for action in entries}.items() <= reasons.items()
    menu.deleteLater()


def test_a_source_offers_its_own_plots(qapp: object) -> None:
    del qapp
    for document, own, other in (
        (tree_document(), "Tree", "Arms"),
        (bandit_edits.open_bandit(Document()), "Arms", "Tree"),
    ):
        _, titles, others = filled(document)
        every = {*titles, *(PLOTS[name].title for name in document.plots)}
        assert own in every
        assert other in [action.text() for action in others.actions()]
        assert own not in [action.text() for action in others.actions()]


def test_the_button_of_a_page_gives_way_to_the_tool_beside_it(qapp: object) -> None:
    del qapp
    asked = list[str]()
    tool = word_button("2,000 runs", "")
    button = PageButton(tool, "What regret is", partial(asked.append, "annealing"))
    tool.show()
    button.fit(1000)
    assert button.isVisible()
    button.click()
    assert asked == ["annealing"]
    button.fit(tool.sizeHint().width())
    assert button.isHidden()
    for one in (tool, button):
        one.deleteLater()
