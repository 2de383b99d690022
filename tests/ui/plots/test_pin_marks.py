from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QImage

from tauscope.core.chain import Chain
from tauscope.core.temperatures import scale
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.edits.bench_edits import clear_pins, pin
from tauscope.ui.editing.history import EditRequest, History
from tauscope.ui.focus import Focus
from tauscope.ui.painting.pin_marks import CAP, DASHES, discs_at_temperatures
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.curves import CurvesPlot
from tauscope.ui.plots.details.bar_numbers import BAR, make_way
from tauscope.ui.plots.distribution import DistributionPlot
from tauscope.ui.theme import THEMES, load_theme

FOUR = ("temperature=0.25", "temperature=2", "temperature=5", "temperature=0.7,top-k=3")

MakePlot = Callable[[type[Plot]], Plot]


def pinned(*chains: str, document: Document | None = None, then: str = "temperature=0.5") -> Document:
    document = document or Document()
    for chain in chains:
        document = pin(document, Chain.parse(chain))
    return table_edits.set_chain(document, Chain.parse(then))


def many(count: int) -> Document:
    values = np.random.default_rng(1).normal(0, 2, count)
    return table_edits.replace_classes(Document(), [f"word {row}" for row in range(count)], values)


@pytest.fixture
def distribution(make_plot: MakePlot) -> DistributionPlot:
    plot = make_plot(DistributionPlot)
    assert isinstance(plot, DistributionPlot)
    return plot


@pytest.fixture
def curves(make_plot: MakePlot) -> CurvesPlot:
    plot = make_plot(CurvesPlot)
    assert isinstance(plot, CurvesPlot)
    return plot


def image(plot: Plot) -> QImage:
    seen: QImage = plot.grab().toImage()
    return seen


def near(colour: QColor, other: QColor) -> bool:
    pairs = ((of(colour), of(other)) for of in (QColor.red, QColor.green, QColor.blue))
    return all(abs(one - two) < 40 for one, two in pairs)


# In the distribution


@pytest.mark.parametrize("name", THEMES)
def test_a_pin_is_a_line_at_its_height_over_and_beside_the_bar(
    distribution: DistributionPlot, history: History, name: str
) -> None:
    history.start(pinned("temperature=2"))
    distribution.apply_theme(load_theme(name, 14.0))
    assert distribution.picture is not None
    seen, ink = image(distribution), distribution.theme.colours.text
    for place, p in enumerate(distribution.picture.pins[0].bars):
        assert p is not None
        y = round(distribution.frame.y.pixel(p))
        for side in (-(BAR + CAP) / 4, 0.1, (BAR + CAP) / 4):
            x = round(distribution.frame.x.pixel(place + side))
            assert any(near(seen.pixelColor(x, y + step), ink) for step in (-1, 0, 1)), (place, side)


def test_the_ghost_of_a_bar_is_a_shade_behind_it(distribution: DistributionPlot, history: History) -> None:
    history.start(table_edits.set_temperature(Document(), 0.5))
    plain = image(distribution)
    history.start(pinned("temperature=5"))
    assert distribution.picture is not None
    shaded = image(distribution)
    y = round(distribution.frame.y.pixel(0.1))
    beside, inside = (round(distribution.frame.x.pixel(0 + side)) for side in (0.39, 0.0))
    assert shaded.pixelColor(beside, y) != plain.pixelColor(beside, y)
    assert shaded.pixelColor(inside, y) == plain.pixelColor(inside, y)


def test_without_pins_nothing_of_them_is_painted(distribution: DistributionPlot, history: History) -> None:
    history.start(table_edits.set_temperature(Document(), 0.5))
    before = image(distribution)
    history.perform(EditRequest("pin", pin))
    assert image(distribution) != before
    assert distribution._pinned.visible
    history.perform(EditRequest("clear", clear_pins))
    assert image(distribution) == before
    assert not distribution._pinned.visible
    assert not distribution._shades.visible


def test_a_pin_stays_while_the_dial_turns(
    distribution: DistributionPlot, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    history.start(pinned(*FOUR))
    tags, painted = list(distribution.pins.tags), list[str]()
    monkeypatch.setattr(distribution._pinned, "update", lambda: painted.append("pins"))
    for temperature in (0.0, 0.3, 1.0, 30.0, math.inf):
        history.perform(EditRequest("turn", partial(table_edits.set_temperature, temperature=temperature)))
        distribution.grab()
    assert painted == []
    assert distribution.pins.tags == tags


def test_a_pin_follows_its_class(distribution: DistributionPlot, history: History) -> None:
    history.start(pinned("temperature=2"))
    heights = {cap.place: cap.y for cap in distribution.pins.caps}
    history.perform(EditRequest("move", lambda document: table_edits.move_classes(document, [0], 3)))
    moved = {cap.place: cap.y for cap in distribution.pins.caps}
    assert [moved[place] for place in range(4)] == pytest.approx([heights[row] for row in (1, 2, 3, 0)])
    history.perform(EditRequest("add", lambda document: table_edits.add_class(document, 0)))
    assert sorted(cap.place for cap in distribution.pins.caps) == [1, 2, 3, 4]


def test_what_a_pin_cut_has_no_line(distribution: DistributionPlot, history: History) -> None:
    history.start(pinned("temperature=1,top-k=2"))
    assert [cap.place for cap in distribution.pins.caps] == [0, 1]


@pytest.mark.parametrize("count", [1, 2, 4, 12, 30, 400])
@pytest.mark.parametrize("size", [(1000, 400), (420, 240), (230, 150)])
def test_every_pin_is_numbered_where_its_number_can_be_read(
    distribution: DistributionPlot, history: History, count: int, size: tuple[int, int]
) -> None:
    distribution.resize(*size)
    history.start(pinned(*FOUR, document=many(count)))
    tags = distribution.pins.tags
    assert {tag.cap.pin.place for tag in tags} == {0, 1, 2, 3}
    room = distribution._pinned.rect.adjusted(-2, -2, 2, 2)
    for tag in tags:
        assert room.contains(tag.disc)
    if count in {4, 12} and size[0] == 1000:
        for one, other in itertools.combinations(tags, 2):
            inner = one.disc.adjusted(1, 1, -1, -1)
            assert not any(inner.intersects(area) for area in other.areas)


def test_a_name_stands_on_its_line_where_there_is_room(
    distribution: DistributionPlot, history: History
) -> None:
    distribution.resize(1000, 400)
    history.start(pinned("temperature=2"))
    (named,) = (tag for tag in distribution.pins.tags if tag.name is not None)
    assert named.name is not None
    assert named.name.left() == named.cap.ghost.left()
    assert named.name.right() < named.cap.ghost.center().x()
    distribution.resize(300, 400)
    assert [tag.name for tag in distribution.pins.tags] == [None] * len(distribution.pins.tags)


def test_a_line_strikes_through_no_number(distribution: DistributionPlot, history: History) -> None:
    history.start(pinned(*FOUR))
    picture, base = distribution.picture, distribution.theme.base
    assert picture is not None
    for place in range(len(picture.drawn)):
        room = distribution._bar_numbers.room(
            picture, place, 3.0 * base, distribution.frame, distribution.theme
        )
        assert not any(room.intersects(cap.line) for cap in distribution.pins.caps if cap.place == place)
        assert not any(room.intersects(area) for tag in distribution.pins.tags for area in tag.areas)


def test_a_number_makes_way() -> None:
    room = QRectF(100, 50, 40, 14)
    make_way(room, QRectF(90, 50, 14, 14), 0.0)
    assert (room.left(), room.top()) == (104, 50)
    make_way(room, QRectF(140, 50, 14, 14), 0.0)
    assert (room.right(), room.top()) == (140, 50)
    make_way(room, QRectF(113, 55, 14, 14), 0.0)
    assert (room.left(), room.bottom()) == (100, 55)


def test_a_number_stays_out_of_the_labels_of_the_axis() -> None:
    room = QRectF(100, 50, 40, 14)
    make_way(room, QRectF(130, 55, 14, 14), 95.0)
    assert (room.left(), room.bottom()) == (100, 55)
    make_way(room, QRectF(136, 50, 14, 14), 95.0)
    assert (room.right(), room.bottom()) == (136, 55)


def test_a_figure_names_its_pins(distribution: DistributionPlot, history: History) -> None:
    history.start(pinned("temperature=2", "temperature=0.7,top-k=3"))
    assert distribution.picture is not None
    legend = distribution.legend(distribution.picture).split("   ")
    assert legend[-2:] == ["① τ 2.00", "② τ 0.70 · top-k 3"]
    assert "①" not in distribution.caption(distribution.picture)


def test_dashes_differ() -> None:
    assert len(set(DASHES)) == len(DASHES) == 4


# In the curves


@pytest.mark.parametrize("temperature", [0.0, 0.25, 2.0, math.inf])
def test_a_pin_stands_at_its_temperature(curves: CurvesPlot, history: History, temperature: float) -> None:
    history.start(pinned(f"temperature={temperature}", then="temperature=1"))
    x, y = round(curves.frame.x.pixel(scale.position(temperature))), round(curves.frame.y.pixel(0.75))
    assert min(image(curves).pixelColor(x + step, y).lightness() for step in (-1, 0, 1)) < 150
    assert curves.picture is not None
    (disc,) = discs_at_temperatures(curves.picture.pins, curves.frame, curves.theme)
    assert curves.rect().toRectF().contains(disc)
    assert disc.bottom() < curves.frame.y.pixel(1.0)
    history.perform(EditRequest("clear", clear_pins))
    x, y = round(curves.frame.x.pixel(scale.position(temperature))), round(curves.frame.y.pixel(0.75))
    assert min(image(curves).pixelColor(x + step, y).lightness() for step in (-1, 0, 1)) > 200


def test_rings_stand_where_the_classes_were(curves: CurvesPlot, history: History) -> None:
    other = table_edits.set_logit(pinned("temperature=2", then="temperature=0.5"), 3, 3.0)
    history.start(other)
    assert curves.picture is not None
    seen = image(curves)
    for place, p in enumerate(curves.picture.pins[0].bars):
        assert p is not None
        centre = curves.frame.point(scale.position(2.0), p)
        edge = centre + QPointF(1.5 * curves.theme.line, 0)
        colour = curves.theme.colours.classes[place]
        around = [(round(edge.x()) + dx, round(edge.y()) + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)]
        assert any(near(seen.pixelColor(*pixel), colour) for pixel in around), place


def test_numbers_of_one_temperature_stand_apart(curves: CurvesPlot, history: History) -> None:
    chains = [f"temperature=0.7,top-k={k}" for k in (1, 2, 3, 4)]
    history.start(pinned(*chains))
    assert curves.picture is not None
    discs = discs_at_temperatures(curves.picture.pins, curves.frame, curves.theme)
    assert not any(one.intersects(other) for one, other in itertools.combinations(discs, 2))


def test_curves_are_not_painted_again_while_the_dial_turns(
    curves: CurvesPlot, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    history.start(pinned(*FOUR))
    arranged: list[float] = []
    monkeypatch.setattr(curves, "arrange", lambda: arranged.append(1))
    history.perform(EditRequest("turn", lambda document: table_edits.set_temperature(document, 3.0)))
    assert arranged == []
    history.perform(EditRequest("clear", clear_pins))
    assert arranged == [1]


def test_a_figure_of_curves_names_its_pins(curves: CurvesPlot, history: History) -> None:
    history.start(pinned("temperature=2"))
    assert curves.picture is not None
    assert curves.legend(curves.picture).endswith("   ① τ 2.00")


@pytest.mark.parametrize("kind", [DistributionPlot, CurvesPlot])
@pytest.mark.parametrize("values", [[1e308, -1e308, 0.0], [0.0], [0.0, -math.inf], [5e-324, 0.0]])
def test_extremes_are_painted(
    make_plot: MakePlot, history: History, focus: Focus, kind: type[Plot], values: list[float]
) -> None:
    table = table_edits.replace_classes(Document(), [f"c{row}" for row in range(len(values))], values)
    chains = ("temperature=0", "temperature=inf", "top-k=1", "temperature=1e-300")
    history.start(pinned(*chains, document=table))
    plot = make_plot(kind)
    for temperature in (0.0, 1e-300, 1.0, math.inf):
        history.perform(EditRequest("turn", partial(table_edits.set_temperature, temperature=temperature)))
        focus.hover(0)
        assert not image(plot).isNull()
