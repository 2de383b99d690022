"""Plots below the panel of a source: their border is dragged, and one plot takes the place of all."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QApplication
from tests.ui import hands
from tests.ui.panels.conftest import Story

from tauscope.document.plot_sizes import PlotSizes
from tauscope.ui.bench.cards.border import Border


def at_size(story: Story, size: tuple[int, int]) -> None:
    story.window.resize(*size)
    for _ in range(3):
        QApplication.processEvents()


def test_the_border_below_a_panel_is_dragged(story: Story) -> None:
    at_size(story, (1440, 900))
    window, grid = story.window, story.window.bench.grid
    (border,) = [one for one in window.findChildren(Border, "rowBorder") if one.isVisible()]
    before = story.panel.height(), grid.cards[0].height()
    start = border.mapToGlobal(border.rect().center())
    hands.press(border, border.rect().center())
    for step in (20, 50, 80):
        hands.move(border, QPointF(border.mapFromGlobal(start + QPoint(0, step))), hands.LEFT)
    hands.release(border, border.rect().center())
    assert abs(story.panel.height() - before[0] - 80) <= 2
    assert abs(grid.cards[0].height() - before[1] + 80) <= 2
    assert window.history.document.plot_sizes.panel > 1
    assert window.history.undo_name == "resize plots"
    window.history.undo()
    assert (story.panel.height(), grid.cards[0].height()) == before
    assert window.history.document.plot_sizes == PlotSizes()


def test_an_enlarged_plot_takes_the_place_of_the_panel_too(story: Story) -> None:
    at_size(story, (1440, 900))
    grid = story.window.bench.grid
    grid.enlarge(2)
    assert not story.panel.isVisible()
    assert grid.cards[2].geometry() == grid.rect()
    story.window.turn_to(0.5)
    story.until(story.shown)
    assert grid.cards[2].plot is not None
    assert grid.cards[2].plot.picture is story.window.feed.picture
    grid.enlarge(None)
    assert story.panel.isVisible()
    assert all(card.plot and card.plot.picture is story.window.feed.picture for card in grid.cards)


def test_a_small_window_offers_the_plots_without_room(story: Story) -> None:
    at_size(story, (1024, 768))
    grid = story.window.bench.grid
    first, second, third = grid.cards
    assert [card.isVisible() for card in grid.cards] == [True, True, False]
    grid.bring_to_front(story.window.history.document.plots[2])
    assert [card.isVisible() for card in grid.cards] == [True, False, True]
    assert third.geometry().right() == grid.rect().right()
    assert not first.geometry().intersects(third.geometry())
    assert second.plot is None
