from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from tests.ui.hands import overwrite, tap, write

from tauscope.core.chain import Chain
from tauscope.document.edits import table_edits
from tauscope.ui.bench.dial.temperature_field import TemperatureField
from tauscope.ui.editing.history import EditRequest, History
from tauscope.ui.widgets.bubble import Bubble
from tauscope.ui.window.main_window import MainWindow


@pytest.fixture
def field(history: History, show: Callable[[QWidget], None]) -> TemperatureField:
    """In a window with another place for the focus."""
    desk = QWidget()
    desk.resize(400, 300)
    layout = QVBoxLayout(desk)
    elsewhere = QWidget(focusPolicy=Qt.FocusPolicy.StrongFocus)
    field = TemperatureField(history.perform)
    layout.addWidget(elsewhere)
    layout.addWidget(field)
    history.changed.connect(lambda _, after: field.show_temperature(after.temperature))
    field.show_temperature(history.document.temperature)
    show(desk)
    field.setFocus()
    return field


def test_in_a_small_dial_the_number_is_seen_whole(window: MainWindow) -> None:
    chain = Chain.parse("temperature=1.2,top-k=40,top-p=0.5,min-p=0.02")
    window.history.start(table_edits.set_chain(window.history.document, chain))
    window.resize(1024, 768)
    for _ in range(3):
        QApplication.processEvents()
    field = window.bench.field
    assert field.width() < 50  # the state that is looked at: the ring leaves little room
    field.setFocus()
    field.deselect()
    ratio, image = field.devicePixelRatioF(), field.grab().toImage()
    middle = range(int(0.35 * image.height()), int(0.65 * image.height()))
    ground = image.pixelColor(int(4 * ratio), image.height() // 2)
    inked = [
        x
        for x in range(int(3 * ratio), image.width() - int(3 * ratio))
        if any(abs(image.pixelColor(x, y).lightness() - ground.lightness()) > 60 for y in middle)
    ]
    wide = field.fontMetrics().tightBoundingRect("1.20").width()
    assert (inked[-1] - inked[0]) / ratio >= wide - 3


def bubble(widget: QWidget) -> str | None:
    """What stands beside a refused entry."""
    found = widget.window().findChild(Bubble)
    return found.text() if found is not None and found.isVisible() else None


@pytest.mark.parametrize(
    ("text", "temperature"),
    [
        ("0", 0.0),
        ("0.25", 0.25),
        ("0,25", 0.25),
        (" .5 ", 0.5),
        ("1e-6", 1e-6),
        ("∞", math.inf),
        ("inf", math.inf),
        ("12", 12.0),
        ("1e308", 1e308),
        ("5e-324", 5e-324),
    ],
)
def test_takes_exactly_what_is_typed(
    field: TemperatureField, history: History, text: str, temperature: float
) -> None:
    overwrite(field, text)
    tap(field, Qt.Key.Key_Return)
    assert history.document.temperature == temperature
    assert history.undo_name == "set the temperature"
    assert bubble(field) is None


@pytest.mark.parametrize(
    "text", ["-1", "−1", "hot", "nan", "", " ", "1.2.3", "1,000,000", "1e999", "-inf", "½", "0x10", "1 2"]
)
def test_refuses_the_rest_in_a_sentence(field: TemperatureField, history: History, text: str) -> None:
    overwrite(field, text)
    tap(field, Qt.Key.Key_Return)
    assert history.document.temperature == 1.0
    assert history.undo_name is None
    assert field.text() == text
    assert field.property("refused")
    sentence = bubble(field)
    assert sentence is not None
    assert sentence.endswith(".")


def test_refusal_goes_when_it_is_put_right(field: TemperatureField, history: History) -> None:
    overwrite(field, "hot")
    tap(field, Qt.Key.Key_Return)
    overwrite(field, "2")
    tap(field, Qt.Key.Key_Return)
    assert history.document.temperature == 2.0
    assert bubble(field) is None
    assert not field.property("refused")


def test_bad_text_does_not_outlive_the_focus(field: TemperatureField, history: History) -> None:
    overwrite(field, "hot")
    field.clearFocus()
    assert field.text() == "1.00"
    assert not field.property("refused")
    assert history.undo_name is None


def test_good_text_is_set_when_the_focus_goes(field: TemperatureField, history: History) -> None:
    overwrite(field, "0,25")
    field.clearFocus()
    assert history.document.temperature == 0.25


def test_escape_takes_back_what_was_typed(field: TemperatureField, history: History) -> None:
    overwrite(field, "hot")
    tap(field, Qt.Key.Key_Return)
    tap(field, Qt.Key.Key_Escape)
    assert field.text() == "1.00"
    assert bubble(field) is None
    assert not field.property("refused")
    assert history.undo_name is None


def test_text_that_is_shown_is_not_entered_again(field: TemperatureField, history: History) -> None:
    history.perform(
        EditRequest("turn", lambda document: table_edits.set_temperature(document, 0.123456789012345))
    )
    tap(field, Qt.Key.Key_Return)
    assert history.undo_name == "turn"
    assert history.document.temperature == 0.123456789012345


@pytest.mark.parametrize("temperature", [0.0, 5e-324, 0.25, 0.123456789012345, 3.0, 1e22, math.inf])
def test_shows_every_temperature_so_that_it_can_be_entered_again(
    field: TemperatureField, history: History, temperature: float
) -> None:
    field.show_temperature(temperature)
    assert history.undo_name is None
    shown = field.text()
    overwrite(field, f" {shown}")
    tap(field, Qt.Key.Key_Return)
    assert history.document.temperature == temperature


@pytest.mark.parametrize(
    ("key", "redone"),
    [(Qt.Key.Key_Z, Qt.KeyboardModifier.ShiftModifier), (Qt.Key.Key_Y, Qt.KeyboardModifier.NoModifier)],
)
def test_undo_in_an_untouched_field_is_the_documents(
    window: MainWindow, key: Qt.Key, redone: Qt.KeyboardModifier
) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    field = window.bench.field
    field.setFocus()
    overwrite(field, "0.25")
    tap(field, Qt.Key.Key_Return)
    tap(field, Qt.Key.Key_Z, control)
    assert window.history.document.temperature == 1.0
    assert field.text() == "1.00"
    tap(field, key, control | redone)
    assert window.history.document.temperature == 0.25


def test_undo_while_typing_is_the_fields_own(window: MainWindow) -> None:
    window.turn_to(0.25)
    field = window.bench.field
    field.setFocus()
    write(field, "12")
    tap(field, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert window.history.document.temperature == 0.25
    assert field.text() != "0.2512"


def test_dial_follows_the_field(window: MainWindow) -> None:
    overwrite(window.bench.field, "0.25")
    tap(window.bench.field, Qt.Key.Key_Return)
    assert window.bench.dial.temperature == 0.25


def test_field_follows_the_dial(window: MainWindow) -> None:
    window.turn_to(math.inf)
    assert window.bench.field.text() == "∞"
    assert window.history.undo_name == "turn the dial"


def test_turn_of_the_dial_does_not_overwrite_what_is_being_typed(window: MainWindow) -> None:
    field = window.bench.field
    field.setFocus()
    overwrite(field, "0.2")
    window.history.perform(EditRequest("other", lambda document: table_edits.set_logit(document, 0, 3.0)))
    assert field.text() == "0.2"
    QApplication.processEvents()


@pytest.mark.parametrize("theme", ["light", "dark", "projector"])
@pytest.mark.parametrize("temperature", [0.0, 0.31, 1.0, 1e-6, math.inf])
def test_a_field_without_focus_looks_like_any_line_edit(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, theme: str, temperature: float
) -> None:
    window.appearance.choose(theme, 1.0)
    window.show()
    window.turn_to(temperature)
    QApplication.processEvents()
    field = window.bench.field
    assert not field.hasFocus()
    by_hand = field.grab().toImage()
    monkeypatch.setattr(field, "hasSelectedText", lambda: True)
    assert by_hand == field.grab().toImage()


def test_of_a_long_number_the_beginning_is_seen(field: TemperatureField, history: History) -> None:
    field.setFixedWidth(100)
    history.start(table_edits.set_temperature(history.document, 0.0528300316060301))
    field.clearFocus()
    field.grab()
    assert field.seen_text.startswith("0.052")
    assert field.seen_text.endswith("…")
    assert field._baseline.x() >= field._inside.left() - 2
    history.start(table_edits.set_temperature(history.document, 0.25))
    assert field.seen_text == "0.25"
