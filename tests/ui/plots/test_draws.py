from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor
from tests.partial_source import weather
from tests.suited import bandit_document
from tests.ui import hands
from tests.ui.plots.conftest import Written

from tauscope.core.chain import Chain
from tauscope.core.numbers import screen_percentage
from tauscope.core.softmax import softmax
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, table_edits
from tauscope.document.picture.picture import Picture
from tauscope.document.reports.plot_data import plot_numbers
from tauscope.ui.editing.history import History
from tauscope.ui.focus import Focus
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.details import running
from tauscope.ui.plots.draws import DrawsPlot
from tauscope.ui.theme import THEMES, load_theme

NAPKIN = [2.0, 1.0, 0.5, 0.1]
SIZES = [(1030, 380), (1030, 330), (590, 240), (480, 290), (320, 190), (300, 120), (1800, 700)]


def drawn(draws: int = 100, seed: int = 1, chain: str = "temperature=1") -> Document:
    document = bench_edits.set_seed(bench_edits.set_draws(Document(), draws), seed)
    return table_edits.set_chain(document, Chain.parse(chain))


def many(count: int, chain: str = "temperature=1") -> Document:
    values = np.random.default_rng(1).normal(0, 2, count)
    labels = [f"word {number}" for number in range(count)]
    return table_edits.replace_classes(drawn(100_000, chain=chain), labels, values)


@pytest.fixture
def plot(make_plot: Callable[[type[Plot]], Plot]) -> DrawsPlot:
    plot = make_plot(DrawsPlot)
    assert isinstance(plot, DrawsPlot)
    plot.resize(1000, 400)
    return plot


# What is shown


@pytest.mark.parametrize("draws", [1, 10, 1_000_000])
@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("size", SIZES)
def test_parts_stand_clear_of_one_another(
    plot: DrawsPlot, history: History, size: tuple[int, int], name: str, draws: int
) -> None:
    plot.apply_theme(load_theme(name, 14.0))
    plot.resize(*size)
    history.start(drawn(draws))
    assert not plot.grab().isNull()
    base, frame, dice, panel = plot.theme.base, plot.frame.rect, plot.dice, plot.running_panel
    # No card is lower than 11 heights of its text; in a lower one the bars go on shrinking.
    assert frame.height() > (2.5 if size[1] > 11 * base else 1.0) * base
    assert frame.top() > 2.5 * base
    below = frame.bottom() + 1.7 * base
    if dice is not None:
        if dice.ruler is not None:
            assert dice.ruler - base > below
            assert dice.ruler + 1.5 * base < dice.strip
        assert dice.strip > below
        assert dice.strip + 1.5 * base <= size[1]
        assert dice.left + dice.capacity * dice.chip < size[0]
    if panel is not None:
        assert panel.rect.left() > frame.right() + base
        assert panel.rect.right() + running.LABELS * base <= size[0] + 1
        assert panel.rect.width() > 8 * base


def test_large_plot_has_everything_and_a_small_one_the_bars(plot: DrawsPlot) -> None:
    assert plot.running_panel is not None
    assert plot.dice is not None
    assert plot.dice.ruler is not None
    plot.resize(400, 250)
    assert plot.running_panel is None
    assert plot.dice is not None
    plot.resize(300, 120)
    assert plot.dice is None


def test_bar_is_as_high_as_its_share_and_the_line_is_at_p(plot: DrawsPlot, history: History) -> None:
    history.start(drawn(3, seed=2, chain="temperature=0.5"))
    image, ratio = plot.grab().toImage(), plot.devicePixelRatioF()

    def colour(place: float, share: float) -> QColor:
        point = plot.frame.point(place, share) * ratio
        found: QColor = image.pixelColor(round(point.x()), round(point.y()))
        return found

    sample = Picture.of(history.document).sample
    assert [share.count for share in sample.shares] == [3, 0, 0, 0]
    assert colour(0, 0.2) == plot.theme.colours.of_class(0)
    assert colour(0.3, float(softmax(NAPKIN, 0.5)[0])).lightness() < 60 < colour(0.3, 0.95).lightness()
    assert colour(1, 0.02) != plot.theme.colours.of_class(1)


def test_axis_ends_lower_only_where_many_classes_are_small(plot: DrawsPlot, history: History) -> None:
    history.start(drawn(100_000, chain="temperature=inf"))
    assert plot.frame.y.high == 1
    history.start(many(30, "temperature=inf"))
    assert plot.frame.y.high == 0.05
    history.start(many(30, "temperature=0"))
    assert plot.frame.y.high == 1


def test_running_estimate_is_of_what_is_pointed_at_or_selected_or_likeliest(
    plot: DrawsPlot, history: History, focus: Focus
) -> None:
    history.start(drawn(1000))
    assert plot.followed(Picture.of(history.document)) == 0
    focus.select((1, 2))
    assert plot.followed(Picture.of(history.document)) == 2
    focus.hover(3)
    assert plot.followed(Picture.of(history.document)) == 3


def test_axis_of_draws_grows_by_tens(plot: DrawsPlot, history: History) -> None:
    ends = []
    for draws in (1, 10, 11, 100, 999_999):
        history.start(drawn(draws))
        assert plot.running_panel is not None
        ends.append(plot.running_panel.end)
    assert ends == [10, 10, 100, 100, 1_000_000]


def test_those_who_hear_get_share_and_probability(plot: DrawsPlot, history: History) -> None:
    history.start(drawn(1000))
    share = Picture.of(history.document).sample.shares[0].share
    text = plot.accessibleDescription()
    assert all(part in text for part in ("n = 1,000", "seed 1", "total variation 0.0"))
    assert f"cat: drawn {100 * share:.1f}%, exactly 57.4%" in text or "57.5%" in text


def test_the_same_seed_paints_the_same_and_another_does_not(plot: DrawsPlot, history: History) -> None:
    history.start(drawn(1000))
    once = plot.grab().toImage()
    history.start(drawn(1000, seed=2))
    assert plot.grab().toImage() != once
    history.start(drawn(1000))
    assert plot.grab().toImage() == once


# The hand


def test_bars_ruler_and_chips_are_pointed_at(plot: DrawsPlot, history: History, focus: Focus) -> None:
    history.start(drawn(1000))
    picture = Picture.of(history.document)
    for place in range(4):
        hands.move(plot, plot.frame.point(place, 0.5))
        assert focus.hovered == place
    dice = plot.dice
    assert dice is not None
    assert dice.ruler is not None
    for segment in picture.sample.segments:
        middle = dice.left + (dice.right - dice.left) * (segment.start + segment.end) / 2
        hands.move(plot, QPointF(middle, dice.ruler + 5))
        assert focus.hovered == segment.drawn.row
    throws = picture.sample.last(dice.capacity)
    step = dice.chip + (dice.right - dice.left - dice.capacity * dice.chip) / dice.capacity
    for place in (0, 1):
        hands.move(plot, QPointF(dice.left + place * step + 5, dice.strip + 5))
        assert focus.hovered == throws[place].row
    hands.leave(plot)
    assert focus.hovered is None


def test_everything_else_is_no_class(plot: DrawsPlot, history: History, focus: Focus) -> None:
    history.start(many(5000))
    hands.move(plot, plot.frame.point(24, 0.02))
    assert focus.hovered is None


# The numbers


def test_numbers_are_of_every_class() -> None:
    picture = Picture.of(
        table_edits.replace_classes(drawn(1000, 7, "top-k=2"), list("abc"), [1.0, 3.0, -math.inf])
    )
    numbers = plot_numbers("draws", picture)
    assert list(numbers.headers) == ["label", "count", "share", "probability", "standard_error", "seed"]
    p = softmax([1.0, 3.0])
    for row, label, q in zip(numbers.rows, "abc", [*p.tolist(), 0.0], strict=True):
        name, count, share, probability, error, seed = row
        assert (name, seed) == (label, 7)
        assert share == float(count) / 1000
        assert probability == pytest.approx(q)
        assert error == pytest.approx(math.sqrt(q * (1 - q) / 1000))
    assert sum(float(row[1]) for row in numbers.rows) == 1000


def test_arms_on_the_ruler_have_their_names_or_their_numbers(
    plot: DrawsPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    history.start(table_edits.set_temperature(bandit_document(), 1.0))
    for width in (1000, 500, 330):
        plot.resize(width, 400)
        assert plot.dice is not None
        labels = [one.text for one in written(plot) if one.text.startswith(("a", "1", "2"))]
        assert not [text for text in labels if "…" in text and text.startswith("a")]
    numbers = {str(number) for number in range(1, 11)}
    assert numbers & {one.text for one in written(plot)}


def test_of_a_list_the_expected_share_is_that_of_the_distribution_drawn_from(
    plot: DrawsPlot, history: History
) -> None:
    """The listed classes alone would give the likeliest one 24% at τ = 2."""
    one = replace(Document(source=weather()), chain=Chain.parse("temperature=2"))
    history.start(bench_edits.set_draws(one, 1000))
    assert plot.picture is not None
    exact = plot.picture.sample.running(0).p
    assert plot.picture.bounds is not None
    low, high = plot.picture.bounds.of(0)
    assert low <= exact <= high
    assert f"of an expected {screen_percentage(exact)}" in plot.accessibleDescription()
