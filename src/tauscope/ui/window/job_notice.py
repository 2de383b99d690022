"""Shows in the notice which job the window waits for, its progress, and a button that cancels it."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from tauscope.ui.editing.later import call_later

if TYPE_CHECKING:
    from tauscope.ui.editing.jobs import Jobs
    from tauscope.ui.window.notice import Notice

DELAY_MS = 700
"""Milliseconds after which a running job is shown."""


class JobNotice(QObject):
    """Shows one job at a time: the slow job that began last.

    Parameters
    ----------
    jobs : Jobs
        Only jobs with a title are spoken of.
    notice : Notice
    """

    def __init__(self, jobs: Jobs, notice: Notice, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs, self._notice = jobs, notice
        self._titles: dict[Hashable, str] = {}
        self._progress: dict[Hashable, str] = {}
        self._timers: dict[Hashable, QTimer] = {}
        self._late: list[Hashable] = []
        jobs.begun.connect(self._begin)
        jobs.progressed.connect(self._move)
        jobs.ended.connect(self._end)
        notice.gone.connect(self._come_back)

    @property
    def shown(self) -> Hashable | None:
        """Key of the job that the notice shows, or None."""
        return self._late[-1] if self._late else None

    def cancel(self) -> bool:
        """Cancel the job that the notice shows; False if it shows none."""
        if not self._late or self._notice.subject != self._subject:
            return False
        self._jobs.cancel(self._late[-1])
        return True

    def _begin(self, key: Hashable, title: str) -> None:
        self._drop(key)
        if not title:
            return
        self._titles[key] = title
        self._timers[key] = timer = QTimer(self, singleShot=True, interval=DELAY_MS)
        timer.timeout.connect(partial(self._show_late, key))
        timer.start()

    def _move(self, key: Hashable, fraction: float, words: str) -> None:
        percent = f"{max(0.0, min(fraction, 1.0)):.0%}"
        self._progress[key] = f"{percent}, {words}" if words else percent
        if key == self.shown:
            self._notice.reword(self._sentence(key), self._subject, self._shorter(key))

    def _end(self, key: Hashable) -> None:
        self._drop(key)
        self._notice.check()
        self._say_if_free()

    def _come_back(self, subject: object) -> None:
        """Show a job again once another message is gone; a notice that the user dismissed stays hidden."""
        if subject != self._subject:
            call_later(self, 0, self._say_if_free)

    def _say_if_free(self) -> None:
        if self._late and self._notice.isHidden():
            self._say(self._late[-1])

    def _drop(self, key: Hashable) -> None:
        if key in self._timers:
            timer = self._timers.pop(key)
            timer.stop()  # deleted later, it could go off before that, for a job that has ended
            timer.deleteLater()
        for kept in (self._titles, self._progress):
            kept.pop(key, None)
        if key in self._late:
            self._late.remove(key)

    def _show_late(self, key: Hashable) -> None:
        self._late.append(key)
        if not self._notice.refuses:  # a job is told once the refusal is gone
            self._say(key)

    def _say(self, key: Hashable) -> None:
        answers = {"Cancel": partial(self._jobs.cancel, key)}
        self._notice.say(self._sentence(key), answers, self._subject, self._shorter(key))

    def _sentence(self, key: Hashable) -> str:
        progress = self._progress.get(key)
        return f"{self._titles[key]} … {progress}" if progress else f"{self._titles[key]} …"

    def _shorter(self, key: Hashable) -> tuple[str, ...]:
        """Return the beginnings of the title with the share that is done, at last the share alone."""
        share = self._progress.get(key, "").partition(",")[0]
        words = self._titles[key].split()
        beginnings = [" ".join(words[:count]) for count in range(len(words), 0, -1)]
        return (*(f"{beginning} … {share}".rstrip() for beginning in beginnings), share or "…")

    def _subject(self) -> object:
        """Subject of the notice: the key of the shown job, so that the notice hides when it changes."""
        return self.shown
