"""Parts of the window that are made on first access: the window opens without them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QMainWindow

from tauscope.ui.editing.history import EditRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tauscope.document.document import Document
    from tauscope.document.library.articles import Article
    from tauscope.document.motion import Motion
    from tauscope.document.picture.answers import Failed
    from tauscope.document.preferences import Preferences
    from tauscope.ui.bench.bench import Bench
    from tauscope.ui.editing.feed import Feed
    from tauscope.ui.editing.files.file_writer import FileWriter
    from tauscope.ui.editing.files.session import Session
    from tauscope.ui.editing.history import History
    from tauscope.ui.editing.jobs import Jobs
    from tauscope.ui.editing.player import Player
    from tauscope.ui.editing.source_finder import SourceFinder
    from tauscope.ui.focus import Focus
    from tauscope.ui.help.page_panel import PagePanel
    from tauscope.ui.help.plot_description import PlotDescription
    from tauscope.ui.lessons.authoring import Authoring
    from tauscope.ui.lessons.lesson_panel import LessonPanel
    from tauscope.ui.lessons.named_classes import NamedClasses
    from tauscope.ui.pins.pin_commands import PinCommands
    from tauscope.ui.presenting.presentation import Presentation
    from tauscope.ui.window.appearance import Appearance
    from tauscope.ui.window.calibration_commands import CalibrationCommands
    from tauscope.ui.window.export_commands import Exports
    from tauscope.ui.window.notice import Answers, Notice
    from tauscope.ui.window.source_commands import SourceCommands
    from tauscope.ui.window.source_desk import SourceDesk
    from tauscope.ui.window.trace_commands import TraceCommands
    from tauscope.ui.window.tree_commands import TreeCommands


class LazyParts(QMainWindow):
    """Base of the window with parts that are made on first access."""

    appearance: Appearance
    history: History
    preferences: Preferences
    jobs: Jobs
    writer: FileWriter
    focus: Focus
    session: Session
    notice: Notice
    feed: Feed
    bench: Bench
    side_by_side: QHBoxLayout
    """Layout of the bench and the page beside it."""

    def has(self, part: str) -> bool:
        """Whether a part exists already."""
        # `cached_property` keeps what it made in the instance under its own name.
        return part in vars(self)

    def close_late(self) -> None:
        """Cancel jobs in other threads and processes, without waiting."""
        self.jobs.close()
        self.writer.close()
        self.feed.close()
        # To ask for a part by its name would make it.
        for part in ("desk", "session", "exports"):
            if self.has(part):
                getattr(self, part).close()
        if self.has("player"):
            self.player.stop()
        if self.has("presentation"):
            self.presentation.stop()

    def gliding_document(self) -> Document | None:
        """Return the document that a glide shows now, or None without one."""
        raise NotImplementedError

    def remember_place(self, place: str) -> None:
        """Put a file, folder or address first among the recent ones."""
        raise NotImplementedError

    def remember_lesson(self, name: str) -> None:
        """Remember that a lesson was walked to its end."""
        raise NotImplementedError

    def remove_place(self, place: str) -> None:
        """Remove a missing place from the recent files."""
        raise NotImplementedError

    def listen(
        self,
        teller: Session
        | Exports
        | SourceDesk
        | SourceCommands
        | TraceCommands
        | TreeCommands
        | FileWriter
        | SourceFinder
        | Authoring,
    ) -> None:
        """Show the sentences of a part in the notice, until the user changes something."""
        teller.said.connect(lambda sentence: self.notice.say(sentence, about=self._settings))
        teller.refused.connect(lambda sentence: self.notice.refuse(sentence, about=self._settings))

    def _offer(self, sentence: str, answers: Answers) -> None:
        """Show a part's sentence with buttons, until source or chain change."""

        def source_and_chain() -> object:
            return type(self.history.document.source), self.history.document.chain

        self.notice.say(sentence, answers, about=source_and_chain)

    def _settings(self) -> object:
        """Settings of the user, without the state of the source, which changes during a run."""
        document = self.history.document
        return document.source, document.chain, document.pins, document.plots, document.comparison

    @cached_property
    def player(self) -> Player:
        """Made when τ is first played."""
        from tauscope.ui.editing.player import Player  # noqa: PLC0415

        player = Player(self.history, self)
        player.changed.connect(self.bench.show_playing)
        self.session.begun.connect(player.stop)
        return player

    @cached_property
    def presentation(self) -> Presentation:
        """Made when one presents for the first time."""
        from tauscope.ui.presenting.presentation import Presentation  # noqa: PLC0415

        presentation = Presentation(self.history, self.feed, self.focus, self.player, self)
        presentation.arrived.connect(self.run_step)
        presentation.asked_to_run.connect(self._run_or_pause)
        presentation.asked_to_restart.connect(self._restart)
        presentation.asked_to_record.connect(self._record)
        presentation.gliding = self.gliding_document
        return presentation

    @cached_property
    def pins(self) -> PinCommands:
        """Made on first access."""
        from tauscope.ui.pins.pin_commands import PinCommands  # noqa: PLC0415

        commands = PinCommands(self.history, self.feed, self)
        commands.refused.connect(lambda sentence: self.notice.refuse(sentence, about=self._settings))
        commands.done.connect(self.notice.withdraw)
        commands.again.connect(self.feed.try_again)
        return commands

    @cached_property
    def calibration(self) -> CalibrationCommands:
        """Made on first access: the window opens without its studies."""
        from tauscope.ui.window.calibration_commands import CalibrationCommands  # noqa: PLC0415

        commands = CalibrationCommands(self.history, self.feed, self)
        commands.said.connect(self.notice.say)
        return commands

    @cached_property
    def pages(self) -> PagePanel:
        """Made on first access: the window opens without it."""
        from tauscope.ui.help.page_panel import PagePanel  # noqa: PLC0415
        from tauscope.ui.window.commands import key_rows  # noqa: PLC0415

        panel = PagePanel(self.appearance.theme, key_rows)
        panel.asked_for.connect(self._show_scene)
        panel.crowds.connect(self.bench.make_room)
        self.side_by_side.addWidget(panel)
        return panel

    def _show_scene(self, article: Article) -> None:
        """Show the scene of an article on the bench."""
        self.history.perform(EditRequest(f"show {article.title}", article.scene.put_on))

    @cached_property
    def plot_description(self) -> PlotDescription:
        """Made when a plot is first described."""
        from tauscope.ui.help.plot_description import PlotDescription  # noqa: PLC0415

        page = PlotDescription(self.pages, self.bench.plot, lambda: self.feed.picture)
        self.feed.changed.connect(page.follow)
        self.focus.changed.connect(page.follow)
        return page

    @cached_property
    def lessons(self) -> LessonPanel:
        """Made on first access: the window opens without it."""
        from tauscope.ui.lessons.lesson_panel import LessonPanel  # noqa: PLC0415
        from tauscope.ui.lessons.next_studies import NextStudies  # noqa: PLC0415

        done = self.preferences.lessons
        panel = LessonPanel(self.history.perform, self.authoring, self.appearance.theme, done)
        panel.refused.connect(lambda sentence: self.notice.refuse(sentence, about=self._settings))
        panel.crowds.connect(self.bench.make_room)
        panel.finished.connect(self.remember_lesson)
        panel.asked_to_play.connect(self._play_step)
        panel.arrived.connect(self.run_step)
        self.side_by_side.addWidget(panel)
        self.feed.changed.connect(panel.show_answer)
        NextStudies(self.feed, panel)
        panel.show_document(self.history.document)
        return panel

    @cached_property
    def named_classes(self) -> NamedClasses:
        """Made when the first step of a lesson is shown."""
        from tauscope.ui.lessons.named_classes import NamedClasses  # noqa: PLC0415

        return NamedClasses(self.focus)

    @cached_property
    def authoring(self) -> Authoring:
        """Made on first access."""
        from tauscope.ui.lessons.authoring import Authoring  # noqa: PLC0415  # the window opens without it

        authoring = Authoring(self.history, self.session.questions, self.writer, self)
        self.listen(authoring)
        authoring.recorded.connect(self._write_step)
        return authoring

    def _play_step(self, motion: Motion) -> None:
        """Play the motion of a lesson's step."""
        self.player.play(motion)

    def run_step(self) -> None:
        """Let the source go the steps that the lesson's step has, once nothing is left to reveal."""
        place = self.history.document.lesson
        if place is not None and place.present.run and not place.asks:
            self.desk.run_controller.write(place.present.run)

    def _run_or_pause(self) -> None:
        self.sources.toggle()

    def _record(self) -> None:
        self.authoring.record()

    def _restart(self) -> None:
        if self.history.document.source.abilities.steps:
            self.sources.restart()

    def _write_step(self) -> None:
        """Let the words of a step that was recorded be typed."""
        self.lessons.write()

    @cached_property
    def exports(self) -> Exports:
        """Made on first access: the window opens without it."""
        from tauscope.ui.window.export_commands import Exports  # noqa: PLC0415

        exports = Exports(self.feed, self.focus, self.writer, self.jobs, self)
        self.listen(exports)
        return exports

    @cached_property
    def finder(self) -> SourceFinder:
        """Made for the first session whose source cannot be had."""
        from tauscope.ui.editing.source_finder import SourceFinder  # noqa: PLC0415

        finder = SourceFinder(self.history, self.session.questions, self.jobs, self)
        self.listen(finder)
        finder.offered.connect(self._offer)
        self.feed.offer(finder.failure_buttons)
        self.feed.tried_again.connect(finder.try_again)
        return finder

    @cached_property
    def desk(self) -> SourceDesk:
        """Made for the first source that steps, answers late or has a panel: the window opens without it."""
        from tauscope.ui.window.source_desk import SourceDesk  # noqa: PLC0415

        desk = SourceDesk(self.history, self.focus, self.bench, self.session.questions, self.writer)
        self.listen(desk)
        desk.run_controller.begun.connect(self.notice.clear)
        self.feed.offer(self._repairs_of_traces)
        return desk

    @cached_property
    def trees(self) -> TreeCommands:
        """Made on first access: the window opens without it."""
        from tauscope.ui.window.tree_commands import TreeCommands  # noqa: PLC0415

        commands = TreeCommands(self.history, self.feed, self.session.questions, self.writer, self)
        self.listen(commands)
        return commands

    @cached_property
    def traces(self) -> TraceCommands:
        """Made on first access: the window opens without it."""
        from tauscope.ui.window.trace_commands import TraceCommands  # noqa: PLC0415

        commands = TraceCommands(self.history, self.session.questions, self.jobs, self)
        self.listen(commands)
        return commands

    def _repairs_of_traces(self, failed: Failed) -> dict[str, Callable[[], object]]:
        return self.traces.failure_buttons(failed)  # made when it is first needed

    @cached_property
    def sources(self) -> SourceCommands:
        """Made on first access."""
        from tauscope.ui.window.source_commands import SourceCommands  # noqa: PLC0415

        commands = SourceCommands(
            self.history, self.desk.run_controller, self.bench.table, self.session.questions, self.jobs
        )
        self.listen(commands)
        commands.offered.connect(self._offer)
        commands.used.connect(self.remember_place)
        commands.missing.connect(self.remove_place)
        return commands
