"""Every lesson, walked from its first step to its last with one key of a clicker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from tests.ui import hands

from tauscope.document.lessons.lesson_file import lessons, read_lesson, shipped_lesson
from tauscope.document.library.lesson_guess import DONE
from tauscope.document.library.vocabularies import Vocabulary, vocabularies
from tauscope.ui.painting import marks
from tauscope.ui.plots.distribution import DistributionPlot
from tauscope.ui.presenting.stage import NUMBER, TEXT, Stage
from tauscope.ui.presenting.stage_title import FEW, MOST, SIZES
from tauscope.ui.window.main_window import MainWindow

TASK = """
title = "Task"
[[step]]
title = "Turn"
text = "Above all, turn."
task = "Turn τ below 0.3."
until = "temperature < 0.3"
solutions = ["At 0.25."]
"""


def _begin(window: MainWindow, text: str) -> Stage:
    window.lessons.open(read_lesson(text))
    window.present(from_start=True, shape="16:9")
    QApplication.processEvents()
    assert window.presentation.stage is not None
    return window.presentation.stage


@pytest.fixture(autouse=True)
def _stopped(window: MainWindow) -> Iterator[None]:
    yield
    window.presentation.stop()


def _resize(stage: Stage, width: int, height: int) -> None:
    stage.resize(width, height)
    stage._layout.activate()


def _check_caption(stage: Stage) -> None:
    """Title and caption are whole, large enough, and fit their place."""
    title, theme = stage.title, stage.theme
    size, lines = title._set(title._parts, title.width())
    assert len(lines) <= MOST
    shown = " ".join(word.text for line in lines for word in line)
    for part in title._parts:
        for item in part.items:
            assert item.split()[-1] in shown
    least = round(TEXT * min(stage.height(), 0.75 * stage.width())) - 1
    assert theme.font(size).pixelSize() >= least
    assert title._needed(title.width()) <= title.height()
    for line in lines:
        for word in line:
            font = theme.font(size, strong=word.strong)
            assert word.x + marks.text_width(word.text, font) <= title.width()
    assert title.mapTo(stage, title.rect().bottomRight()).x() <= stage.width()


@pytest.mark.parametrize("name", lessons())
def test_a_clicker_walks_through_every_lesson(window: MainWindow, name: str) -> None:
    lesson = shipped_lesson(name)
    window.lessons.open(lesson)
    window.present(from_start=True, shape="16:9")
    stage = window.presentation.stage
    assert stage is not None
    assert TEXT >= 0.029
    assert NUMBER >= 0.036
    seen = []
    while True:
        before = window.history.document
        place = before.lesson
        assert place is not None
        seen.append((place.step, place.revealed))
        for width, height in ((1920, 1080), (1024, 768)):
            _resize(stage, width, height)
            _check_caption(stage)
        hands.key(stage, Qt.Key.Key_PageDown)
        if window.history.document is before:
            break
    expected = []
    for number, step in enumerate(lesson.steps):
        expected += [(number, False), (number, True)] if step.prediction is not None else [(number, False)]
    assert seen == expected


def test_the_room_reads_the_task_and_that_it_is_done(window: MainWindow) -> None:
    stage = _begin(window, TASK)
    assert stage.title.accessibleName() == "Turn. Above all, turn. Turn τ below 0.3."
    height = stage.title.height()
    for temperature, done in ((0.25, True), (1.0, False)):
        window.turn_to(temperature)
        QApplication.processEvents()
        assert (DONE in stage.title.accessibleName()) == done
        assert ("At 0.25." in stage.title.accessibleName()) == done
        assert stage.title.height() == height


def test_answers_stay_together_and_the_true_one_is_marked_afterwards(window: MainWindow) -> None:
    answers = [f"{word} of all the mass there is" for word in ("a quarter", "a half", "the whole")]
    text = f"""
title = "Choose"
[[step]]
title = "Which"
text = "Before."
[step.prediction]
kind = "choose"
question = "How much?"
answers = {answers}
right = 2
explanation = "Afterwards."
""".replace("'", '"')
    stage = _begin(window, text)
    title = stage.title
    words = [word.text for line in title._set(title._parts, title.width())[1] for word in line]
    assert [f"{letter} {answer}" for letter, answer in zip("ABC", answers, strict=True)] == words[2:]
    hands.key(stage, Qt.Key.Key_PageDown)
    assert f"{DONE} B {answers[1]}" in title.accessibleName()
    assert title.accessibleName().endswith("Afterwards.")
    assert "Before." not in title.accessibleName()


def test_a_long_text_is_smaller_and_at_last_ends_with_dots(window: MainWindow) -> None:
    for count, size, dots in ((20, SIZES[0], False), (90, SIZES[1], False), (400, SIZES[1], True)):
        text = " ".join(["logits"] * count)
        stage = _begin(window, f'title = "Long"\n[[step]]\ntitle = "Long"\ntext = "{text}"')
        _resize(stage, 1920, 1080)
        found, lines = stage.title._set(stage.title._parts, stage.title.width())
        assert found == size
        assert len(lines) <= (FEW if size == SIZES[0] else MOST)
        assert lines[-1][-1].text.endswith("…") == dots
        window.presentation.stop()


@pytest.mark.parametrize("vocabulary", vocabularies(), ids=lambda one: one.id)
def test_the_word_under_the_dial_is_read_from_the_back_row(
    window: MainWindow, vocabulary: Vocabulary
) -> None:
    stage = _begin(window, TASK)
    stage.dial.use_vocabulary(vocabulary)
    for width, height in ((1920, 1080), (1024, 768)):
        _resize(stage, width, height)
        for temperature in (0.0, 0.02, 0.1, 0.5, 1.0, 2.0, 5.0, 15.0, 90.0, float("inf")):
            window.turn_to(temperature)
            lines = stage.dial.readout.lines(stage.dial.dial_geometry, stage.theme)
            assert lines.below
            assert lines.size >= 0.97, lines.below


def test_numbers_stand_on_their_bars_while_the_outlines_of_one_are_hidden(window: MainWindow) -> None:
    window.lessons.open(shipped_lesson("freezing"))
    window.present(from_start=True, shape="16:9")
    stage = window.presentation.stage
    assert stage is not None
    plot = stage.plots["distribution"]
    assert isinstance(plot, DistributionPlot)
    plot.grab()
    hidden = [round(area.bottom()) for area in plot._bar_numbers.taken]
    assert len(set(hidden[1:])) == 1
    hands.key(stage, Qt.Key.Key_PageDown)
    plot.grab()
    assert len({round(area.bottom()) for area in plot._bar_numbers.taken[1:]}) > 1
