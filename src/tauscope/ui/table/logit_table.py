"""The logit table: edited in place, rows selected together, and one focus with the plots."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QTableView, QWidget

from tauscope.document.picture.picture import Picture
from tauscope.sources.protocol import FIXED
from tauscope.ui.editing.history import Perform
from tauscope.ui.focus import Focus
from tauscope.ui.table.cell_editor import CellEditor
from tauscope.ui.table.cell_painter import CellPainter
from tauscope.ui.table.column_widths import ColumnWidths
from tauscope.ui.table.columns import LABEL
from tauscope.ui.table.current_cell import CurrentCell
from tauscope.ui.table.logit_model import Index, LogitModel
from tauscope.ui.table.row_order import has_same_lines, is_other_source
from tauscope.ui.table.row_selection import RowSelection
from tauscope.ui.table.view_sorting import Sorting
from tauscope.ui.theme import Theme
from tauscope.ui.widgets.bubble import show_bubble

ROW, FEWEST_ROWS = 1.9, 2
"""Height of a row in heights of the text, and the rows that are seen in any case."""

FOLD_MARK = 2.6
"""Width of swatch and mark of a group, in text heights; a click there shows or hides its members."""

ASKED = (QAbstractItemView.EditTrigger.DoubleClicked, QAbstractItemView.EditTrigger.EditKeyPressed)
"""Actions that explicitly ask for an editor; a typed letter may also search for a name."""


class LogitTable(QTableView):
    """Classes with z, p and E."""

    sort_asked = Signal(int)
    """Emitted with the column whose header was clicked."""

    find_asked = Signal(str)
    """Emitted with a letter that was typed where no cell can be edited."""

    all_asked = Signal()
    """Emitted where something is done with rows beyond those that were found: all are to be shown again."""

    def __init__(self, perform: Perform, focus: Focus, theme: Theme) -> None:
        super().__init__()
        self._focus = focus
        self._waiting: Picture | None = None
        self._late = False
        self._model = LogitModel(perform, focus, theme)
        self.setModel(self._model)
        self._widths = ColumnWidths(self, self._model)
        self._cells = CellPainter(self, self._model, theme)
        self.setItemDelegate(CellEditor(self))
        self.setObjectName("logitTable")
        self.setAccessibleName("Logits")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setTabKeyNavigation(False)  # Tab goes on to the next widget
        self.setShowGrid(False)
        self.setMouseTracking(True)
        # It covers all of itself, so that nothing under it is painted first.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setWordWrap(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.verticalHeader().hide()
        self._style_header()
        self._selected = RowSelection(self, focus, self._model.order)
        self._current = CurrentCell(self, self._model.order)
        focus.changed.connect(self.viewport().update)
        self.apply_theme(theme)

    def _style_header(self) -> None:
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setHighlightSections(False)
        # To learn whether a column is selected it would ask every row, at each repaint; none ever is.
        header.setSelectionModel(QItemSelectionModel(self._model, header))
        header.sectionClicked.connect(self.sort_asked)

    def apply_theme(self, theme: Theme) -> None:
        """Put on a theme: heights and widths follow its text."""
        self._model.apply_theme(theme)
        self._theme = self._cells.theme = theme
        self.verticalHeader().setDefaultSectionSize(round(ROW * theme.base))
        self.updateGeometry()
        self.setIconSize(QSize(round(theme.base), round(theme.base)))
        self._widths.apply_theme(theme, self.picture)

    def minimumSizeHint(self) -> QSize:
        """Height of the header and the fewest rows."""
        rows = FEWEST_ROWS * self.verticalHeader().defaultSectionSize()
        return QSize(super().minimumSizeHint().width(), self.horizontalHeader().sizeHint().height() + rows)

    @property
    def lines_shown(self) -> int:
        """Number of lines, of classes and of groups."""
        return self._model.rowCount()

    def missing_height(self, most: int) -> int:
        """Height in pixels that all rows, but no more than `most`, take beyond the least height."""
        rows = min(self._model.rowCount(), most) - FEWEST_ROWS
        return max(0, rows) * self.verticalHeader().defaultSectionSize()

    def hide_columns(self, *, energy: bool, probability: bool) -> None:
        """Hide the columns E and p, or show them again."""
        self._widths.hide(self.picture, energy=energy, probability=probability)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells, without Qt's way through options and delegates."""
        with QPainter(self.viewport()) as painter:
            self._cells.paint(painter, event.rect())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Divide the width again."""
        super().resizeEvent(event)
        self._widths.make_room_for_names(self.picture)

    def edit(self, index: Index, *trigger_and_event: Any) -> Any:  # Qt has two methods of this name
        """Open an editor; where logits cannot be edited say so when the user asks for one."""
        if self._late:
            return False
        # Code that opens an editor names no trigger.
        asked = trigger_and_event[:1]
        if asked and asked[0] in ASKED and self.picture is not None and not self._is_editable(index):
            if self._model.group_at(index) is None:
                show_bubble(self, FIXED)
            elif asked[0] == QAbstractItemView.EditTrigger.DoubleClicked:
                self.fold(index.row())
            else:
                from tauscope.ui.table.group_cells import read_only  # noqa: PLC0415  # the window opens without it

                show_bubble(self, read_only())
            return False
        return super().edit(index, *trigger_and_event)

    def _is_editable(self, index: Index) -> bool:
        return bool(self._model.flags(index) & Qt.ItemFlag.ItemIsEditable)

    def fold(self, place: int) -> bool:
        """Show or hide the members of the group of the line at `place`; return whether it is of a group."""
        picture = self.picture
        grouped = None if picture is None else picture.prepared.grouped
        if picture is None or grouped is None or place < 0:
            return False
        row, column = self._model.order.row_at(picture, place), self._current.column
        group = grouped.group_of(row)
        if group is None:
            return False
        self._model.fold(group.keys[0])
        self._selected.show_picture(picture)
        if (line := self._model.order.place_of_group(picture, grouped.entry_of(row))) is not None:
            self._current.make_current(line, column)
        return True

    @property
    def is_finding(self) -> bool:
        """True while only the classes stand in the table that a text finds."""
        return bool(self._model.order.text)

    def sorting_after(self, column: str) -> Sorting:
        """How a click on the heading of a column, "label" or "logit", sorts the lines."""
        before = self._model.order.view.sorting
        return Sorting(column, not before.falling if before.column == column else column == "logit")

    def sort_view(self, sorting: Sorting) -> None:
        """Sort the lines; the logits stay as they are."""
        picture = self.picture
        if picture is None:
            return
        current = self._current.remember(picture)
        self._model.sort_view(sorting)
        self._selected.show_picture(picture)
        self._current.restore(current, picture)
        self._widths.fit(picture)
        self.scrollToTop()

    def fold_current(self) -> bool:
        """Show or hide the members of the group of the current line."""
        return self.fold(self.currentIndex().row())

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:  # noqa: N802
        """Paint again only the columns that changed: Qt would paint them all, on every turn of the dial."""
        # Qt refreshes an open editor here.
        if self.state() == QAbstractItemView.State.EditingState:
            super().dataChanged(first, last, roles)
        left = self.columnViewportPosition(first.column())
        right = self.columnViewportPosition(last.column()) + self.columnWidth(last.column())
        bottom = self.rowViewportPosition(last.row()) + self.rowHeight(last.row())
        self.viewport().update(left, 0, right - left, min(bottom, self.viewport().height()))

    def show_picture(self, picture: Picture) -> None:
        """Show the numbers of `picture`; selection and current cell follow their classes."""
        before, self._late = self._model.picture, False
        self._waiting = picture if self._must_wait(picture) else None
        if self._waiting is not None:
            return
        current = self._current.remember(before)
        self._model.show_picture(picture)
        other = before is not None and is_other_source(before, picture)
        if other or before is None or not has_same_lines(before, picture):
            self._widths.fit(self.picture)
            self._selected.show_picture(picture)
        if other:
            self._current.begin_at_top(current)
        elif before is None or not has_same_lines(before, picture):
            self._current.restore(current, picture)

    def clear(self) -> None:
        """Empty the table until the next picture."""
        self._model.clear()
        self._waiting = None

    def _must_wait(self, picture: Picture) -> bool:
        """Whether an open editor blocks updates: with a running source its class would move away."""
        before = self._model.picture
        return (
            self.state() == QAbstractItemView.State.EditingState
            and before is not None
            and picture.document.source.abilities.steps
            and before.logits is not picture.logits
            and before.logits.labels is picture.logits.labels
        )

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:  # noqa: N802
        """Close the editor, and show the picture that came meanwhile."""
        super().closeEditor(editor, hint)
        if self._waiting is not None:
            self.show_picture(self._waiting)

    @property
    def picture(self) -> Picture | None:
        """Picture that is shown; None while its numbers are awaited or failed."""
        return None if self._late else self._model.picture

    def show_late(self) -> None:
        """Disable edits of rows until the next picture: the rows are no longer those of the document."""
        self._late = True

    # Selection, shared with the plots

    def lines(self) -> list[tuple[int | None, int]]:
        """Selected lines from the top: the number of a folded group or None, and the row of the class.

        An unfolded group is left out: its members are lines of their own.
        """
        return [] if self.picture is None else self._selected.lines()

    def rows(self) -> list[int]:
        """Rows that a command acts on: the selected rows, else the current row, from the top."""
        current = self._current.row(self.picture)
        if self._late:
            return []
        return self._selected.rows() or ([] if current is None else [current])

    def select_rows(self, rows: list[int]) -> None:
        """Select these rows and make the first the current one."""
        picture = self._model.picture
        if picture is not None and rows:
            self._focus.select(tuple(int(picture.logits.keys[row]) for row in rows))
            line = self._model.order.place_of(picture, rows[0])
            if line is not None:
                self._current.make_current(line, self._current.column)

    def find_classes(self, text: str) -> tuple[int, int]:
        """Show only the classes that a text finds, the first ones on top; all if it is empty.

        Returns
        -------
        (int, int)
            Number of classes that are found, and of all.
        """
        if text != self._model.order.text:
            row, column = self._current.row(self.picture), self._current.column
            self._model.find(text)
            picture = self._model.picture
            if picture is not None:
                self._selected.show_picture(picture)
            self._widths.make_room_for_names(self.picture)
            self.scrollToTop()
            if not text and row is not None:
                self._current.show_row(picture, row, column)
        found, lines = self._model.order.found, self._model.rowCount()
        # A folded group has one line for all that is found in it, and may be found by its own name alone.
        number = lines if found is None else max(lines, len(found))
        return number, 0 if self._model.picture is None else len(self._model.picture.logits)

    def found_rows(self) -> list[int] | None:
        """Rows that are being found; None while nothing is."""
        found = self._model.order.found
        return None if found is None else found.tolist()

    def show_all(self) -> None:
        """End the search, if there is one; the current class stays current."""
        if self._model.order.text:
            self.all_asked.emit()

    def select_first(self) -> None:
        """Select the first row, so that plots show its class."""
        if self._model.rowCount():
            self.selectionModel().setCurrentIndex(
                self._model.index(0, LABEL),
                QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
            )

    def keyboardSearch(self, search: str) -> None:  # noqa: N802  # Qt's name
        """Find what is typed where logits cannot be edited; Qt would look through all rows, for seconds."""
        if search.strip():
            self.find_asked.emit(search)

    # The hand

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Show or hide the members of a group at a click on the mark before its name."""
        point = event.position().toPoint()
        index = self.indexAt(point)
        if (
            event.button() == Qt.MouseButton.LeftButton
            and index.column() == LABEL
            and self._model.group_at(index) is not None
            and point.x() - self.visualRect(index).left() < FOLD_MARK * self._theme.base
        ):
            self.fold(index.row())
            return
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Set the hovered class to that under the mouse."""
        super().mouseMoveEvent(event)
        place, picture = self.indexAt(event.position().toPoint()).row(), self._model.picture
        pointed = picture is not None and place >= 0
        row = self._model.order.row_at(picture, place) if picture is not None and pointed else None
        self._focus.hover(None if picture is None or row is None else int(picture.logits.keys[row]))

    def leaveEvent(self, event: QEvent) -> None:
        """Clear the hovered class: the mouse left."""
        super().leaveEvent(event)
        self._focus.hover(None)
