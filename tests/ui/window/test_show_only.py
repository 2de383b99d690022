"""View → Show Only: parts of the window are hidden and shown, undone, and kept in sessions."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from tauscope.document.document import Document
from tauscope.document.edits import bench_edits, source_edits
from tauscope.document.files.codec import decode, encode
from tauscope.document.parts import PARTS
from tauscope.sources.bandit import Bandit
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.table.columns import ENERGY, PROBABILITY
from tauscope.ui.window.main_window import MainWindow


def menu(window: MainWindow) -> dict[str, QAction]:
    (found,) = [
        one
        for action in window.menus.menus["View"].actions()
        if isinstance(one := action.menu(), QMenu) and one.title() == "Show &Only"
    ]
    found.aboutToShow.emit()
    return {str(action.data()): action for action in found.actions()}


def seen(window: MainWindow) -> dict[str, bool]:
    bench = window.bench
    QApplication.processEvents()
    return {
        "table": bench.table.isVisible(),
        "energy": not bench.table.isColumnHidden(ENERGY),
        "probability": not bench.table.isColumnHidden(PROBABILITY),
        "knobs": bench.knobs.tools[0].isVisible(),
        "dial": bench.dial.isVisible(),
        "readouts": bench.readouts.isVisible(),
        "panel": bench.panel is not None and bench.panel.isVisible(),
    }


@pytest.fixture
def bandit(window: MainWindow) -> MainWindow:
    window.history.perform(EditRequest("bandit", partial(source_edits.use_source, source=Bandit())))
    return window


def test_a_part_is_hidden_and_comes_back(bandit: MainWindow) -> None:
    before = seen(bandit)
    for part in PARTS:
        menu(bandit)[part].trigger()
        after = seen(bandit)
        assert not after[part], part
        # Where the column p is hidden, there is room for E beside long names.
        others = [name for name in PARTS if name not in (part, "energy")]
        assert [after[name] for name in others] == [before[name] for name in others], part
        assert not menu(bandit)[part].isChecked(), part
        bandit.history.undo()
        assert seen(bandit) == before, part
        assert menu(bandit)[part].isChecked(), part


def test_plots_take_the_room_of_what_is_hidden(window: MainWindow) -> None:
    QApplication.processEvents()
    narrow = window.bench.grid.width()
    hidden = bench_edits.set_hidden(window.history.document, ("table", "knobs", "dial"))
    window.history.perform(EditRequest("hide", lambda _: hidden))
    QApplication.processEvents()
    assert window.bench.grid.width() > 1.2 * narrow
    menu(window)["None"].trigger()
    QApplication.processEvents()
    assert window.bench.grid.width() == narrow


def test_the_dial_has_the_column_alone(window: MainWindow) -> None:
    QApplication.processEvents()
    before = window.bench.dial.height()
    for part in ("table", "knobs"):
        menu(window)[part].trigger()
    QApplication.processEvents()
    assert window.bench.dial.height() > before


def test_a_session_keeps_what_is_hidden() -> None:
    document = bench_edits.set_hidden(Document(), ("readouts", "table"))
    assert document.hidden == ("table", "readouts")
    assert decode(encode(document)).document == document
    assert bench_edits.show_part(document, "table", shown=True).hidden == ("readouts",)


def test_parts_of_another_version_are_shown() -> None:
    text = encode(bench_edits.set_hidden(Document(), ("table",))).replace('"table"]', '"table", "clock"]')
    assert decode(text).document.hidden == ("table",)


def test_buttons_that_have_nothing_to_do_give_way(bandit: MainWindow) -> None:
    QApplication.processEvents()
    texts = {
        button.text(): button.isVisible()  # type: ignore[attr-defined]
        for button in bandit.bench.findChildren(QWidget)
        if button.property("text") in ("+ Add", "− Remove", "Paste")
    }
    assert set(texts.values()) == {False}
    bandit.history.undo()
    QApplication.processEvents()
    assert all(button.isVisible() for button in bandit._table_buttons.every)
