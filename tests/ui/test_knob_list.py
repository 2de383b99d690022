from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, ClassVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu
from tests.ui import hands

from tauscope.core.candidates import Candidates
from tauscope.core.chain import Chain
from tauscope.core.domain import Whole
from tauscope.core.knob import Knob
from tauscope.core.knobs import KNOBS
from tauscope.document import edits
from tauscope.document.codec import decode, encode
from tauscope.ui.history import Request
from tauscope.ui.knob_row import position, value_at
from tauscope.ui.main_window import MainWindow


def use(window: MainWindow, text: str) -> None:
    window.history.perform(Request("chain", lambda document: edits.set_chain(document, Chain.parse(text))))


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


@pytest.mark.parametrize("name", list(KNOBS))
def test_every_knob_can_be_added_switched_off_and_removed(window: MainWindow, name: str) -> None:
    button = window.bench.knobs.tools[0]
    menu = button.menu()
    assert isinstance(menu, QMenu)
    choose(menu, KNOBS[name].title)
    row = window.bench.knobs.rows[-1]
    assert window.history.document.chain.knobs[-1].name == name
    row.switch.click()
    assert not window.history.document.chain.knobs[-1].on
    choose(row._menu, "Remove")
    assert chain(window) == "temperature=1"
    for _ in range(3):
        window.history.undo()
    assert chain(window) == "temperature=1"
    assert window.history.undo_name is None


def test_field_sets_exactly_and_the_slider_follows(window: MainWindow) -> None:
    use(window, "temperature=1,top-p=0.9")
    row = window.bench.knobs.rows[1]
    hands.overwrite(row.field, "0,85")
    hands.key(row.field, Qt.Key.Key_Return)
    assert window.history.document.chain.knobs[1].value == 0.85
    assert row.slider.value() == 340


@pytest.mark.parametrize("text", ["1.5", "-1", "many", "", "nan"])
def test_what_a_knob_cannot_be_is_refused_and_the_old_value_stays(window: MainWindow, text: str) -> None:
    use(window, "temperature=1,top-p=0.9")
    row = window.bench.knobs.rows[1]
    hands.overwrite(row.field, text)
    hands.key(row.field, Qt.Key.Key_Return)
    assert chain(window) == "temperature=1,top-p=0.9"
    assert row.field.text() == "0.90"


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


def test_keyboard_moves_a_knob_and_stays_with_it(window: MainWindow) -> None:
    use(window, "temperature=1,top-k=2,top-p=0.5")
    hands.key(window.bench.knobs.rows[2], Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert chain(window) == "temperature=1,top-p=0.5,top-k=2"
    assert window.bench.knobs.rows[1].switch.text() == "Top-p"


def test_swap_says_when_nothing_can_change(window: MainWindow) -> None:
    use(window, "temperature=0.5,top-k=2")
    choose(window.bench.knobs.rows[0]._menu, "Swap")
    assert chain(window) == "top-k=2,temperature=0.5"
    assert "Never matters" in window.notice.text


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
    window.turn_to(0.0)
    before = chain(window)
    choose(menu, "Hugging Face")
    assert chain(window) == before


def test_survivors_are_shown(window: MainWindow) -> None:
    use(window, "temperature=1,top-k=2")
    assert window.bench.table.model().index(2, 2).data() == "0"


def test_slider_and_value_agree_over_each_domain() -> None:
    for kind in KNOBS.values():
        domain = kind.parameters[kind.main()]
        for step in range(0, 401, 50):
            value = value_at(domain, step / 400)  # type: ignore[arg-type]  # the first is a number
            assert domain.check(value) == value
            assert position(domain, value) == pytest.approx(step / 400, abs=0.02)  # type: ignore[arg-type]


@dataclass(frozen=True)
class First(Knob):
    value: Annotated[int, Whole("place", 1, 9)] = 1

    name: ClassVar[str] = "first"
    title: ClassVar[str] = "First"
    explanation: ClassVar[str] = "keeps the first few"
    formula: ClassVar[str] = "i ≤ n"
    source: ClassVar[str] = "this test"

    def apply(self, candidates: Candidates) -> Candidates:
        return candidates.first(self.value)


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
    assert window.bench.table.model().index(2, 2).data() == "0"
    document = window.history.document
    assert decode(encode(document)).document == document
    assert "keeps the first few" in row.switch.toolTip()
