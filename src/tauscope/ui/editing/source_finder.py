"""Finding a source that a session names and that is not where it was: "Find It…", and a look now and then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from tauscope.document.edits.source_finding import NOT_SAID, put_in_place, reopened, unavailable_sources
from tauscope.document.files.codec import encode
from tauscope.document.files.openers.location import is_there
from tauscope.sources.protocol import SourceChangedError, SourceUnavailableError
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.editing.later import call_later

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.document.picture.answers import Failed
    from tauscope.sources.protocol import Source
    from tauscope.sources.unavailable import UnavailableSource
    from tauscope.ui.editing.history import History
    from tauscope.ui.editing.job import JobToken
    from tauscope.ui.editing.jobs import Jobs
    from tauscope.ui.editing.questions import Questions

FIND, OPEN_AGAIN = "Find It…", "Open Again"

LOOK_MS = 2000
"""Milliseconds between two checks whether the source is back."""

LOOKING, FINDING = "look for a source", "find a source"
"""Keys of the jobs."""

Found = Mapping["UnavailableSource", "Source"]


class SourceFinder(QObject):
    """Puts a source in place of the `UnavailableSource` of the document, as one edit.

    Parameters
    ----------
    history : History
    questions : Questions
    jobs : Jobs
    parent : QObject, optional
    """

    said = Signal(str)
    refused = Signal(str)
    offered = Signal(str, object)
    """Emitted with a sentence and the buttons that answer it, where the source of a pin alone is missing."""

    def __init__(
        self, history: History, questions: Questions, jobs: Jobs, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._history, self._questions, self._jobs = history, questions, jobs
        self._was_there: dict[str, bool] = {}
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        history.changed.connect(lambda _, after: self.watch(after))

    def failure_buttons(self, failed: Failed) -> dict[str, Callable[[], object]]:
        """Return the buttons under the sentence of a source that cannot be had."""
        if not isinstance(failed.error, SourceUnavailableError):
            return {}
        as_it_is = {OPEN_AGAIN: self.open_again} if isinstance(failed.error, SourceChangedError) else {}
        return {**as_it_is, FIND: self.find}

    def watch(self, document: Document) -> None:
        """Check every `LOOK_MS` whether the sources that this document lacks are back."""
        lacks = bool(unavailable_sources(document))
        if lacks and not self._timer.isActive():
            self._was_there.clear()
            self._timer.start()
            self.look()
            call_later(self, 0, self._announce_pins)  # after what is said of the file
        elif not lacks:
            self._timer.stop()

    def _announce_pins(self) -> None:
        document = self._history.document
        missing = unavailable_sources(document)
        if missing and not document.source.unavailable:
            count = sum(pin.source in missing for pin in document.pins)
            aside = "A pin is set aside" if count == 1 else f"{count} pins are set aside"
            self.offered.emit(f"{aside}. {missing[0].sentence}", {FIND: self.find})

    def find(self) -> None:
        """Ask where the source is, and use it in the document."""
        missing = unavailable_sources(self._history.document)
        is_file = bool(missing) and missing[0].source_class.abilities.lies_in_file
        place = self._questions.source_to_find(is_file=is_file)
        if place is not None:
            self._reopen(str(place), self.refused.emit)

    def open_again(self) -> None:
        """Take the changed files as they are now, at the steps of the session."""
        missing = [one for one in unavailable_sources(self._history.document) if one.has_changed]
        if not missing:
            return

        def work(_: JobToken) -> Found:
            return {one: one.as_it_is() for one in missing}

        def then(found: Found) -> None:
            edit = partial(put_in_place, found=found)
            refusal = self._history.perform(EditRequest("open the file again", edit))
            if refusal:
                self.refused.emit(refusal)

        title = f"Opening the {_noun(missing[0])}"
        self._jobs.start(FINDING, work, then, self.refused.emit, title=title)

    def try_again(self) -> None:
        """Open the source at the place that the session names."""
        self._reopen("", self.refused.emit)

    def look(self) -> None:
        """Open the source if its place was empty at the last check and is not now."""
        if self._jobs.busy(LOOKING):  # a disk that does not answer gets no second thread
            return
        places = {one.place for one in unavailable_sources(self._history.document)}
        self._jobs.start(LOOKING, partial(_those_there, places), self._compare, _ignore)

    def _compare(self, there: dict[str, bool]) -> None:
        # What was there at the last look already could not be opened: only a place that was empty counts.
        back = any(is_there and not self._was_there.get(place, True) for place, is_there in there.items())
        self._was_there = there
        if back:
            self._reopen("", _ignore)

    def _reopen(self, place: str, refuse: Callable[[str], object]) -> None:
        missing = unavailable_sources(self._history.document)
        if not missing:
            return

        def work(_: JobToken) -> Found:
            return reopened(missing, place)

        title = f"Opening the {_noun(missing[0])}"
        self._jobs.start(FINDING, work, self._put, refuse, title=title)

    def _put(self, found: Found) -> None:
        before, clean = self._history.document, self._history.clean
        (first, *_), noun = found, _noun(next(iter(found)))
        name = f"find the {noun}"
        refusal = self._history.perform(EditRequest(name, partial(put_in_place, found=found)))
        if refusal:
            self.refused.emit(refusal)
            return
        if clean and encode(self._history.document) == encode(before):  # it is back where it was
            self._history.mark_saved(self._history.document)
        back = f"The {noun} is back."
        knows = first.knows_source or first.source_class.abilities.lies_in_file
        self.said.emit(back if knows else f"{back} {NOT_SAID}")


def _noun(missing: UnavailableSource) -> str:
    """What the source is called in a sentence."""
    return missing.source_class.abilities.noun


def _those_there(places: set[str], _: JobToken) -> dict[str, bool]:
    """Whether a file or folder exists at each of these places."""
    return {place: is_there(place) for place in places}


def _ignore(_: str) -> None:
    """Ignore a refusal: the user did not ask for this attempt."""
