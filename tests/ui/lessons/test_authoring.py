"""Writing a lesson in the real window: its steps are recorded, reworded, moved, deleted and saved."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from tests.ui.conftest import Answers

from tauscope.core.errors import InputError
from tauscope.document.lessons.lesson import LessonPlace
from tauscope.document.lessons.lesson_file import lesson_text, lessons, read_lesson, shipped_lesson
from tauscope.document.library import lesson_edits
from tauscope.document.library.lesson_walk import step_document
from tauscope.document.motion import WAY, Motion
from tauscope.ui.lessons import authoring as authoring_module
from tauscope.ui.lessons.handout import process
from tauscope.ui.lessons.question_form import QuestionForm
from tauscope.ui.window.main_window import MainWindow


def place(window: MainWindow) -> LessonPlace:
    found = window.history.document.lesson
    assert found is not None
    return found


def record(window: MainWindow, *temperatures: float) -> None:
    for temperature in temperatures:
        window.turn_to(temperature)
        window.actions_by_name["record_step"].trigger()


def temperatures(window: MainWindow) -> list[float]:
    lesson = place(window).lesson
    return [step_document(lesson, step).temperature for step in range(len(lesson.steps))]


def test_the_first_step_begins_a_lesson_and_waits_for_its_title(window: MainWindow) -> None:
    record(window, 0.5)
    panel = window.lessons
    assert panel.isVisible()
    assert place(window).lesson.title == "My lesson"
    assert "Step 1 of “My lesson”" in window.notice.text
    assert window.focusWidget() is panel.editor.title
    record(window, 2.0)
    assert place(window).step == 1
    assert place(window).present.change.entry == {"chain": "temperature=2"}
    assert temperatures(window) == [0.5, 2.0]
    window.history.undo()
    assert len(place(window).lesson.steps) == 1
    window.history.undo()
    window.history.undo()
    assert window.history.document.lesson is None


def test_words_are_typed_in_place_and_undone_together(window: MainWindow) -> None:
    record(window, 0.5)
    editor = window.lessons.editor
    QTest.keyClicks(editor.title, "Cold")
    editor.text.setFocus()
    QTest.keyClicks(editor.text, "See.")
    assert (place(window).present.title, place(window).present.text) == ("Cold", "See.")
    editor.title.setFocus()
    editor.title.selectAll()
    QTest.keyClick(editor.title, Qt.Key.Key_Backspace)
    assert place(window).present.title == "Cold"
    QTest.keySequence(editor.text, QKeySequence(QKeySequence.StandardKey.Undo))
    assert place(window).present.title == "Step 1"
    assert editor.text.toPlainText() == ""
    editor.lesson.setFocus()
    editor.lesson.selectAll()
    QTest.keyClicks(editor.lesson, "Mine")
    assert place(window).lesson.title == "Mine"
    window.lessons.edit_button.click()
    assert editor.isHidden()
    assert window.lessons.title.text() == "Step 1"


def test_steps_move_and_vanish_and_the_others_show_what_they_showed(window: MainWindow) -> None:
    record(window, 0.5, 1.0, 2.0)
    editor = window.lessons.editor
    editor.up.click()
    assert temperatures(window) == [0.5, 2.0, 1.0]
    assert place(window).step == 1
    editor.down.click()
    assert not editor.down.isEnabled()
    assert temperatures(window) == [0.5, 1.0, 2.0]
    window.lessons._go(0)
    editor.delete.click()
    assert temperatures(window) == [1.0, 2.0]
    window.turn_to(7.0)
    editor.set.click()
    assert temperatures(window) == [7.0, 2.0]
    editor.delete.click()
    editor.delete.click()
    assert window.history.document.lesson is None
    assert editor.isHidden()


def test_a_lesson_that_ships_becomes_a_copy(window: MainWindow) -> None:
    window.lessons.open(shipped_lesson("freezing"))
    count = len(place(window).lesson.steps)
    record(window, 0.5)
    assert place(window).lesson.title == "Freezing (my copy)"
    assert "copy, “Freezing (my copy)”" in window.notice.text
    assert len(place(window).lesson.steps) == count + 1
    assert place(window).step == 1
    assert window.lessons.list.item(0).text().endswith("Freezing (my copy)")
    assert window.lessons.list.count() == len(lessons()) + 1


def test_it_is_saved_and_opened_again(window: MainWindow, answers: Answers, tmp_path: Path) -> None:
    answers.lesson = tmp_path / "mine.toml"
    window.authoring.save()
    assert "No lesson is open" in window.notice.text
    record(window, 0.5, 2.0)
    window.actions_by_name["save_lesson"].trigger()
    assert answers.asked[-1] == "save lesson as my-lesson.toml"
    lesson = place(window).lesson
    assert read_lesson(answers.lesson.read_text("utf-8")) == lesson
    window.session.new()
    assert window.history.document.lesson is None
    window.lessons.dismiss()
    window.session.open_path(answers.lesson)
    assert place(window).lesson == lesson
    assert window.lessons.isVisible()
    assert window.preferences.recent[0] == str(answers.lesson)


def test_a_broken_file_leaves_everything_as_it_was(window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_text('title = "x"\n[[step]]\ntitle = "y"\nscene = { chain = "warmth=1" }\n', "utf-8")
    record(window, 0.5)
    before = window.history.document
    window.session.open_path(path)
    assert window.notice.text.startswith("“broken.toml”: Step 1 (line 2): ")
    assert window.history.document is before


def test_a_question_takes_the_bench_as_its_truth(window: MainWindow) -> None:
    record(window, 1.0)
    window.turn_to(2.0)
    form = QuestionForm(None, window.authoring.set_prediction, window)
    form.kind.setCurrentIndex(form.kind.findData("choose"))
    form.question.setText("More?")
    form.answers.setPlainText("yes\nno")
    form.accept()
    assert "before the right answer" in form.problem.text()
    form.answers.setPlainText("yes\n* no")
    form.accept()
    assert form.result() == form.DialogCode.Accepted
    asked = place(window).present.prediction
    assert asked is not None
    assert (asked.answers, asked.right, asked.reveal.entry) == (("yes", "no"), 1, {"chain": "temperature=2"})
    assert window.history.document.temperature == 1
    window.lessons.next.click()
    assert window.history.document.temperature == 2
    again = QuestionForm(asked, window.authoring.set_prediction, window)
    assert again.answers.toPlainText() == "yes\n*no"
    for one in (form, again):
        one.deleteLater()
    QApplication.processEvents()


def test_a_task_needs_a_condition(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    record(window, 1.0)
    said = iter([("Cool it.",), ("temperature < 0.3",)])
    monkeypatch.setattr(authoring_module, "ask", lambda *_: next(said))
    window.lessons.editor.task.click()
    assert (place(window).present.task, place(window).present.until) == ("Cool it.", "temperature < 0.3")
    assert window.lessons.task.text() == "Cool it."
    window.turn_to(0.1)
    assert window.lessons.task.text().startswith("✓")
    assert partial(authoring_module._condition, "temperature < 1")() == "temperature < 1"


def test_a_handout_is_saved_from_the_menu(
    window: MainWindow, answers: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    window.actions_by_name["save_handout"].trigger()
    assert not answers.asked
    window.lessons.open(read_lesson('title = "Short"\n[[step]]\ntitle = "One"\n'))
    answers.handout = tmp_path / "handout.pdf"
    with qtbot.waitSignal(window.writer.said):
        window.actions_by_name["save_handout"].trigger()
    assert answers.asked == ["save handout as short.pdf"]
    assert answers.handout.read_bytes().startswith(b"%PDF")


def test_a_handout_that_cannot_be_made_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    lesson = read_lesson('title = "Short"\n[[step]]\ntitle = "One"\n')
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.raises(InputError):
        process.handout_from_process(lesson)


def test_motion_highlight_goal_and_minutes_are_set_in_the_panel(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(window, 1.0)
    typed = ["1 to 0,5 in 4 s", "dial, class:cat", "To know", "12"]
    said = iter(typed)
    monkeypatch.setattr(authoring_module, "ask", lambda *given: (given[4](next(said)),))
    editor = window.lessons.editor
    for button in (editor.motion, editor.point, editor.plan):
        button.click()
    step, lesson = place(window).present, place(window).lesson
    assert step.motion == Motion(1.0, 0.5, 4.0)
    assert window.history.document.motion == step.motion
    assert window.lessons.play.isVisibleTo(window.lessons)
    assert step.highlight == ("dial", "class:cat")
    assert (lesson.goal, lesson.minutes) == ("To know", 12)
    assert read_lesson(lesson_text(lesson)) == lesson
    assert authoring_module.read_motion(authoring_module.in_words(Motion(0.0, 2.5, 3.0))) == Motion(
        0.0, 2.5, 3.0
    )
    window.history.undo()
    assert place(window).lesson.minutes == 5


@pytest.mark.parametrize("way", WAY.meanings)
def test_a_motion_is_read_as_it_is_written(way: str) -> None:
    motion = Motion(0.25, 2.5, 3.5, way)
    assert authoring_module.read_motion(authoring_module.in_words(motion)) == motion


@pytest.mark.parametrize("text", ["1", "1 to", "one to two in 3", "1 to 2 in 0", "1 to 2 in 3, up"])
def test_a_motion_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(InputError):
        authoring_module.read_motion(text)


def test_what_is_not_there_cannot_be_pointed_at(window: MainWindow) -> None:
    record(window, 1.0)
    with pytest.raises(InputError, match="moon"):
        lesson_edits.set_highlight(window.history.document, ("moon",))
