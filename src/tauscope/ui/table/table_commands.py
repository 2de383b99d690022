"""Commands on the rows of the table, for its buttons, menu and keys."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication

from tauscope.core.errors import InputError
from tauscope.document.edits import table_edits
from tauscope.sources.waiting import check_may_wait
from tauscope.ui.editing.history import LATER, Edit, EditRequest, History
from tauscope.ui.table.columns import LABEL, LOGIT
from tauscope.ui.table.logit_table import LogitTable
from tauscope.ui.table.view_sorting import Sorting
from tauscope.ui.widgets.bubble import hide_bubble, show_bubble

if TYPE_CHECKING:
    from tauscope.document.document import Document
    from tauscope.document.library.presets import Preset


NO_GROUP = "This class is in no group."
BY_RANK = "Groups and search results keep their own order here."
LONG_TEXT = 200_000
"""Characters of a pasted text from which on it takes longer than a frame to be read."""
PASTING = "Reading the pasted text. It appears when that is done."
COMPARING = "Comparing all names. The groups appear when that is done."


class TableCommands:
    """Acts on the selected rows of a table, else on its current one.

    Parameters
    ----------
    table : LogitTable
    history : History
    open_first : callable
        Opens the first of the files that a file manager copied; returns False if there is none.
    """

    def __init__(self, table: LogitTable, history: History, open_first: Callable[[list[QUrl]], bool]) -> None:
        self._table, self._history, self._open_first = table, history, open_first
        self._falling = {LABEL: True, LOGIT: False}
        table.sort_asked.connect(self.sort_by_column)

    def _do(self, name: str, edit: Edit, late: str = LATER) -> bool:
        sentence = self._history.perform(EditRequest(name, edit))
        if sentence:
            show_bubble(self._table, late if sentence == LATER else sentence)
        else:
            hide_bubble(self._table)
        return not sentence

    def add(self) -> None:
        """Add a class below the current one, and start to name it; all classes are shown with it."""
        self._table.show_all()
        rows = self._table.rows()

        def edit(document: Document) -> Document:
            return table_edits.add_class(document, rows[-1] + 1 if rows else len(document.logits))

        if self._do("add a class", edit) and self._table.picture is not None:
            row = rows[-1] + 1 if rows else len(self._table.picture.logits) - 1
            self._table.select_rows([row])
            self._table.edit(self._table.model().index(row, LABEL))

    def remove(self) -> None:
        """Remove classes."""
        if rows := self._table.rows():
            what = "a class" if len(rows) == 1 else f"{len(rows):,} classes"
            self._do(f"remove {what}", lambda document: table_edits.remove_classes(document, rows))

    def duplicate(self) -> None:
        """Copy classes below the last of them."""
        rows = self._table.rows()
        if rows and self._do("duplicate", lambda document: table_edits.duplicate_classes(document, rows)):
            self._table.select_rows([rows[-1] + 1 + place for place in range(len(rows))])

    def move(self, by: int) -> None:
        """Move classes up or down."""
        if rows := self._table.rows():
            self._do("move", lambda document: table_edits.move_classes(document, rows, by))

    def sort_by_column(self, column: int) -> None:
        """Sort by name, or by logit: z, p and E have one order. A second call reverses the order.

        Of a source that moves the lines are sorted, and its logits stay as they are.
        """
        kind = LABEL if column == LABEL else LOGIT
        name = "label" if kind == LABEL else "logit"
        if self._is_ranked:
            self._sort_view(self._table.sorting_after(name))
            return
        self._falling[kind] = not self._falling[kind]
        self.sort(name, falling=self._falling[kind])

    @property
    def _is_ranked(self) -> bool:
        picture = self._table.picture
        return picture is not None and picture.document.source.abilities.ranked

    def _sort_view(self, sorting: Sorting) -> None:
        picture = self._table.picture
        if (picture is not None and picture.prepared.grouped is not None) or self._table.is_finding:
            show_bubble(self._table, BY_RANK)
        else:
            hide_bubble(self._table)
            self._table.sort_view(sorting)

    def sort(self, column: str, *, falling: bool) -> None:
        """Sort by "label" or "logit"; of a source that moves the lines alone."""
        if self._is_ranked:
            self._sort_view(Sorting(column, falling))
            return
        self._do(
            f"sort by {column}", lambda document: table_edits.sort_classes(document, column, falling=falling)
        )

    def group(self) -> None:
        """Make one group of the selected classes."""
        from tauscope.document.edits.group_edits import group_classes  # noqa: PLC0415  # the window opens without it

        rows = self._table.rows()
        if self._do("group classes", lambda document: group_classes(document, rows)):
            self._table.select_rows(rows)

    def ungroup(self) -> None:
        """Dissolve the groups of the selected classes."""
        from tauscope.document.edits.group_edits import ungroup  # noqa: PLC0415  # the window opens without it

        picture, rows = self._table.picture, self._table.rows()
        if picture is not None:
            keys = picture.logits.keys[rows].tolist()
            self._do("ungroup", lambda document: ungroup(document, keys))

    def group_same_words(self) -> None:
        """Group classes whose names differ only in case and blanks: those selected or found, else all."""
        from tauscope.document.edits.group_edits import group_same_words  # noqa: PLC0415  # the window opens without it

        selected = self._table.rows()
        rows = selected if len(selected) > 1 else self._table.found_rows()
        # Of a whole vocabulary the names are compared in another thread.
        self._do("group same words", lambda document: group_same_words(document, rows), late=COMPARING)

    def fold(self) -> None:
        """Show or hide the members of the group of the current line."""
        if not self._table.fold_current():
            show_bubble(self._table, NO_GROUP)

    def copy(self) -> None:
        """Copy the selected lines as TSV, as a spreadsheet takes it.

        Without a selection, or with all selected, the line of classes that are not listed is copied too.
        """
        from tauscope.ui.table.copied_lines import lines_as_tsv  # noqa: PLC0415  # the window opens without it

        picture = self._table.picture
        if picture is None:
            return
        rows, lines = self._table.rows() or list(range(len(picture.logits))), self._table.lines()
        if all(number is None for number, _ in lines):
            lines = [(None, row) for row in rows]
        others = len(rows) == len(picture.logits)
        QGuiApplication.clipboard().setText(lines_as_tsv(picture, lines, others=others))

    def paste(self) -> None:
        """Paste a block from the current cell on."""
        from tauscope.document.files import pasting  # noqa: PLC0415  # the window opens without it

        self._table.show_all()
        current = self._table.currentIndex()
        row, column = max(0, current.row()), pasting.COLUMNS[max(0, current.column())]
        self._paste(lambda text: pasting.paste(text, row, column))

    def paste_new(self) -> None:
        """Replace the table by the pasted one."""
        from tauscope.document.files import pasting  # noqa: PLC0415

        self._paste(pasting.replace_all)

    def _paste(self, read: Callable[[str], Edit]) -> None:
        content = QGuiApplication.clipboard().mimeData()  # None where no program answers for the clipboard
        if content is not None and self._open_first(content.urls()):
            return
        text = "" if content is None else content.text()
        if len(text) > LONG_TEXT:
            self._paste_late(text, read)
            return
        try:
            edit = read(text)
        except InputError as refusal:
            show_bubble(self._table, str(refusal))
        else:
            self._do("paste", edit)

    def _paste_late(self, text: str, read: Callable[[str], Edit]) -> None:
        """Paste a long text, which is read in another thread."""

        def edit(document: Document) -> Document:
            check_may_wait()
            return read(text)(document)

        self._do("paste", edit, late=PASTING)

    def load(self, preset: Preset) -> None:
        """Put a preset on the bench."""
        self._do(f"preset {preset.title}", preset.put_on)
