from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QApplication, QMenu
from tests.new_knob import First
from tests.ui import hands
from tests.ui.hands import LEFT

from tauscope.core.chain import Chain
from tauscope.core.chain.engines import ENGINES
from tauscope.core.chain.knobs import KNOBS, Temperature, TopK
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.edits.chain_edits import add_knob
from tauscope.document.files.codec import decode, encode
from tauscope.ui.chain.grip import Grip
from tauscope.ui.chain.knob_row import KnobRow, position, value_at
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.theme import THEMES
from tauscope.ui.window.commands import GESTURES
from tauscope.ui.window.main_window import MainWindow

ALT = Qt.KeyboardModifier.AltModifier


def use(window: MainWindow, text: str) -> None:
    window.history.perform(
        EditRequest("chain", lambda document: table_edits.set_chain(document, Chain.parse(text)))
    )


def chain(window: MainWindow) -> str:
    return str(window.history.document.chain)


def choose(menu: QMenu, text: str) -> None:
    menu.aboutToShow.emit()
    (action,) = [action for action in menu.actions() if action.text().startswith(text)]
    action.trigger()


def test_a_temperature_alone_is_the_dial(window: MainWindow) -> None:
    assert not window.bench.knobs.isVisible()
    window.bench.knobs.add("top-k")
    assert window.bench.knobs.isVisible()
    window.history.undo()
    assert not window.bench.knobs.isVisible()


def test_every_knob_can_be_added_switched_off_and_removed(window: MainWindow) -> None:
    for name, kind in KNOBS.items():
        menu = window.bench.knobs.tools[0].menu()
        assert isinstance(menu, QMenu)
        choose(menu, kind.title)
        row = window.bench.knobs.rows[-1]
        assert window.history.document.chain.knobs[-1].name == name
        row.switch.click()
        assert not window.history.document.chain.knobs[-1].on, name
        choose(row._menu, "Remove")
        assert chain(window) == "temperature=1", name
        for _ in range(3):
            window.history.undo()
        assert chain(window) == "temperature=1", name
        assert window.history.undo_name is None, name


def test_field_sets_exactly_and_the_slider_follows(window: MainWindow) -> None:
    use(window, "temperature=1,top-p=0.9")
    row = window.bench.knobs.rows[1]
    hands.overwrite(row.field, "0,85")
    hands.key(row.field, Qt.Key.Key_Return)
    assert window.history.document.chain.knobs[1].value == 0.85
    assert row.slider.value() == 340


def test_what_a_knob_cannot_be_is_refused_and_the_old_value_stays(window: MainWindow) -> None:
    use(window, "temperature=1,top-p=0.9")
    row = window.bench.knobs.rows[1]
    for text in ("1.5", "-1", "many", "", "nan"):
        hands.overwrite(row.field, text)
        hands.key(row.field, Qt.Key.Key_Return)
        assert chain(window) == "temperature=1,top-p=0.9", text
        assert row.field.text() == "0.90", text


def test_slider_sets_and_a_drag_is_one_step(window: MainWindow) -> None:
    use(window, "temperature=1,top-p=0.9")
    slider = window.bench.knobs.rows[1].slider
    slider.setSliderDown(True)
    for step in (300, 250, 200):
        slider.setValue(step)
    slider.setSliderDown(False)
    assert chain(window) == "temperature=1,top-p=0.5"
    window.history.undo()
    assert chain(window) == "temperature=1,top-p=0.9"


def test_dial_and_row_of_temperature_are_one(window: MainWindow) -> None:
    use(window, "temperature=1,top-k=2")
    hands.key(window.bench.dial, Qt.Key.Key_Home)
    assert window.bench.knobs.rows[0].field.text() == "0"
    hands.overwrite(window.bench.knobs.rows[0].field, "0.25")
    hands.key(window.bench.knobs.rows[0].field, Qt.Key.Key_Return)
    assert window.bench.dial.temperature == 0.25


def test_keyboard_moves_a_knob_from_every_control_and_stays_there(window: MainWindow) -> None:
    window.resize(1440, 900)
    for stop in range(len(KnobRow(window.bench.knobs, TopK()).stops)):
        use(window, "temperature=1,top-k=2,top-p=0.5")
        control = window.bench.knobs.rows[2].stops[stop]
        control.setFocus()
        hands.tap(control, Qt.Key.Key_Up, ALT)
        assert chain(window) == "temperature=1,top-p=0.5,top-k=2"
        assert window.history.undo_name == "move Top-p"
        assert window.notice.text == "Nothing changes for these logits; for others it may."
        assert window.focusWidget() is control
        for _ in range(3):  # there is no place beyond the last
            hands.tap(control, Qt.Key.Key_Down, ALT)
        assert chain(window) == "temperature=1,top-k=2,top-p=0.5"
        assert window.focusWidget() is control


def test_keys_that_move_a_knob_are_in_the_list_of_keys_and_in_its_menu(window: MainWindow) -> None:
    use(window, "temperature=1,top-k=2")
    row = window.bench.knobs.rows[1]
    row._menu.aboutToShow.emit()
    assert any(action.text().startswith("Move Up\tAlt+") for action in row._menu.actions())
    assert any(gesture.where == "Knobs" and "Alt" in gesture.keys for gesture in GESTURES)
    assert "Alt" in row.grip.toolTip()


def test_tab_goes_down_the_rows_in_their_order_wherever_they_were(window: MainWindow) -> None:
    window.resize(1440, 900)
    use(window, "temperature=1,top-k=2,top-p=0.5")
    window.bench.knobs.move_knob(0, 2)
    knobs = window.bench.knobs
    expected = [widget for row in knobs.rows for widget in row.stops]
    window.activateWindow()
    expected[0].setFocus()
    reached = [expected[0]]
    while len(reached) < len(expected) + 2:
        hands.tap(reached[-1], Qt.Key.Key_Tab)
        widget = window.focusWidget()
        assert widget is not None
        reached.append(widget)
    assert [widget for widget in reached if widget not in knobs.stack.buttons] == expected
    # The buttons in the heading of the dial's card come before the dial.
    while (widget := window.focusWidget()) is not window.bench.dial and len(reached) < len(expected) + 8:
        assert widget is not None
        hands.tap(widget, Qt.Key.Key_Tab)
        reached.append(widget)
    assert window.focusWidget() is window.bench.dial


# The mouse


def taken(window: MainWindow, place: int) -> Grip:
    """The grip of a row, held by the mouse."""
    grip = window.bench.knobs.rows[place].grip
    hands.press(grip, grip.rect().center())
    return grip


def drag_by(window: MainWindow, grip: Grip, rows: float) -> None:
    """Move the mouse so many rows up or down from where it is over the grip."""
    hands.move(grip, QPointF(grip.rect().center()) + QPointF(0, rows * window.bench.knobs.stack.pitch), LEFT)


def steps(window: MainWindow) -> int:
    """How often undo takes something back."""
    count = 0
    while window.history.undo_name:
        window.history.undo()
        count += 1
    return count


def test_a_drag_moves_a_knob_as_one_step_and_the_rest_gives_way(window: MainWindow) -> None:
    window.history.start(table_edits.set_chain(Document(), Chain.parse("top-k=3,top-p=0.5,temperature=2")))
    knobs = window.bench.knobs
    row = knobs.rows[0]
    grip = taken(window, 0)
    drag_by(window, grip, 0.4)
    assert chain(window) == "top-k=3,top-p=0.5,temperature=2"
    drag_by(window, grip, 0.4)
    assert chain(window) == "top-p=0.5,top-k=3,temperature=2"  # it follows the hand
    assert knobs.rows[0].y() == 0
    drag_by(window, grip, 1.0)
    assert chain(window) == "top-p=0.5,temperature=2,top-k=3"
    assert window.notice.text == ""
    hands.release(grip, grip.rect().center())
    assert chain(window) == "top-p=0.5,temperature=2,top-k=3"
    assert window.notice.text == "Nothing changes for these logits; for others it may."
    assert knobs.rows[2] is row
    assert [each.y() for each in knobs.rows] == [place * knobs.stack.pitch for place in range(3)]
    assert row.has_focus
    assert window.history.undo_name == "move Top-k"
    window.history.undo()
    assert window.history.undo_name is None
    assert knobs.rows[0] is row
    assert row.y() == 0


def test_escape_puts_back_what_is_in_the_hand(window: MainWindow) -> None:
    window.history.start(table_edits.set_chain(Document(), Chain.parse("top-k=3,top-p=0.5,temperature=2")))
    grip = taken(window, 2)
    drag_by(window, grip, -2)
    assert chain(window) == "temperature=2,top-k=3,top-p=0.5"
    hands.tap(grip, Qt.Key.Key_Escape)
    assert chain(window) == "top-k=3,top-p=0.5,temperature=2"
    assert window.history.undo_name is None
    drag_by(window, grip, -1)
    hands.release(grip, grip.rect().center())
    assert chain(window) == "top-k=3,top-p=0.5,temperature=2"
    assert window.notice.text == ""


def test_another_place_for_the_keyboard_lets_go(window: MainWindow) -> None:
    window.history.start(table_edits.set_chain(Document(), Chain.parse("top-k=3,temperature=2")))
    grip = taken(window, 0)
    drag_by(window, grip, 1)
    window.bench.dial.setFocus()
    assert chain(window) == "top-k=3,temperature=2"
    assert window.bench.knobs.stack.lifted is None


@pytest.mark.parametrize("away", [QPointF(-3000, -3000), QPointF(3000, 3000), QPointF(900, 0)])
def test_a_drag_out_of_the_list_ends_at_its_end(window: MainWindow, away: QPointF) -> None:
    use(window, "top-k=3,top-p=0.5,temperature=2")
    row = window.bench.knobs.rows[1]
    grip = taken(window, 1)
    hands.move(grip, away, LEFT)
    hands.release(grip, away)
    places = {-3000: "top-p=0.5,top-k=3,temperature=2", 3000: "top-k=3,temperature=2,top-p=0.5"}
    assert chain(window) == places.get(int(away.y()), "top-k=3,top-p=0.5,temperature=2")
    assert window.bench.knobs.stack.rect().contains(row.geometry())


def test_a_click_on_a_grip_changes_nothing(window: MainWindow) -> None:
    use(window, "top-k=3,temperature=2")
    before = window.history.undo_name
    grip = window.bench.knobs.rows[0].grip
    hands.click(grip, grip.rect().center(), button=Qt.MouseButton.RightButton)
    hands.click(grip, grip.rect().center())
    assert window.history.undo_name == before
    assert window.notice.text == ""


def test_what_is_undone_while_it_is_in_the_hand_is_gone(window: MainWindow) -> None:
    window.history.start(table_edits.set_chain(Document(), Chain.parse("top-k=3,temperature=2")))
    window.bench.knobs.add("top-p")
    grip = taken(window, 2)
    window.history.undo()
    drag_by(window, grip, -2)
    hands.release(grip, grip.rect().center())
    assert chain(window) == "top-k=3,temperature=2"
    assert window.bench.knobs.stack.lifted is None


def test_a_long_list_scrolls_under_what_is_held_beyond_its_end(window: MainWindow) -> None:
    window.resize(1024, 720)
    use(window, ",".join(str(kind()) for kind in KNOBS.values()))
    QApplication.processEvents()
    knobs = window.bench.knobs
    bar = knobs.view.verticalScrollBar()
    assert bar.maximum() > 0
    bar.setValue(0)
    grip = taken(window, 0)
    below = knobs.view.viewport().mapToGlobal(QPoint(5, knobs.view.viewport().height() + 15))
    hands.move(grip, grip.mapFromGlobal(below), LEFT)
    assert knobs._drag is not None
    for _ in range(bar.maximum()):
        knobs._drag.scroll()
    assert bar.value() == bar.maximum()
    hands.release(grip, grip.mapFromGlobal(below))
    assert window.history.document.chain.knobs[-1] == Temperature(1.0)
    assert knobs._drag is None


def test_a_knob_that_was_added_is_seen(window: MainWindow) -> None:
    window.resize(1024, 720)
    for name in KNOBS:
        window.bench.knobs.add(name)
        QApplication.processEvents()
        row = window.bench.knobs.rows[-1]
        assert row.visibleRegion().boundingRect().height() == row.height()


# Swap


def test_swap_says_when_nothing_can_change(window: MainWindow) -> None:
    use(window, "temperature=0.5,top-k=2")
    window.bench.knobs.stack.buttons[0].click()
    assert chain(window) == "top-k=2,temperature=0.5"
    assert "Never matters" in window.notice.text


def test_swap_says_beforehand_what_will_change_and_afterwards_what_has(window: MainWindow) -> None:
    use(window, "top-k=2,temperature=0.5,top-p=0.8")
    button = window.bench.knobs.stack.buttons[1]
    where = button.rect().center()
    QApplication.sendEvent(button, QHelpEvent(QEvent.Type.ToolTip, where, button.mapToGlobal(where)))
    assert button.toolTip() == "Swap Temperature and Top-p.\nThen, 2 classes are kept instead of 1."
    assert button.accessibleName() == "Swap Temperature and Top-p"
    assert chain(window) == "top-k=2,temperature=0.5,top-p=0.8"
    button.click()
    assert chain(window) == "top-k=2,top-p=0.8,temperature=0.5"
    assert window.notice.text == "Swapped, 2 classes are kept instead of 1."
    button.click()
    assert window.notice.text == "Swapped, 1 class is kept instead of 2."
    assert [each.isVisible() for each in window.bench.knobs.stack.buttons] == [True, True]
    window.bench.knobs.rows[0]._remove()
    assert [each.isVisible() for each in window.bench.knobs.stack.buttons] == [True, False]


def test_variant_is_chosen_in_the_menu(window: MainWindow) -> None:
    use(window, "temperature=1,top-k=2")
    choose(window.bench.knobs.rows[1]._menu, "exact")
    assert chain(window) == "temperature=1,top-k=2:exact"


def test_engine_puts_in_its_chain_and_cites_its_source(window: MainWindow) -> None:
    window.turn_to(0.5)
    menu = window.bench.knobs.tools[1].menu()
    assert isinstance(menu, QMenu)
    choose(menu, "llama.cpp")
    assert window.history.document.chain.knobs[-1].name == "temperature"
    assert window.history.document.temperature == 0.5
    assert "llama-sampler.cpp" in window.notice.text
    engines = [action for action in menu.actions() if action.isCheckable()]
    for action, engine in zip(engines, ENGINES.values(), strict=True):
        assert action.text() == f"{engine.title}\t{engine.edition}"
        assert engine.source in action.toolTip()
        assert engine.note in action.toolTip()
    window.turn_to(0.0)
    before = chain(window)
    choose(menu, "Hugging Face")
    assert chain(window) == before


def test_the_menu_of_engines_ticks_the_one_whose_chain_there_is(window: MainWindow) -> None:
    menu = window.bench.knobs.tools[1].menu()
    assert isinstance(menu, QMenu)

    def ticked() -> list[str]:
        menu.aboutToShow.emit()
        return [action.text().split("\t")[0] for action in menu.actions() if action.isChecked()]

    use(window, "temperature=1,top-k=2")
    assert ticked() == []
    choose(menu, "Ollama ≥ 0.30")
    assert ticked() == ["Ollama ≥ 0.30"]
    window.turn_to(0.3)
    assert ticked() == ["Ollama ≥ 0.30"]
    window.bench.knobs.add("top-k")
    assert ticked() == []


def test_survivors_are_shown(window: MainWindow) -> None:
    use(window, "temperature=1,top-k=2")
    assert window.bench.table.model().index(2, 2).data() == "cut"


def test_slider_and_value_agree_over_each_domain() -> None:
    for kind in KNOBS.values():
        domain = kind.parameters[kind.main()]
        for step in range(0, 401, 50):
            value = value_at(domain, step / 400)  # type: ignore[arg-type]  # the first is a number
            assert domain.check(value) == value
            assert position(domain, value) == pytest.approx(step / 400, abs=0.02)  # type: ignore[arg-type]


def test_a_new_knob_is_one_class(
    make_window: Callable[[], MainWindow], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KNOBS, "first", First)
    window = make_window()
    window.bench.knobs.add("first")
    row = window.bench.knobs.rows[-1]
    hands.overwrite(row.field, "2")
    hands.key(row.field, Qt.Key.Key_Return)
    assert chain(window) == "temperature=1,first=2"
    assert window.bench.table.model().index(2, 2).data() == "cut"
    document = window.history.document
    assert decode(encode(document)).document == document
    assert "keeps the first few" in row.switch.toolTip()


@pytest.mark.parametrize("knobs", ["top-k=40,top-p=0.9,min-p=0.05", "top-k=40,top-p=0.9,min-p=0.05,eta=0.1"])
def test_the_last_of_several_knobs_can_be_taken_away(window: MainWindow, knobs: str) -> None:
    use(window, knobs)
    use(window, "")
    assert window.bench.knobs.rows == []
    assert rows_on_screen(window) == []
    window.history.undo()
    assert [row.knob for row in rows_on_screen(window)] == list(window.history.document.chain.knobs)


def test_knobs_are_removed_one_by_one_to_the_last(window: MainWindow) -> None:
    use(window, "temperature=0.5,top-k=40,top-p=0.9")
    while window.bench.knobs.rows:
        choose(window.bench.knobs.rows[-1]._more.menu(), "Remove")
        QApplication.processEvents()
        assert [row.knob for row in rows_on_screen(window)] == list(window.history.document.chain.knobs)
    assert chain(window) == ""


def rows_on_screen(window: MainWindow) -> list[KnobRow]:
    """Rows that are not hidden, from the top."""
    rows = [row for row in window.bench.knobs.stack.findChildren(KnobRow) if not row.isHidden()]
    return sorted(rows, key=lambda row: row.y())


EVERY_KNOB = ",".join(str(kind()) for kind in KNOBS.values())


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("size", [(1440, 900), (1024, 768)])
def test_sliders_are_wide_enough_to_sweep(window: MainWindow, theme: str, size: tuple[int, int]) -> None:
    window.choose_theme(theme)
    window.resize(*size)
    use(window, EVERY_KNOB)
    QApplication.processEvents()
    for row in window.bench.knobs.rows:
        assert row.slider.width() >= 120, row.title
        assert row.height() >= row.sizeHint().height()
        parts = [row.grip, row.switch, row.slider, row.field, row.help, row._more]
        for one, other in itertools.combinations(parts, 2):
            assert not one.geometry().intersects(other.geometry()), (row.title, one, other)


def test_a_switch_does_not_look_like_the_swatch_of_a_class(window: MainWindow) -> None:
    use(window, "temperature=0.5,top-k=2")
    switch = window.bench.knobs.rows[0].switch
    on = switch.grab().toImage()
    middle = on.height() // 2
    colours = [on.pixelColor(x, middle).name() for x in range(int(1.7 * switch._height))]
    accent, card = window.appearance.theme.colours.accent.name(), window.appearance.theme.colours.card.name()
    assert colours.index(accent) < colours.index(card)  # a track with a handle at its right end
    hands.click(switch, QPointF(4, middle))
    assert not window.history.document.chain.knobs[0].on
    assert switch.grab().toImage() != on


@pytest.mark.parametrize(("classes", "rank"), [(1, 1), (2, 1), (4, 2), (40, 20), (41, 40), (5000, 40)])
def test_a_new_top_k_does_something(classes: int, rank: int) -> None:
    document = table_edits.replace_classes(
        Document(), [str(row) for row in range(classes)], [0.1 * row for row in range(classes)]
    )
    chain = add_knob(document, "top-k").chain
    assert chain.knobs[-1].value == rank
    assert len(chain.candidates(document.logits)) < classes or classes == 1


def test_a_new_top_k_cuts_what_the_knobs_before_it_left() -> None:
    document = table_edits.set_chain(Document(), Chain.parse("temperature=1,top-p=0.8"))
    left = len(document.chain.candidates(document.logits))
    assert len(add_knob(document, "top-k").chain.candidates(document.logits)) < left


def test_the_slider_of_top_k_ends_at_the_number_of_classes(window: MainWindow) -> None:
    use(window, "temperature=1,top-k=2")
    slider = window.bench.knobs.rows[1].slider
    slider.setValue(slider.maximum())
    assert window.history.document.chain.knobs[1].value == 4
    window.history.perform(EditRequest("add", lambda document: table_edits.add_class(document, 4)))
    assert slider.value() < slider.maximum()
    slider.setValue(slider.maximum())
    assert window.history.document.chain.knobs[1].value == 5


def test_a_chain_that_is_the_dial_alone_shows_no_knobs_whatever_was_hidden(window: MainWindow) -> None:
    knobs = window.bench.knobs
    assert knobs.isHidden()
    window.history.perform(EditRequest("hide", lambda document: replace(document, hidden=("probability",))))
    assert knobs.isHidden()
    two = Chain.parse("temperature=1,top-k=2")
    hide = lambda document: replace(table_edits.set_chain(document, two), hidden=("knobs",))  # noqa: E731
    window.history.perform(EditRequest("hide the knobs", hide))
    assert knobs.isHidden()
    three = Chain.parse("temperature=1,top-k=2,top-p=0.9")
    window.history.perform(EditRequest("a knob", lambda document: table_edits.set_chain(document, three)))
    assert knobs.isHidden()
    window.history.perform(EditRequest("show", lambda document: replace(document, hidden=())))
    assert not knobs.isHidden()
