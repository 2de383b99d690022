"""Selects the classes at which a step of a lesson points."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from tauscope.document.lessons.lesson import CLASS
from tauscope.sources.waiting import LateLogitsError

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.document.lessons.lesson import LessonPlace
    from tauscope.ui.focus import Focus


class NamedClasses:
    """Selects classes in `focus` when another step of a lesson is shown."""

    def __init__(self, focus: Focus) -> None:
        self._focus = focus
        self._pointed: object = None
        self._drawn_at: object = None

    def show_document(self, document: Document) -> None:
        """Select the classes that a step points at, once, when it is first shown."""
        place = document.lesson
        self._deselect_predicted_bar(place)
        step = (place.lesson.id, place.step, place.present.highlight) if place is not None else None
        if step == self._pointed:
            return
        self._pointed = step
        named = place.present.highlight if place is not None else ()
        labels = [name.removeprefix(CLASS) for name in named if name.startswith(CLASS)]
        if labels:
            with suppress(LateLogitsError):
                logits = document.logits
                rows = [list(logits.labels).index(label) for label in labels if label in logits.labels]
                self._focus.select(tuple(int(logits.keys[row]) for row in rows))

    def _deselect_predicted_bar(self, place: LessonPlace | None) -> None:
        """Clear the selection of the bar that was dragged as a prediction, once the truth is shown."""
        before = self._drawn_at
        asks = place is not None and place.asks_for_bars
        self._drawn_at = (place.lesson.id, place.step) if place is not None and asks else None
        # Two selected classes are compared, which is to be seen afterwards too.
        if before not in (None, self._drawn_at) and len(self._focus.selected) == 1:
            self._focus.select(())
