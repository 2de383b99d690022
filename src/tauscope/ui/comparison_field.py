"""The temperatures that are compared, in one line."""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from tauscope.core.errors import InputError
from tauscope.core.numbers import parse_number, screen_temperature
from tauscope.document import edits
from tauscope.ui.bubble import hush, say
from tauscope.ui.entry import Entry
from tauscope.ui.history import Perform, Request


class ComparisonField(Entry):
    """Takes some τ's with spaces between them; what cannot be is refused here, and the old ones stay."""

    def __init__(self, perform: Perform, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._perform = perform
        self._shown = ""
        self.setObjectName("comparisonField")
        self.setAccessibleName("Temperatures that are compared")
        self.setToolTip("The temperatures that are compared, with spaces between them: 0.5 1 2 ∞")
        self.editingFinished.connect(self.commit)

    def show_temperatures(self, temperatures: Sequence[float]) -> None:
        """Show them; this edits nothing."""
        shown = "  ".join(map(screen_temperature, temperatures))
        if shown != self._shown:
            self._shown = shown
            self.setText(shown)

    def commit(self) -> None:
        """Compare the temperatures that were typed; say why not, where they cannot be."""
        if self.text() == self._shown:
            return
        sentence = self._refusal()
        if sentence:
            say(self, sentence)
        else:
            hush(self)
        self.setText(self._shown)

    def _refusal(self) -> str | None:
        words = re.split(r"[\s;]+", self.text().strip(" ;"))
        try:
            temperatures = [parse_number(word) for word in words]
        except InputError as refusal:
            return str(refusal)
        return self._perform(
            Request("compare", lambda document: edits.set_comparison(document, temperatures))
        )
