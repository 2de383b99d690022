from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor
from tests.ui import hands
from tests.ui.plots.conftest import Written

from tauscope.core.chain import Chain
from tauscope.core.measures import entropy
from tauscope.core.softmax import softmax
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.picture.picture import Picture
from tauscope.document.reports.plot_data import plot_numbers
from tauscope.ui.editing.history import History
from tauscope.ui.focus import Focus
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.distribution import DistributionPlot
from tauscope.ui.plots.draws import DrawsPlot
from tauscope.ui.plots.side_by_side.compare import ComparePlot
from tauscope.ui.plots.side_by_side.stages import StagesPlot
from tauscope.ui.theme import THEMES, load_theme

NAPKIN = [2.0, 1.0, 0.5, 0.1]

EIGHT = (
    "temperature=0.8,top-k=15,typical-p=0.97,dynamic-temperature=1.1,min-p=0.02,top-p=0.9,"
    "epsilon=0.01,top-n-sigma=2"
)


def chained(chain: str, document: Document | None = None) -> Document:
    return table_edits.set_chain(document or Document(), Chain.parse(chain))


def many(count: int) -> Document:
    values = np.random.default_rng(1).normal(0, 2, count)
    return table_edits.replace_classes(Document(), [f"word {number}" for number in range(count)], values)


@pytest.fixture
def plot(make_plot: Callable[[type[Plot]], Plot]) -> StagesPlot:
    plot = make_plot(StagesPlot)
    assert isinstance(plot, StagesPlot)
    return plot


# The numbers


def test_each_step_has_its_distribution_and_says_what_it_did() -> None:
    trained, hot, cut = Picture.of(chained("temperature=0.5,top-k=2")).steps
    assert [step.name for step in (trained, hot, cut)] == ["as trained", "temperature 0.5", "top-k 2"]
    before, p = softmax(NAPKIN, 0.5), softmax(NAPKIN[:2], 0.5)
    assert trained.p == pytest.approx(softmax(NAPKIN).tolist())
    assert hot.p == pytest.approx(before.tolist())
    assert cut.p == pytest.approx([*p, 0, 0])
    assert cut.before == hot.p
    assert cut.removed == pytest.approx([0, 0, *before[2:]])
    assert not any(hot.removed)
    assert cut.entropy == pytest.approx(entropy(p))
    assert [step.survivors for step in (trained, hot, cut)] == [4, 4, 2]
    assert cut.moved == pytest.approx(before[2:].sum())
    assert hot.moved == pytest.approx(np.abs(before - softmax(NAPKIN)).sum() / 2)


@pytest.mark.parametrize("count", [4, 30, 31, 5000])
@pytest.mark.parametrize("chain", [EIGHT, "xtc=1:threshold=0.01", "temperature=0", "temperature=inf,top-k=1"])
def test_shares_add_up_and_the_last_step_is_the_final_distribution(count: int, chain: str) -> None:
    picture = Picture.of(chained(chain, many(count)))
    for step, before in zip(picture.steps[1:], picture.steps, strict=False):
        assert sum(step.p) == pytest.approx(1)
        assert step.before == before.p
        assert all(0 <= gone <= was for gone, was in zip(step.removed, step.before, strict=True))
        assert 0 <= step.moved <= 1
        assert step.moved >= sum(step.removed) - 1e-12
    assert picture.steps[-1].p == pytest.approx([one.p for one in picture.drawn], abs=1e-12)


def test_knob_that_is_off_is_no_step() -> None:
    assert [step.name for step in Picture.of(chained("top-k=2:off,top-p=0.9")).steps] == [
        "as trained",
        "top-p 0.9",
    ]


def test_others_that_are_cut_in_part_are_told_apart() -> None:
    picture = Picture.of(chained("top-k=40", many(5000)))
    trained = np.sort(softmax(picture.logits.values))[::-1]
    assert picture.steps[1].removed[-1] == pytest.approx(trained[40:].sum())
    assert picture.drawn[-1].cut == pytest.approx(trained[40:].sum())
    assert not any(picture.steps[1].removed[:-1])


def test_what_is_cut_is_as_high_as_without_truncation() -> None:
    picture = Picture.of(chained("temperature=2,top-k=2"))
    assert [one.cut for one in picture.drawn] == pytest.approx([0, 0, *softmax(NAPKIN, 2)[2:]])
    for chain in ("temperature=0.5", "temperature=0", ""):
        assert not any(one.cut for one in Picture.of(chained(chain)).drawn)


def test_numbers_behind_the_plot_are_those_of_the_steps() -> None:
    picture = Picture.of(chained("temperature=0.5,top-k=2,temperature=0.5"))
    numbers = plot_numbers("stages", picture)
    assert list(numbers.headers) == [
        "label",
        "p as trained",
        "p after temperature 0.5",
        "p after top-k 2",
        "p after temperature 0.5 2",
    ]
    assert [row[0] for row in numbers.rows] == ["cat", "dog", "fox", "owl"]
    assert [row[3] for row in numbers.rows] == list(picture.steps[2].p)


# What is shown


def test_a_chain_that_grows_is_laid_out_anew(plot: StagesPlot, history: History) -> None:
    two = plot.frame.x.high
    history.start(chained("temperature=0.5,top-k=2"))
    assert plot.frame.x.high == pytest.approx(two + 5)
    assert (plot.frame.y.low, plot.frame.y.high) == (0.0, 1.0)


def test_pointing_at_a_bar_of_any_step_points_at_its_class(
    plot: StagesPlot, history: History, focus: Focus
) -> None:
    history.start(chained("temperature=0.5,top-k=2"))
    for part in range(3):
        hands.move(plot, QPointF(plot.frame.x.pixel(part * 5 + 2), plot.frame.rect.center().y()))
        assert focus.hovered == 2


def test_caption_names_only_what_is_there(plot: StagesPlot, history: History) -> None:
    captions = []
    for chain in ("temperature=1", "temperature=0.5", "temperature=0.5,top-k=2"):
        history.start(chained(chain))
        assert plot.picture is not None
        captions.append(plot.caption(plot.picture))
    assert captions == ["", "┄ before the step", "┄ before the step   hatched: cut here"]


def test_those_who_hear_are_told_how_many_are_left(plot: StagesPlot, history: History) -> None:
    history.start(chained("temperature=0.5,top-k=2"))
    assert "Top-k 2: 2" in plot.accessibleDescription()


@pytest.mark.parametrize("theme_name", THEMES)
@pytest.mark.parametrize("size", [(1, 1), (260, 200), (260, 700), (700, 400), (1400, 500)])
@pytest.mark.parametrize("count", [4, 20, 5000])
def test_eight_knobs_fit_any_card(
    plot: StagesPlot, history: History, theme_name: str, size: tuple[int, int], count: int
) -> None:
    history.start(chained(EIGHT, many(count)))
    plot.apply_theme(load_theme(theme_name, 14.0))
    plot.resize(*size)
    assert not plot.grab().isNull()


@pytest.mark.parametrize("kind", [StagesPlot, DistributionPlot, ComparePlot, DrawsPlot])
def test_cut_class_stays_visible_in_its_colour(
    kind: type[Plot], make_plot: Callable[[type[Plot]], Plot], history: History
) -> None:
    history.start(chained("temperature=1,top-k=3"))
    plot = make_plot(kind)
    image, colour = plot.grab().toImage(), plot.theme.colours.classes[3]
    start = {StagesPlot: 10.0, DistributionPlot: 0.0, ComparePlot: 4.8, DrawsPlot: 0.0}[kind]
    left, right = (round(plot.frame.x.pixel(start + 3 + side)) for side in (-0.5, 0.5))
    top, bottom = (round(plot.frame.y.pixel(p)) for p in (0.12, 0.0))
    inked = [_alike(image.pixelColor(x, y), colour) for x in range(left, right) for y in range(top, bottom)]
    assert 0.05 < sum(inked) / len(inked) < 0.6


def _alike(one: QColor, other: QColor) -> bool:
    """Whether two colours are of one hue; lines are smoothed, so that few pixels are exact."""
    return one.hsvSaturation() > 40 and abs(one.hue() - other.hue()) < 12


def test_a_class_is_said_to_be_cut_from_the_step_that_cuts_it_on(
    plot: StagesPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    plot.resize(1000, 400)
    history.start(chained("temperature=0.5,top-k=2,min-p=0.01"))
    words = [word.text for word in written(plot)]
    assert words.count("cut") == 4
    assert words.count("0%") == 1  # on the axis
    masked = table_edits.set_logit(chained("temperature=0.5,top-k=2"), 3, -math.inf)
    history.start(masked)
    words = [word.text for word in written(plot)]
    assert (words.count("cut"), words.count("0%")) == (1, 4)


def test_steps_have_the_names_of_the_knobs(
    plot: StagesPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    plot.resize(1000, 400)
    history.start(chained("temperature=0.5,top-k=2"))
    words = [word.text for word in written(plot)]
    assert {"Temperature 0.50", "Top-k 2"} <= set(words)


@pytest.mark.parametrize(
    ("width", "chain"), [(270, "temperature=0.7"), (410, "temperature=0.7,top-k=3,top-p=0.9")]
)
def test_a_heading_is_smaller_before_it_is_cut(
    plot: StagesPlot, history: History, written: Callable[[Plot], list[Written]], width: int, chain: str
) -> None:
    history.start(table_edits.set_chain(Document(), Chain.parse(chain)))
    plot.resize(width, 250)
    texts = [word.text for word in written(plot)]
    assert "Temperature" in texts
    assert not [text for text in texts if "…" in text]


def test_numbers_that_have_no_room_for_their_sign_stand_without_it(
    plot: StagesPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    history.start(chained("temperature=0.5,top-p=0.75"))
    plot.resize(1000, 400)
    assert "100%" in [word.text for word in written(plot)][5:]
    for width in range(900, 300, -10):
        plot.resize(width, 400)
        words = [word.text for word in written(plot)]
        if "100" in words:
            assert words.count("cut") == 3
            return
    pytest.fail("numbers vanish with their sign")
