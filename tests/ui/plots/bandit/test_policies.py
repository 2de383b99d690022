"""Plots of policies: names at the ends, the line at the present step, values, and what stands instead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QMenu
from tests.suited import PULLS, bandit_document
from tests.ui import hands
from tests.ui.plots.conftest import Written
from tests.ui.plots.painted_text import faults

from tauscope.core.bandit.run import BanditRun
from tauscope.core.bandit.testbed import BanditTestbed
from tauscope.core.numbers import screen_number
from tauscope.document.document import Document
from tauscope.document.edits import exploration_edits, table_edits
from tauscope.document.panel_settings.bandit import BanditSettings
from tauscope.document.picture.answers import Pending
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.study import StudyResults
from tauscope.document.studies.exploration import policy_curves
from tauscope.sources.bandit import Bandit
from tauscope.ui.editing.history import History
from tauscope.ui.plots import plot_class
from tauscope.ui.plots.bandit import policy_lines
from tauscope.ui.plots.bandit.policies import PolicyPlot
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.theme import THEMES, load_theme

NAMES = ("reward", "optimal", "regret")


def shown(**settings: Any) -> Document:
    known = BanditSettings(**{"runs": 60, "steps": 100, "scheduled": True, **settings})
    return bandit_document().with_settings(known)


@pytest.fixture(params=NAMES)
def plot(
    request: pytest.FixtureRequest, make_plot: Callable[[type[Plot]], Plot], history: History
) -> PolicyPlot:
    history.start(shown())
    plot = make_plot(plot_class(request.param))
    assert isinstance(plot, PolicyPlot)
    return plot


def test_each_policy_is_named_at_its_end(plot: PolicyPlot, written: Callable[[Plot], list[Written]]) -> None:
    names = {one.text: one.at for one in written(plot)}
    assert {"annealed", "constant τ 0.3", "ε-greedy 0.1", "UCB1", "greedy"} <= names.keys()
    assert plot.picture is not None
    ends = {one.names[0]: getattr(one.curves, plot.curve)[-1] for one in plot.picture.once(policy_curves)}
    order = sorted(ends, key=ends.__getitem__, reverse=True)
    # The ends of the curves are means of a few steps, so that close ones may change places.
    heights = [names[name].y() for name in order]
    assert heights[0] < heights[-1]
    assert all(names[name].x() > plot.frame.rect.right() for name in order)


def test_names_are_short_in_a_narrow_plot(plot: PolicyPlot, written: Callable[[Plot], list[Written]]) -> None:
    plot.resize(230, 200)
    assert {"annealed", "τ 0.3", "ε 0.1"} <= {one.text for one in written(plot)}


def test_the_line_is_at_the_present_step(
    plot: PolicyPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    accent = plot.theme.colours.accent.name()
    (present,) = [one for one in written(plot) if one.colour == accent]
    assert present.text == str(PULLS)
    assert present.area.center().x() == pytest.approx(plot.frame.x.pixel(PULLS), abs=1.0)
    frame, before = plot.frame, plot.grab().toImage()
    hands.click(plot, plot.frame.point(10, plot.frame.y.low) - QPointF(0, 30))
    assert history.document.source.position(history.document.state) == 10
    assert plot.frame == frame
    assert plot.grab().toImage() != before
    history.undo()
    assert history.document.source.position(history.document.state) == PULLS


def test_a_drag_goes_no_farther_than_the_run(plot: PolicyPlot, history: History) -> None:
    y = plot.frame.rect.center().y()
    hands.drag(plot, [QPointF(plot.frame.x.pixel(step), y) for step in (20, 5, 2, 90)])
    assert history.document.source.position(history.document.state) == PULLS
    hands.drag(plot, [QPointF(plot.frame.x.pixel(step), y) for step in (20, 5, 2)])
    assert history.document.source.position(history.document.state) == 2
    assert history.undo_name == "go to a step of the run"
    history.undo()
    assert history.document.source.position(history.document.state) == PULLS


def test_values_of_all_policies_are_told_at_the_mouse(plot: PolicyPlot) -> None:
    at = QPointF(plot.frame.x.pixel(50), plot.frame.rect.center().y())
    head, *rows = plot.value_at(at).splitlines()
    assert head == "step 50"
    assert plot.picture is not None
    curves = plot.picture.once(policy_curves)
    assert len(rows) == len(curves) == 5
    for row, one in zip(rows, curves, strict=True):
        value, error = (getattr(one.curves, name)[49] for name in (plot.curve, plot.error))
        assert row == f"{one.names[0]}: {type(plot).write(value)} ± {type(plot).write(error)}"
    assert plot.value_at(QPointF(1, 1)) == ""


def test_no_standard_error_is_told_of_one_run(plot: PolicyPlot, history: History) -> None:
    history.start(shown(runs=1))
    at = QPointF(plot.frame.x.pixel(50), plot.frame.rect.center().y())
    assert "±" not in plot.value_at(at)
    assert not plot.grab().isNull()


@pytest.mark.parametrize("look", THEMES)
@pytest.mark.parametrize("size", [(290, 240), (230, 200), (600, 300), (180, 140), (1000, 700)])
@pytest.mark.parametrize("steps", [1, 100, 2000])
def test_texts_stand_clear_of_one_another(
    plot: PolicyPlot, history: History, look: str, size: tuple[int, int], steps: int
) -> None:
    plot.apply_theme(load_theme(look, 14.0))
    plot.resize(*size)
    history.start(shown(runs=5, steps=steps))
    assert list(faults(plot, 9.0)) == []


def test_axes_of_arms_with_large_values(plot: PolicyPlot, history: History) -> None:
    for values in ((1e6, 1e6 - 1.0), (-3.0, -4.0), (0.0, 0.0), (5000.0, -5000.0)):
        source = Bandit(BanditRun(BanditTestbed(2, values=values)))
        history.start(replace(shown(runs=9), source=source, state=source.initial()))
        assert list(faults(plot, 9.0)) == []


def test_what_cannot_be_simulated_is_said_and_can_be_tried_again(
    plot: PolicyPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    source = Bandit(BanditRun(BanditTestbed(1000)))
    history.start(replace(shown(runs=1_000_000), source=source, state=source.initial()))
    said = " ".join(one.text for one in written(plot))
    assert "at most 10,000,000 are made" in said
    assert plot.picture is not None
    assert "click on the plot to try again" in plot.caption(plot.picture)
    again = list[bool]()
    plot.again.connect(lambda: again.append(True))
    hands.click(plot, plot.frame.rect.center())
    assert again == [True]


def test_it_says_that_it_simulates(
    plot: PolicyPlot, written: Callable[[Plot], list[Written]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(StudyResults, "_missing", lambda *_: Pending())
    plot.show_picture(Picture.of(shown()))
    assert "Simulating …" in {one.text for one in written(plot)}
    assert "Simulating" in plot.caption(Picture.of(shown()))


def test_knobs_that_the_runs_do_not_have_are_named(plot: PolicyPlot) -> None:
    assert "without the other knobs" not in plot.legend(Picture.of(shown()))
    cut = table_edits.set_chain(shown(), shown().chain.parse("temperature=1,top-k=2"))
    assert plot.legend(Picture.of(cut)).endswith(
        "60 runs, τ without the other knobs, band: ± 2 standard errors"
    )


# The tool


def entries(plot: PolicyPlot) -> dict[str, Any]:
    menu = plot.choice.menu()
    assert isinstance(menu, QMenu)
    menu.aboutToShow.emit()
    return {action.text(): action for action in menu.actions() if action.text()}


def test_the_menu_compares_policies_and_sets_the_runs(plot: PolicyPlot, history: History) -> None:
    plot.show_in_tools(Picture.of(history.document))
    found = entries(plot)
    assert [text for text, action in found.items() if action.isChecked()] == [
        "Constant τ = 0.30",
        "ε-Greedy, ε = 0.1",
        "UCB1",
        "Greedy",
        "60 runs",
    ]
    found["UCB1"].trigger()
    assert "ucb" not in history.document.settings(BanditSettings).compared
    assert history.undo_name == "stop comparing with UCB1"
    found["200 runs"].trigger()
    assert history.document.settings(BanditSettings).runs == 200
    assert plot.choice.text() == "60 runs ▾"
    plot.show_in_tools(Picture.of(history.document))
    assert plot.choice.text() == "200 runs ▾"
    plot.choice.fit(30)
    assert plot.choice.text() == "⋯"


def test_the_button_has_room_for_all_runs_while_few_are_shown(plot: PolicyPlot) -> None:
    settings = BanditSettings(runs=2000)
    plot.choice.show_settings(settings, 2000)
    width = plot.choice.sizeHint().width()
    plot.choice.show_settings(settings, 200)
    assert plot.choice.text() == "200 runs ▾"
    assert plot.choice.sizeHint().width() == width


def test_values_can_be_typed_and_bad_ones_are_refused_in_words(
    plot: PolicyPlot, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[str]()

    def ask(_parent: object, title: str, label: str, text: str, parse: Callable[[str], Any]) -> tuple[Any]:
        asked.append(f"{title} {label} {text}")
        return (parse("7"),)

    monkeypatch.setattr("tauscope.ui.plots.tools.policy_choice.ask", ask)
    found = entries(plot)
    found["Another Constant τ…"].trigger()
    found["Another Number of Runs…"].trigger()
    settings = history.document.settings(BanditSettings)
    assert (settings.constant, settings.runs) == (7.0, 7)
    assert len(asked) == 2
    source = Bandit(BanditRun(BanditTestbed(1000)))
    history.start(replace(shown(), source=source, state=source.initial()))
    plot.choice._do("x", lambda document: exploration_edits.set_runs(document, 1_000_000))
    assert history.document.settings(BanditSettings).runs == 60


def test_those_who_hear_are_told_the_last_values(plot: PolicyPlot) -> None:
    assert plot.picture is not None
    curves = plot.picture.once(policy_curves)[0].curves
    last = type(plot).write(float(getattr(curves, plot.curve)[-1]))
    assert f"After 100 steps: annealed {last}, " in plot.accessibleDescription()
    assert screen_number(0.5) == "0.50"
    assert plot.cursor_at(plot.frame.point(PULLS, 0)) is not None
    assert plot.cursor_at(QPointF(plot.frame.x.pixel(PULLS), plot.frame.rect.center().y())) == (
        Qt.CursorShape.SizeHorCursor
    )


@pytest.mark.parametrize("steps", [1, 2, 13, 100, 1000, 1003, 10_000])
def test_points_are_means_of_all_steps_finer_at_the_beginning(steps: int) -> None:
    starts = policy_lines._starts(steps)
    sizes = np.diff(starts, append=steps)
    assert (sizes > 0).all()
    assert starts[0] == 0
    assert len(starts) <= 2 * policy_lines.MEANS
    assert sizes[0] == 1 or steps == 1
    assert sizes.max() <= 1.5 * max(1, -(-steps // policy_lines.MEANS))
    values = np.arange(steps, dtype=np.float64) ** 2
    means = policy_lines._means(values, starts)
    assert (means * sizes).sum() == pytest.approx(values.sum())
