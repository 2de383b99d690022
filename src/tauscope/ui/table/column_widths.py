"""Widths of the table's columns: those of numbers fit them, that of names has the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHeaderView, QTableView

from tauscope.sources.abilities import Abilities
from tauscope.ui.painting import marks
from tauscope.ui.table.columns import COLUMNS, ENERGY, LABEL, LOGIT, PROBABILITY, WIDEST_BOUNDS, Column

if TYPE_CHECKING:
    from tauscope.document.picture.picture import Picture
    from tauscope.ui.table.logit_model import LogitModel
    from tauscope.ui.theme import Theme

NAMES = 4
"""The least width of the column of names, in heights of the text: wide numbers scroll and do not hide it."""

NAMES_WANTED = 9
"""Width of the column of names, in text heights, below which the column E is hidden."""

FITTED = 30
"""Rows of each kind that the columns are fitted to."""

_AS_WIDE = str.maketrans("123456789", "000000000")
"""Replaces digits by 0: numbers of one shape are measured only once."""

WIDEST_OF_GROUP = "−000.00"
"""Logit of a group for which columns have room; it grows with τ."""


class ColumnWidths:
    """Sets the widths of a table's columns, and hides the column E where names need its room."""

    def __init__(self, table: QTableView, model: LogitModel) -> None:
        self._table, self._model = table, model
        self._energy_width = 0
        self._without_energy = False

    def apply_theme(self, theme: Theme, picture: Picture | None) -> None:
        """Let widths follow the text of `theme`."""
        self._theme = theme
        header = self._table.horizontalHeader()
        header.setMinimumSectionSize(round(NAMES * theme.base))
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(LABEL, QHeaderView.ResizeMode.Stretch)
        self.fit(picture)

    def fit(self, picture: Picture | None) -> None:
        """Make the columns of numbers as wide as the numbers that are there, and no wider."""
        table = self._table
        self._energy_width = table.columnWidth(ENERGY) or self._energy_width
        for place, column in enumerate(COLUMNS[LABEL + 1 :], LABEL + 1):
            font = self._theme.font(strong=place == LOGIT)
            numbers = {text.translate(_AS_WIDE) for text in _fitted(column, picture)}
            texts = {self._model.title(place), column.widest, *numbers}
            if column.fitted and picture is not None and picture.prepared.grouped is not None:
                texts.add(WIDEST_OF_GROUP)
            width = max(marks.text_width(text, font) for text in texts) + 1.1 * self._theme.base
            table.horizontalHeader().resizeSection(place, max(round(width), self._least(place, picture)))
        self.make_room_for_names(picture)

    def make_room_for_names(self, picture: Picture | None) -> None:
        """Hide the column E if names have too little room where they matter; a column of counts stays.

        They do in the table of a running source, and while a class is being found.
        """
        table = self._table
        can = Abilities() if picture is None else picture.document.source.abilities
        steps = (can.steps or bool(self._model.order.text)) and not can.counts_name
        numbers = sum(table.columnWidth(column) for column in (LOGIT, PROBABILITY))
        wanted = numbers + self._energy_width + NAMES_WANTED * self._theme.base
        hidden = self._without_energy or (steps and table.viewport().width() < wanted)
        if hidden != table.isColumnHidden(ENERGY):
            table.setColumnHidden(ENERGY, hidden)

    def hide(self, picture: Picture | None, *, energy: bool, probability: bool) -> None:
        """Hide the columns E and p, or show them again."""
        self._without_energy = energy
        self._table.setColumnHidden(PROBABILITY, probability)
        self.make_room_for_names(picture)

    def _least(self, column: int, picture: Picture | None) -> int:
        """Least width of a column: with a running source no column shrinks, or the table would jump."""
        steps = picture is not None and picture.document.source.abilities.steps
        return self._table.columnWidth(column) if steps else 0


def _fitted(column: Column, picture: Picture | None) -> set[str]:
    """Texts of a column that it is fitted to."""
    if picture is None or not (column.fitted or picture.partial):
        return set()
    texts = {column.shown(picture, row) for row in fitted_rows(picture)}
    return texts | {WIDEST_BOUNDS} if column is COLUMNS[PROBABILITY] and picture.partial else texts


def fitted_rows(picture: Picture) -> list[int]:
    """Rows whose numbers the columns are fitted to: the first, and the extremes of a large table."""
    order, ranked = picture.logits.order, picture.document.source.abilities.ranked
    # The first rows of a table by rank are the largest logits.
    first = () if ranked else range(min(FITTED, len(order)))
    return list(dict.fromkeys([*first, *order[:FITTED].tolist(), *order[-FITTED:].tolist()]))
