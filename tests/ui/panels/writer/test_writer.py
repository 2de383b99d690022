from __future__ import annotations

import math
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from tests.stepping import step
from tests.ui.conftest import Answers
from tests.ui.hands import click
from tests.ui.panels.conftest import Story

from tauscope.core.chain import Chain
from tauscope.document.document import Document
from tauscope.document.edits import source_edits, table_edits
from tauscope.document.files import codec
from tauscope.resources import model_folder
from tauscope.sources import TypedTable
from tauscope.sources.abilities import RunWords
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.editing.run_controller import STANDS
from tauscope.ui.panels.transport import WRITE
from tauscope.ui.panels.writer.next_tokens import MOST
from tauscope.ui.panels.writer.text_pieces import writer_of
from tauscope.ui.table.columns import COLUMNS, LOGIT
from tauscope.ui.table.row_order import row_at
from tauscope.ui.window.main_window import MainWindow


def typed(story: Story, text: str) -> None:
    story.panel.prompt.setFocus()
    story.panel.prompt.selectAll()
    QTest.keyClicks(story.panel.prompt, text)
    QTest.keyClick(story.panel.prompt, Qt.Key.Key_Return)


def test_the_story_writer_is_on_the_bench(story: Story) -> None:
    assert story.panel.objectName() == "sourcePanel"
    assert story.panel.prompt.text() == story.source.prompt
    assert story.window.bench.table.model().rowCount() == len(story.source.model.labels)
    assert "press Write" in story.window.notice.text


def test_it_writes_what_the_command_line_writes(story: Story) -> None:
    story.write(12)
    document = story.window.history.document
    state = story.source.initial()
    for _ in range(12):
        state = step(story.source, state, Chain(), document.seed)
    assert document.state == state
    assert story.panel.view.text == story.source.prompt + "".join(story.source.pieces(state))


def test_writing_is_one_step_of_undo_and_undo_goes_across_it(story: Story) -> None:
    story.write(5)
    written = story.window.history.document.state
    assert story.window.history.undo_name == "write"
    story.window.history.undo()
    assert story.window.history.document.state == story.source.initial()
    assert story.panel.view.text == story.source.prompt
    story.window.history.redo()
    assert story.window.history.document.state == written
    story.window.history.undo()
    story.window.history.undo()
    assert isinstance(story.window.history.document.source, TypedTable)
    assert story.window.bench.panel is None


def test_the_button_writes_and_pauses(story: Story) -> None:
    writing, button = story.window.desk.run_controller, story.panel.transport.write
    writing.set_pace(100)
    click(button, button.rect().center())
    assert writing.going
    assert "Pause" in button.text()
    story.until(lambda: story.window.history.document.state.at >= 2)
    click(button, button.rect().center())
    assert not writing.going
    assert "Write" in button.text()


def test_the_dial_is_live_while_it_writes(story: Story) -> None:
    writing = story.window.desk.run_controller
    writing.set_pace(100)
    writing.write()
    story.until(lambda: story.window.history.document.state.at >= 2)
    story.window.turn_to(0.0)
    assert writing.going

    def cold() -> list[float]:
        written = story.window.history.document.state.written
        return [token.probability for token in written if token.settings.chain.temperature == 0.0]

    story.until(lambda: len(cold()) >= 3)
    writing.pause()
    assert set(cold()) == {1.0}
    assert story.window.history.document.temperature == 0.0
    assert story.window.history.undo_name == "turn the dial"


def test_a_logit_that_is_edited_while_it_writes_is_that_of_its_class(story: Story) -> None:
    writing, table = story.window.desk.run_controller, story.window.bench.table
    writing.set_pace(100)
    writing.write()
    story.until(lambda: story.window.history.document.state.at >= 2)
    table.setCurrentIndex(table.model().index(3, LOGIT))
    table.edit(table.currentIndex())
    (line,) = table.viewport().findChildren(QLineEdit)
    shown = table.picture
    assert shown is not None
    row = row_at(shown, 3)
    begun = story.window.history.document.state.at
    story.until(lambda: story.window.history.document.state.at >= begun + 10)
    assert table.picture is shown
    QTest.keyClicks(line, "-inf")
    QTest.keyClick(line, Qt.Key.Key_Return)
    story.until(lambda: bool(writer_of(story.window.history.document).bias))
    assert dict(writer_of(story.window.history.document).bias) == {row: -math.inf}
    assert writing.going
    story.until(lambda: table.picture is not None and table.picture is not shown)
    writing.pause()
    assert table.picture is not None
    assert table.picture.document.state == story.window.history.document.state


@pytest.mark.parametrize("height", [120, 400])
def test_what_was_written_is_seen_among_what_might_come_however_unlikely(story: Story, height: int) -> None:
    start = story.window.history.document
    row = int(start.logits.order[500])
    story.window.history.perform(EditRequest("choose", lambda document: source_edits.choose(document, row)))
    story.panel.view.picked.emit(0)
    story.until(story.shown)
    view = story.panel.next
    view.resize(view.width(), height)
    seen = [view.item(place) for place in range(MOST) if not view.item(place).isHidden()]
    assert len(seen) < MOST or height > 200
    assert seen[-1].text().endswith(", written")
    assert all(view.viewport().rect().contains(view.visualItemRect(item)) for item in seen)
    story.window.history.undo()
    story.until(story.shown)
    assert not any(item.text().endswith(", written") for item in seen)


def test_an_end_is_seen(story: Story) -> None:
    (end,) = story.source.model.ends
    story.write(3)
    story.window.history.perform(EditRequest("end", lambda document: source_edits.choose(document, end)))
    assert story.panel.view.text.endswith(" ∎")
    assert "4 written: the text has ended" in story.panel.card._note._whole
    button = story.panel.transport.write
    assert (button.isEnabled(), button.toolTip()) == (False, RunWords.ended)
    story.window.actions_by_name["write"].trigger()
    assert story.window.notice.text == RunWords.ended
    story.window.history.undo()
    assert "∎" not in story.panel.view.text
    assert (button.isEnabled(), button.toolTip()) == (True, WRITE)


def test_a_table_says_that_it_does_not_write(window: MainWindow) -> None:
    for name in ("write", "write_step"):
        window.notice.hide()
        window.actions_by_name[name].trigger()
        assert window.notice.isVisible()
        assert window.notice.text == STANDS


def test_logits_of_a_model_line_up(story: Story) -> None:
    table = story.window.bench.table
    shown = [str(table.model().index(row, LOGIT).data()) for row in range(50)]
    assert {len(text.split(".")[1]) for text in shown} == {4}
    for value, text in ((3e-5, "3e-5"), (2.5e7, "2.5e7"), (0.0, "0.0000"), (-math.inf, "−∞")):
        edit = partial(table_edits.set_logit, row=7, value=value)
        story.window.history.perform(EditRequest("edit", edit))
        story.until(story.shown)
        picture = story.window.feed.picture
        assert picture is not None
        assert COLUMNS[LOGIT].shown(picture, 7) == text


def test_a_click_goes_back_to_a_token_and_shows_its_moment(story: Story) -> None:
    story.write(20)
    view = story.panel.view
    spot = view.cursorRect(view._span(view._tokens.end(9), view._tokens.end(9) + 1)).center()
    token = view.token_at(spot.toPointF())
    assert token is not None
    click(view, spot)
    document = story.window.history.document
    assert (document.state.at, len(document.state.written)) == (token, 20)
    story.until(story.shown)
    came = document.state.written[token]
    assert f"token {token + 1} of 20" in story.panel.card._note._whole
    picture = story.window.feed.picture
    assert picture is not None
    assert picture.probabilities[came.key] == pytest.approx(came.probability)
    texts = [story.panel.next.item(place).text() for place in range(MOST)]
    assert [text for text in texts if text.endswith("written")] == [
        text for text in texts if text.startswith(story.source.model.labels[came.key])
    ][:1]


def test_arrow_keys_walk_along_the_text(story: Story) -> None:
    story.write(6)
    view = story.panel.view
    view.setFocus()
    for key, at in (
        (Qt.Key.Key_Left, 5),
        (Qt.Key.Key_Left, 4),
        (Qt.Key.Key_Right, 5),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_Left, 0),
        (Qt.Key.Key_End, 6),
        (Qt.Key.Key_Left, 5),
    ):
        QTest.keyClick(view, key)
        assert story.window.history.document.state.at == at
    assert story.window.history.undo_name == "go to a token"
    story.window.history.undo()
    assert story.window.history.document.state.at == 6
    assert story.window.history.undo_name == "write"


def test_another_token_is_written_and_it_goes_on_from_there(story: Story) -> None:
    story.write(10)
    story.panel.view.picked.emit(4)
    story.until(story.shown)
    story.window.desk.run_controller.set_pace(1.0)
    item = story.panel.next.item(2)
    row = story.panel.next.row_of(item)
    click(story.panel.next, story.panel.next.visualItemRect(item).center())
    state = story.window.history.document.state
    assert (state.at, len(state.written)) == (5, 5)
    assert state.written[4].key == row
    assert story.window.desk.run_controller.going
    assert story.window.history.undo_name is not None
    assert story.window.history.undo_name.startswith("choose")


def test_a_row_of_the_table_can_be_chosen(story: Story) -> None:
    story.window.bench.table.select_rows([7])
    story.window.desk.run_controller.set_pace(1.0)
    story.window.actions_by_name["choose"].trigger()
    assert story.window.history.document.state.written[0].key == 7


def test_a_new_prompt_begins_anew_and_undo_brings_the_text_back(story: Story) -> None:
    story.write(4)
    text = story.panel.view.text
    typed(story, "The wolf")
    assert story.source.prompt == "The wolf"
    assert story.window.history.document.state == story.source.initial()
    assert story.panel.view.text == "The wolf"
    story.until(story.shown)
    story.window.history.undo()
    assert story.panel.view.text == text


def test_an_absurd_prompt_is_refused_where_it_is_typed(story: Story) -> None:
    before = story.window.history.document
    story.panel.prompt.setText("once " * 5000)
    story.panel.prompt.setModified(True)
    story.panel.prompt.editingFinished.emit()
    assert story.window.history.document is before


def test_an_empty_prompt_starts_from_nothing(story: Story) -> None:
    story.panel.prompt.setFocus()
    story.panel.prompt.selectAll()
    QTest.keyClick(story.panel.prompt, Qt.Key.Key_Delete)
    QTest.keyClick(story.panel.prompt, Qt.Key.Key_Return)
    assert story.source.prompt == ""
    story.until(story.shown)
    story.write(3)
    assert story.window.history.document.state.at == 3


def test_a_changed_logit_is_a_bias_that_stays(story: Story) -> None:
    row = story.source.model.labels.index("!")
    story.window.history.perform(
        EditRequest("z", lambda document: table_edits.set_logit(document, row, 1000.0))
    )
    story.write(3)
    assert [token.key for token in story.window.history.document.state.written] == [row] * 3
    assert "bias" in codec.encode(story.window.history.document)


def test_names_of_tokens_cannot_be_changed(story: Story) -> None:
    sentence = story.window.history.perform(
        EditRequest("rename", lambda document: table_edits.set_labels(document, 0, ["x"]))
    )
    assert sentence is not None
    assert "tokens" in sentence


def test_the_table_lists_the_likeliest_first(story: Story) -> None:
    table, picture = story.window.bench.table, story.window.feed.picture
    assert picture is not None
    model = table.model()
    first = [model.index(place, 0).data() for place in range(3)]
    assert first == [picture.logits.labels[row] for row in picture.logits.order[:3].tolist()]
    table.select_rows([int(picture.logits.order[2])])
    assert table.currentIndex().row() == 2
    assert table.rows() == [int(picture.logits.order[2])]
    assert story.window.focus.selected == (int(picture.logits.order[2]),)


def test_a_session_reopens_with_the_same_text(story: Story, tmp_path: Path, answers: Answers) -> None:
    story.write(8)
    story.panel.view.picked.emit(3)
    document = story.window.history.document
    answers.save = tmp_path / "tale.tauscope"
    assert story.window.session.save()
    story.window.session.new()
    assert story.window.bench.panel is None
    assert story.window.session.read(answers.save)
    assert story.window.history.document == document
    story.until(story.shown)
    assert story.panel.view.text == story.source.prompt + "".join(story.source.pieces(document.state))


def test_the_present_logits_are_taken_as_a_table(story: Story) -> None:
    labels = story.source.model.labels
    story.window.actions_by_name["as_table"].trigger()
    assert isinstance(story.window.history.document.source, TypedTable)
    assert story.window.history.document.logits.labels == labels
    assert story.window.bench.panel is None


def test_seed_and_next_seed(story: Story) -> None:
    story.write(3)
    field = story.panel.transport.seed
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "41")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert story.window.history.document.seed == 41
    assert len(story.window.history.document.state.written) == 3
    field.selectAll()
    QTest.keyClicks(field, "-1")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "41"
    other = story.panel.transport.other
    click(other, other.rect().center())
    assert story.window.history.document.seed == 42
    assert story.window.history.document.state == story.source.initial()
    assert field.text() == "42"


def test_pace_goes_both_ways(story: Story) -> None:
    writing, slider = story.window.desk.run_controller, story.panel.transport.pace
    slider.setValue(slider.maximum())
    assert math.isinf(writing.pace)
    assert story.panel.transport.pace_label.text() == "full speed"
    writing.set_pace(1.0)
    assert slider.value() == 0


def test_a_folder_without_a_model_is_a_sentence(story: Story, answers: Answers, other_folder: Path) -> None:
    before = story.window.history.document
    answers.model = other_folder
    story.window.actions_by_name["open_model"].trigger()
    story.until(lambda: "no model" in story.window.notice.text)
    assert story.window.history.document is before


def test_a_typed_table_has_nothing_to_write(window: MainWindow) -> None:
    before = window.history.document
    for name in ("write", "write_step", "restart", "choose"):
        window.actions_by_name[name].trigger()
    assert window.history.document.logits is before.logits
    assert not window.desk.run_controller.going


def test_an_ended_text_goes_no_further(story: Story) -> None:
    (end,) = story.source.model.ends
    story.window.history.perform(EditRequest("end", lambda document: source_edits.choose(document, end)))
    assert not story.window.desk.run_controller.can_go
    assert not story.panel.transport.write.isEnabled()
    story.window.history.undo()
    assert story.panel.transport.write.isEnabled()


def test_closing_while_it_writes(story: Story) -> None:
    story.window.desk.run_controller.set_pace(100)
    story.window.desk.run_controller.write()
    story.until(lambda: story.window.history.document.state.at >= 1)
    story.window.close()
    assert not story.window.desk.run_controller.going


def test_a_preset_ends_the_writing(story: Story) -> None:
    story.window.desk.run_controller.write()
    story.window.history.perform(EditRequest("new", lambda _: Document()))
    assert not story.window.desk.run_controller.going
    assert story.window.bench.panel is None


def test_a_folder_that_is_dropped_is_a_model(window: MainWindow, story: Story) -> None:
    window.history.undo()
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(model_folder()))])
    point = QPointF(window.rect().center())
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    window.dropEvent(QDropEvent(point, Qt.DropAction.CopyAction, data, left, none))
    story.until(lambda: window.history.document.source.abilities.steps)
    story.until(story.panel.isVisible)


def test_numbers_that_are_not_at_hand_come_a_little_later(story: Story) -> None:
    story.write(3)
    document = story.window.history.document
    story.source.memory._kept.clear()
    story.panel.view.picked.emit(1)
    story.until(story.shown)
    picture = story.window.feed.picture
    assert picture is not None
    assert picture.logits is story.window.history.document.logits
    assert story.window.history.document.state == document.state.rewound(1)


def test_changed_logits_are_told_and_taken_back(story: Story) -> None:
    story.write(3)
    window, panel = story.window, story.panel
    own = window.history.document.logits
    assert not panel.changed.isVisible()
    for row in (5, 7):
        window.history.perform(EditRequest("edit", partial(table_edits.set_logit, row=row, value=-math.inf)))
        story.until(story.shown)
    assert panel.changed.isVisible()
    assert panel.changed.text() == "2 logits changed ×"
    assert "2 logits changed" in panel.card._note._whole
    panel.view.picked.emit(1)
    assert " came with " in panel.card._note._whole
    panel.view.picked.emit(3)
    click(panel.changed, panel.changed.rect().center())
    story.until(story.shown)
    assert not panel.changed.isVisible()
    assert np.array_equal(window.history.document.logits.values, own.values)
    assert window.history.document.state.at == 3
    window.history.undo()
    story.until(story.shown)
    assert panel.changed.isVisible()
    for refused in (False, True):
        window.actions_by_name["own_logits"].trigger()
        assert not story.source.bias
        assert ("nothing to take back" in window.notice.text) == refused


def test_a_click_at_the_right_end_of_the_pace_is_full_speed(story: Story) -> None:
    slider, writing = story.panel.transport.pace, story.window.desk.run_controller
    middle = slider.height() // 2
    click(slider, QPointF(slider.width() - 2, middle))
    assert writing.pace == math.inf
    click(slider, QPointF(1, middle))
    assert writing.pace == 1.0


def test_in_a_small_window_the_plots_have_as_much_height_as_the_text(story: Story) -> None:
    bench = story.window.bench
    for size, even in (((1900, 1000), False), ((1024, 768), True)):
        story.window.resize(*size)
        story.until(lambda size=size: story.window.width() == size[0])  # type: ignore[misc]
        QApplication.processEvents()
        difference = story.panel.height() - bench.places[0].height()
        assert (abs(difference) <= 2) == even
        assert difference >= -2
