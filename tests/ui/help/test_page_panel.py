from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QApplication, QMenu, QToolButton
from tests.ui import hands
from tests.ui.hands import SHIFT

from tauscope.core.chain import Chain
from tauscope.document.edits import table_edits
from tauscope.document.formulas import formula, plain
from tauscope.document.library.articles import articles
from tauscope.document.preferences import Preferences
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.formulas.rich_text import runs
from tauscope.ui.help.page_panel import BENCH, Reader, page_name
from tauscope.ui.help.pages import pages
from tauscope.ui.plots import PLOTS
from tauscope.ui.window.commands import key_rows
from tauscope.ui.window.main_window import MainWindow


def use(window: MainWindow, text: str) -> None:
    window.history.perform(
        EditRequest("chain", lambda document: table_edits.set_chain(document, Chain.parse(text)))
    )


def shown(window: MainWindow) -> str:
    """Name of the page that is open."""
    assert window.pages.isVisible()
    return page_name(window.pages.reader.source())


def button(window: MainWindow, name: str) -> QToolButton:
    found = window.findChild(QToolButton, name)
    assert isinstance(found, QToolButton)
    return found


def letters(reader: Reader) -> Iterator[QTextCursor]:
    """A cursor behind each letter of a page."""
    cursor = QTextCursor(reader.document())
    while cursor.movePosition(QTextCursor.MoveOperation.NextCharacter):
        yield cursor


def link(reader: Reader, target: str) -> QPoint:
    """Where in the viewport a link stands."""
    found = [
        reader.cursorRect(cursor) for cursor in letters(reader) if cursor.charFormat().anchorHref() == target
    ]
    return found[1].center()


# One click


@pytest.mark.parametrize("place", range(3))
def test_a_click_beside_a_knob_explains_it(window: MainWindow, place: int) -> None:
    use(window, "temperature=1,top-k=2,eta=0.1")
    row = window.bench.knobs.rows[place]
    hands.click(row.help, row.help.rect().center())
    assert shown(window) == row.knob.name
    text = "".join(run.text for run in runs(formula(row.knob.formula)))
    assert text.replace("\N{NO-BREAK SPACE}", " ") in window.pages.reader.toPlainText()


@pytest.mark.parametrize(("name", "page"), [("helpOnKnobs", "words"), ("helpOnDial", "temperature")])
def test_a_click_beside_a_heading_explains_what_is_under_it(window: MainWindow, name: str, page: str) -> None:
    use(window, "temperature=1,top-k=2")
    hands.click(button(window, name), button(window, name).rect().center())
    assert shown(window) == page


def test_both_misconceptions_are_put_right_one_click_from_the_dial(window: MainWindow) -> None:
    button(window, "helpOnDial").click()
    text = window.pages.reader.toPlainText()
    for name in ("temperature-is-top-p", "temperature-adds-randomness"):
        assert plain(articles()[name].summary) in text


def test_menu_of_engines_explains_how_they_differ(window: MainWindow) -> None:
    menu = window.bench.knobs.tools[1].menu()
    assert isinstance(menu, QMenu)
    (action,) = [action for action in menu.actions() if action.text() == "How Engines Differ"]
    action.trigger()
    assert shown(window) == "engines"


def test_shift_f1_explains_what_has_the_keyboard(window: MainWindow) -> None:
    use(window, "temperature=1,top-k=2")
    window.resize(1440, 900)
    QApplication.processEvents()
    row = window.bench.knobs.rows[1]
    for widget, page in (
        (row.field, "top-k"),
        (row.switch, "top-k"),
        (window.bench.dial, "temperature"),
        (window.bench.field, "temperature"),
        (window.bench.table, "words"),
    ):
        widget.setFocus()
        hands.tap(widget, Qt.Key.Key_F1, SHIFT)
        assert shown(window) == page


# The panel


def test_it_takes_the_keyboard_and_escape_gives_it_back(window: MainWindow) -> None:
    window.bench.table.setFocus()
    window.actions_by_name["explain"].trigger()
    assert window.focusWidget() is window.pages.reader
    hands.tap(window.pages.reader, Qt.Key.Key_Escape)
    assert not window.pages.isVisible()
    assert window.focusWidget() is window.bench.table


def test_escape_on_the_bench_puts_it_away_but_leaves_full_screen_first(window: MainWindow) -> None:
    window.side_panels.show_page("words")
    window.toggle_full_screen()
    window.bench.dial.setFocus()
    hands.tap(window.bench.dial, Qt.Key.Key_Escape)
    assert not window.isFullScreen()
    assert window.pages.isVisible()
    hands.tap(window.bench.dial, Qt.Key.Key_Escape)
    assert not window.pages.isVisible()
    hands.tap(window.bench.dial, Qt.Key.Key_Escape)


def test_it_remembers_nothing(window: MainWindow) -> None:
    window.side_panels.show_page("words")
    window.side_panels.show_page("top-p")
    assert window.pages.back.isEnabled()
    window.pages.close_button.click()
    window.side_panels.show_page("keys")
    assert not window.pages.back.isEnabled()
    assert not window.pages.show_me.isVisible()


def test_what_had_the_keyboard_may_be_gone(window: MainWindow) -> None:
    use(window, "temperature=1,top-k=2")
    window.bench.knobs.rows[1].switch.setFocus()
    window.actions_by_name["explain"].trigger()
    window.history.undo()
    QApplication.processEvents()
    window.pages.dismiss()
    assert not window.pages.isVisible()


def test_every_page_opens_and_its_text_can_be_selected(window: MainWindow) -> None:
    for name in pages(key_rows):
        window.side_panels.show_page(name)
        assert shown(window) == name
        reader = window.pages.reader
        assert len(reader.toPlainText()) > 60, name
        assert reader.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse, name
        assert window.pages.show_me.isVisible() == (name in articles()), name
        assert "**" not in reader.toPlainText(), name


@pytest.mark.parametrize("name", list(pages(key_rows)))
def test_no_link_of_a_page_leads_nowhere(name: str) -> None:
    targets = re.findall(r"\]\(([^)]*)\)", pages(key_rows)[name]())
    assert all(target.startswith("https://") or page_name(target) in pages(key_rows) for target in targets)


def test_links_lead_on_and_back_again(window: MainWindow) -> None:
    window.resize(1440, 900)
    window.side_panels.show_page("words")
    QApplication.processEvents()
    reader = window.pages.reader
    hands.click(reader, link(reader, "temperature-is-top-p.md"))
    assert shown(window) == "temperature-is-top-p"
    assert window.pages.show_me.isVisible()
    window.pages.back.click()
    assert shown(window) == "words"
    assert not window.pages.show_me.isVisible()
    window.pages.index.click()
    assert shown(window) == "words"


def test_links_wear_the_theme(window: MainWindow) -> None:
    window.side_panels.show_page("words")
    for name in ("dark", "light"):
        window.choose_theme(name)
        accent = window.appearance.theme.colours.accent
        colours = {
            cursor.charFormat().foreground().color().name()
            for cursor in letters(window.pages.reader)
            if cursor.charFormat().isAnchor()
        }
        assert colours == {accent.name()}


# Show Me


@pytest.mark.parametrize("size", [(1024, 768), (1440, 900)])
def test_show_me_sets_up_the_bench_as_one_step(
    make_window: Callable[..., MainWindow], size: tuple[int, int]
) -> None:
    """All plots of a scene have room beside its page."""
    window = make_window(size=size)
    window.turn_to(0.3)
    before = window.history.document
    for name, article in articles().items():
        window.side_panels.show_page(name)
        hands.click(window.pages.show_me, window.pages.show_me.rect().center())
        document = window.history.document
        assert document == article.scene.put_on(before), name
        QApplication.processEvents()
        assert [plot.name for plot in window.bench.shown] == list(article.scene.document.plots)
        assert set(article.scene.document.plots) <= set(PLOTS)
        assert window.history.undo_name == f"show {article.title}"
        assert window.pages.isVisible(), name
        window.history.undo()
        assert window.history.document == before, name


def test_the_same_sample_comes_back_with_the_dial(window: MainWindow) -> None:
    window.side_panels.show_page("temperature-adds-randomness")
    window.pages.show_me.click()

    def drawn() -> list[int]:
        picture = window.feed.picture
        assert picture is not None
        return [share.count for share in picture.sample.shares]

    before = drawn()
    window.turn_to(3.0)
    assert drawn() != before
    window.turn_to(1.0)
    assert drawn() == before


# Room


@pytest.mark.parametrize("width", [1024, 1280, 1440])
def test_bench_keeps_what_it_needs(window: MainWindow, width: int) -> None:
    window.resize(width, 768)
    window.side_panels.show_page("words")
    QApplication.processEvents()
    assert window.bench.width() >= BENCH
    assert window.bench.dial.isVisible()
    assert not window.bench.geometry().intersects(window.pages.geometry())


def test_in_a_small_window_table_and_dial_give_way_and_come_back(window: MainWindow) -> None:
    window.resize(800, 600)
    window.side_panels.show_page("words")
    QApplication.processEvents()
    assert not window.bench.dial.isVisible()
    assert all(plot.isVisible() for plot in window.bench.shown)
    window.resize(1280, 768)
    QApplication.processEvents()
    assert window.bench.dial.isVisible()
    window.resize(800, 600)
    window.pages.dismiss()
    QApplication.processEvents()
    assert window.bench.dial.isVisible()


def test_text_is_as_large_as_the_theme_wants(make_window: Callable[..., MainWindow]) -> None:
    sizes = []
    for theme in ("light", "projector"):
        window = make_window(Preferences(theme=theme))
        window.resize(1440, 900)
        window.side_panels.show_page("words")
        QApplication.processEvents()
        sizes.append(window.pages.reader.theme.base)
        assert window.pages.reader.theme.base == window.appearance.theme.base
    assert sizes[1] > sizes[0]


def test_a_formula_has_its_exponent_raised_and_its_index_lowered(window: MainWindow) -> None:
    window.side_panels.show_page("temperature")
    document = window.pages.reader.document()
    (block,) = [
        block
        for number in range(document.blockCount())
        if (block := document.findBlockByNumber(number))
        .text()
        .startswith("pi\N{NO-BREAK SPACE}∝\N{NO-BREAK SPACE}e")
    ]
    cursor, shifts = QTextCursor(block), dict[str, QTextCharFormat.VerticalAlignment]()
    while not cursor.atBlockEnd():
        cursor.movePosition(QTextCursor.MoveOperation.NextCharacter)
        place = cursor.positionInBlock() - 1
        shifts[f"{place}{block.text()[place]}"] = cursor.charFormat().verticalAlignment()
    kinds = QTextCharFormat.VerticalAlignment
    assert shifts["0p"] == kinds.AlignNormal
    assert shifts["1i"] == kinds.AlignSubScript
    assert {shift for place, shift in shifts.items() if place[-1] in "z∕τ"} == {kinds.AlignSuperScript}
    assert "^" not in block.text()
