from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QAction, QCursor, QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QMenu, QToolBar, QToolButton
from pytestqt.qtbot import QtBot
from tests.sources.numbers import Numbers
from tests.ui.conftest import Answers
from tests.ui.hands import CTRL, SHIFT, tap

from tauscope.document.document import Document
from tauscope.document.edits import group_edits
from tauscope.ui.editing.run_controller import STANDS
from tauscope.ui.plots import PLOTS
from tauscope.ui.presenting.keys import STAGE_KEYS
from tauscope.ui.table.table_commands import PASTING
from tauscope.ui.widgets.bubble import Bubble
from tauscope.ui.widgets.keys import shown_key
from tauscope.ui.window.commands import COMMANDS, GESTURES, MENUS, key_rows
from tauscope.ui.window.main_window import MainWindow


def below(menu: QMenu) -> Iterator[QAction]:
    for action in menu.actions():
        yield action
        if isinstance(submenu := action.menu(), QMenu):
            yield from below(submenu)


def dialogs_of(window: MainWindow) -> list[QDialog]:
    return [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]


@pytest.fixture
def close_dialogs(window: MainWindow) -> Iterator[Callable[[], None]]:
    def close() -> None:
        for dialog in dialogs_of(window):
            dialog.close()

    yield close
    close()


# The table of commands


def test_no_key_is_taken_twice() -> None:
    keys = Counter(QKeySequence(key).toString() for command in COMMANDS.values() for key in command.keys)
    assert [key for key, times in keys.items() if times > 1] == []


def test_every_key_is_one() -> None:
    for command in COMMANDS.values():
        for key in command.keys:
            assert QKeySequence(key).toString(), f"{command.id}: {key}"


def test_single_letters_and_digits_are_no_shortcuts() -> None:
    assert not [key for command in COMMANDS.values() for key in command.keys if len(key) == 1]


@pytest.mark.parametrize("command", COMMANDS.values(), ids=list(COMMANDS))
def test_command_is_described(command: object) -> None:
    assert command.menu in MENUS  # type: ignore[attr-defined]
    assert command.text and command.tip  # type: ignore[attr-defined]  # noqa: PT018
    assert not command.tip.endswith(".")  # type: ignore[attr-defined]


def test_letters_after_ampersands_differ_within_a_menu(window: MainWindow) -> None:
    for title, menu in window.menus.menus.items():
        letters = [
            text[text.index("&") + 1].lower() for action in menu.actions() if "&" in (text := action.text())
        ]
        assert len(set(letters)) == len(letters), f"{title}: {letters}"


# Where they stand


def test_menus_hold_every_command(window: MainWindow) -> None:
    held = {action.objectName() for menu in window.menus.menus.values() for action in below(menu)}
    assert set(COMMANDS) <= held


def test_every_entry_of_a_menu_does_something_or_opens_a_menu(window: MainWindow) -> None:
    for menu in window.menus.menus.values():
        for action in below(menu):
            assert action.text() or action.isSeparator()


def test_list_of_keys_is_the_table_of_commands() -> None:
    rows = key_rows()
    expected = [
        (command.menu, " or ".join(map(shown_key, command.keys)), command.tip)
        for menu in MENUS
        for command in COMMANDS.values()
        if command.menu == menu and command.keys
    ]
    gestures = [(gesture.where, gesture.keys, gesture.does) for gesture in GESTURES]
    stage = [("Presenting", row.shown, row.does) for row in STAGE_KEYS]
    assert rows == expected + gestures + stage


def test_list_of_keys_shows_every_row(window: MainWindow) -> None:
    window.actions_by_name["keys"].trigger()
    text = window.pages.reader.toPlainText()
    for _, keys, does in key_rows():
        assert keys in text
        assert does in text


def test_about_names_every_library_and_the_model(window: MainWindow) -> None:
    window.actions_by_name["about"].trigger()
    text = window.pages.reader.toPlainText().lower().replace("onnx runtime", "onnxruntime")
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text("utf-8"))["project"]
    for requirement in project["dependencies"] + project["optional-dependencies"]["models"]:
        assert re.split(r"[-<>=]", requirement)[0].lower() in text
    assert "project gutenberg" in text
    assert "no network unless you name a server" in text


def test_table_has_its_commands_in_its_context_menu(window: MainWindow) -> None:
    names = {action.objectName() for action in window.bench.table.actions()}
    assert names == {name for name, command in COMMANDS.items() if command.on_table}


def test_every_button_has_a_tip(window: MainWindow) -> None:
    buttons = window.findChildren(QAbstractButton)
    shown = [
        button for button in buttons if button.isVisible() and button.objectName() != "qt_toolbar_ext_button"
    ]
    assert shown
    assert [button.text() for button in shown if not button.toolTip()] == []


def test_tool_bar_says_the_key(window: MainWindow) -> None:
    bar = window.findChild(QToolBar)
    assert isinstance(bar, QToolBar)
    assert window.actions_by_name["save"] in bar.actions()
    assert "Ctrl+S" in window.actions_by_name["save"].toolTip()


# What they do


@pytest.mark.parametrize("name", list(COMMANDS))
def test_command_runs_on_a_fresh_window(
    window: MainWindow, close_dialogs: Callable[[], None], name: str
) -> None:
    window.actions_by_name[name].trigger()
    QApplication.processEvents()
    close_dialogs()
    QApplication.processEvents()


def test_every_key_runs_its_command(window: MainWindow) -> None:
    ran: list[str] = []
    for name, action in window.actions_by_name.items():
        action.triggered.disconnect()
        action.triggered.connect(lambda _=False, name=name: ran.append(name))
        action.setEnabled(True)
    keys = [(name, command, key) for name, command in COMMANDS.items() for key in command.keys]
    for _, command, key in keys:
        widget = window.bench.table if command.on_table else window.bench.dial
        widget.setFocus()
        combination = QKeySequence(key)[0]  # type: ignore[index]  # missing from Qt's stubs
        tap(widget, combination.key(), combination.keyboardModifiers())
    assert ran == [name for name, _, _ in keys]


def test_undo_and_redo_say_what_they_would_do(window: MainWindow) -> None:
    undo, redo = window.actions_by_name["undo"], window.actions_by_name["redo"]
    assert (undo.isEnabled(), redo.isEnabled()) == (False, False)
    window.turn_to(0.0)
    assert (undo.isEnabled(), undo.text()) == (True, "&Undo turn the dial")
    undo.trigger()
    assert (redo.isEnabled(), redo.text()) == (True, "&Redo turn the dial")
    assert not undo.isEnabled()
    redo.trigger()
    assert window.history.document.temperature == 0.0


def test_undo_of_a_rename_shows_the_name_as_it_is(window: MainWindow) -> None:
    table = window.bench.table
    table.model().setData(table.model().index(0, 0), "salt & pepper")
    table.model().setData(table.model().index(0, 1), "3")
    assert window.actions_by_name["undo"].text() == "&Undo set z of salt && pepper"


@pytest.mark.parametrize(("name", "temperature"), [("zero", 0.0), ("one", 1.0), ("infinite", float("inf"))])
def test_stops_are_commands_too(window: MainWindow, name: str, temperature: float) -> None:
    window.turn_to(0.3)
    window.actions_by_name[name].trigger()
    assert window.history.document.temperature == temperature


def test_control_z_undoes_wherever_the_focus_is(window: MainWindow) -> None:
    for widget in (window.bench.dial, window.bench.table, window.bench.field):
        widget.setFocus()
        window.turn_to(0.3)
        tap(widget, Qt.Key.Key_Z, CTRL)
        assert window.history.document == Document()
        tap(widget, Qt.Key.Key_Z, CTRL | SHIFT)
        assert window.history.document.temperature == 0.3
        window.history.undo()


def test_copy_in_the_field_copies_its_text(window: MainWindow) -> None:
    window.bench.field.setFocus()
    window.bench.field.selectAll()
    tap(window.bench.field, Qt.Key.Key_C, CTRL)
    assert QApplication.clipboard().text() == "1.00"


def test_a_file_that_was_copied_is_opened_by_paste(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    path = tmp_path / "rows.npy"
    np.save(path, np.array([[1.0, 2.0], [3.0, 4.0]]))
    content = QMimeData()
    content.setUrls([QUrl.fromLocalFile(str(path))])
    content.setText(str(path))
    QApplication.clipboard().setMimeData(content)
    window.actions_by_name["paste_new"].trigger()
    qtbot.waitUntil(lambda: window.history.document.source.kind == "trace")
    QApplication.clipboard().clear()


def test_a_long_text_is_pasted_from_another_thread(window: MainWindow, qtbot: QtBot) -> None:
    text = "".join(f"{number}\n" for number in range(60_000))
    QApplication.clipboard().setText(text)
    window.actions_by_name["paste_new"].trigger()
    assert any(bubble.text() == PASTING for bubble in window.findChildren(Bubble))
    assert window.history.document == Document()
    qtbot.waitUntil(lambda: len(window.history.document.logits) == 60_000)
    assert window.history.undo_name == "paste"
    window.history.undo()
    QApplication.clipboard().setText(text + "x" * 200_000)
    with qtbot.waitSignal(window.history.refused):
        window.actions_by_name["paste_new"].trigger()
    assert window.history.document == Document()
    QApplication.clipboard().clear()


def test_delete_in_the_field_removes_no_class(window: MainWindow) -> None:
    window.bench.field.setFocus()
    tap(window.bench.field, Qt.Key.Key_Delete)
    assert window.history.undo_name is None


def test_quit_closes_the_window(window: MainWindow, answers: Answers) -> None:
    window.actions_by_name["quit"].trigger()
    assert not window.isVisible()
    assert answers.asked == []


# What menus tick


def ticked(menu: QMenu) -> list[str]:
    menu.aboutToShow.emit()
    return [action.text().replace("&", "") for action in menu.actions() if action.isChecked()]


def test_menus_tick_what_is_on(window: MainWindow) -> None:
    menus = window.menus.menus
    assert ticked(menus["Temperature"]) == ["τ = 1"]
    window.turn_to(0.5)
    assert ticked(menus["Temperature"]) == []
    window.actions_by_name["zero"].trigger()
    assert ticked(menus["Temperature"]) == ["τ = 0"]
    assert ticked(menus["View"]) == []
    window.toggle_full_screen()
    assert ticked(menus["View"]) == ["Full Screen"]


def grey(menu: QMenu) -> set[str]:
    menu.aboutToShow.emit()
    return {
        action.objectName() for action in menu.actions() if action.objectName() and not action.isEnabled()
    }


def test_a_menu_greys_what_has_nothing_to_do(window: MainWindow) -> None:
    menus = window.menus.menus
    of_models = {"as_table", "export_text", "write", "write_step", "restart", "choose", "own_logits"}
    of_models |= {"faster", "slower"}
    of_trees = {"grow_tree", "open_node", "close_node", "save_tree"}
    of_traces = {
        "compare_file",
        "end_comparison",
        "step_back",
        "next_surprise",
        "next_doubt",
        "name_classes",
        "embed",
    }
    assert grey(menus["Source"]) == of_models | of_trees | of_traces
    assert grey(menus["Pins"]) == {"clear_pins"}
    window.actions_by_name["pin"].trigger()
    assert grey(menus["Pins"]) == set()


def test_a_menu_greys_the_commands_of_classes_where_a_source_has_its_own(window: MainWindow) -> None:
    of_groups = {"ungroup", "fold_group"}
    assert grey(window.menus.menus["Classes"]) == of_groups
    window.history.start(Document(source=Numbers((3.0, 1.0, 0.0))))
    of_classes = {"add", "remove", "duplicate", "move_up", "move_down", "sort_logit", "sort_label"}
    assert grey(window.menus.menus["Classes"]) == of_classes | of_groups
    window.history.start(group_edits.group_classes(Document(), [0, 1]))
    assert grey(window.menus.menus["Classes"]) == set()


def test_a_key_of_a_grey_command_says_why_nothing_happens(window: MainWindow) -> None:
    menu = window.menus.menus["Source"]
    menu.aboutToShow.emit()
    menu.aboutToHide.emit()
    window.actions_by_name["write"].trigger()
    assert window.notice.text == STANDS


def test_undo_stays_grey_when_a_menu_closes(window: MainWindow) -> None:
    menu = window.menus.menus["Edit"]
    menu.aboutToShow.emit()
    menu.aboutToHide.emit()
    assert not window.actions_by_name["undo"].isEnabled()


def test_the_preset_on_the_bench_is_ticked(window: MainWindow) -> None:
    assert ticked(window.menus.presets) == []
    (napkin,) = [action for action in window.menus.presets.actions() if action.text() == "Napkin"]
    napkin.trigger()
    assert ticked(window.menus.presets) == ["Napkin"]
    window.history.undo()
    assert ticked(window.menus.presets) == []


def test_the_scale_of_bars_is_chosen_and_ticked_in_the_menu_view(window: MainWindow) -> None:
    (scales,) = [
        menu
        for action in window.menus.menus["View"].actions()
        if isinstance(menu := action.menu(), QMenu) and menu.title() == "S&cale of Bars"
    ]
    assert ticked(scales) == ["0 to 100%"]
    (logarithmic,) = [action for action in scales.actions() if action.text() == "Logarithmic"]
    logarithmic.trigger()
    assert window.history.document.scale == "logarithmic"
    window.history.undo()
    assert ticked(scales) == ["0 to 100%"]


def test_every_choice_of_a_plot_ticks_the_one_that_is_shown(window: MainWindow) -> None:
    places = window.findChildren(QToolButton, "plotChoice")
    for place, name in zip(window.bench.places, window.history.document.plots, strict=True):
        (button,) = [one for one in places if place.isAncestorOf(one)]
        assert ticked(button.menu()) == [PLOTS[name].title]


def test_no_button_stays_lit_after_its_menu_closed(window: MainWindow) -> None:
    QCursor.setPos(window.mapToGlobal(window.rect().bottomRight()))
    lit = Qt.WidgetAttribute.WA_UnderMouse
    ours = (
        button for button in window.findChildren(QToolButton) if not button.objectName().startswith("qt_")
    )
    buttons = [button for button in ours if button.menu() is not None]
    assert len(buttons) >= 8
    for button in buttons:
        button.setAttribute(lit)
        button.menu().aboutToHide.emit()
        QApplication.processEvents()
        assert not button.testAttribute(lit), button.text()
        assert not button.isDown()
