"""Classes are grouped in the window: table, plots and keys, with the hand of a user."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from tests.stepping import Stepping
from tests.ui import hands
from tests.ui.hands import CTRL, NO_KEYS, SHIFT, tap

from tauscope.core.logits import Logits
from tauscope.document.document import Document
from tauscope.document.edits import group_edits, source_edits, table_edits
from tauscope.document.picture.picture import Picture
from tauscope.sources import TypedTable
from tauscope.sources.waiting import waiting
from tauscope.ui.table.columns import ENERGY, LABEL, LOGIT, PROBABILITY
from tauscope.ui.table.logit_table import LogitTable
from tauscope.ui.widgets.bubble import Bubble
from tauscope.ui.window.main_window import MainWindow

WORDS = ["␣Yes", "yes", "maybe", "YES", "no"]
VALUES = [2.0, 1.0, 0.5, 0.0, -1.0]
ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def table(window: MainWindow) -> LogitTable:
    window.history.start(Document(TypedTable(Logits.of(WORDS, VALUES))))
    QApplication.processEvents()
    window.bench.table.setFocus()
    return window.bench.table


def names(table: LogitTable) -> list[str]:
    model = table.model()
    return [str(model.index(row, LABEL).data()) for row in range(model.rowCount())]


def cell(table: LogitTable, row: int, column: int) -> str:
    return str(table.model().index(row, column).data())


def choose(table: LogitTable, *rows: int, column: int = PROBABILITY) -> None:
    for place, row in enumerate(rows):
        point = QPointF(table.visualRect(table.model().index(row, column)).center())
        hands.click(table, point, CTRL if place else NO_KEYS)


def group(table: LogitTable, *rows: int) -> None:
    choose(table, *rows)
    tap(table, Qt.Key.Key_G, CTRL)


def bubble(window: MainWindow) -> str | None:
    found = window.findChild(Bubble)
    return found.text() if isinstance(found, Bubble) and found.isVisible() else None


def editor(table: LogitTable) -> QLineEdit | None:
    QApplication.processEvents()
    return next((line for line in table.viewport().findChildren(QLineEdit) if line.isVisible()), None)


def click_mark(table: LogitTable, row: int) -> None:
    """Click on the mark before the name of a group."""
    cell = table.visualRect(table.model().index(row, LABEL))
    base = table.fontMetrics().height()
    hands.click(table, QPointF(cell.left() + 1.2 * base, cell.center().y()))


def test_selected_rows_become_one_line_and_one_bar_and_undo_takes_it_back(
    window: MainWindow, table: LogitTable
) -> None:
    group(table, 0, 1, 3)
    assert names(table) == ["▸ Yes +2", "maybe", "no"]
    picture = Picture.of(window.history.document)
    p = float(picture.probabilities[[0, 1, 3]].sum())
    assert cell(table, 0, PROBABILITY) == f"{p:.4f}"
    plot = window.bench.plot("distribution")
    assert plot.picture is not None
    assert [one.label for one in plot.picture.drawn] == ["Yes +2", "maybe", "no"]
    assert window.focus.selected == (0, 1, 3)
    window.history.undo()
    assert names(table) == WORDS
    window.history.redo()
    assert names(table) == ["▸ Yes +2", "maybe", "no"]


def test_the_logit_of_a_group_moves_with_the_dial_and_cannot_be_edited(
    window: MainWindow, table: LogitTable
) -> None:
    group(table, 0, 1, 3)
    for tau in (0.5, 2.0):
        window.turn_to(tau)
        z = tau * math.log(sum(math.exp(VALUES[row] / tau) for row in (0, 1, 3)))
        assert cell(table, 0, LOGIT) == f"{z:.2f}"
        assert cell(table, 0, ENERGY) == f"−{z:.2f}"
    window.turn_to(0.0)
    assert cell(table, 0, LOGIT) == "2.00"
    window.turn_to(math.inf)
    assert cell(table, 0, LOGIT) == "∞"
    table.setCurrentIndex(table.model().index(0, LOGIT))
    tap(table, Qt.Key.Key_F2)
    assert editor(table) is None
    assert "unfold it" in (bubble(window) or "")


def test_the_bar_of_a_group_is_dragged_and_its_members_move_together(
    window: MainWindow, table: LogitTable
) -> None:
    group(table, 0, 1, 3)
    window.turn_to(0.7)
    plot = window.bench.plot("distribution")
    before = window.history.document
    p = Picture.of(before).group_probability(0)
    assert isinstance(p, float)
    assert plot.cursor_at(plot.frame.point(0, 0.1)) == Qt.CursorShape.SizeVerCursor
    hands.drag(plot, [plot.frame.point(0, one) for one in (p, 0.5, 0.25)])
    after = window.history.document
    assert Picture.of(after).group_probability(0) == pytest.approx(0.25, abs=0.01)
    moved = after.logits.values - before.logits.values
    assert moved[[0, 1, 3]] == pytest.approx([moved[0]] * 3)
    assert moved[[2, 4]].tolist() == [0, 0]
    assert window.history.undo_name == "drag Yes +2"
    window.history.undo()
    assert window.history.document.logits == before.logits  # the whole drag is one step


def test_the_probability_of_a_group_is_typed(window: MainWindow, table: LogitTable) -> None:
    group(table, 0, 1, 3)
    table.setCurrentIndex(table.model().index(0, PROBABILITY))
    tap(table, Qt.Key.Key_F2)
    line = editor(table)
    assert line is not None
    hands.overwrite(line, "101%")
    tap(line, Qt.Key.Key_Return)
    assert "between 0 and 1" in (bubble(window) or "")
    hands.overwrite(line, "30%")
    tap(line, Qt.Key.Key_Return)
    assert cell(table, 0, PROBABILITY) == "0.3000"
    assert window.history.undo_name == "set p of Yes +2"


def test_a_group_is_renamed_in_its_line(window: MainWindow, table: LogitTable) -> None:
    group(table, 0, 1)
    table.setCurrentIndex(table.model().index(0, LABEL))
    tap(table, Qt.Key.Key_F2)
    line = editor(table)
    assert line is not None
    assert line.text() == "Yes +1"
    hands.overwrite(line, " ")
    tap(line, Qt.Key.Key_Return)
    assert "needs a name" in (bubble(window) or "")
    hands.overwrite(line, "agrees")
    tap(line, Qt.Key.Key_Return)
    assert names(table)[0] == "▸ agrees"
    assert window.history.undo_name == "rename Yes +1"
    QApplication.processEvents()
    assert table.hasFocus()


def test_a_click_on_the_mark_or_alt_and_an_arrow_shows_the_members(
    window: MainWindow, table: LogitTable
) -> None:
    group(table, 0, 3)
    click_mark(table, 0)
    assert names(table) == ["▾ Yes +1", "␣Yes", "YES", "yes", "maybe", "no"]
    tap(table, Qt.Key.Key_Left, ALT)
    assert names(table) == ["▸ Yes +1", "yes", "maybe", "no"]
    tap(table, Qt.Key.Key_Right, ALT)
    table.setCurrentIndex(table.model().index(2, LOGIT))
    tap(table, Qt.Key.Key_F2)
    line = editor(table)
    assert line is not None
    hands.overwrite(line, "3")
    tap(line, Qt.Key.Key_Return)
    assert window.history.document.logits.values.tolist() == [2.0, 1.0, 0.5, 3.0, -1.0]
    QApplication.processEvents()
    assert table.hasFocus()
    assert names(table) == ["▾ Yes +1", "␣Yes", "YES", "yes", "maybe", "no"]
    choose(table, 4)
    tap(table, Qt.Key.Key_Right, ALT)
    assert bubble(window) == "This class is in no group."


def test_the_line_of_a_group_stands_for_its_members(window: MainWindow, table: LogitTable) -> None:
    group(table, 0, 3)
    choose(table, 0)
    assert table.rows() == [0, 3]
    click_mark(table, 0)
    assert {index.row() for index in table.selectionModel().selectedRows()} == {0, 1, 2}
    choose(table, 2)
    assert table.rows() == [3]
    assert window.focus.selected == (3,)
    choose(table, 0)
    assert table.rows() == [0, 3]
    tap(table, Qt.Key.Key_Delete)
    assert window.history.document.logits.labels == ("yes", "maybe", "no")


def test_ungrouping_shows_single_classes_again(window: MainWindow, table: LogitTable) -> None:
    group(table, 0, 3)
    tap(table, Qt.Key.Key_G, CTRL | SHIFT)
    assert names(table) == WORDS
    tap(table, Qt.Key.Key_G, CTRL | SHIFT)
    assert "No group is selected" in (bubble(window) or "")
    choose(table, 2)
    tap(table, Qt.Key.Key_G, CTRL)
    assert "two rows or more" in (bubble(window) or "")


def test_a_bar_selects_its_group_and_a_member_marks_the_bar(window: MainWindow, table: LogitTable) -> None:
    group(table, 0, 3)
    choose(table, 2)
    plot = window.bench.plot("distribution")
    hands.click(plot, plot.frame.point(0, 0.01))
    assert window.focus.selected == (0, 3)
    assert [index.row() for index in table.selectionModel().selectedRows()] == [0]
    window.focus.select((3,))
    assert plot.is_marked(0)
    assert not plot.is_marked(1)
    window.focus.select((0, 3, 4))
    hands.click(plot, plot.frame.point(0, 0.01), CTRL)
    assert list(window.focus.selected) == [4]


def test_found_classes_are_grouped_and_the_line_of_the_group_is_found(
    window: MainWindow, table: LogitTable
) -> None:
    window.actions_by_name["find"].trigger()
    field = window.bench.logits_column.find_field
    field.entry.setText("yes")
    field.take()
    assert sorted(names(table)) == sorted(["␣Yes", "yes", "YES"])
    tap(table, Qt.Key.Key_A, CTRL)
    tap(table, Qt.Key.Key_G, CTRL)
    assert names(table) == ["▸ Yes +2"]
    field.show_found()
    assert field.count.text() == "3 of 5"
    field.close_find()
    assert names(table) == ["▸ Yes +2", "maybe", "no"]
    document = group_edits.rename_group(window.history.document, 0, "agrees")
    window.history.start(document)
    field.open("agre")
    field.show_found()
    assert names(table) == ["▸ agrees"]


def test_same_words_are_grouped_among_all_or_what_is_found_or_selected(
    window: MainWindow, table: LogitTable
) -> None:
    choose(table, 1, 3)
    window.actions_by_name["group_words"].trigger()
    assert names(table) == ["␣Yes", "▸ yes +1", "maybe", "no"]
    window.history.undo()
    choose(table, 4)
    window.actions_by_name["group_words"].trigger()
    assert names(table) == ["▸ Yes +2", "maybe", "no"]
    window.actions_by_name["group_words"].trigger()
    assert "No two classes" in (bubble(window) or "")


def test_a_group_is_copied_as_one_row_and_its_members_if_they_are_shown(
    window: MainWindow, table: LogitTable
) -> None:
    group(table, 0, 3)
    choose(table, 0, 2)
    tap(table, Qt.Key.Key_C, CTRL)
    head, first, second = QGuiApplication.clipboard().text().splitlines()
    assert head == "class\tz\tp\tE"
    p = Picture.of(window.history.document).group_probability(0)
    assert first.split("\t")[0] == "Yes +1"
    assert float(first.split("\t")[2]) == p
    assert second.split("\t")[:2] == ["maybe", "0.5"]
    click_mark(table, 0)
    choose(table, 0)
    tap(table, Qt.Key.Key_C, CTRL)
    assert [line.split("\t")[0] for line in QGuiApplication.clipboard().text().splitlines()] == [
        "class",
        "␣Yes",
        "YES",
    ]


def test_a_group_stays_at_the_next_step_of_a_source(window: MainWindow) -> None:
    source = Stepping()
    with waiting(allowed=True):
        document = Document(source, source.initial())
        chosen = group_edits.group_classes(document, [0, 1], "two")
        further = source_edits.choose(chosen, 0)
        assert chosen.logits.values.tolist() != further.logits.values.tolist()
    table = window.bench.table
    for one in (chosen, further):
        window.history.start(one)
        QApplication.processEvents()
        assert "▸ two" in names(table)
        picture = table.picture
        assert picture is not None
        p = float(picture.probabilities[[0, 1]].sum())
        assert cell(table, names(table).index("▸ two"), PROBABILITY) == f"{p:.4f}"


def test_plots_of_single_classes_say_so(window: MainWindow, table: LogitTable) -> None:
    window.history.start(table_edits.place_plot(window.history.document, 1, "rank"))
    group(table, 0, 3)
    for name in ("rank", "levels"):
        plot = window.bench.plot(name)
        assert plot.picture is not None
        assert plot.picture.prepared.grouped is None
        assert "ungrouped" in plot.caption_of(Picture.of(window.history.document))
    plot = window.bench.plot("distribution")
    assert "ungrouped" not in plot.caption_of(Picture.of(window.history.document))
    assert "Most likely: Yes +1, " in plot.description(Picture.of(window.history.document)).text


def test_names_of_a_whole_vocabulary_are_compared_in_another_thread(window: MainWindow, qtbot: QtBot) -> None:
    labels = [f"word {row // 2}" if row % 2 else f"␣Word {row // 2}" for row in range(group_edits.MANY + 2)]
    window.history.start(Document(TypedTable(Logits.of(labels, np.zeros(len(labels))))))
    QApplication.processEvents()
    window.actions_by_name["group_words"].trigger()
    assert "Comparing all names" in (bubble(window) or "")
    qtbot.waitUntil(lambda: bool(window.history.document.groups), timeout=60_000)
    assert len(window.history.document.groups) == len(labels) // 2
    window.history.undo()
    assert not window.history.document.groups


def test_a_vocabulary_with_groups_has_a_line_for_each_entry(window: MainWindow) -> None:
    count = 20_000
    values = np.random.default_rng(4).normal(0, 3, count)
    labels = [f"word {row // 2}" if row % 2 else f"␣Word {row // 2}" for row in range(count)]
    window.history.start(Document(TypedTable(Logits.of(labels, values))))
    QApplication.processEvents()
    window.actions_by_name["group_words"].trigger()
    assert window.bench.table.model().rowCount() == count // 2
    assert len(window.history.document.groups) == count // 2
    window.turn_to(0.3)
    picture = window.bench.plot("distribution").picture
    assert picture is not None
    assert math.isclose(sum(one.p for one in picture.drawn), 1.0, rel_tol=1e-9)
