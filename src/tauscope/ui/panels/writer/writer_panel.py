"""The panel of the writer: a prompt, a text that grows, and what else might have come."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QToolButton, QVBoxLayout, QWidget

from tauscope.core.numbers import screen_number, screen_percentage
from tauscope.document.commands.text_generation import doubled_sentence
from tauscope.document.document import Document, Run
from tauscope.document.edits import run_edits, source_edits
from tauscope.document.picture.picture import Picture
from tauscope.document.reports.choice_words import came_with
from tauscope.document.reports.text_export import text_bytes
from tauscope.sources.language.text import Text
from tauscope.sources.language.writer import Writer
from tauscope.ui.editing.history import EditRequest
from tauscope.ui.painting.surprise import surprisal
from tauscope.ui.panels.panel import Panel, PanelContext
from tauscope.ui.panels.token_view import TokenView
from tauscope.ui.panels.transport import Transport
from tauscope.ui.panels.writer.columns import ColumnsView
from tauscope.ui.panels.writer.next_tokens import NextTokens
from tauscope.ui.panels.writer.surprise_scale import SurpriseScale
from tauscope.ui.panels.writer.text_pieces import TextPieces, writer_of
from tauscope.ui.theme import Theme
from tauscope.ui.widgets.bubble import hide_bubble, show_bubble
from tauscope.ui.widgets.buttons import word_button
from tauscope.ui.widgets.card import OR
from tauscope.ui.widgets.entry import Entry

PROMPT_TIP = "How the text begins; Enter starts it again"

LONGEST_NAME = 16
"""Characters of a token's name that a button shows."""


class WriterPanel(Panel):
    """Write, pause, go back, choose another token, begin with another prompt."""

    def __init__(self, context: PanelContext) -> None:
        self._document: Document | None = None
        self._gesture = object()
        self._runs: tuple[Run, ...] = ()
        self._written = TextPieces()
        self.transport = Transport(context)
        self.beside = word_button(
            "Side by side",
            "Write with the same prompt and dice at several temperatures, chains or engines",
            self._toggle_columns,
        )
        self.beside.setCheckable(True)
        self.prompt = Entry()
        self.view = TokenView(context.theme, "Text")
        self.next = NextTokens(context.focus, context.theme)
        self.scale = SurpriseScale(context.theme)
        self.changed = self._changed_button("changedLogits")
        self.changed_beside = self._changed_button("changedLogitsBeside")
        self.start = word_button("", "", self._toggle_start)
        self.columns = ColumnsView(context)
        self._stack = QStackedWidget()
        super().__init__("Story writer", context, self._content(), (*self.transport.buttons, self.beside))
        self.view.picked.connect(self._go_to)
        self.next.chosen.connect(self._choose)
        self.apply_theme(context.theme)

    def _content(self) -> QWidget:
        """The prompt over the text, or over the columns."""
        self.prompt.setObjectName("prompt")
        self.prompt.setAccessibleName("Prompt")
        self.prompt.setPlaceholderText("How the text begins; leave empty to let the model begin")
        self.prompt.editingFinished.connect(self._enter_prompt)
        self._stack.addWidget(self._single())
        self._stack.addWidget(self._beside())
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        row = QHBoxLayout()
        row.addWidget(self.prompt, 1)
        for field in self.transport.fields:
            row.addWidget(field)
        layout.addLayout(row)
        self.start.setObjectName("startToken")
        layout.addWidget(self.start, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._stack, 1)
        return box

    def _single(self) -> QWidget:
        box, side = QWidget(), QVBoxLayout()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self.view, 1)
        side.setSpacing(2)
        title = QLabel("NEXT TOKEN")
        title.setObjectName("cardTitle")
        side.addWidget(title)
        side.addWidget(self.next, 1)
        side.addWidget(self.changed)
        side.addWidget(self.scale)
        row.addLayout(side)
        return box

    def _beside(self) -> QWidget:
        """The columns, and under them the button that takes back logits changed for all of them."""
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.columns, 1)
        layout.addWidget(self.changed_beside)
        return box

    def _changed_button(self, name: str) -> QToolButton:
        button = word_button("", "Restore the model's own logits", self._take_back)
        button.setObjectName(name)
        return button

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self.view.apply_theme(theme)
        self.next.apply_theme(theme)
        self.columns.apply_theme(theme)
        self.scale.apply_theme(theme)
        self.transport.apply_theme(theme.base)
        self.next.setFixedWidth(round(13 * theme.base))

    # What is shown

    def show_document(self, document: Document) -> None:
        """Show the text, or the columns."""
        self._document = document
        source = writer_of(document)
        text: Text = document.state
        self.transport.show_document(document)
        if not self.prompt.isModified() or not self.prompt.hasFocus():
            self.prompt.setText(source.prompt)
        self.beside.setChecked(bool(document.runs))
        self._stack.setCurrentIndex(1 if document.runs else 0)
        if document.runs:
            self.columns.show_document(document)
        else:
            pieces = self._written.pieces(source, text)
            self.view.show_text(source.prompt, pieces, source.position(text))
        for button in (self.changed, self.changed_beside):
            button.setText(f"{_changes(source)} ×")
            button.setVisible(bool(source.bias))
        self.prompt.setToolTip(f"{PROMPT_TIP}\n{source.model.special_words}".strip())
        self._show_start(source)
        self.card.set_note(_note(document))

    def _show_start(self, source: Writer) -> None:
        """Say that a start token stands twice, on a button that changes that."""
        name = source.doubled_start
        self.start.setVisible(bool(name))
        if not name:
            return
        short = name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"
        self.start.setText(f"{short} once ×" if source.plain else f"{short} twice: use one")
        self.start.setToolTip(
            f"The prompt is read as typed. Click to let the tokenizer put another {name} before it"
            if source.plain
            else f"{doubled_sentence(source)}. Click to read the prompt as typed"
        )

    def show_picture(self, picture: Picture) -> None:
        """Show the candidates for the next token."""
        if picture.document.runs:
            return
        document = picture.document
        chosen = document.source.choice_at(document.state)
        self.next.show_picture(picture, None if chosen is None else chosen.key)

    @property
    def numbers(self) -> Sequence[QWidget]:
        """List of the next tokens."""
        return (self.next,)

    def export(self) -> None:
        """Write the text, or the columns, with the numbers of each token."""
        path = self.context.questions.text_to_save()
        if path is None or self._document is None:
            return
        content = partial(text_bytes, self._document, writer_of(self._document), path.suffix.lower())
        self.context.writer.write(path, content, f"Exported to {path}")

    # The hand

    def _go_to(self, token: int) -> None:
        document = self._document
        if document is not None and token != document.source.position(document.state):
            edit = partial(source_edits.go_to_position, position=token)
            self.context.perform(EditRequest("go to a token", edit, self._gesture))

    def _choose(self, key: int) -> None:
        """Write this token here and continue."""
        self._gesture = object()
        label = self._label(key)
        if not self.context.perform(EditRequest(f"choose {label}", partial(source_edits.choose, key=key))):
            self.context.run_controller.write()

    def _enter_prompt(self) -> None:
        if not self.prompt.isModified():
            return
        self.prompt.setModified(False)
        prompt = self.prompt.text()
        sentence = self.context.perform(EditRequest("set the prompt", partial(_prompted, prompt=prompt)))
        if sentence:
            show_bubble(self.prompt, sentence)
            return
        hide_bubble(self)
        if self._document is not None and writer_of(self._document).doubled_start:
            show_bubble(self.prompt, f"{doubled_sentence(writer_of(self._document))}.")

    def _toggle_start(self) -> None:
        """Toggle the tokenizer's special tokens before the prompt."""
        self.context.perform(EditRequest("read the prompt in another way", _with_other_start))

    def _take_back(self) -> None:
        self.context.perform(EditRequest("give the model's own logits", source_edits.own_logits))

    def _toggle_columns(self) -> None:
        """Switch between one text and columns with the settings used last."""
        beside = self.beside.isChecked()
        if not beside and self._document is not None:
            self._runs = self._document.runs
        edit = partial(run_edits.put_runs, runs=self._runs if beside else ())
        if beside and not self._runs:
            edit = partial(run_edits.set_runs, temperatures=run_edits.SIDE_BY_SIDE)
        self.context.perform(EditRequest("side by side" if beside else "one text", edit))

    def _label(self, key: int) -> str:
        return "" if self._document is None else writer_of(self._document).model.labels[key][:24]


def _with_other_start(document: Document) -> Document:
    source = writer_of(document)
    return source_edits.use_source(document, source.with_plain_prompt(plain=not source.plain))


def _prompted(document: Document, prompt: str) -> Document:
    return source_edits.use_source(document, writer_of(document).with_prompt(prompt))


def _changes(source: Writer) -> str:
    """Number of logits that the user changed, in words."""
    return f"{len(source.bias):,} logit{'s' if len(source.bias) > 1 else ''} changed"


def _model(source: Writer) -> str:
    size = f"{source.model.title}, {len(source.model.labels):,} tokens"
    return f"{size}, {_changes(source)}" if source.bias else size


def _note_of_columns(document: Document) -> str:
    """Note on the columns: length of each text, and a hint."""
    source = writer_of(document)
    counts = " · ".join(f"{len(source.path(column.state)):,}" for column in document.runs)
    ended = ": all have ended" if all(source.ended(one.state) for one in document.runs) else ""
    hint = "click a token: the bench goes to that moment"
    written = f"{counts} written{ended}"
    told = f"{written}   {_changes(source)}" if source.bias else written
    whole = f"{written}   {hint}   {_model(source)}"
    return OR.join((whole, f"{told}   {hint}", told, written, counts, ""))


def _note(document: Document) -> str:
    """Note on the present moment, and on the model."""
    source, text = writer_of(document), document.state
    path = source.path(text)
    places = [place for place, one in enumerate(document.runs, 1) if path == source.path(one.state)]
    if document.runs and not (places and source.choice_at(text)):
        return _note_of_columns(document)
    return _note_of_text(source, text, f"text {places[0]}, " if places else "")


def _note_of_text(source: Writer, text: Text, which: str = "") -> str:
    model = _model(source)
    token, count = source.choice_at(text), len(source.path(text))
    if token is None:
        ended = ": the text has ended" if source.ended(text) else ""
        written = f"{count:,} written{ended}"
        return OR.join((f"{written}   {model}", written, "")) if count else model
    # What it came with: the dial may have been turned since, and the bench shows what holds now.
    share, bits = screen_percentage(token.probability), screen_number(surprisal(token.probability), 1)
    label, place = source.model.labels[token.key][:24], f"token {source.position(text) + 1:,} of {count:,}"
    came = f"{label} {came_with(token)}"
    whole = f"{which}{place}: {came}, {bits} bits of surprise"
    return OR.join((f"{whole}   {model}", whole, f"{came}, {bits} bits", came, f"{label} {share}", ""))
