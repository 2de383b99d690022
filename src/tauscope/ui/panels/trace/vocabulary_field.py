"""A line for the number of tokens of a model, which may be unknown."""

from __future__ import annotations

from collections.abc import Callable

from tauscope.sources.trace.source import VOCABULARY
from tauscope.ui.widgets.entry import ValueEntry


class VocabularyField(ValueEntry):
    """Shows the number with marks for thousands; an empty line stands for an unknown one.

    Parameters
    ----------
    accept : callable
        Takes the number, or None for the file's own, and returns the sentence of a refusal, or None.
    """

    def __init__(self, accept: Callable[[int | None], str | None]) -> None:
        super().__init__()
        self._accept = accept
        self.setPlaceholderText("unknown")

    def show_classes(self, classes: int | None, *, fixed: bool) -> None:
        """Show a number; a file that lists all classes leaves nothing to correct."""
        self.show_text("" if classes is None else f"{classes:,}")
        self.setReadOnly(fixed)

    def ask(self, text: str) -> str | None:
        """Ask for the number that was typed."""
        typed = text.replace(",", "").replace(" ", "").strip()
        return self._accept(VOCABULARY.parse(typed) if typed else None)
