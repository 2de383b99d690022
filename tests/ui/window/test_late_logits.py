"""A real window over logits that come late, or never: what it shows meanwhile, and what can be done."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from pytestqt.qtbot import QtBot
from tests.late_source import Gates, LateSource
from tests.sources.fake_model import FakeModel, asked, fake
from tests.suited import plots_for
from tests.ui import hands

from tauscope.core.errors import InputError
from tauscope.core.values import Floats
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, chain_edits, source_edits, table_edits
from tauscope.document.picture.answers import Pending, Ready
from tauscope.document.picture.pins import LatePin
from tauscope.sources import TypedTable
from tauscope.sources.language.writer import Writer
from tauscope.ui.bench.readout_cell import NONE
from tauscope.ui.editing import feed
from tauscope.ui.editing.history import LATER, EditRequest
from tauscope.ui.pins.pin_chip import PinChip
from tauscope.ui.pins.pin_chips import PinChips
from tauscope.ui.widgets.late_cover import LateCover
from tauscope.ui.window.main_window import MainWindow


@pytest.fixture(autouse=True)
def _no_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "GRACE_MS", 0)


@pytest.fixture
def gates() -> Gates:
    return Gates()


@pytest.fixture
def late(gates: Gates) -> Document:
    return Document(source=LateSource(gates=gates), state=1)


def covers(window: MainWindow) -> dict[str, LateCover]:
    """What stands over the parts of the bench, by the name of the part."""
    parts: list[QWidget] = [window.bench.table, *window.bench.shown]
    found = {part.objectName(): window.bench.covers.on(part) for part in parts}
    return {name: cover for name, cover in found.items() if cover is not None}


def says(window: MainWindow) -> set[str]:
    return {cover.text for cover in covers(window).values()}


def readouts(window: MainWindow) -> set[str]:
    return {cell.value for cell in window.bench.readouts.shown}


def wait_for(window: MainWindow, gates: Gates, state: int, qtbot: QtBot) -> None:
    gates.let(state)
    qtbot.waitUntil(lambda: window.feed.shown is not None and window.feed.shown.document.state == state)


def chip(window: MainWindow) -> PinChip:
    """The only pin's."""
    chips = window.bench.findChild(PinChips)
    assert chips is not None
    (one,) = chips.chips
    return one


def note(window: MainWindow) -> str:
    one = chip(window).one
    assert isinstance(one, LatePin)
    return one.note


def do(window: MainWindow, edit: Callable[[Document], Document]) -> str | None:
    return window.history.perform(EditRequest("edit", edit))


def test_late_numbers_are_dots_and_then_numbers(
    window: MainWindow, late: Document, gates: Gates, qtbot: QtBot
) -> None:
    window.history.start(late)
    qtbot.waitUntil(lambda: window.feed.answer == Pending())
    assert says(window) == {"…"}
    assert set(covers(window)) == {"logitTable", *(f"{name}Plot" for name in late.plots)}
    assert readouts(window) == {"…"}
    assert all(cover.isVisible() for cover in covers(window).values())
    wait_for(window, gates, 1, qtbot)
    assert covers(window) == {}
    assert "…" not in readouts(window)


def test_the_cover_hides_the_scroll_bar_of_a_long_table_too(
    window: MainWindow, late: Document, gates: Gates, qtbot: QtBot
) -> None:
    table = window.bench.table
    window.history.start(Document(source=TypedTable.of([f"class {row}" for row in range(90)], [0.0] * 90)))
    QApplication.processEvents()
    bar = table.verticalScrollBar()
    qtbot.waitUntil(bar.isVisible)
    window.history.start(late)
    qtbot.waitUntil(lambda: window.feed.answer == Pending())
    QApplication.processEvents()
    middle = bar.mapTo(window, bar.rect().center())
    assert isinstance(window.childAt(middle), LateCover)
    gates.let(1)


def test_a_panel_goes_with_its_cover(
    window: MainWindow, gates: Gates, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = FakeModel.logits

    def late_answer(model: FakeModel, ids: Sequence[int]) -> Floats:
        gates.wait(1)
        return answer(model, ids)

    monkeypatch.setattr(FakeModel, "logits", late_answer)
    writer = Writer(fake(), prompt="abc")
    window.history.start(Document(source=writer, state=writer.initial()))
    qtbot.waitUntil(lambda: window.feed.answer == Pending())
    panel = window.bench.panel
    assert panel is not None
    (tokens,) = panel.numbers
    assert window.bench.covers.on(tokens) is not None
    window.history.start(Document())
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()
    window.turn_to(2.0)
    assert covers(window) == {}
    gates.let(1)


def test_a_failure_is_a_sentence_in_each_card_with_a_way_out(
    window: MainWindow, late: Document, gates: Gates, qtbot: QtBot
) -> None:
    gates.failing[1] = InputError("The server does not answer.")
    gates.let(1)
    window.history.start(late)
    qtbot.waitUntil(lambda: says(window) == {"The server does not answer."})
    assert readouts(window) == {NONE}
    gates.failing.clear()
    (button,) = covers(window)["distributionPlot"].findChildren(QToolButton)
    assert button.text() == "Try Again"
    hands.click(button, button.rect().center())
    qtbot.waitUntil(lambda: covers(window) == {})


@pytest.mark.parametrize("name", plots_for(Document()))
def test_every_plot_may_be_chosen_while_there_are_no_numbers(
    window: MainWindow, late: Document, gates: Gates, qtbot: QtBot, name: str
) -> None:
    window.history.start(late)
    qtbot.waitUntil(lambda: window.feed.answer == Pending())
    do(window, lambda document: table_edits.place_plot(document, 0, name))
    assert covers(window)[f"{name}Plot"].text == "…"
    window.resize(1024, 768)
    window.grab()
    wait_for(window, gates, 1, qtbot)
    assert covers(window) == {}
    window.grab()


def test_the_window_is_in_hand_meanwhile(
    window: MainWindow, late: Document, gates: Gates, qtbot: QtBot, tmp_path: Path
) -> None:
    window.history.start(late)
    qtbot.waitUntil(lambda: window.feed.answer == Pending())
    hands.key(window.bench.dial, Qt.Key.Key_Up)
    assert window.bench.dial.temperature == window.history.document.temperature != 1
    assert window.bench.field.text() != "1.00"
    do(window, lambda document: chain_edits.add_knob(document, "top-k"))
    assert [row.knob.name for row in window.bench.knobs.rows] == ["temperature", "top-k"]
    window.history.undo()
    window.history.undo()
    assert window.bench.dial.temperature == 1
    other = tmp_path / "zoo.csv"
    other.write_text("class,z\nzebra,1\nyak,2\n")
    window.session.open_path(other)
    qtbot.waitUntil(lambda: window.feed.shown is not None)
    assert covers(window) == {}
    assert window.feed.shown is not None
    assert window.feed.shown.logits.labels == ("zebra", "yak")
    gates.let(1)


def test_the_window_closes_at_once_and_the_answer_finds_nobody(
    window: MainWindow, late: Document, gates: Gates, qtbot: QtBot
) -> None:
    window.history.start(late)
    gates.wait_until_asked(1)
    assert window.close()
    gates.let(1)
    qtbot.waitUntil(lambda: late.ready)
    qtbot.wait(20)
    assert window.feed.picture is not None
    assert window.feed.picture.document != late


def test_an_edit_that_needs_late_logits_is_done_when_they_come(
    window: MainWindow, late: Document, gates: Gates, qtbot: QtBot
) -> None:
    window.history.start(late)
    qtbot.waitUntil(lambda: window.feed.answer == Pending())
    assert do(window, lambda document: table_edits.set_logit(document, 0, 7.0)) == LATER
    window.turn_to(2.0)
    gates.let(1)
    qtbot.waitUntil(lambda: window.feed.shown is not None and window.feed.shown.logits.values[0] == 7.0)
    assert window.history.document.temperature == 2.0
    window.history.undo()
    window.history.undo()
    assert window.history.document == late


def test_an_edit_that_came_too_late_says_so_and_changes_nothing(
    window: MainWindow, late: Document, gates: Gates, qtbot: QtBot
) -> None:
    window.history.start(late)
    do(window, lambda document: table_edits.set_logit(document, 0, 7.0))
    window.history.start(Document())
    gates.let(1)
    qtbot.waitUntil(lambda: "was not done" in window.notice.text)
    assert window.history.document == Document()


def test_an_edit_of_logits_that_cannot_be_had_is_refused_with_their_sentence(
    window: MainWindow, late: Document, gates: Gates, qtbot: QtBot
) -> None:
    gates.failing[1] = InputError("The server does not answer.")
    gates.let(1)
    window.history.start(late)
    qtbot.waitUntil(lambda: bool(covers(window)))
    do(window, source_edits.take_as_table)
    qtbot.waitUntil(lambda: window.notice.text == "The server does not answer.")
    assert window.history.document == late


def test_a_cell_that_is_typed_after_the_logits_were_forgotten_is_entered(
    window: MainWindow, late: Document, gates: Gates, qtbot: QtBot
) -> None:
    window.history.start(late)
    wait_for(window, gates, 1, qtbot)
    again = Gates()
    forgetful = replace(late, source=LateSource(gates=again))
    model = window.bench.table.model()
    window.history.start(forgetful)
    assert model.setData(model.index(0, 1), "3") is False
    again.let(1)
    qtbot.waitUntil(lambda: window.feed.shown is not None and window.feed.shown.logits.values[0] == 3.0)


def test_a_changed_logit_of_a_model_needs_what_the_model_says_and_the_window_does_not_ask(
    window: MainWindow, qtbot: QtBot
) -> None:
    writer = Writer(fake(), prompt="abc", bias={0: 1.0})
    own = writer.without_edits().model.read(writer.prompt_ids)[0]
    changed = own.copy()
    changed[0] += 1.0
    writer.remember(writer.initial(), changed)  # as a text at full speed does: without the model's own logits
    window.history.start(Document(source=writer, state=writer.initial()))
    assert window.feed.shown is not None
    before = list(asked(writer.model))
    assert do(window, lambda document: table_edits.set_logit(document, 0, own[0] + 3.0)) == LATER
    qtbot.waitUntil(lambda: dict(window.history.document.source.added) == {0: pytest.approx(3.0)})
    assert len(asked(writer.model)) == len(before) + 1
    assert window.feed.shown.logits.values[0] == pytest.approx(own[0] + 3.0)


def test_nothing_is_exported_or_copied_that_is_not_there(
    window: MainWindow, late: Document, gates: Gates, qtbot: QtBot
) -> None:
    window.history.start(late)
    qtbot.waitUntil(lambda: window.feed.answer == Pending())
    QGuiApplication.clipboard().setText("before")
    for name in ("export", "copy_picture", "copy_python", "copy_latex", "copy", "duplicate", "remove"):
        window.actions_by_name[name].trigger()
        QApplication.processEvents()
    assert QGuiApplication.clipboard().text() == "before"
    assert window.history.document == late
    gates.let(1)


def test_a_pin_that_cannot_be_had_is_a_chip_that_says_why(
    window: MainWindow, late: Document, gates: Gates, qtbot: QtBot
) -> None:
    gates.failing[1] = InputError("The folder is gone.")
    source = TypedTable.of(["cat", "dog"], [1.0, 0.0])
    window.history.start(replace(bench_edits.pin(late), source=source, state=None))
    assert (chip(window).one.name, note(window)) == ("τ 1.00", "…")
    assert covers(window) == {}
    gates.let(1)
    qtbot.waitUntil(lambda: not window.feed.waits)
    assert note(window) == "The folder is gone."
    assert "—" in readouts(window)
    do(window, lambda document: table_edits.add_class(document, 0))
    assert len(window.history.document.logits) == 3
    gates.failing.clear()
    menu = chip(window).menu()
    menu.aboutToShow.emit()
    (again,) = [action for action in menu.actions() if action.text() == "Try &Again"]
    again.trigger()
    qtbot.waitUntil(lambda: window.feed.picture is not None and window.feed.picture.late_pins == ())
    assert isinstance(window.feed.answer, Ready)
