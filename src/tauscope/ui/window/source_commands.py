"""Commands of the menu Source: open a source and run it."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from tauscope.core.chain.chain import Chain
from tauscope.core.errors import InputError
from tauscope.core.numbers import quoted
from tauscope.document.edits import source_edits, table_edits
from tauscope.document.library.model_defaults import recommendation
from tauscope.document.picture.partial_words import without_others
from tauscope.ui.editing.history import Edit, EditRequest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tauscope.document.document import Document
    from tauscope.sources import Source
    from tauscope.sources.language.writer import Writer
    from tauscope.sources.trace.arrays import SeveralArraysError
    from tauscope.ui.editing.history import History
    from tauscope.ui.editing.job import JobToken
    from tauscope.ui.editing.jobs import Jobs
    from tauscope.ui.editing.questions import Questions
    from tauscope.ui.editing.run_controller import RunController
    from tauscope.ui.table.logit_table import LogitTable

OPENING = "model"
"""Key of the job that opens a source: a model, or what an opener reads of a file or an address."""


class SourceCommands(QObject):
    """Opens models without blocking the window, and runs the open source."""

    said = Signal(str)
    refused = Signal(str)
    used = Signal(str)
    """Emitted with the path or address that was opened, for the recent files."""
    missing = Signal(str)
    """Emitted with the path that was to be opened and is not there."""
    offered = Signal(str, object)
    """Emitted with a sentence and the buttons that answer it: callables by the text of the button."""

    def __init__(
        self,
        history: History,
        run_controller: RunController,
        table: LogitTable,
        questions: Questions,
        jobs: Jobs,
    ) -> None:
        super().__init__(run_controller)
        self._history, self._run_controller, self._table, self._questions = (
            history,
            run_controller,
            table,
            questions,
        )
        self._jobs = jobs

    def story(self) -> None:
        """Open the story writer that ships."""
        self.open(None)

    def open_tree(self, name: str = "nice-dog") -> None:
        """Open a decoding tree that ships."""

        def work(_: JobToken) -> tuple[Source, str]:
            from tauscope.document.library.trees import shipped_tree  # noqa: PLC0415  # the window opens without it

            return shipped_tree(name), ""

        then = partial(self._opened, name="open the tree")
        self._jobs.start(OPENING, work, then, self.refused.emit, title="Opening the tree")

    def open_digits(self) -> None:
        """Open the teacher of digits with one image."""
        from tauscope.sources.digits import TaughtDigit  # noqa: PLC0415  # the window opens without it

        self._opened((TaughtDigit(), ""), "open the digits")

    def open_bandit(self) -> None:
        """Open the bandit at the beginning of a run that follows its schedule."""
        from tauscope.document.edits import bandit_edits  # noqa: PLC0415  # the window opens without it

        if self._do("open the bandit", bandit_edits.open_bandit):
            self._announce(self._history.document.source, "")

    def ask_for_model(self) -> None:
        """Ask for a model's folder and open it."""
        folder = self._questions.model_to_open()
        if folder is not None:
            self.open(folder)

    def open(self, folder: Path | None) -> None:
        """Open a model's folder, or the model that ships; the prompt stays."""
        prompt = self._history.document.source.prompt

        def work(_: JobToken) -> tuple[Writer, str]:
            from tauscope.sources.language.writer import Writer  # noqa: PLC0415  # slow to load and not always there

            return (Writer.open(folder), "") if prompt is None else Writer.reopen(folder, prompt)

        self._jobs.cancel(OPENING)  # a folder that never opens does not keep the next one waiting
        name = folder.name if folder is not None else "the model"
        self._jobs.start(OPENING, work, self._opened, self.refused.emit, title=f"Opening {name}")

    def open_place(self, place: Path | str, tensor: str = "", given: Mapping[str, str] | None = None) -> None:
        """Open a folder, a file or an address by the registry of openers; a prompt stays.

        Parameters
        ----------
        place : Path or str
        tensor : str
            Name of the array to open, in a file of several; without it the user is asked.
        given : mapping of str to str, optional
            Options of the command line for a file of recorded steps, as `with_trace` takes them.
        """
        from tauscope.document.files.openers.location import name_of  # noqa: PLC0415  # the window opens without it
        from tauscope.document.files.openers.traces import ArrayOpener  # noqa: PLC0415  # the window opens without it
        from tauscope.document.files.opening import read_document  # noqa: PLC0415
        from tauscope.sources.trace.arrays import SeveralArraysError  # noqa: PLC0415
        from tauscope.ui.window.views_ahead import import_views  # noqa: PLC0415

        prompt, gone, asked = self._history.document.source.prompt, list[str](), list[Any]()
        several = list[SeveralArraysError]()

        def work(_: JobToken) -> tuple[Source, str]:
            try:
                decoded = read_document(place, ArrayOpener(tensor) if tensor else None)
            except InputError as refusal:
                if isinstance(refusal.__cause__, SeveralArraysError):
                    several.append(refusal.__cause__)
                if not isinstance(place, str) and not os.path.lexists(place):
                    gone.append(str(place.absolute()))
                raise
            if given:
                from tauscope.document.trace_requests import with_trace  # noqa: PLC0415

                decoded = replace(decoded, document=with_trace(decoded.document, given))
                asked.append(decoded.document)
            import_views(decoded.document)
            source, lost = decoded.document.source, ""
            if prompt is not None:
                source, lost = source.keeping_prompt(prompt)
            return source, " ".join((*decoded.warnings, lost)).strip()

        def missed(refusal: str) -> None:
            if several:
                self._ask_which(place, several[0], given)
            else:
                self._missed(gone, refusal)

        def then(opened: tuple[Source, str]) -> None:
            self._place_opened(place, opened, asked)

        self._jobs.cancel(OPENING)
        title = f"Opening {name_of(place)}"
        self._jobs.start(OPENING, work, then, missed, title=title)

    def _place_opened(self, place: Path | str, opened: tuple[Source, str], asked: Sequence[Document]) -> None:
        """Use the source of a place, at the step and with the comparison that were asked for."""
        from tauscope.document.files.openers.location import name_of  # noqa: PLC0415  # the window opens without it

        if not self._opened(opened, f"open {quoted(name_of(place))}", *(one.state for one in asked)):
            return
        self.used.emit(place if isinstance(place, str) else str(place.absolute()))
        for document in asked:
            self._compare(document)

    def _compare(self, asked: Document) -> None:
        """Compare the trace that was opened with the file with which the other document compares it."""
        from tauscope.document.edits import trace_edits  # noqa: PLC0415  # the window opens without it
        from tauscope.document.studies.two_files import other_file  # noqa: PLC0415

        if (other := other_file(asked)) is not None:
            self._do(f"compare with {other.name}", partial(trace_edits.compare_with, other=other))

    def _ask_which(
        self, place: Path | str, several: SeveralArraysError, given: Mapping[str, str] | None
    ) -> None:
        """Ask which of several arrays to open, and open it."""
        chosen = self._questions.array_to_open([(one.name, one.in_words) for one in several.arrays])
        if chosen is not None:
            self.open_place(place, chosen, given)

    def _missed(self, gone: list[str], refusal: str) -> None:
        self.refused.emit(refusal)
        for place in gone:
            self.missing.emit(place)

    def _opened(self, opened: tuple[Source, str], name: str = "open a model", *states: object) -> bool:
        """Use a source, in the last of these states, as an edit of this name; show what it recommends."""
        source, lost = opened

        def edit(document: Document) -> Document:
            used = source_edits.use_source(document, source=source)
            return source_edits.go_to(used, states[-1]) if states else used

        if not self._do(name, edit):
            return False
        self._announce(source, lost)
        return True

    def _announce(self, source: Source, lost: str) -> None:
        advice = recommendation(source.recommended, self._history.document.chain)
        quiet = lost or source.note or advice.sentence or not source.abilities.steps
        hint = "" if quiet else ": press Write (F7), and turn the dial while it writes"
        # What is lacking comes first: in a narrow window the end of a notice is not seen.
        said = f"{lost} {source.title} is on the bench{hint}. {source.note} {advice.sentence}"
        answers = {}
        if advice.chain is not None:
            answers[advice.button] = partial(
                self._do, "use the model's settings", partial(table_edits.set_chain, chain=advice.chain)
            )
        self.offered.emit(" ".join(said.split()), answers)

    def take_as_table(self) -> None:
        """Turn the present logits into a typed table, and say what a list leaves out of it."""
        document = self._history.document
        partial_knowledge = document.source.partial(document.state)
        if self._do("take as a table", source_edits.take_as_table) and partial_knowledge is not None:
            self.said.emit(without_others(len(document.logits), partial_knowledge.bounds(Chain()).others))

    def toggle(self) -> None:
        """Start a run, or pause it."""
        self._run_controller.toggle()
        self._explain()

    def step(self) -> None:
        """Write one token."""
        self._run_controller.step()
        self._explain()

    def _explain(self) -> None:
        """Show why no step is possible."""
        if why_not := self._run_controller.why_not:
            self.refused.emit(why_not)

    def change_pace(self, way: int) -> None:
        """Let the source make more steps a second (`way` 1), or fewer (−1), and say how many."""
        from tauscope.ui.panels.transport import next_pace, pace_words  # noqa: PLC0415  # panels come later

        run = self._run_controller
        run.set_pace(next_pace(run.pace, way))
        self.said.emit(f"Pace: {pace_words(run.pace)}")

    def restart(self) -> None:
        """Go back to the start of the source."""
        self._do("restart", source_edits.restart)

    def own_logits(self) -> None:
        """Discard the user's changes to a model's logits."""
        self._do("give the model's own logits", source_edits.own_logits)

    def choose(self) -> None:
        """Choose the class of the current row by hand; continue a text from it."""
        rows = self._table.rows()
        picture = self._table.picture
        chosen = bool(rows) and picture is not None and self._choose(int(picture.logits.keys[rows[0]]))
        if chosen and self._history.document.source.abilities.goes_on:
            self._run_controller.write()

    def _choose(self, key: int) -> bool:
        return self._do("choose", partial(source_edits.choose, key=key))

    def _do(self, name: str, edit: Edit) -> bool:
        sentence = self._history.perform(EditRequest(name, edit))
        if sentence:
            self.refused.emit(sentence)
        return not sentence
