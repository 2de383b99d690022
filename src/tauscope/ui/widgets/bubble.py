"""A sentence beside the widget that refused an input; it disappears by itself."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtWidgets import QLabel, QWidget

from tauscope.document.formulas import plain
from tauscope.ui.formulas.rich_text import show_in

SECONDS = 6
WIDTH = 320


class Bubble(QLabel):
    """Label over a window that shows the sentence; a window has one at most."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setObjectName("bubble")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._timer = QTimer(self, singleShot=True, interval=1000 * SECONDS)
        self._timer.timeout.connect(self.hide)

    def show_at(self, sentence: str, corner: QPoint, *, refused: bool = True) -> None:
        """Show `sentence` below `corner`, within the window, as a refusal or as something to know."""
        mark_refused(self, refused=refused)
        self.ensurePolished()
        show_in(self, sentence)
        self.setAccessibleName(plain(sentence))
        self.setFixedWidth(min(WIDTH, self._window.width() - 16))
        self.setFixedHeight(self.heightForWidth(self.width()))
        room = self._window.rect().adjusted(8, 8, -8 - self.width(), -8 - self.height())
        self.move(
            min(max(corner.x(), room.left()), max(room.left(), room.right())),
            min(max(corner.y() + 4, room.top()), max(room.top(), room.bottom())),
        )
        self.show()
        self.raise_()
        self._timer.start()


def show_bubble(widget: QWidget, sentence: str, at: QPoint | None = None, *, refused: bool = True) -> None:
    """Show a sentence at a point of `widget`, by default under it: a refusal, or something to know."""
    window = widget.window()
    bubble = window.findChild(Bubble, options=Qt.FindChildOption.FindDirectChildrenOnly) or Bubble(window)
    corner = widget.mapTo(window, at if at is not None else widget.rect().bottomLeft())
    bubble.show_at(sentence, corner, refused=refused)


def hide_bubble(widget: QWidget) -> None:
    """Hide the bubble; the problem that it reported is resolved."""
    bubble = widget.window().findChild(Bubble, options=Qt.FindChildOption.FindDirectChildrenOnly)
    if bubble is not None:
        bubble.hide()


def mark_refused(widget: QWidget, *, refused: bool) -> None:
    """Mark a widget as refused, or not, for the style sheet."""
    if bool(widget.property("refused")) != refused:
        widget.setProperty("refused", refused)
        # A style sheet looks at a property only when the widget is polished.
        widget.style().polish(widget)
