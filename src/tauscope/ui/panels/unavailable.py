"""Panel of a source that is missing: shows the text that the session holds, if it holds one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from tauscope.core.errors import InputError
from tauscope.core.numbers import screen_number
from tauscope.document.chain_words import settings_text
from tauscope.document.files.saving import replace_file
from tauscope.document.picture.pins import TAGS
from tauscope.document.reports.choice_words import came_with
from tauscope.document.reports.stored_text import stored_pieces, stored_text
from tauscope.sources.unavailable import UnavailableSource
from tauscope.ui.painting.surprise import surprisal
from tauscope.ui.panels.panel import Panel, PanelContext
from tauscope.ui.panels.token_view import Piece, TokenView
from tauscope.ui.widgets.card import OR, Elided

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tauscope.document.document import Document
    from tauscope.document.picture.picture import Picture
    from tauscope.sources.unavailable import StoredState
    from tauscope.ui.theme import Theme

READ_ONLY = "The {} is missing, but the text can be read: click a token for its probability."


class UnavailablePanel(Panel):
    """Shows the text of a session, or its texts side by side; a click tells with which p a token came."""

    def __init__(self, context: PanelContext) -> None:
        self._views: list[TokenView] = []
        self._shown: Document | None = None
        self._theme = context.theme
        self._heads: list[Elided] = []
        self._columns: list[QWidget] = []
        self._pins = Elided("cardNote")
        self._row = QHBoxLayout()
        self._row.setSpacing(14)
        self._content = content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(self._row, 1)
        layout.addWidget(self._pins)
        super().__init__("Text", context, content, ())

    @property
    def numbers(self) -> Sequence[QWidget]:
        """All of the panel if the session holds no text: covered like the plots, it says what is missing."""
        states = _states(self._shown)
        prompt = self._shown is not None and bool(self._shown.source.prompt)
        return () if prompt or any(state.known.path for state in states) else (self._content,)

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to the texts."""
        self._theme = theme
        for view in self._views:
            view.apply_theme(theme)

    def show_document(self, document: Document) -> None:
        """Show the text, or the texts side by side."""
        before, self._shown = self._shown, document
        pins = " · ".join(
            f"{TAGS[place]} {settings_text(pin.chain)}" for place, pin in enumerate(document.pins)
        )
        self._pins.set_text(f"Pins: {pins}")
        self._pins.setVisible(bool(pins))
        states = _states(document)
        if before is not None and document.source is before.source and states == _states(before):
            return
        while len(self._views) < len(states):
            self._add_view()
        prompt = document.source.prompt or ""
        for view, state in zip(self._views, states, strict=False):
            pieces = zip(stored_pieces(state), state.known.path, strict=True)
            shown = tuple(Piece(text, surprisal(token.probability)) for text, token in pieces)
            view.show_text(prompt, shown, state.known.position)
        for place, column in enumerate(self._columns):
            column.setVisible(place < len(states))
            self._heads[place].setVisible(bool(document.runs))
        for head, one in zip(self._heads, document.runs, strict=False):
            head.set_text(settings_text(one.chain_on(document.chain)))
        self._show_counts(states)

    def _show_counts(self, states: Sequence[StoredState]) -> None:
        if not any(state.known.path for state in states):
            self.card.set_note("")
            return
        counts = " · ".join(f"{len(state.known.path):,}" for state in states)
        self.card.set_note(
            OR.join((f"{counts} written   click a token for its probability", f"{counts} written", ""))
        )

    def _add_view(self) -> None:
        view = TokenView(self._theme, f"Text {len(self._views) + 1}")
        view.apply_theme(self._theme)
        noun = _noun(self._shown)
        view.setToolTip(READ_ONLY.format(noun))
        view.picked.connect(partial(self._tell, len(self._views)))
        head, column = Elided("cardNote"), QWidget()
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(head)
        layout.addWidget(view, 1)
        self._views.append(view)
        self._heads.append(head)
        self._columns.append(column)
        self._row.addWidget(column, 1)

    def _tell(self, place: int, number: int) -> None:
        """Show the probability with which a token was drawn; past the end show how many there are."""
        if self._shown is None:
            return
        states = _states(self._shown)
        state = states[place]
        if number >= len(state.known.path):
            self._show_counts(states)
            return
        token = state.known.path[number]
        label = state.known.labels.get(token.key, f"token {token.key}")
        came = f"{label} {came_with(token)}"
        bits = f"{screen_number(surprisal(token.probability), 1)} bits of surprise"
        whole = f"token {number + 1:,} of {len(state.known.path):,}: {came}, {bits}"
        self.card.set_note(OR.join((whole, came, "")))

    def show_picture(self, picture: Picture) -> None:
        """Show nothing: there are no numbers of the present moment."""

    def export(self) -> None:
        """Write the text alone; its numbers need the model."""
        path = self.context.questions.text_to_save()
        if path is None or self._shown is None:
            return
        if path.suffix.lower() != ".txt":
            self.context.refused("Without its model the text can be exported only as .txt, without numbers.")
            return
        text = "\n\n".join(map(stored_text, _states(self._shown))).encode() + b"\n"
        try:
            replace_file(path, text)
        except InputError as refusal:
            self.context.refused(str(refusal))
        else:
            self.context.said(f"Exported to {path}")


def _noun(document: Document | None) -> str:
    """What the missing source is called in a sentence."""
    source = None if document is None else document.source
    return source.source_class.abilities.noun if isinstance(source, UnavailableSource) else "model"


def _states(document: Document | None) -> tuple[StoredState, ...]:
    """The states of the texts side by side, or the present one."""
    if document is None:
        return ()
    return tuple(column.state for column in document.runs) or (document.state,)
