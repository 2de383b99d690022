"""The history: the one place where the document changes, with undo and redo."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from tauscope.core.errors import InputError
from tauscope.document.document import Document
from tauscope.document.running import followed
from tauscope.sources.waiting import LateLogitsError

if TYPE_CHECKING:
    from tauscope.ui.editing.jobs import Jobs

Edit = Callable[[Document], Document]

LONGEST = 200
"""Steps that can be undone."""


class EditRequest(NamedTuple):
    """An edit that the user asks for.

    Attributes
    ----------
    name : str
        What Undo calls it.
    edit : callable
        One of `document.edits`, waiting for the document.
    gesture : object or None
        One movement of the hand: requests with the same one, one after the other, are one step
        of undo.
    on : bool
        Whether the document goes on by itself: then it is no step of undo, but joins the one there is.
    """

    name: str
    edit: Edit
    gesture: object | None = None
    on: bool = False


Perform = Callable[[EditRequest], "str | None"]
"""Function by which widgets ask for an edit; returns the sentence of a refusal, or None."""


class Step(NamedTuple):
    """One step of undo: name of the edit and the document after it."""

    name: str
    document: Document
    gesture: object | None = None


LATER = "This will be done when the logits arrive."
OVERTAKEN = "“{}” was not done: the bench changed before the logits arrived."


class History(QObject):
    """The documents of a session, oldest first, and the present one among them."""

    changed = Signal(object, object)
    """Emitted with the document before and after every change."""

    refused = Signal(str)
    """Emitted where an edit that had to wait for logits cannot be done; others are refused at once."""

    def __init__(self, document: Document, jobs: Jobs | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._steps = [Step("", document)]
        self._place = 0
        self._saved: Document | None = document

    @property
    def document(self) -> Document:
        """The present document."""
        return self._steps[self._place].document

    @property
    def clean(self) -> bool:
        """Whether the present document is the saved one."""
        return self._saved is self.document or self._saved == self.document

    @property
    def undo_name(self) -> str | None:
        """Name of the edit that Undo would undo."""
        return self._steps[self._place].name if self._place else None

    @property
    def redo_name(self) -> str | None:
        """Name of the edit that Redo would redo."""
        return self._steps[self._place + 1].name if self._place + 1 < len(self._steps) else None

    def perform(self, request: EditRequest) -> str | None:
        """Do an edit; where it cannot be done nothing changes and the sentence that says why is returned.

        An edit that needs logits which are not at hand is done in another thread, and enters the history as
        soon as that is finished.
        """
        try:
            if request.on:
                self.amend(request.edit)
                return None
            after = followed(self.document, request.edit(self.document))
        except LateLogitsError as late:
            return str(late) if self._jobs is None else self._do_later(request, self._jobs)
        except InputError as refusal:
            return str(refusal)
        if after != self.document:
            self._append(Step(request.name, after, request.gesture))
        return None

    def _do_later(self, request: EditRequest, jobs: Jobs) -> str:
        asked = self.document
        jobs.start(
            "edit",
            lambda _: followed(asked, request.edit(asked)),
            partial(self._done_late, request, asked),
            self.refused.emit,
        )
        return LATER

    def _done_late(self, request: EditRequest, asked: Document, after: Document) -> None:
        """Enter the result of an edit of `asked`; if the document changed since, edit the new document."""
        sentence = None
        if self.document is not asked:
            here = self.document.is_where(asked)
            sentence = self.perform(request) if here else OVERTAKEN.format(request.name)
        elif after != asked:
            self._append(Step(request.name, after, request.gesture))
        if sentence not in (None, LATER):
            self.refused.emit(sentence)

    def _append(self, step: Step) -> None:
        before, last = self.document, self._steps[self._place]
        del self._steps[self._place + 1 :]
        if step.gesture is not None and step.gesture is last.gesture:
            self._steps.pop()
        if step.document != self._steps[-1].document:  # a hand may come back to where it began
            self._steps.append(step)
        del self._steps[: -LONGEST - 1]
        self._place = len(self._steps) - 1
        self._tell(before)

    def amend(self, edit: Edit) -> None:
        """Replace the document without a step of undo, as a running source does at each token."""
        before, after = self.document, followed(self.document, edit(self.document))
        if after != before:
            del self._steps[self._place + 1 :]
            self._steps[self._place] = self._steps[self._place]._replace(document=after)
            self._tell(before)

    def undo(self) -> None:
        """Go back one step."""
        self._go(self._place - 1)

    def redo(self) -> None:
        """Go forward one step."""
        self._go(self._place + 1)

    def _go(self, place: int) -> None:
        if 0 <= place < len(self._steps):
            before, self._place = self.document, place
            self._tell(before)

    def start(self, document: Document, *, saved: bool = True) -> None:
        """Start a new history with another document; nothing before it can be undone."""
        before = self.document
        self._steps, self._place = [Step("", document)], 0
        self._saved = document if saved else None
        self._tell(before)

    def _tell(self, before: Document) -> None:
        self.changed.emit(before, self.document)
        old = before.logits_at_hand
        if old is not None and old is not self.document.logits_at_hand:
            old.release_caches()

    def mark_saved(self, document: Document) -> None:
        """Mark the present document as saved."""
        self._saved = document
        self.changed.emit(self.document, self.document)
