"""A main window on a desk of its own, put away after each test."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from tauscope.document.document import Document
from tauscope.document.preferences import Preferences
from tauscope.sources.waiting import waiting
from tauscope.ui.editing import settings
from tauscope.ui.editing.files import recovery, session_file
from tauscope.ui.editing.history import History
from tauscope.ui.editing.jobs import Jobs
from tauscope.ui.editing.questions import Answer, Questions, Replacing
from tauscope.ui.focus import Focus
from tauscope.ui.theme import Theme, install_fonts, load_theme
from tauscope.ui.window.appearance import Appearance
from tauscope.ui.window.main_window import MainWindow

SIZE = (1024, 768)
"""Size of a window if a test asks for no other: in smaller ones text is made smaller, and laid out twice."""


class Answers(Questions):
    """Answers in the user's place, and remembers what was asked."""

    def __init__(self) -> None:
        self.open: Path | None = None
        self.save: Path | None = None
        self.model: Path | None = None
        self.text: Path | None = None
        self.tree: Path | None = None
        self.lesson: Path | None = None
        self.handout: Path | None = None
        self.run: Path | None = None
        self.array: str | None = None
        self.discard: Answer = "discard"
        self.replace: Replacing = "cancel"
        self.asked: list[str] = []

    def file_to_open(self, folder: str) -> Path | None:
        self.asked.append(f"open in {folder}")
        return self.open

    def model_to_open(self) -> Path | None:
        self.asked.append("open a model")
        return self.model

    def source_to_find(self, *, is_file: bool = False) -> Path | None:
        self.asked.append("find a file" if is_file else "find a source")
        return self.model

    def array_to_open(self, arrays: Sequence[tuple[str, str]]) -> str | None:
        self.asked.append(f"which of {', '.join(words for _, words in arrays)}")
        return self.array

    def text_to_save(self) -> Path | None:
        self.asked.append("export a text")
        return self.text

    def run_to_save(self) -> Path | None:
        self.asked.append("export a run")
        return self.run

    def tree_to_save(self, suggested: str) -> Path | None:
        self.asked.append(f"save tree as {suggested}")
        return self.tree

    def lesson_to_save(self, suggested: str) -> Path | None:
        self.asked.append(f"save lesson as {suggested}")
        return self.lesson

    def handout_to_save(self, suggested: str) -> Path | None:
        self.asked.append(f"save handout as {suggested}")
        return self.handout

    def file_to_save(self, suggested: str) -> Path | None:
        self.asked.append(f"save as {suggested}")
        return self.save

    def before_replacing(self, name: str) -> Replacing:
        self.asked.append(f"replace {name}")
        return self.replace

    def before_discarding(self, name: str) -> Answer:
        self.asked.append(f"discard {name}")
        return self.discard


@pytest.fixture(scope="session", autouse=True)
def fonts(qapp: QApplication) -> None:
    """No test may hang on whether one before it has installed the fonts."""
    del qapp
    install_fonts()


@pytest.fixture
def theme(fonts: None) -> Theme:
    del fonts
    return load_theme("light", 14.0)


@pytest.fixture
def history(qapp: QApplication) -> History:
    del qapp
    return History(Document())


@pytest.fixture
def focus(qapp: QApplication) -> Focus:
    del qapp
    return Focus()


@pytest.fixture(scope="session")
def _settings_folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Names of folders, none of which is made before something is saved there."""
    return map(tmp_path_factory.mktemp("settings").joinpath, map(str, itertools.count()))


@pytest.fixture(autouse=True)
def _settings_of_its_own(_settings_folders: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    folder = next(_settings_folders)
    monkeypatch.setattr(settings, "settings_folder", lambda: folder)


@pytest.fixture(autouse=True)
def _window_s_thread(_patient: None) -> Iterator[None]:
    """As in the program: whoever asks a slow source here, in the window's thread, fails."""
    with waiting(allowed=False):
        yield


@pytest.fixture(autouse=True)
def _patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """However busy the machine is, a file of a few bytes is waited for, and so is what a test waits for."""
    monkeypatch.setattr(session_file, "PATIENCE", 60.0)
    monkeypatch.setattr(recovery, "PATIENCE", 60.0)
    for wait in (QtBot.waitSignal, QtBot.waitSignals, QtBot.waitUntil, QtBot.waitExposed):
        assert wait.__kwdefaults__ is not None
        monkeypatch.setitem(wait.__kwdefaults__, "timeout", 60_000)


@pytest.fixture
def _no_windows_left(qapp: QApplication) -> Iterator[None]:
    """Every window that a test opens is gone after it; pyqtgraph's menus have no parent and go later."""
    before = {id(widget) for widget in qapp.topLevelWidgets()}
    yield
    delete_closed()
    left = [widget for widget in qapp.topLevelWidgets() if id(widget) not in before]
    assert [widget for widget in left if not isinstance(widget, QMenu)] == []


def kept_preferences(window: MainWindow) -> Preferences:
    """Wait until a window has written its preferences, and read them."""
    while window.writer.busy:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
    return settings.load_preferences().preferences


def delete_closed() -> None:
    """Let what was closed be deleted."""
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()


def end(jobs: Jobs) -> None:
    """Drop jobs that have no window, and delete them, with their children, in this thread.

    A thread of theirs that lets go of them last would delete them there, without stopping their timers: Qt
    stops timers in their own thread alone, and goes on to tell what is gone that they went off.
    """
    jobs.close()
    shiboken6.delete(jobs)


@pytest.fixture
def answers() -> Answers:
    return Answers()


def opened_window(
    questions: Questions, preferences: Preferences | None = None, size: tuple[int, int] = SIZE
) -> MainWindow:
    """Open a window with these preferences."""
    wanted = preferences or Preferences(theme="light")
    appearance = Appearance(wanted.theme, wanted.scale, calm=wanted.reduce_motion)
    window = MainWindow(appearance, wanted, questions)
    if not wanted.geometry:
        window.resize(*size)
    window.show()
    QApplication.processEvents()
    return window


@pytest.fixture
def _own_look(qapp: QApplication) -> Iterator[None]:
    """The application gets its own look back after a test that opens windows."""
    font = qapp.font()
    yield
    qapp.setFont(font)
    qapp.setPalette(QPalette())


@pytest.fixture
def make_window(
    qtbot: QtBot, answers: Answers, _no_windows_left: None, _own_look: None
) -> Iterator[Callable[..., MainWindow]]:
    """Open windows with these preferences."""
    del qtbot
    windows: list[MainWindow] = []

    def make(preferences: Preferences | None = None, size: tuple[int, int] = SIZE) -> MainWindow:
        windows.append(opened_window(answers, preferences, size))
        return windows[-1]

    yield make
    answers.discard = "discard"
    for window in windows:
        window.close()
        window.deleteLater()
    delete_closed()


@pytest.fixture
def window(make_window: Callable[..., MainWindow], request: pytest.FixtureRequest) -> MainWindow:
    """A window of the size WINDOW_SIZE of its module: to resize it later takes as long as to open it."""
    return make_window(size=getattr(request.module, "WINDOW_SIZE", SIZE))


@pytest.fixture
def show(qtbot: QtBot) -> Callable[[QWidget], None]:
    """Show a widget by itself, at the size that it has, with the keyboard's focus."""
    kept: list[QWidget] = []

    def shown(widget: QWidget) -> None:
        kept.append(widget)
        qtbot.addWidget(widget)
        with qtbot.waitExposed(widget):
            widget.show()
        widget.activateWindow()
        widget.setFocus(Qt.FocusReason.OtherFocusReason)
        QApplication.processEvents()

    return shown
