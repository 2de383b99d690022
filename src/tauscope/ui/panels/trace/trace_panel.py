"""The panel of a trace: a file's text, its surprise and entropy, and what the user corrects of the file."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING, ClassVar

import numpy as np
from PySide6.QtWidgets import QLabel, QWidget

from tauscope.core.bounds import written
from tauscope.core.numbers import screen_number, screen_percentage
from tauscope.core.text.labels import one_line
from tauscope.document.edits import source_edits, trace_edits
from tauscope.document.studies.trace_reading import ReadTrace, read_trace, reading_failure, surprise_in_bits
from tauscope.document.studies.trace_tempering import TemperedTrace, span, tempered_trace
from tauscope.document.traces import trace_of
from tauscope.sources.trace.source import SOURCE_TEMPERATURE
from tauscope.ui.editing.history import Edit, EditRequest
from tauscope.ui.panels.panel import Panel, PanelContext
from tauscope.ui.panels.trace.trace_strip import TraceStrip
from tauscope.ui.panels.trace.trace_text import TraceText
from tauscope.ui.panels.trace.trace_tools import NAME, NOTE, TraceTools
from tauscope.ui.panels.trace.trace_view import TraceView
from tauscope.ui.panels.trace.values_choice import ValuesChoice
from tauscope.ui.panels.trace.vocabulary_field import VocabularyField
from tauscope.ui.panels.transport import PaceSlider, pace_words
from tauscope.ui.widgets.buttons import word_button
from tauscope.ui.widgets.card import OR
from tauscope.ui.widgets.fields.interval_field import IntervalField
from tauscope.ui.widgets.flow import group

if TYPE_CHECKING:
    from tauscope.core.logits import Floats
    from tauscope.document.document import Document
    from tauscope.document.picture.picture import Picture
    from tauscope.sources.trace.source import TraceSource
    from tauscope.sources.trace.values import ValueKind
    from tauscope.ui.theme import Theme

_APPLIED = (
    "Temperature that was applied before the file was written: 1 for most servers,"
    " which report the model's own probabilities"
)
_ASSUMED = ".\nThis file does not say which it was, so 1 is assumed: correct it if you know better"

NOTABLE = 0.1
"""Share of the steps that count as surprising, or as uncertain."""


class TracePanel(Panel):
    """Walk along a file, jump to what is notable, and correct temperature and vocabulary."""

    apart: ClassVar[bool] = True

    def __init__(self, context: PanelContext) -> None:
        self._document: Document | None = None
        self._read: ReadTrace | None = None
        self._tempered: TemperedTrace | None = None
        self._shown: ReadTrace | None = None
        self._bits: Floats | None = None
        self._gesture = object()
        run = context.run_controller
        self.back = word_button("◀", "The step before", partial(self._step, -1))
        self.onward = word_button("▶", "The next step (F6)", partial(self._step, 1))
        self.play = word_button("Play", "Walk along the file, or pause (F7)", run.toggle)
        self.surprise = word_button(
            "Next surprise",
            "The next of the tenth of all tokens that surprise most (F8)",
            partial(self.jump, "surprise"),
        )
        self.doubt = word_button(
            "Next doubt",
            "The next of the tenth of all steps with the largest entropy (Shift+F8)",
            partial(self.jump, "doubt"),
        )
        self.applied = IntervalField(SOURCE_TEMPERATURE, self._set_temperature)
        self.applied.setPlaceholderText("1")
        self.of_applied = _note("source τ")
        self.vocabulary = VocabularyField(self._set_vocabulary)
        self.values = ValuesChoice(self._set_values)
        self.pace = PaceSlider()
        self.pace.valueChanged.connect(lambda _: run.set_pace(self.pace.pace))
        self.text, self.strip = TraceText(context.theme), TraceStrip(context.theme)
        self.view = TraceView(self.text, self.strip)
        self._name_parts()
        words = (self.of_applied, _note("vocabulary"), _note("values"))
        self.of_values, self.of_vocabulary = group(words[2], self.values), group(words[1], self.vocabulary)
        self.tools = TraceTools(
            (
                group(self.back, self.onward),
                self.play,
                self.pace,
                self.surprise,
                self.doubt,
                group(words[0], self.applied),
                self.of_vocabulary,
                self.of_values,
            ),
            # A field stays with its word: nobody knows what a lone “unknown” is.
            {self.doubt: NOTE, self.pace: NOTE, self.play: NOTE, self.surprise: NAME, words[2]: 0.0},
            shorter={
                self.surprise: ("Next surprise", "Surprise ›"),
                self.doubt: ("Next doubt", "Doubt ›"),
                words[1]: ("vocabulary", "vocab."),
            },
        )
        super().__init__("Trace", context, self.view, (self.tools,))
        self.text.picked.connect(self.go_to)
        self.strip.picked.connect(self._pick)
        self.strip.words = self._words_of
        run.changed.connect(self._show_run)
        self.apply_theme(context.theme)

    def _name_parts(self) -> None:
        """Set object names, tooltips and the names for screen readers."""
        for part, name, spoken in (
            (self.back, "traceBack", "Step before"),
            (self.onward, "traceNext", "Next step"),
            (self.play, "tracePlay", "Play"),
            (self.surprise, "nextSurprise", "Next surprise"),
            (self.doubt, "nextDoubt", "Next doubt"),
            (self.applied, "sourceTemperature", "Temperature of the source"),
            (self.vocabulary, "vocabulary", "Size of the vocabulary"),
            (self.values, "traceValues", "What the numbers of the file are"),
        ):
            part.setObjectName(name)
            part.setAccessibleName(spoken)
        self.vocabulary.setToolTip(
            "Number of tokens that the model has; leave it empty if you do not know it"
        )

    # What is shown

    def show_document(self, document: Document) -> None:
        """Show the text, the place in it, and what is known of the file."""
        source = trace_of(document)
        if self._document is not None and trace_of(self._document).fingerprint != source.fingerprint:
            self._drop_numbers()
        self._document = document
        self.text.setVisible(source.has_tokens)
        self.tools.leave_out(self._unwanted(source))
        self._show_text(source, document.state.at)
        self.strip.show_place(document.state.at, source.steps)
        self._show_applied(source)
        fixed = source.recording.lists_all and source.recording.says_vocabulary
        self.vocabulary.show_classes(source.classes, fixed=fixed)
        self.values.show_kind(source.recording.values)
        self.back.setEnabled(document.state.at > 0)
        self.onward.setEnabled(not source.ended(document.state))
        self._show_heading(source)
        self._show_run()

    def _show_applied(self, source: TraceSource) -> None:
        """Show the temperature that had been applied, or that it is only assumed to be 1."""
        if source.knows_applied:
            self.applied.show_number(source.applied)
        else:
            self.applied.show_text("")  # so that 1 can be typed too, as what is known
        word, said = ("source τ", "") if source.knows_applied else ("assumed τ", _ASSUMED)
        if word != self.of_applied.text():
            self.of_applied.setText(word)
            self.tools.fit_again()
        self.applied.setToolTip(f"{_APPLIED}{said}")

    def _drop_numbers(self) -> None:
        """Show no numbers of the steps: those that are shown are of another file."""
        self._read = self._tempered = None
        self.strip.show_numbers(None, None)

    def _unwanted(self, source: TraceSource) -> frozenset[QWidget]:
        """Return the tools that are of no use for this file."""
        recording = source.recording
        unwanted: dict[QWidget, bool] = {
            self.surprise: not source.has_tokens,
            self.of_values: recording.says_values,
            self.of_vocabulary: not recording.says_values and recording.lists_all,
        }
        return frozenset(tool for tool, is_unwanted in unwanted.items() if is_unwanted)

    def _show_text(self, source: TraceSource, at: int) -> None:
        # By identity: what was read holds arrays, which have no one truth of being equal.
        if self._shown is not self._read:
            self._shown = self._read
            self._bits = None if self._read is None else np.nan_to_num(self._read.surprise)
        texts = source.recording.pieces
        bits = self._bits if self._bits is not None and len(self._bits) == len(texts) else None
        self.text.show_tokens(texts, bits, at)
        self.view.arrange()

    def show_picture(self, picture: Picture) -> None:
        """Show surprise and entropy, as soon as they are known."""
        if picture.document.source != trace_of(picture.document):
            return
        self._read, self._tempered = read_trace(picture), tempered_trace(picture)
        self._show_text(trace_of(picture.document), picture.document.state.at)
        self.strip.show_numbers(self._read, self._tempered, reading_failure(picture))
        self._show_heading(trace_of(picture.document))

    def _show_heading(self, source: TraceSource) -> None:
        self.card.set_note(_heading(source, self._read, self._tempered))

    def _show_run(self) -> None:
        run = self.context.run_controller
        text = "Pause" if run.going else "Play"
        if text != self.play.text():
            self.play.setText(text)
        self.play.setEnabled(run.going or run.can_go)
        self.pace.show_pace(run.pace)
        self.pace.setToolTip(
            f"Pace of Play: {pace_words(run.pace)}; the right end is full speed"
            " (Ctrl+F7 faster, Ctrl+Shift+F7 slower)"
        )

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self.tools.set_base(theme.base)
        self.text.apply_theme(theme)
        self.strip.apply_theme(theme)
        self.applied.setFixedWidth(round(3.2 * theme.base))
        self.vocabulary.setFixedWidth(round(5.6 * theme.base))
        self.pace.setFixedWidth(round(4 * theme.base))
        self.play.setMinimumWidth(round(3.6 * theme.base))
        self.view.arrange()

    def _words_of(self, number: int) -> str:
        """Say the numbers of a step, for the pointer and for screen readers."""
        if self._document is None:
            return ""
        source, parts = trace_of(self._document), [f"step {number + 1:,}"]
        if source.has_tokens:
            parts[0] += f": “{one_line(source.recording.chosen_text(number))}”"
        if self._read is not None and self._read.ranks[number]:
            rank = f"{'below rank ' if self._read.beyond[number] else 'rank '}{_rank(self._read, number):,}"
            parts.append(f"{surprise_in_bits(self._read, number)} of surprise, {rank}")
        if self._tempered is not None:
            entropy, p = (span(array[:, number]) for array in (self._tempered.entropy, self._tempered.chosen))
            if entropy is not None:
                parts.append(f"entropy {written(entropy, lambda bits: screen_number(bits, 2))} bits")
            if p is not None:
                parts.append("the chain cuts it" if p == 0 else f"p {written(p, screen_percentage)} now")
            if not math.isnan(self._tempered.left[number]):
                parts.append(f"{self._tempered.left[number]:,.0f} left by the chain")
        return "\n".join(parts)

    def export(self) -> None:
        """Write every step, with its numbers, to a file."""
        from tauscope.document.reports.trace_report import trace_bytes  # noqa: PLC0415  # for an export alone

        path = self.context.questions.text_to_save()
        if path is not None and self._document is not None:
            content = partial(trace_bytes, self._document, path.suffix.lower())
            self.context.writer.write(path, content, f"Exported to {path}")

    # The hand

    def _step(self, steps: int) -> None:
        if self._document is not None:
            self.go_to(self._document.state.at + steps)

    def _pick(self, step: int, dragged: bool) -> None:
        if not dragged:
            self._gesture = object()
        self._go(step, self._gesture)

    def go_to(self, step: int) -> None:
        """Go to a step, or to the last one for any after it; many in a row are one step of undo."""
        self._go(step, self)

    def _go(self, step: int, gesture: object) -> None:
        if self._document is None:
            return
        last = trace_of(self._document).steps - 1
        step = min(max(step, 0), last)
        if step != self._document.state.at:
            edit = partial(source_edits.go_to_position, position=step)
            self._do("go to a step", edit, gesture)

    def jump(self, to: str) -> None:
        """Go back, or to the next surprise or doubt; from the last one to the first."""
        if to == "back":
            self._step(-1)
            return
        numbers = self._surprise if to == "surprise" else self._doubt
        if self._document is None or numbers is None:
            self.context.refused("The steps are still being read.")
            return
        step = next_notable(numbers, self._document.state.at)
        if step is None:
            self.context.refused("The file does not say which tokens were chosen.")
        else:
            self._go(step, object())

    @property
    def _surprise(self) -> Floats | None:
        return None if self._read is None else self._read.surprise

    @property
    def _doubt(self) -> Floats | None:
        return None if self._tempered is None else self._tempered.entropy[0]

    def _do(self, name: str, edit: Edit, gesture: object | None = None) -> str | None:
        return self.context.perform(EditRequest(name, edit, gesture))

    def _set_temperature(self, temperature: float) -> str | None:
        edit = partial(trace_edits.set_source_temperature, temperature=temperature)
        return self._do("set the source's temperature", edit)

    def _set_vocabulary(self, classes: int | None) -> str | None:
        return self._do("set the vocabulary", partial(trace_edits.set_vocabulary, classes=classes))

    def _set_values(self, kind: ValueKind) -> str | None:
        return self._do(f"take the numbers as {kind.value}", partial(trace_edits.set_values, kind=kind))


def next_notable(numbers: Floats, at: int) -> int | None:
    """Return the next step after `at` whose number is among the largest tenth, or the first of them.

    Examples
    --------
    >>> numbers = np.array([0.0, 5.0, 1.0, 2.0, 9.0, np.nan])
    >>> next_notable(numbers, 0), next_notable(np.full(3, np.nan), 0)
    (4, None)
    """
    known = np.flatnonzero(~np.isnan(numbers))
    if not known.size:
        return None
    count = max(1, round(NOTABLE * known.size))
    least = np.sort(numbers[known])[-count]
    notable = known[numbers[known] >= least]
    later = notable[notable > at]
    return int(later[0] if later.size else notable[0])


def _rank(read: ReadTrace, number: int) -> int:
    """Return the rank of a chosen token, or the last rank that is listed for one that is below."""
    return int(read.ranks[number]) - int(read.beyond[number])


def _heading(source: TraceSource, read: ReadTrace | None, tempered: TemperedTrace | None) -> str:
    """Return the file's name and what it was recognised as, and what is to be said of its steps.

    That is how many chosen tokens the chain cuts, and which steps cannot be read.
    """
    name, recognised = source.recording.name, source.recording.recognised
    parts = source.recording.in_short.split(", ")
    shorter = [", ".join((name, *parts[:count])) for count in range(len(parts), 0, -1) if parts[0]]
    shapes = [f"{name}, {recognised}", *shorter, name]
    unread: list[int] = [] if read is None else read.unreadable.tolist()
    cut = 0 if tempered is None else tempered.cut
    if len(unread) == 1:
        words = f"step {unread[0] + 1:,} cannot be read"
    elif unread:
        words = f"{len(unread):,} steps cannot be read, the first is step {unread[0] + 1:,}"
    elif cut and tempered is not None:
        words = f"knobs cut {cut:,} of {tempered.known:,} tokens"
    else:
        return OR.join(shapes)
    return OR.join((*(f"{one}   {words}" for one in shapes), words, *shapes))


def _note(text: str) -> QLabel:
    label = QLabel(text)
    label.setObjectName("cardNote")
    return label
