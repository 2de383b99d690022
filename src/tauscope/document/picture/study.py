"""Studies: what takes a while to compute from the settings of a document, such as training a student."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, Generic, TypeVar

from tauscope.core.errors import InputError
from tauscope.document.picture.answers import Answer, Failed, Pending, Ready

R = TypeVar("R")

Progress = Callable[[float], object]
"""Function that is called with the fraction done, from 0 to 1; an exception from it ends the work."""

KEPT = 48
"""Results that are kept, large ones counting as several, so that undoing and going back show them at once."""


class Study(ABC, Generic[R]):
    """A frozen, hashable value with all that its result depends on: equal studies have equal results."""

    @property
    @abstractmethod
    def slot(self) -> Hashable:
        """What the study is about: of the studies in one slot only the newest is wanted."""

    @property
    def title(self) -> str:
        """What is being done, for the notice with its Cancel: "Training 20 students"; "" for no notice."""
        return ""

    @property
    def rest(self) -> float:
        """Seconds for which no newer study of the slot is asked for before this one begins.

        0 begins at once. A study whose preview is shown meanwhile need not run while the dial moves.
        """
        return 0.0

    @property
    def at_once(self) -> bool:
        """True if the result takes less than about 2 ms, so that it is computed where it is asked for."""
        return False

    def weight(self, result: R) -> int:  # noqa: ARG002
        """Return as how many results a result counts among those that are kept, by the memory it takes."""
        return 1

    @abstractmethod
    def result(self, progress: Progress) -> R:
        """Compute the result.

        Parameters
        ----------
        progress : callable
            Called often with the fraction done; it raises an exception when the study is cancelled.

        Raises
        ------
        InputError
            If there is no result; the message says why.
        """


class StudyResults:
    """Results of studies, each computed when it is first asked for.

    Figures, the command line and tests wait for a result. The window has a subclass that does not.
    """

    def __init__(self) -> None:
        self._answers: OrderedDict[Study[Any], Ready[Any] | Failed] = OrderedDict()
        self._latest: dict[Hashable, tuple[Study[Any], Any]] = {}
        self._weights: dict[Study[Any], int] = {}

    def answer(self, study: Study[R]) -> Answer[R]:
        """Return the result of a study if it is there, or Pending, or Failed with a sentence."""
        found = self._answers.get(study)
        if found is None:
            return self._missing(study)
        self._answers.move_to_end(study)
        if isinstance(found, Ready):
            self._latest[study.slot] = (study, found.value)
        return found

    def known(self, study: Study[R]) -> Ready[R] | Failed | None:
        """Return the answer for a study that was asked for before; None if there is none yet."""
        return self._answers.get(study)

    def latest(self, slot: Hashable) -> tuple[Any, Any] | None:
        """Return the last finished study of a slot and its result, to be shown until a newer one is there."""
        return self._latest.get(slot)

    def _missing(self, study: Study[R]) -> Answer[R]:
        """Return the answer for a study that has none yet."""
        return self._computed(study)

    def _computed(self, study: Study[R]) -> Ready[R] | Failed:
        try:
            return self._keep(study, Ready(study.result(unfollowed)))
        except InputError as error:
            return self._keep(study, Failed.of(error))

    def _keep(
        self, study: Study[R], answer: Ready[R] | Failed, *, is_latest: bool = True
    ) -> Ready[R] | Failed:
        self._answers[study] = answer
        self._weights[study] = 1
        if isinstance(answer, Ready):
            if is_latest:
                self._latest[study.slot] = (study, answer.value)
            self._weights[study] = study.weight(answer.value)
        while len(self._answers) > 1 and sum(self._weights[one] for one in self._answers) > KEPT:
            self._drop(next(iter(self._answers)))
        return answer

    def _drop(self, study: Study[Any]) -> None:
        del self._answers[study], self._weights[study]


class WatchedResults(StudyResults):
    """Results of others, which notes whether one of those that were asked for is still to come.

    Parameters
    ----------
    results : StudyResults
        Asked for every answer.
    """

    def __init__(self, results: StudyResults) -> None:
        super().__init__()
        self._asked = results
        self.waits = False

    def answer(self, study: Study[R]) -> Answer[R]:
        """Return the answer of the watched results, and remember if it is pending."""
        found = self._asked.answer(study)
        self.waits = self.waits or isinstance(found, Pending)
        return found

    def latest(self, slot: Hashable) -> tuple[Any, Any] | None:
        """Return the last finished study of a slot and its result."""
        return self._asked.latest(slot)


class FinishedResults(StudyResults):
    """Reads finished results without starting a computation, and notes which studies have none yet.

    Parameters
    ----------
    results : StudyResults
        Holds the finished results.

    Attributes
    ----------
    missing : dict of Study to None
        Studies that were asked for and have no result yet, in the order in which they were asked for.
    """

    def __init__(self, results: StudyResults) -> None:
        super().__init__()
        self._asked = results
        self.missing: dict[Study[Any], None] = {}

    def answer(self, study: Study[R]) -> Answer[R]:
        """Return the finished answer, or that of a study that takes no time; else Pending."""
        found = self._asked.known(study)
        if found is None and study.at_once:
            return self._computed(study)
        if found is None:
            self.missing[study] = None
            return Pending()
        if isinstance(found, Ready):
            self._latest[study.slot] = (study, found.value)
        return found


def unfollowed(_fraction: float) -> None:
    """Do nothing: nobody follows how far the work is."""
