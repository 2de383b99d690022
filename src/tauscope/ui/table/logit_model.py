"""The table's model: virtual, so that a vocabulary of 262,144 costs what its visible rows cost."""

from __future__ import annotations

import re
from collections.abc import Callable
from textwrap import wrap
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPixmap

from tauscope.core.errors import InputError
from tauscope.document.picture.picture import Picture
from tauscope.sources.abilities import Abilities
from tauscope.sources.waiting import LateLogitsError
from tauscope.ui.editing.history import Edit, EditRequest, Perform
from tauscope.ui.focus import Focus
from tauscope.ui.painting import marks
from tauscope.ui.table.columns import COLUMNS, EDITABLE, ENERGY, LABEL, LOGIT, PROBABILITY
from tauscope.ui.table.row_order import RowOrder
from tauscope.ui.table.view_sorting import USUAL, Sorting
from tauscope.ui.theme import Theme
from tauscope.ui.widgets.plain_text import tip_text

LONGEST_TIP = 1000
"""Characters of a name that its tooltip shows."""

WIDEST_TIP = 60
"""Characters on a line of the tooltip."""

_OF_GROUPS = frozenset({Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole, Qt.ItemDataRole.ToolTipRole})
"""Roles that the line of a group answers otherwise than that of a class."""

Index = QModelIndex | QPersistentModelIndex


class Look(NamedTuple):
    """What is painted of a cell."""

    text: str
    font: QFont
    at_right: bool
    ground: QColor | None
    swatch: QPixmap | None
    colour: QColor | None = None
    indented: bool = False


class LogitModel(QAbstractTableModel):
    """Rows are classes, columns are `COLUMNS`."""

    def __init__(self, perform: Perform, focus: Focus, theme: Theme) -> None:
        super().__init__()
        self._perform, self._focus, self.theme = perform, focus, theme
        self.picture: Picture | None = None
        self.order = RowOrder()
        self._swatches: dict[int | None, QPixmap] = {}
        role = Qt.ItemDataRole
        self._cells: dict[int, Callable[[Picture, int, int], object]] = {
            role.DisplayRole: lambda picture, row, column: COLUMNS[column].shown(picture, row),
            role.EditRole: lambda picture, row, column: COLUMNS[column].exact(picture, row),
            role.TextAlignmentRole: lambda _, __, column: alignment(column),
            role.FontRole: lambda _, __, column: self.theme.font(strong=column == LOGIT),
            role.BackgroundRole: self._background,
            role.DecorationRole: self._decoration,
            role.ToolTipRole: self._tip,
        }

    def apply_theme(self, theme: Theme) -> None:
        """Apply `theme` to this widget."""
        self.theme = theme
        self._swatches.clear()
        if self.picture is not None:
            self.dataChanged.emit(self.index(0, LABEL), self.index(self.rowCount() - 1, ENERGY))

    def show_picture(self, picture: Picture) -> None:
        """Show the numbers of `picture`; a turn of the dial changes the column of p alone."""
        before = self.picture
        same_source = before is not None and before.document.source is picture.document.source
        titles = [] if same_source else [self.title(section) for section in range(len(COLUMNS))]
        self.picture = picture
        other = before is None or before.logits is not picture.logits
        if self.order.text and other:
            self.find(self.order.text)
        if not same_source and titles != [self.title(section) for section in range(len(COLUMNS))]:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, LABEL, ENERGY)
        if before is None or len(before.logits) != len(picture.logits) or moved(before, picture):
            self.beginResetModel()
            self.endResetModel()
        else:
            same, grouped = before.logits is picture.logits, picture.prepared.grouped is not None
            # The logit of a group moves with the dial.
            first = LABEL if not same else LOGIT if grouped else PROBABILITY
            last = PROBABILITY if same and not grouped else ENERGY
            self.dataChanged.emit(self.index(0, first), self.index(self.rowCount() - 1, last))

    def find(self, text: str) -> None:
        """Show only the classes that a text finds; all if it is empty."""
        self.beginResetModel()
        self.order.find(text, self.picture)
        self.endResetModel()

    def sort_view(self, sorting: Sorting) -> None:
        """Show the rows of a source that moves in this order."""
        self.beginResetModel()
        self.order.view.sorting = sorting
        self.endResetModel()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, LABEL, ENERGY)

    def fold(self, key: int) -> None:
        """Show or hide the members of the group whose first member has this key."""
        self.beginResetModel()
        self.order.fold(key)
        self.endResetModel()

    def clear(self) -> None:
        """Drop the picture; the model is empty until the next one."""
        self.beginResetModel()
        self.picture = None
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802  # Qt's name
        """Number of classes shown."""
        return (
            0
            if self.picture is None or (parent is not None and parent.isValid())
            else self.order.count(self.picture)
        )

    def columnCount(self, parent: Index | None = None) -> int:  # noqa: N802  # Qt's name
        """Number of columns."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cells can be edited where the source's logits can be; of a group p, and its name always."""
        flags = super().flags(index)
        editable = self.editable
        if self.group_at(index) is not None:
            editable = index.column() == LABEL or (editable and index.column() in EDITABLE)
        return flags | Qt.ItemFlag.ItemIsEditable if editable else flags

    def group_at(self, index: Index) -> int | None:
        """Number of the group in whose line a cell is; None in the line of a class."""
        return None if self.picture is None else self.order.group_at(self.picture, index.row())

    @property
    def editable(self) -> bool:
        """True if the logits that are shown can be edited."""
        return self._abilities.editable

    @property
    def _abilities(self) -> Abilities:
        return Abilities() if self.picture is None else self.picture.document.source.abilities

    def title(self, section: int) -> str:
        """Heading of a column, with the symbol of the source's values, its names and how it is sorted."""
        can, sorting = self._abilities, self.order.view.sorting
        if can.ranked and sorting != USUAL and section == (LABEL if sorting.column == "label" else LOGIT):
            return f"{self._plain_title(section)} {sorting.mark}"
        return self._plain_title(section)

    def _plain_title(self, section: int) -> str:
        can = self._abilities
        if section == LABEL:
            return can.class_name
        if section == ENERGY and can.counts_name:
            return can.counts_name
        return COLUMNS[section].title.replace("z", self._symbol)

    @property
    def _symbol(self) -> str:
        return "z" if self.picture is None else self.picture.document.source.value_symbol

    def _header_tip(self, section: int) -> str:
        column, can = COLUMNS[section], self._abilities
        name = f"{can.value_name[0].upper()}{can.value_name[1:]}"
        about = column.tip
        if section == LOGIT and can.value_name != Abilities.value_name:
            about = f"{name} z: softmax takes it as the logit."
        if section == LABEL:
            about = f"Name of the {can.class_name}."
        if section == ENERGY and can.counts_name:
            return tip_text(f"How often each {can.class_name} was chosen so far.")
        typing = column.typing if can.editable else ""
        about = re.sub(r"\bz\b", can.value_symbol, about)
        return tip_text(f"{about} {typing} Click to sort.".replace("  ", " "))

    def headerData(  # noqa: N802  # Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Title of a column, or number of a row."""
        if orientation == Qt.Orientation.Vertical:
            return str(section + 1) if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.title(section)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._header_tip(section)
        energies = section == ENERGY and not self._abilities.counts_name
        if role == Qt.ItemDataRole.FontRole and (energies or len(self.title(section)) == 1):
            font = QFont(self.theme.font())
            font.setItalic(True)  # of a letter that is a variable
            return font
        return alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Data of a cell for a role."""
        cell = self._cells.get(role)
        if cell is None or self.picture is None or not index.isValid():
            return None
        if self.picture.prepared.grouped is not None and role in _OF_GROUPS:
            number = self.order.group_at(self.picture, index.row())
            if number is not None:
                return self._of_group(self.picture, number, index.column(), role)
        return cell(self.picture, self.order.row_at(self.picture, index.row()), index.column())

    def look(self, place: int, column: int) -> Look:
        """Return all that is painted of a cell: to ask for one role after the other takes much longer."""
        picture = self.picture
        assert picture is not None  # noqa: S101  # there is a cell
        if picture.prepared.grouped is not None:
            return self._look_among_groups(picture, place, column)
        return self._look_of_class(picture, self.order.row_at(picture, place), column)

    def _look_of_class(self, picture: Picture, row: int, column: int, *, indented: bool = False) -> Look:
        return Look(
            COLUMNS[column].shown(picture, row),
            self.theme.font(strong=column == LOGIT),
            column != LABEL,
            self._background(picture, row, column),
            self._decoration(picture, row, column),
            indented=indented,
        )

    def _look_among_groups(self, picture: Picture, place: int, column: int) -> Look:
        """Look of a cell where classes are grouped; numbers of a group that only this τ has are muted."""
        row, number = self.order.row_at(picture, place), self.order.group_at(picture, place)
        if number is None:
            indented = column == LABEL and self.order.is_member_at(picture, place)
            return self._look_of_class(picture, row, column, indented=indented)
        return Look(
            self._group_text(picture, number, column),
            self.theme.font(strong=column == LOGIT),
            column != LABEL,
            self._background(picture, row, column),
            self._swatch(picture.prepared.entry_colour(row)) if column == LABEL else None,
            self.theme.colours.muted if column in (LOGIT, ENERGY) else None,
        )

    def _group_text(self, picture: Picture, number: int, column: int) -> str:
        from tauscope.ui.table import group_cells  # noqa: PLC0415  # the window opens without it

        return group_cells.shown(picture, number, column, unfolded=self.order.is_unfolded(picture, number))

    def _of_group(self, picture: Picture, number: int, column: int, role: int) -> str:
        """Text of a cell in the line of a group."""
        from tauscope.ui.table import group_cells  # noqa: PLC0415  # the window opens without it

        if role == Qt.ItemDataRole.DisplayRole:
            return self._group_text(picture, number, column)
        if role == Qt.ItemDataRole.EditRole:
            return group_cells.exact(picture, number, column)
        tip = group_cells.tip(picture, number, column)
        # Names may be long words; what else is told has formulas, which are not to be broken.
        return tip_text("\n".join(wrap(tip[:LONGEST_TIP], WIDEST_TIP)) if column == LABEL else tip)

    def _background(self, picture: Picture, row: int, column: int) -> QColor | None:
        del column
        hovered = self._focus.hovered == int(picture.logits.keys[row])
        return self.theme.colours.button_hover if hovered else None

    def _tip(self, picture: Picture, row: int, column: int) -> str | None:
        """The whole of a name that may be elided."""
        if column != LABEL:
            return None
        lines = wrap(picture.logits.labels[row][:LONGEST_TIP], WIDEST_TIP)  # a tooltip breaks no long word
        return tip_text("\n".join(lines))

    def _decoration(self, picture: Picture, row: int, column: int) -> QPixmap | None:
        return self._swatch(picture.prepared.colour(row)) if column == LABEL else None

    def _swatch(self, number: int | None) -> QPixmap:
        if number not in self._swatches:
            self._swatches[number] = swatch(self.theme, number)
        return self._swatches[number]

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802
        """Perform the edit that a typed text stands for; False if it is refused."""
        if role != Qt.ItemDataRole.EditRole or not isinstance(value, str) or value == self.data(index, role):
            return False
        return self.enter(index, value) is None

    def enter(self, index: Index, text: str) -> str | None:
        """Perform the edit that a typed text stands for; return the sentence of a refusal, or None."""
        if text == self.data(index, Qt.ItemDataRole.EditRole):
            return None
        try:
            edit = self._edit(index, text)
        except InputError as refusal:
            return str(refusal)
        return self._perform(EditRequest(self._name(index), edit))

    def refusal(self, index: Index, text: str) -> str | None:
        """Sentence that says why a typed text would be refused; None if it would not."""
        if self.picture is None or text == self.data(index, Qt.ItemDataRole.EditRole):
            return None
        try:
            self._edit(index, text)(self.picture.document)
        except LateLogitsError:
            return None
        except InputError as refusal:
            return str(refusal)
        return None

    def _edit(self, index: Index, text: str) -> Edit:
        number = self.group_at(index)
        if number is not None and self.picture is not None:
            from tauscope.ui.table import group_cells  # noqa: PLC0415  # the window opens without it

            return group_cells.edit(self.picture, number, index.column(), text)
        return COLUMNS[index.column()].edit(self._row(index), text)

    def _row(self, index: Index) -> int:
        assert self.picture is not None  # noqa: S101  # there is a cell
        return self.order.row_at(self.picture, index.row())

    def _name(self, index: Index) -> str:
        assert self.picture is not None  # noqa: S101  # there is a cell
        number = self.group_at(index)
        if number is not None:
            from tauscope.ui.table import group_cells  # noqa: PLC0415  # the window opens without it

            name = group_cells.exact(self.picture, number, LABEL)[:24]
            return f"rename {name}" if index.column() == LABEL else f"set p of {name}"
        label = self.picture.logits.labels[self._row(index)][:24]
        return (
            f"rename {label}"
            if index.column() == LABEL
            else f"set {self.title(index.column()).partition(' ')[0]} of {label}"
        )


def moved(before: Picture, after: Picture) -> bool:
    """Whether rows were added, removed, reordered or grouped."""
    one, other = before.logits.keys, after.logits.keys
    # A rename moves nothing, and the editor in which it was typed would lose the focus.
    if not before.prepared.groups.has_members_of(after.prepared.groups):
        return True
    return one is not other and not np.array_equal(one, other)


def alignment(column: int) -> Qt.AlignmentFlag:
    """Alignment of a column: names left, numbers right."""
    side = Qt.AlignmentFlag.AlignLeft if column == LABEL else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter


def swatch(theme: Theme, number: int | None) -> QPixmap:
    """The colour of a class, with its hatch from the fifth on."""
    size = round(theme.base * 0.85)
    pixmap = QPixmap(2 * size, 2 * size)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    with QPainter(pixmap) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marks.fill_bar(painter, QRectF(0, 0, size, size), theme, number)
    return pixmap
