from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from tests.ui import hands
from tests.ui.hands import CTRL, SHIFT, overwrite, tap

from tauscope.core.logits import Logits
from tauscope.document.document import Document
from tauscope.document.edits import table_edits
from tauscope.document.picture.picture import Picture
from tauscope.ui.editing.history import EditRequest, History
from tauscope.ui.focus import Focus
from tauscope.ui.table.columns import COLUMNS, ENERGY, LABEL, LOGIT, PROBABILITY
from tauscope.ui.table.logit_model import Index, LogitModel
from tauscope.ui.table.logit_table import LogitTable
from tauscope.ui.theme import Theme, load_theme
from tauscope.ui.widgets.bubble import Bubble
from tauscope.ui.widgets.plain_text import tip_text
from tauscope.ui.window.main_window import MainWindow

LARGE = 262_144


@pytest.fixture
def table(history: History, focus: Focus, theme: Theme, show: Callable[[QWidget], None]) -> LogitTable:
    """In a window with another place for the focus."""
    desk = QWidget()
    desk.resize(420, 400)
    layout = QVBoxLayout(desk)
    table = LogitTable(history.perform, focus, theme)
    layout.addWidget(table)
    layout.addWidget(QWidget(focusPolicy=Qt.FocusPolicy.StrongFocus))

    def show_document(_: object, after: Document) -> None:
        table.show_picture(Picture.of(after, table.picture))

    history.changed.connect(show_document)
    show_document(None, history.document)
    show(desk)
    table.setFocus()
    return table


def cell(table: LogitTable, row: int, column: int) -> QPointF:
    return QPointF(table.visualRect(table.model().index(row, column)).center())


def text(table: LogitTable, row: int, column: int, role: int = Qt.ItemDataRole.DisplayRole) -> str:
    return str(table.model().index(row, column).data(role))


def editor(table: LogitTable) -> QLineEdit | None:
    QApplication.processEvents()
    found = [line for line in table.viewport().findChildren(QLineEdit) if line.isVisible()]
    assert len(found) <= 1
    return found[0] if found else None


def open_editor(table: LogitTable, row: int, column: int) -> QLineEdit:
    hands.double_click(table, cell(table, row, column))
    line = editor(table)
    assert line is not None
    return line


def enter(table: LogitTable, row: int, column: int, typed: str) -> None:
    line = open_editor(table, row, column)
    overwrite(line, typed)
    tap(line, Qt.Key.Key_Return)


def bubble(widget: QWidget) -> str | None:
    found = widget.window().findChild(Bubble)
    return found.text() if found is not None and found.isVisible() else None


def values(history: History) -> list[float]:
    return [float(value) for value in history.document.logits.values]


def put(history: History, labels: list[str], logits: list[float]) -> None:
    history.perform(
        EditRequest("put", lambda document: table_edits.replace_classes(document, labels, logits))
    )


# What is typed into a cell


@pytest.mark.parametrize(
    ("typed", "logit"),
    [
        ("0", 0.0),
        ("-2", -2.0),
        ("−2", -2.0),
        ("1,5", 1.5),
        (" 3.25 ", 3.25),
        ("1e308", 1e308),
        ("-1e308", -1e308),
        ("5e-324", 5e-324),
        ("-inf", -math.inf),
        ("−∞", -math.inf),
    ],
)
def test_logit_is_what_is_typed(table: LogitTable, history: History, typed: str, logit: float) -> None:
    enter(table, 1, LOGIT, typed)
    assert values(history) == [2.0, logit, 0.5, 0.1]
    assert history.undo_name == "set z of dog"
    assert editor(table) is None
    table.grab()


@pytest.mark.parametrize("typed", ["3", "−3", "0,5", "inf"])
def test_energy_is_minus_the_logit(table: LogitTable, history: History, typed: str) -> None:
    enter(table, 2, ENERGY, typed)
    assert values(history)[2] == {"3": -3, "−3": 3, "0,5": -0.5, "inf": -math.inf}[typed]
    assert history.undo_name == "set E of fox"


@pytest.mark.parametrize(
    ("typed", "probability"), [("0.5", 0.5), ("0,5", 0.5), ("50 %", 0.5), ("82,5%", 0.825), ("1e-6", 1e-6)]
)
def test_probability_is_what_is_typed_and_the_others_keep_their_ratios(
    table: LogitTable, history: History, typed: str, probability: float
) -> None:
    enter(table, 0, PROBABILITY, typed)
    assert table.picture is not None
    p = table.picture.probabilities
    assert p[0] == pytest.approx(probability, rel=1e-12)
    assert p[1] / p[2] == pytest.approx(math.exp(0.5))
    assert values(history)[1:] == [1.0, 0.5, 0.1]


def test_probability_of_zero_masks_the_class(table: LogitTable, history: History) -> None:
    enter(table, 3, PROBABILITY, "0")
    assert values(history)[3] == -math.inf
    assert text(table, 3, LOGIT) == "−∞"
    assert text(table, 3, ENERGY) == "∞"


@pytest.mark.parametrize(
    "typed",
    ["wolf", " padded ", "<b>bold</b>", "猫", "قطة", "🦊", "cat", "1,5", "=1+1", "", "x" * 10_000],
)
def test_name_is_any_text_on_one_line(table: LogitTable, history: History, typed: str) -> None:
    enter(table, 1, LABEL, typed)
    blank = "␣" if typed.startswith(" ") else ""  # " the" and "the" are two tokens
    assert history.document.logits.labels[1] == blank + " ".join(typed.split())
    table.grab()


BAD = {
    LOGIT: ["hot", "nan", "", "1.2.3", "inf", "1e999", "1 000", "½"],
    PROBABILITY: ["1.5", "-0.1", "150 %", "1", "100%", "nan", "", "%", "50 % %", "half"],
    ENERGY: ["nan", "-inf", "x", ""],
    LABEL: ["x" * 10_001],
}


@pytest.mark.parametrize(
    ("column", "typed"), [(column, typed) for column, texts in BAD.items() for typed in texts]
)
@pytest.mark.parametrize("end", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_bad_entry_is_refused_where_it_is_typed(
    table: LogitTable, history: History, column: int, typed: str, end: Qt.Key
) -> None:
    line = open_editor(table, 1, column)
    overwrite(line, typed)
    tap(line, end)
    assert editor(table) is line
    assert line.text() == typed
    assert line.property("refused")
    sentence = bubble(table)
    assert sentence
    assert sentence[-1] in ".…%”)"
    assert history.undo_name is None


@pytest.mark.parametrize("column", [LOGIT, PROBABILITY, ENERGY])
def test_escape_gives_the_old_value_back(table: LogitTable, history: History, column: int) -> None:
    old = text(table, 1, column)
    line = open_editor(table, 1, column)
    overwrite(line, "hot")
    tap(line, Qt.Key.Key_Return)
    tap(line, Qt.Key.Key_Escape)
    assert editor(table) is None
    assert bubble(table) is None
    assert text(table, 1, column) == old
    assert history.undo_name is None


@pytest.mark.parametrize("column", [LOGIT, PROBABILITY, ENERGY])
def test_bad_entry_that_loses_the_focus_is_refused_and_the_old_value_stays(
    table: LogitTable, history: History, column: int
) -> None:
    line = open_editor(table, 1, column)
    overwrite(line, "hot")
    line.clearFocus()
    assert editor(table) is None
    assert bubble(table)
    assert history.undo_name is None


def test_good_entry_that_loses_the_focus_is_entered(table: LogitTable, history: History) -> None:
    line = open_editor(table, 1, LOGIT)
    overwrite(line, "7")
    line.clearFocus()
    assert values(history)[1] == 7.0


@pytest.mark.parametrize("column", [LABEL, LOGIT, PROBABILITY, ENERGY])
@pytest.mark.parametrize("temperature", [1.0, 0.3, 0.0, math.inf])
def test_entry_that_is_not_touched_changes_nothing(
    table: LogitTable, history: History, column: int, temperature: float
) -> None:
    put(history, ["a", "b"], [0.1 + 0.2, -1 / 3])
    history.start(table_edits.set_temperature(history.document, temperature))
    tap(open_editor(table, 0, column), Qt.Key.Key_Return)
    enter(table, 1, column, text(table, 1, column, Qt.ItemDataRole.EditRole))
    assert history.undo_name is None


def test_probability_cannot_be_set_at_a_stop(table: LogitTable, history: History) -> None:
    history.start(table_edits.set_temperature(Document(), 0.0))
    line = open_editor(table, 1, PROBABILITY)
    overwrite(line, "0.5")
    tap(line, Qt.Key.Key_Return)
    assert "τ = 0" in (bubble(table) or "")
    assert history.undo_name is None


def test_last_possible_class_cannot_be_masked(table: LogitTable, history: History) -> None:
    history.start(table_edits.replace_classes(Document(), ["a", "b"], [1.0, -math.inf]))
    line = open_editor(table, 0, LOGIT)
    overwrite(line, "-inf")
    tap(line, Qt.Key.Key_Return)
    assert bubble(table)
    assert values(history) == [1.0, -math.inf]


@pytest.mark.parametrize("first", ["7", "-", ".", "−", ","])
def test_typing_opens_the_editor_and_replaces_the_value(
    table: LogitTable, history: History, first: str
) -> None:
    hands.click(table, cell(table, 1, LOGIT))
    hands.write(table, first)
    line = editor(table)
    assert line is not None
    assert line.text() == first
    hands.write(line, "5")
    tap(line, Qt.Key.Key_Return)
    assert values(history)[1] == float({"7": "75", ".": ".5", ",": ".5"}.get(first, "-5"))


def test_editor_starts_with_the_exact_value(table: LogitTable, history: History) -> None:
    put(history, ["a", "b"], [1 / 3, 0.0])
    assert text(table, 0, LOGIT) == "0.3333"
    assert open_editor(table, 0, LOGIT).text() == repr(1 / 3)


def test_what_is_being_typed_stays_while_other_numbers_move(table: LogitTable, history: History) -> None:
    line = open_editor(table, 1, LOGIT)
    overwrite(line, "7")
    history.perform(EditRequest("other", lambda document: table_edits.set_logit(document, 0, 9.0)))
    history.perform(EditRequest("turn", lambda document: table_edits.set_temperature(document, 0.5)))
    assert line.text() == "7"
    tap(line, Qt.Key.Key_Return)
    assert values(history)[:2] == [9.0, 7.0]


def test_undo_in_an_editor_that_is_not_touched_is_the_documents(window: MainWindow) -> None:
    table = window.bench.table
    window.turn_to(0.25)
    line = open_editor(table, 1, LOGIT)
    tap(line, Qt.Key.Key_Z, CTRL)
    assert window.history.document.temperature == 1.0


def test_tab_in_an_editor_goes_on_to_the_next_cell(table: LogitTable, history: History) -> None:
    line = open_editor(table, 1, LOGIT)
    overwrite(line, "7")
    tap(line, Qt.Key.Key_Tab)
    assert values(history)[1] == 7.0
    assert (table.currentIndex().row(), table.currentIndex().column()) == (1, PROBABILITY)
    assert editor(table) is not None


# What is shown


def test_row_shows_name_logit_probability_and_energy(table: LogitTable) -> None:
    assert [text(table, 0, column) for column in range(4)] == ["cat", "2.00", "0.5745", "−2.00"]


def test_probabilities_follow_the_temperature(table: LogitTable, history: History) -> None:
    history.perform(EditRequest("turn", lambda document: table_edits.set_temperature(document, 0.0)))
    assert [text(table, row, PROBABILITY) for row in range(4)] == ["1.0000", "0", "0", "0"]


def test_turn_of_the_dial_touches_the_column_of_probabilities_alone(
    table: LogitTable, history: History
) -> None:
    told: list[tuple[int, int]] = []
    table.model().dataChanged.connect(lambda first, last, *_: told.append((first.column(), last.column())))
    history.perform(EditRequest("turn", lambda document: table_edits.set_temperature(document, 0.5)))
    assert told == [(PROBABILITY, PROBABILITY)]


def test_tip_of_an_endless_name_breaks_it_and_shows_markup_as_text(
    table: LogitTable, history: History
) -> None:
    put(history, ["x" * 10_000, "<b>bold</b>"], [0.0, 0.0])
    tip = text(table, 0, LABEL, Qt.ItemDataRole.ToolTipRole)
    assert max(map(len, tip.split("\n"))) < 80
    assert "&lt;b&gt;" in text(table, 1, LABEL, Qt.ItemDataRole.ToolTipRole)


def test_heads_say_what_the_columns_are(table: LogitTable) -> None:
    horizontal, role = Qt.Orientation.Horizontal, Qt.ItemDataRole
    model = table.model()
    for section, column in enumerate(COLUMNS):
        assert model.headerData(section, horizontal, role.DisplayRole) == column.title
        tip = str(model.headerData(section, horizontal, role.ToolTipRole))
        assert tip == tip_text(f"{column.tip} {column.typing} Click to sort.".replace("  ", " "))
    assert "e<sup><i>z</i></sup>" in str(model.headerData(PROBABILITY, horizontal, role.ToolTipRole))


def colour_of(table: LogitTable, row: int) -> QColor:
    swatch = table.model().index(row, LABEL).data(Qt.ItemDataRole.DecorationRole)
    assert isinstance(swatch, QPixmap)
    image = swatch.toImage()
    return image.pixelColor(image.width() // 2 - 3, image.height() // 2 + 2)


def test_classs_colour_follows_it_when_rows_are_sorted(table: LogitTable, history: History) -> None:
    before = {text(table, row, LABEL): colour_of(table, row).name() for row in range(4)}
    history.perform(
        EditRequest("sort", lambda document: table_edits.sort_classes(document, "label", falling=True))
    )
    assert [text(table, row, LABEL) for row in range(4)] == ["owl", "fox", "dog", "cat"]
    assert {text(table, row, LABEL): colour_of(table, row).name() for row in range(4)} == before
    assert len(set(before.values())) == 4


def test_no_two_of_ten_classes_have_the_same_colour(table: LogitTable, history: History) -> None:
    put(history, [f"class {number}" for number in range(14)], [float(-number) for number in range(14)])
    history.perform(EditRequest("cut", lambda document: table_edits.remove_classes(document, [0, 1, 2, 3])))
    assert table.picture is not None
    colours = [table.picture.prepared.colour(row) for row in range(10)]
    assert len(set(colours)) == 10


def test_new_theme_paints_new_swatches(table: LogitTable) -> None:
    light = colour_of(table, 0)
    table.apply_theme(load_theme("dark", 14.0))
    assert colour_of(table, 0) != light


def test_names_stay_apart_though_they_read_alike(table: LogitTable, history: History) -> None:
    put(history, ["twin", "twin", "twin"], [1.0, 2.0, 3.0])
    hands.click(table, cell(table, 1, LOGIT))
    enter(table, 1, LOGIT, "9")
    assert values(history) == [1.0, 9.0, 3.0]
    assert table.rows() == [1]


# Selection


def test_click_selects_the_row_for_everyone(table: LogitTable, focus: Focus) -> None:
    hands.click(table, cell(table, 2, LOGIT))
    assert focus.selected == (2,)


def test_rows_are_selected_in_the_order_of_the_clicks(table: LogitTable, focus: Focus) -> None:
    hands.click(table, cell(table, 2, LOGIT))
    hands.click(table, cell(table, 0, LOGIT), CTRL)
    assert focus.selected == (2, 0)


def test_range_is_selected_with_shift(table: LogitTable, focus: Focus) -> None:
    hands.click(table, cell(table, 1, LOGIT))
    hands.click(table, cell(table, 3, LOGIT), SHIFT)
    assert set(focus.selected) == {1, 2, 3}


def test_what_others_select_is_selected_here(table: LogitTable, focus: Focus) -> None:
    focus.select((3, 1))
    assert table.rows() == [1, 3]
    assert focus.selected == (3, 1)


def test_selection_and_current_cell_follow_their_classes(
    table: LogitTable, history: History, focus: Focus
) -> None:
    hands.click(table, cell(table, 0, LOGIT))
    history.perform(
        EditRequest("sort", lambda document: table_edits.sort_classes(document, "label", falling=True))
    )
    assert focus.selected == (0,)
    assert table.rows() == [3]
    assert (table.currentIndex().row(), table.currentIndex().column()) == (3, LOGIT)


def test_current_cell_stays_in_its_place_when_its_class_goes(table: LogitTable, history: History) -> None:
    hands.click(table, cell(table, 3, LOGIT))
    history.perform(EditRequest("cut", lambda document: table_edits.remove_classes(document, [3])))
    assert table.currentIndex().row() == 2


def test_mouse_points_at_a_class_and_leaves_it(table: LogitTable, focus: Focus) -> None:
    hands.move(table, cell(table, 2, LABEL))
    assert focus.hovered == 2
    background = table.model().index(2, LABEL).data(Qt.ItemDataRole.BackgroundRole)
    assert background is not None
    hands.leave(table)
    assert focus.hovered is None


# Very large tables


class CountingModel(LogitModel):
    """Counts how often it is asked."""

    asked = 0

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        type(self).asked += 1
        return super().data(index, role)

    def flags(self, index: Index) -> Qt.ItemFlag:
        type(self).asked += 1
        return super().flags(index)


@pytest.fixture
def large(
    monkeypatch: pytest.MonkeyPatch, history: History, focus: Focus, theme: Theme, show: Callable[..., None]
) -> LogitTable:
    monkeypatch.setattr("tauscope.ui.table.logit_table.LogitModel", CountingModel)
    table = LogitTable(history.perform, focus, theme)
    table.resize(400, 500)
    logits = Logits.of([f"t{row}" for row in range(LARGE)], np.linspace(9, 0, LARGE))
    table.show_picture(Picture.of(Document().with_logits(logits)))
    show(table)
    return table


def test_large_table_is_asked_only_for_what_is_seen(large: LogitTable) -> None:
    widgets = len(large.findChildren(QWidget))
    CountingModel.asked = 0
    assert large.picture is not None
    document = large.picture.document
    for step in range(1, 6):
        turned = table_edits.set_temperature(document, float(step))
        large.show_picture(Picture.of(turned, large.picture))
        large.grab()
    large.scrollToBottom()
    large.grab()
    assert CountingModel.asked < 6 * 40 * 4 * 12
    assert len(large.findChildren(QWidget)) == widgets


def test_pointing_at_a_large_table_with_everything_selected_asks_little(
    large: LogitTable, focus: Focus
) -> None:
    large.selectAll()
    assert len(focus.selected) == LARGE
    CountingModel.asked = 0
    for row in range(10):
        hands.move(large, cell(large, row, LABEL))
        large.grab()
    assert focus.hovered == 9
    assert CountingModel.asked < 10 * 40 * 4 * 12


def test_wide_numbers_do_not_hide_the_names(table: LogitTable, history: History) -> None:
    put(history, ["cat", "dog"], [-1.2345678e-200, 1.2345678e200])
    header = table.horizontalHeader()
    assert header.sectionSize(LABEL) >= 3 * table.fontMetrics().horizontalAdvance("m")
    table.setFixedWidth(300)
    QApplication.processEvents()
    assert header.sectionSize(LABEL) >= 3 * table.fontMetrics().horizontalAdvance("m")
    assert table.horizontalScrollBar().maximum() > 0


@pytest.mark.parametrize(
    ("column", "typed", "logit"),
    [
        (LOGIT, "1/3", 1 / 3),
        (LOGIT, "ln 3", math.log(3)),
        (LOGIT, "–0,25", -0.25),
        (ENERGY, "ln(1/3)", math.log(3)),
    ],
)
def test_cells_take_fractions_and_logarithms(
    table: LogitTable, history: History, column: int, typed: str, logit: float
) -> None:
    enter(table, 1, column, typed)
    assert history.document.logits.values[1] == pytest.approx(logit)


@pytest.mark.parametrize("typed", ["1/4", "25%", "25 %", "0,25"])
def test_a_probability_may_be_a_fraction_or_in_per_cent(
    table: LogitTable, history: History, typed: str
) -> None:
    enter(table, 1, PROBABILITY, typed)
    assert history.document.present_chain.candidates(history.document.logits).probabilities_of_rows[1] == (
        pytest.approx(0.25)
    )


def test_a_logit_in_per_cent_is_refused_in_words(table: LogitTable, history: History) -> None:
    enter(table, 1, LOGIT, "50%")
    assert history.document == Document()
    assert bubble(table) == "“50%” is not a number. Only probabilities are given in per cent."
