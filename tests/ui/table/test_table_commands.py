from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit
from tests.ui import hands
from tests.ui.hands import CTRL, NO_KEYS, tap

from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.library.presets import presets
from tauscope.ui.table.columns import COLUMNS, LABEL, LOGIT
from tauscope.ui.table.logit_table import LogitTable
from tauscope.ui.widgets.bubble import Bubble
from tauscope.ui.window.main_window import MainWindow

ALT = Qt.KeyboardModifier.AltModifier


@pytest.fixture
def table(window: MainWindow) -> LogitTable:
    window.bench.table.setFocus()
    return window.bench.table


def labels(window: MainWindow) -> list[str]:
    return list(window.history.document.logits.labels)


def values(window: MainWindow) -> list[float]:
    return [float(value) for value in window.history.document.logits.values]


def choose(table: LogitTable, *rows: int, column: int = LOGIT) -> None:
    """Click on a row, and with Ctrl on the others."""
    for place, row in enumerate(rows):
        at = QPointF(table.visualRect(table.model().index(row, column)).center())
        hands.click(table, at, CTRL if place else NO_KEYS)


def clip(text: str | None = None) -> str:
    """Put a text on the clipboard, or read what is there."""
    clipboard = QGuiApplication.clipboard()
    if text is not None:
        clipboard.setText(text)
    return clipboard.text()


def bubble(window: MainWindow) -> str | None:
    found = window.findChild(Bubble)
    return found.text() if isinstance(found, Bubble) and found.isVisible() else None


def editor(table: LogitTable) -> QLineEdit | None:
    QApplication.processEvents()
    return next((line for line in table.viewport().findChildren(QLineEdit) if line.isVisible()), None)


def put(window: MainWindow, document: Document) -> None:
    window.history.start(document)


# Rows


def test_insert_adds_a_class_below_and_starts_to_name_it(window: MainWindow, table: LogitTable) -> None:
    choose(table, 1)
    tap(table, Qt.Key.Key_Insert)
    assert labels(window) == ["cat", "dog", "class 5", "fox", "owl"]
    line = editor(table)
    assert line is not None
    assert line.text() == "class 5"
    hands.overwrite(line, "wolf")
    tap(line, Qt.Key.Key_Return)
    assert labels(window)[2] == "wolf"
    window.history.undo()
    window.history.undo()
    assert labels(window) == ["cat", "dog", "fox", "owl"]


def test_add_with_nothing_chosen_adds_at_the_end(window: MainWindow) -> None:
    window.table_commands.add()
    assert labels(window)[4:] == ["class 5"]
    assert values(window)[4] == 0.0


def test_undo_while_the_new_class_waits_for_its_name_takes_it_back(
    window: MainWindow, table: LogitTable
) -> None:
    choose(table, 1)
    tap(table, Qt.Key.Key_Insert)
    line = editor(table)
    assert line is not None
    tap(line, Qt.Key.Key_Z, CTRL)
    assert labels(window) == ["cat", "dog", "fox", "owl"]
    assert editor(table) is None


def test_delete_removes_the_chosen_rows(window: MainWindow, table: LogitTable) -> None:
    choose(table, 1, 3)
    tap(table, Qt.Key.Key_Delete)
    assert labels(window) == ["cat", "fox"]
    assert window.history.undo_name == "remove 2 classes"
    window.history.undo()
    assert window.history.document == Document()


def test_last_class_stays(window: MainWindow, table: LogitTable) -> None:
    table.selectAll()
    tap(table, Qt.Key.Key_Delete)
    assert len(labels(window)) == 4
    assert "at least one" in (bubble(window) or "")
    assert window.history.undo_name is None


def test_last_class_that_is_possible_stays(window: MainWindow, table: LogitTable) -> None:
    put(window, table_edits.replace_classes(Document(), ["a", "masked"], [1.0, -math.inf]))
    choose(table, 0)
    tap(table, Qt.Key.Key_Delete)
    assert labels(window) == ["a", "masked"]
    assert bubble(window)


def test_remove_with_nothing_chosen_does_nothing(window: MainWindow) -> None:
    window.table_commands.remove()
    assert window.history.undo_name is None


def test_cell_that_the_keyboard_is_in_counts_as_chosen(window: MainWindow, table: LogitTable) -> None:
    tap(table, Qt.Key.Key_Down, CTRL)
    tap(table, Qt.Key.Key_Delete)
    assert labels(window) == ["cat", "fox", "owl"]


def test_duplicate_copies_the_rows_below_and_chooses_the_copies(
    window: MainWindow, table: LogitTable
) -> None:
    choose(table, 0, 2)
    tap(table, Qt.Key.Key_D, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert labels(window) == ["cat", "dog", "fox", "cat", "fox", "owl"]
    assert table.rows() == [3, 4]
    window.history.undo()
    assert window.history.document == Document()


def test_rows_move_together_as_far_as_there_is_room(window: MainWindow, table: LogitTable) -> None:
    for rows, key, after in (
        ((1,), Qt.Key.Key_Up, ["dog", "cat", "fox", "owl"]),
        ((1,), Qt.Key.Key_Down, ["cat", "fox", "dog", "owl"]),
        ((2, 3), Qt.Key.Key_Up, ["cat", "fox", "owl", "dog"]),
        ((0, 2), Qt.Key.Key_Down, ["dog", "cat", "owl", "fox"]),
        ((0,), Qt.Key.Key_Up, ["cat", "dog", "fox", "owl"]),
        ((3,), Qt.Key.Key_Down, ["cat", "dog", "fox", "owl"]),
    ):
        window.history.start(Document())
        chosen = [labels(window)[row] for row in rows]
        choose(table, *rows)
        tap(table, key, ALT)
        assert labels(window) == after, (rows, key)
        assert [labels(window)[row] for row in table.rows()] == chosen, (rows, key)


def test_moved_row_can_be_moved_on(window: MainWindow, table: LogitTable) -> None:
    choose(table, 3)
    for _ in range(3):
        tap(table, Qt.Key.Key_Up, ALT)
    assert labels(window) == ["owl", "cat", "dog", "fox"]


def test_click_on_a_heading_sorts_and_again_turns_it_round(window: MainWindow, table: LogitTable) -> None:
    put(window, table_edits.replace_classes(Document(), ["cat", "ant", "Bee"], [1.0, -2.0, 3.0]))
    header = table.horizontalHeader()
    for column, once, twice in (
        (LABEL, ["ant", "Bee", "cat"], ["cat", "Bee", "ant"]),
        (1, ["Bee", "cat", "ant"], ["ant", "cat", "Bee"]),
        (2, ["Bee", "cat", "ant"], ["ant", "cat", "Bee"]),
        (3, ["Bee", "cat", "ant"], ["ant", "cat", "Bee"]),
    ):
        at = QPointF(header.sectionViewportPosition(column) + 10, header.height() / 2)
        hands.click(header, at)
        assert labels(window) == once, column
        hands.click(header, at)
        assert labels(window) == twice, column
        window.history.undo()
        assert labels(window) == once, column
        window.history.undo()
        assert labels(window) == ["cat", "ant", "Bee"], column


def test_click_on_a_heading_selects_nothing(window: MainWindow, table: LogitTable) -> None:
    hands.click(table.horizontalHeader(), QPointF(20, 10))
    assert window.focus.selected == ()


# The clipboard


def test_copied_rows_are_what_a_spreadsheet_takes(window: MainWindow, table: LogitTable) -> None:
    choose(table, 0, 1)
    tap(table, Qt.Key.Key_C, CTRL)
    head, *rows = clip().rstrip("\r\n").splitlines()
    assert head.split("\t")[:2] == ["class", "z"]
    assert [row.split("\t")[0] for row in rows] == ["cat", "dog"]
    p = [float(row.split("\t")[2]) for row in rows]
    assert p == window.feed.picture.probabilities[:2].tolist()  # type: ignore[union-attr]
    assert len(rows[0].split("\t")) == len(COLUMNS)


def test_copy_with_nothing_chosen_copies_all(window: MainWindow) -> None:
    window.table_commands.copy()
    assert len(clip().rstrip().splitlines()) == 5


def test_a_logit_of_0_is_copied_as_an_energy_of_0(window: MainWindow) -> None:
    put(window, table_edits.replace_classes(Document(), ["cat"], [0.0]))
    window.table_commands.copy()
    assert clip().splitlines()[1].split("\t") == ["cat", "0", "1", "0"]


def test_copied_labels_are_no_formulas(window: MainWindow) -> None:
    put(window, table_edits.replace_classes(Document(), ["=1+1", "'@a", "-2"], [-1.0, 0.0, 1.0]))
    window.table_commands.copy()
    cells = [line.split("\t") for line in clip().splitlines()[1:]]
    assert [row[0] for row in cells] == ["'=1+1", "''@a", "'-2"]
    assert [row[1] for row in cells] == ["-1", "0", "1"]
    window.table_commands.paste_new()
    assert labels(window) == ["=1+1", "'@a", "-2"]


def test_copy_and_paste_as_new_table_is_a_round_trip(window: MainWindow, table: LogitTable) -> None:
    odd = ["<b>x</b>", "a, b", 'say "x"', "קול", "1.5", "twin", "twin", "-inf", "=1+1"]
    logits = [0.1 + 0.2, -math.inf, 1e308, -1e308, 5e-324, 1 / 3, 0.0, -2.5, 7.0]
    put(window, table_edits.replace_classes(Document(), odd, logits))
    table.selectAll()
    window.table_commands.copy()
    put(window, Document())
    window.table_commands.paste_new()
    assert bubble(window) is None
    assert labels(window) == odd
    assert values(window) == logits


def test_pasted_numbers_go_into_the_column_from_the_current_cell_on(
    window: MainWindow, table: LogitTable
) -> None:
    for text in ("3\n1,5\n−2", "3\r\n1,5\r\n−2\r\n", '"3"\n"1,5"\n"−2"\n'):
        choose(table, 1)
        clip(text)
        tap(table, Qt.Key.Key_V, CTRL)
        assert values(window) == [2.0, 3.0, 1.5, -2.0], text
        assert window.history.undo_name == "paste"
        window.history.undo()
        assert window.history.document == Document()


def test_pasted_block_with_decimal_commas_brings_names_and_numbers(
    window: MainWindow, table: LogitTable
) -> None:
    choose(table, 3, column=LABEL)
    clip("ant\t1,5\nbee\t−2\ngnu\t1e-3\n")
    tap(table, Qt.Key.Key_V, CTRL)
    assert labels(window) == ["cat", "dog", "fox", "ant", "bee", "gnu"]
    assert values(window)[3:] == [1.5, -2.0, 0.001]


def test_pasted_names_rename(window: MainWindow, table: LogitTable) -> None:
    choose(table, 1, column=LABEL)
    clip("ant\nbee")
    tap(table, Qt.Key.Key_V, CTRL)
    assert labels(window) == ["cat", "ant", "bee", "owl"]
    assert values(window) == [2.0, 1.0, 0.5, 0.1]


def test_paste_that_makes_no_sense_is_refused_whole(window: MainWindow, table: LogitTable) -> None:
    for text in ("", "   ", "nan\n1", "1.2.3", "1\n\n2\nhot", "inf", "1\t2\t3\nx", "-inf\n-inf\n-inf\n-inf"):
        # A paste that succeeds takes the refusal of the one before away.
        choose(table, 0)
        clip("7")
        tap(table, Qt.Key.Key_V, CTRL)
        window.history.undo()
        assert bubble(window) is None
        choose(table, 0)
        clip(text)
        tap(table, Qt.Key.Key_V, CTRL)
        assert window.history.document == Document(), text
        assert bubble(window), text


def test_paste_where_there_is_no_clipboard_is_refused_like_an_empty_one(
    window: MainWindow, table: LogitTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Silent:
        """A clipboard whose owner does not answer."""

        def mimeData(self) -> None:  # noqa: N802  # Qt's name
            return None

    monkeypatch.setattr(QGuiApplication, "clipboard", Silent)
    choose(table, 0)
    tap(table, Qt.Key.Key_V, CTRL)
    assert window.history.document == Document()
    assert bubble(window)


def test_refusal_goes_when_the_next_paste_succeeds(window: MainWindow, table: LogitTable) -> None:
    choose(table, 0)
    clip("Dear diary")
    tap(table, Qt.Key.Key_V, CTRL)
    assert bubble(window)
    clip("cat\t1,5")
    tap(table, Qt.Key.Key_V, CTRL)
    assert bubble(window) is None


def test_paste_into_probabilities_says_what_to_do_instead(window: MainWindow, table: LogitTable) -> None:
    choose(table, 0, column=2)
    clip("0.5\n0.5")
    tap(table, Qt.Key.Key_V, CTRL)
    assert "into z" in (bubble(window) or "")
    assert window.history.undo_name is None


def test_ten_thousand_rows_can_be_pasted_and_taken_back(window: MainWindow, table: LogitTable) -> None:
    choose(table, 0)
    clip("\n".join(f"word {row}\t{row / 1000}" for row in range(10_000)))
    tap(table, Qt.Key.Key_V, CTRL)
    assert len(labels(window)) == 10_000
    assert labels(window)[-1] == "word 9999"
    window.grab()
    assert window.feed.picture is not None
    assert window.feed.picture.prepared.other_count == 10_000 - 24
    window.history.undo()
    assert window.history.document == Document()
    window.grab()


def test_paste_while_a_cell_is_edited_goes_into_the_cell(window: MainWindow, table: LogitTable) -> None:
    choose(table, 1)
    clip("7")
    tap(table, Qt.Key.Key_F2)
    line = editor(table)
    assert line is not None
    line.selectAll()
    tap(line, Qt.Key.Key_V, CTRL)
    assert line.text() == "7"
    tap(line, Qt.Key.Key_Return)
    assert values(window) == [2.0, 7.0, 0.5, 0.1]


# Presets


def test_every_preset_comes_onto_the_bench_with_its_note(window: MainWindow) -> None:
    for preset in presets():
        window.load_preset(preset)
        assert labels(window) == list(preset.scene.document.logits.labels), preset.id
        assert window.notice.text == preset.note
        window.grab()
        window.history.undo()
        assert window.history.document == Document(), preset.id
