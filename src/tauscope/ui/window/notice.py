"""A notice in the free room of the tool bar: a refused file, a recovered session, a preset's note."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QHideEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from tauscope.document.formulas import plain, words
from tauscope.ui.formulas.line import shortened, text_width
from tauscope.ui.formulas.rich_text import show_in
from tauscope.ui.widgets.bubble import mark_refused
from tauscope.ui.widgets.buttons import word_button

Answers = Mapping[str, Callable[[], object]]
Subject = Callable[[], object]
"""Returns the present value of a notice's subject; the notice hides when the value changes."""

NARROWEST = 12.0
"""Text heights that a notice needs in the tool bar; where there are fewer it stands under the bar."""

MARGIN = 3
"""Pixels above and below a notice in the tool bar, and above and below its text."""


class Message(NamedTuple):
    """A sentence for the notice, the buttons that answer it, and its subject.

    Attributes
    ----------
    sentence : str
    answers : mapping
        What each button does, by its text.
    subject : callable or None
        Returns what the sentence is about, as that is now.
    was : object
        What `subject` returned when the sentence was shown.
    refused : bool
        True if it says why something was not done.
    shorter : tuple of str
        Versions for less room, the longest first.
    """

    sentence: str
    answers: Answers
    subject: Subject | None
    was: object
    refused: bool
    shorter: tuple[str, ...] = ()

    @property
    def is_question(self) -> bool:
        """True if the notice waits for an answer, whatever happens elsewhere."""
        return bool(self.answers) and self.subject is None

    @property
    def is_current(self) -> bool:
        """True if what the sentence is about is still as it was."""
        return self.subject is None or self.subject() == self.was


class Notice(QFrame):
    """One sentence, buttons that answer it, and a button that closes it. It never stops the work.

    It lies over the free room of the tool bar, so that nothing moves when it comes or goes. Of a sentence
    that is too long for that room the beginning is shown, and a button that shows all of it under the bar;
    so is a question that is too long.
    """

    reached = Signal(int)
    """Emitted with the pixel below which the window is free when the notice is under the bar; else with 0."""

    gone = Signal(object)
    """Emitted with the subject of a message that was shown, when the notice is hidden."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._room: QWidget | None = None
        self._message = Message("", {}, None, None, refused=False)
        self._waiting: Message | None = None
        self._question: Message | None = None
        self._whole, self._reach = False, 0
        self._label = QLabel(textFormat=Qt.TextFormat.PlainText)
        self._label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._more = word_button("more ▾", "Show the whole notice", self._unfold)
        self._buttons: list[QToolButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, MARGIN, 6, MARGIN)
        self._row.addWidget(self._label, 1)
        self._row.addWidget(self._more)
        self._close = word_button("×", "Close this notice", self.dismiss)
        self._row.addWidget(self._close)
        self.hide()

    @property
    def text(self) -> str:
        """The sentence of the notice."""
        return self._message.sentence

    @property
    def subject(self) -> Subject | None:
        """Subject of the notice; None without a subject, or if the notice is hidden."""
        return None if self.isHidden() else self._message.subject

    @property
    def refuses(self) -> bool:
        """True if the notice says why something was not done."""
        return not self.isHidden() and self._message.refused

    def attach_to(self, room: QWidget) -> None:
        """Place the notice over this widget."""
        self._room = room
        room.installEventFilter(self)
        self.place()

    def say(
        self,
        sentence: str,
        answers: Answers | None = None,
        about: Callable[[], object] | None = None,
        shorter: tuple[str, ...] = (),
    ) -> None:
        """Show a sentence.

        Parameters
        ----------
        sentence : str
        answers : mapping, optional
            Buttons, and what each does. Without `about` the notice stays until one of them is chosen.
        about : callable, optional
            Returns what the notice is about; when that changes the notice goes.
        shorter : tuple of str
            Versions of the sentence, the longest first: where it has no room, the first that has is shown,
            if need be without the button that closes the notice, and with no button that shows more.
        """
        was = about() if about else None
        self._take(Message(sentence, answers or {}, about, was, refused=False, shorter=shorter))

    def reword(self, sentence: str, about: Subject, shorter: tuple[str, ...] = ()) -> None:
        """Show another sentence in the notice about `about`, if it is shown; its buttons stay as they are."""
        if self.subject == about:
            self._message = self._message._replace(sentence=sentence, shorter=shorter)
            self.setAccessibleName(sentence)
            self.place()

    def refuse(self, sentence: str, about: Callable[[], object] | None = None) -> None:
        """Say why something was not done."""
        self._take(Message(sentence, {}, about, about() if about else None, refused=True))

    def withdraw(self) -> None:
        """Hide a refusal, since the action succeeded meanwhile; show the question below again, if any."""
        if self._message.refused and self._message.is_question and self._question is not None:
            self._show(self._question)
        elif self._message.refused:
            self.clear()

    def check(self) -> None:
        """Hide the notice if what it is about has changed."""
        if not self.isHidden() and not self._message.is_current:
            self.clear()

    def clear(self) -> None:
        """Hide the notice, unless it waits for an answer."""
        self._waiting = None
        if not self._message.is_question:
            self.hide()

    def dismiss(self) -> None:
        """Hide the notice, and show the message that came meanwhile, if any."""
        self.hide()
        waiting, self._waiting = self._waiting, None
        if waiting is not None and waiting.is_current:
            self._show(waiting)

    def _take(self, message: Message) -> None:
        if self.isHidden() or not self._message.is_question or message.is_question:
            self._question = message if message.is_question else None
            self._show(message)
        elif message.refused and self._question is not None:  # what failed is told at once
            told = f"{message.sentence} {self._question.sentence}"
            self._show(self._question._replace(sentence=told, refused=True))
        else:
            self._waiting = message

    def _show(self, message: Message) -> None:
        for button in self._buttons:
            self._row.removeWidget(button)
            # It is deleted when control is back in the event loop, and would be seen until then.
            button.hide()
            button.deleteLater()
        self._message, self._whole = message, message.is_question
        self._buttons = [word_button(text, "", self._answering(act)) for text, act in message.answers.items()]
        for place, button in enumerate(self._buttons, 2):
            self._row.insertWidget(place, button)
        self.setAccessibleName(plain(message.sentence))
        mark_refused(self, refused=message.refused)
        self.show()
        self.raise_()
        self.place()

    def _answering(self, answer: Callable[[], object]) -> Callable[[], None]:
        def act() -> None:
            self.hide()
            answer()
            # The answer may have shown another message.
            if self.isHidden():
                self.dismiss()

        return act

    # Where it stands

    def place(self) -> None:
        """Place the notice in the free room of the tool bar, elided to fit, or else under the bar."""
        if self.isHidden() or self.parentWidget() is None:
            return
        # The font of the style sheet is not there before.
        self.ensurePolished()
        metrics = QFontMetricsF(self._label.font())
        area, under = self._area(under=False), self._is_too_narrow
        most = max(1, int((area.height() - 2 * MARGIN) / metrics.lineSpacing()))
        self._close.show()
        lines = self._lines(area.width() - self._taken())
        cut = len(lines) > most
        if cut and (brief := self._brief(area.width())):
            lines, cut = [brief], False
        self._more.setVisible(cut)
        self._more.setText("less ▴" if self._whole else "more ▾")
        if cut and self._whole:
            area, under = self._area(under=True), True
            lines = self._lines(area.width() - self._taken())
        elif cut:
            room = area.width() - self._taken()
            lines = self._lines(room)
            rest = " ".join(lines[most - 1 :])
            lines = [
                *lines[: most - 1],
                shortened(rest, self._label.font(), room, Qt.TextElideMode.ElideRight),
            ]
        show_in(self._label, "\n".join(lines))
        height = max(area.height(), round(len(lines) * metrics.lineSpacing()) + 4 * MARGIN)
        self.setGeometry(area.x(), area.y(), area.width(), height)
        self._reach_to(area.y() + height if under else 0)

    def _brief(self, width: int) -> str:
        """Return the longest shorter version that fits; "" if none does.

        The button that closes the notice is hidden for all but the last one.
        """
        font = self._label.font()
        self._more.hide()
        for is_closed in (True, False):
            self._close.setVisible(is_closed)
            room = width - self._taken()
            for text in self._message.shorter[: None if not is_closed else -1]:
                if text_width(text, font) <= room:
                    return text
        self._close.show()
        return ""

    def _reach_to(self, y: int) -> None:
        if y != self._reach:
            self._reach = y
            self.reached.emit(y)

    def _lines(self, width: float) -> list[str]:
        """Lines of the sentence, each at most `width` pixels wide."""
        font, lines = self._label.font(), [""]
        for word in words(self.text):
            longer = f"{lines[-1]} {word}".lstrip()
            if lines[-1] and text_width(longer, font) > width:
                lines.append(word)
            else:
                lines[-1] = longer
        return [shortened(line, font, width, Qt.TextElideMode.ElideMiddle) for line in lines]

    def _taken(self) -> int:
        """Width in pixels of buttons and margins."""
        shown = [*self._buttons, *(one for one in (self._close, self._more) if not one.isHidden())]
        margins = self._row.contentsMargins()
        return (
            margins.left()
            + margins.right()
            + 4
            + sum(one.sizeHint().width() + self._row.spacing() for one in shown)
        )

    def _area(self, *, under: bool) -> QRect:
        """The free room of the tool bar in the window; a strip under the bar where that is too narrow."""
        window = self.parentWidget()
        assert window is not None  # noqa: S101  # asked for by `place` alone
        base = QFontMetricsF(self._label.font()).height()
        if self._room is None or not self._room.isVisible():
            return QRect(12, 6, window.width() - 24, round(2.6 * base))
        corner = self._room.mapTo(window, QPoint(0, 0))
        if not under and not self._is_too_narrow:
            bar = self._room.parentWidget() or self._room
            top = bar.mapTo(window, QPoint(0, 0)).y()
            return QRect(corner.x() + 8, top + MARGIN, self._room.width() - 16, bar.height() - 2 * MARGIN - 1)
        below = corner.y() + self._room.height() + 10
        return QRect(12, below, window.width() - 24, round(2.6 * base))

    @property
    def _is_too_narrow(self) -> bool:
        """True if the free room of the tool bar is too narrow for a notice."""
        base = QFontMetricsF(self._label.font()).height()
        return self._room is not None and self._room.isVisible() and self._room.width() < NARROWEST * base

    def _unfold(self) -> None:
        self._whole = not self._whole
        self.place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802  # Qt's name
        """Follow the size of the room."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide):
            self.place()
        return super().eventFilter(watched, event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Emit `gone`: the room is free."""
        # Qt also sends it when the window is minimised, and then this widget is not hidden itself.
        super().hideEvent(event)
        if self.isHidden():
            self._reach_to(0)
            self.gone.emit(self._message.subject)

    def changeEvent(self, event: QEvent) -> None:
        """Break the lines again after a change of font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self.place()
