"""Pins in the window: from the hand to the document, and from the document to what is seen."""

from __future__ import annotations

import itertools
from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QAction, QHelpEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from tests.ui import hands
from tests.ui.conftest import Answers
from tests.ui.hands import CTRL, tap

from tauscope.core.chain import Chain
from tauscope.core.logits import Logits
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.edits.bench_edits import pin
from tauscope.document.library.presets import Preset, presets
from tauscope.document.picture.pins import pinned
from tauscope.document.picture.prepared_logits import PreparedLogits
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.pins.pin_chip import CROSS, shortened
from tauscope.ui.pins.pin_chips import PinChips, shared_out
from tauscope.ui.plots.distribution import DistributionPlot
from tauscope.ui.theme import THEMES
from tauscope.ui.widgets.bubble import Bubble
from tauscope.ui.window.main_window import MainWindow


def chips(window: MainWindow) -> PinChips:
    plot = window.bench.plot("distribution")
    assert isinstance(plot, DistributionPlot)
    QApplication.processEvents()
    return plot.chips


def pin_at(window: MainWindow, *temperatures: float) -> None:
    for temperature in temperatures:
        window.turn_to(temperature)
        window.pins.pin()


def kept(window: MainWindow) -> list[float]:
    return [one.chain.temperature for one in window.history.document.pins]


def entries(menu: QMenu) -> dict[str, QAction]:
    menu.aboutToShow.emit()
    return {action.text().replace("&", ""): action for action in menu.actions()}


def pin_menus(window: MainWindow) -> dict[str, QMenu]:
    menu = window.menus.menus["Pins"]
    submenus = ((name, action.menu()) for name, action in entries(menu).items())
    return {name: submenu for name, submenu in submenus if isinstance(submenu, QMenu)}


def readout(window: MainWindow) -> str:
    cell = window.bench.readouts.pins
    return f"{cell.readout.title}: {cell.value}, {cell.note}"


# From the hand to the document


@pytest.mark.parametrize("place", ["dial", "table", "field"])
def test_control_d_pins_wherever_the_focus_is(window: MainWindow, place: str) -> None:
    window.turn_to(0.5)
    widget = getattr(window.bench, place)
    widget.setFocus()
    tap(widget, Qt.Key.Key_D, CTRL)
    assert kept(window) == [0.5]
    assert window.history.undo_name == "pin τ 0.50"


def test_what_is_being_typed_is_entered_before_it_is_pinned(window: MainWindow) -> None:
    window.bench.field.setFocus()
    hands.overwrite(window.bench.field, "0,25")
    tap(window.bench.field, Qt.Key.Key_D, CTRL)
    assert kept(window) == [0.25]


def test_a_pin_is_undone_and_redone(window: MainWindow) -> None:
    pin_at(window, 0.5)
    window.history.undo()
    assert (kept(window), chips(window).chips) == ([], [])
    window.history.redo()
    assert (kept(window), len(chips(window).chips)) == ([0.5], 1)


def test_a_distribution_that_is_pinned_already_is_refused_in_a_notice(window: MainWindow) -> None:
    pin_at(window, 0.5, 0.5)
    assert kept(window) == [0.5]
    assert window.notice.isVisible()
    assert window.notice.text == "This distribution is pinned already."
    pin_at(window, 2.0)
    assert not window.notice.isVisible()


def test_a_fifth_pin_is_refused_in_a_notice(window: MainWindow) -> None:
    pin_at(window, 0.5, 1.0, 2.0, 3.0, 4.0)
    assert kept(window) == [0.5, 1.0, 2.0, 3.0]
    assert window.notice.text == "At most 4 pins: clear one first."


def test_all_are_cleared_together_and_only_while_there_are_any(window: MainWindow) -> None:
    clear, menu = window.actions_by_name["clear_pins"], window.menus.menus["Pins"]
    menu.aboutToShow.emit()
    assert not clear.isEnabled()
    pin_at(window, 0.5, 2.0)
    menu.aboutToShow.emit()
    assert clear.isEnabled()
    clear.trigger()
    assert kept(window) == []
    menu.aboutToShow.emit()
    assert not clear.isEnabled()
    window.history.undo()
    assert kept(window) == [0.5, 2.0]


# The menu


def test_the_menu_lists_the_pins_by_name(window: MainWindow) -> None:
    assert pin_menus(window) == {}
    pin_at(window, 0.5, 2.0)
    window.history.perform(EditRequest("set", lambda document: table_edits.set_logit(document, 0, 3.0)))
    assert list(pin_menus(window)) == ["① τ 0.50 (other logits)", "② τ 2.00 (other logits)"]
    window.pins.clear()
    assert pin_menus(window) == {}


def test_one_is_cleared_in_the_menu(window: MainWindow) -> None:
    pin_at(window, 0.5, 2.0)
    entries(pin_menus(window)["① τ 0.50"])["Clear This Pin"].trigger()
    assert kept(window) == [2.0]
    assert list(pin_menus(window)) == ["① τ 2.00"]
    assert window.history.undo_name == "clear ① τ 0.50"


def test_the_knobs_are_turned_to_a_pin_and_back_by_undo(window: MainWindow) -> None:
    chain = Chain.parse("temperature=0.5,top-k=2")
    window.history.perform(EditRequest("chain", lambda document: table_edits.set_chain(document, chain)))
    window.pins.pin()
    window.history.perform(EditRequest("chain", lambda document: table_edits.set_chain(document, Chain())))
    menu = entries(pin_menus(window)["① τ 0.50 · top-k 2"])
    assert "Bring Back Its Logits Too" not in menu
    menu["Turn the Knobs to This Pin"].trigger()
    assert window.history.document.chain == chain
    assert window.bench.dial.temperature == 0.5
    assert window.history.undo_name == "turn to ① τ 0.50 · top-k 2"
    window.history.undo()
    assert window.history.document.chain == Chain()


def test_the_logits_of_a_pin_are_brought_back(window: MainWindow) -> None:
    pin_at(window, 0.5)
    window.load_preset(presets()[1])
    menu = entries(pin_menus(window)["① τ 0.50 (other logits)"])
    menu["Bring Back Its Logits Too"].trigger()
    assert window.history.document.logits == Document().logits
    assert window.history.document.temperature == 0.5
    assert readout(window).startswith("KL from τ 0.50: 0.000 nats")


# The chips


def test_the_word_beside_the_heading_pins(window: MainWindow) -> None:
    window.turn_to(0.5)
    hands.click(chips(window).word, chips(window).word.rect().center())
    assert kept(window) == [0.5]
    assert "Ctrl+D" in chips(window).word.toolTip()


def test_the_word_says_why_not(window: MainWindow) -> None:
    pin_at(window, 0.5)
    hands.click(chips(window).word, chips(window).word.rect().center())
    bubble = window.findChild(Bubble)
    assert isinstance(bubble, Bubble)
    assert bubble.text() == "This distribution is pinned already."


def test_a_cross_clears_its_pin(window: MainWindow) -> None:
    window.resize(1200, 760)
    pin_at(window, 0.5, 2.0, 3.0)
    chip = chips(window).chips[1]
    assert chip.cross.width() > 0
    hands.click(chip, chip.cross.center())
    assert kept(window) == [0.5, 3.0]
    assert [one.accessibleName() for one in chips(window).chips] == ["Pin 1: τ 0.50", "Pin 2: τ 3.00"]


def test_a_chip_is_cleared_at_the_keyboard_which_stays_there(window: MainWindow) -> None:
    pin_at(window, 0.5, 2.0)
    chips(window).chips[1].setFocus()
    tap(chips(window).chips[1], Qt.Key.Key_Delete)
    assert kept(window) == [0.5]
    assert chips(window).chips[0].hasFocus()
    tap(chips(window).chips[0], Qt.Key.Key_Delete)
    assert kept(window) == []
    assert chips(window).word.hasFocus()


def test_chips_and_word_are_reached_with_tab_in_their_order(window: MainWindow) -> None:
    pin_at(window, 0.5, 2.0)
    here = chips(window)
    here.chips[0].setFocus()
    tap(here.chips[0], Qt.Key.Key_Tab)
    assert here.chips[1].hasFocus()
    tap(here.chips[1], Qt.Key.Key_Tab)
    assert here.word.hasFocus()


def test_a_chip_opens_the_menu_of_its_pin(window: MainWindow) -> None:
    pin_at(window, 0.5)
    chip = chips(window).chips[0]
    window.turn_to(0.0)
    menu = entries(chip.menu())
    assert "KL from ①: 0.189 nats, 0.272 bits" in menu
    assert not menu["KL from ①: 0.189 nats, 0.272 bits"].isEnabled()
    menu["Turn the Knobs to This Pin"].trigger()
    assert window.history.document.temperature == 0.5


def test_a_chip_says_how_far_it_is(window: MainWindow) -> None:
    pin_at(window, 0.5)
    window.turn_to(0.0)
    chip = chips(window).chips[0]
    at = chip.rect().center()
    QApplication.sendEvent(chip, QHelpEvent(QHelpEvent.Type.ToolTip, at, chip.mapToGlobal(at)))
    assert chip.toolTip() == "① τ 0.50\nKL from this pin: 0.189 nats, 0.272 bits\nDel clears it"


def test_names_give_way_to_numbers_where_there_is_no_room(window: MainWindow) -> None:
    pin_at(window, 0.5, 2.0, 3.0)
    chain = Chain.parse("temperature=0.7,top-k=3,top-p=0.95,min-p=0.05")
    window.history.perform(EditRequest("chain", lambda document: table_edits.set_chain(document, chain)))
    window.pins.pin()
    here = chips(window)
    for width in (here.sizeHint().width(), here.minimumSizeHint().width()):
        here.resize(width, here.height())
        parts: list[QWidget] = [*here.chips, *([] if here.word.isHidden() else [here.word])]
        assert parts[-1].geometry().right() <= width
        assert all(chip.width() >= chip.minimumSizeHint().width() for chip in here.chips)
        for one, other in itertools.pairwise(parts):
            assert one.geometry().right() < other.geometry().left()
    assert here.word.isHidden(), "pins are also made with Ctrl + D and in the menu"
    assert [chip.cross.width() for chip in here.chips] == [0, 0, 0, 0]
    for chip in here.chips:
        chip.resize(chip.minimumSizeHint().width() + round(CROSS * here.theme.base) + 1, chip.height())
        assert chip.cross.width() > 0, "a number alone leaves room for the cross"


def on_bench(window: MainWindow, card: QWidget) -> QRect:
    """Where a card is on the bench."""
    return QRect(card.mapTo(window.bench, QPoint()), card.size())


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)])
def test_four_pins_make_no_card_wider_than_its_place(
    window: MainWindow, theme: str, size: tuple[int, int]
) -> None:
    window.choose_theme(theme)
    window.resize(*size)
    pin_at(window, 0.5, 2.0, 3.0, 1.0)
    QApplication.processEvents()
    assert window.size().toTuple() == size
    cards = [window.bench._side, *window.bench.places, window.bench.readouts]
    boxes = [on_bench(window, card) for card in cards]
    for number, box in enumerate(boxes):
        assert window.bench.rect().contains(box)
        assert not any(box.intersects(other) for other in boxes[:number])


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)])
def test_pins_do_not_widen_a_small_card(window: MainWindow, size: tuple[int, int]) -> None:
    window.choose_theme("projector")
    window.resize(*size)
    document = window.history.document
    for place, name in enumerate(("stages", "distribution", "curves")):
        document = table_edits.place_plot(document, place, name)
    window.history.start(document)
    QApplication.processEvents()
    before = [place.geometry() for place in window.bench.places]
    pin_at(window, 0.5, 2.0, 3.0)
    QApplication.processEvents()
    assert [place.geometry() for place in window.bench.places] == before


def test_room_is_shared_out() -> None:
    assert shared_out(1000, [50, 120, 80]) == [50, 120, 80]
    assert shared_out(100, [50, 120, 80]) == [33, 34, 33]
    assert shared_out(-5, [50]) == [0]
    assert shared_out(10, []) == []


def test_a_name_is_begun_in_whole_words(window: MainWindow) -> None:
    font = window.bench.theme.font()
    name = "τ 0.70 · top-k 40 exact (other logits)"
    shown = {shortened(name, font, room) for room in range(400)}
    assert shown == {
        *("", "τ 0.70…", "τ 0.70 · top-k…", "τ 0.70 · top-k 40…", "τ 0.70 · top-k 40 exact…"),
        *("τ 0.70 · top-k 40 exact (other…", name),
    }


# From the document to what is seen


def test_a_document_with_pins_shows_them(window: MainWindow) -> None:
    document = table_edits.set_temperature(pin(table_edits.set_temperature(Document(), 0.5)), 0.0)
    window.history.start(document)
    assert [chip.accessibleName() for chip in chips(window).chips] == ["Pin 1: τ 0.50"]
    assert readout(window) == "KL from τ 0.50: 0.189 nats, 0.272 bits"
    window.history.start(Document())
    assert chips(window).chips == []
    assert readout(window) == "KL from a pin: —, Ctrl + D: pin"


def test_a_chip_tells_those_who_hear_what_it_is(window: MainWindow) -> None:
    pin_at(window, 0.5)
    interface = QAccessible.queryAccessibleInterface(chips(window).chips[0])
    assert interface.text(QAccessible.Text.Name) == "Pin 1: τ 0.50"
    plot = window.bench.plot("distribution")
    assert "Pinned: ① τ 0.50." in plot.accessibleDescription()


def test_pins_are_there_after_saving_and_opening(
    window: MainWindow, answers: Answers, tmp_path: Path
) -> None:
    pin_at(window, 0.5, 2.0)
    window.history.perform(EditRequest("cut", lambda document: table_edits.remove_classes(document, [3])))
    answers.save = tmp_path / "pinned.tauscope"
    window.session.save()
    before = window.history.document
    window.history.start(Document())
    window.session.open_path(answers.save)
    assert window.history.document == before
    assert [chip.accessibleName() for chip in chips(window).chips] == [
        "Pin 1: τ 0.50 (other logits)",
        "Pin 2: τ 2.00 (other logits)",
    ]


def test_a_preset_in_place_of_the_table_leaves_the_pins(window: MainWindow) -> None:
    pin_at(window, 0.5)
    for preset in presets():
        window.load_preset(preset)
        QApplication.processEvents()
        assert len(window.history.document.pins) == 1
        assert window.feed.picture is not None
        (one,) = window.feed.picture.every_pin
        assert len(one.bars) == len(window.feed.picture.drawn)


def test_chips_follow_a_change_of_theme(window: MainWindow) -> None:
    pin_at(window, 0.5)
    chip = chips(window).chips[0]
    before = chip.sizeHint()
    window.bench.plot("distribution").apply_theme(window.bench.theme.enlarged(1.5))
    assert chip.sizeHint().height() > before.height()
    assert chip.sizeHint().width() > before.width()


# Pins of other classes


def called(name: str) -> Preset:
    return next(preset for preset in presets() if preset.id == name)


def test_pins_that_do_not_fit_are_set_aside_with_their_numbers_and_come_back(window: MainWindow) -> None:
    pin_at(window, 0.5)
    window.load_preset(called("two-levels"))
    pin_at(window, 2.0)
    here = chips(window)
    assert [chip.accessibleName() for chip in here.chips] == ["Pin 2: τ 2.00"]
    assert (here.aside.isVisible(), here.aside.text()) == (True, "① aside ▾")
    assert readout(window).startswith("KL from τ 2.00: 0.000 nats")
    plot = window.bench.plot("distribution")
    assert isinstance(plot, DistributionPlot)
    assert {cap.pin.place for cap in plot.pins.caps} == {1}
    window.load_preset(called("napkin"))
    assert [chip.accessibleName() for chip in here.chips] == ["Pin 1: τ 0.50"]
    assert here.aside.text() == "② aside ▾"
    window.history.undo()
    assert here.aside.text() == "① aside ▾"


def test_a_pin_set_aside_is_cleared_or_brought_back_from_its_menu(window: MainWindow) -> None:
    pin_at(window, 0.5)
    napkin = window.history.document.logits
    window.load_preset(called("two-levels"))
    (first,) = [action.menu() for action in entries(chips(window).aside.menu()).values()]
    assert isinstance(first, QMenu)
    texts = {action.text().replace("&", ""): action for action in first.actions()}
    assert "Set aside: it has other classes" in texts
    assert "① τ 0.50 (other logits)" in pin_menus(window)
    texts["Bring Back Its Logits Too"].trigger()
    assert window.history.document.logits == napkin
    assert not chips(window).aside.isVisible()
    window.history.undo()
    (first,) = [action.menu() for action in entries(chips(window).aside.menu()).values()]
    assert isinstance(first, QMenu)
    texts = {action.text().replace("&", ""): action for action in first.actions()}
    texts["Clear This Pin"].trigger()
    assert kept(window) == []
    assert not chips(window).aside.isVisible()


def test_a_class_more_or_less_keeps_a_pin(window: MainWindow) -> None:
    pin_at(window, 0.5)
    window.history.perform(
        EditRequest("remove", lambda document: table_edits.remove_classes(document, [0, 1]))
    )
    window.history.perform(EditRequest("add", lambda document: table_edits.add_class(document, 0)))
    window.history.perform(
        EditRequest("rename", lambda document: table_edits.set_labels(document, 1, ["vixen"]))
    )
    assert len(chips(window).chips) == 1


def test_a_table_s_pin_does_not_fit_tokens_that_happen_to_have_its_keys(window: MainWindow) -> None:
    pin_at(window, 0.5)
    table = window.history.document.logits
    tokens = PreparedLogits(Logits.of(["a", "b", "c", "d", "e"], [1.0, 2.0, 3.0, 4.0, 5.0], [0, 1, 2, 3, 4]))
    same = PreparedLogits(Logits.of([*table.labels, "e"], [*table.values.tolist(), 0.0], [0, 1, 2, 3, 4]))
    pins = dict(enumerate(window.history.document.pins))
    assert [one.fits for one in pinned(pins, tokens, named=True)] == [False]
    assert [one.fits for one in pinned(pins, same, named=True)] == [True]
    assert [one.fits for one in pinned(pins, tokens, named=False)] == [True]


@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)])
def test_the_first_pin_moves_nothing(window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    QApplication.processEvents()
    bench = window.bench
    parts: list[QWidget] = [bench.table, bench.dial, *bench.shown, *bench.readouts.shown]
    before = [part.geometry() for part in parts]
    frames = [plot.frame.rect for plot in bench.shown]
    pin_at(window, 1.0)
    QApplication.processEvents()
    assert [part.geometry() for part in parts] == before
    assert [plot.frame.rect for plot in bench.shown] == frames


@pytest.mark.parametrize("theme", THEMES)
def test_pins_and_scale_push_no_card_over_another(window: MainWindow, theme: str) -> None:
    window.choose_theme(theme)
    pin_at(window, 0.5)
    window.load_preset(called("two-levels"))
    window.setUpdatesEnabled(False)
    benches = ("compare", "distribution", "stages"), ("distribution", "curves", "levels")
    for size, plots in product(((1440, 900), (1024, 768)), benches):
        window.resize(*size)
        window.history.start(replace(window.history.document, plots=plots))
        for _ in range(3):
            QApplication.processEvents()
        side = window.bench._side.geometry()
        boxes = [on_bench(window, place) for place in window.bench.places]
        for one, other in pairwise([side, *boxes]):
            assert not one.intersects(other), (size, plots, one, other)
        for box in boxes:
            assert not side.intersects(box)
            assert window.bench.rect().contains(box)
