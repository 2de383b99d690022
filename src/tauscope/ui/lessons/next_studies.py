"""Computes ahead what Next or Reveal in a lesson will show, while the audience still thinks."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from tauscope.core.errors import InputError
from tauscope.core.registry import imported
from tauscope.document.library.lesson_walk import forward
from tauscope.document.picture.picture import Picture
from tauscope.document.picture.study import FinishedResults
from tauscope.document.plots import PLOTS
from tauscope.document.suitability import unsuited

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.document.picture.study import Study
    from tauscope.ui.editing.feed import Feed

REST_MS = 400
"""Milliseconds after the last change of the numbers on screen after which work for the next ones begins."""


class NextStudies(QObject):
    """Prepares the studies of what Next or Reveal shows, such as the training of students.

    Parameters
    ----------
    feed : Feed
    parent : QObject, optional
    """

    def __init__(self, feed: Feed, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._feed = feed
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._prepare)
        feed.changed.connect(lambda _: self._rest.start())
        feed.studies.prepared.connect(self._rest.start)

    def _prepare(self) -> None:
        """Ask for the studies that the next move needs and that do not depend on others still to come."""
        picture = self._feed.shown
        if picture is None or picture.document.lesson is None:
            self._feed.studies.prepare(())
        elif not self._feed.studies.busy:
            with suppress(InputError):  # a step that cannot be made is refused when one goes there
                self._feed.studies.prepare(_sought(forward(picture.document), self._feed))


def _sought(document: Document, feed: Feed) -> list[Study[object]]:
    """Return the studies of a document's plots that have no result yet, without computing any."""
    if not document.ready:
        return []
    sought = FinishedResults(feed.studies)
    picture = Picture.of(replace(document, pins=()), None, None, sought)
    for name in document.plots:
        # Plots that suit every document have no studies, and their tables may be long.
        if PLOTS[name].unsuited and not unsuited(name, document):
            with suppress(InputError):  # numbers that are not there yet
                imported(PLOTS[name].numbers)(picture)
    return list(sought.missing)
