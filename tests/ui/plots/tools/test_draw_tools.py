from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QInputDialog, QMenu, QToolButton, QWidget
from pytestqt.qtbot import QtBot
from tests.ui import hands

from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, table_edits
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.plots.tools.draw_tools import FULL, DrawTools
from tauscope.ui.theme import THEMES
from tauscope.ui.widgets.fields.whole_field import WholeField
from tauscope.ui.window.main_window import MainWindow

WINDOW_SIZE = 1440, 900


@pytest.fixture
def tools(window: MainWindow) -> DrawTools:
    window.history.start(table_edits.place_plot(Document(), 0, "draws"))
    QApplication.processEvents()
    (tools,) = window.findChildren(DrawTools)
    return tools


def button(tools: DrawTools, text: str) -> QToolButton:
    (found,) = (one for one in tools.findChildren(QToolButton) if one.text() == text)
    return found


def press(tools: DrawTools, text: str) -> None:
    hands.click(button(tools, text), button(tools, text).rect().center())


def put(window: MainWindow, **values: int) -> None:
    edits_of = {"draws": bench_edits.set_draws, "seed": bench_edits.set_seed}
    for name, value in values.items():
        edit = edits_of[name]
        window.history.perform(EditRequest(f"set {name}", lambda it, e=edit, v=value: e(it, v)))  # type: ignore[misc]


def entries(tools: DrawTools) -> dict[str, Callable[[], object]]:
    """Of the menu in which the fields are where there is no room for them."""
    (menu,) = (menu for menu in tools.findChildren(QMenu) if menu.parent() is tools)
    menu.aboutToShow.emit()
    return {action.text(): action.trigger for action in menu.actions()}


# Drawing


def test_button_draws_more_and_undo_takes_them_back(window: MainWindow, tools: DrawTools) -> None:
    for text, count in (("+1", 1), ("+10", 10), ("+1,000", 1000)):
        press(tools, text)
        assert window.history.document.draws == 100 + count
        assert tools.count.text() == str(100 + count)
        assert window.history.undo_name == f"draw {count:,} more"
        window.history.undo()
        assert tools.count.text() == "100", text


def test_keyboard_draws_too(window: MainWindow, tools: DrawTools) -> None:
    one = button(tools, "+10")
    one.setFocus(Qt.FocusReason.TabFocusReason)
    hands.tap(one, Qt.Key.Key_Space)
    assert window.history.document.draws == 110


def test_typed_number_and_seed_are_set_and_undone(window: MainWindow, tools: DrawTools) -> None:
    for field, text in ((tools.count, "5000"), (tools.seed, "42")):
        hands.overwrite(field, text)
        hands.key(field, Qt.Key.Key_Return)
    assert (window.history.document.draws, window.history.document.seed) == (5000, 42)
    window.history.undo()
    window.history.undo()
    assert (tools.count.text(), tools.seed.text()) == ("100", "1")


def test_document_is_shown_in_the_fields(window: MainWindow, tools: DrawTools) -> None:
    put(window, draws=77, seed=4_294_967_295)
    assert (tools.count.text(), tools.seed.text()) == ("77", "4294967295")


BAD = ["1,000", "2.5", "many", "", "-1", "nan", "∞"]


@pytest.mark.parametrize(
    ("which", "texts"),
    [("count", (*BAD, "0", "1000001")), ("seed", (*BAD, "4294967296"))],
)
def test_bad_number_is_refused_and_the_old_stays(
    window: MainWindow, tools: DrawTools, which: str, texts: tuple[str, ...]
) -> None:
    field: WholeField = getattr(tools, which)
    old = field.text()
    for text in texts:
        hands.overwrite(field, text)
        hands.key(field, Qt.Key.Key_Return)
        assert field.text() == old, text
        assert window.history.undo_name is None, text
        bubble = window.findChild(QWidget, "bubble")
        assert bubble is not None, text
        assert bubble.isVisible(), text
        bubble.hide()


def test_esc_takes_back_what_was_typed(window: MainWindow, tools: DrawTools) -> None:
    hands.overwrite(tools.count, "7")
    hands.key(tools.count, Qt.Key.Key_Escape)
    assert tools.count.text() == "100"
    hands.key(tools.count, Qt.Key.Key_Return)
    assert window.history.document.draws == 100


def test_roll_takes_another_seed_and_anew_goes_back_to_one(window: MainWindow, tools: DrawTools) -> None:
    press(tools, "Roll")
    seed = window.history.document.seed
    assert seed != 1
    assert tools.seed.text() == str(seed)
    press(tools, "Restart")
    assert (window.history.document.draws, window.history.document.seed) == (1, seed)
    window.history.undo()
    window.history.undo()
    assert (window.history.document.draws, window.history.document.seed) == (100, 1)


def test_there_are_no_more_than_a_million(window: MainWindow, tools: DrawTools) -> None:
    put(window, draws=999_999)
    press(tools, "+1,000")
    assert window.history.document.draws == 1_000_000
    undo = window.history.undo_name
    press(tools, "+1")
    assert window.history.undo_name == undo
    assert window.notice.text == FULL


# A run


def run_for_a_while(window: MainWindow, tools: DrawTools, qtbot: QtBot) -> int:
    press(tools, "Run")
    assert tools.running
    qtbot.waitUntil(lambda: window.history.document.draws > 108)
    return window.history.document.draws


def test_run_is_one_step_of_undo(window: MainWindow, tools: DrawTools, qtbot: QtBot) -> None:
    run_for_a_while(window, tools, qtbot)
    press(tools, "Run")
    assert not tools.running
    assert not tools.run.isChecked()
    assert window.history.undo_name == "run the draws"
    window.history.undo()
    assert window.history.document.draws == 100
    assert window.history.undo_name is None


def test_undo_ends_a_run(window: MainWindow, tools: DrawTools, qtbot: QtBot) -> None:
    run_for_a_while(window, tools, qtbot)
    window.history.undo()
    assert not tools.running
    assert window.history.document.draws == 100
    assert window.history.redo_name == "run the draws"


def test_run_goes_on_while_the_dial_turns_and_floods_no_undo(
    window: MainWindow, tools: DrawTools, qtbot: QtBot
) -> None:
    draws = run_for_a_while(window, tools, qtbot)
    gesture = object()
    for temperature in (2.0, 3.0, 4.0):
        window.history.perform(
            EditRequest("turn", lambda it, tau=temperature: table_edits.set_temperature(it, tau), gesture)  # type: ignore[misc]
        )
        before = window.history.document.draws
        qtbot.waitUntil(lambda: window.history.document.draws > before)  # noqa: B023
    assert tools.running
    press(tools, "Run")
    names = []
    while window.history.undo_name:
        names.append(window.history.undo_name)
        window.history.undo()
    assert names == ["turn", "run the draws"]
    assert draws > 100


def test_own_buttons_end_no_run(window: MainWindow, tools: DrawTools, qtbot: QtBot) -> None:
    run_for_a_while(window, tools, qtbot)
    for text in ("+1,000", "Roll", "Restart"):
        press(tools, text)
        assert tools.running
    tools.pause()


@pytest.mark.parametrize(
    "end",
    [
        lambda window: window.history.perform(
            EditRequest("show", lambda document: table_edits.place_plot(document, 0, "stages"))
        ),
        lambda window: window.history.start(table_edits.place_plot(Document(seed=3), 0, "draws")),
        lambda window: window.close(),
    ],
    ids=["another plot", "another document", "closed"],
)
def test_run_ends_when_its_plot_document_or_window_goes(
    window: MainWindow, tools: DrawTools, qtbot: QtBot, end: Callable[[MainWindow], object]
) -> None:
    run_for_a_while(window, tools, qtbot)
    end(window)
    assert not tools.running


def test_run_ends_at_a_million_and_says_so(window: MainWindow, tools: DrawTools, qtbot: QtBot) -> None:
    put(window, draws=995_000)
    said: list[str] = []
    window.bench.said.connect(said.append)
    press(tools, "Run")
    qtbot.waitUntil(lambda: not tools.running)
    assert window.history.document.draws == 1_000_000
    assert said == [FULL]
    press(tools, "Run")
    assert not tools.running
    assert said == [FULL, FULL]


def test_run_waits_while_a_question_is_asked(window: MainWindow, tools: DrawTools, qtbot: QtBot) -> None:
    run_for_a_while(window, tools, qtbot)
    question = QDialog(window)
    question.setModal(True)
    question.show()
    draws = window.history.document.draws
    qtbot.wait(120)
    assert window.history.document.draws == draws
    question.close()
    qtbot.waitUntil(lambda: window.history.document.draws > draws)
    tools.pause()


# Little room


def test_narrow_card_has_a_menu_in_place_of_the_fields(window: MainWindow, tools: DrawTools) -> None:
    assert tools.count.isVisible()
    window.history.start(table_edits.place_plot(Document(), 1, "draws"))
    window.resize(1024, 768)
    QApplication.processEvents()
    assert not tools.count.isVisible()
    assert tools.run.isVisible()
    first, second = (window.bench.places[place].width() for place in (1, 2))
    assert abs(first - second) <= 1


@pytest.mark.parametrize("theme", THEMES)
def test_nothing_in_the_heading_is_cut(window: MainWindow, tools: DrawTools, theme: str) -> None:
    window.choose_theme(theme)
    window.setUpdatesEnabled(False)
    for place, size in product((0, 1), ((1440, 900), (1100, 800), (1024, 768), (760, 560))):
        window.history.start(table_edits.place_plot(Document(), place, "draws"))
        window.resize(*size)
        for _ in range(3):
            QApplication.processEvents()
        shown = [one for one in tools.findChildren(QWidget) if one.isVisible()]
        assert button(tools, "Run") in shown, (place, size)
        for one in shown:
            corner = one.mapTo(tools, one.rect().topLeft()).x()
            assert corner >= 0, (place, size)
            assert corner + one.width() <= tools.width(), (place, size)
            assert one.width() >= one.minimumSizeHint().width(), (place, size)


def test_menu_draws_rolls_and_begins_anew(window: MainWindow, tools: DrawTools) -> None:
    entries(tools)["Draw 1,000 More"]()
    assert window.history.document.draws == 1100
    entries(tools)["Roll Another Seed"]()
    assert window.history.document.seed != 1
    entries(tools)["Restart"]()
    assert window.history.document.draws == 1


def test_menu_asks_until_a_number_can_be(
    window: MainWindow, tools: DrawTools, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([("0", True), ("250", True), ("9", True), ("", False)])
    asked: list[str] = []

    def answer(_: QWidget, title: str, label: str, *, text: str) -> tuple[str, bool]:
        asked.append(f"{title} {text} {label}")
        return next(answers)

    monkeypatch.setattr(QInputDialog, "getText", answer)
    entries(tools)["Number of Draws: 100 …"]()
    assert window.history.document.draws == 250
    assert "0 is outside" in asked[1]
    entries(tools)["Seed: 1 …"]()
    entries(tools)["Seed: 9 …"]()
    assert window.history.document.seed == 9


def test_everything_has_a_name_and_a_tip(tools: DrawTools) -> None:
    for one in tools.findChildren(QToolButton):
        assert one.toolTip()
    for field in tools.findChildren(WholeField):
        assert field.accessibleName()
        assert field.toolTip()
