"""Results of studies in the window: computed in other threads while the old ones stay on screen."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable
from functools import partial
from time import monotonic
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from tauscope.core.errors import InputError
from tauscope.document.picture.answers import Answer, Failed, Pending, Ready
from tauscope.document.picture.study import Study, StudyResults
from tauscope.ui.editing.frame_gate import FrameGate, Pauses

if TYPE_CHECKING:
    from tauscope.ui.editing.jobs import Jobs
from tauscope.ui.editing.job import JobToken

R = TypeVar("R")

PATIENCE = 0.6
"""Seconds, pauses for frames aside, for which a running study goes on when a newer one of its slot is wanted:
a short one is finished and shown, so that plots follow the dial; a long one is cancelled. After each
cancellation the next study of the slot has twice as long, so that on a busy machine too one of them is
finished."""

AHEAD = "study ahead"
"""Key of the job of a study that nobody has asked for yet."""

STOPPED = "Stopped before it was finished."


class _Run(NamedTuple):
    """A study that runs, when it began, and the key of its job."""

    study: Study[Any]
    began: float
    pauses: Pauses
    key: Hashable


class LateStudies(StudyResults, QObject):
    """Starts a job for each study that is asked for and has no result; of one slot the newest counts.

    Studies that will probably be asked for are computed while nothing else is, see `prepare`.

    Studies pause while a frame is painted. What arrives while frames follow one another is told once, when
    these end: until then each frame shows it by itself.
    """

    arrived = Signal()
    """Emitted when results have come, or studies have failed."""
    prepared = Signal()
    """Emitted when all studies of the last call of `prepare` have been computed."""

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        QObject.__init__(self, parent)
        StudyResults.__init__(self)
        self._jobs = jobs
        self.gate = FrameGate(self)
        self.gate.rested.connect(self._tell_arrived)
        self.arrivals = 0  # results and failures that have come so far
        self._untold = False
        self._running: dict[Hashable, _Run] = {}
        self._wanted: dict[Hashable, Study[Any]] = {}
        self._wanted_since: dict[Hashable, float] = {}
        self._patience: dict[Hashable, float] = {}
        self._later: list[Study[Any]] = []
        self._ahead: _Run | None = None  # what runs of them, until it is asked for
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._start_wanted)

    @property
    def busy(self) -> bool:
        """Whether a result is still to come, or to be told."""
        return bool(self._running or self._wanted or self._untold)

    def answer(self, study: Study[R]) -> Answer[R]:
        """Return the result of a study if it is there, or Pending, or Failed with a sentence."""
        found = super().answer(study)
        if not isinstance(found, Pending):
            self._wanted.pop(study.slot, None)  # an older one of its slot need not begin any more
        return found

    def forget(self) -> None:
        """Cancel what runs and is wanted: the source has changed."""
        self._wanted.clear()
        self.prepare(())
        for slot in list(self._running):
            self._jobs.cancel(self._running.pop(slot).key)

    def prepare(self, studies: Iterable[Study[Any]]) -> None:
        """Compute studies that may be asked for later, one after another, while no other one runs.

        Parameters
        ----------
        studies : iterable of Study
            They replace those of the last call. `arrived` is not emitted for their results.
        """
        self._later = [study for study in studies if study not in self._answers]
        if self._ahead is not None and self._ahead.study not in self._later:
            self._stop_ahead()
        self._start_ahead()

    def try_again(self) -> None:
        """Drop the failures, so that what failed is computed when it is next asked for."""
        for study in [one for one, answer in self._answers.items() if isinstance(answer, Failed)]:
            self._drop(study)

    def _missing(self, study: Study[R]) -> Answer[R]:
        if study.at_once:
            return self._computed(study)
        slot = study.slot
        if self._ahead is not None and self._ahead.study == study and slot not in self._running:
            self._running[slot], self._ahead = self._ahead, None
        if slot in self._running and self._running[slot].study == study:
            self._wanted.pop(slot, None)
        else:
            # Views may ask while they paint, and a job that begins shows a notice: not from there.
            if self._wanted.get(slot) != study:
                self._wanted_since[slot] = monotonic()
            self._wanted[slot] = study
            self._soon.start(0)
        return Pending()

    def _start_wanted(self) -> None:
        waits = []
        for slot, study in list(self._wanted.items()):
            left = self._seconds_left(slot, study)
            if left > 0:
                waits.append(math.ceil(1000 * left))
                continue
            if slot in self._running:
                self._patience[slot] = 2 * self._patience.get(slot, PATIENCE)
                self._jobs.cancel(self._running.pop(slot).key)
            del self._wanted[slot]
            self._start(slot, study)
        if waits:
            # One timer for all: one for each that waits would double their number each time they end.
            self._soon.start(min(waits))

    def _seconds_left(self, slot: Hashable, study: Study[Any]) -> float:
        """Seconds until a wanted study may begin: the one that runs has its time, and the hand rests."""
        now = monotonic()
        run = self._running.get(slot)
        # A pause for a frame is not the study's own time.
        ends = now if run is None else run.began + run.pauses.seconds + self._patience.get(slot, PATIENCE)
        return max(ends, self._wanted_since[slot] + study.rest) - now

    def _start(self, slot: Hashable, study: Study[Any]) -> None:
        self._stop_ahead()
        run = self._running[slot] = _Run(study, monotonic(), Pauses(self.gate), ("study", slot))
        self._jobs.start(
            run.key,
            partial(_worked, study, run.pauses),
            partial(self._arrive, slot, study),
            str,
            title=study.title,
            on_cancel=partial(self._arrive, slot, study, InputError(STOPPED)),
        )

    def _arrive(self, slot: Hashable, study: Study[Any], answer: Any) -> None:
        running = self._running.get(slot)
        if running is None or running.study is not study:
            return  # cancelled here, because a newer one is wanted
        del self._running[slot]
        self._patience.pop(slot, None)
        failed = isinstance(answer, Exception)
        self._keep(study, Failed.of(answer) if failed else Ready(answer))
        if slot in self._wanted:
            self._start_wanted()
        self._start_ahead()
        self.arrivals += 1
        self._untold = True
        if self.gate.at_rest:
            self._tell_arrived()
        if failed and not isinstance(answer, InputError):
            raise answer

    def _start_ahead(self) -> None:
        if self._ahead is not None or self._running or self._wanted:
            return
        self._later = [study for study in self._later if study not in self._answers]
        if self._later:
            study = self._later[0]
            run = self._ahead = _Run(study, monotonic(), Pauses(self.gate), AHEAD)
            self._jobs.start(
                AHEAD, partial(_worked, study, run.pauses), partial(self._arrive_ahead, run), str
            )

    def _stop_ahead(self) -> None:
        """Let what is asked for go first; the study stays among those that are computed later."""
        if self._ahead is not None:
            self._ahead = None
            self._jobs.cancel(AHEAD)

    def _arrive_ahead(self, run: _Run, answer: Any) -> None:
        slot, study = run.study.slot, run.study
        if self._running.get(slot) is run:
            self._arrive(slot, study, answer)  # asked for meanwhile
        elif self._ahead is run:
            self._ahead = None
            self._later.remove(study)
            failed = isinstance(answer, Exception)
            self._keep(study, Failed.of(answer) if failed else Ready(answer), is_latest=False)
            self._start_ahead()
            if not self._later:
                self.prepared.emit()
            if failed and not isinstance(answer, InputError):
                raise answer

    def _tell_arrived(self) -> None:
        if self._untold:
            self._untold = False
            self.arrived.emit()


def _worked(study: Study[R], pauses: Pauses, token: JobToken) -> R | Exception:
    def progress(fraction: float) -> None:
        pauses()
        token.check()
        token.progress(fraction)

    try:
        return study.result(progress)
    except Exception as error:  # noqa: BLE001  # whatever happens there, the window is told
        token.check()
        return error
