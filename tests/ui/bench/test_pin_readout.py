from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QAccessible, QHelpEvent
from PySide6.QtWidgets import QApplication, QWidget
from scipy.special import rel_entr
from tests.partial_source import weather

from tauscope.core.chain import Chain
from tauscope.core.numbers import screen_number
from tauscope.core.softmax import softmax
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.edits.bench_edits import pin
from tauscope.document.formulas import plain
from tauscope.document.picture.picture import Picture
from tauscope.ui.bench.pin_readout import DISC, pin_readouts
from tauscope.ui.bench.readout_cell import LEFT
from tauscope.ui.bench.readout_texts import READOUTS
from tauscope.ui.bench.readouts import Readouts
from tauscope.ui.painting import marks
from tauscope.ui.theme import THEMES, Theme, load_theme

FOUR = np.array([2.0, 1.0, 0.5, 0.1])


@pytest.fixture
def readouts(theme: Theme, show: Callable[[QWidget], None]) -> Readouts:
    readouts = Readouts(theme)
    readouts.resize(1400, 60)
    show(readouts)
    return readouts


def picture(*chains: str, then: float = 0.5) -> Picture:
    document = Document()
    for chain in chains:
        document = pin(document, Chain.parse(chain))
    return Picture.of(table_edits.set_temperature(document, then))


def nats(pinned: float, now: float) -> float:
    return float(rel_entr(softmax(FOUR, now), softmax(FOUR, pinned)).sum())


def test_one_pin_is_a_readout_like_any_other(readouts: Readouts) -> None:
    readouts.show_picture(picture("temperature=2"))
    cell, expected = readouts.pins, nats(2.0, 0.5)
    assert cell.readout.title == "KL from τ 2.00"
    assert (cell.value, cell.note) == (f"{expected:.3f} nats", f"{expected / math.log(2):.3f} bits")


def test_an_infinite_divergence_names_the_class_that_makes_it_so(readouts: Readouts) -> None:
    readouts.show_picture(picture("temperature=1,top-k=2"))
    assert (readouts.pins.value, plain(readouts.pins.note)) == ("∞ nats", "q(fox) = 0")


def test_several_pins_stand_side_by_side(readouts: Readouts) -> None:
    readouts.show_picture(picture("temperature=2", "temperature=5", "top-k=1"))
    assert readouts.pins.readout.title == "KL from pins, nats"
    assert readouts.pins.value == f"1: {nats(2.0, 0.5):.3f}, 2: {nats(5.0, 0.5):.3f}, 3: ∞"


def test_the_cell_keeps_its_room_while_there_are_no_pins(readouts: Readouts) -> None:
    readouts.show_picture(Picture.of(Document()))
    before = [cell.geometry() for cell in readouts.shown]
    assert (readouts.pins.readout.title, readouts.pins.value) == ("KL from a pin", "—")
    for chains in (("temperature=2",), (), ("temperature=2", "temperature=3")):
        readouts.show_picture(picture(*chains) if chains else Picture.of(Document()))
        assert readouts.pins.isVisible()
        assert [cell.geometry() for cell in readouts.shown] == before
    assert readouts.pins.value.startswith("1: ")


def test_those_who_hear_get_every_number(readouts: Readouts) -> None:
    readouts.show_picture(picture("temperature=2", "temperature=5"))
    interface = QAccessible.queryAccessibleInterface(readouts.pins)
    assert interface.text(QAccessible.Text.Name) == "KL from pins, nats"
    first = f"1: {nats(2.0, 0.5):.3f}, 2: "
    assert interface.text(QAccessible.Text.Description).startswith(first)


def test_hover_says_what_it_means_and_every_number_in_both_units(readouts: Readouts) -> None:
    readouts.show_picture(picture("temperature=2", "top-k=1"))
    at = readouts.pins.rect().center()
    event = QHelpEvent(QHelpEvent.Type.ToolTip, at, readouts.pins.mapToGlobal(at))
    QApplication.sendEvent(readouts.pins, event)
    meaning, first, second = (
        re.sub(r"<(?!br)[^>]*>", "", readouts.pins.toolTip()).replace("\xa0", " ").split("<br>")
    )
    expected = nats(2.0, 0.5)
    assert meaning.startswith("KL(p ‖ q) = Σ p ln(p∕q)")
    assert first == f"① τ 2.00: {expected:.3f} nats, {expected / math.log(2):.3f} bits"
    assert second == "② top-k 1: ∞ nats, ∞ bits"


@pytest.mark.parametrize("chains", [("temperature=2",), ("temperature=2", "temperature=5", "top-k=1")])
def test_nothing_jumps_while_the_dial_turns(readouts: Readouts, chains: tuple[str, ...]) -> None:
    places = set()
    for temperature in np.geomspace(0.01, 100, 20):
        readouts.show_picture(picture(*chains, then=float(temperature)))
        readouts.grab()
        places.add(tuple(cell.geometry().getRect() for cell in readouts.shown))
    assert len(places) == 1


def test_a_turn_paints_the_numbers_again(readouts: Readouts) -> None:
    readouts.show_picture(picture("temperature=2", "temperature=5"))
    before = readouts.board.grab(readouts.pins.geometry()).toImage()
    readouts.show_picture(picture("temperature=2", "temperature=5", then=1.0))
    assert readouts.board.grab(readouts.pins.geometry()).toImage() != before


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("width", [1000, 1400, 3800])
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_words_and_numbers_fit_beside_those_of_pins(
    readouts: Readouts, name: str, width: int, count: int
) -> None:
    theme = load_theme(name, 13.0)
    chains = ("temperature=0.25", "temperature=2", "temperature=5", "temperature=0.1")[:count]
    readouts.apply_theme(theme)
    readouts.resize(width, 80)
    for temperature in (0.01, 0.5, 1.0, math.inf):
        one = picture(*chains, then=temperature)
        readouts.show_picture(one)
        readouts.apply_theme(theme)
        readouts.grab()
        for cell in readouts.shown:
            room = cell.width() - 1.2 * theme.base
            assert marks.text_width(cell.readout.title, theme.font(0.9)) <= room, cell.readout.title
        columns = math.ceil(count / (2 if readouts.pins.narrow else 1))
        room = (readouts.pins.width() - (LEFT + 0.3) * theme.base) / columns - DISC * theme.base
        for nats in one.divergences:
            text = readouts.pins._fitting(nats, room)
            assert marks.text_width(text, theme.font(strong=True)) <= room, text


def test_as_many_decimals_as_there_is_room_for(readouts: Readouts) -> None:
    readouts.show_picture(picture("temperature=2", "temperature=5"))
    font = readouts.theme.font(strong=True)
    for decimals in (3, 2, 1, 0):
        room = marks.text_width(screen_number(math.pi, decimals), font) + 0.01
        assert readouts.pins._fitting(math.pi, room) == screen_number(math.pi, decimals)


def test_a_figure_has_a_readout_for_each_pin() -> None:
    one = picture("temperature=2", "top-k=1")
    titles = [readout.title for readout in pin_readouts(one)]
    assert titles == ["KL from ①", "KL from ②"]
    assert [readout.value(one) for readout in pin_readouts(one)] == [f"{nats(2.0, 0.5):.3f} nats", "∞ nats"]
    assert len({readout.name for readout in (*READOUTS, *pin_readouts(one))}) == len(READOUTS) + 2


@pytest.mark.parametrize(
    ("others", "pattern"), [(128_236, r"0\.\d{3}–\d\.\d{3} nats"), (None, r"≥ 0\.\d{3} nats")]
)
def test_of_a_list_the_divergence_has_bounds(readouts: Readouts, others: int | None, pattern: str) -> None:
    document = pin(Document(source=replace(weather(), others=others)), Chain.parse("temperature=1"))
    readouts.show_picture(Picture.of(table_edits.set_temperature(document, 1.3)))
    assert re.fullmatch(pattern, readouts.pins.value)
    assert "bits" in readouts.pins.note
    event = QHelpEvent(QEvent.Type.ToolTip, QPoint(), QPoint())
    QApplication.sendEvent(readouts.pins, event)
    assert ("nothing limits KL" in readouts.pins.toolTip()) == (others is None)


def test_where_a_list_decides_nothing_the_divergence_is_unknown(readouts: Readouts) -> None:
    document = pin(Document(source=weather()), Chain.parse("typical-p=0.5"))
    readouts.show_picture(Picture.of(table_edits.set_temperature(document, 1.3)))
    assert (readouts.pins.value, readouts.pins.note) == ("unknown", "the list does not decide it")
