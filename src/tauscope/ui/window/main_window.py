"""The main window: assembles the parts and connects their signals."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QEvent, QPoint, QSize, Qt, QUrl
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from tauscope.core.registry import imported
from tauscope.document.document import Document
from tauscope.document.edits import bench_edits
from tauscope.document.library.vocabularies import vocabulary_called
from tauscope.document.parts import PARTS
from tauscope.document.preferences import Preferences
from tauscope.ui.bench.bench import Bench
from tauscope.ui.bench.cards.plot_grid import PlotGrid
from tauscope.ui.editing.dial_turn import dial_turn
from tauscope.ui.editing.feed import Feed
from tauscope.ui.editing.files import session_file
from tauscope.ui.editing.files.file_writer import FileWriter
from tauscope.ui.editing.files.session import Session
from tauscope.ui.editing.history import EditRequest, History
from tauscope.ui.editing.jobs import Jobs
from tauscope.ui.editing.questions import Questions
from tauscope.ui.focus import Focus
from tauscope.ui.table.table_commands import TableCommands
from tauscope.ui.theme import FITTED, Theme, bar_sizes, text_sizes
from tauscope.ui.window.actions import add_to_table, make_actions, name_undo
from tauscope.ui.window.appearance import Appearance
from tauscope.ui.window.closing import Closing
from tauscope.ui.window.dropping import dropped_places
from tauscope.ui.window.job_notice import JobNotice
from tauscope.ui.window.menus import Menus, tool_bar
from tauscope.ui.window.notice import Notice
from tauscope.ui.window.preferring import PreferringWindow
from tauscope.ui.window.side_panels import SidePanels
from tauscope.ui.window.table_buttons import TableButtons

if TYPE_CHECKING:
    from tauscope.document.library.presets import Preset

VIEWS_AHEAD = "tauscope.ui.window.views_ahead.import_views"
"""Dotted path of the function that imports what shows a document."""

SIZE = QSize(1440, 900)
FRAME = QSize(16, 40)
"""Size of the frame that a desktop adds to a window."""


def _import_views(document: Document) -> None:
    """Import what shows a document, in the thread that read it."""
    imported(VIEWS_AHEAD)(document)  # the window opens without it


class MainWindow(PreferringWindow):
    """The bench, with menus, tool bar and notices around it."""

    table_commands: TableCommands

    def __init__(
        self, appearance: Appearance, preferences: Preferences, questions: Questions | None = None
    ) -> None:
        super().__init__()
        self.appearance, self.preferences = appearance, preferences
        self.jobs = Jobs(self)
        self.history = History(Document(), self.jobs, self)
        self.focus = Focus(self)
        self.session = Session(self.history, questions or Questions(self), self.jobs, self)
        self.session.ahead = _import_views
        self.notice = Notice(self)
        self.writer = FileWriter(self)
        self.job_notice = JobNotice(self.jobs, self.notice, self)
        self.write_notice = JobNotice(self.writer.jobs, self.notice, self)
        self.closing = Closing(self)
        self.side_panels = SidePanels(self)
        words = vocabulary_called(preferences.vocabulary)
        self.feed = Feed(self.jobs, self)
        self.bench = Bench(self.history.perform, self.feed, self.focus, appearance.theme, words)
        self.table_commands = TableCommands(self.bench.table, self.history, self.open_first)
        self.actions_by_name = make_actions(self, self)
        self.actions_by_name["full_screen"].setCheckable(True)
        self.actions_by_name["reduce_motion"].setCheckable(True)
        self.actions_by_name["reduce_motion"].setChecked(preferences.reduce_motion)
        self.menus = Menus(self)
        self._assemble()
        self._connect()
        self._show(self.history.document)
        # Last: once there is a style sheet, moving widgets is slow.
        appearance.apply_to(self)

    def _assemble(self) -> None:
        self.setObjectName("mainWindow")
        self.setAcceptDrops(True)
        self.setMinimumSize(760, 560)
        self.resize(SIZE.boundedTo(self.screen().availableSize() - FRAME))
        self.restoreGeometry(QByteArray(self.preferences.geometry))
        self.tool_bar = tool_bar(self.actions_by_name, self.menus.plots, self)
        self.addToolBar(Qt.ToolBarArea.TopToolBarArea, self.tool_bar)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._centre = centre = QWidget()
        self._around_bench = layout = QVBoxLayout(centre)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.side_by_side = QHBoxLayout()
        self.side_by_side.addWidget(self.bench, 1)
        layout.addLayout(self.side_by_side, 1)
        self.setCentralWidget(centre)
        self.notice.reached.connect(self._make_room_below)
        self.notice.attach_to(self.tool_bar.findChild(QWidget, "toolBarRoom") or self.tool_bar)
        add_to_table(self.bench.table, self.actions_by_name)
        self._table_buttons = TableButtons(self.actions_by_name, self.menus.presets, self.bench.buttons)
        self.menus.menus["Temperature"].addMenu(self.bench.play_tools.menu)
        self._order_tabs()
        self.bench.dial.setFocus()

    def _make_room_below(self, y: int) -> None:
        """Let the bench begin below a notice that stands under the tool bar."""
        top = max(0, y - self._centre.mapTo(self, QPoint(0, 0)).y())
        self._around_bench.setContentsMargins(0, top, 0, 0)

    def _order_tabs(self) -> None:
        """Set the tab order: table, its buttons, knobs, dial."""
        bench = self.bench
        tools = bench.play_tools
        order = [
            bench.table,
            *self._table_buttons.every,
            *bench.knobs.tools,
            tools.button,
            tools.more,
            bench.dial,
            bench.field,
        ]
        for one, other in pairwise(order):
            QWidget.setTabOrder(one, other)

    def _connect(self) -> None:
        self.history.changed.connect(lambda _, after: self._show(after))
        self.history.changed.connect(self.glide_between)
        self.history.changed.connect(lambda *_: self.notice.check())
        self.history.refused.connect(self.notice.refuse)
        self.session.file_changed.connect(self._title)
        self.session.begun.connect(self.notice.clear)
        self.session.begun.connect(self._clear_selection)
        self.session.begun.connect(self.side_panels.show_begun_lesson)
        self.listen(self.session)
        self.listen(self.writer)
        self.bench.said.connect(self._say_of_bench)
        self.bench.play_tools.asked.connect(self._play)
        self.bench.asked.connect(self.side_panels.show_page)
        self.plots.asked_to_describe.connect(self.side_panels.describe_plot)
        self.bench.fitted.connect(self._fit_texts)
        self.session.used.connect(self.remember_place)
        self.session.missing.connect(self.remove_place)
        self.session.source_asked.connect(self._open_source)
        self.appearance.changed.connect(self._apply_theme)
        self.session.used.connect(lambda _: self.notice.withdraw())

    def rebuild(self) -> None:
        """Show the present document in new parts: an error may have left the old ones half changed."""
        if self.has("desk"):
            self.desk.remove_panel()
        self.bench.clear()
        self.feed.clear()
        self._show(self.history.document)

    def _show(self, document: Document) -> None:
        can = document.source.abilities
        if any(one.source.unavailable for one in (document, *document.pins)):
            self.finder.watch(document)
        self.feed.expect(document)
        # The panel comes first: the bench then shows it the document like every other part.
        if can.steps or can.panel or self.has("desk"):
            self.desk.show(document)
        self._table_buttons.show_for(can)
        # Knobs below the table need the height of a line.
        alone = not (can.classes_editable or can.editable)
        self.bench.logits_column.put_state_line(beside_buttons=alone and len(document.chain.knobs) > 1)
        self.bench.show_document(document)
        self.side_panels.show_document(document)
        self.feed.show(document)
        name_undo(self.actions_by_name, self.history.undo_name, self.history.redo_name)
        self._title()

    def present(self, *, from_start: bool, shape: str = "", presenter: bool = False) -> None:
        """Open the stage for the room, full screen or in a window of a shape."""
        from tauscope.document.library import lesson_walk  # noqa: PLC0415  # the window opens without it

        place = self.history.document.lesson
        if from_start and place is not None:
            edit = partial(lesson_walk.go_to_step, place=place, step=0)
            self.history.perform(EditRequest("go to the first step", edit))
        words = vocabulary_called(self.preferences.vocabulary)
        self.presentation.start(
            words, shape or self.preferences.stage, presenter=presenter, remote=self.preferences.remote
        )
        if from_start:
            self.run_step()

    def _clear_selection(self) -> None:
        """Clear the selection: another session has other classes, even where their keys are equal."""
        self.focus.select(())
        self.bench.table.clearSelection()

    def _title(self) -> None:
        # Qt replaces “[*]” by the mark of a changed document; doubled, it is text.
        title = f"{self.session.title.replace('[*]', '[*][*]')}[*] — Tauscope"
        if self.windowTitle() != title:
            self.setWindowTitle(title)
        if self.isWindowModified() == self.history.clean:
            self.setWindowModified(not self.history.clean)

    # What commands call

    @property
    def plots(self) -> PlotGrid:
        """Cards of the plots."""
        return self.bench.grid

    def finish_typing(self) -> None:
        """Commit what is being typed, since commands act on what is shown; invalid text is refused."""
        self.finish_glide()
        line = self.focusWidget()
        if line is self.bench.field:
            self.bench.field.commit()
        elif self.bench.table.isAncestorOf(line):
            # An editor that loses the focus to the table commits its text.
            self.bench.table.setFocus()
        elif isinstance(line, QLineEdit):
            line.editingFinished.emit()

    def turn_to(self, temperature: float) -> None:
        """Set the dial to a stop."""
        self.history.perform(dial_turn(temperature))

    def _play(self) -> None:
        self.player.toggle()  # made now: the window opens without it

    def load_preset(self, preset: Preset) -> None:
        """Load a preset, and show its note."""
        self.table_commands.load(preset)
        self.notice.say(preset.note, about=self._table)

    def _table(self) -> object:
        """Preset and source of the document: subject of a notice about them."""
        return self.history.document.preset, self.history.document.source

    def _say_of_bench(self, sentence: str) -> None:
        """Show a notice of the bench until there are other knobs or other classes."""

        def knobs_and_classes() -> object:
            return [type(knob) for knob in self.history.document.chain.knobs], self._table()

        self.notice.say(sentence, about=knobs_and_classes)

    def _open_source(self, place: Path | str) -> None:
        self.sources.open_place(place)

    def toggle_full_screen(self) -> None:
        """Toggle full screen."""
        self.setWindowState(self.windowState() ^ Qt.WindowState.WindowFullScreen)

    def changeEvent(self, event: QEvent) -> None:
        """Tick the command Full Screen, also when the window manager changed the state."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.WindowStateChange:
            self.actions_by_name["full_screen"].setChecked(self.isFullScreen())

    def show_part(self, part: str, *, shown: bool) -> None:
        """Show a part of the window, or hide it."""
        name = f"{'show' if shown else 'hide'} {PARTS[part]}"
        self.history.perform(EditRequest(name, partial(bench_edits.show_part, part=part, shown=shown)))

    def show_everything(self) -> None:
        """Show all parts of the window."""
        self.history.perform(EditRequest("show everything", partial(bench_edits.set_hidden, parts=())))

    def _fit_texts(self) -> None:
        """Make the text around the bench and over it as small as its own where the window is small."""
        smaller = self.bench.theme.base < self.appearance.theme.base
        sheet = bar_sizes(self.bench.theme) if smaller else ""
        self.setProperty(FITTED, text_sizes(self.bench.theme) if smaller else "")
        for bar in (self.menuBar(), self.tool_bar, self.notice):
            if bar.styleSheet() != sheet:
                bar.setStyleSheet(sheet)

    def _apply_theme(self, theme: Theme) -> None:
        self.bench.apply_theme(theme)
        self.side_panels.apply_theme(theme)

    # What the window is told

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit an open page to the new size."""
        super().resizeEvent(event)
        self.side_panels.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc cancels a job, shows all plots, leaves full screen, closes a page, or clears the selection."""
        waits = self.job_notice, self.write_notice
        if event.key() == Qt.Key.Key_Escape and any(notice.cancel() for notice in waits):
            event.accept()
        elif event.key() == Qt.Key.Key_Escape and self.plots.enlarged is not None:
            self.plots.enlarge(None)
        elif event.key() == Qt.Key.Key_Escape and self.isFullScreen():
            self.toggle_full_screen()
        elif event.key() == Qt.Key.Key_Escape and self.side_panels.dismiss_page():
            event.accept()
        elif event.key() == Qt.Key.Key_Escape and self.focus.selected:
            self._clear_selection()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Accept files and addresses."""
        if dropped_places(event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the first file, folder or address that was dropped."""
        if self.open_first(event.mimeData().urls()):
            event.acceptProposedAction()

    def open_first(self, urls: list[QUrl]) -> bool:
        """Open the first file, folder or address among these; False if there is none."""
        places = dropped_places(urls)
        if places:
            self.session.open_path(places[0])
        return bool(places)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before changes are lost; while the document is being saved, hide instead of closing."""
        # What stands in an open editor is a change as well.
        self.finish_typing()
        if self.closing.ask():
            geometry = bytes(self.saveGeometry().data())
            self.prefer(replace(self.preferences, geometry=geometry), session_file.PATIENCE)
            self.close_late()
            event.accept()
        else:
            event.ignore()
