"""The panel of lessons in the real window: the way through a lesson, predictions, tasks, undo."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication
from tests.document.lessons.test_lesson_file import WHOLE
from tests.ui import hands

from tauscope.document.edits import table_edits
from tauscope.document.lessons.lesson_file import lessons, read_lesson, shipped_lesson
from tauscope.document.library import lesson_walk
from tauscope.document.library.lesson_guess import guessed_bars
from tauscope.document.preferences import Preferences, from_json, to_json
from tauscope.ui.bench.bench import AFTER_REVEAL
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.lessons.lesson_list import DONE
from tauscope.ui.lessons.lesson_panel import LessonPanel
from tauscope.ui.plots.distribution import DistributionPlot
from tauscope.ui.table.columns import PROBABILITY
from tauscope.ui.window.main_window import MainWindow

WINDOW_SIZE = 1440, 900

PREDICTION = """
title = "Predictions"

[[step]]
title = "Choose"
[step.prediction]
kind = "choose"
question = "More or less?"
answers = ["more", "less"]
right = 2
explanation = "Because."

[[step]]
title = "Number"
[step.prediction]
kind = "number"
question = "How likely is cat at τ = 2?"
quantity = "p(cat)"
reveal = { chain = "temperature=2" }

[[step]]
title = "Bars"
[step.change]
chain = "temperature=1"
[step.prediction]
kind = "draw"
question = "Where at τ = 2?"
reveal = { chain = "temperature=2" }

[[step]]
title = "Task"
until = "temperature < 0.3"
task = "Turn τ below 0.3."
solutions = ["Drag it."]
"""


@pytest.fixture
def panel(window: MainWindow) -> LessonPanel:
    window.lessons.open(read_lesson(PREDICTION))
    QApplication.processEvents()
    return window.lessons


def plot(window: MainWindow) -> DistributionPlot:
    found = window.bench.plot("distribution")
    assert isinstance(found, DistributionPlot)
    return found


def step(window: MainWindow) -> int:
    place = window.history.document.lesson
    assert place is not None
    return place.step


def test_the_menu_shows_the_list_and_a_click_begins(window: MainWindow) -> None:
    window.actions_by_name["lessons"].trigger()
    panel = window.lessons
    assert panel.isVisible()
    assert panel.list.count() == len(lessons()) >= 13
    rect = panel.list.visualItemRect(panel.list.item(0))
    hands.click(panel.list.viewport(), QPointF(rect.center()))
    assert window.history.document.lesson is not None
    assert window.history.document.lesson.lesson == next(iter(lessons().values()))
    window.history.undo()
    assert window.history.document.lesson is None
    window.actions_by_name["lessons"].trigger()
    assert panel.isHidden()


def test_a_choice_is_made_and_judged(window: MainWindow, panel: LessonPanel) -> None:
    card = panel.prediction
    buttons = card._group.buttons()
    assert [button.text() for button in buttons] == ["more", "less"]
    buttons[0].click()
    assert panel.next.text() == "Reveal"
    panel.next.click()
    assert card.words.text() == "Not quite. Because."
    assert [button.text() for button in buttons] == ["✗ more", "✓ less"]
    assert [button.accessibleName() for button in buttons] == [
        "more, your answer, not the right one",
        "less, the answer",
    ]
    assert not buttons[0].isEnabled()
    window.history.undo()
    assert buttons[0].isEnabled()
    assert [button.text() for button in buttons] == ["more", "less"]
    buttons[1].click()
    panel.next.click()
    assert card.words.text() == "Right. Because."
    assert [button.text() for button in buttons] == ["more", "✓ less"]
    panel.next.click()
    assert step(window) == 1


def test_bars_are_predicted_with_keys(window: MainWindow, panel: LessonPanel) -> None:
    place = window.history.document.lesson
    assert place is not None
    panel._go(2)
    sliders = panel.prediction.bars.sliders
    shown = [slider for slider in sliders if slider.isVisible()]
    assert [slider.accessibleName().split(",")[0] for slider in shown] == [
        f"Your prediction for {label}" for label in window.history.document.logits.labels
    ]
    before = shown[0].value()
    shown[0].setFocus()
    hands.tap(shown[0], Qt.Key.Key_PageUp)
    place = window.history.document.lesson
    assert place is not None
    assert place.guess[0] == pytest.approx((before + 50) / 1000)
    assert sum(place.guess) == pytest.approx(1)
    assert [slider.value() for slider in shown] == [round(1000 * p) for p in place.guess]
    window.history.undo()
    assert shown[0].value() == before
    panel.next.click()
    assert not panel.prediction.bars.isVisible()


def test_plots_that_would_tell_the_answer_are_covered_until_it_is_revealed(window: MainWindow) -> None:
    window.lessons.open(read_lesson(PREDICTION.replace('kind = "choose"', 'kind = "choose"\ncovers = true')))
    QApplication.processEvents()
    covers, plots = window.bench.covers, window.bench.shown
    found = [covers.on(one) for one in plots]
    assert [cover.text for cover in found if cover is not None] == [AFTER_REVEAL] * len(plots)
    # What is hidden on purpose is hatched, as curves are; the words have room between the lines.
    picture = found[0].grab().toImage() if found[0] is not None else QImage()
    across = [
        {picture.pixelColor(x, y).rgb() for x in range(picture.width())} for y in (9, picture.height() // 2)
    ]
    middle = picture.width() // 2
    beside = {picture.pixelColor(middle, picture.height() // 2 - by).rgb() for by in range(9, 13)}
    assert len(across[0]) > 1
    assert len(across[1]) > 1
    assert len(beside) == 1
    window.lessons.next.click()
    QApplication.processEvents()
    assert not any(map(covers.on, plots))
    window.history.undo()
    assert all(map(covers.on, plots))
    window.turn_to(2.0)
    assert not any(map(covers.on, plots))


def test_a_number_is_slid_and_the_truth_shown(window: MainWindow, panel: LessonPanel) -> None:
    panel._go(1)
    card = panel.prediction
    assert card.number.text() == "?"
    hands.key(card.slider, Qt.Key.Key_Right)
    assert card.number.text() == "50.5%"
    panel.next.click()
    assert window.history.document.temperature == 2
    assert card.verdict.text() == "40.6%"
    assert card.note.text() == "you said 50.5%"
    assert card.words.text() == "Too high."


def test_bars_are_dragged_and_the_logits_stay(window: MainWindow, panel: LessonPanel) -> None:
    panel._go(2)
    QApplication.processEvents()
    bars, before = plot(window), window.history.document
    picture = window.feed.shown
    assert picture is not None
    top = bars._rect(0, float(picture.probabilities[0]), 0.86)
    grip = QPointF(top.center().x(), top.top())
    hands.drag(bars, [grip, grip + QPointF(0, 15), grip + QPointF(0, 30)])
    after = window.history.document
    assert after.logits is before.logits
    assert after.lesson is not None
    guess = guessed_bars(after.lesson)
    assert guess[0] < float(picture.probabilities[0]) - 0.02
    assert sum(guess) == pytest.approx(1)
    panel.next.click()
    assert "nats" in panel.prediction.verdict.text()
    window.history.undo()
    window.history.undo()
    assert window.history.document == before


def test_the_dial_reveals_and_the_lesson_takes_one_back(window: MainWindow, panel: LessonPanel) -> None:
    panel._go(2)
    assert lesson_walk.is_veiled(window.history.document)
    assert panel.again.isHidden()
    window.turn_to(3.0)
    assert not lesson_walk.is_veiled(window.history.document)
    assert not panel.again.isHidden()
    panel.again.click()
    assert window.history.document.temperature == 1
    window.history.undo()
    assert window.history.document.temperature == 3


def test_a_task_is_ticked_when_it_is_done(window: MainWindow, panel: LessonPanel) -> None:
    panel._go(3)
    assert panel.task.text() == "Turn τ below 0.3."
    window.turn_to(0.25)
    assert panel.task.text() == f"{DONE} Turn τ below 0.3. Drag it."
    window.turn_to(0.5)
    assert panel.task.text() == "Turn τ below 0.3."


def test_formulas_in_a_solution_are_set(window: MainWindow) -> None:
    window.lessons.open(shipped_lesson("freezing"))
    window.lessons._go(2)
    window.turn_to(0.02)
    assert "0.02176" in window.lessons.task.text()
    assert "$" not in window.lessons.task.text()


def test_without_a_prediction_no_slider_stands_beside_the_truth(panel: LessonPanel) -> None:
    panel._go(1)
    assert not panel.prediction._number_row.isHidden()
    panel.next.click()
    assert panel.prediction._number_row.isHidden()
    assert panel.prediction.verdict.text() == "40.6%"
    panel._go(1)
    hands.key(panel.prediction.slider, Qt.Key.Key_Right)
    panel.next.click()
    assert not panel.prediction._number_row.isHidden()


def test_keys_lead_through_the_lesson(window: MainWindow, panel: LessonPanel) -> None:
    del panel
    window.actions_by_name["lesson_next"].trigger()
    assert step(window) == 0
    window.actions_by_name["lesson_next"].trigger()
    assert step(window) == 1
    window.actions_by_name["lesson_back"].trigger()
    assert step(window) == 0
    window.actions_by_name["lesson_leave"].trigger()
    assert window.history.document.lesson is None


def test_a_lesson_walked_to_its_end_is_remembered(window: MainWindow) -> None:
    lesson = shipped_lesson("enter-tau")
    window.lessons.open(lesson)
    window.lessons._go(len(lesson.steps) - 1)
    while window.lessons.next.text() == "Reveal":
        window.lessons.next.click()
    assert window.preferences.lessons == ("enter-tau",)
    assert from_json(to_json(window.preferences)).preferences.lessons == ("enter-tau",)


def test_a_session_in_a_lesson_opens_the_panel(window: MainWindow) -> None:
    document = lesson_walk.begin(window.history.document, read_lesson(WHOLE))
    window.history.start(document)
    assert window.lessons.isVisible()
    assert window.lessons.title.text() == "One"


@pytest.mark.parametrize(("theme", "size"), [("projector", (1024, 768)), ("light", (1440, 900))])
def test_nothing_is_cut(make_window: Callable[..., MainWindow], theme: str, size: tuple[int, int]) -> None:
    window = make_window(Preferences(theme=theme))
    window.resize(*size)
    window.lessons.open(read_lesson(PREDICTION))
    for number in range(4):
        window.lessons._go(number)
        QApplication.processEvents()
        panel = window.lessons
        for label in (panel.title, panel.count, panel.task, panel.prediction.question):
            if label.isVisible():
                assert label.width() >= label.minimumSizeHint().width(), label.text()
                assert label.height() >= label.heightForWidth(label.width()) or not label.wordWrap()
        assert panel.title.width() <= panel.view.viewport().width()


def test_a_long_answer_breaks_into_lines(make_window: Callable[..., MainWindow]) -> None:
    window = make_window(Preferences(theme="projector"))
    window.resize(1024, 768)
    long = "Cat takes nearly everything that there is, and the others share what is left"
    window.lessons.open(read_lesson(PREDICTION.replace('"more"', f'"{long}"')))
    QApplication.processEvents()
    panel = window.lessons
    first = panel.prediction._group.buttons()[0]
    assert first.text().replace("\n", " ") == long
    assert "\n" in first.text()
    assert panel.prediction.width() <= panel.view.viewport().width()


def test_wandering_off_to_other_classes_does_no_harm(window: MainWindow, panel: LessonPanel) -> None:
    panel._go(2)
    edit = EditRequest("x", lambda document: table_edits.replace_classes(document, ["a", "b"], [0.0, 1.0]))
    window.history.perform(edit)
    panel.next.click()
    QApplication.processEvents()
    assert list(window.history.document.logits.labels) == ["a", "b"]
    panel.again.click()
    assert list(window.history.document.logits.labels) == ["cat", "dog", "fox", "owl"]


def test_settings_without_lessons_are_read(tmp_path: Path) -> None:
    del tmp_path
    assert from_json(b'{"lessons": [1]}').preferences.lessons == ()
    assert from_json(b'{"theme": "dark"}').preferences.lessons == ()


POINTING = """
title = "Pointing"

[[step]]
title = "Here"
highlight = ["table", "curves", "class:dog", "class:cow", "nothing"]
motion = { from = 1, to = 0.5, seconds = 2 }

[[step]]
title = "There"
"""


def pointed(window: MainWindow) -> list[bool]:
    bench = window.bench
    parts = (bench._logits, bench._temperature, bench.readouts, *bench.places)
    return [bool(part.property("pointed")) for part in parts]


def test_a_step_outlines_what_it_points_at_and_plays_its_motion(window: MainWindow) -> None:
    window.lessons.open(read_lesson(POINTING))
    assert pointed(window) == [True, False, False, False, True, False]
    assert list(window.focus.selected) == [1]
    assert window.lessons.play.text() == "▶ Play τ from 1.00 to 0.50"
    window.focus.select(())
    window.turn_to(2.0)
    assert not window.focus.selected
    window.lessons.play.click()
    assert window.player.going
    window.player.stop()
    window.lessons.forward()
    assert not any(pointed(window))
    assert window.lessons.play.isHidden()
    window.lessons.go_back()
    window.lessons.leave()
    assert not any(pointed(window))


def test_the_miss_stands_on_a_scale_and_one_may_try_again(window: MainWindow, panel: LessonPanel) -> None:
    panel._go(2)
    card = panel.prediction
    assert card.scale.isHidden()
    assert card.retry.isHidden()
    guess = EditRequest("x", lambda document: lesson_walk.set_guess(document, (0.47, 0.25, 0.17, 0.11)))
    window.history.perform(guess)
    panel.forward()
    assert card.scale.accessibleName() == "Miss: 22% of that of no change"
    assert card.title.text() == "YOUR PREDICTION"
    card.retry.click()
    assert window.history.document.temperature == 1
    assert step(window) == 2
    assert card.scale.isHidden()
    window.history.undo()
    assert not card.scale.isHidden()
    panel._go(0)
    panel.forward()
    assert card.scale.isHidden()


def test_the_list_says_how_far_one_has_come(window: MainWindow) -> None:
    window.lessons.open(shipped_lesson("enter-tau"))
    window.lessons.forward()
    item = window.lessons.list.currentItem()
    assert item is not None
    assert item.text().endswith("2 of 5")
    others = [window.lessons.list.item(row).text() for row in range(window.lessons.list.count())]
    assert sum(" of " in text for text in others) == 1


def test_what_would_tell_the_answer_is_hidden_in_table_readouts_and_copies(window: MainWindow) -> None:
    text = """
title = "Covered"
[[step]]
title = "One"
[step.prediction]
kind = "choose"
covers = true
question = "How likely is cat?"
answers = ["half", "more"]
right = 2
"""
    table, readouts = window.bench.table, window.bench.readouts
    window.lessons.open(read_lesson(text))
    assert table.isColumnHidden(PROBABILITY)
    assert readouts.isHidden()
    window.table_commands.copy()
    assert QGuiApplication.clipboard().text().splitlines()[0] == "class\tz\tE"
    window.lessons.forward()
    assert not table.isColumnHidden(PROBABILITY)
    assert readouts.isVisible()
    window.table_commands.copy()
    assert QGuiApplication.clipboard().text().splitlines()[0] == "class\tz\tp\tE"
    window.lessons.go_back()
    window.turn_to(0.5)  # nothing is locked: a turn of the dial shows it
    assert readouts.isVisible()


def test_the_slider_of_a_number_has_its_ends_in_sight(window: MainWindow) -> None:
    window.lessons.open(shipped_lesson("napkin"))
    QApplication.processEvents()
    assert [end.text() for end in window.lessons.prediction.ends] == ["30%", "90%"]


def test_no_line_breaks_in_an_equation_or_a_short_formula(window: MainWindow, panel: LessonPanel) -> None:
    panel.next.click()
    assert panel.next.text() == "Next"
    panel.next.click()
    assert "at τ\u00a0=\u00a02?" in panel.prediction.question.text()
    window.lessons.open(shipped_lesson("zero-is-not-safest"))
    panel.next.click()
    assert "0.4\u00a0·\u00a00.9\u00a0=\u00a00.36" in panel.prediction.words.text()


def test_after_the_last_step_nothing_runs_again(window: MainWindow, panel: LessonPanel) -> None:
    arrived: list[int] = []
    panel.arrived.connect(lambda: arrived.append(step(window)))
    while step(window) < 3:
        panel.forward()
    before = len(arrived)
    panel.forward()
    assert (step(window), len(arrived)) == (3, before)


def test_the_name_of_a_knob_stays_on_one_line(window: MainWindow) -> None:
    window.lessons.open(shipped_lesson("not-the-same-knob"))
    for _ in range(2):
        window.lessons.forward()
    assert "Top\u2011k" in window.lessons.text.toPlainText()
