"""The plot of a bandit's arms: values, estimates and chances in the same columns, and arms pulled by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage
from tests.suited import bandit_document
from tests.ui.hands import click, drag, leave, move
from tests.ui.plots.conftest import Written

from tauscope.core.bandit.run import BanditRun
from tauscope.core.bandit.testbed import BanditTestbed
from tauscope.core.chain import Chain
from tauscope.core.numbers import screen_percentage
from tauscope.core.softmax import softmax
from tauscope.document.document import Document
from tauscope.document.edits import bandit_edits, source_edits, table_edits
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.subjects.bandit_numbers import bandit_numbers
from tauscope.document.reports.plot_data import plot_numbers
from tauscope.document.suitability import unsuited
from tauscope.sources.bandit import Bandit
from tauscope.ui.editing.history import History
from tauscope.ui.plots.bandit.arm_columns import value_range, value_ticks
from tauscope.ui.plots.bandit.arms import PULL, ArmsPlot
from tauscope.ui.plots.base.plot import Plot

Writer = Callable[[Plot], list[Written]]


@pytest.fixture
def plot(make_plot: Callable[[type[Plot]], Plot], history: History) -> ArmsPlot:
    history.start(table_edits.set_temperature(bandit_document(), 0.5))
    made = make_plot(ArmsPlot)
    assert isinstance(made, ArmsPlot)
    return made


def texts(written: list[Written]) -> list[str]:
    return [one.text for one in written]


def middle(plot: ArmsPlot, row: int, *, below: bool = False) -> QPointF:
    y = plot._chance_frame.rect.center().y() if below else plot.frame.rect.center().y()
    return QPointF(plot.frame.x.pixel(row), y)


def is_near(image: QImage, point: QPointF, colour: QColor) -> bool:
    """Whether a pixel has a colour, but for what its edges are smoothed by."""
    found = image.pixelColor(point.toPoint())
    away = (found.red() - colour.red(), found.green() - colour.green(), found.blue() - colour.blue())
    return sum(map(abs, away)) < 150


def test_it_is_for_a_bandit_alone() -> None:
    assert unsuited("arms", bandit_document()) == ""
    assert "Source → Bandit" in unsuited("arms", Document())


def test_values_and_chances_stand_in_the_same_columns(plot: ArmsPlot, written: Writer) -> None:
    numbers = bandit_numbers(Picture.of(plot.picture.document))  # type: ignore[union-attr]
    image, line = plot.grab().toImage(), plot.theme.colours
    for row in range(10):
        # Aside from the ring, where the line of the true value is.
        at = plot.frame.point(row - 0.3, float(numbers.values[row]))
        assert is_near(image, at, line.of_class(row))
        assert not is_near(image, at + QPointF(0, 9), line.of_class(row))
    names = {one.text: one.at.x() for one in written(plot) if one.text.startswith("arm ")}
    assert [round(names[f"arm {row + 1}"] - plot.frame.x.pixel(row)) for row in range(10)] == [0] * 10


def test_the_numbers_are_those_of_the_run(plot: ArmsPlot, written: Writer) -> None:
    picture = plot.picture
    assert picture is not None
    numbers = bandit_numbers(picture)
    source, state = bandit_edits.bandit_of(picture.document), picture.document.state
    rewards, arms = source.rewards(state), np.array(state.arms)
    for row in range(10):
        assert numbers.estimates[row] == pytest.approx(rewards[arms == row].mean())
        assert numbers.standard_errors[row] == pytest.approx(1 / np.sqrt((arms == row).sum()))
    assert numbers.chances == pytest.approx(softmax(numbers.estimates, 0.5))
    shown = texts(written(plot))
    assert all(screen_percentage(p) in shown for p in numbers.chances.tolist())
    assert "best arm" in shown
    assert plot.caption(picture).startswith("step 25 of 1,000, seed 1")
    table = plot_numbers("arms", picture)
    assert table.headers == (
        *("label", "true_value", "estimate", "standard_error", "pulls", "chance", "best"),
    )
    assert [row[1] for row in table.rows] == source.values(state).tolist()
    assert sum(row[6] for row in table.rows) == 1


def test_the_bars_follow_the_dial(plot: ArmsPlot, history: History) -> None:
    before = plot.grab().toImage()
    frame = plot.frame
    history.start(table_edits.set_temperature(history.document, 0.55))
    after = plot.grab().toImage()
    assert after != before
    assert plot.frame == frame
    # What is above the bars stays as it is.
    top = frame.rect.toRect()
    assert after.copy(top) == before.copy(top)


def test_true_values_are_hidden_from_who_guesses(
    plot: ArmsPlot, history: History, written: Writer, theme: object
) -> None:
    del theme
    switch = plot.true_values
    plot.show_in_tools(plot.picture)  # type: ignore[arg-type]
    assert switch.isChecked()
    switch.click()
    assert history.undo_name == "hide the true values"
    shown = texts(written(plot))
    assert "best arm" not in shown
    assert "true value" not in shown
    assert "estimate ± 2 se" in shown
    assert "true value" not in plot.value_at(middle(plot, 3))
    assert "Best" not in plot.describe(plot.picture)  # type: ignore[arg-type]
    assert "true_value" not in plot_numbers("arms", plot.picture).headers  # type: ignore[arg-type]
    values = bandit_numbers(plot.picture).values  # type: ignore[arg-type]
    colours = plot.theme.colours
    at = plot.frame.point(7 - 0.3, float(values[7]))
    assert not is_near(plot.grab().toImage(), at, colours.of_class(7))
    history.undo()
    assert "best arm" in texts(written(plot))


def test_a_click_pulls_the_arm_and_says_so_before(plot: ArmsPlot, history: History) -> None:
    for below in (False, True):
        before = history.document.state
        at = middle(plot, 6, below=below)
        move(plot, at)
        assert plot.value_at(at).endswith(PULL)
        assert plot.value_at(at).startswith("arm 7\ntrue value 0.664\nQ = ")
        assert plot.viewport().cursor().shape() == Qt.CursorShape.PointingHandCursor
        click(plot, at)
        state = history.document.state
        assert state.arms == (*before.arms, 6)
        assert state.choices[-1].settings.by_hand
        assert history.undo_name == "pull arm 7"
        assert plot.focus.selected == (6,)
        history.undo()
    leave(plot)


def test_a_drag_away_and_a_click_beside_pull_nothing(plot: ArmsPlot, history: History) -> None:
    drag(plot, [middle(plot, 2), middle(plot, 5)])
    click(plot, QPointF(3, 3))
    click(plot, middle(plot, 4), Qt.KeyboardModifier.ControlModifier)
    click(plot, middle(plot, 4), button=Qt.MouseButton.RightButton)
    assert history.undo_name is None


def test_a_cut_arm_is_hatched_and_can_be_pulled_by_hand(
    plot: ArmsPlot, history: History, written: Writer
) -> None:
    history.start(replace(history.document, chain=Chain.parse("temperature=0.5,top-k=3")))
    shown = texts(written(plot))
    assert shown.count("cut") == 7
    assert any("after all knobs" in text for text in shown)
    worst = int(bandit_numbers(plot.picture).estimates.argmin())  # type: ignore[arg-type]
    assert "cut by a knob" in plot.value_at(middle(plot, worst))
    click(plot, middle(plot, worst))
    assert history.document.state.arms[-1] == worst
    assert history.document.state.choices[-1].probability == 0.0


@pytest.mark.parametrize(("policy", "words"), [("greedy", "Greedy"), ("epsilon-greedy", "ε-greedy, ε = 0.1")])
def test_chances_are_those_of_the_policy(
    plot: ArmsPlot, history: History, written: Writer, policy: str, words: str
) -> None:
    history.start(bandit_edits.set_policy(history.document, policy))
    numbers = bandit_numbers(plot.picture)  # type: ignore[arg-type]
    top = int(numbers.estimates.argmax())
    share = 0.0 if policy == "greedy" else 0.01
    assert numbers.chances[top] == pytest.approx(1.0 if policy == "greedy" else 0.91)
    assert np.delete(numbers.chances, top) == pytest.approx(share)
    assert any(words in text for text in texts(written(plot)))


def test_an_arm_that_was_never_pulled_has_no_whisker(plot: ArmsPlot, history: History) -> None:
    history.start(source_edits.restart(history.document))
    assert "never pulled" in plot.value_at(middle(plot, 0))
    assert np.isinf(bandit_numbers(plot.picture).standard_errors).all()  # type: ignore[arg-type]
    assert not plot.grab().isNull()


def test_true_values_that_walk_are_those_of_the_step(plot: ArmsPlot, history: History) -> None:
    document = source_edits.use_source(Document(), Bandit(BanditRun(BanditTestbed(walk=0.3), seed=4)))
    for step in range(30):
        document = source_edits.choose(document, step % 10)
    history.start(document)
    run, numbers = bandit_edits.bandit_of(document).run, bandit_numbers(plot.picture)  # type: ignore[arg-type]
    assert numbers.values.tolist() == run.values(30).tolist()
    assert numbers.values.tolist() != run.values(0).tolist()
    losses = [run.values(step).max() - run.values(step)[step % 10] for step in range(30)]
    assert numbers.losses == pytest.approx(losses)
    assert numbers.regret == pytest.approx(sum(losses))
    assert numbers.best_choices == sum(loss == 0 for loss in losses)


@pytest.mark.parametrize(
    "testbed", [BanditTestbed(2), BanditTestbed(40), BanditTestbed(1000), BanditTestbed(2, 0, (1e6, -1e6))]
)
def test_any_number_of_arms_and_any_values_are_drawn(
    plot: ArmsPlot, history: History, testbed: BanditTestbed
) -> None:
    document = source_edits.use_source(Document(), Bandit(BanditRun(testbed)))
    history.start(source_edits.choose(document, 1))
    for size in ((700, 400), (160, 120), (60, 700), (1, 1)):
        plot.resize(*size)
        assert not plot.grab().isNull()
    plot.resize(700, 400)
    for place in range(len(plot._columns)):
        assert plot.value_at(middle(plot, place)).startswith(plot._columns[place].label)
    assert sum(one.chance for one in plot._columns) == pytest.approx(1.0)


def test_the_range_holds_the_values_and_seldom_changes(plot: ArmsPlot) -> None:
    numbers = bandit_numbers(plot.picture)  # type: ignore[arg-type]
    low, high = value_range(numbers, range(10), true_values=True)
    assert low <= numbers.values.min() - 2.5
    assert high >= numbers.values.max() + 2.5
    moved = replace(numbers, estimates=numbers.estimates + 0.05)
    assert value_range(moved, range(10), true_values=True) == (low, high)
    unsure = replace(numbers, standard_errors=np.full(10, 2.5))
    ends = value_range(unsure, range(10), true_values=False)
    assert ends[0] <= numbers.estimates.min() - 5.0
    assert ends[1] >= numbers.estimates.max() + 5.0
    never = replace(numbers, standard_errors=np.full(10, np.inf), estimates=np.zeros(10))
    assert value_range(never, range(10), true_values=False) == (-3.0, 3.0)
    far = replace(numbers, estimates=numbers.estimates + 40.0)
    assert value_range(far, range(10), true_values=False)[1] >= 40.0
    calm = replace(numbers, estimates=0.1 * numbers.estimates, standard_errors=np.full(10, 0.5))
    assert value_range(calm, range(10), true_values=False) == (-3.0, 3.0)
    assert [text for _, text in value_ticks(-4.0, 4.0, 9.0)] == ["−4", "−2", "0", "2", "4"]
