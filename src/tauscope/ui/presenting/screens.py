"""Where stage and presenter's window stand: each on a screen of its own where there are two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, QTimer
from PySide6.QtGui import QGuiApplication, QScreen

from tauscope.document.preferences import ON_SCREEN
from tauscope.ui.editing.later import call_later

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

WINDOWS = {"16:9": 16 / 9, "4:3": 4 / 3}
"""Shapes of a stage in a window, beside full screen."""

PRESENTER = 1280, 800
"""Width and height of the presenter's window, where the screen has room."""

SETTLED_MS = 500
"""Milliseconds from the coming or going of a screen until windows are placed: the system moves them first."""


class Screens(QObject):
    """Places stage and presenter's window, and places them again when a screen comes or goes."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._where = "full"
        self._stage: QWidget | None = None
        self._presenter: QWidget | None = None
        self._soon = QTimer(self, singleShot=True, interval=SETTLED_MS)
        self._soon.timeout.connect(self._place_again)
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.screenAdded.connect(self._soon.start)
            application.screenRemoved.connect(self._soon.start)

    def show_stage(self, stage: QWidget, where: str) -> None:
        """Show the stage in a window, or all over the screen that is meant by `where`."""
        self._stage, self._where = stage, where
        screen = stage_screen(QGuiApplication.screens(), where)
        shape = WINDOWS.get(where)
        if shape is None:
            self._fill(stage, screen)
            return
        room = screen.availableGeometry()
        height = min(round(0.8 * room.height()), round(room.width() / shape))
        stage.resize(round(height * shape), height)
        stage.show()

    def show_presenter(self, presenter: QWidget) -> None:
        """Show the presenter's window, on another screen than the stage where there is one."""
        self._presenter = presenter
        self._fit_presenter()
        presenter.show()
        # Until its texts are laid out, a window that is new is no lower than they would like.
        call_later(self, 0, self._fit_presenter)

    def forget_presenter(self) -> None:
        """Stop placing the presenter's window, which was closed."""
        self._presenter = None

    def forget(self) -> None:
        """Stop placing windows: the presentation has ended."""
        self._soon.stop()
        self._stage = self._presenter = None

    def _place_again(self) -> None:
        """Bring the stage to its screen; with one screen alone the presenter's window lies over it."""
        stage, presenter = self._stage, self._presenter
        if stage is None:
            return
        if self._where not in WINDOWS:
            self._fill(stage, stage_screen(QGuiApplication.screens(), self._where))
        if presenter is not None:
            self._fit_presenter()
            presenter.raise_()
            presenter.activateWindow()

    @staticmethod
    def _fill(stage: QWidget, screen: QScreen) -> None:
        """Show the stage all over a screen."""
        if stage.isFullScreen() and stage.geometry() != screen.geometry():
            # Window managers leave a window that fills one screen where it is.
            stage.showNormal()
        stage.setGeometry(screen.geometry())
        stage.showFullScreen()

    def _fit_presenter(self) -> None:
        if self._stage is None or self._presenter is None:
            return
        screens = QGuiApplication.screens()
        of_stage = stage_screen(screens, self._where)
        others = [one for one in screens if one is not of_stage]
        # A stage in a window leaves room for the presenter on the same screen.
        screen = others[0] if others and self._where not in WINDOWS else screens[0]
        self._presenter.setGeometry(centred(PRESENTER, screen.availableGeometry()))


def stage_screen(screens: list[QScreen], where: str) -> QScreen:
    """Return the screen of that name if it is there, else the last one: the first is that of the lecturer."""
    named = [one for one in screens if where == f"{ON_SCREEN}{one.name()}"]
    return named[0] if named else screens[-1]


def centred(size: tuple[int, int], room: QRect) -> QRect:
    """Return a rectangle of a size in the middle of a room, no larger than most of it.

    Examples
    --------
    >>> centred((1280, 800), QRect(1024, 0, 1920, 1080)).getRect()
    (1344, 140, 1280, 800)
    >>> centred((1280, 800), QRect(0, 0, 1024, 768)).getRect()
    (25, 38, 973, 691)
    """
    # The frame of the window takes some of the room too.
    width, height = min(size[0], round(0.95 * room.width())), min(size[1], round(0.9 * room.height()))
    left, top = room.left() + (room.width() - width) // 2, room.top() + (room.height() - height) // 2
    return QRect(left, top, width, height)
