"""What the next move of a lesson shows is computed before it is made."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from tauscope.document.lessons.lesson_file import read_lesson
from tauscope.document.library.lesson_walk import forward
from tauscope.document.studies.student import all_students
from tauscope.ui.lessons.next_studies import REST_MS, _sought
from tauscope.ui.window.main_window import MainWindow

TRAINED = """
title = "Students"

[[step]]
title = "Guess"
[step.scene]
plots = ["distribution"]
[step.scene.source]
kind = "digits"
image = 1765
[step.prediction]
kind = "choose"
question = "Better?"
answers = ["yes", "no"]
right = 1
reveal = { chain = "temperature=10", plots = ["accuracy"], panel_settings = { digits = { images = 20 } } }
"""


def test_students_are_trained_before_reveal(window: MainWindow, qtbot: QtBot) -> None:
    def prepared() -> bool:
        return not _sought(forward(window.history.document), window.feed)

    window.lessons.open(read_lesson(TRAINED))
    assert not prepared()
    qtbot.waitUntil(prepared, timeout=60_000)
    window.lessons.forward()
    assert window.history.document.plots == ("accuracy",)
    qtbot.waitUntil(lambda: window.feed.shown is not None and window.feed.shown.temperature == 10)
    assert window.feed.shown is not None
    students = window.feed.shown.once(all_students)
    assert students.is_current
    assert students.result is not None


def test_outside_a_lesson_nothing_is_prepared(window: MainWindow, qtbot: QtBot) -> None:
    window.lessons.open(read_lesson(TRAINED))
    window.lessons.leave()
    with qtbot.assertNotEmitted(window.feed.studies.prepared, wait=2 * REST_MS):
        pass
