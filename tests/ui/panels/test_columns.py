from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from tests.stepping import step
from tests.ui.hands import click
from tests.ui.panels.conftest import Story

from tauscope.core.chain import Chain
from tauscope.core.chosen import Chosen
from tauscope.core.text_measures import TextMeasures
from tauscope.document import codec
from tauscope.document.source_edits import SIDE_BY_SIDE
from tauscope.ui.history import Request
from tauscope.ui.panels.columns import ColumnView, measure_lines, measured
from tauscope.ui.writing import ALL_ENDED


@pytest.fixture
def beside(story: Story) -> Story:
    click(story.panel.beside, story.panel.beside.rect().center())
    return story


def columns(story: Story) -> list[ColumnView]:
    return story.panel.columns.views


def test_three_temperatures_write_at_once_with_the_same_dice(beside: Story) -> None:
    beside.write(6)
    document = beside.window.history.document
    assert tuple(column.temperature for column in document.columns) == SIDE_BY_SIDE
    for column, view in zip(document.columns, columns(beside), strict=True):
        state = beside.source.initial()
        for _ in range(6):
            state = step(beside.source, state, Chain().with_temperature(column.temperature), document.seed)
        assert column.state == state
        assert view.view.text == beside.source.prompt + "".join(beside.source.pieces(state))
        assert view.field.text() == f"{column.temperature:.2f}"
    assert document.state == beside.source.initial()


def test_measures_stand_under_each_text(beside: Story) -> None:
    assert [line._whole for line in columns(beside)[0].measures] == [""] * 2
    beside.write(8)
    for column, view in zip(beside.window.history.document.columns, columns(beside), strict=True):
        assert tuple(line._whole for line in view.measures) == measure_lines(measured(column.state))


def test_measures_in_words() -> None:
    assert measure_lines(TextMeasures(100, 0.6931471805599453, -2.0, 0.5, 0.25)) == (
        "entropy 1.00 bits · mean ln p −2.00\x9c1.00 bits · ln p −2.00",
        "distinct 50% · repeated 25%\x9cdist. 50% · rep. 25%",
    )


def test_another_temperature_begins_its_text_anew(beside: Story) -> None:
    beside.write(4)
    kept = beside.window.history.document.columns[0].state
    field = columns(beside)[2].field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "0,9")
    QTest.keyClick(field, Qt.Key.Key_Return)
    after = beside.window.history.document.columns
    assert [column.temperature for column in after] == [0.2, 0.8, 0.9]
    assert [len(column.state.written) for column in after] == [4, 4, 0]
    assert after[0].state == kept
    beside.window.history.undo()
    assert len(beside.window.history.document.columns[2].state.written) == 4


def test_a_bad_temperature_is_refused_in_its_field(beside: Story) -> None:
    before = beside.window.history.document
    field = columns(beside)[0].field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "-1")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert beside.window.history.document is before
    assert field.text() == "0.20"


def test_a_click_puts_its_moment_on_the_bench(beside: Story) -> None:
    beside.write(6)
    columns(beside)[1].view.picked.emit(3)
    document = beside.window.history.document
    assert document.state == document.columns[1].state.rewound(3)
    assert document.temperature == 0.8
    beside.until(beside.shown)
    marked = [selection.cursor.selectedText() for selection in columns(beside)[1].view.extraSelections()]
    assert marked[1].strip() == columns(beside)[1].view._pieces[3].text.strip()
    assert not columns(beside)[0].view.extraSelections()
    beside.write(1)
    assert not columns(beside)[1].view.extraSelections()


def test_back_to_one_text(beside: Story) -> None:
    beside.write(2)
    click(beside.panel.beside, beside.panel.beside.rect().center())
    assert beside.window.history.document.columns == ()
    assert not beside.panel.beside.isChecked()
    beside.window.history.undo()
    assert len(beside.window.history.document.columns) == 3
    assert beside.panel.beside.isChecked()


def test_beginning_anew_takes_all_of_them_back(beside: Story) -> None:
    beside.write(3)
    beside.window.actions_by_name["restart"].trigger()
    assert all(not column.state.written for column in beside.window.history.document.columns)


def test_the_temperatures_that_were_chosen_come_back(beside: Story) -> None:
    field = columns(beside)[0].field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "2,5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    beside.write(3)
    for _ in range(2):
        click(beside.panel.beside, beside.panel.beside.rect().center())
    after = beside.window.history.document.columns
    assert [(column.temperature, column.state.at) for column in after] == [(2.5, 0), (0.8, 0), (1.5, 0)]
    beside.window.history.undo()
    beside.window.history.undo()
    assert [column.state.at for column in beside.window.history.document.columns] == [3, 3, 3]


def test_the_heading_says_how_far_they_are(beside: Story) -> None:
    beside.write(3)
    assert beside.panel.card._note._whole.startswith("3 · 3 · 3 written   click a token")
    columns(beside)[1].view.picked.emit(2)
    assert beside.panel.card._note._whole.startswith("token 3 of 3: ")
    assert "bits of surprise" in beside.panel.card._note._whole


def test_the_mark_is_there_again_when_a_session_is_opened(beside: Story) -> None:
    beside.write(4)
    columns(beside)[1].view.picked.emit(2)
    again = codec.decode(codec.encode(beside.window.history.document)).document
    beside.window.history.start(again)
    beside.until(beside.shown)
    assert [len(view.view.extraSelections()) for view in columns(beside)] == [0, 2, 0]


def test_ended_texts_say_so(beside: Story) -> None:
    beside.write(2)
    (end,) = beside.source.model.ends
    document = beside.window.history.document
    ended = tuple(
        replace(column, state=column.state.after(Chosen(end, 0.5, 1.0))) for column in document.columns
    )
    beside.window.history.perform(Request("end", lambda document: replace(document, columns=ended)))
    assert beside.panel.card._note._whole.startswith("3 · 3 · 3 written: all have ended")
    beside.window.actions_by_name["write"].trigger()
    assert beside.window.notice.text == ALL_ENDED
    assert beside.panel.transport.write.toolTip() == ALL_ENDED


def test_they_wear_the_theme_of_the_day(story: Story) -> None:
    window, before = story.window, story.window.bench.theme
    window.bench.wear(replace(before, base=before.base - 1))
    click(story.panel.beside, story.panel.beside.rect().center())
    for view in columns(story):
        assert view.view._theme is window.bench.theme is not before
