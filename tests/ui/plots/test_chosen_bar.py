"""The bar of the token that a recording chose, in distributions with little room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from tests.sources.trace.recorded import Recorded, listed
from tests.ui.plots.painted_text import faults, painted_texts

from tauscope.core.bounds import Bounds
from tauscope.core.chain import Chain
from tauscope.core.logits import Logits
from tauscope.core.partial.unlisted import Unlisted
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, source_edits, table_edits
from tauscope.sources.trace.recording import RecordedStep
from tauscope.sources.trace.source import TraceSource
from tauscope.ui.editing.history import History
from tauscope.ui.painting import marks
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.plots.details.bar_names import UPRIGHT, recorded_place
from tauscope.ui.plots.details.bar_painter import BarPainter
from tauscope.ui.plots.distribution import DistributionPlot
from tauscope.ui.theme import Theme, load_theme

NARROW = [(230, 190), (300, 260), (330, 220), (700, 300)]


@pytest.fixture(params=["light", "projector"])
def themed(request: pytest.FixtureRequest, fonts: None) -> Theme:
    del fonts
    return load_theme(request.param, 14.0)


def unlikely(rank: int) -> Recorded:
    """A step that lists 20 classes and chose the one of this rank."""
    recording = listed(2, 20, 400)
    made = [replace(step, chosen=int(step.logits.keys[rank])) for step in recording.made]
    return replace(recording, made=made, is_quick=True)


def shown(plot: DistributionPlot, history: History, rank: int, size: tuple[int, int]) -> DistributionPlot:
    plot.resize(*size)
    document = source_edits.use_source(Document(), TraceSource(unlikely(rank)))
    history.start(table_edits.set_temperature(document, 1.2))
    return plot


@pytest.fixture
def plot(make_plot: Callable[[type[Plot]], Plot], themed: Theme) -> DistributionPlot:
    plot = make_plot(DistributionPlot)
    assert isinstance(plot, DistributionPlot)
    plot.apply_theme(themed)
    return plot


@pytest.mark.parametrize("size", NARROW)
@pytest.mark.parametrize("rank", [1, 3, 13, 19])
def test_its_name_and_number_are_written_where_others_have_no_room(
    plot: DistributionPlot, history: History, rank: int, size: tuple[int, int]
) -> None:
    shown(plot, history, rank, size)
    assert plot.picture is not None
    assert list(faults(plot, 9.0)) == []
    place = recorded_place(plot.picture)
    assert place == rank
    texts = painted_texts(plot)
    word = next(one for one in texts if one.text == "chosen")
    number = plot._bar_numbers.rooms[place]
    # The word stands over the number of its own bar, or beside it, and none of another bar is nearer.
    others = [room for other, room in plot._bar_numbers.rooms.items() if other != place]
    assert word.ink.bottom() <= number.bottom()
    is_nearest = all(_apart(word.ink, number) <= _apart(word.ink, room) for room in others)
    assert is_nearest or plot._bar_numbers.is_led
    x = plot.frame.x.pixel(place)
    name = plot.picture.drawn[place].label.split()[-1]
    named = [one for one in texts if name.startswith(one.text.strip("…␣ ")) and one.ink.top() > number.top()]
    beside_others = rank == 19 and plot.frame.x.pixel(1.0) - plot.frame.x.pixel(0.0) < named_height(plot)
    assert beside_others or any(abs(one.ink.center().x() - x) < one.pixels for one in named)


def named_height(plot: DistributionPlot) -> float:
    """Pixels that an upright name takes; all others are named first, and leave none to the bar beside."""
    return float(plot.theme.font(UPRIGHT).pixelSize())


def _apart(one: QRectF, other: QRectF) -> float:
    """Pixels between the middles of two areas."""
    between = one.center() - other.center()
    return float((between.x() ** 2 + between.y() ** 2) ** 0.5)


@pytest.mark.parametrize("size", NARROW)
def test_the_line_before_all_others_crosses_no_text(
    plot: DistributionPlot, history: History, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown(plot, history, 19, size)
    assert plot.picture is not None
    drawn: list[QRectF] = []
    part = BarPainter.part_others

    def noted(painter: QPainter, *rest: Any) -> None:
        part(Lines(drawn), *rest)  # type: ignore[arg-type]
        part(painter, *rest)

    monkeypatch.setattr(BarPainter, "part_others", staticmethod(noted))
    texts = painted_texts(plot)
    assert drawn
    x = plot.frame.x.pixel(len(plot.picture.drawn) - 1.5)
    assert all(abs(line.center().x() - x) <= 1.0 for line in drawn)
    assert [one.text for one in texts if any(line.intersects(one.ink) for line in drawn)] == []


class Lines:
    """A painter that notes the lines it draws."""

    def __init__(self, drawn: list[QRectF]) -> None:
        self._drawn = drawn

    def setPen(self, pen: object) -> None:  # noqa: N802  # Qt's name
        """Lines are noted in no colour."""

    def drawLine(self, start: QPointF, end: QPointF) -> None:  # noqa: N802  # Qt's name
        """Note a line."""
        self._drawn.append(QRectF(start, end).adjusted(-0.5, 0, 0.5, 0))


def test_a_line_leaves_out_what_is_in_its_way() -> None:
    words = [QRectF(0, 50, 20, 10), QRectF(0, 55, 20, 20), QRectF(50, 10, 20, 10)]
    assert marks.free_stretches(10, QRectF(0, 0, 100, 100), words, 2) == [(0, 48), (77, 100)]
    assert marks.free_stretches(10, QRectF(0, 0, 100, 100), [QRectF(0, -5, 20, 200)], 2) == []


@pytest.mark.parametrize(("width", "said"), [(1100, "these 20 hold"), (300, "20 listed: ")])
def test_coverage_is_said_where_the_heading_is_short(
    plot: DistributionPlot, history: History, width: int, said: str
) -> None:
    shown(plot, history, 3, (width, 300))
    assert plot.picture is not None
    assert said in plot.caption(plot.picture)


@pytest.mark.parametrize("size", NARROW)
def test_no_number_is_written_over_the_disc_of_a_pin(
    plot: DistributionPlot, history: History, size: tuple[int, int]
) -> None:
    shown(plot, history, 3, size)
    for chain in ("temperature=1.26,top-k=3", "temperature=0.8,top-k=10"):
        document = table_edits.set_chain(history.document, Chain.parse(chain))
        history.start(bench_edits.pin(document))
        texts = [one for one in painted_texts(plot) if one.text.endswith("%") or one.text == "cut"]
        discs = plot.pins.taken
        assert discs
        inner = [disc.adjusted(1.5, 1.5, -1.5, -1.5) for disc in discs]
        assert [one.text for one in texts if any(one.ink.intersects(disc) for disc in inner)] == []


@pytest.mark.parametrize("size", NARROW)
@pytest.mark.parametrize("temperature", [0.3, 1.0])
def test_the_word_stands_on_no_bar(
    plot: DistributionPlot, history: History, size: tuple[int, int], temperature: float
) -> None:
    """The likeliest class has nearly all, and the second one was chosen."""
    values = np.log([0.81, 0.05, 0.045, 0.02, *[0.075 / 16] * 16])
    logits = Logits.of([f" word{n}" for n in range(20)], values)
    rest = Unlisted(400, Bounds(1e-3, 1e-3), 1e-3)
    recording = replace(unlikely(1), made=[RecordedStep(logits, rest, int(logits.keys[1]))] * 2)
    plot.resize(*size)
    document = source_edits.use_source(Document(), TraceSource(recording))
    history.start(table_edits.set_temperature(document, temperature))
    assert plot.picture is not None
    words = [one.ink for one in painted_texts(plot) if one.text == "chosen"]
    bars = [plot._painter.rect(plot.picture, place) for place in range(len(plot.picture.drawn))]
    assert len(words) == 1
    assert not any(words[0].intersects(bar) for bar in bars)


@pytest.mark.parametrize("width", [230, 260, 300])
def test_the_word_stands_over_no_taller_bar_if_it_may_stand_beside(
    plot: DistributionPlot, history: History, width: int
) -> None:
    """Two tokens are likely, and the second one was chosen."""
    values = np.log([0.50, 0.34, 0.035, 0.02, *[0.105 / 16] * 16])
    logits = Logits.of([f" word{n}" for n in range(20)], values)
    rest = Unlisted(400, Bounds(1e-3, 1e-3), 1e-3)
    recording = replace(unlikely(1), made=[RecordedStep(logits, rest, int(logits.keys[1]))] * 2)
    plot.resize(width, 200)
    document = source_edits.use_source(Document(), TraceSource(recording))
    history.start(table_edits.set_temperature(document, 1.05))
    assert plot.picture is not None
    (word,) = [one.ink for one in painted_texts(plot) if one.text == "chosen"]
    first = plot._painter.rect(plot.picture, 0).center().x()
    assert word.left() > first
    assert list(faults(plot, 9.0)) == []
