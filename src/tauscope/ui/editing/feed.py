"""The feed: makes the Picture of a document, at once or when its logits have come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from tauscope.core.errors import InputError
from tauscope.document.document import Document
from tauscope.document.picture.answers import Answer, Failed, Late, Pending, Ready
from tauscope.document.picture.picture import Picture, prepare
from tauscope.sources.waiting import LateLogitsError
from tauscope.ui.editing.frame_gate import PAINTED_MS
from tauscope.ui.editing.late_studies import LateStudies

if TYPE_CHECKING:
    from tauscope.core.logits import Logits
    from tauscope.document.document import InState
    from tauscope.document.picture.prepared_logits import PreparedLogits
    from tauscope.sources.protocol import Source
    from tauscope.sources.state import State
    from tauscope.ui.editing.jobs import Jobs
from tauscope.ui.editing.job import JobToken

GRACE_MS = 150
"""Milliseconds for which the old numbers stay on screen: a quick answer causes no flicker."""

PRESENT = "present"
"""Key of the logits on the bench; the key of a pin's logits is its place."""

AHEAD = "logits ahead"
"""Key of the job that reads what is probably asked for next."""

MANY = 2**16
"""Number of classes from which logits are sorted in another thread: that takes longer than reading them."""

STOPPED = "The {} was stopped before it answered."

Buttons = Mapping[str, Callable[[], object]]
"""Buttons that answer a failure: what each does, by its text."""


class Feed(QObject):
    """Holds the numbers of one document, each Ready, Pending or Failed.

    What is slow is asked in other threads, once for each source and state. An answer that nobody waits for
    any more stays in the memory of its source; nobody here looks at it.
    """

    tried_again = Signal()
    """Emitted when the user retries what failed."""
    changed = Signal(object)
    """Emitted with the answer that views are to show: Ready(picture), Pending or Failed."""

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self.studies = LateStudies(jobs, self)
        self.studies.arrived.connect(self._show_again)
        self.picture: Picture | None = None
        self.answer: Answer[Picture] | None = None
        self._document: Document | None = None
        self._arrivals = 0
        self._asked: dict[str, InState] = {}
        self._failed: list[tuple[InState, Failed]] = []
        self._held: dict[str, Logits] = {}
        self._ahead: PreparedLogits | None = None
        self._offers: list[Callable[[Failed], Buttons]] = []
        self._grace = QTimer(self, singleShot=True, interval=GRACE_MS)
        self._grace.timeout.connect(lambda: self._tell(Pending()))
        self._before: tuple[Source, State] | None = None
        self._idle = QTimer(self, singleShot=True, interval=PAINTED_MS)
        self._idle.timeout.connect(self._read_ahead)

    def expect(self, document: Document) -> None:
        """Ask for the logits that `show` will need: they come while other parts are made ready."""
        self._late(PRESENT, document)

    def show(self, document: Document) -> None:
        """Send the views the numbers of this document as soon as they are known."""
        if self._document is not None and self._document.source.kind != document.source.kind:
            self.studies.forget()
        if self._document is not None and self._document.source is not document.source:
            self._ahead = None  # which holds arrays of all classes
        self._document = document
        if self._failed:
            # A failure counts while the document or a pin is in its state: whoever comes back asks again.
            self._failed = [one for one in self._failed if any(map(one[0].is_where, _wanted(document)))]
        self._update(document)

    @property
    def shown(self) -> Picture | None:
        """Picture that views show; None while the numbers are awaited or failed."""
        return self.answer.value if isinstance(self.answer, Ready) else None

    @property
    def waits(self) -> bool:
        """Whether an answer is outstanding."""
        return bool(self._asked)

    def clear(self) -> None:
        """Drop the picture, so that nothing of it is reused for the next one."""
        self.picture = self.answer = self._ahead = None

    def close(self) -> None:
        """Send nothing more to the views; outstanding jobs are ended by `Jobs.close`."""
        self._grace.stop()
        self._idle.stop()
        self._document = self._ahead = None

    # What can be done about a failure

    def offer(self, buttons: Callable[[Failed], Buttons]) -> None:
        """Add a function that returns buttons for a failure."""
        self._offers.append(buttons)

    def failure_buttons(self, failed: Failed) -> dict[str, Callable[[], object]]:
        """The buttons under the sentence of a failure."""
        offered = {text: act for offer in self._offers for text, act in offer(failed).items()}
        return {**offered, "Try Again": self.try_again}

    def try_again(self) -> None:
        """Retry what failed."""
        self._failed.clear()
        self.studies.try_again()
        self.tried_again.emit()
        if self._document is not None:
            self.answer = None if isinstance(self.answer, Failed) else self.answer
            self._update(self._document)

    # What is shown

    def _show_again(self) -> None:
        """Show the same document with what studies have found, if a turn of the dial has not shown that."""
        if self._document is not None and self._arrivals != self.studies.arrivals:
            self._update(self._document)

    def _update(self, document: Document) -> None:
        self.studies.gate.begin()
        self._arrivals = self.studies.arrivals
        answer = self._late(PRESENT, document)
        pins = {place: self._late(f"pin {place}", pin) for place, pin in enumerate(document.pins)}
        late = {place: one for place, one in pins.items() if one is not None}
        self._drop_unwanted(document)
        if answer is None:
            try:
                self.picture = Picture.of(document, self.picture, late, self.studies, self._ahead)
            except LateLogitsError:  # another thread's logits have just taken their place in the memory
                answer = self._ask(PRESENT, document)
            except InputError as error:  # what a list says of the classes that it leaves out cannot be
                answer = Failed.of(error)
            else:
                self._tell(Ready(self.picture))
                self._idle.start()
        if isinstance(answer, Failed):
            self._tell(answer)
        # A turn of the dial while numbers are late does not begin the grace period again.
        elif answer is not None and not isinstance(self.answer, Pending) and not self._grace.isActive():
            self._grace.start()

    def _tell(self, answer: Answer[Picture]) -> None:
        self._grace.stop()
        self.answer = answer
        self.changed.emit(answer)

    # What is asked

    def _late(self, key: str, one: InState) -> Late | None:
        """None if the logits are at hand; else Pending or Failed, after starting a job if none runs."""
        if self._is_shown(one) or _is_at_hand(one):
            self._drop(key)
            return None
        failed = next((failed for where, failed in self._failed if where.is_where(one)), None)
        if failed is not None:
            return failed
        asked = self._asked.get(key)
        return Pending() if asked is not None and asked.is_where(one) else self._ask(key, one)

    def _is_shown(self, one: InState) -> bool:
        """Whether the picture has these logits, by identity: this runs at every turn of the dial."""
        if self.picture is None:
            return False
        document = self.picture.document
        at_present = one.source is document.source and one.state is document.state
        return at_present or any(one is view.pin for view in self.picture.every_pin)

    def _ask(self, key: str, one: InState) -> Pending:
        before, self._asked[key] = self._asked.get(key), one
        if before is not None and before.source is not one.source:
            self._jobs.cancel(("logits", key))  # another source may never answer, and is not waited for
        self._jobs.start(
            ("logits", key),
            partial(_fetched, one),
            partial(self._arrive, key, one),
            str,
            title=one.source.abilities.asking if key == PRESENT else "",
            on_cancel=partial(self._arrive, key, one, InputError(STOPPED.format(one.source.abilities.noun))),
        )
        return Pending()

    def _read_ahead(self) -> None:
        """Read the logits that are probably asked for next, after views have painted these."""
        if self.picture is None or self._document is not self.picture.document:
            return
        source, state = self._document.source, self._document.state
        if self._before is not None and self._before[0] is source and self._before[1] is state:
            return
        before = self._before[1] if self._before is not None and self._before[0] is source else None
        self._before = source, state
        following = source.following(before, state)
        if following is not None:
            # What fails here fails again, and is told, when it is asked for.
            document = replace(self._document, state=following)
            keep = partial(self._keep_ahead, source)
            self._jobs.start(AHEAD, lambda _: _asked(document)[1], keep, _nothing)

    def _keep_ahead(self, source: Source, prepared: PreparedLogits | None) -> None:
        if self._document is not None and self._document.source is source:
            self._ahead = prepared

    def _drop_unwanted(self, document: Document) -> None:
        for key, one in list(self._asked.items()):
            if not any(map(one.is_where, _wanted(document))):
                self._drop(key)

    def _drop(self, key: str) -> None:
        if self._asked.pop(key, None) is not None:
            self._jobs.cancel(("logits", key))

    def _arrive(
        self, key: str, one: InState, answer: tuple[Logits, PreparedLogits | None] | Exception
    ) -> None:
        asked = self._asked.get(key)
        # Nobody waits for it: `_drop` cancelled the job, or the document has asked for another state.
        if asked is None or not asked.is_where(one):
            return
        del self._asked[key]
        if isinstance(answer, Exception):
            self._failed.append((one, Failed.of(answer)))
        else:
            # A source knows the logits as long as someone holds them.
            self._held[key], prepared = answer
            self._ahead = prepared or self._ahead
        if self._document is not None:
            self._update(self._document)
        if isinstance(answer, Exception) and not isinstance(answer, InputError):
            raise answer


def _wanted(document: Document) -> Iterator[InState]:
    yield document
    yield from document.pins


def _is_at_hand(one: InState) -> bool:
    """Whether the logits can be shown at once: they are in memory and, if they are many, sorted."""
    if not one.ready:
        return False
    if not one.source.abilities.late:
        return True
    logits = one.logits
    return len(logits) < MANY or logits.is_sorted


def _fetched(one: InState, _: JobToken) -> tuple[Logits, PreparedLogits | None] | Exception:
    try:
        return _asked(one)
    except Exception as error:  # noqa: BLE001  # whatever happens there, the window is told
        return error


def _asked(one: InState) -> tuple[Logits, PreparedLogits | None]:
    """Ask for logits and sort them, which takes longer; those of many classes are prepared for the bench."""
    logits = one.logits
    logits.gaps  # noqa: B018
    return logits, prepare(one) if isinstance(one, Document) and len(logits) >= MANY else None


def _nothing(_: object) -> None:
    """Do nothing."""
