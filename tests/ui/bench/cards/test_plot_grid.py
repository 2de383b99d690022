"""Plots on the bench: add, remove, move, resize and enlarge them, with mouse and keyboard."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QToolButton, QWidget
from tests.ui import hands

from tauscope.document.document import Document
from tauscope.document.plot_sizes import PlotSizes
from tauscope.document.plots import MOST_PLOTS, PLOTS
from tauscope.document.preferences import Preferences
from tauscope.document.suitability import unsuited
from tauscope.ui.bench.cards.border import Border
from tauscope.ui.bench.cards.plot_card import PlotCard
from tauscope.ui.theme import THEMES
from tauscope.ui.window.main_window import MainWindow

LARGE, SMALL = (1440, 900), (1024, 768)
WITHOUT_TEXTS = "This plot needs a text: the bench holds a table."


def settle(window: MainWindow, size: tuple[int, int] = LARGE, count: int = 3) -> list[PlotCard]:
    """Show so many plots in a window of this size; answer with the cards that are seen."""
    window.resize(*size)
    window.history.start(
        Document(plots=tuple(name for name in PLOTS if not unsuited(name, Document()))[:count])
    )
    return seen(window)


def seen(window: MainWindow) -> list[PlotCard]:
    for _ in range(3):
        QApplication.processEvents()
    return [card for card in window.bench.grid.cards if card.isVisible()]


def plots(window: MainWindow) -> tuple[str, ...]:
    return window.history.document.plots


def names(cards: list[PlotCard]) -> list[str]:
    return [card.plot.name for card in cards if card.plot is not None]


def borders(window: MainWindow, name: str) -> list[Border]:
    found = [one for one in window.findChildren(Border, name) if one.isVisible()]
    return sorted(found, key=lambda one: (one.y(), one.x()))


def entries(menu: QMenu | None) -> dict[str, object]:
    assert menu is not None
    menu.aboutToShow.emit()
    return {action.text().replace("&", ""): action for action in menu.actions()}


def trigger(menu: QMenu | None, text: str) -> None:
    entries(menu)[text].trigger()  # type: ignore[attr-defined]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", [LARGE, SMALL])
def test_one_to_six_plots_stand_side_by_side(
    make_window: Callable[..., MainWindow], theme: str, size: tuple[int, int]
) -> None:
    window = make_window(Preferences(theme=theme))
    for count in range(1, MOST_PLOTS + 1):
        cards = settle(window, size, count)
        assert (window.width(), window.height()) == size
        grid = window.bench.grid
        waiting = count - len(cards)
        assert waiting == 0 or (size == SMALL and count > 4)
        for card in cards:
            assert grid.rect().contains(card.geometry())
            assert card.width() >= card.minimumSizeHint().width()
            assert card.height() >= card.minimumSizeHint().height()
            assert card.plot is not None
            assert card.plot.picture is window.feed.picture
            assert card.plot.frame.rect.height() > 0
        for one, other in itertools.combinations([*cards, *borders(window, "columnBorder")], 2):
            assert not one.geometry().intersects(other.geometry())
        more = window.findChildren(QToolButton, "morePlots")
        assert [one.text() for one in more if one.isVisible()] == ([f"{waiting} more ▾"] if waiting else [])


def test_a_plot_without_room_is_shown_in_the_last_card(make_window: Callable[..., MainWindow]) -> None:
    window = make_window(Preferences(theme="projector"))
    cards = settle(window, SMALL, 6)
    before = plots(window)
    assert names(cards) == list(before[:4])
    (more,) = [one for one in window.findChildren(QToolButton, "morePlots") if one.isVisible()]
    assert all(PLOTS[name].title in more.toolTip() for name in before[4:])
    more.menu().actions()[1].trigger()
    assert names(seen(window)) == [*before[:3], before[5]]
    assert plots(window) == before, "nothing was edited"
    assert window.history.undo_name is None
    card = seen(window)[-1]
    assert card.plot is not None
    assert card.plot.picture is window.feed.picture


def test_plots_are_added_from_the_tool_bar_until_the_bench_is_full(window: MainWindow) -> None:
    settle(window)
    add = window.findChild(QToolButton, "addPlot")
    assert isinstance(add, QToolButton)
    titles = {entry.title for name, entry in PLOTS.items() if name not in plots(window) and not entry.source}
    assert set(entries(add.menu())) == titles | {"Of Other Sources"}
    for title in ("Draws", "Compare", "Stages"):
        trigger(add.menu(), title)
    assert plots(window) == ("distribution", "curves", "levels", "draws", "compare", "stages")
    assert len(seen(window)) == 6
    left = entries(add.menu())
    del left["Of Other Sources"]
    assert set(left) < titles
    for action in left.values():
        assert not action.isEnabled()  # type: ignore[attr-defined]
        assert "at most" in action.toolTip()  # type: ignore[attr-defined]
    assert window.history.undo_name == "add Stages"
    for _ in range(3):
        window.history.undo()
    assert names(seen(window)) == ["distribution", "curves", "levels"]


def test_the_menu_of_a_card_removes_its_plot_but_not_the_last(window: MainWindow) -> None:
    cards = settle(window)
    trigger(cards[0].heading.menu(), "Remove")
    assert plots(window) == ("curves", "levels")
    trigger(seen(window)[1].heading.menu(), "Remove")
    (last,) = seen(window)
    remove = entries(last.heading.menu())["Remove"]
    assert not remove.isEnabled()  # type: ignore[attr-defined]
    hands.key(last.heading, Qt.Key.Key_Delete)
    assert plots(window) == ("curves",)
    window.history.undo()
    assert names(seen(window)) == ["curves", "levels"]


def test_the_keyboard_moves_and_removes_the_plot_whose_heading_it_has(window: MainWindow) -> None:
    cards = settle(window)
    cards[1].heading.setFocus()
    QTest.keyClick(cards[1].heading, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert plots(window) == ("curves", "distribution", "levels")
    assert cards[0].heading.hasFocus(), "the heading that was moved keeps the keyboard"
    QTest.keyClick(cards[0].heading, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert plots(window) == ("curves", "distribution", "levels"), "it is the first already"
    hands.key(cards[0].heading, Qt.Key.Key_Delete)
    assert plots(window) == ("distribution", "levels")
    assert window.history.undo_name == "remove All τ at once"


def test_the_menu_moves_plots(window: MainWindow) -> None:
    cards = settle(window)
    trigger(cards[2].heading.menu(), "Make Large")
    assert plots(window) == ("levels", "curves", "distribution")
    trigger(cards[0].heading.menu(), "Move Right")
    assert plots(window) == ("curves", "levels", "distribution")
    last = entries(cards[2].heading.menu())
    assert not last["Move Right"].isEnabled()  # type: ignore[attr-defined]


def drag_heading(card: PlotCard, to: QPoint, *, drop: bool = True) -> None:
    """Drag a heading to a point of the screen."""
    heading, start = card.heading, QPointF(card.heading.rect().center())
    hands.press(heading, start)
    hands.move(heading, start + QPointF(30, 0), hands.LEFT)
    end = QPointF(heading.mapFromGlobal(to))
    hands.move(heading, end, hands.LEFT)
    if drop:
        hands.release(heading, end)


def test_a_heading_dropped_on_another_card_swaps_the_plots(window: MainWindow) -> None:
    cards = settle(window)
    mark = window.findChild(QWidget, "dropMark")
    assert mark is not None
    drag_heading(cards[1], cards[2].mapToGlobal(cards[2].rect().center()), drop=False)
    assert mark.isVisible()
    assert mark.geometry() == cards[2].geometry()
    hands.release(
        cards[1].heading, QPointF(cards[1].heading.mapFromGlobal(cards[2].mapToGlobal(QPoint(9, 9))))
    )
    assert plots(window) == ("distribution", "levels", "curves")
    assert mark.isHidden()
    assert window.history.undo_name == "move a plot"
    drag_heading(cards[0], window.mapToGlobal(QPoint(3, 3)))
    assert plots(window) == ("distribution", "levels", "curves"), "dropped where there is no plot"


def test_esc_lets_go_of_a_dragged_heading(window: MainWindow) -> None:
    cards = settle(window)
    drag_heading(cards[1], cards[2].mapToGlobal(cards[2].rect().center()), drop=False)
    hands.key(cards[1].heading, Qt.Key.Key_Escape)
    mark = window.findChild(QWidget, "dropMark")
    assert mark is not None
    assert mark.isHidden()
    hands.release(cards[1].heading, QPointF(2, 2))
    assert plots(window) == Document().plots


def test_a_double_click_beside_the_word_gives_a_plot_the_place_of_all(window: MainWindow) -> None:
    cards = settle(window)
    before = [card.geometry() for card in cards]
    beside = QPointF(cards[1].width() / 2, 20)
    hands.double_click(cards[1], beside)
    assert seen(window) == [cards[1]]
    assert cards[1].geometry() == window.bench.grid.rect()
    assert not borders(window, "rowBorder")
    assert window.history.undo_name is None, "a state of the view"
    window.turn_to(0.5)
    assert cards[1].plot is not None
    assert cards[1].plot.picture is window.feed.picture
    hands.double_click(cards[1], beside)
    assert [card.geometry() for card in seen(window)] == before
    assert all(card.plot and card.plot.picture is window.feed.picture for card in cards)


def test_enter_shift_f11_and_esc_enlarge_and_go_back(window: MainWindow) -> None:
    cards = settle(window)
    cards[2].heading.setFocus()
    hands.key(cards[2].heading, Qt.Key.Key_Return)
    assert names(seen(window)) == ["levels"]
    hands.key(window, Qt.Key.Key_Escape)
    assert len(seen(window)) == 3
    window.actions_by_name["enlarge"].trigger()
    assert names(seen(window)) == ["levels"], "its heading has the keyboard"
    (back,) = [one for one in window.findChildren(QToolButton, "allPlots") if one.isVisible()]
    back.click()
    assert len(seen(window)) == 3


def test_the_second_click_on_the_word_enlarges_though_the_first_opened_the_menu(window: MainWindow) -> None:
    cards = settle(window)
    heading = cards[1].heading
    at = QPointF(heading.rect().center())
    hands.click(heading, at)
    menu = heading.menu()
    assert menu.isVisible()
    there = menu.mapFromGlobal(heading.mapToGlobal(at.toPoint()))
    QTest.mousePress(menu, hands.LEFT, hands.NO_KEYS, there)
    assert menu.isHidden()
    assert names(seen(window)) == ["curves"]


def test_an_enlarged_place_shows_another_plot_and_a_new_bench_all(window: MainWindow) -> None:
    cards = settle(window)
    window.bench.grid.enlarge(1)
    trigger(cards[1].heading.menu(), "Draws")
    assert names(seen(window)) == ["draws"]
    trigger(cards[1].heading.menu(), "Distribution")
    assert names(seen(window)) == ["distribution"]
    window.bench.grid.add("engines")
    assert len(seen(window)) == 4, "what is added is seen"
    window.bench.grid.enlarge(0)
    window.history.start(Document())
    assert len(seen(window)) == 3


def drag_border(border: Border, by: int) -> None:
    """Drag in several steps: the border goes along."""
    start = border.mapToGlobal(border.rect().center())
    way = QPoint(by, 0) if border.objectName() == "columnBorder" else QPoint(0, by)
    hands.press(border, border.rect().center())
    for step in range(1, 6):
        hands.move(border, QPointF(border.mapFromGlobal(start + way * step / 5)), hands.LEFT)


@pytest.mark.parametrize("by", [-120, 90])
def test_a_dragged_border_resizes_both_sides_in_one_step_of_undo(window: MainWindow, by: int) -> None:
    cards = settle(window, count=4)
    before = [card.geometry() for card in cards]
    (first, _) = borders(window, "columnBorder")
    drag_border(first, by)
    hands.release(first, first.rect().center())
    after = [card.geometry() for card in seen(window)]
    assert abs(after[1].width() - before[1].width() - by) <= 2
    assert abs(after[2].width() - before[2].width() + by) <= 2
    assert after[0] == before[0]
    assert abs(after[3].x() - before[3].x()) <= 1
    assert window.history.undo_name == "resize plots"
    window.history.undo()
    assert [card.geometry() for card in seen(window)] == before
    assert window.history.undo_name is None
    window.history.redo()
    assert [card.geometry() for card in seen(window)] == after


def test_rows_are_resized_and_a_double_click_brings_the_usual_sizes(window: MainWindow) -> None:
    cards = settle(window)
    before = [card.geometry() for card in cards]
    (border,) = borders(window, "rowBorder")
    drag_border(border, -150)
    hands.release(border, border.rect().center())
    assert abs(seen(window)[0].height() - before[0].height() + 150) <= 3
    hands.double_click(border, border.rect().center())
    assert [card.geometry() for card in seen(window)] == before
    assert window.history.document.plot_sizes == PlotSizes()


def test_no_drag_makes_a_card_smaller_than_it_needs(window: MainWindow) -> None:
    settle(window, count=4)
    for border in [*borders(window, "columnBorder"), *borders(window, "rowBorder")]:
        for by in (-3000, 3000):
            drag_border(border, by)
            hands.release(border, border.rect().center())
            for card in seen(window):
                assert card.width() >= card.minimumSizeHint().width()
                assert card.height() >= card.minimumSizeHint().height()
                assert window.bench.grid.rect().contains(card.geometry())


def test_esc_takes_a_drag_back_and_leaves_no_step_of_undo(window: MainWindow) -> None:
    cards = settle(window)
    before = [card.geometry() for card in cards]
    (border,) = borders(window, "rowBorder")
    drag_border(border, -100)
    hands.key(border, Qt.Key.Key_Escape)
    assert [card.geometry() for card in seen(window)] == before
    hands.move(border, QPointF(5, 300), hands.LEFT)
    assert [card.geometry() for card in seen(window)] == before
    assert window.history.undo_name is None


def test_sizes_are_reset_in_the_menus_view_and_of_a_card(window: MainWindow) -> None:
    cards = settle(window)
    assert "Reset Sizes" not in entries(cards[0].heading.menu())
    dragged = PlotSizes.of([1, 2], [0.5])
    window.bench.grid.commands.resize(dragged)
    window.actions_by_name["reset_sizes"].trigger()
    assert window.history.document.plot_sizes == PlotSizes()
    window.bench.grid.commands.resize(dragged)
    trigger(cards[0].heading.menu(), "Reset Sizes")
    assert window.history.document.plot_sizes == PlotSizes()


def test_sizes_hold_in_a_window_of_another_size(window: MainWindow) -> None:
    settle(window, LARGE)
    window.bench.grid.commands.resize(PlotSizes.of([1, 3, 1]))
    for size in (SMALL, LARGE):
        window.resize(*size)
        _, left, right = seen(window)
        assert left.width() / right.width() > 1.2


def for_texts(document: Document) -> str:
    """Say why a plot of texts cannot show a document."""
    return "" if document.source.abilities.steps else WITHOUT_TEXTS


@pytest.fixture
def text_plot(monkeypatch: pytest.MonkeyPatch) -> str:
    """A plot that suits texts alone."""
    entry = PLOTS["compare"]._replace(unsuited=f"{__name__}.{for_texts.__name__}")
    monkeypatch.setitem(PLOTS, "compare", entry)
    return "compare"


def test_plots_without_anything_to_show_are_offered_last_and_grey(window: MainWindow, text_plot: str) -> None:
    cards = settle(window)
    assert unsuited(text_plot, window.history.document) == WITHOUT_TEXTS
    offered = entries(cards[0].heading.menu())
    titles = {entry.title for entry in PLOTS.values() if not entry.source}
    choices = list(offered)[: len(titles)]
    grey = [title for title in choices if not offered[title].isEnabled()]  # type: ignore[attr-defined]
    assert PLOTS[text_plot].title in grey
    assert choices[-len(grey) :] == grey
    assert set(choices) == titles
    action = offered[PLOTS[text_plot].title]
    assert not action.isEnabled()  # type: ignore[attr-defined]
    assert action.toolTip() == WITHOUT_TEXTS  # type: ignore[attr-defined]


def test_a_plot_with_nothing_to_show_says_so_in_its_card(window: MainWindow, text_plot: str) -> None:
    settle(window)
    window.history.start(Document(plots=("distribution", text_plot)))
    card = seen(window)[1]
    sentence = card.findChild(QLabel, "plotSentence")
    assert sentence is not None
    assert sentence.isVisible()
    assert sentence.text() == WITHOUT_TEXTS
    assert card.plot is not None
    assert not card.plot.isVisible()
    trigger(card.heading.menu(), "Draws")
    assert not sentence.isVisible()
    assert names(seen(window)) == ["distribution", "draws"]
    assert all(one.plot and one.plot.isVisible() for one in seen(window))
