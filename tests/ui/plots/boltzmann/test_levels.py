from __future__ import annotations

import itertools
import math
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPixmap
from tests.partial_source import PartialSource, many
from tests.ui import hands
from tests.ui.plots.conftest import Written

from tauscope.core.chain import Chain
from tauscope.core.logits import Logits
from tauscope.core.numbers import parse_number
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.picture.particle_counts import PARTICLES, particle_counts
from tauscope.document.picture.picture import Picture
from tauscope.ui.editing.history import History
from tauscope.ui.focus import Focus
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.boltzmann import disc_rows
from tauscope.ui.plots.boltzmann.disc_rows import DiscRow
from tauscope.ui.plots.boltzmann.energy_levels import arranged, energies_above_ground, energy_span, heights
from tauscope.ui.plots.boltzmann.level_names import names_within
from tauscope.ui.plots.boltzmann.levels import LevelsPlot
from tauscope.ui.theme import Theme, load_theme

NAMES = [f"a name as long as those of tokens seldom are, {number}" for number in range(20)]
TEMPERATURES = [0.0, 1e-6, 0.1, 0.5, 1.0, 3.0, 50.0, 1e300, math.inf]


@pytest.fixture
def plot(make_plot: Callable[[type[Plot]], Plot]) -> LevelsPlot:
    plot = make_plot(LevelsPlot)
    assert isinstance(plot, LevelsPlot)
    return plot


def picture(values: list[float], temperature: float = 1.0) -> Picture:
    labels = [f"class {row}" for row in range(len(values))]
    return Picture.of(
        table_edits.set_temperature(Document().with_logits(Logits.of(labels, values)), temperature)
    )


# Particles


@pytest.mark.parametrize("temperature", TEMPERATURES)
@pytest.mark.parametrize("count", [1, 2, 4, 30, 31, 1000])
def test_particles_are_always_all_there(count: int, temperature: float) -> None:
    values = np.random.default_rng(count).normal(size=count, scale=3).tolist()
    one = picture(values, temperature)
    assert len(one.once(particle_counts)) == len(one.drawn)
    assert int(one.once(particle_counts).sum()) == PARTICLES == 48


@pytest.mark.parametrize("temperature", TEMPERATURES)
def test_particles_settle_by_probability(temperature: float) -> None:
    one = picture([2.0, 1.0, 0.5, 0.1], temperature)
    assert np.abs(one.once(particle_counts) / PARTICLES - one.bars).max() <= 1 / PARTICLES


@pytest.mark.parametrize("low", [40, 60, 90, 120])
def test_nothing_of_a_plot_too_low_for_its_text_is_left_when_it_grows(
    plot: LevelsPlot, history: History, low: int
) -> None:
    plot.apply_theme(load_theme("projector", 24.0))
    plot.resize(190, low)
    history.start(
        table_edits.replace_classes(Document(), [f"␣{n}" for n in range(14)], [11.1444, *range(13)])
    )
    plot.grab()
    plot.resize(210, 230)
    history.start(Document())
    grown = plot.grab().toImage()
    plot.refresh()
    assert grown == plot.grab().toImage()


def test_particles_of_a_level_stand_within_it(plot: LevelsPlot, history: History) -> None:
    for temperature in TEMPERATURES:
        history.start(
            table_edits.set_temperature(
                table_edits.replace_classes(Document(), list("abcd"), [1.0] * 4), temperature
            )
        )
        assert plot.picture is not None
        for level in plot._levels:
            row = plot._row(level, int(plot.picture.once(particle_counts)[level.place]), 3.6)
            start, end = plot.frame.x.pixel(level.start), plot.frame.x.pixel(level.end)
            assert ((row >= start) & (row <= end)).all()


# Levels


def test_levels_lie_at_minus_the_logit() -> None:
    assert [place for place, _ in heights(picture([2.0, 1.0, 0.5, 0.0]))] == [0, 1, 2, 3]
    assert [height for _, height in heights(picture([2.0, 1.0, 0.5, 0.0]))] == [0.0, 0.5, 0.75, 1.0]


def test_masked_class_has_no_level() -> None:
    assert [place for place, _ in heights(picture([2.0, -math.inf, 0.0]))] == [0, 2]


@pytest.mark.parametrize(
    "values",
    [[1e308, -1e308, 0.0], [1.7e308, -1.7e308, 1.6e308], [1e308, 1e308 * (1 - 1e-15)], [5e-324, 0.0]],
)
def test_heights_of_extremes_are_in_order_and_within_the_axis(values: list[float]) -> None:
    found = [height for _, height in heights(picture(values))]
    assert min(found) >= 0
    assert max(found) <= 1
    assert np.argsort(found).tolist() == np.argsort(-np.array(values)).tolist() or len(set(found)) == 1
    assert energy_span(picture(values)) > 0


@pytest.mark.parametrize("offset", [0.0, 1e5, -1e5, 1e14, -1e14])
def test_levels_one_apart_stay_apart_whatever_their_offset(
    plot: LevelsPlot,
    history: History,
    written: Callable[[Plot], list[Written]],
    offset: float,
) -> None:
    document = table_edits.replace_classes(Document(), list("abc"), [offset, offset + 1, offset + 2])
    history.start(document)
    assert [height for _, height in heights(Picture.of(document))] == [1.0, 0.5, 0.0]
    assert energy_span(Picture.of(document)) == 2.0
    energies = [text.text for text in written(plot) if text.text[-1].isdigit() and "=" not in text.text]
    assert len(set(energies)) == 3
    assert sorted(parse_number(text) for text in energies) == sorted(-offset - step for step in range(3))


def test_long_energies_are_measured_from_the_lowest_where_there_is_little_room(
    plot: LevelsPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    plot.resize(400, 200)
    values = [1e14, 1e14 + 1, 1e14 + 2.5, -math.inf]
    history.start(table_edits.replace_classes(Document(), list("abcd"), values))
    words = {text.text for text in written(plot)}
    assert {"E₀", "E₀ + 1.50", "E₀ + 2.50", "E₀ = −100000000000002.5"} <= words
    plot.resize(300, 200)
    assert "E₀ = −1.00e14" in {text.text for text in written(plot)}
    plot.resize(700, 400)
    assert "−100000000000003" in {text.text for text in written(plot)}


@pytest.mark.parametrize("values", [[2.0, 1.0], [1.7e308, -1.7e308], [0.0], [5.0, -math.inf]])
def test_energies_above_the_lowest_are_shorter_or_none(values: list[float]) -> None:
    one = picture(values)
    texts = energies_above_ground(one)
    assert texts == [] or max(map(len, texts)) < 10


def test_levels_that_differ_by_rounding_alone_are_one() -> None:
    assert max(height for _, height in heights(picture([0.1 + 0.2, 0.3]))) < 1e-3


def test_levels_that_coincide_stand_side_by_side() -> None:
    levels = arranged(heights(picture([1.0, 1.0, 0.0, 1.0])), 0.01)
    low = [level for level in levels if level.height == 0]
    assert [level.place for level in low] == [0, 1, 3]
    assert all(one.end < other.start for one, other in itertools.pairwise(low))
    (alone,) = [level for level in levels if level.height > 0]
    assert (alone.start, alone.end) == (0.0, 1.0)


def test_everything_else_has_a_level_of_its_own_above(plot: LevelsPlot, history: History) -> None:
    history.start(picture(np.linspace(0, 3, 100).tolist()).document)
    assert plot.picture is not None
    others = plot._levels[-1]
    assert plot.picture.drawn[others.place].row is None
    assert others.height > max(level.height for level in plot._levels[:-1])


def test_levels_stay_while_the_dial_turns(plot: LevelsPlot, history: History) -> None:
    before = plot._levels
    history.start(table_edits.set_temperature(history.document, 0.3))
    assert plot._levels is before


# The hand


def test_mouse_points_at_the_level_under_it(plot: LevelsPlot, focus: Focus) -> None:
    for level in plot._levels:
        hands.move(plot, plot.frame.point(0.5, level.height))
        assert plot.picture is not None
        assert focus.hovered == plot.picture.drawn[level.place].row


def test_mouse_points_at_one_of_several_that_coincide(
    plot: LevelsPlot, history: History, focus: Focus
) -> None:
    history.start(table_edits.replace_classes(Document(), ["a", "b"], [1.0, 1.0]))
    for level in plot._levels:
        hands.move(plot, plot.frame.point((level.start + level.end) / 2, level.height))
        assert focus.hovered == level.place


def test_click_selects_and_drag_changes_nothing(plot: LevelsPlot, history: History, focus: Focus) -> None:
    level = plot._levels[0]
    start = plot.frame.point(0.5, level.height)
    hands.drag(plot, [start, plot.frame.point(0.5, 0.9)])
    assert focus.selected == (0,)
    assert history.undo_name is None


def test_length_of_kt_is_that_of_the_energy_axis(plot: LevelsPlot, history: History) -> None:
    history.start(
        table_edits.set_temperature(table_edits.replace_classes(Document(), ["a", "b"], [2.0, 0.0]), 1.0)
    )
    image = plot.grab().toImage()
    accent = plot.theme.colours.accent
    x = round(plot.frame.rect.left() - 0.75 * plot.theme.base)
    marked = [y for y in range(round(plot.frame.rect.bottom())) if image.pixelColor(x, y) == accent]
    assert marked[-1] - marked[0] == pytest.approx(plot.frame.y.pixel(0.0) - plot.frame.y.pixel(0.5), abs=4)


@pytest.mark.parametrize(
    ("chain", "label"),
    [
        ("temperature=0.5", "kT = 0.50"),
        ("temperature=0.5,temperature=3", "kT = τ₁τ₂ = 1.50"),
        ("temperature=0.5,top-k=2,temperature=3", "kT = τ₁τ₂ = 1.50"),
    ],
)
def test_kt_is_what_the_particles_are_shared_out_by(
    plot: LevelsPlot,
    history: History,
    written: Callable[[Plot], list[Written]],
    chain: str,
    label: str,
) -> None:
    document = table_edits.set_chain(Document(), Chain.parse(chain))
    history.start(document)
    assert label in [word.text for word in written(plot)]
    left = Picture.of(document).final
    tau = float(label.rsplit(maxsplit=1)[-1])
    log_ratio = math.log(left.probability(0) / left.probability(1))
    assert log_ratio * tau == pytest.approx(document.logits.values[0] - document.logits.values[1])


@pytest.mark.parametrize("height", [150, 200, 400])
def test_kt_does_not_touch_the_lowest_energy(
    plot: LevelsPlot, written: Callable[[Plot], list[Written]], height: int
) -> None:
    plot.resize(300, height)
    words = {word.text: word for word in written(plot)}
    baseline, name = words["−2.00"].at.y(), words["kT = 1.00"]
    assert name.at.y() - baseline >= 0.9 * plot.theme.base
    assert name.area.bottom() <= plot.height()


@pytest.mark.parametrize(
    "chain", ["temperature=0.0528300316060301", "temperature=0.5,temperature=0.30123456"]
)
def test_the_name_of_kt_is_inside_the_plot_however_long_it_is(
    plot: LevelsPlot, history: History, written: Callable[[Plot], list[Written]], chain: str
) -> None:
    plot.resize(320, 200)
    history.start(table_edits.set_chain(Document(), Chain.parse(chain)))
    (name,) = [word for word in written(plot) if word.text.startswith("kT")]
    assert plot.rect().contains(name.area.toAlignedRect())
    assert plot._kt_area.contains(name.area)


def test_names_of_levels_that_coincide_have_room(
    plot: LevelsPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    history.start(
        table_edits.replace_classes(Document(), ["red", "green", "blue", "grey"], [2.0, 2.0, 2.0, 0.0])
    )
    assert "red, green, blue" in [word.text for word in written(plot)]


def test_names_that_share_a_line_because_their_levels_are_near_have_room(
    plot: LevelsPlot, history: History, written: Callable[[Plot], list[Written]]
) -> None:
    near = table_edits.replace_classes(
        Document(), ["cat", "owl", "class 5", "class 6"], [2.0, 0.06, 0.03, 0.0]
    )
    history.start(near)
    assert len({level.height for level in plot._levels}) == 4
    assert "owl, class 5, class 6" in [word.text for word in written(plot)]


def test_names_that_have_no_room_are_counted(theme: Theme) -> None:
    font, labels = theme.font(0.93), ["owl", "class 5", "class 6"]
    for text in ("owl, class 5, class 6", "owl, class 5 + 1", "owl + 2"):
        assert names_within(labels, font, marks.text_width(text, font)) == text
    assert names_within(labels, font, marks.text_width("owl", font)) == "+ 3"
    longer = ["a class with a long name", "owl"]
    shortened = names_within(longer, font, marks.text_width("a class … + 1", font))
    assert shortened.startswith("a cl")
    assert shortened.endswith("… + 1")
    assert names_within(["a class with a long name"], font, 50.0).endswith("…")


@pytest.mark.parametrize("temperature", [0.0, 0.3, 1.0, 4.0, math.inf])
def test_rows_of_discs_are_painted_like_each_disc_by_itself(
    plot: LevelsPlot, monkeypatch: pytest.MonkeyPatch, temperature: float
) -> None:
    plot.show_picture(picture([2.0, 1.0, 0.5, 0.1], temperature))
    assert plot.isVisible()
    rows = as_array(plot.grab().toImage())
    monkeypatch.setattr(plot, "isVisible", lambda: False)
    discs = as_array(plot.grab().toImage())
    # Where two discs touch, their edges are blended in another order.
    assert np.abs(rows - discs).max() <= 60
    assert np.abs(rows - discs).mean() < 0.02


def as_array(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), -1).astype(int)


# Lists


@pytest.mark.parametrize("source", [PartialSource(), many()], ids=["three classes", "many"])
def test_of_a_list_a_turn_shows_what_a_new_layout_would(
    plot: LevelsPlot, history: History, source: PartialSource
) -> None:
    history.start(Document(source=source))
    for temperature in (0.3, 0.35, 1.0, 1.25, 1.3, 4.0, 40.0, 0.3):
        history.start(table_edits.set_temperature(history.document, temperature))
        turned = plot.grab().toImage()
        plot.arrange()
        assert plot.grab().toImage() == turned


def test_of_a_list_discs_are_painted_once_while_they_stay_where_they_are(
    plot: LevelsPlot, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    history.start(Document(source=PartialSource(Logits.of(NAMES, np.linspace(3.0, 0.0, 20)))))
    plot.grab()
    before, made = plot.frame, list[DiscRow]()
    half = disc_rows._half

    def counted(row: DiscRow, first: int, ratio: float) -> QPixmap:
        made.append(row)
        return half(row, first, ratio)

    monkeypatch.setattr(disc_rows, "_half", counted)
    history.start(table_edits.set_temperature(history.document, 1.1))
    plot.grab()
    assert plot.frame == before
    assert made == []
    plot.resize(640, 400)
    plot.grab()
    assert made
