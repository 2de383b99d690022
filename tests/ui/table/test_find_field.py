"""A class is found in the window while one types."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tauscope.core.logits import Logits
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.ui.table.find_field import FindField
from tauscope.ui.window.main_window import MainWindow

COUNT = 20_000


@pytest.fixture
def field(window: MainWindow) -> FindField:
    values = np.random.default_rng(2).normal(0, 3, COUNT)
    labels = [f"token {row}" for row in range(COUNT - 1)]
    window.history.start(Document().with_logits(Logits.of([*labels, " Yes"], values)))
    QApplication.processEvents()
    window.actions_by_name["find"].trigger()
    return window.bench.logits_column.find_field


def names(window: MainWindow) -> list[str]:
    model = window.bench.table.model()
    return [str(model.index(row, 0).data()) for row in range(min(5, model.rowCount()))]


def test_typing_leaves_the_classes_that_fit(window: MainWindow, field: FindField) -> None:
    QTest.keyClicks(field.entry, "yes")
    field.show_found()
    assert names(window) == [" Yes"]
    assert field.count.text() == f"1 of {COUNT:,}"
    field.entry.setText("123")
    field.show_found()
    assert names(window)[:2] == ["token 123", "token 1123"]


def test_enter_selects_the_first_one_for_all_plots(window: MainWindow, field: FindField) -> None:
    field.entry.setText("yes")
    QTest.keyClick(field.entry, Qt.Key.Key_Return)
    assert window.focus.selected == (COUNT - 1,)
    assert window.bench.table.rows() == [COUNT - 1]


def test_esc_shows_all_again_where_the_found_one_stands(window: MainWindow, field: FindField) -> None:
    field.entry.setText("yes")
    QTest.keyClick(field.entry, Qt.Key.Key_Return)
    field.open()
    QTest.keyClick(field.entry, Qt.Key.Key_Escape)
    table = window.bench.table
    assert field.isHidden()
    assert table.model().rowCount() == COUNT
    assert table.currentIndex().row() == COUNT - 1
    assert table.rows() == [COUNT - 1]


def test_an_edit_of_a_found_row_changes_its_class(window: MainWindow, field: FindField) -> None:
    field.entry.setText("yes")
    field.show_found()
    model = window.bench.table.model()
    assert model.setData(model.index(0, 1), "7.5")
    assert window.history.document.logits.values[COUNT - 1] == 7.5
    assert names(window) == [" Yes"]


def test_what_is_found_follows_the_table(window: MainWindow, field: FindField) -> None:
    field.entry.setText("yes")
    field.show_found()
    document = table_edits.set_labels(window.history.document, 0, ["yes"])
    window.history.start(document)
    QApplication.processEvents()
    assert names(window) == ["yes", " Yes"]
    field.entry.setText("no such name")
    field.show_found()
    assert names(window) == []
    window.bench.table.grab()
    assert window.bench.table.rows() == []


def test_a_letter_typed_in_a_table_that_cannot_be_edited_opens_the_field(window: MainWindow) -> None:
    window.bench.table.keyboardSearch("q")
    assert window.bench.logits_column.find_field.entry.text() == "q"
    window.bench.table.keyboardSearch(" ")
    assert window.bench.logits_column.find_field.entry.text() == "q"


def test_a_class_is_added_below_the_found_one_and_named(window: MainWindow, field: FindField) -> None:
    field.entry.setText("token 12")
    QTest.keyClick(field.entry, Qt.Key.Key_Return)
    window.actions_by_name["add"].trigger()
    assert field.isHidden()
    table = window.bench.table
    assert table.model().rowCount() == COUNT + 1
    assert table.rows() == [13]
    assert window.history.document.logits.labels[12] == "token 12"


def test_a_paste_goes_to_the_found_class_and_those_below_it(window: MainWindow, field: FindField) -> None:
    field.entry.setText("yes")
    QTest.keyClick(field.entry, Qt.Key.Key_Return)
    table = window.bench.table
    table.setCurrentIndex(table.model().index(0, 1))
    QApplication.clipboard().setText("3.25")
    window.actions_by_name["paste"].trigger()
    assert window.history.document.logits.values[COUNT - 1] == 3.25


@pytest.mark.parametrize("again", [False, True])
def test_letters_that_are_typed_over_the_table_all_count(
    window: MainWindow, field: FindField, again: bool
) -> None:
    table = window.bench.table
    if again:
        field.entry.setText("something else")
    else:
        field.close_find()
    table.setFocus(Qt.FocusReason.MouseFocusReason)
    QApplication.processEvents()
    table.keyboardSearch("y")
    QApplication.processEvents()
    assert not field.entry.hasSelectedText()
    QTest.keyClicks(field.entry, "es")
    assert field.entry.text() == "yes"


def test_the_command_replaces_what_was_typed_before(window: MainWindow, field: FindField) -> None:
    field.entry.setText("something else")
    window.bench.table.setFocus(Qt.FocusReason.MouseFocusReason)
    window.actions_by_name["find"].trigger()
    QTest.keyClicks(field.entry, "yes")
    assert field.entry.text() == "yes"
