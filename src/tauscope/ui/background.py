"""Work in another thread, so that the window never waits: of what is asked for, the newest counts."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from functools import partial
from typing import NoReturn, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Signal

from tauscope.core.errors import InputError

T = TypeVar("T")


class Background(QObject):
    """One thread. What was asked for and not begun when something newer comes is passed over."""

    _done = Signal(int, object)

    def __init__(self, name: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pool = ThreadPoolExecutor(1, name)
        self._newest = 0
        self._done.connect(self._finish)

    def run(
        self,
        work: Callable[[], T],
        then: Callable[[T], object],
        refuse: Callable[[str], object],
        patience: float = 0.0,
    ) -> bool:
        """Do `work` there, and then `then` with its result, or `refuse` with a refusal's sentence, here.

        What is done within `patience` seconds is waited for; the answer tells whether it was.
        """
        self._newest += 1
        errand = self._pool.submit(self._work, self._newest, work, then, refuse)
        done = bool(wait([errand], patience).done) if patience else False
        if done:
            QCoreApplication.sendPostedEvents(self)
        return done

    def close(self) -> None:
        """End the thread; what it was doing is dropped."""
        self._newest += 1
        self._pool.shutdown(cancel_futures=True)

    def _work(
        self, number: int, work: Callable[[], T], then: Callable[[T], object], refuse: Callable[[str], object]
    ) -> None:
        if number != self._newest:
            return
        finish: Callable[[], object]
        try:
            finish = partial(then, work())
        except InputError as error:
            finish = partial(refuse, str(error))
        except Exception as error:  # noqa: BLE001  # a mistake of the program's own is reported where all are
            finish = partial(_raise, error)
        self._done.emit(number, finish)

    def _finish(self, number: int, finish: Callable[[], object]) -> None:
        if number == self._newest:
            finish()


def _raise(error: Exception) -> NoReturn:
    raise error
