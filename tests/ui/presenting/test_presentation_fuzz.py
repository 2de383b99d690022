"""Events at random in lessons and presentations, and edits between them: nothing breaks, and Σp stays 1.

Some hundreds of events run with the other tests; TAUSCOPE_FUZZ_EVENTS=20000 runs so many.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QToolButton, QWidget
from tests.ui import hands
from tests.ui.hands import CTRL, NO_KEYS, SHIFT
from tests.ui.test_fuzz import SESSIONS, Hand, TolerantModel, check, close_popup, session_of

from tauscope.document.files.codec import encode
from tauscope.document.lessons.lesson_file import lessons
from tauscope.document.library import lesson_guess, lesson_walk, lesson_words
from tauscope.document.library.lesson_files import lesson_called
from tauscope.sources.language import writer
from tauscope.ui.bench.dial.dial import TemperatureDial
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.plots.base.plot import Plot
from tauscope.ui.presenting.keys import STAGE_KEYS
from tauscope.ui.window.main_window import MainWindow

EVENTS = int(os.environ.get("TAUSCOPE_FUZZ_EVENTS", "600")) // 4
"""Events of each of the four seeds."""
LEAVE = {Qt.Key.Key_Escape, Qt.Key.Key_F5}
KEYS = [key for row in STAGE_KEYS for key in row.keys if key not in LEAVE]
KEYS += 4 * [Qt.Key.Key_PageDown, Qt.Key.Key_PageUp, Qt.Key.Key_Right, Qt.Key.Key_Left]


@cache
def lessons_of_tables() -> list[str]:
    """Names of the lessons whose steps all have typed logits: no model is needed, and nothing is trained."""
    return [
        name
        for name in lessons()
        if all(
            lesson_walk.step_document(lesson_called(name), step).source.kind == "table"
            for step in range(len(lesson_called(name).steps))
        )
    ]


class LecturingHand(Hand):
    """Walks through lessons and presents them, and edits in the middle of it."""

    def act(self) -> None:
        window = self._window
        if window.has("presentation") and window.presentation.going:
            self._one_of([*3 * [self._press_stage_key], self._touch_stage, self._push_button, super().act])
        else:
            self._one_of([self.begin, self._walk, self._guess, self._present, super().act, super().act])

    def _one_of(self, acts: list[Callable[[], object]]) -> None:
        self._dice.choice(acts)()
        QApplication.processEvents()

    # Lessons

    def begin(self) -> None:
        """Begin a lesson."""
        self._window.lessons.open(lesson_called(self._dice.choice(lessons_of_tables())))

    def _walk(self) -> None:
        edits = [lesson_walk.forward, lesson_walk.back, lesson_walk.reveal, lesson_walk.back_to_lesson]
        if self._window.history.document.lesson is not None:
            self._window.history.perform(EditRequest("walk", self._dice.choice(edits)))

    def _guess(self) -> None:
        """Drag bars, which are outlines while a step asks for them."""
        plot = self._window.bench.plots.get("distribution")
        if plot is not None and plot.isVisible():
            hands.drag(plot, [self._somewhere(plot) for _ in range(3)])

    # Presentation

    def _present(self) -> None:
        self._window.present(
            from_start=self._dice.random() < 0.5,
            shape=self._dice.choice(["16:9", "4:3"]),
            presenter=self._dice.random() < 0.5,
        )

    def _screens(self) -> list[QWidget]:
        stage, presenter = self._window.presentation.stage, self._window.presentation.presenter
        return [one for one in (stage, presenter) if one is not None]

    def _press_stage_key(self) -> None:
        window = self._dice.choice(self._screens())
        leaves = self._dice.random() < 0.02
        which = self._dice.choice(list(LEAVE) if leaves else KEYS)
        target = window.focusWidget() or window
        keys = self._dice.choice([NO_KEYS, NO_KEYS, NO_KEYS, SHIFT, CTRL])
        hands.key(target, which, NO_KEYS if leaves else keys)

    def _touch_stage(self) -> None:
        window = self._dice.choice(self._screens())
        found = [one for one in window.findChildren(QWidget) if isinstance(one, Plot | TemperatureDial)]
        seen = [one for one in found if one.isVisible() and min(one.width(), one.height()) > 4]
        if seen:
            widget = self._dice.choice(seen)
            hands.drag(widget, [self._somewhere(widget) for _ in range(self._dice.randint(1, 5))])

    def _push_button(self) -> None:
        window = self._dice.choice(self._screens())
        buttons = [one for one in window.findChildren(QToolButton) if one.isVisible() and one.isEnabled()]
        if buttons:
            QTimer.singleShot(0, close_popup)
            self._dice.choice(buttons).click()


@pytest.fixture
def ended(window: MainWindow) -> Iterator[None]:
    """Close the stage in the end."""
    yield
    if window.has("presentation"):
        window.presentation.stop()


@pytest.fixture
def own_steps() -> Iterator[None]:
    """Steps are made with the model of this test, and are not left to others."""
    caches = (lesson_walk.step_document, lesson_guess.truth, lesson_guess.before_truth)
    for step in (*caches, lesson_words._with_numbers):
        step.cache_clear()
    yield
    for step in (*caches, lesson_words._with_numbers):
        step.cache_clear()


@pytest.mark.usefixtures("ended", "own_steps")
@pytest.mark.parametrize("seed", range(4))
def test_nothing_breaks_in_lessons_and_presentations(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setattr(writer, "open_model", TolerantModel)
    paths = [tmp_path / name for name in SESSIONS]
    for path in paths:
        path.write_text(encode(session_of(*SESSIONS[path.name])), encoding="utf-8")
    hand, presented, walked = LecturingHand(window, seed, paths), 0, 0
    for event in range(EVENTS):
        if event % 20 == 0 and window.history.document.lesson is None:
            hand.begin()  # a session that was opened, or Undo, had ended the one before
        hand.act()
        presented += window.has("presentation") and window.presentation.going
        walked += window.history.document.lesson is not None
        if event % 10 == 0:
            check(window)
    window.finish_typing()
    check(window)
    assert presented > EVENTS / 5
    assert walked > EVENTS / 5
