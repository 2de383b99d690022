"""Side by side: the same prompt and the same dice with several settings, each with its measures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tauscope.core.draws.chosen import Chosen
from tauscope.core.draws.text_measures import TextMeasures
from tauscope.core.measures import nats_to_bits
from tauscope.core.numbers import screen_number
from tauscope.document.document import Document
from tauscope.document.edits import run_edits
from tauscope.document.formulas import formula, with_formulas
from tauscope.sources.language.text import Text
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.panels.panel import PanelContext
from tauscope.ui.panels.token_view import TokenView
from tauscope.ui.panels.writer.column_head import ColumnHead
from tauscope.ui.panels.writer.text_pieces import TextPieces, writer_of
from tauscope.ui.theme import Theme
from tauscope.ui.widgets.card import OR, Elided
from tauscope.ui.widgets.plain_text import tip_text

MEANING = with_formulas(
    "Means over the tokens: entropy of the distribution that each was drawn from, and $ln p$ of the token.\n"
    "Distinct: number of different pairs of neighbours, over the number of pairs (distinct-2).\n"
    "Repeated: share of the runs of four tokens that occurred before."
)

PICK = (
    "Click a token: the bench goes to that moment, with the settings of this text.\n"
    "The other texts keep their settings: one that followed the bench's knobs gets them as its own chain."
)


class ColumnView(QWidget):
    """One column: its settings, its text, its measures."""

    def __init__(self, context: PanelContext, place: int) -> None:
        super().__init__()
        self._context, self._place = context, place
        self._written = TextPieces()
        self._measured: Sequence[Chosen] | None = None
        self.setObjectName(f"column_{place}")
        self.head = ColumnHead(context, place)
        self.view = TokenView(context.theme, f"Text {place + 1}")
        self.view.setToolTip(PICK)
        self.view.picked.connect(self._look_at)
        self.measures = [Elided("cardNote") for _ in range(2)]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.head)
        layout.addWidget(self.view, 1)
        for line in self.measures:
            line.setToolTip(tip_text(MEANING))
            layout.addWidget(line)

    def show_document(self, document: Document) -> None:
        """Show a text, its measures, and the present moment if the moment is of this text; edits nothing."""
        source, seen = writer_of(document), document.state
        self.head.show_document(document)
        text: Text = document.runs[self._place].state
        path = source.path(text)
        at = source.position(seen) if source.path(seen) == path else len(path)
        self.view.show_text(source.prompt, self._written.pieces(source, text), at)
        # A text to which nothing was added is the same object: a turn of the dial measures nothing.
        if path is self._measured:
            return
        self._measured = path
        for label, line in zip(self.measures, measure_lines(measured(text)), strict=True):
            label.set_text(line)

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self.view.apply_theme(theme)
        self.head.apply_theme(theme)

    def _look_at(self, token: int) -> None:
        """Show a moment of this text on the bench, with its settings."""
        edit = partial(run_edits.look_at, place=self._place, token=token)
        self._context.perform(EditRequest("go to a token", edit))


class ColumnsView(QWidget):
    """All columns of the document."""

    def __init__(self, context: PanelContext) -> None:
        super().__init__()
        self._context, self._theme = context, context.theme
        self.views: list[ColumnView] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(18)

    def show_document(self, document: Document) -> None:
        """Show all columns of a document; this edits nothing."""
        self._make(len(document.runs))
        for view in self.views:
            view.show_document(document)

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to all columns, and to columns made later."""
        self._theme = theme
        for view in self.views:
            view.apply_theme(theme)

    def _make(self, count: int) -> None:
        while len(self.views) > count:
            view = self.views.pop()
            # It is deleted when control is back in the event loop, and would be seen until then.
            view.hide()
            view.deleteLater()
        while len(self.views) < count:
            view = ColumnView(self._context, len(self.views))
            view.apply_theme(self._theme)
            self.views.append(view)
            self._row.addWidget(view)


def measured(text: Text) -> TextMeasures:
    """Measures of a text."""
    return TextMeasures.of(*text.columns)


def measure_lines(measures: TextMeasures) -> tuple[str, str]:
    """Lines of measures under a text."""
    if not measures.tokens:
        return "", ""
    shares = (measures.distinct_2, measures.repetition_4)
    entropy = f"{screen_number(nats_to_bits(measures.entropy), 2)} bits"
    mean = f"{formula('ln p')} {screen_number(measures.log_probability, 2)}"
    return (
        OR.join((f"entropy {entropy} · mean {mean}", f"{entropy} · {mean}")),
        OR.join(_listed(names, shares) for names in (("distinct", "repeated"), ("dist.", "rep."))),
    )


def _listed(names: Sequence[str], shares: Sequence[float]) -> str:
    pairs = zip(names, shares, strict=True)
    return " · ".join(f"{name} {share:.0%}" for name, share in pairs if not math.isnan(share))
