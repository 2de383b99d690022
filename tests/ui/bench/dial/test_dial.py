from __future__ import annotations

import itertools
import math

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAccessible
from tests.ui import hands
from tests.ui.hands import CTRL, NO_KEYS, SHIFT

from tauscope.core.temperatures import scale
from tauscope.document.edits import table_edits
from tauscope.document.library.vocabularies import vocabularies
from tauscope.ui.bench.dial.dial import TemperatureDial, step_size
from tauscope.ui.bench.dial.dial_geometry import TICK_END
from tauscope.ui.editing.history import EditRequest, History
from tauscope.ui.theme import load_theme


def on_ring(dial: TemperatureDial, place: float) -> QPointF:
    return dial.dial_geometry.on_ring(place)


def places(*whole: int) -> list[float]:
    """Places from a percentage to another, one per cent at a time."""
    path = []
    for start, end in itertools.pairwise(whole):
        step = 1 if end > start else -1
        path += [place / 100 for place in range(start, end + step, step)]
    return path


def steps(history: History) -> int:
    """How many times Undo finds something."""
    count = 0
    while history.undo_name:
        history.undo()
        count += 1
    return count


def set_to(history: History, temperature: float) -> None:
    history.perform(EditRequest("set", lambda document: table_edits.set_temperature(document, temperature)))


# The mouse


def test_ring_follows_the_hand_up_to_infinity(dial: TemperatureDial, history: History) -> None:
    seen: list[float] = []
    history.changed.connect(lambda _, after: seen.append(after.temperature))
    hands.drag(dial, [on_ring(dial, place) for place in places(50, 100)])
    assert seen == sorted(seen)
    assert history.document.temperature == math.inf


def test_ring_follows_the_hand_down_to_zero(dial: TemperatureDial, history: History) -> None:
    seen: list[float] = []
    history.changed.connect(lambda _, after: seen.append(after.temperature))
    hands.drag(dial, [on_ring(dial, place) for place in places(50, 0)])
    assert seen == sorted(seen, reverse=True)
    assert history.document.temperature == 0


@pytest.mark.parametrize(("end", "stays"), [(100, math.inf), (0, 0.0)])
def test_hand_cannot_leap_over_the_gap(
    dial: TemperatureDial, history: History, end: int, stays: float
) -> None:
    beyond = [on_ring(dial, 1.0 - end / 100), on_ring(dial, 0.9 - 0.8 * end / 100)]
    hands.drag(dial, [*(on_ring(dial, place) for place in places(50, end)), *beyond])
    assert history.document.temperature == stays


def test_hand_that_went_over_the_gap_takes_hold_again_where_it_left(
    dial: TemperatureDial, history: History
) -> None:
    path = [on_ring(dial, place) for place in (*places(50, 100), 0.0, *places(100, 70))]
    hands.drag(dial, path)
    assert history.document.temperature == scale.temperature_at(0.7)


def test_one_drag_is_one_step_of_undo(dial: TemperatureDial, history: History) -> None:
    hands.drag(dial, [on_ring(dial, place) for place in places(50, 80, 30)])
    assert steps(history) == 1
    assert dial.temperature == 1.0


def test_two_drags_are_two_steps_of_undo(dial: TemperatureDial, history: History) -> None:
    hands.drag(dial, [on_ring(dial, place) for place in places(50, 60)])
    hands.drag(dial, [on_ring(dial, place) for place in places(60, 70)])
    assert steps(history) == 2


@pytest.mark.parametrize("tick", scale.TICKS)
def test_click_on_a_number_goes_there_exactly(dial: TemperatureDial, history: History, tick: float) -> None:
    set_to(history, 0.3)
    hands.click(dial, dial.dial_geometry.labels[tick])
    assert history.document.temperature == tick


def test_hand_near_one_means_one(dial: TemperatureDial, history: History) -> None:
    set_to(history, 0.3)
    hands.click(dial, on_ring(dial, 0.503))
    assert history.document.temperature == 1.0
    assert scale.hand_temperature(0.51) != 1.0


def test_double_click_goes_to_one_as_one_gesture(dial: TemperatureDial, history: History) -> None:
    set_to(history, 0.25)
    hands.double_click(dial, on_ring(dial, 0.8))
    assert history.document.temperature == 1.0
    history.undo()
    assert history.document.temperature == 0.25


def test_double_click_in_the_middle_goes_to_one(dial: TemperatureDial, history: History) -> None:
    set_to(history, 0.25)
    hands.double_click(dial, dial.dial_geometry.centre)
    assert history.document.temperature == 1.0


def test_click_in_the_middle_turns_nothing(dial: TemperatureDial, history: History) -> None:
    hands.click(dial, dial.dial_geometry.centre + QPointF(10, 0))
    assert history.undo_name is None


def test_right_button_turns_nothing(dial: TemperatureDial, history: History) -> None:
    hands.click(dial, on_ring(dial, 0.8), button=Qt.MouseButton.RightButton)
    assert history.undo_name is None


def test_mouse_that_only_passes_turns_nothing(dial: TemperatureDial, history: History) -> None:
    for place in places(0, 100):
        hands.move(dial, on_ring(dial, place))
    assert history.undo_name is None


# The wheel


def test_wheel_steps_while_the_dial_has_the_focus(dial: TemperatureDial, history: History) -> None:
    assert hands.wheel(dial, 1)
    assert history.document.temperature == 1.12
    hands.wheel(dial, -2)
    assert history.document.temperature == 0.891


def test_wheel_over_an_unfocused_dial_does_nothing(dial: TemperatureDial, history: History) -> None:
    dial.clearFocus()
    assert not hands.wheel(dial, 3)
    assert history.document.temperature == 1.0


def test_small_turns_of_a_fine_wheel_add_up(dial: TemperatureDial, history: History) -> None:
    for _ in range(8):
        hands.wheel(dial, 0.125)
    assert history.document.temperature == pytest.approx(1.12, rel=0.02)


# The keyboard


@pytest.mark.parametrize(
    ("key", "keys", "temperature"),
    [
        (Qt.Key.Key_Right, NO_KEYS, 1.12),
        (Qt.Key.Key_Up, NO_KEYS, 1.12),
        (Qt.Key.Key_Left, NO_KEYS, 0.891),
        (Qt.Key.Key_Down, NO_KEYS, 0.891),
        (Qt.Key.Key_Right, CTRL, 3.16),
        (Qt.Key.Key_Left, CTRL, 0.316),
        (Qt.Key.Key_PageUp, NO_KEYS, 3.16),
        (Qt.Key.Key_PageDown, NO_KEYS, 0.316),
        (Qt.Key.Key_Home, NO_KEYS, 0.0),
        (Qt.Key.Key_End, NO_KEYS, math.inf),
    ],
)
def test_keys_step(
    dial: TemperatureDial, history: History, key: Qt.Key, keys: Qt.KeyboardModifier, temperature: float
) -> None:
    hands.key(dial, key, keys)
    assert history.document.temperature == temperature


@pytest.mark.parametrize(("key", "factor"), [(Qt.Key.Key_Right, 0.005), (Qt.Key.Key_Left, -0.005)])
def test_keys_with_shift_step_ten_times_finer(
    dial: TemperatureDial, history: History, key: Qt.Key, factor: float
) -> None:
    hands.key(dial, key, SHIFT)
    assert math.log10(history.document.temperature) == pytest.approx(factor, rel=0.1)


@pytest.mark.parametrize("there", [Qt.Key.Key_Right, Qt.Key.Key_Left])
def test_keys_reach_both_stops_and_come_back_to_one(
    dial: TemperatureDial, history: History, there: Qt.Key
) -> None:
    back = Qt.Key.Key_Left if there == Qt.Key.Key_Right else Qt.Key.Key_Right
    for _ in range(60):
        hands.key(dial, there)
    assert history.document.temperature == (math.inf if there == Qt.Key.Key_Right else 0.0)
    for _ in range(41):
        hands.key(dial, back)
    assert history.document.temperature == 1.0


def test_keys_in_quick_succession_are_one_step_of_undo(dial: TemperatureDial, history: History) -> None:
    for when in (10_000, 10_300, 10_900):
        hands.key(dial, Qt.Key.Key_Right, when=when)
    assert steps(history) == 1


def test_keys_after_a_pause_are_another_step_of_undo(dial: TemperatureDial, history: History) -> None:
    for when in (10_000, 10_300, 12_000):
        hands.key(dial, Qt.Key.Key_Right, when=when)
    assert steps(history) == 2


def test_letters_are_left_to_the_window(dial: TemperatureDial, history: History) -> None:
    hands.key(dial, Qt.Key.Key_X, text="x")
    hands.key(dial, Qt.Key.Key_5, text="5")
    assert history.undo_name is None


def test_shift_is_finer_and_ctrl_coarser() -> None:
    assert step_size(SHIFT) < step_size(NO_KEYS) < step_size(CTRL)


# From the document


@pytest.mark.parametrize("temperature", [0.0, 1e-300, 1e-6, 0.25, 0.123456789, 1.0, 1e9, math.inf])
def test_every_temperature_can_be_shown_and_edits_nothing(
    dial: TemperatureDial, history: History, temperature: float
) -> None:
    dial.show_temperature(temperature)
    assert dial.temperature == temperature
    assert dial.value() == round(1000 * scale.position(temperature))
    assert history.undo_name is None
    dial.grab()


def test_quarter_stays_a_quarter(dial: TemperatureDial, history: History) -> None:
    set_to(history, 0.25)
    assert dial.temperature == 0.25
    assert history.document.temperature == 0.25


@pytest.mark.parametrize("vocabulary", vocabularies(), ids=lambda vocabulary: vocabulary.id)
def test_words_follow_the_temperature(dial: TemperatureDial, history: History, vocabulary: object) -> None:
    dial.use_vocabulary(vocabulary)  # type: ignore[arg-type]
    words = []
    for temperature in (0.0, 0.1, 1.0, 10.0, math.inf):
        set_to(history, temperature)
        words.append(dial.readout.word)
    assert len(set(words)) == 5
    assert dial.readout.word in dial.accessibleName()


# Those who hear it


def test_screen_readers_get_a_dial_with_name_and_value(dial: TemperatureDial, history: History) -> None:
    interface = QAccessible.queryAccessibleInterface(dial)
    assert interface.role() == QAccessible.Role.Dial
    set_to(history, 0.25)
    assert "τ = 0.25" in interface.text(QAccessible.Text.Name)
    value = interface.valueInterface()
    assert value.currentValue() == round(1000 * scale.position(0.25))
    assert (value.minimumValue(), value.maximumValue()) == (0, 1000)


def test_screen_readers_are_told_of_a_change(dial: TemperatureDial, history: History) -> None:
    values: list[int] = []
    dial.valueChanged.connect(values.append)
    set_to(history, 10.0)
    assert values == [round(1000 * scale.position(10.0))]


def test_screen_readers_can_turn_it(dial: TemperatureDial, history: History) -> None:
    QAccessible.queryAccessibleInterface(dial).valueInterface().setCurrentValue(1000)
    assert history.document.temperature == math.inf
    assert dial.temperature == math.inf
    assert steps(history) == 1


# Painting


@pytest.mark.parametrize("size", [(1, 1), (20, 20), (190, 160), (2000, 160), (160, 2000), (3840, 2160)])
@pytest.mark.parametrize("temperature", [0.0, 1e-6, 1.23456789e-300, 1.0, math.inf])
def test_paints_at_any_size(dial: TemperatureDial, size: tuple[int, int], temperature: float) -> None:
    dial.setMinimumSize(1, 1)
    dial.resize(*size)
    dial.show_temperature(temperature)
    assert not dial.grab().isNull()


def test_new_theme_repaints_the_ring(dial: TemperatureDial) -> None:
    light = dial.grab().toImage().pixelColor(1, 1)
    dial.apply_theme(load_theme("dark", 14.0))
    assert dial.grab().toImage().pixelColor(1, 1) != light


def test_the_first_of_two_temperatures_says_so(dial: TemperatureDial) -> None:
    dial.show_temperature(0.5, "τ₁τ₂ = 1.00")
    assert dial.accessibleName().startswith("Temperature τ₁ = 0.50, ")
    assert "together τ₁τ₂ = 1.00" in dial.accessibleName()
    assert dial.toolTip().endswith("They multiply: τ₁τ₂ = 1.00.")
    two = dial.grab().toImage()
    dial.show_temperature(0.5)
    assert dial.accessibleName().startswith("Temperature τ = 0.50, ")
    assert "multiply" not in dial.toolTip()
    assert dial.grab().toImage() != two


def test_other_words_keep_what_two_temperatures_come_to(dial: TemperatureDial) -> None:
    dial.show_temperature(0.5, "τ₁τ₂ = 1.00")
    dial.use_vocabulary(vocabularies()[-1])
    assert "τ₁τ₂ = 1.00" in dial.accessibleName()


# The schedule


def reddish(dial: TemperatureDial, place: float, inward: float) -> bool:
    """Whether a pixel inside the ring has the colour of the accent."""
    radius = dial.dial_geometry.radius - 0.5 * dial.dial_geometry.thickness - TICK_END - inward
    point = dial.dial_geometry.point(place, radius).toPoint()
    image, accent = dial.grab().toImage(), dial._theme.colours.accent
    near = [image.pixelColor(point.x() + x, point.y() + y) for x in (-1, 0, 1) for y in (-1, 0, 1)]
    return any(
        abs(one.red() - accent.red()) + abs(one.green() - accent.green()) + abs(one.blue() - accent.blue())
        < 60
        for one in near
    )


def test_the_way_of_a_schedule_is_drawn_inside_the_ring_while_there_is_one(dial: TemperatureDial) -> None:
    before = dial.grab().toImage()
    dial.show_schedule((2.0, 0.05, 0.05, 2.0))
    assert dial.grab().toImage() != before
    assert reddish(dial, scale.position(0.05), 4)  # a disc where it ends
    assert not reddish(dial, scale.position(2.0), 4)  # a ring where it begins
    along = [reddish(dial, scale.position(0.05) + part * 0.004, 4) for part in range(20)]
    assert any(along)
    assert not reddish(dial, scale.position(20.0), 4)
    dial.show_schedule(())
    assert dial.grab().toImage() == before


def test_bounds_of_the_play_are_dragged(dial: TemperatureDial, history: History) -> None:
    history.changed.connect(lambda _, after: dial.show_bounds((after.motion.start, after.motion.end)))
    dial.show_bounds((0.1, 10.0))
    start = scale.position(0.1)
    hands.drag(dial, [on_ring(dial, start + step / 100) for step in range(10)])
    motion = history.document.motion
    assert motion.start == pytest.approx(scale.temperature_at(start + 0.09), rel=0.1)
    assert (motion.end, history.document.temperature) == (10.0, 1.0)
    hands.drag(dial, [on_ring(dial, scale.position(10.0)), on_ring(dial, 1.0)])
    assert history.document.motion.end == math.inf
    assert steps(history) == 2
    # The handle of τ goes before, and without bounds there is nothing to drag.
    set_to(history, 10.0)
    hands.drag(dial, [on_ring(dial, scale.position(10.0)), on_ring(dial, 0.6)])
    assert history.document.motion.end == 10.0
    assert history.document.temperature == pytest.approx(scale.temperature_at(0.6), rel=0.1)
