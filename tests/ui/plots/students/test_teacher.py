"""The plot of the teacher: an image, and two distributions that stand side by side."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any, cast

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPainter
from tests.ui import hands

from tauscope.core.bounds import upper
from tauscope.core.chain import Chain
from tauscope.core.measures import perplexity
from tauscope.core.softmax import softmax
from tauscope.document.document import Document
from tauscope.document.edits import digit_edits, source_edits, table_edits
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.subjects.taught_digit import targets, teacher_at_1, teacher_now
from tauscope.document.reports.plot_data import written_numbers
from tauscope.document.suitability import unsuited
from tauscope.sources.digits import TaughtDigit
from tauscope.sources.teacher import mean_digits
from tauscope.ui.editing.history import History
from tauscope.ui.export.figure import Figure
from tauscope.ui.export.formats import render
from tauscope.ui.focus import Focus
from tauscope.ui.painting.pixel_images import paint_pixels
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.distribution import DistributionPlot
from tauscope.ui.plots.students.teacher import TeacherPlot
from tauscope.ui.plots.students.teacher_bars import bar_percentage


def digit(temperature: float = 20.0, image: int = 1765) -> Document:
    document = source_edits.use_source(Document(), TaughtDigit(image))
    return table_edits.set_temperature(document, temperature)


@pytest.fixture
def plot(make_plot: Callable[[type[Plot]], Plot], history: History) -> TeacherPlot:
    history.start(digit())
    made = cast("TeacherPlot", make_plot(TeacherPlot))
    made.resize(1000, 320)
    return made


def texts(plot: Plot, written: Callable[[Plot], list[Any]]) -> list[str]:
    return [one.text for one in written(plot)]


def test_both_distributions_are_those_of_softmax() -> None:
    picture = Picture.of(digit())
    logits = TaughtDigit().logits(None).values
    for at, temperature in ((teacher_at_1(picture), 1.0), (teacher_now(picture), 20.0)):
        p = softmax(logits, temperature)
        assert [one.p for one in at.classes] == pytest.approx(p.tolist())
        assert at.perplexity == pytest.approx(perplexity(p))
    assert targets(picture).entropy == pytest.approx(2.122, abs=5e-4)
    assert targets(picture).entropy_at_1 == pytest.approx(0.007, abs=5e-4)


def test_knobs_cut_the_present_distribution_alone() -> None:
    picture = Picture.of(table_edits.set_chain(digit(), Chain.parse("temperature=20,top-k=3")))
    assert sum(one.is_cut for one in teacher_now(picture).classes) == 7
    assert not any(one.is_cut or one.cut for one in teacher_at_1(picture).classes)
    assert targets(picture).entropy == pytest.approx(2.122, abs=5e-4)
    assert 0 < upper(teacher_now(picture).entropy) < math.log(3)


def test_what_stands_on_the_board_is_written(plot: TeacherPlot, written: Callable[[Plot], list[Any]]) -> None:
    said = texts(plot, written)
    for text in (
        "τ = 1",
        "τ = 20",
        "99.91",
        "0.09",
        "26.1",
        "18.4",
        "10.5",
        "labelled 3, teacher: 3",
        "test image 1765",
    ):
        assert text in said, text
    assert any(text.startswith("1.01 effective digits, S = 0.007 nats") for text in said)
    assert any(text.startswith("8.35 effective digits, S = 2.122 nats") for text in said)
    assert [text for text in said if text in "0123456789"] == [*"0123456789"] * 2


def test_all_digits_are_named_where_they_have_little_room(
    plot: TeacherPlot, written: Callable[[Plot], list[Any]]
) -> None:
    """The names of some digits alone would tell which come first."""
    base = plot.theme.base
    plot.resize(round(33 * base), round(22 * base))
    assert [text for text in texts(plot, written) if text in "0123456789"] == [*"0123456789"] * 2


def test_the_distribution_at_the_dial_stands_alone_in_a_small_card(
    plot: TeacherPlot, written: Callable[[Plot], list[Any]]
) -> None:
    base = plot.theme.base
    plot.resize(round(13 * base), round(14 * base))
    said = texts(plot, written)
    assert [text for text in said if text.startswith("τ = ")] == ["τ = 20"]
    assert [text for text in said if text in "0123456789"] == [*"0123456789"]
    assert plot.value_at(plot._now.column(5).center()).startswith("5: 18.37% at τ = 20")


def test_each_scale_fits_its_own_bars(
    plot: TeacherPlot, history: History, written: Callable[[Plot], list[Any]]
) -> None:
    ends = {0.5: "100%", 20.0: "30%", 100.0: "15%", math.inf: "10%", 3.0: "100%"}
    for temperature, end in ends.items():
        history.start(digit(temperature))
        ticks = [text for text in texts(plot, written) if text.endswith("%")]
        assert (ticks.count("100%"), ticks[-1]) == (1 + (end == "100%"), end), temperature
    history.start(table_edits.set_scale(digit(), "logarithmic"))
    assert "0.0001%" in texts(plot, written)


def test_an_axis_that_is_held_keeps_still(
    plot: TeacherPlot, history: History, written: Callable[[Plot], list[Any]]
) -> None:
    plot.hold_axis(Picture.of(digit(2.0)))
    for temperature in (20.0, 100.0, 3.0):
        history.start(digit(temperature))
        assert [text for text in texts(plot, written) if text.endswith("%")].count("100%") == 2


def test_a_turn_of_the_dial_moves_the_right_half_alone(plot: TeacherPlot, history: History) -> None:
    before = plot.grab().toImage()
    history.start(digit(15.0))
    after = plot.grab().toImage()
    middle = plot._at_1.area.right()
    left = QRectF(0, 0, middle, plot.height()).toRect()
    assert before.copy(left) == after.copy(left)
    assert before != after


def test_the_caption_says_what_to_do_where_both_halves_are_alike(plot: TeacherPlot) -> None:
    hint = "turn the dial up to see what else it sees"
    assert hint in plot.caption(Picture.of(digit(1.0)))
    assert hint not in plot.caption(Picture.of(digit(20.0)))
    assert "73,162 weights, 99.4% right on 500 test images" in plot.caption(Picture.of(digit(20.0)))
    assert hint not in plot.legend(Picture.of(digit(1.0))), "a figure has no dial"
    cut = table_edits.set_chain(digit(), Chain.parse("temperature=20,top-k=3"))
    assert "hatched: cut" in plot.caption(Picture.of(cut))


def test_the_image_follows_its_number(
    plot: TeacherPlot, history: History, written: Callable[[Plot], list[Any]]
) -> None:
    painted = plot.grab().toImage()
    history.start(digit_edits.show_image(history.document, 1794))
    assert plot.grab().toImage() != painted
    said = texts(plot, written)
    assert "labelled 8, teacher: 6" in said, "the teacher errs, and that is said"
    history.start(digit_edits.show_image(history.document, 3))
    assert "training image 3" in texts(plot, written)


def test_the_mouse_reads_bars_names_and_pixels(plot: TeacherPlot, focus: Focus) -> None:
    plot.grab()
    bars = plot._now
    five = bars.column(5).center()
    assert plot.value_at(five) == "5: 18.37% at τ = 20"
    assert plot.value_at(plot._at_1.column(5).center()) == "5: 0.08652% at τ = 1.00"
    below = plot.value_at(bars.image(5).center())
    assert below.splitlines()[1] == "Below: mean of the 131 training images of 5"
    hands.move(plot, five)
    assert focus.hovered == 5
    hands.move(plot, plot._image.center())
    assert focus.hovered is None
    pixels = TaughtDigit().pixels
    for row, column in ((0, 0), (1, 3), (7, 7)):
        side = plot._image.width() / 8
        at = plot._image.topLeft() + QPointF((column + 0.5) * side, (row + 0.5) * side)
        value = f"{16 * pixels[row, column]:.0f} of 16"
        assert plot.value_at(at) == f"Pixel in row {row + 1}, column {column + 1}: {value}"
    assert plot.value_at(QPointF(plot._image.right() + 3, 2)) == ""


def test_the_bars_of_the_distribution_have_mean_digits_too(
    make_plot: Callable[[type[Plot]], Plot], history: History
) -> None:
    history.start(digit())
    bars = make_plot(DistributionPlot)
    bars.resize(900, 300)
    with_images = bars.grab().toImage()
    below = bars.frame.rect.bottom()
    history.start(source_edits.take_as_table(digit()))
    without = bars.grab().toImage()
    assert bars.frame.rect.bottom() > below + 15, "the names alone take less room"
    assert with_images != without
    bars.resize(900, 120)
    low = bars.frame.rect.bottom()
    history.start(digit())
    assert bars.frame.rect.bottom() == low, "a low plot leaves the room to its bars"


def test_a_click_selects_a_digit_in_the_table_too(plot: TeacherPlot, focus: Focus) -> None:
    plot.grab()
    hands.click(plot, plot._now.column(8).center())
    assert focus.selected == (8,)


@pytest.mark.parametrize("size", [(1000, 320), (560, 230), (420, 240), (260, 500), (250, 220), (700, 700)])
def test_bars_and_image_keep_clear_of_one_another(plot: TeacherPlot, size: tuple[int, int]) -> None:
    plot.resize(*size)
    plot.grab()
    areas = [plot._at_1.area, plot._now.area, plot._image]
    whole = QRectF(plot.rect())
    for place, area in enumerate(areas):
        assert area.isEmpty() or whole.contains(area)
        assert not any(area.intersects(other) for other in areas[place + 1 :])
    assert min(area.height() for area in areas[:2]) > 60


def test_pixels_are_painted_as_dark_as_they_are(plot: TeacherPlot) -> None:
    shown = plot.grab().toImage()
    pixels, side = TaughtDigit().pixels, plot._image.width() / 8
    card, text = plot.theme.colours.card, plot.theme.colours.text
    for row, column in np.ndindex(8, 8):
        at = plot._image.topLeft() + QPointF((column + 0.5) * side, (row + 0.5) * side)
        red = shown.pixelColor(at.toPoint()).red()
        expected = card.red() + (text.red() - card.red()) * pixels[row, column]
        assert red == pytest.approx(expected, abs=2)


def test_a_small_image_is_painted_too(plot: TeacherPlot) -> None:
    paper = QImage(13, 13, QImage.Format.Format_ARGB32_Premultiplied)
    paper.fill(0)
    painter = QPainter(paper)
    paint_pixels(painter, QRectF(0, 0, 13, 13), mean_digits()[0], plot.theme.colours.text)
    painter.end()
    assert paper.pixelColor(6, 2).alpha() > 100
    assert paper.pixelColor(6, 6).alpha() < 100, "a zero is hollow"


@pytest.mark.parametrize("ending", [".png", ".svg", ".pdf"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_figure_has_the_images(ending: str, theme: str) -> None:
    data = render(Figure(digit(), "teacher", (160, 70), theme=theme), ending, 96)
    if ending == ".png":
        colours = {QImage.fromData(data).pixel(x, 100) for x in range(30, 130)}
        assert len(colours) > 4
    else:
        assert data.count(b"<image" if ending == ".svg" else b"/Subtype /Image") >= 11


def test_the_numbers_are_those_that_are_drawn() -> None:
    rows = json.loads(written_numbers(digit(), "teacher", ".json"))
    logits = TaughtDigit().logits(None).values
    assert [row["digit"] for row in rows] == [*"0123456789"]
    assert [row["teacher_logit"] for row in rows] == logits.tolist()
    assert [row["probability"] for row in rows] == pytest.approx(softmax(logits, 20.0).tolist())
    assert [row["probability_at_1"] for row in rows] == pytest.approx(softmax(logits).tolist())


def test_no_other_source_has_a_teacher() -> None:
    assert unsuited("teacher", Document()).endswith("Choose Source → Digits to see this plot.")
    assert unsuited("teacher", digit()) == ""
    assert unsuited("teacher", source_edits.take_as_table(digit())) != ""


@pytest.mark.parametrize(
    ("p", "text"),
    [
        *((0.0, ""), (4e-5, ""), (6e-5, "0.01"), (0.0094, "0.94"), (0.0096, "1.0"), (0.5, "50.0")),
        *((0.9949, "99.5"), (0.99913, "99.91"), (0.99996, ">99.99"), (1.0, "100")),
    ],
)
def test_numbers_over_bars_neither_hide_nor_exaggerate(p: float, text: str) -> None:
    assert bar_percentage(p) == text
