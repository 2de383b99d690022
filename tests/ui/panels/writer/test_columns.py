from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QWidget
from tests.stepping import step
from tests.ui.hands import click
from tests.ui.panels.conftest import Story

from tauscope.core.chain import ENGINES, Chain
from tauscope.core.draws.chosen import Chosen
from tauscope.core.draws.text_measures import TextMeasures
from tauscope.document.edits import bench_edits, run_edits, table_edits
from tauscope.document.edits.run_edits import SIDE_BY_SIDE
from tauscope.document.files import codec
from tauscope.document.formulas import plain
from tauscope.sources.abilities import RunWords
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.panels.writer.columns import ColumnView, measure_lines, measured
from tauscope.ui.widgets.bubble import Bubble


@pytest.fixture
def beside(story: Story) -> Story:
    click(story.panel.beside, story.panel.beside.rect().center())
    return story


def columns(story: Story) -> list[ColumnView]:
    return story.panel.columns.views


def test_three_temperatures_write_at_once_with_the_same_dice(beside: Story) -> None:
    beside.write(6)
    document = beside.window.history.document
    assert tuple(column.temperature for column in document.runs) == SIDE_BY_SIDE
    for column, view in zip(document.runs, columns(beside), strict=True):
        state = beside.source.initial()
        for _ in range(6):
            state = step(beside.source, state, Chain().with_temperature(column.temperature), document.seed)
        assert column.state == state
        assert view.view.text == beside.source.prompt + "".join(beside.source.pieces(state))
        assert view.head.field.text() == f"{column.temperature:.2f}"
    assert document.state == beside.source.initial()


def test_measures_stand_under_each_text(beside: Story) -> None:
    assert [line._whole for line in columns(beside)[0].measures] == [""] * 2
    beside.write(8)
    for column, view in zip(beside.window.history.document.runs, columns(beside), strict=True):
        assert tuple(line._whole for line in view.measures) == measure_lines(measured(column.state))


def test_measures_in_words() -> None:
    lines = measure_lines(TextMeasures(100, 0.6931471805599453, -2.0, 0.5, 0.25))
    assert tuple(map(plain, lines)) == (
        "entropy 1.00 bits · mean ln p −2.00\x9c1.00 bits · ln p −2.00",
        "distinct 50% · repeated 25%\x9cdist. 50% · rep. 25%",
    )


def test_another_temperature_begins_its_text_anew(beside: Story) -> None:
    beside.write(4)
    kept = beside.window.history.document.runs[0].state
    field = columns(beside)[2].head.field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "0,9")
    QTest.keyClick(field, Qt.Key.Key_Return)
    after = beside.window.history.document.runs
    assert [column.temperature for column in after] == [0.2, 0.8, 0.9]
    assert [len(column.state.written) for column in after] == [4, 4, 0]
    assert after[0].state == kept
    beside.window.history.undo()
    assert len(beside.window.history.document.runs[2].state.written) == 4


def test_a_bad_temperature_is_refused_in_its_field(beside: Story) -> None:
    before = beside.window.history.document
    field = columns(beside)[0].head.field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "-1")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert beside.window.history.document is before
    assert field.text() == "-1"
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "0.20"


def test_a_click_puts_its_moment_on_the_bench(beside: Story) -> None:
    beside.write(6)
    columns(beside)[1].view.picked.emit(3)
    document = beside.window.history.document
    assert document.state == document.runs[1].state.rewound(3)
    assert document.temperature == 0.8
    beside.until(beside.shown)
    marked = [selection.cursor.selectedText() for selection in columns(beside)[1].view.extraSelections()]
    assert marked[1].strip() == columns(beside)[1].view._pieces[3].text.strip()
    assert not columns(beside)[0].view.extraSelections()
    beside.write(1)
    assert not columns(beside)[1].view.extraSelections()


def test_a_click_leaves_the_settings_of_other_texts(beside: Story) -> None:
    own = Chain.parse("top-k=2,temperature=0.8")
    beside.window.history.perform(EditRequest("set", partial(run_edits.use_chain, place=1, chain=own)))
    beside.write(4)
    before = beside.window.history.document
    columns(beside)[1].view.picked.emit(2)
    after = beside.window.history.document
    assert after.chain == own
    assert after.state == before.runs[1].state.rewound(2)
    chains = [column.chain_on(before.chain) for column in before.runs]
    assert [column.chain_on(after.chain) for column in after.runs] == chains
    assert [column.state for column in after.runs] == [column.state for column in before.runs]
    assert [view.head.field.text() for view in columns(beside)] == [
        "temperature=0.2",
        "top-k=2,temperature=0.8",
        "temperature=1.5",
    ]
    beside.window.history.undo()
    assert beside.window.history.document == before
    assert [view.head.field.text() for view in columns(beside)] == ["0.20", str(own), "1.50"]


def test_a_click_in_a_text_that_follows_the_bench_leaves_all_following(beside: Story) -> None:
    beside.write(4)
    before = beside.window.history.document
    columns(beside)[0].view.picked.emit(2)
    assert beside.window.history.document.temperature == 0.2
    assert beside.window.history.document.runs == before.runs
    assert "The other texts keep their settings" in columns(beside)[0].view.toolTip()


def test_back_to_one_text(beside: Story) -> None:
    beside.write(2)
    click(beside.panel.beside, beside.panel.beside.rect().center())
    assert beside.window.history.document.runs == ()
    assert not beside.panel.beside.isChecked()
    beside.window.history.undo()
    assert len(beside.window.history.document.runs) == 3
    assert beside.panel.beside.isChecked()


def test_beginning_anew_takes_all_of_them_back(beside: Story) -> None:
    beside.write(3)
    beside.window.actions_by_name["restart"].trigger()
    assert all(not column.state.written for column in beside.window.history.document.runs)


def test_the_temperatures_that_were_chosen_come_back(beside: Story) -> None:
    field = columns(beside)[0].head.field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "2,5")
    QTest.keyClick(field, Qt.Key.Key_Return)
    beside.write(3)
    for _ in range(2):
        click(beside.panel.beside, beside.panel.beside.rect().center())
    after = beside.window.history.document.runs
    assert [(column.temperature, column.state.at) for column in after] == [(2.5, 0), (0.8, 0), (1.5, 0)]
    beside.window.history.undo()
    beside.window.history.undo()
    assert [column.state.at for column in beside.window.history.document.runs] == [3, 3, 3]


def test_the_heading_says_how_far_they_are(beside: Story) -> None:
    beside.write(3)
    assert beside.panel.card._note._whole.startswith("3 · 3 · 3 written   click a token")
    columns(beside)[1].view.picked.emit(2)
    assert beside.panel.card._note._whole.startswith("text 2, token 3 of 3: ")
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
        replace(column, state=column.state.after(Chosen(end, 0.5, 1.0))) for column in document.runs
    )
    beside.window.history.perform(EditRequest("end", lambda document: replace(document, runs=ended)))
    assert beside.panel.card._note._whole.startswith("3 · 3 · 3 written: all have ended")
    beside.window.actions_by_name["write"].trigger()
    assert beside.window.notice.text == RunWords.all_ended
    assert beside.panel.transport.write.toolTip() == RunWords.all_ended


def test_they_wear_the_theme_of_the_day(story: Story) -> None:
    window, before = story.window, story.window.bench.theme
    window.bench.apply_theme(replace(before, base=before.base - 1))
    click(story.panel.beside, story.panel.beside.rect().center())
    for view in columns(story):
        assert view.view._theme is window.bench.theme is not before


def typed(beside: Story, place: int, text: str) -> None:
    field = columns(beside)[place].head.field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def chosen(beside: Story, place: int, title: str) -> None:
    """Choose from the menu of a column."""
    menu = columns(beside)[place].head.menu
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text().startswith(title)).trigger()


def test_a_chain_can_be_typed_over_a_text(beside: Story) -> None:
    own = Chain.parse("top-p=0.9,temperature=1.5")
    typed(beside, 1, str(own))
    assert beside.window.history.document.runs[1].chain == own
    assert columns(beside)[1].head.field.text() == str(own)
    assert columns(beside)[1].head.label.isHidden()
    beside.write(4)
    state = beside.source.initial()
    for _ in range(4):
        state = step(beside.source, state, own, beside.window.history.document.seed)
    assert beside.window.history.document.runs[1].state == state


def test_what_is_neither_is_refused_in_the_field(beside: Story) -> None:
    before = beside.window.history.document
    for text in ("gpt", "top-p=2", "-1"):
        typed(beside, 0, text)
        assert beside.window.history.document is before
        assert columns(beside)[0].head.field.text() == text
        bubble = beside.window.findChild(Bubble)
        assert bubble is not None
        assert bubble.isVisible()
    columns(beside)[1].head.field.setFocus()
    assert columns(beside)[0].head.field.text() == "0.20"


def test_an_engine_is_chosen_from_the_menu_and_writes_as_it_does(beside: Story) -> None:
    beside.write(2)
    chosen(beside, 2, "Ollama ≥ 0.30")
    column = beside.window.history.document.runs[2]
    assert column.chain == ENGINES["ollama"].chain(temperature=1.0)
    assert beside.window.history.undo_name == "set text 3"
    head = columns(beside)[2].head
    assert head.field.text() == "Ollama ≥ 0.30"
    assert head.settings._whole == "top-k 40 exact · top-p 0.9 · τ 1.00"
    assert head.settings.isVisible()
    assert not columns(beside)[2].view.text.removeprefix(beside.source.prompt)
    beside.window.history.undo()
    assert head.field.text() == "1.50"
    assert head.settings.isHidden()


def test_the_menu_offers_the_bench_the_pins_and_every_engine(beside: Story) -> None:
    pinned = Chain.parse("temperature=2,min-p=0.1")
    beside.window.history.perform(EditRequest("pin", partial(bench_edits.pin, chain=pinned)))
    head = columns(beside)[0].head
    head.menu.aboutToShow.emit()
    titles = [action.text() for action in head.menu.actions() if not action.isSeparator()]
    assert "Pin ①  τ 2.00 · min-p 0.1" in titles
    assert [title for title in titles if title in {one.title for one in ENGINES.values()}] == [
        engine.title for engine in ENGINES.values()
    ]
    chosen(beside, 0, "Pin ①")
    assert beside.window.history.document.runs[0].chain == pinned
    chosen(beside, 0, "The Bench's Chain as")
    assert beside.window.history.document.runs[0].chain == beside.window.history.document.chain
    chosen(beside, 0, "The Bench's Chain, at")
    column = beside.window.history.document.runs[0]
    assert (column.chain, column.temperature) == (None, 1.0)


def test_the_menu_ticks_what_is_chosen(beside: Story) -> None:
    def ticked(place: int) -> list[str]:
        menu = columns(beside)[place].head.menu
        menu.aboutToShow.emit()
        return [action.text() for action in menu.actions() if action.isChecked()]

    assert ticked(0) == ["The Bench's Chain, at Its Own τ"]
    chosen(beside, 0, "vLLM")
    assert ticked(0) == ["vLLM"]
    chosen(beside, 0, "The Bench's Chain as")
    assert ticked(0) == ["The Bench's Chain as It Is Now"]
    typed(beside, 0, "top-p=0.5")
    assert ticked(0) == []


def test_an_engine_that_refuses_says_why_and_nothing_is_lost(beside: Story) -> None:
    beside.window.history.perform(EditRequest("cold", partial(table_edits.set_temperature, temperature=0.0)))
    before = beside.window.history.document
    chosen(beside, 0, "Hugging Face")
    assert beside.window.history.document is before
    bubble = beside.window.findChild(Bubble)
    assert bubble is not None
    assert "larger than 0" in bubble.text()


def test_a_chain_is_asked_for_with_the_present_one_to_be_changed(
    beside: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    stood: list[str] = []

    def answer(*_: object, text: str = "", **__: object) -> tuple[str, bool]:
        stood.append(text)
        return "top-k=3,temperature=0.9", True

    monkeypatch.setattr(QInputDialog, "getText", answer)
    chosen(beside, 1, "Type a Chain")
    assert stood == ["temperature=0.8"]
    assert beside.window.history.document.runs[1].chain == Chain.parse("top-k=3,temperature=0.9")


def test_columns_come_and_go(beside: Story) -> None:
    chosen(beside, 0, "Add a Column")
    assert len(columns(beside)) == 4
    head = columns(beside)[0].head
    head.menu.aboutToShow.emit()
    (add,) = (action for action in head.menu.actions() if action.text() == "Add a Column")
    assert not add.isEnabled()
    chosen(beside, 0, "Remove This Column")
    assert [view.head.field.text() for view in columns(beside)] == ["0.80", "1.50", "temperature=1"]


def test_a_chain_that_is_changed_while_it_writes_goes_on_writing(beside: Story) -> None:
    writing = beside.window.desk.run_controller
    writing.set_pace(200)
    writing.write()
    beside.until(lambda: len(beside.window.history.document.runs[0].state.written) > 2)
    chosen(beside, 0, "llama.cpp")
    assert writing.going
    beside.until(lambda: len(beside.window.history.document.runs[0].state.written) > 1)
    writing.pause()
    document = beside.window.history.document
    state = beside.source.initial()
    for _ in range(2):
        state = step(beside.source, state, ENGINES["llama.cpp"].chain(1.0), document.seed)
    assert document.runs[0].state.written[:2] == state.written


def test_a_moment_of_a_column_comes_with_its_whole_chain(beside: Story) -> None:
    own = Chain.parse("top-p=0.9,temperature=1.5")
    typed(beside, 1, str(own))
    beside.write(3)
    columns(beside)[1].view.picked.emit(1)
    assert beside.window.history.document.chain == own


def test_changed_logits_are_told_beside_the_texts_and_taken_back(beside: Story) -> None:
    button = beside.panel.changed_beside
    assert button.isHidden()
    beside.window.history.perform(EditRequest("edit", partial(table_edits.set_logit, row=5, value=3.0)))
    assert button.isVisible()
    assert button.text() == "1 logit changed ×"
    assert "1 logit changed" in beside.panel.card._note._whole
    click(button, button.rect().center())
    assert not beside.source.bias
    assert button.isHidden()


def test_knobs_of_the_bench_are_told_over_texts_at_a_temperature(beside: Story) -> None:
    chain = Chain.parse("temperature=1,top-k=5")
    beside.window.history.perform(EditRequest("edit", partial(table_edits.set_chain, chain=chain)))
    assert [view.head.settings._whole for view in columns(beside)] == [
        f"τ {heat} · top-k 5" for heat in ("0.20", "0.80", "1.50")
    ]
    assert all(view.head.settings.isVisible() for view in columns(beside))


@pytest.mark.parametrize("size", [(1024, 768), (1440, 900)])
def test_four_columns_push_nothing_out_of_its_place(beside: Story, size: tuple[int, int]) -> None:
    window = beside.window
    window.resize(*size)
    beside.until(lambda: (window.width(), window.height()) == size)
    chosen(beside, 0, "Add a Column")
    typed(beside, 1, "top-k=40,top-p=0.9,min-p=0.05,temperature=0.8")
    beside.until(lambda: len(columns(beside)) == 4 and columns(beside)[3].isVisible())
    assert window.width() == size[0]
    table = window.findChild(QWidget, "logitTable")
    assert table is not None
    right = table.mapTo(window, table.rect().topRight()).x()
    beside.until(lambda: beside.panel.mapTo(window, QPoint()).x() > right)
    for view in columns(beside):
        head = view.head
        parts = [part for part in (head.label, head.field, head.button) if part.isVisible()]
        for one, other in pairwise(parts):
            assert one.geometry().right() < other.geometry().left()
        assert parts[-1].geometry().right() <= head.width()
        assert head.button.width() >= head.button.sizeHint().width()
