"""The schedule: drawn by hand as one gesture, points that move and go, and the line that is the dial."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QTextBrowser, QToolButton
from tests.suited import PULLS, bandit_document
from tests.ui import hands
from tests.ui.plots.conftest import Written
from tests.ui.plots.painted_text import faults

from tauscope.core.temperatures.schedules import Drawn, Exponential, Linear, Schedule
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.panel_settings.bandit import BanditSettings
from tauscope.document.picture.picture import Picture
from tauscope.ui.editing.history import History
from tauscope.ui.plots.bandit.schedule import HEURISTIC, HINT, SchedulePlot
from tauscope.ui.plots.bandit.schedule_axis import TemperatureAxis
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.theme import THEMES, load_theme
from tauscope.ui.window.main_window import MainWindow

POINTS = ((0.0, 2.0), (30.0, 0.5), (99.0, 0.1))


def shown(temperature: float = 1.0, **settings: Any) -> Document:
    known = BanditSettings(**{"runs": 9, "steps": 100, "scheduled": True, **settings})
    return table_edits.set_temperature(bandit_document().with_settings(known), temperature)


def schedule(history: History) -> Schedule:
    return history.document.settings(BanditSettings).schedule


@pytest.fixture
def plot(make_plot: Callable[[type[Plot]], Plot], history: History) -> SchedulePlot:
    history.start(shown())
    plot = make_plot(SchedulePlot)
    assert isinstance(plot, SchedulePlot)
    return plot


def at(plot: SchedulePlot, step: float, temperature: float) -> QPointF:
    return plot.frame.point(step, math.log10(temperature))


# Drawing


def test_a_drag_draws_as_one_gesture(plot: SchedulePlot, history: History) -> None:
    before = schedule(history)
    spots = [at(plot, 20, 0.5), at(plot, 40, 0.5), at(plot, 60, 1.0)]
    hands.drag(plot, spots)
    drawn = schedule(history).temperatures(100)
    np.testing.assert_allclose(drawn[21:39], 0.5, rtol=0.05)
    assert drawn[50] == pytest.approx(0.7, rel=0.1)
    np.testing.assert_allclose(drawn[70:], before.temperatures(100)[70:], rtol=0.05)
    assert history.undo_name == "draw the schedule"
    history.undo()
    assert schedule(history) == before


def test_a_drawn_schedule_is_followed(plot: SchedulePlot, history: History) -> None:
    history.start(shown(policy="greedy", scheduled=False))
    hands.drag(plot, [at(plot, 20, 0.5), at(plot, 40, 0.5)])
    assert history.document.settings(BanditSettings).follows


def test_the_axis_stays_while_a_hand_draws_and_fits_afterwards(plot: SchedulePlot, history: History) -> None:
    span = plot.frame.y
    top, left = plot.frame.rect.top(), plot.frame.x.pixel(20)
    hands.press(plot, QPointF(left, top + 5))
    for x in range(10, 200, 10):
        hands.move(plot, QPointF(left + x, top + 1), Qt.MouseButton.LeftButton)
        assert plot.frame.y == span
    hands.release(plot, QPointF(left + 200, top))
    assert plot.frame.y.high > span.high
    history.undo()
    assert plot.frame.y == span


def test_a_hand_outside_the_plot_draws_at_its_edge(plot: SchedulePlot, history: History) -> None:
    hands.drag(plot, [at(plot, 50, 0.5), QPointF(-50, 9999), QPointF(9999, -9999)])
    drawn = schedule(history)
    assert isinstance(drawn, Drawn)
    assert drawn.points[0][0] >= 0
    assert drawn.points[-1][0] <= 99
    assert (drawn.temperatures(100) > 0).all()


def test_a_click_draws_nothing(plot: SchedulePlot, history: History) -> None:
    hands.click(plot, at(plot, 50, 0.5))
    assert history.undo_name is None


def test_a_point_is_moved(plot: SchedulePlot, history: History) -> None:
    history.start(shown(schedule=Drawn(POINTS)))
    hands.drag(plot, [at(plot, 30, 0.5), at(plot, 40, 0.4), at(plot, 50, 0.3)])
    drawn = schedule(history)
    assert isinstance(drawn, Drawn)
    assert (drawn.points[0], drawn.points[2]) == (POINTS[0], POINTS[2])
    assert drawn.points[1][0] == 50.0
    assert drawn.points[1][1] == pytest.approx(0.3, rel=0.05)
    assert history.undo_name == "move a point of the schedule"
    history.undo()
    assert schedule(history) == Drawn(POINTS)


def test_a_double_click_removes_a_point_and_only_there(plot: SchedulePlot, history: History) -> None:
    history.start(shown(schedule=Drawn(POINTS)))
    hands.double_click(plot, at(plot, 60, 1.0))
    assert schedule(history) == Drawn(POINTS)
    hands.double_click(plot, at(plot, 30, 0.5))
    assert schedule(history) == Drawn((POINTS[0], POINTS[2]))
    assert history.undo_name == "remove a point of the schedule"


def test_the_last_point_stays(plot: SchedulePlot, history: History) -> None:
    history.start(shown(schedule=Drawn(((50.0, 0.5),))))
    hands.double_click(plot, at(plot, 50, 0.5))
    assert schedule(history) == Drawn(((50.0, 0.5),))


def test_the_button_makes_points(plot: SchedulePlot, history: History) -> None:
    said = list[str]()
    plot.said.connect(said.append)
    button, _ = plot.tools
    button.click()  # type: ignore[attr-defined]
    assert isinstance(schedule(history), Drawn)
    assert said == [HINT]
    assert "double-click a point to remove it" in button.toolTip()


def test_the_question_mark_opens_the_article(window: MainWindow) -> None:
    window.history.start(shown())
    button = window.findChild(QToolButton, "helpOnSchedule")
    assert isinstance(button, QToolButton)
    button.click()
    page = window.pages.findChild(QTextBrowser)
    assert isinstance(page, QTextBrowser)
    assert "1705.10257" in page.toPlainText()


# What is shown


def test_the_dial_is_a_dot_on_the_line_of_the_step(
    plot: SchedulePlot, written: Callable[[Plot], list[Written]]
) -> None:
    texts = {one.text: one for one in written(plot)}
    assert texts["τ = 1.00"].colour == plot.theme.colours.accent.name()
    assert texts[str(PULLS)].colour == plot.theme.colours.accent.name()
    assert "constant 0.3" in texts
    assert " ".join(one for one in texts if one in HEURISTIC[0]).endswith(HEURISTIC[0])


def test_long_temperatures_are_told_in_three_digits(
    plot: SchedulePlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    history.start(shown(0.4566300977765333))
    assert "τ = 0.457" in {one.text for one in written(plot)}


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "exponential"),
        ({"scheduled": False}, "set aside"),
        ({"policy": "greedy"}, "has no temperature"),
        ({"schedule": Drawn(POINTS)}, "drawn by hand"),
    ],
)
def test_the_caption_says_what_is_followed(plot: SchedulePlot, settings: dict[str, Any], said: str) -> None:
    assert said in plot.caption(Picture.of(shown(**settings)))


def test_values_are_told_at_the_mouse(plot: SchedulePlot, history: History) -> None:
    found = plot.value_at(at(plot, 49, 0.5))
    assert found == f"step 50: τ = {Exponential(2.0, 0.05).temperatures(100)[49]:.3g}"
    history.start(shown(schedule=Drawn(POINTS)))
    assert plot.value_at(at(plot, 30, 0.5)) == "step 31: τ = 0.50\nDrag to move, double-click to remove"
    assert plot.cursor_at(at(plot, 30, 0.5)) == Qt.CursorShape.PointingHandCursor
    assert plot.cursor_at(at(plot, 60, 0.2)) == Qt.CursorShape.CrossCursor


@pytest.mark.parametrize("look", THEMES)
@pytest.mark.parametrize("size", [(320, 390), (230, 200), (600, 300), (180, 140), (1000, 700)])
@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"schedule": Linear(1.0, 0.0), "scheduled": False},
        {"schedule": Exponential(1e-4, 1e4)},
        {"schedule": Linear(0.0, 0.0), "constant": math.inf},
        {"steps": 1},
        {"policy": "ucb", "compared": ()},
    ],
    ids=str,
)
def test_texts_stand_clear_of_one_another(
    plot: SchedulePlot, history: History, look: str, size: tuple[int, int], settings: dict[str, Any]
) -> None:
    plot.apply_theme(load_theme(look, 14.0))
    plot.resize(*size)
    for temperature in (0.0, 0.3, 50.0, math.inf):
        history.start(shown(temperature, **settings))
        assert list(faults(plot, 9.0)) == []


def test_0_and_infinity_have_stops_beyond_the_logarithmic_part() -> None:
    axis = TemperatureAxis.of([0.0, 0.1, 1.0, math.inf])
    places = axis.places(np.array([0.0, 0.1, 1.0, math.inf]))
    assert (np.diff(places) > 0).all()
    assert (places[0], places[-1]) == axis.span
    labels = [text for _, text in axis.ticks(20.0)]
    assert {"0", "∞", "0.1", "1"} <= set(labels)
    assert axis.temperature(axis.place(0.5)) == pytest.approx(0.5)
    assert axis.temperature(99.0) == pytest.approx(10**axis.high, rel=0.01)
